"""Rows for tests of reports."""

from datetime import date

from hypothesis import strategies as st

from events.models import Category
from regions.models import Mission, Region
from tests.factories import make_approach, make_category, make_event, make_mission, make_rules, make_series, make_state

WHOLE = ("submitted", "confirmed")


def make_places() -> None:
    """Three missions, four states in three regions, two categories and approaches, in an order that is not the codes'."""
    for position, (code, seat, region) in enumerate(
        [("NYC", "US-NY", "northeast"), ("BOS", "US-MA", "northeast"), ("DEN", "US-CO", "west")], start=1
    ):
        make_state(seat, region=region)
        make_mission(code, seat=seat)
        Mission.objects.filter(pk=code).update(position=position)
    make_state("US-GU", region="territories")
    for position, code in enumerate(["west", "northeast", "territories"], start=1):
        Region.objects.filter(pk=code).update(position=position)
    for position, code in enumerate(["food", "economy"], start=1):
        make_category(code)
        Category.objects.filter(pk=code).update(position=position)
    for code in ("region-1", "region-2", "interest-1"):
        make_approach(code)
    make_rules(2017, 2020)


def make_small_register() -> None:
    """Seven events that count (one of them submitted only), a draft and a withdrawn one."""
    make_places()
    caravan = make_series(mission=make_mission("BOS"))
    bos = {"mission": "BOS", "state": "US-MA", "category": "food"}
    make_event(**bos, starts_on=date(2017, 4, 1), in_person_count=100, region_type="region-1", is_sample=True)
    make_event(**bos, starts_on=date(2018, 3, 31), in_person_count=20, series=caravan, partner_missions=["NYC"])
    make_event(**bos | {"state": "US-NY"}, starts_on=date(2018, 4, 1), in_person_count=30, series=caravan)
    make_event(**bos, starts_on=date(2019, 4, 1), status="submitted", in_person_count=None,
               in_person_qualifier="unknown", interest_level="interest-1")  # fmt: skip
    den = {"mission": "DEN", "state": "US-CO", "category": "economy"}
    make_event(**den, starts_on=date(2020, 5, 5), format="hybrid", in_person_count=5, online_count=600,
               online_qualifier="about", on_demand_count=9000, on_demand_qualifier="at_least",
               partner_missions=["BOS", "NYC"])  # fmt: skip
    make_event(**den, starts_on=date(2020, 5, 6), format="online", in_person_count=None, in_person_qualifier="",
               online_count=7, online_qualifier="exact")  # fmt: skip
    make_event(**den | {"state": "US-GU"}, starts_on=date(2018, 5, 6), in_person_count=0)
    make_event(**den, starts_on=date(2020, 5, 7), status="draft", in_person_count=1)
    make_event(**den, starts_on=date(2020, 5, 8), status="withdrawn", in_person_count=2)


@st.composite
def event_fields(draw) -> dict:
    """Fields of an event of the places above, in a year with or without a counting rule."""
    fields = {
        "mission": draw(st.sampled_from(["BOS", "NYC", "DEN"])),
        "state": draw(st.sampled_from(["US-MA", "US-NY", "US-CO", "US-GU"])),
        "category": draw(st.sampled_from(["food", "economy"])),
        "format": draw(st.sampled_from(["in_person", "online", "hybrid"])),
        "starts_on": draw(st.dates(date(2018, 3, 30), date(2021, 4, 2))),
        "status": draw(st.sampled_from(["draft", "submitted", "confirmed", "withdrawn"])),
        "region_type": draw(st.sampled_from([None, "region-1", "region-2"])),
        "interest_level": draw(st.sampled_from([None, "interest-1"])),
    }
    for mode in ("in_person", "online", "on_demand"):
        count = draw(st.one_of(st.none(), st.integers(0, 99_999_999)))
        fields[f"{mode}_count"] = count
        fields[f"{mode}_qualifier"] = draw(st.sampled_from(["", "unknown"])) if count is None else "exact"
    if not any(fields[f"{mode}_qualifier"] for mode in ("in_person", "online", "on_demand")):
        fields["in_person_qualifier"] = "unknown"
    return fields
