"""The events that an edition counts, one by one and in their versions, as the register stands or stood at a moment.

What an event gives to a figure is said by `EventQuerySet.with_figures`, the same for today and for an earlier moment;
here it is only added up, so that an edition's figures and the list of its events are one and the same reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import NamedTuple, Self

from django.db.models import F, OuterRef, Subquery

from events.models import Event
from events.querysets import AXES, FEW_VALUES, EventQuerySet, Rules
from reports.cumulative import Counts, Register, Rows
from reports.figures import Definition

HISTORY = Event.history.model


class CountedEvent(NamedTuple):
    event: int
    history_row: int | None
    version: int
    number: str
    status: str
    mission: str
    fiscal_year: int
    starts_on: date
    state: str | None
    category: str | None
    format: str
    region_type: str | None
    interest_level: str | None
    pillar: str | None
    series: int | None
    is_sample: bool
    participants: int | None
    is_unknown: bool


COLUMNS = (
    "version", "number", "status", "mission_id", "fiscal_year", "starts_on", "state_id", "category_id", "format",
    "region_type_id", "interest_level_id", "pillar_id", "series_id", "is_sample", "participants", "is_unknown",
)  # fmt: skip
TRAITS = {**{name: name for name in FEW_VALUES}, **AXES}


@dataclass(frozen=True, slots=True)
class CountedEvents:
    """Of a definition: `rows` in the order of their dates; `left_out` are those that a series counted as one leaves out."""

    rows: tuple[CountedEvent, ...]
    left_out: frozenset[int]
    partners: dict[int, tuple[str, ...]]

    @classmethod
    def read(cls, definition: Definition, rules: Rules, *, register: Register) -> tuple[Self, Self]:
        """What the definition selects; and the same led by any mission, among which its joint events are found."""
        source = _source(register)
        selected = source.events.counted(definition.statuses).in_fiscal_years(definition.first, definition.last)
        if definition.regions:
            selected = selected.filter(state__region__in=definition.regions)
        found = selected.with_figures(rules=rules).order_by("starts_on", source.key)
        rows = tuple(CountedEvent(*row) for row in found.values_list(source.key, "history_row", *COLUMNS).iterator())
        partners: dict[int, list[str]] = defaultdict(list)
        for event, mission in source.partners(selected):
            partners[event].append(mission)
        whole = cls._of(rows, {event: tuple(sorted(codes)) for event, codes in partners.items()}, definition)
        if not definition.missions:
            return whole, whole
        own = tuple(row for row in rows if row.mission in definition.missions)
        return cls._of(own, whole.partners, definition), whole

    @classmethod
    def _of(cls, rows: tuple[CountedEvent, ...], partners: dict[int, tuple[str, ...]], definition: Definition) -> Self:
        left_out = frozenset(_later_in_series(rows)) if definition.counts_series_as_one else frozenset()
        return cls(rows, left_out, partners)

    def breakdowns(self) -> Rows:
        """As `cumulative` counts them: a series as one takes events away, never the people who came."""
        return {trait: self._by(column) for trait, column in TRAITS.items()}

    def by_partner(self) -> dict[str | int, dict]:
        found: dict[str | int, dict] = {}
        for row in self.rows:
            for code in self.partners.get(row.event, ()):
                _add(found, code, row, row.event not in self.left_out)
        return found

    def _by(self, column: str) -> dict[str | int, dict]:
        found: dict[str | int, dict] = {}
        code_of = attrgetter(column)
        for row in self.rows:
            _add(found, code_of(row) or "", row, row.event not in self.left_out)
        return found

    def counts(self, *, among: CountedEvents) -> Counts:
        return Counts(
            rows=self.breakdowns(), partners=among.by_partner(), sample_events=sum(row.is_sample for row in self.rows)
        )


def _add(found: dict[str | int, dict], code: str | int, row: CountedEvent, is_counted: bool) -> None:  # noqa: FBT001 called a million times
    into = found.get(code)
    if into is None:
        into = found[code] = {"code": code, "events": 0, "participants": 0, "unknown": 0}
    into["events"] += is_counted
    into["participants"] += row.participants or 0
    into["unknown"] += row.is_unknown


def _later_in_series(rows: Iterable[CountedEvent]) -> Iterator[int]:
    """Of rows in the order of their dates: every event of a series but its first."""
    seen: set[int] = set()
    for row in rows:
        if row.series is not None:
            if row.series in seen:
                yield row.event
            seen.add(row.series)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where events are read: `key` is the event's own, `history_row` the row of its version."""

    events: EventQuerySet
    key: str
    partner_path: str

    def partners(self, selected) -> Iterable[tuple[int, str]]:
        joint = selected.order_by().filter(**{f"{self.partner_path}__isnull": False})
        return joint.values_list(self.key, self.partner_path)


def _source(register: Register) -> _Source:
    if register.moment is None:
        newest = HISTORY.objects.filter(id=OuterRef("pk")).order_by("-history_id").values("history_id")[:1]
        return _Source(register.events.annotate(history_row=Subquery(newest)), "pk", Event.objects.all().partner_path)
    return _Source(register.events.annotate(history_row=F("pk")), "id", register.events.partner_path)
