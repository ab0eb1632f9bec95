"""HQ's board of quarterly returns: missions × quarters of a fiscal year, the rates, and what stands open beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from events.fiscal_year import fiscal_year_of
from events.models import Event
from events.quarters import Quarter
from events.querysets import EventQuerySet
from events.return_deadlines import Deadline, Deadlines, day_at
from events.return_states import Rates, rates_of
from events.returns import Cell, read
from regions.models import Mission

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One mission's quarters and its rates over them."""

    mission: Mission
    cells: tuple[Cell, ...]
    rates: Rates


@dataclass(frozen=True, slots=True)
class Head:
    """One quarter above the lines: its deadline (None: nothing is asked for) and its rates over the missions."""

    quarter: Quarter
    deadline: Deadline | None
    rates: Rates


@dataclass(frozen=True, slots=True)
class Board:
    fiscal_year: int
    now: datetime
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    rates: Rates

    @property
    def is_asked(self) -> bool:
        return any(head.deadline for head in self.heads)

    @property
    def unfinished(self) -> int:
        """Returns that are due and not complete."""
        return self.rates.expected - self.rates.complete


def board(fiscal_year: int, missions: Iterable[Mission], *, now: datetime | None = None) -> Board:
    """Eight queries, however many missions: two of them for the deadlines above the lines."""
    moment, quarters, rows = now or timezone.now(), Quarter.all_of(fiscal_year), list(missions)
    read_cells = read(rows, quarters, now=moment)
    deadlines = Deadlines.load([fiscal_year])
    lines = tuple(
        Line(mission, tuple(cells), _rates(cells, moment)) for mission, cells in zip(rows, read_cells, strict=True)
    )
    heads = tuple(
        Head(quarter, deadlines.of(quarter), _rates([line.cells[index] for line in lines], moment))
        for index, quarter in enumerate(quarters)
    )
    return Board(fiscal_year, moment, heads, lines, _rates([cell for line in lines for cell in line.cells], moment))


def _rates(cells: Iterable[Cell], now: datetime) -> Rates:
    return rates_of((cell.situation for cell in cells), now)


def year_to_show(deadlines: Deadlines, *, now: datetime) -> int:
    """This fiscal year where returns are asked for in it; else the latest year of which they are, else this one."""
    current = fiscal_year_of(timezone.localdate(now))
    asked = [year for year in deadlines.asked_years if year <= current]
    return asked[-1] if asked else current


# ---- a mission's own quarters


YEARS_AT_HOME = 2
TO_DO_AT_HOME = 4


@dataclass(frozen=True, slots=True)
class OwnReturns:
    """A mission's quarters of the latest years that asked for any, latest first; what it has to do, oldest first."""

    lines: list[list[Cell]]
    to_do: list[Cell]
    more: int
    without_count: int


def own_returns(mission: Mission, *, user, now: datetime | None = None) -> OwnReturns:
    """Nine queries; three while no return is asked for."""
    moment = now or timezone.now()
    current = fiscal_year_of(day_at(moment, mission.time_zone))
    years = [year for year in Deadlines.load().asked_years if year <= current]
    uncounted = Event.objects.answered_for_by(user).of_missions([mission.pk])
    without_count = uncounted.without_count(now=moment, zones=[mission.time_zone]).count()
    if not years:
        return OwnReturns([], [], 0, without_count)
    [cells] = read([mission], [quarter for year in years for quarter in Quarter.all_of(year)], now=moment)
    to_do = [cell for cell in cells if not cell.is_settled and (cell.can_be_signed or cell.situation.is_contradicted)]
    lines = [cells[index : index + 4] for index in range(0, len(cells), 4)]
    return OwnReturns(lines[::-1][:YEARS_AT_HOME], to_do[:TO_DO_AT_HOME], len(to_do[TO_DO_AT_HOME:]), without_count)


# ---- what stands open beside the returns


@dataclass(frozen=True, slots=True)
class OpenEnds:
    """The first rows of each kind, and how many there are. Drafts carry in `holder_name` in whose hands they are."""

    without_count: list[Event]
    without_count_total: int
    drafts: list[Event]
    draft_total: int


def open_ends(user, *, fiscal_year: int | None = None, now: datetime | None = None) -> OpenEnds:
    """Of the events that the person answers for: those of the year without a count, and drafts of any year. Six queries."""
    moment = now or timezone.now()
    own = Event.objects.answered_for_by(user)
    zones = list(Mission.objects.order_by().values_list("time_zone", flat=True).distinct())
    uncounted = own.in_fiscal_years(fiscal_year, fiscal_year).without_count(now=moment, zones=zones)
    left = own.left_alone(now=moment).with_holder()
    drafts = list(left.select_related("mission").order_by("updated_at", "pk")[:MOST_SHOWN])
    names = User.objects.in_bulk({draft.holder for draft in drafts})  # type: ignore[attr-defined]  # annotated
    for draft in drafts:
        draft.holder_name = str(names.get(draft.holder, "")) or "―"  # type: ignore[attr-defined]
    return OpenEnds(_first(uncounted), uncounted.count(), drafts, left.count())


def _first(rows: EventQuerySet) -> list[Event]:
    return list(rows.select_related("mission").order_by("starts_on", "pk")[:MOST_SHOWN])
