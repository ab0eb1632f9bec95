"""One month of events, day by day."""

from __future__ import annotations

from calendar import SUNDAY, Calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from events.fiscal_year import FIRST_DAY, LAST_DAY
from events.models import Event
from events.querysets import EventQuerySet
from events.status import Status

LONGEST = timedelta(days=366)
"""An event that began longer ago is not looked for: the index by date then answers, whatever the register's age."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar from which events may be recorded."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> Month | None:
        """From 2026-05; None where there is no such month, or no event can be in it."""
        try:
            first = date.fromisoformat(f"{text}-01") if len(text) == 7 else None
        except ValueError:
            return None
        return cls.of(first) if first and first <= LAST_DAY and cls.of(first).last >= FIRST_DAY else None

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    @property
    def before(self) -> Month:
        return Month.of(self.first - timedelta(days=1))

    @property
    def after(self) -> Month:
        return Month.of(self.last + timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


@dataclass(slots=True)
class Day:
    """A day of the calendar's weeks: `is_outside` the month that is shown, or in it with its events."""

    day: date
    is_outside: bool
    is_today: bool
    events: list[Event] = field(default_factory=list)


def shown_to(person, *, missions: Iterable[str] = ()) -> EventQuerySet:
    """What a calendar shows to a person of all days, in their order; withdrawn events left out."""
    rows = Event.objects.visible_to(person).exclude(status=Status.WITHDRAWN).of_missions(missions)
    return rows.select_related("mission", "state").order_by("starts_on", "pk")


def events_in(month: Month, *, user, missions: Iterable[str] = ()) -> EventQuerySet:
    """Those of `shown_to` that take place in the month."""
    begins = Q(starts_on__gte=month.first, starts_on__lte=month.last)
    goes_on = Q(starts_on__lt=month.first, starts_on__gte=month.first - LONGEST, ends_on__gte=month.first)
    return shown_to(user, missions=missions).filter(begins | goes_on)


def days_of(month: Month, events: Iterable[Event], *, today: date) -> list[Day]:
    """Whole weeks from Sunday, each day with what takes place on it."""
    dates = Calendar(firstweekday=SUNDAY).itermonthdates(month.year, month.number)
    days = {day: Day(day, day.month != month.number, day == today) for day in dates}
    for event in events:
        first, last = event.starts_on or month.first, event.ends_on or event.starts_on or month.first
        for number in range((min(last, month.last) - max(first, month.first)).days + 1):
            days[max(first, month.first) + timedelta(days=number)].events.append(event)
    return list(days.values())
