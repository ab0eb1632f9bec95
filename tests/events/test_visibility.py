"""Who may read and who may change which events: role × own or other mission × status, cell by cell.

The same table holds for the running totals, or a figure would tell what the page hides.
"""

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.roles import Role
from events.models import AxisTotal, Event, RunningTotal
from events.status import Status
from tests.factories import make_event, make_rules, make_user

pytestmark = pytest.mark.django_db

TABLE = """
    who               which  draft     approval  submitted  confirmed  withdrawn
    anonymous         own    -         -         -          -          -
    anonymous         other  -         -         -          -          -
    mission_staff     own    read+edit read+edit read+edit  read+edit  read
    mission_staff     other  -         -         -          read       -
    mission_approver  own    read+edit read+edit read+edit  read+edit  read
    mission_approver  other  -         -         -          read       -
    hq_reviewer       own    read+edit read+edit read+edit  read+edit  read
    hq_reviewer       other  read+edit read+edit read+edit  read+edit  read
    hq_administrator  own    read+edit read+edit read+edit  read+edit  read
    hq_administrator  other  read+edit read+edit read+edit  read+edit  read
    read_only         own    -         -         -          read       -
    read_only         other  -         -         -          read       -
"""
STATUSES = ("draft", "approval", "submitted", "confirmed", "withdrawn")


def cells() -> list[tuple[str, str, str, str]]:
    head, *lines = [line.split() for line in TABLE.strip().splitlines()]
    assert head == ["who", "which", *STATUSES]
    return [(line[0], line[1], status, line[i]) for line in lines for i, status in enumerate(STATUSES, start=2)]


def test_the_table_is_whole():
    whole = product(("anonymous", *Role.values), ("own", "other"), Status.values)
    assert sorted((who, which, status) for who, which, status, _allowed in cells()) == sorted(whole)


def person(who: str):
    return AnonymousUser() if who == "anonymous" else make_user(who, mission="BOS")


@pytest.fixture
def events() -> dict[tuple[str, str], Event]:
    """One event for each cell, each with a number of people of its own, so that a leak shows in a sum."""
    made = {}
    for n, status in enumerate(STATUSES):
        for m, (which, mission, state) in enumerate([("own", "BOS", "US-MA"), ("other", "DEN", "US-CO")]):
            made[which, status] = make_event(
                mission=mission, state=state, status=status, in_person_count=4 ** (2 * n + m),
                region_type="region-1", partner_missions=["CHI"],
            )  # fmt: skip
    return made


@pytest.mark.parametrize("who", ["anonymous", *Role.values])
def test_each_cell(events, who):
    user = person(who)

    def found(which: str, status: str) -> str:
        rows = {"read": Event.objects.visible_to(user), "edit": Event.objects.editable_by(user)}
        pk = events[which, status].pk
        return "+".join(verb for verb, events_ in rows.items() if events_.filter(pk=pk).exists()) or "-"

    expected = {(which, status): allowed for someone, which, status, allowed in cells() if someone == who}
    assert {cell: found(*cell) for cell in expected} == expected


@pytest.mark.parametrize("who", ["anonymous", *Role.values])
def test_whole_lists_and_whole_sums(events, who):
    user = person(who)
    allowed = {(which, status): cell for w, which, status, cell in cells() if w == who}
    readable = {events[key] for key, cell in allowed.items() if "read" in cell}
    assert set(Event.objects.visible_to(user)) == readable
    assert set(Event.objects.editable_by(user)) == {events[key] for key, cell in allowed.items() if "edit" in cell}
    rules = make_rules()
    figures = {"events": len(readable), "participants": sum(e.in_person_count for e in readable), "unknown": 0}
    assert Event.objects.visible_to(user).figures(rules=rules) == figures
    assert RunningTotal.objects.visible_to(user).figures(rules=rules) == figures
    for axis in ("region", "interest", "pillar"):
        assert AxisTotal.objects.visible_to(user).filter(axis=axis).figures(rules=rules) == figures
    assert AxisTotal.objects.visible_to(user).filter(axis="partner").figures(rules=rules) == figures


@pytest.mark.parametrize("trait", ["mission", "state", "status", "fiscal_year", "category", "format"])
def test_no_breakdown_shows_a_hidden_row(events, trait):
    rules = make_rules()
    for who in Role.values:
        user = person(who)
        kept = RunningTotal.objects.visible_to(user).figures_by(trait, rules=rules)
        assert kept == Event.objects.visible_to(user).figures_by(trait, rules=rules)


def test_a_partner_of_a_joint_event_does_not_read_its_draft(events):
    """Only the lead mission writes; a partner sees the event once it is confirmed, like everybody."""
    partner = make_user(mission="CHI")
    assert set(Event.objects.visible_to(partner)) == {events["own", "confirmed"], events["other", "confirmed"]}
    assert set(Event.objects.editable_by(partner)) == set()


def test_everything_editable_is_readable(events):
    for who in Role.values:
        user = person(who)
        assert not Event.objects.editable_by(user).exclude(pk__in=Event.objects.visible_to(user)).exists()


def test_an_event_that_hq_returned_is_hidden_from_the_others_again():
    event = make_event(mission="DEN", state="US-CO", status=Status.CONFIRMED)
    staff = make_user(mission="BOS")
    assert set(Event.objects.visible_to(staff)) == {event}
    event.return_to_mission(by=make_user(Role.HQ_REVIEWER), because="Which day was it?")
    assert set(Event.objects.visible_to(staff)) == set()
    assert RunningTotal.objects.visible_to(staff).figures(rules=make_rules())["events"] == 0
