"""What the page of one mission's quarter shows beside its state: its events, and who said what of it and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from events.models import Event, Excuse, QuarterlyReturn
from events.querysets import EventQuerySet
from events.returns import Cell, Kind, hindrance_of
from events.status import COUNTED, Status

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a person did: `what` in words, with the reason where one was given."""

    at: datetime
    by: str
    what: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class QuarterPage:
    """`counted` and `unfinished` are the first of the quarter's events; the hindrances are sentences, '' for none."""

    counted: list[Event]
    unfinished: list[Event]
    without_count: list[Event]
    events_hindrance: str
    nil_hindrance: str
    entries: list[Entry]


def quarter_page(cell: Cell, visible: EventQuerySet) -> QuarterPage:
    """Of the events that the reader may see. Six queries at most."""
    rows = visible.of_missions([cell.mission.pk]).in_quarter(cell.quarter).select_related("mission", "state")
    standing = rows.exclude(status=Status.WITHDRAWN).order_by("starts_on", "pk")
    return QuarterPage(
        counted=list(standing.filter(status__in=COUNTED)[:MOST_SHOWN]),
        unfinished=list(standing.exclude(status__in=COUNTED)[:MOST_SHOWN]),
        without_count=list(standing.without_count(now=cell.now, zones=[cell.mission.time_zone])[:MOST_SHOWN]),
        events_hindrance=hindrance_of(cell, Kind.EVENTS),
        nil_hindrance=hindrance_of(cell, Kind.NIL),
        entries=_entries(cell),
    )


def _entries(cell: Cell) -> list[Entry]:
    """Latest first; what was taken back stays."""
    found = []
    of_mission = {"mission": cell.mission}
    people = ("signed_by", "ended_by")
    for row in QuarterlyReturn.objects.of_quarter(cell.quarter).filter(**of_mission).select_related(*people):
        found.append(Entry(row.signed_at, str(row.signed_by), row.get_kind_display()))
        if row.ended_at:
            found.append(Entry(row.ended_at, str(row.ended_by), _("Return taken back"), row.end_reason))
    for excuse in Excuse.objects.of_quarter(cell.quarter).filter(**of_mission).select_related("given_by", "ended_by"):
        found.append(Entry(excuse.given_at, str(excuse.given_by), _("Excused"), excuse.reason))
        if excuse.ended_at:
            found.append(Entry(excuse.ended_at, str(excuse.ended_by), _("Excuse ended"), excuse.end_reason))
    return sorted(found, key=lambda entry: entry.at, reverse=True)
