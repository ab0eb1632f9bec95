"""What a closed fiscal year stops, and in which words: the rule, since when, by whom, and what can be done.

The database holds the rule (events/year_triggers.py); this module says it before anything is tried, and puts the
database's own refusal into the same words when a year is closed in that very moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime

from events.fiscal_year import fiscal_year_of
from events.models.year import Year, YearException, YearPass
from events.sentences import sentence as _
from events.sentences import together
from events.year_triggers import MARK


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed year as it stands in somebody's way."""

    fiscal_year: int
    since: datetime
    by: str
    reason: str = ""

    def sentence(self, *, to) -> str:
        """The rule, since when, by whom and what can be done, for that person, in the language of the moment."""
        said = _("Fiscal year %(year)d has been closed since %(moment)s, by %(person)s at headquarters: nothing in it changes now.") % {
            "year": self.fiscal_year,
            "person": self.by,
            "moment": date_format(localtime(self.since), "DATETIME_FORMAT"),
        }  # fmt: skip
        return together([said, _what_can_be_done(to)])


def _what_can_be_done(to) -> str:
    if getattr(to, "is_hq", False):
        return _("Enter the change as a correction request, give the mission an exception, or reopen the year.")
    return _("Request a correction, or ask headquarters for an exception.")


class YearIsClosed(ValidationError):
    """Nothing was written. `closed` is None when the year was opened again in the meantime."""

    def __init__(self, closed: Closed | None, *, by) -> None:
        self.closed = closed
        super().__init__(closed.sentence(to=by) if closed else _refused_in_passing())


def _refused_in_passing() -> str:
    return _("The fiscal year was being closed at that moment. Nothing was saved: try again.")


class ClosedYears:
    """The closed years and who is let in all the same, as they stand now: one query while no year is closed, else three."""

    def __init__(self, years: Iterable[Year], let_in: Iterable[tuple[str, int]]) -> None:
        self.years = {
            year.pk: Closed(year.pk, year.closed_at, str(year.closed_by), year.reason)  # type: ignore[arg-type]  # closed
            for year in years
        }
        self.let_in = frozenset(let_in)

    @classmethod
    def load(cls) -> Self:
        years = list(Year.objects.closed().select_related("closed_by"))
        if not years:
            return cls((), ())
        exceptions = YearException.objects.current().order_by().values_list("mission_id", "year_id")
        passes = YearPass.objects.order_by().values_list("mission_id", "fiscal_year")
        return cls(years, [*exceptions, *passes])

    def stop(self, mission: str | None, *years: int | None) -> Closed | None:
        """The first of these years that is closed to the mission."""
        for year in years:
            if year in self.years and (mission, year) not in self.let_in:
                return self.years[year]
        return None

    def stop_on(self, mission: str | None, *days: date | None) -> Closed | None:
        return self.stop(mission, *(fiscal_year_of(day) for day in days if day))

    def stop_event(self, event) -> Closed | None:
        """What stops a write of the event: by the year it is in, or by the one that its new date would bring it to."""
        if not self.years:
            return None
        if event.pk:
            kept = type(event)._base_manager.filter(pk=event.pk).values_list("mission_id", "fiscal_year").first()
            if kept and (closed := self.stop(*kept)):
                return closed
        return self.stop_on(event.mission_id, event.starts_on)


def what_stops(event) -> Closed | None:
    return ClosedYears.load().stop_event(event)


@contextmanager
def held_open(event, *, by) -> Iterator[None]:
    """Around a write of an event: YearIsClosed, with nothing written, when a closed year stops it."""
    if closed := what_stops(event):
        raise YearIsClosed(closed, by=by)
    with in_words(event, by=by):
        yield


@contextmanager
def in_words(event=None, *, by) -> Iterator[None]:
    """Turns the database's refusal into YearIsClosed. Goes around the transaction, not inside it."""
    try:
        yield
    except IntegrityError as error:
        if not is_of_closed_year(error):
            raise
        raise YearIsClosed(what_stops(event) if event else None, by=by) from error


def is_of_closed_year(error: BaseException) -> bool:
    return isinstance(error, IntegrityError) and MARK in str(error)


@contextmanager
def passing(places: Iterable[tuple[str, int | None]]) -> Iterator[None]:
    """A transaction that may write these missions' events of these years although they are closed.

    The pass is gone before the transaction ends; the database refuses to commit one that is left.
    """
    by_mission: dict[str, set[int]] = defaultdict(set)
    for mission, year in places:
        if year is not None:
            by_mission[mission].add(year)
    with transaction.atomic():
        passes = YearPass.objects.bulk_create(
            YearPass(mission_id=mission, fiscal_year=year) for mission, years in by_mission.items() for year in years
        )
        yield
        YearPass.objects.filter(pk__in=[each.pk for each in passes]).delete()
