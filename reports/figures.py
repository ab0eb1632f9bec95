"""The cumulative report as a frozen value: a page, a command and a document all read these same numbers.

Nothing here knows of models or requests; `reports/cumulative.py` compiles the value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

SeriesMode = Literal["each", "as_one"]

BREAKDOWNS = ("fiscal_year", "mission", "region", "state", "category", "approach", "format")


@dataclass(frozen=True, slots=True)
class Definition:
    """What a report counts: fiscal years (both included), lead missions, regions (none named: all), statuses, series.

    `series`: "each" counts every event; "as_one" counts of each series only its first event in the selection,
    while the participants of all of them are added up.
    """

    first: int
    last: int
    missions: tuple[str, ...]
    statuses: tuple[str, ...]
    series: SeriesMode = "each"
    regions: tuple[str, ...] = ()

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def is_of_all_missions(self) -> bool:
        return not self.missions

    @property
    def is_of_all_places(self) -> bool:
        return not self.missions and not self.regions

    @property
    def counts_series_as_one(self) -> bool:
        return self.series == "as_one"


class _Known:
    __slots__ = ()
    events: int
    participants: int | None
    unknown: int

    @property
    def known_participants(self) -> int | None:
        """The participants as shown: None (―) where of no event a count is known, because unknown is not zero."""
        return None if self.unknown and self.unknown >= self.events and not self.participants else self.participants


@dataclass(frozen=True, slots=True)
class Figure(_Known):
    """Events (件), participants (名) and events of unknown participation. `code` is '' where the trait is not given.

    `participants` is the sum of what is known; None where the fiscal year has no counting rule.
    """

    code: str | int
    events: int
    participants: int | None
    unknown: int

    @classmethod
    def sum(cls, figures: Iterable[Figure], *, code: str = "") -> Figure:
        """Under one code; what has no participants adds none."""
        rows = list(figures)
        participants = sum(row.participants or 0 for row in rows)
        return cls(code, sum(row.events for row in rows), participants, sum(row.unknown for row in rows))


@dataclass(frozen=True, slots=True)
class AxisFigure(_Known):
    """A `Figure` on one of the axes region, interest, pillar; each axis adds up to the whole."""

    axis: str
    code: str
    events: int
    participants: int | None
    unknown: int


@dataclass(frozen=True, slots=True)
class Label:
    """What a code is called in both languages, with a second line where there is one (the method of an approach)."""

    ja: str
    en: str
    detail_ja: str = ""
    detail_en: str = ""

    def name(self, language: str) -> str:
        return self.ja or self.en if language.startswith("ja") else self.en or self.ja

    def detail(self, language: str) -> str:
        return self.detail_ja or self.detail_en if language.startswith("ja") else self.detail_en or self.detail_ja


@dataclass(frozen=True, slots=True)
class Rule:
    """The modes that count as participants in a fiscal year (計上基準), None where no rule is recorded."""

    fiscal_year: int
    modes: tuple[str, ...] | None
    note_ja: str = ""
    note_en: str = ""

    def note(self, language: str) -> str:
        return self.note_ja or self.note_en if language.startswith("ja") else self.note_en or self.note_ja


@dataclass(frozen=True, slots=True)
class Published:
    """An official number (公表値) for a span of fiscal years."""

    measure: str  # "events" or "participants"
    first: int
    last: int
    value: int
    is_derived: bool
    published_on: date
    document: Label
    source: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """A published figure that stands in a cumulative one for years of which no event is recorded (基礎値).

    `is_added`: declared, with the reason, to stand beside recorded events of the same years.
    """

    published: Published
    is_added: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A published number beside what is recorded; `recorded` is None where it cannot be counted."""

    published: Published
    recorded: int | None

    @property
    def difference(self) -> int | None:
        """Recorded less published."""
        return None if self.recorded is None else self.recorded - self.published.value


@dataclass(frozen=True, slots=True)
class CumulativeReport:
    """Every figure of a cumulative report (累計実績). Each breakdown adds up to the total.

    `joint` holds, for each mission, the events led by others in which it is a partner: they are counted once in the
    total, under their lead. `not_confirmed` events are submitted only; `sample_events` are invented ones.
    `labels` names every code, by breakdown; `region_of` says to which region a state belongs. `baselines` stand beside
    the recorded figures and are in none of them: cumulative = baseline + recorded.
    """

    definition: Definition
    events: int
    participants: int | None
    unknown: int
    by_fiscal_year: tuple[Figure, ...]
    by_mission: tuple[Figure, ...]
    by_region: tuple[Figure, ...]
    by_state: tuple[Figure, ...]
    by_category: tuple[Figure, ...]
    by_approach: tuple[AxisFigure, ...]
    by_format: tuple[Figure, ...]
    joint: tuple[Figure, ...]
    counting_rules: tuple[Rule, ...]
    not_confirmed: int
    sample_events: int
    labels: Mapping[str, Mapping[str, Label]]
    region_of: Mapping[str, str]
    baselines: tuple[Baseline, ...] = ()

    def baseline(self, measure: str) -> int:
        """The sum of the published figures that count as baseline."""
        return sum(row.published.value for row in self.baselines if row.published.measure == measure)

    @property
    def baseline_events(self) -> int:
        return self.baseline("events")

    @property
    def baseline_participants(self) -> int:
        return self.baseline("participants")

    @property
    def cumulative_events(self) -> int:
        """Baseline and recorded."""
        return self.baseline("events") + self.events

    @property
    def cumulative_participants(self) -> int | None:
        """Baseline and recorded; None where neither is known."""
        baseline = self.baseline("participants")
        return self.participants if not baseline else baseline + (self.participants or 0)

    def baseline_of(self, measure: str, year: int) -> Baseline | None:
        """The published figure of that year alone, where it counts as baseline."""
        found = (row for row in self.baselines if row.published.measure == measure)
        return next((row for row in found if row.published.first == row.published.last == year), None)

    @property
    def years_without_rule(self) -> tuple[int, ...]:
        return tuple(rule.fiscal_year for rule in self.counting_rules if rule.modes is None)

    def on_axis(self, axis: str) -> tuple[AxisFigure, ...]:
        return tuple(row for row in self.by_approach if row.axis == axis)

    def recorded(self, measure: str, first: int, last: int) -> int | None:
        """The events or participants of some of the report's years; None where a year of them has no counting rule."""
        values = [getattr(row, measure) for row in self.by_fiscal_year if first <= int(row.code) <= last]
        return None if None in values else sum(values)

    def reconcile(self, published: tuple[Published, ...]) -> tuple[Reconciliation, ...]:
        """The published numbers that this report can be held against: of spans within it, when it covers all missions.

        A report that leaves out a status or counts series as one counts something else, and is not compared.
        """
        selection = self.definition
        if not selection.is_of_all_places or selection.counts_series_as_one or len(selection.statuses) < 2:
            return ()
        within = [row for row in published if selection.first <= row.first and row.last <= selection.last]
        return tuple(Reconciliation(row, self.recorded(row.measure, row.first, row.last)) for row in within)
