"""By which day a quarter's return is to be signed, whether one is asked for at all, and when that day is over where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings

from events.models.quarterly import QuarterDeadline
from events.models.year import Year, end_of_day
from events.quarters import Quarter

LAST_QUARTER = 4


class Source(StrEnum):
    """Where a deadline comes from."""

    QUARTER = "quarter"
    YEAR = "year"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Deadline:
    on: date
    source: Source

    def ends_at(self, zone: str) -> datetime:
        """The moment at which the day is over at a place: what is signed before is on time."""
        return end_of_day(self.on, zone)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """`years`: fiscal year that HQ opened -> its announced deadline; `own`: quarter -> HQ's own day for it."""

    years: Mapping[int, date | None]
    own: Mapping[Quarter, date]

    @classmethod
    def load(cls, fiscal_years: Iterable[int] | None = None) -> Self:
        """Of these years, or of all. Two queries."""
        years, own = Year.objects.order_by("pk"), QuarterDeadline.objects.exclude(deadline_on=None)
        if fiscal_years is not None:
            wanted = list(fiscal_years)
            years, own = years.filter(pk__in=wanted), own.of_years(wanted)
        return cls(
            dict(years.values_list("pk", "deadline_on")), {row.of: row.deadline_on for row in own if row.deadline_on}
        )

    @property
    def asked_years(self) -> list[int]:
        """Every year of which a return is asked for, earliest first."""
        return sorted({*self.years, *(quarter.fiscal_year for quarter in self.own)})

    def of(self, quarter: Quarter) -> Deadline | None:
        """None where no return is asked for: HQ neither opened the year nor set a day for the quarter.

        HQ's own day for the quarter; else for the last quarter the year's announced deadline, if that is not before
        the quarter's end; else the quarter's end and QUARTER_RETURN_DAYS.
        """
        if own := self.own.get(quarter):
            return Deadline(own, Source.QUARTER)
        if quarter.fiscal_year not in self.years:
            return None
        of_year = self.years[quarter.fiscal_year]
        if quarter.number == LAST_QUARTER and of_year and of_year >= quarter.last_day:
            return Deadline(of_year, Source.YEAR)
        return Deadline(quarter.last_day + timedelta(days=settings.QUARTER_RETURN_DAYS), Source.RULE)


def day_at(moment: datetime, zone: str) -> date:
    """Which day it is at a place."""
    return moment.astimezone(ZoneInfo(zone)).date()


def can_be_signed(quarter: Quarter, *, zone: str, now: datetime) -> bool:
    """From the quarter's last day on, by the clock at the mission's place: nobody signs for days to come."""
    return day_at(now, zone) >= quarter.last_day
