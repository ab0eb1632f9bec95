"""A fiscal year as far as it has come, beside the year before at the same date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self
from urllib.parse import urlencode

from events.fiscal_year import fiscal_year_of
from events.querysets import EventQuerySet, Rules


@dataclass(frozen=True, slots=True)
class Figure:
    """`events` and `participants` with the number of events of `unknown` participation; `query` finds the events."""

    events: int
    participants: int
    unknown: int
    query: str

    @classmethod
    def of(cls, rows: Iterable[Mapping], query: str) -> Self:
        """The sum of rows as of `Figures.figures_by`."""
        rows = list(rows)
        events, participants, unknown = (
            sum(row[name] for row in rows) for name in ("events", "participants", "unknown")
        )
        return cls(events, participants, unknown, query)

    @property
    def known_participants(self) -> int | None:
        """None where there are events and nothing countable is known of any: unknown is not zero."""
        nothing_known = self.events and self.unknown == self.events and not self.participants
        return None if nothing_known else self.participants


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of this year beside that of the year before at the same date."""

    this: Figure
    last: Figure

    @property
    def events_more(self) -> int:
        return self.this.events - self.last.events

    @property
    def participants_more(self) -> int | None:
        """None where either is unknown."""
        this, last = self.this.known_participants, self.last.known_participants
        return None if this is None or last is None else this - last


@dataclass(frozen=True, slots=True)
class YearToDate:
    """What was held from 1 April until today and, the year before, until the same date. Counted events alone."""

    today: date
    last_day: date
    total: Compared
    by_mission: dict[str, Compared]
    by_state: dict[str, int]
    """State -> events of this year; '' where an event has none."""

    @property
    def year(self) -> int:
        return fiscal_year_of(self.today)


def same_date_last_year(day: date) -> date:
    """28 February stands for the 29th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def list_query(*, missions: Iterable[str], status: str, until: date | None = None, year: int | None = None) -> str:
    """The query of the list that finds the events behind a number: of a fiscal year, or of its part until a day."""
    year = fiscal_year_of(until) if until else year
    years = [] if year is None else [("fiscal_year_min", str(year)), ("fiscal_year_max", str(year))]
    days = [("date_max", until.isoformat())] if until else []
    return urlencode([*years, *days, *(("mission", code) for code in missions), ("status", status)])


def year_to_date(visible: EventQuerySet, today: date, *, missions: Iterable[str] = (), rules: Rules) -> YearToDate:
    """Of what a person may see, led by the missions (none named: by any). Two queries."""
    missions = list(missions)
    counted = visible.of_missions(missions).counted()
    before = same_date_last_year(today)
    this = counted.in_fiscal_year_until(today).figures_by_each("mission", "state", rules=rules)
    last = counted.in_fiscal_year_until(before).figures_by("mission", rules=rules)

    def compared(codes: list[str], only: str = "") -> Compared:
        return Compared(*(
            Figure.of(
                (row for row in rows if only in ("", row["code"])),
                list_query(missions=codes, status="counted", until=until),
            )
            for rows, until in ((this["mission"], today), (last, before))
        ))  # fmt: skip

    reported = {row["code"] for row in (*this["mission"], *last)}
    return YearToDate(
        today=today,
        last_day=before,
        total=compared(missions),
        by_mission={code: compared([code], code) for code in sorted(reported | set(missions))},
        by_state={row["code"]: row["events"] for row in this["state"]},
    )
