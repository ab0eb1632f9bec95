"""A nomination or selection as a good practice goes along when its event is merged, and comes back when they are taken apart."""

import pytest
from django.utils import translation

from accounts.roles import Role
from accounts.trail.verifying import problems
from events.merging import take_apart
from events.models import Event, Practice
from events.practice_moving import ANOTHER_EVENT
from events.status import Status
from tests.factories import make_event, make_rules, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def hq():
    make_rules()
    return make_user(Role.HQ_REVIEWER)


@pytest.fixture
def two():
    return make_event(status=Status.SUBMITTED), make_event(mission="DEN")


def fresh(event: Event) -> Event:
    return Event.objects.get(pk=event.pk)


def told(event: Event, **fields) -> Practice:
    Event.objects.filter(pk=event.pk).update(is_good_practice=True, story_en="Told", status="confirmed")
    practice = Practice.locked(fresh(event), by=make_user(mission=event.mission_id))
    practice.nominate(by=make_user(mission=event.mission_id))
    return practice


def selection_of(event: Event) -> tuple | None:
    found = Practice.objects.filter(event=event).with_edited_since()
    return found.values_list("state", "nominated_by", "decided_by", "is_edited_since").first()


@pytest.mark.parametrize("selected", [False, True])
def test_a_nomination_or_selection_goes_along_and_comes_back(hq, two, selected):
    ours, theirs = two
    nominated = told(theirs)
    if selected:
        nominated.select(by=hq, version=1)
    Event.objects.filter(pk=ours.pk).update(status="confirmed")
    before = selection_of(theirs)
    made = fresh(theirs).merge_into(fresh(ours), by=hq, because="one", take=["is_good_practice", "story_en"])
    state, decided = ("selected", hq.pk) if selected else ("nominated", None)
    assert selection_of(ours) == (state, nominated.nominated_by_id, decided, selected), "to be looked at again"
    assert Practice.objects.get(event=ours).decided_version == (ANOTHER_EVENT if selected else None)
    assert list(Practice.objects.visible_to(hq).filter(event__status="confirmed", state=state)) == [
        Practice(event=ours)
    ]
    take_apart(made, by=hq)
    assert (selection_of(ours), selection_of(theirs)) == (("offered", None, None, False), (*before[:3], selected))
    assert list(problems()) == []


@pytest.mark.parametrize("why", ["has its own", "is no good practice", "is not confirmed"])
def test_a_selection_stays_behind_where_the_survivor_cannot_have_it(hq, two, why):
    ours, theirs = two
    told(theirs).select(by=hq, version=1)
    if why == "has its own":
        told(ours)
    elif why == "is no good practice":
        Event.objects.filter(pk=ours.pk).update(status="confirmed")
    take = [] if why == "is no good practice" else ["is_good_practice", "story_en"]
    before = selection_of(ours)
    fresh(theirs).merge_into(fresh(ours), by=hq, because="one", take=take)
    assert selection_of(ours) == before


def test_who_decided_after_the_merge_is_not_overruled_by_taking_apart(hq, two):
    ours, theirs = two
    told(theirs)
    Event.objects.filter(pk=ours.pk).update(status="confirmed")
    made = fresh(theirs).merge_into(fresh(ours), by=hq, because="one", take=["is_good_practice", "story_en"])
    Practice.locked(fresh(ours), by=hq).decline(by=hq, because="another year")
    take_apart(made, by=hq)
    assert selection_of(ours)[0] == "declined"
