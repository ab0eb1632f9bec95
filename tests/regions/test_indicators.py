"""The published indicators digit by digit; every breakdown adds up to its total."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from regions.models import Indicator, IndicatorValue, Jurisdiction, State
from regions.querysets import Share

pytestmark = pytest.mark.django_db
ON = date(2021, 7, 30)


def values(code: str):
    return IndicatorValue.objects.filter(indicator=code)


def test_the_bases_of_2020():
    bases = values("bases-2020")
    assert bases.count() == 53
    assert bases.total() == 9_048 == Indicator.objects.get(pk="bases-2020").stated_total
    assert bases.exclude(state__kind="territory").total() == 8_929
    assert bases.filter(state__kind="territory").by_state() == [
        {"code": "US-GU", "value": 113, "rank": None, "place": 1},
        {"code": "US-PR", "value": 6, "rank": None, "place": 2},
    ]
    assert 8_929 + 113 + 6 == 9_048


def test_the_jobs_of_2018():
    jobs = values("jobs-2018")
    assert (jobs.count(), jobs.total()) == (15, 538_600)
    assert Indicator.objects.get(pk="jobs-2018").stated_total == 948_000
    assert jobs.places_by_rank() == {1: 11, 2: 4}
    assert list(jobs.filter(rank=2).order_by("state").values_list("state", "value", "rank_note_en")) == [
        ("US-CA", 115_200, "United Kingdom ranks first"),
        ("US-OR", 11_500, "United Kingdom ranks first"),
        ("US-TX", 75_300, "United Kingdom ranks first"),
        ("US-WV", 4_200, "Canada ranks first"),
    ]


def test_learners_are_ready_for_data_and_empty():
    learners = values("learners-2018")
    assert Indicator.objects.filter(pk="learners-2018").exists()
    assert (learners.total(), learners.by_state(), learners.by_region(), learners.places_by_rank()) == (0, [], [], {})
    assignment = learners.by_mission(on=ON)
    assert {share.value for share in assignment.shares} == {None}
    assert (assignment.assigned_total, assignment.not_assignable) == (0, ())


def test_states_in_order_of_value_with_equal_values_sharing_a_place():
    rows = values("jobs-2018").by_state()
    assert [(row["code"], row["value"], row["rank"], row["place"]) for row in rows] == [
        ("US-CA", 115_200, 2, 1), ("US-TX", 75_300, 2, 2), ("US-OH", 70_100, 1, 3), ("US-IN", 57_500, 1, 4),
        ("US-TN", 47_500, 1, 5), ("US-KY", 43_700, 1, 6), ("US-GA", 37_900, 1, 7), ("US-AL", 22_200, 1, 8),
        ("US-HI", 19_400, 1, 9), ("US-KS", 11_500, 1, 10), ("US-OR", 11_500, 2, 10), ("US-MS", 10_300, 1, 12),
        ("US-AR", 6_500, 1, 13), ("US-NE", 5_800, 1, 14), ("US-WV", 4_200, 2, 15),
    ]  # fmt: skip


def test_regions_add_up_to_the_total():
    rows = values("bases-2020").by_region()
    assert rows == [
        {"code": "midwest", "value": 2_631, "place": 3},
        {"code": "northeast", "value": 870, "place": 4},
        {"code": "south", "value": 2_756, "place": 1},
        {"code": "territories", "value": 119, "place": 5},
        {"code": "west", "value": 2_672, "place": 2},
    ]
    assert sum(row["value"] for row in rows) == 9_048
    assert sum(row["value"] for row in values("jobs-2018").by_region()) == 538_600
    moved = State.objects.get(pk="US-CA")
    moved.region_id = "south"
    moved.save()
    assert sum(row["value"] for row in values("bases-2020").by_region()) == 9_048


def test_missions_and_what_no_mission_can_be_given():
    assignment = values("bases-2020").by_mission(on=ON)
    assert assignment.not_assignable == (("US-CA", 1_853), ("US-CT", 15), ("US-ID", 9))
    assert assignment.assigned_total + assignment.not_assignable_total == 9_048
    assert assignment.not_assignable_total == 1_877
    shares = {share.code: share for share in assignment.shares}
    assert len(shares) == 18
    assert shares["BOS"] == Share(
        code="BOS", value=214, states=("US-CT", "US-MA", "US-ME", "US-NH", "US-RI", "US-VT"), place=8
    )
    assert shares["EMB"] == Share(code="EMB", value=204, states=("US-DC", "US-MD", "US-VA"), place=10)
    assert shares["SPN"] == Share(code="SPN", value=None, states=("US-MP",), place=None)
    assert shares["LAX"].value == 36
    assert sorted((s for s in shares.values() if s.place), key=lambda s: s.place)[0].code == "CHI"


def test_missions_follow_the_jurisdictions_of_the_day():
    before = {share.code: share.value for share in values("bases-2020").by_mission(on=date(2014, 12, 31)).shares}
    after = {share.code: share.value for share in values("bases-2020").by_mission(on=date(2015, 1, 1)).shares}
    assert (before["EMB"], after["EMB"]) == (86, 86 + 38 + 80)
    assert before["NYC"] - after["NYC"] == 38
    assert before["ATL"] - after["ATL"] == 80


def test_a_state_that_two_missions_claim_whole_is_not_guessed():
    Jurisdiction.objects.create(mission_id="NYC", state_id="US-MA")
    assignment = values("bases-2020").by_mission(on=ON)
    assert ("US-MA", 176) in assignment.not_assignable
    assert assignment.assigned_total + assignment.not_assignable_total == 9_048


def test_a_state_that_nobody_serves_is_not_assignable():
    Jurisdiction.objects.filter(state="US-MA").delete()
    assignment = values("bases-2020").by_mission(on=ON)
    assert ("US-MA", 176) in assignment.not_assignable
    assert assignment.assigned_total + assignment.not_assignable_total == 9_048


def test_a_zero_is_a_share_and_not_nothing():
    IndicatorValue.objects.create(indicator_id="bases-2020", state_id="US-MP", value=0)
    shares = {share.code: share for share in values("bases-2020").by_mission(on=ON).shares}
    assert (shares["SPN"].value, shares["SPN"].place) == (0, 18)


def test_questions_cost_the_same_however_many_rows(django_assert_num_queries):
    for rows in (values("bases-2020").filter(state="US-MA"), values("bases-2020")):
        with django_assert_num_queries(6):
            rows.total(), rows.by_state(), rows.by_region(), rows.by_mission(on=ON)


def test_constraints_of_values():
    negative = IndicatorValue(indicator_id="learners-2018", state_id="US-MA", value=-1)
    twice = IndicatorValue(indicator_id="bases-2020", state_id="US-MA", value=1)
    for row, sentence in (
        (negative, "An indicator's value is not negative."),
        (twice, "This indicator already has a value for this state."),
    ):
        with translation.override("en"), pytest.raises(ValidationError) as refused:
            row.full_clean()
        assert refused.value.messages == [sentence]
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
