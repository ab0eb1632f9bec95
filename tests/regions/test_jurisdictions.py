"""Who serves which place on which day, from the reference data, to the day and to the county."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from regions.models import County, Jurisdiction, JurisdictionCounty, Mission, State
from tests.factories import build_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TODAY = date(2021, 7, 30)


@pytest.fixture
def in_english():
    with translation.override("en"):
        yield


def serving(state: str, *, county: str | None = None, on: date = TODAY) -> list[str]:
    """By both ways of asking, which must agree."""
    rows = Jurisdiction.objects.serving(state=state, county=county, on=on).order_by("mission")
    codes = list(rows.values_list("mission", flat=True))
    missions = Mission.objects.serving(state, county=county, on=on).order_by("code")
    assert list(missions.values_list("code", flat=True)) == codes
    return codes


@pytest.mark.parametrize(
    ("state", "missions"),
    [
        ("US-MA", ["BOS"]), ("US-CA", ["LAX", "SFO"]), ("US-CT", ["BOS", "NYC"]), ("US-ID", ["PDX", "SEA"]),
        ("US-GU", ["HAG"]), ("US-MP", ["SPN"]), ("US-AS", ["HNL"]), ("US-PR", ["NYC"]), ("US-XX", []),
    ],
)  # fmt: skip
def test_states(state, missions):
    assert serving(state) == missions


@pytest.mark.parametrize(
    ("county", "missions"),
    [
        ("US-CA-037", ["LAX"]), ("US-CA-079", ["LAX"]), ("US-CA-075", ["SFO"]), ("US-CA-029", ["SFO"]),
        ("US-CT-001", ["NYC"]), ("US-CT-003", ["BOS"]), ("US-ID-049", ["PDX", "SEA"]), ("US-ID-001", ["PDX"]),
        ("US-ID-055", ["SEA"]),
    ],
)  # fmt: skip
def test_counties_of_split_states(county, missions):
    assert serving(county[:5], county=county) == missions


def test_a_county_of_a_whole_state_is_served_by_its_mission():
    assert serving("US-MA", county="US-MA-025") == ["BOS"]


def test_every_county_kept_has_one_mission_except_idaho_county():
    several = {}
    for county in County.objects.all():
        missions = serving(county.state_id, county=county.pk)
        if len(missions) != 1:
            several[county.name_en] = missions
    assert several == {"Idaho County": ["PDX", "SEA"]}


def test_the_uncertain_county_says_so():
    rows = Jurisdiction.objects.serving(state="US-ID", county="US-ID-049", on=TODAY).with_certainty(county="US-ID-049")
    assert list(rows.order_by("mission").values_list("mission", "is_certain")) == [("PDX", False), ("SEA", False)]
    rows = Jurisdiction.objects.serving(state="US-ID", county="US-ID-001", on=TODAY).with_certainty(county="US-ID-001")
    assert list(rows.values_list("mission", "is_certain")) == [("PDX", True)]
    rows = Jurisdiction.objects.serving(state="US-MA", on=TODAY).with_certainty(county="US-MA-025")
    assert list(rows.values_list("mission", "is_certain")) == [("BOS", True)]


@pytest.mark.parametrize(("state", "before"), [("US-MD", "NYC"), ("US-VA", "ATL")])
def test_maryland_and_virginia_moved_on_new_years_day_2015(state, before):
    assert serving(state, on=date(2014, 12, 31)) == [before]
    assert serving(state, on=date(2015, 1, 1)) == ["EMB"]
    assert serving(state, on=date(1990, 1, 1)) == [before]
    assert serving(state, on=date(2100, 1, 1)) == ["EMB"]


def test_every_state_is_served_on_every_day_of_the_register():
    for day in (date(2014, 12, 31), date(2015, 1, 1), TODAY):
        split = set(State.objects.split(on=day).values_list("pk", flat=True))
        assert split == {"US-CA", "US-CT", "US-ID"}
        for state in State.objects.values_list("pk", flat=True):
            assert len(serving(state, on=day)) == (2 if state in split else 1), state


def test_the_states_of_a_mission():
    def states(mission: str, on: date) -> list[str]:
        return list(State.objects.served_by(mission, on=on).order_by("code").values_list("pk", flat=True))

    assert states("EMB", TODAY) == ["US-DC", "US-MD", "US-VA"]
    assert states("EMB", date(2014, 12, 31)) == ["US-DC"]
    assert states("BOS", TODAY) == ["US-CT", "US-MA", "US-ME", "US-NH", "US-RI", "US-VT"]
    assert states("LAX", TODAY) == ["US-AZ", "US-CA"]


def test_questions_leave_no_join_behind_that_would_multiply_rows():
    assert State.objects.split(on=TODAY).filter(code="US-CA").count() == 1
    assert Mission.objects.serving("US-CA", county="US-CA-037", on=TODAY).count() == 1
    both = Jurisdiction.objects.get(mission="BOS", state="US-MA")
    County.objects.create(code="US-MA-025", state_id="US-MA", name_ja="サフォーク郡", name_en="Suffolk County")
    County.objects.create(code="US-MA-017", state_id="US-MA", name_ja="ミドルセックス郡", name_en="Middlesex County")
    both.counties.add("US-MA-025", "US-MA-017")
    assert serving("US-MA", county="US-MA-025") == ["BOS"]


BROKEN = [
    (State, "US-MA", {"code": "MA"}, "A state's code reads like US-CA or AU-NSW."),
    (County, "US-CA-037", {"code": "US-CT-037"}, "A county's code begins with its state's code: US-CA-037."),
    (Mission, "BOS", {"code": "bos"}, "A mission's code is three capital letters: BOS."),
]  # fmt: skip


@pytest.mark.parametrize(("model", "pk", "change", "sentence"), BROKEN, ids=[row[0].__name__ for row in BROKEN])
def test_a_code_out_of_shape_is_refused_with_a_sentence(model, pk, change, sentence):
    row = model.objects.get(pk=pk)
    for name, value in change.items():
        setattr(row, name, value)
    assert_refused(row, sentence)


def test_a_jurisdiction_does_not_end_before_it_starts():
    row = Jurisdiction(
        mission_id="BOS", state_id="US-NY", valid_from=date(2020, 1, 2), valid_to=date(2020, 1, 1)
    )  # fmt: skip
    assert_refused(row, "A jurisdiction ends on or after the day it starts.")
    row.valid_to = row.valid_from
    row.full_clean()


@pytest.mark.parametrize("valid_from", [None, date(2015, 1, 1)])
def test_a_mission_serves_a_state_once_from_a_day(valid_from):
    state = "US-MA" if valid_from is None else "US-MD"
    row = Jurisdiction(mission_id="BOS" if valid_from is None else "EMB", state_id=state, valid_from=valid_from)
    assert_refused(row, "This mission already serves this state from that day.")


def test_a_county_is_listed_once_in_a_jurisdiction():
    link = JurisdictionCounty.objects.first()
    again = JurisdictionCounty(jurisdiction=link.jurisdiction, county=link.county)
    assert_refused(again, "This county is already listed.")


def assert_refused(row, sentence: str) -> None:
    """By the form's check with the sentence, and by the database whatever the way of writing."""
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert sentence in [message for messages in refused.value.message_dict.values() for message in messages]
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save_base(raw=True, force_insert=True)


def test_an_event_says_at_the_form_what_its_database_would_refuse():
    """A constraint that names a foreign key by its column is silently skipped by validation; these name the field."""
    event = build_event(county_id="US-CA-037", region_type_id="interest-1", interest_level_id="region-1")
    with pytest.raises(ValidationError) as refused:
        event.full_clean()
    assert refused.value.messages == [
        "The county is not in this state.", "This is not a type of region.", "This is not a level of interest.",
    ]  # fmt: skip
