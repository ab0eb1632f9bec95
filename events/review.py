"""What waits for a person to decide, and deciding about several events at once: all of them or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.roles import Role
from events.changes import Difference, since_confirmation
from events.models import Comment, Event
from events.models.event import EditConflict
from events.querysets import EventQuerySet
from events.transitions import required
from events.years import ClosedYears
from regions.text import in_a_row

DECISIONS = ("confirm", "submit", "return")
MOST_AT_ONCE = 200


def waiting_for(person) -> EventQuerySet:
    """Events that this person decides about, the longest waiting first: of HQ, or of the mission's approver."""
    return Event.objects.waiting_for(person).order_by("updated_at", "pk")


def unread_comments(person):
    """Comments that this person has not read, those that name his office among them (`addressed_to`)."""
    return Comment.objects.unread_by(person)


def decision_of(person) -> str:
    """The verb by which this person lets an event pass."""
    return "confirm" if person.is_hq else "submit"


def decides(person) -> bool:
    """Whether events may wait for this person: of HQ, or a mission's approver."""
    return person.is_hq or person.role == Role.MISSION_APPROVER


class NotDecided(Exception):
    """Nothing was done about any event; `reasons`: event -> sentence."""

    def __init__(self, reasons: Mapping[int, str]) -> None:
        super().__init__(reasons)
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Line:
    """One chosen event as it stands now. `hindrance`: why the decision cannot be taken, '' when it can."""

    event: Event
    seen: int
    hindrance: str
    differences: tuple[Difference, ...] = ()


def look(chosen: Mapping[int, int], *, by, verb: str) -> list[Line]:
    """What the decision would meet: `chosen` is event -> the version that was seen. Those no longer visible are left out."""
    events = Event.objects.visible_to(by).select_related("mission", "state", "updated_by").filter(pk__in=chosen)
    differences = since_confirmation(list(chosen))
    years = ClosedYears.load()
    return [
        Line(
            event,
            chosen[event.pk],
            _hindrance(event, chosen[event.pk], years, by=by, verb=verb),
            differences.get(event.pk, ()),
        )
        for event in events.order_by("updated_at", "pk")
    ]


def _hindrance(event: Event, seen: int, years: ClosedYears, *, by, verb: str) -> str:
    if event.version != seen:
        return _("%(person)s saved this event after you looked at it. Look at it again first.") % {
            "person": event.updated_by or "―"
        }
    try:
        required(event, by=by, verb=verb, because="asked for later")
    except ValidationError as error:
        return in_a_row(error.messages)
    closed = years.stop_event(event)
    return closed.sentence(to=by) if closed else ""


def decide(chosen: Mapping[int, int], *, by, verb: str, because: str = "") -> int:
    """Confirms, approves or returns all of them, in one transaction; NotDecided when any of them is not as it was seen.

    PermissionDenied for somebody who never decides. Returns how many.
    """
    if not decides(by) or verb not in DECISIONS or (verb != "return" and verb != decision_of(by)):
        raise PermissionDenied
    with transaction.atomic():
        locked = Event.objects.answered_for_by(by).select_related("mission", "updated_by").filter(pk__in=chosen)
        events = list(locked.select_for_update(of=("self",)).order_by("pk"))
        years = ClosedYears.load()
        reasons = {pk: _("You do not see this event.") for pk in chosen}
        reasons |= {event.pk: _hindrance(event, chosen[event.pk], years, by=by, verb=verb) for event in events}
        if hindered := {pk: reason for pk, reason in reasons.items() if reason}:
            raise NotDecided(hindered)
        for event in events:
            _decide_one(event, by=by, verb=verb, because=because)
    return len(events)


def _decide_one(event: Event, *, by, verb: str, because: str) -> None:
    try:
        if verb == "confirm":
            event.confirm(by=by)
        elif verb == "submit":
            event.submit(by=by)
        else:
            event.return_to_mission(by=by, because=because)
    except EditConflict:
        raise NotDecided({event.pk: _("Somebody saved this event at that moment.")}) from None
