"""One change to many events: what it would do with each, and then all of it or nothing, as one change set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import trail
from accounts.models import Record
from accounts.trail.change_sets import key_of_this
from events.models import Event
from events.models.event import EditConflict
from events.status import Status
from events.transitions import required
from events.years import ClosedYears
from regions.text import in_a_row

MOST_AT_ONCE = 500
SOURCE = "bulk "
"""Begins the source of such a change set in the trail; what was done follows."""

FIELDS = ("category", "format", "region_type", "interest_level", "pillar", "series")
PARTNERS = ("add_partner", "remove_partner")
EDITS = (*FIELDS, *PARTNERS)
VERBS = ("submit", "confirm", "return", "withdraw")
WITH_REASON = ("return", "withdraw")


class NotDone(Exception):
    """Nothing was done with any event; `reasons`: event -> sentence."""

    def __init__(self, reasons: Mapping[int, str]) -> None:
        super().__init__(reasons)
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class BulkChange:
    """`what` is one of EDITS or VERBS; `value` the new value of a field (None: not given) or the partner mission."""

    what: str
    value: Any = None
    because: str = ""

    @property
    def verb(self) -> str:
        return "edit" if self.what in EDITS else self.what

    def old_and_new(self, event: Event, after: Status) -> tuple[str, str]:
        """In words, '' for nothing; the same where the event is so already."""
        if self.what in FIELDS:
            return _said(event, self.what), str(getattr(self.value, "label", self.value) or "")
        if self.what in PARTNERS:
            before = {row.pk: row.short_name for row in event.partner_missions.all()}
            kept = {key: name for key, name in before.items() if key != self.value.pk}
            new = {**before, self.value.pk: self.value.short_name} if self.what == "add_partner" else kept
            return ", ".join(before.values()), ", ".join(new.values())
        return event.get_status_display(), str(after.label)

    def do(self, event: Event, *, by) -> None:
        match self.what:
            case "submit":
                event.submit(by=by)
            case "confirm":
                event.confirm(by=by)
            case "return":
                event.return_to_mission(by=by, because=self.because)
            case "withdraw":
                event.withdraw(by=by, because=self.because)
            case "add_partner":
                event.revise(by=by, version=event.version, write_related=lambda: event.partner_missions.add(self.value))
            case "remove_partner":
                event.revise(
                    by=by, version=event.version, write_related=lambda: event.partner_missions.remove(self.value)
                )
            case field:
                setattr(event, field, self.value)
                event.revise(by=by, version=event.version)


def _said(event: Event, field: str) -> str:
    return event.get_format_display() if field == "format" else str(getattr(event, field) or "")


@dataclass(frozen=True, slots=True)
class Line:
    """One chosen event as it stands now. `hindrance`: why it cannot be, '' when it can; `status`: what an edit makes of it."""

    event: Event
    seen: int
    hindrance: str
    old: str = ""
    new: str = ""
    status: str = ""

    @property
    def is_same(self) -> bool:
        return not self.hindrance and self.old == self.new

    @property
    def is_free(self) -> bool:
        return not self.hindrance and self.old != self.new


def look(chosen: Mapping[int, int], *, by, change: BulkChange) -> list[Line]:
    """What the change would do: `chosen` is event -> the version that was seen. Those not visible are left out."""
    rows = Event.objects.visible_to(by).filter(pk__in=chosen).order_by("-starts_on", "-pk")
    years = ClosedYears.load()
    return [_line(event, chosen[event.pk], years, by=by, change=change) for event in _whole(rows)]


def _whole(rows) -> Iterable[Event]:
    rows = rows.select_related(
        "mission", "state", "category", "region_type", "interest_level", "pillar", "series", "updated_by"
    )
    return rows.prefetch_related("partner_missions")


def _line(event: Event, seen: int, years: ClosedYears, *, by, change: BulkChange) -> Line:
    try:
        _check(event, seen, years, by=by, change=change)
        after = required(event, by=by, verb=change.verb, because=change.because or "asked for later").after
    except ValidationError as error:
        return Line(event, seen, in_a_row(error.messages))
    old, new = change.old_and_new(event, after)
    moved = str(after.label) if change.verb == "edit" and after != event.status else ""
    return Line(event, seen, "", old, new, moved)


def _check(event: Event, seen: int, years: ClosedYears, *, by, change: BulkChange) -> None:
    """ValidationError with the rule that hinders the change of this event."""
    if not by.answers_for(event.mission_id):
        raise ValidationError(
            _("This event is of %(mission)s: only its own people and headquarters change it.")
            % {"mission": event.mission.short_name}
        )
    if event.version != seen:
        raise ValidationError(
            _("%(person)s saved this event after you looked at it. Look at it again first.")
            % {"person": event.updated_by or "―"}
        )
    try:
        required(event, by=by, verb=change.verb, because="asked for later")
    except PermissionDenied:
        raise ValidationError(_("Your role does not allow this.")) from None
    if closed := years.stop_event(event):
        raise ValidationError(closed.sentence(to=by))
    if change.what == "submit" and (missing := event.missing()):
        raise ValidationError(list(missing.values()))
    _check_value(event, change)


def _check_value(event: Event, change: BulkChange) -> None:
    """What the entry page would say against the value."""
    value = change.value
    if change.what == "series" and value and value.mission_id != event.mission_id:
        raise ValidationError(_("The series “%(name)s” is of another mission.") % {"name": value.name})
    if change.what == "add_partner" and value.pk == event.mission_id:
        raise ValidationError(_("The mission that leads an event is not its partner as well."))
    if change.what == "pillar" and value and event.starts_on and not value.plan.is_in_force(on=event.starts_on):
        raise ValidationError(
            _("This pillar is of %(plan)s, which was not in force on the start date.") % {"plan": value.plan.name}
        )


def carry_out(chosen: Mapping[int, int], *, by, change: BulkChange) -> Record:
    """Does it with all of them, in one transaction; the record of the change set.

    NotDone, and nothing written, when there are none, or any of them is hindered or not as it was seen; ValidationError
    when all of them are so already.
    """
    if not chosen:
        raise NotDone({})
    with trail.under(SOURCE + ("edit" if change.verb == "edit" else change.what)), transaction.atomic():
        mine = Event.objects.answered_for_by(by).filter(pk__in=chosen).order_by("pk")
        events = list(_whole(mine.select_for_update(of=("self",))))
        years = ClosedYears.load()
        lines = [_line(event, chosen[event.pk], years, by=by, change=change) for event in events]
        reasons = dict.fromkeys(chosen, _("You may not change this event.")) | {
            line.event.pk: line.hindrance for line in lines
        }
        if hindered := {pk: reason for pk, reason in reasons.items() if reason}:
            raise NotDone(hindered)
        free = [line for line in lines if not line.is_same]
        if not free:
            raise ValidationError(_("Nothing was done: every one of these events is so already."))
        for line in free:
            _do(line.event, by=by, change=change)
        key = key_of_this()
    return _record_of(key)


def _record_of(key: UUID | None) -> Record:
    return Record.objects.get(change_set=key)


def _do(event: Event, *, by, change: BulkChange) -> None:
    try:
        change.do(event, by=by)
    except EditConflict:
        raise NotDone({event.pk: _("Somebody saved this event at that moment.")}) from None
