"""Held last year about now: again this year? Which events a mission is asked about, and what its answers do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from rapidfuzz import fuzz

from events.forms.verbs import create_copy, same_weekday_next_year
from events.likeness import ALIKE
from events.models import Again, Event
from events.status import COUNTED, Status
from events.workbook.names import name_key

YEAR = timedelta(weeks=52)
BACK, AHEAD = timedelta(weeks=4), timedelta(weeks=8)
"""Of last year's events those that began from four weeks before to eight weeks after this day of last year."""

HALF = timedelta(weeks=26)
"""This year's event of a yearly one lies within half a year of where it is looked for."""

_OF_ONE_YEAR = re.compile(
    r"第?\d+(?:回|周年|年度|年|th|st|nd|rd)?|第[一二三四五六七八九十百]+回?|令和|平成|元年度?|年度|annual|[()]"
)
"""What the title of a yearly event says of one year alone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An event of last year that is asked about; `about_on` is the same weekday of this year."""

    event: Event
    about_on: date

    @property
    def is_of_series(self) -> bool:
        return self.event.series_id is not None


def asked_of(person, *, today: date) -> list[Asked]:
    """Those of the person's mission, of series first, then by day. Three queries, however many.

    Left out are those that were answered, and those that stand in the register for this year already: of the same
    series, or with a title alike but for its numbers. A draft without a date stands for this year.
    """
    if not person.is_of_mission:
        return []
    own = Event.objects.answered_for_by(person)
    around = today - YEAR
    last_year = own.filter(status__in=COUNTED, starts_on__gte=around - BACK, starts_on__lte=around + AHEAD)
    answered = Again.objects.standing().filter(event__mission=person.mission_id)
    unanswered = last_year.exclude(pk__in=answered.order_by().values("event"))
    open_ones = list(unanswered.select_related("mission", "state", "series"))
    if not open_ones:
        return []
    entered = _entered_since(own, around + AHEAD - HALF)
    asked = [
        Asked(event, same_weekday_next_year(event.starts_on) or today)
        for event in open_ones
        if not any(_stands_for(other, event) for other in entered)
    ]
    return sorted(_one_of_each(asked), key=lambda each: (not each.is_of_series, each.about_on, each.event.pk))


def _entered_since(own, day: date) -> Sequence[Event]:
    """What the mission has entered of this year, drafts without a date among it."""
    columns = ("pk", "starts_on", "series", "title_ja", "title_en")
    undated = Q(status=Status.DRAFT, starts_on=None)
    return list(own.exclude(status=Status.WITHDRAWN).filter(Q(starts_on__gte=day) | undated).only(*columns))


def _stands_for(other: Event, event: Event) -> bool:
    if other.pk == event.pk:
        return False
    if other.starts_on and event.starts_on and abs(other.starts_on - event.starts_on - YEAR) > HALF:
        return False
    if event.series_id and other.series_id == event.series_id:
        return True
    return _alike(event.title_ja, other.title_ja) or _alike(event.title_en, other.title_en)


def _alike(one: str, other: str) -> bool:
    keys = [_OF_ONE_YEAR.sub("", name_key(text)) for text in (one, other)]
    return all(keys) and fuzz.ratio(*keys) >= ALIKE


def _one_of_each(asked: Sequence[Asked]) -> list[Asked]:
    """A series that had several events about then is asked about once, by its first."""
    first: dict[object, Asked] = {}
    for each in sorted(asked, key=lambda each: (each.about_on, each.event.pk)):
        first.setdefault(each.event.series_id or ("event", each.event.pk), each)
    return list(first.values())


# ---- answers


@transaction.atomic
def hold_again(event: Event, *, by) -> Event:
    """A saved draft like last year's, without day and counts, which are asked for on its page.

    ValidationError, and nothing written, when somebody has answered for the event already.
    """
    copy = event.copy_to(None, by=by)
    create_copy(copy, of=event, by=by)
    Again(event=event, draft=copy, is_held=True).keep(by=by, reason="again")
    return copy


def not_this_year(event: Event, *, by, because: str) -> Again:
    """The event is asked about no more until the answer is put back. ValidationError as above, and without a reason."""
    answer = Again(event=event, is_held=False, reason=because)
    answer.keep(by=by, reason="not this year")
    return answer
