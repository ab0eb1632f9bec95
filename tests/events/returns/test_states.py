"""Quarters, deadlines, the states of quarterly returns and their rates, against a plain recount."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.roles import Role
from events.fiscal_year import fiscal_year_of
from events.models import Excuse, QuarterDeadline, QuarterlyReturn, Year
from events.quarters import Quarter
from events.return_deadlines import Deadline, Deadlines, Source
from events.return_states import State
from events.returns import read_one, sign
from events.returns_board import board, year_to_show
from events.status import Status
from regions.models import Jurisdiction, Mission
from tests.events.returns.spring import NOW, SPRING
from tests.factories import make_event, make_mission, make_user

# ---- quarters and deadlines


@given(st.dates(date(2000, 4, 1), date(2099, 3, 31)))
def test_each_day_lies_in_one_quarter_of_its_fiscal_year(day):
    found = [each for each in Quarter.all_of(fiscal_year_of(day)) if each.first_day <= day <= each.last_day]
    assert found == [Quarter.of(day)]


def test_quarters_follow_one_another_through_the_year():
    days = [(each.first_day, each.last_day) for each in Quarter.all_of(2019)]
    assert days == [
        (date(2019, 4, 1), date(2019, 6, 30)),
        (date(2019, 7, 1), date(2019, 9, 30)),
        (date(2019, 10, 1), date(2019, 12, 31)),
        (date(2020, 1, 1), date(2020, 3, 31)),
    ]


@pytest.mark.django_db
def test_where_a_deadline_comes_from(hq, settings):
    settings.QUARTER_RETURN_DAYS = 20
    assert Deadlines.load([2019]).of(SPRING) is None
    year = Year.open(2019, by=hq)
    QuarterDeadline.announce(Quarter(2019, 2), on=date(2019, 11, 15), by=hq)
    year.announce_deadline(by=hq, on=date(2020, 5, 31))
    found = [Deadlines.load([2019]).of(quarter) for quarter in Quarter.all_of(2019)]
    assert found == [
        Deadline(date(2019, 7, 20), Source.RULE),
        Deadline(date(2019, 11, 15), Source.QUARTER),
        Deadline(date(2020, 1, 20), Source.RULE),
        Deadline(date(2020, 5, 31), Source.YEAR),
    ]
    year.announce_deadline(by=hq, on=date(2020, 3, 1))  # before the quarter ends: it cannot be signed by then
    assert Deadlines.load([2019]).of(Quarter(2019, 4)) == Deadline(date(2020, 4, 20), Source.RULE)
    QuarterDeadline.announce(Quarter(2019, 4), on=date(2020, 4, 2), by=hq)
    QuarterDeadline.announce(Quarter(2019, 2), on=None, by=hq)
    found = [Deadlines.load([2019]).of(Quarter(2019, number)) for number in (2, 4)]
    assert found == [Deadline(date(2019, 10, 20), Source.RULE), Deadline(date(2020, 4, 2), Source.QUARTER)]
    assert QuarterDeadline.objects.count() == 2, "one row a quarter"
    with pytest.raises(ValidationError, match="runs until June 30, 2019"):
        QuarterDeadline.announce(SPRING, on=date(2019, 6, 29), by=hq)


@pytest.mark.django_db
def test_a_deadline_of_its_own_asks_for_a_quarter_of_a_year_that_is_not_open(hq):
    QuarterDeadline.announce(SPRING, on=date(2019, 7, 15), by=hq)
    deadlines = Deadlines.load()
    assert (deadlines.asked_years, deadlines.of(Quarter(2019, 2))) == ([2019], None)
    assert year_to_show(deadlines, now=NOW) == 2019
    assert year_to_show(deadlines, now=datetime(2018, 8, 1, tzinfo=UTC)) == 2018


# ---- states and rates, against a recount that knows nothing of the program's

ZONES = {"BOS": "America/New_York", "LAX": "America/Los_Angeles", "HAG": "Pacific/Guam"}
SAID = st.sampled_from(["", "", "events", "nil"])


@st.composite
def facts(draw):
    """What is known of a mission's quarter: kind of statement, hours from the deadline's end, events, excused, open."""
    return {
        "said": draw(SAID),
        "hours": draw(st.integers(-60 * 24, 60 * 24)),
        "events": draw(st.integers(0, 2)),
        "drafts": draw(st.integers(0, 1)),
        "excused": draw(st.integers(0, 5)) == 0,
    }


def plain_state(fact: dict, *, is_over: bool, is_open: bool, is_asked: bool) -> str:
    """One line for each rule of the page, read from top to bottom."""
    agrees = (fact["said"] == "events") == (fact["events"] > 0)
    rules = [
        (not is_open, "not_open"),
        (not is_asked, "not_asked"),
        (fact["excused"], "excused"),
        (fact["said"] and agrees and fact["hours"] < 0, "on_time"),
        (fact["said"] and agrees, "late"),
        (bool(fact["said"]), "partly"),
        (not is_over, "not_due"),
        (fact["events"] > 0, "partly"),
        (True, "nothing"),
    ]
    return next(state for holds, state in rules if holds)


def write(fact: dict, mission, quarter: Quarter, *, over_at: datetime, by, hq) -> None:
    for status, count in ((Status.CONFIRMED, fact["events"]), (Status.DRAFT, fact["drafts"])):
        for _n in range(count):
            make_event(mission=mission.pk, status=status, starts_on=quarter.last_day)
    if fact["said"]:
        QuarterlyReturn.objects.create(
            mission=mission, fiscal_year=2019, quarter=quarter.number, kind=fact["said"],
            signed_by=by, signed_at=over_at.astimezone(UTC) + timedelta(hours=fact["hours"]),
        )  # fmt: skip
    if fact["excused"]:
        Excuse.give(mission=mission, quarter=quarter, by=hq, because="x")


class States(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        table=st.lists(facts(), min_size=12, max_size=12),
        days=st.integers(-40, 400),
        closed_from=st.sampled_from([None, date(2019, 6, 1), date(2019, 10, 1)]),
        asked=st.sampled_from([(1, 2, 3, 4), (1, 3), ()]),
    )
    def test_states_and_rates_equal_a_plain_recount(self, table, days, closed_from, asked):
        hq, now = make_user(Role.HQ_REVIEWER), datetime(2019, 7, 1, tzinfo=UTC) + timedelta(days=days)
        missions = [make_mission(code) for code in ZONES]
        for mission in missions:
            Mission.objects.filter(pk=mission.pk).update(time_zone=ZONES[mission.pk])
            mission.refresh_from_db()
        if closed_from:
            Jurisdiction.objects.filter(mission="HAG").update(valid_from=closed_from)
        due_on = {number: Quarter(2019, number).last_day + timedelta(days=10) for number in asked}
        for number, day in due_on.items():
            QuarterDeadline.announce(Quarter(2019, number), on=day, by=hq)
        people = {mission.pk: make_user(mission=mission.pk) for mission in missions}
        expected_states, tally = [], {}
        for index, fact in enumerate(table):
            mission, quarter = missions[index % 3], Quarter(2019, index // 3 + 1)
            day = due_on.get(quarter.number, quarter.last_day)
            over_at = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(ZONES[mission.pk])) + timedelta(days=1)
            write(fact, mission, quarter, over_at=over_at, by=people[mission.pk], hq=hq)
            is_open = mission.pk != "HAG" or closed_from is None or closed_from <= quarter.last_day
            is_asked, is_over = quarter.number in asked, over_at.astimezone(UTC) <= now
            state = plain_state(fact, is_over=is_over, is_open=is_open, is_asked=is_asked)
            expected_states.append((mission.pk, quarter.number, state))
            if is_open and is_asked and is_over and not fact["excused"]:
                for key in (mission.pk, quarter.number, "all"):
                    counts = tally.setdefault(key, [0, 0, 0])
                    counts[0] += 1
                    counts[1] += state in ("on_time", "late")
                    counts[2] += state == "on_time"
        found = board(2019, missions, now=now)
        states = [
            (cell.mission.pk, cell.quarter.number, str(cell.state)) for line in found.lines for cell in line.cells
        ]
        assert sorted(states) == sorted(expected_states)

        def counts_of(rates) -> list[int]:
            return [rates.expected, rates.complete, rates.on_time]

        assert counts_of(found.rates) == tally.get("all", [0, 0, 0])
        assert [counts_of(line.rates) for line in found.lines] == [tally.get(m.pk, [0, 0, 0]) for m in missions]
        assert [counts_of(head.rates) for head in found.heads] == [tally.get(n, [0, 0, 0]) for n in (1, 2, 3, 4)]
        expected, *parts = tally.get("all", [0, 0, 0])
        shares = [100 * part / expected if expected else None for part in parts]
        assert [found.rates.reporting, found.rates.timeliness] == shares


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "zone", "last_second"),
    [
        ("HAG", "Pacific/Guam", datetime(2019, 7, 31, 13, 59, 59, tzinfo=UTC)),
        ("BOS", "America/New_York", datetime(2019, 8, 1, 3, 59, 59, tzinfo=UTC)),
        ("HNL", "Pacific/Honolulu", datetime(2019, 8, 1, 9, 59, 59, tzinfo=UTC)),
    ],
)
def test_on_time_until_midnight_by_the_missions_clock(at, hq, code, zone, last_second):
    mission = make_mission(code)
    assert mission.time_zone == zone
    QuarterDeadline.announce(SPRING, on=date(2019, 7, 31), by=hq)
    states = {}
    for seconds in (0, 1):
        moment = last_second + timedelta(seconds=seconds)
        at(moment)
        before = read_one(mission, SPRING).state
        with transaction.atomic():
            sign(mission, SPRING, "nil", by=make_user(mission=code))
            states[seconds] = (before, read_one(mission, SPRING).state)
            transaction.set_rollback(True)
    assert states == {0: (State.NOT_DUE, State.ON_TIME), 1: (State.NOTHING, State.LATE)}


@pytest.mark.django_db
def test_a_quarter_can_be_signed_from_its_last_day_at_the_missions_place(at, hq):
    Year.open(2019, by=hq)
    mission, person = make_mission("HNL"), make_user(mission="HNL")
    at(datetime(2019, 6, 30, 9, 59, tzinfo=UTC))  # still the 29th in Honolulu
    with pytest.raises(ValidationError, match=r"runs until June 30, 2019. It can be signed from that day"):
        sign(mission, SPRING, "nil", by=person)
    at(datetime(2019, 6, 30, 10, 0, tzinfo=UTC))
    sign(mission, SPRING, "nil", by=person)
    cell = read_one(mission, SPRING)
    assert (cell.state, cell.situation.is_expected(cell.now)) == (State.ON_TIME, False), "counted once it is due"
    later = read_one(mission, SPRING, now=datetime(2019, 8, 1, tzinfo=UTC))
    assert (later.state, later.situation.is_expected(later.now)) == (State.ON_TIME, True)
