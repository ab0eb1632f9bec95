"""The tailor-made board as a frozen value: each state's indicators beside its events and participants.

Nothing here knows of models or requests; `reports/board_compiling.py` compiles the value. docs/figures.md defines the
rates, their mark for small numbers, the peers and the questions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Literal

from reports.figures import Definition, Figure, Label

Measure = Literal["events", "participants"]

TRAITS = ("category", "region", "interest")
"""What a state's events are broken down by: the category (事業分野), the type of region and the level of interest."""

BASES, JOBS, LEARNERS = "bases", "jobs", "learners"
PER = {BASES: 100, JOBS: 10_000}
"""Indicator -> of how many of it a rate speaks."""

FEW_EVENTS = 5
FEW_OF = {BASES: 20, JOBS: 1_000}
"""A rate is marked where it rests on fewer events than this, or on less of its indicator."""

FESTIVAL = "festival"
PEERS_EACH_SIDE = 2
YEAR_AT_THE_END = re.compile(r"-[0-9]{4}$")


def indicator_key(code: str) -> str:
    """`bases` of `bases-2020`: the same indicator in every year."""
    return YEAR_AT_THE_END.sub("", code)


@dataclass(frozen=True, slots=True)
class BoardIndicator:
    """The newest year of an indicator (指標): `key` is its code without the year; `states` are those that have a value."""

    key: str
    code: str
    year: int
    label: Label
    unit: Label
    source: Label
    note: Label
    states: int


@dataclass(frozen=True, slots=True)
class Rate:
    """Events (件) or participants (名) per 100 bases or 10,000 jobs, to one decimal; `is_small`: rests on small numbers."""

    value: Decimal
    is_small: bool


@dataclass(frozen=True, slots=True)
class StateFigures:
    """One state: its indicators (None where no value is known), all its events, and these by each trait that was asked.

    The figures of a trait add up to `total`; there is one for every code in scope, '' (not given) last.
    """

    code: str
    region: str
    indicators: Mapping[str, int | None]
    places: Mapping[str, int]
    """Place by the indicator among the states that have a value, the largest first; equals share one."""
    total: Figure
    parts: Mapping[str, tuple[Figure, ...]]

    def part(self, trait: str, code: str) -> Figure:
        return next((row for row in self.parts[trait] if row.code == code), Figure(code, 0, 0, 0))

    def rate(self, measure: Measure, key: str) -> Rate | None:
        """None where the indicator or the participants are not known, or there is nothing to divide by."""
        of = self.indicators.get(key)
        value = measured(self.total, measure)
        if not of or value is None:
            return None
        exact = Decimal(value) * PER[key] / of
        is_small = self.total.events < FEW_EVENTS or of < FEW_OF[key]
        return Rate(exact.quantize(Decimal("0.1"), ROUND_HALF_UP), is_small)


def measured(figure: Figure, measure: Measure) -> int | None:
    """The events, or the participants as shown (None where none of them is known)."""
    return figure.events if measure == "events" else figure.known_participants


@dataclass(frozen=True, slots=True)
class Answer:
    """Which states answer a question, with the medians that it compared with; `states` is None where nobody can say."""

    states: frozenset[str] | None
    medians: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Board:
    """Every state with its indicators and figures of the definition's years, by code. `labels` names every code."""

    definition: Definition
    indicators: tuple[BoardIndicator, ...]
    rows: tuple[StateFigures, ...]
    total: Figure
    labels: Mapping[str, Mapping[str, Label]]
    years_without_rule: tuple[int, ...] = ()

    def indicator(self, key: str) -> BoardIndicator | None:
        return next((row for row in self.indicators if row.key == key), None)

    @property
    def rates(self) -> tuple[str, ...]:
        """The indicators of which rates are formed, those on record only."""
        return tuple(row.key for row in self.indicators if row.key in PER and row.states)

    def medians(self, key: str) -> dict[str, float]:
        """The medians of an indicator and of events among the states that have a value of it; {} when none has."""
        known = [row for row in self.rows if row.indicators.get(key) is not None]
        if not known:
            return {}
        return {
            key: float(median(row.indicators[key] or 0 for row in known)),
            "events": float(median(row.total.events for row in known)),
        }

    def peers(self, code: str) -> tuple[str, ...]:
        """The two states next above and the two next below by bases, largest first, with the state between them.

        Fewer at either end; () where its number of bases is not known. Equals stand in the order of their codes.
        """
        known = [row for row in self.rows if row.indicators.get(BASES) is not None]
        ordered = [row.code for row in sorted(known, key=lambda row: (-(row.indicators[BASES] or 0), row.code))]
        if code not in ordered:
            return ()
        place = ordered.index(code)
        return tuple(ordered[max(0, place - PEERS_EACH_SIDE) : place + PEERS_EACH_SIDE + 1])

    # ---- questions

    def many_bases(self) -> Answer:
        """More bases than the median and fewer events than the median of the states whose bases are known."""
        middle = self.medians(BASES)
        if not middle:
            return Answer(None, {})
        found = (
            row.code
            for row in self.rows
            if (row.indicators.get(BASES) or 0) > middle[BASES] and row.total.events < middle["events"]
        )
        return Answer(frozenset(found), middle)

    def few_learners(self) -> Answer:
        """Fewer learners than the median of the states whose learners are known, and no festival among the events."""
        middle = self.medians(LEARNERS)
        if not middle:
            return Answer(None, {})
        found = set()
        for row in self.rows:
            learners = row.indicators.get(LEARNERS)
            if learners is not None and learners < middle[LEARNERS] and not row.part("category", FESTIVAL).events:
                found.add(row.code)
        return Answer(frozenset(found), middle)

    def no_event(self) -> Answer:
        """No event that counts in the chosen years, of any category."""
        return Answer(frozenset(row.code for row in self.rows if not row.total.events), {})


QUESTIONS = {"many-bases": Board.many_bases, "few-learners": Board.few_learners, "no-event": Board.no_event}
"""Value of the address -> what answers it."""

TRAIT_OF_QUESTION = {"few-learners": "category"}
"""Question -> the trait that it has to know besides the totals."""
