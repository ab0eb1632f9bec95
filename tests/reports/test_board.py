"""The tailor-made board: figures against a plain recount, rates, peers, questions, and who sees what."""

from collections import Counter
from datetime import date
from decimal import Decimal
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.roles import Role
from events.models import CountingRule, Event
from regions.models import Indicator, IndicatorValue, State
from reports.board import (
    QUESTIONS,
    TRAITS,
    Answer,
    Board,
    BoardIndicator,
    Rate,
    StateFigures,
    measured,
)
from reports.board_compiling import compile_board
from reports.board_filter import TRAIT_OF, BoardFilter
from reports.cumulative import Register
from reports.figures import Definition, Figure, Label
from tests.factories import make_event, make_user
from tests.reports.rows import WHOLE, event_fields, make_places

COLUMNS = {"category": "category_id", "region": "region_type_id", "interest": "interest_level_id"}
DEFINITION = Definition(2018, 2020, (), WHOLE)


def is_visible(event: Event, user) -> bool:
    return user.is_hq or event.status == "confirmed" or (user.is_of_mission and event.mission_id == user.mission_id)


def recounted(user) -> tuple[dict, dict]:
    """State -> figures, and (state, trait, code) -> figures, event by event, in the plainest way."""
    rules = {rule.fiscal_year: rule.modes for rule in CountingRule.objects.all()}
    totals: dict = {}
    parts: dict = {}
    for event in Event.objects.all():
        if event.status not in WHOLE or not is_visible(event, user) or event.fiscal_year not in range(2018, 2021):
            continue
        modes = rules.get(event.fiscal_year)
        people = sum(getattr(event, f"{mode}_count") or 0 for mode in modes or ())
        unknown = modes is None or any(getattr(event, f"{mode}_qualifier") == "unknown" for mode in modes)
        keys = [(totals, event.state_id)]
        keys += [(parts, (event.state_id, trait, getattr(event, COLUMNS[trait]) or "")) for trait in TRAITS]
        for into, key in keys:
            into.setdefault(key, Counter()).update(events=1, participants=people, unknown=int(unknown))
    return totals, parts


def as_figure(code: str, row: Counter | None) -> Figure:
    row = row or Counter()
    return Figure(code, row["events"], row["participants"], row["unknown"])


class TheBoardEqualsARecount(TestCase):
    @given(st.lists(event_fields(), max_size=6))
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_for_each_reader(self, events):
        make_places()
        CountingRule.objects.filter(fiscal_year=2019).delete()
        for fields in events:
            make_event(**fields)
        for user in (make_user(Role.HQ_REVIEWER), make_user(mission="DEN"), make_user(Role.READ_ONLY)):
            board = compile_board(DEFINITION, register=Register.visible_to(user), traits=TRAITS)
            totals, parts = recounted(user)
            assert {row.code: row.total for row in board.rows} == {
                code: as_figure("", totals.get(code)) for code in State.objects.values_list("code", flat=True)
            }
            found = {
                (row.code, trait, part.code): part
                for row in board.rows
                for trait in TRAITS
                for part in row.parts[trait]
            }
            assert found == {key: as_figure(key[2], parts.get(key)) for key in found}
            assert set(parts) <= set(found)
            assert board.total == as_figure("", sum(totals.values(), Counter()))
            assert board.years_without_rule == (2019,)
            assert board.no_event().states == frozenset(row.code for row in board.rows if row.code not in totals)
            assert board.many_bases() == many_bases_by_hand(totals)


def many_bases_by_hand(totals) -> Answer:
    bases = dict(IndicatorValue.objects.filter(indicator="bases-2020").values_list("state", "value"))
    events = {code: totals.get(code, Counter())["events"] for code in bases}
    middle = {"bases": float(median(bases.values())), "events": float(median(events.values()))}
    found = {code for code in bases if bases[code] > middle["bases"] and events[code] < middle["events"]}
    return Answer(frozenset(found), middle)


# ---- the pure value


def state(code: str, *, bases=None, learners=None, jobs=None, figure=(0, 0, 0), festivals=0) -> StateFigures:
    rest = Figure("food", figure[0] - festivals, figure[1], figure[2])
    return StateFigures(
        code=code,
        region="",
        indicators={"bases": bases, "jobs": jobs, "learners": learners},
        places={},
        total=Figure("", *figure),
        parts={"category": (Figure("festival", festivals, 0, 0), rest)},
    )


def board(*rows: StateFigures) -> Board:
    name = Label("", "")
    indicators = tuple(
        BoardIndicator(key, f"{key}-2020", 2020, name, name, name, name, sum(row.indicators[key] is not None for row in rows))
        for key in ("bases", "jobs", "learners")
    )  # fmt: skip
    return Board(DEFINITION, indicators, rows, Figure("", 0, 0, 0), {})


def test_a_rate_is_marked_where_it_rests_on_small_numbers_and_unknown_where_something_is():
    one = state("A", bases=30, jobs=4_000, figure=(5, 1_000, 0))
    assert one.rate("events", "bases") == Rate(Decimal("16.7"), is_small=False)
    assert one.rate("participants", "bases") == Rate(Decimal("3333.3"), is_small=False)
    assert one.rate("events", "jobs") == Rate(Decimal("12.5"), is_small=False)
    assert state("A", bases=30, figure=(4, 9, 0)).rate("events", "bases") == Rate(Decimal("13.3"), is_small=True)
    assert state("A", bases=19, figure=(5, 9, 0)).rate("events", "bases") == Rate(Decimal("26.3"), is_small=True)
    assert state("A", jobs=999, figure=(5, 9, 0)).rate("events", "jobs") == Rate(Decimal("50.1"), is_small=True)
    assert state("A", bases=100, figure=(0, 0, 0)).rate("events", "bases") == Rate(Decimal("0.0"), is_small=True)
    assert state("A", bases=200, figure=(5, 1, 0)).rate("participants", "bases") == Rate(Decimal("0.5"), is_small=False)
    for unknown in (state("A", figure=(5, 9, 0)), state("A", bases=0, figure=(5, 9, 0))):
        assert unknown.rate("events", "bases") is None
    assert state("A", bases=30, figure=(6, 0, 6)).rate("participants", "bases") is None
    assert board(one).rates == ("bases", "jobs")
    assert board(state("A", bases=1)).rates == ("bases",)


def test_peers_are_the_two_next_above_and_below_by_bases():
    rows = [state(code, bases=bases) for code, bases in zip("ABCDEF", (5, 9, 7, 7, 1, None), strict=True)]
    value = board(*rows)
    assert value.peers("C") == ("B", "C", "D", "A")
    assert value.peers("D") == ("B", "C", "D", "A", "E")
    assert value.peers("B") == ("B", "C", "D")
    assert value.peers("E") == ("D", "A", "E")
    assert (value.peers("F"), value.peers("X")) == ((), ())


def test_each_question_by_its_definition():
    value = board(
        state("A", bases=10, learners=5, figure=(1, 0, 0)),
        state("B", bases=20, learners=6, figure=(9, 0, 0), festivals=1),
        state("C", bases=30, learners=7, figure=(2, 0, 0), festivals=1),
        state("D", bases=40, learners=8, figure=(8, 0, 0)),
        state("E", figure=(0, 0, 0)),
    )
    assert value.many_bases() == Answer(frozenset({"C"}), {"bases": 25.0, "events": 5.0})
    assert value.few_learners() == Answer(frozenset({"A"}), {"learners": 6.5, "events": 5.0})
    assert value.no_event() == Answer(frozenset({"E"}), {})
    nothing = board(state("A", figure=(0, 0, 0)))
    assert [QUESTIONS[key](nothing).states for key in QUESTIONS] == [None, None, frozenset({"A"})]


def test_the_address_knows_every_question_and_trait():
    assert set(TRAIT_OF.values()) == set(TRAITS)
    assert {key for key, _name in BoardFilter.base_filters["question"].extra["choices"] if key} == set(QUESTIONS)


@pytest.mark.django_db
def test_the_newest_year_of_an_indicator_is_shown_with_its_place():
    newer = Indicator.objects.get(pk="bases-2020")
    newer.pk, newer.year = "bases-2023", 2023
    newer.save(force_insert=True)
    for code, value in (("US-MA", 7), ("US-ME", 7), ("US-CO", 3)):
        IndicatorValue.objects.create(indicator=newer, state_id=code, value=value)
    found = compile_board(DEFINITION, register=Register.whole(), traits=())
    assert [(row.key, row.code, row.states) for row in found.indicators] == [
        ("bases", "bases-2023", 3), ("jobs", "jobs-2018", 15), ("learners", "learners-2018", 0),
    ]  # fmt: skip
    places = {row.code: (row.indicators["bases"], row.places.get("bases")) for row in found.rows}
    assert [places[code] for code in ("US-MA", "US-ME", "US-CO", "US-TX")] == [(7, 1), (7, 1), (3, 3), (None, None)]
    assert all(row.indicators["learners"] is None for row in found.rows)


@pytest.mark.django_db
def test_what_a_year_without_a_rule_leaves_unknown_is_not_zero():
    make_event(starts_on=date(2019, 5, 1))
    CountingRule.objects.all().delete()
    found = compile_board(DEFINITION, register=Register.whole(), traits=())
    row = next(row for row in found.rows if row.code == "US-MA")
    assert (row.total, measured(row.total, "participants")) == (Figure("", 1, 0, 1), None)
    assert row.rate("participants", "bases") is None
