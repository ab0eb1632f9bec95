"""The running totals equal a recount after every kind of write, on both databases."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from events import triggers
from events.models import AxisTotal, Event, RunningTotal
from events.querysets import TRAITS
from events.status import Status
from tests.factories import build_event, make_approach, make_category, make_event, make_mission, make_rules, make_state

SOME_RULES = {2018: ("in_person",), 2019: ("in_person", "online"), 2020: ("in_person", "online", "on_demand")}


def answers(events, totals, axes, rules) -> list[tuple]:
    pairs = [(trait, events.figures_by(trait, rules=rules), totals.figures_by(trait, rules=rules)) for trait in TRAITS]
    pairs.append(("all", events.figures(rules=rules), totals.figures(rules=rules)))
    pairs += [
        (f"state and {trait}", events.by_state_and(trait, rules=rules), rows.by_state_and(trait, rules=rules))
        for trait, rows in (("category", totals), ("region", axes), ("interest", axes))
    ]
    pairs.append(("breakdowns", events.breakdowns(rules=rules), axes.breakdowns(rules=rules)))
    return pairs


def partner_rows_counted_by_hand(rules) -> list[dict]:
    rows = []
    for mission in sorted(set(Event.partner_missions.through.objects.values_list("mission_id", flat=True))):
        figures = Event.objects.filter(partner_missions=mission).figures(rules=rules)
        rows.append({"code": mission, **figures})
    return rows


def assert_totals_are_true(rules=SOME_RULES) -> None:
    for trait, counted, kept in answers(
        Event.objects.all(), RunningTotal.objects.all(), AxisTotal.objects.all(), rules
    ):
        assert kept == counted, trait
    assert AxisTotal.objects.by_partner(rules=rules) == partner_rows_counted_by_hand(rules)


@pytest.mark.django_db
def test_triggers_stand_after_migrate():
    assert triggers.are_in_place(connection)


@pytest.mark.django_db
def test_every_kind_of_write_is_counted():
    one = make_event(partner_missions=["NYC"], region_type="region-1")
    assert_totals_are_true()
    one.state, one.in_person_count = make_state("US-ME"), 7
    one.save()
    assert_totals_are_true()
    Event.objects.bulk_create([build_event(mission="DEN", state="US-CO") for _ in range(3)])
    assert_totals_are_true()
    Event.objects.filter(mission="DEN").update(starts_on=date(2020, 4, 1), category=make_category("food"))
    assert_totals_are_true()
    several = list(Event.objects.filter(mission="DEN"))
    for event in several:
        event.interest_level = make_approach("interest-2")
    Event.objects.bulk_update(several, ["interest_level"])
    assert_totals_are_true()
    one.partner_missions.set([make_mission("DEN"), make_mission("CHI")])
    assert_totals_are_true()
    Event.objects.filter(pk=one.pk).update(in_person_count=None, in_person_qualifier="unknown")
    assert_totals_are_true()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events_event SET status = 'withdrawn' WHERE mission_id = 'DEN'")
    assert_totals_are_true()
    one.delete()
    assert_totals_are_true()
    Event.objects.all().delete()
    assert_totals_are_true()
    assert RunningTotal.objects.figures(rules=SOME_RULES) == {"events": 0, "participants": 0, "unknown": 0}


@pytest.mark.django_db
def test_what_is_rolled_back_is_not_counted():
    make_event()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_event()
        raise ZeroDivisionError
    assert_totals_are_true()
    assert RunningTotal.objects.figures(rules=SOME_RULES)["events"] == 1


@pytest.mark.django_db
def test_a_number_never_changes_even_behind_the_models_back():
    event = make_event(number="BOS-2019-0001")
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(number="BOS-2019-0002")
    event.refresh_from_db()
    assert event.number == "BOS-2019-0001"


@pytest.mark.django_db
def test_a_lost_trigger_is_put_back_and_the_totals_recounted():
    with connection.cursor() as cursor:
        name, table = next(iter(triggers._present(connection, cursor).items()))
        cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
        for other, table in triggers._present(connection, cursor).items():
            cursor.execute(f"DROP TRIGGER {other}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
    make_event()
    assert RunningTotal.objects.figures(rules=SOME_RULES)["events"] == 0
    assert triggers.install(connection)
    assert triggers.are_in_place(connection)
    assert_totals_are_true()


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_has_no_totals_left():
    make_event(partner_missions=["NYC"], region_type="region-1")
    call_command("flush", interactive=False, verbosity=0)
    assert (RunningTotal.objects.count(), AxisTotal.objects.count()) == (0, 0)
    make_event()
    assert_totals_are_true()


COUNTS = st.one_of(
    st.tuples(st.none(), st.sampled_from(["", "unknown"])),
    st.tuples(st.integers(0, 99_999_999), st.sampled_from(["exact", "about", "at_least", "under"])),
)


@st.composite
def traits(draw) -> dict:
    fields = {
        "mission": draw(st.sampled_from(["BOS", "NYC", "DEN"])),
        "state": draw(st.sampled_from(["US-MA", "US-CT", "US-CO"])),
        "category": draw(st.sampled_from(["festival", "food"])),
        "format": draw(st.sampled_from(["in_person", "online", "hybrid"])),
        "starts_on": draw(st.dates(date(2018, 3, 30), date(2021, 4, 2))),
        "status": draw(st.sampled_from(list(Status))),
        "region_type": draw(st.sampled_from([None, "region-1", "region-2"])),
        "interest_level": draw(st.sampled_from([None, "interest-1"])),
    }
    for mode in ("in_person", "online", "on_demand"):
        fields[f"{mode}_count"], fields[f"{mode}_qualifier"] = draw(COUNTS)
    if not any(fields[f"{mode}_qualifier"] for mode in ("in_person", "online", "on_demand")):
        fields["in_person_qualifier"] = "unknown"
    return fields


class TestAnyHistoryOfWrites(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        first=st.lists(traits(), min_size=1, max_size=5),
        changes=st.lists(st.tuples(st.integers(0, 4), traits()), max_size=5),
        partners=st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["CHI", "SEA"])), max_size=4),
    )
    def test_totals_equal_a_recount(self, first, changes, partners):
        make_rules()
        events = [make_event(**fields) for fields in first]
        for index, code in partners:
            events[index % len(events)].partner_missions.add(make_mission(code))
        for index, fields in changes:
            built = build_event(**fields)
            event = events[index % len(events)]
            names = [name for name in (f.attname for f in Event._meta.concrete_fields)
                     if name not in {"id", "number", "fiscal_year", "unknown_modes", "version"}]  # fmt: skip
            Event.objects.filter(pk=event.pk).update(
                number=Event.objects.values_list("number", flat=True).get(pk=event.pk) or built.number,
                **{name: getattr(built, name) for name in names},
            )
        assert_totals_are_true()
