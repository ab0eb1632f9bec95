"""Undoing a whole change set: every event in it as it was before, as one more change set.

For what is done to many events at once: confirming, approving, returning. An import and a merge have an undo of their own,
which also takes back what belongs to the events.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import trail
from accounts.models import ChangedRow, Record
from accounts.trail.kinds import CHANGE
from events.changes import Difference, differences_of, partners_of_version
from events.models import Event
from events.models.event import EditConflict
from events.transitions import required
from events.years import ClosedYears
from regions.models import Mission

HISTORY: Any = Event.history.model
EVENTS = HISTORY._meta.db_table
MOST = 1000
REASON = "undo changes"

KEPT = {
    "id", "number", "version", "merged_into_id", "is_sample", "fiscal_year", "unknown_modes", "created_at",
    "created_by_id", "updated_at", "updated_by_id",
}  # fmt: skip
"""Columns that undoing leaves as they are: a number that was given out is never taken back."""


def may_be_undone(record: Record) -> bool:
    """Whether a record is of a change set that changed events, and nothing else."""
    kinds = record.details.get("kinds", {})
    return record.kind == CHANGE and set(kinds) == {EVENTS} and set(kinds[EVENTS]) == {"~"}


@dataclass(frozen=True, slots=True)
class UndoLine:
    """One event: what differs from now to then, and why it cannot be undone, '' when it can."""

    event: Event
    differences: tuple[Difference, ...]
    hindrance: str


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing a change set meets. `refusal`: why it cannot be undone as a whole, '' when it can."""

    lines: tuple[UndoLine, ...]
    refusal: str

    @classmethod
    def of(cls, record: Record, *, by) -> Undoing:
        if refusal := _refusal(record):
            return cls((), refusal)
        steps = _steps(record)
        events = {event.pk: event for event in _events(steps).order_by("pk")}
        years, newest = ClosedYears.load(), _newest(steps)
        said = differences_of([(after, before) for before, after in steps.values()])
        lines = tuple(
            UndoLine(events[pk], differences, _hindrance(events[pk], after, newest[pk], years, by=by))
            for (pk, (_before, after)), differences in zip(steps.items(), said, strict=True)
        )
        hindered = any(line.hindrance for line in lines)
        return cls(lines, _("Some of these events cannot be put back, so nothing can be undone.") if hindered else "")


def undo(record: Record, *, by, because: str) -> int:
    """Writes the former version of each event as its next one. Returns how many.

    PermissionDenied for anybody but HQ's administrators; ValidationError, and nothing done, without a reason, for what is no
    such change set, when any of its events was changed since, or in a closed year.
    """
    if not by.is_staff:
        raise PermissionDenied
    if not because.strip():
        raise ValidationError(_("Give a reason, so that others can follow what happened."))
    if refusal := _refusal(record):
        raise ValidationError(refusal)
    with trail.under(f"undo of {record.position}", reason=because.strip()), transaction.atomic():
        steps = _steps(record)
        events = list(_events(steps).order_by("pk").select_for_update(of=("self",)))
        years, newest = ClosedYears.load(), _newest(steps)
        for event in events:
            before, after = steps[event.pk]
            if hindrance := _hindrance(event, after, newest[event.pk], years, by=by):
                raise ValidationError(f"{event}: {hindrance}")
            _put_back(event, before, by=by)
    return len(events)


def _refusal(record: Record) -> str:
    if not may_be_undone(record):
        return _(
            "Only what changed events alone is undone here. An import is undone on its own page, a merge on the event’s."
        )
    if record.row_count > MOST:
        return _("More than %(most)d events were changed at once; that is not undone here.") % {"most": MOST}
    return ""


def _events(steps: dict[int, tuple[Any, Any]]):
    return Event.objects.filter(pk__in=steps).select_related("mission", "updated_by")


def _steps(record: Any) -> dict[int, tuple[Any, Any]]:
    """Event -> its version before the change set and the one that this left, in the order of the keys."""
    rows = ChangedRow.objects.filter(change_set=record.change_set, kind=EVENTS, version__isnull=False)
    written: dict[int, list[int]] = {}
    for row, version in rows.order_by("pk").values_list("row", "version"):
        written.setdefault(int(row), []).append(version or 0)
    steps: dict[int, list[Any]] = {pk: [None, None] for pk in sorted(written)}
    for version in HISTORY.objects.filter(id__in=written).order_by("id", "history_id"):
        first, last = min(written[version.id]), max(written[version.id])
        if version.history_id < first:
            steps[version.id][0] = version
        elif version.history_id == last:
            steps[version.id][1] = version
    return {pk: (before, after) for pk, (before, after) in steps.items() if before is not None and after is not None}


def _newest(steps: dict[int, Any]) -> dict[int, int]:
    """Event -> the last of its versions."""
    return dict(HISTORY.objects.filter(id__in=steps).order_by().values_list("id").annotate(last=Max("history_id")))


def _hindrance(event: Event, after: Any, newest: int, years: ClosedYears, *, by) -> str:
    if event.version != after.version or newest != after.history_id:
        return _("%(person)s changed it since.") % {"person": event.updated_by or _("Somebody")}
    closed = years.stop_event(event)
    return closed.sentence(to=by) if closed else ""


def _put_back(event: Event, before: Any, *, by, kept: Collection[str] = KEPT) -> None:
    for field in Event._meta.concrete_fields:
        if field.attname not in kept:
            setattr(event, field.attname, getattr(before, field.attname))
    partners = partners_of_version(before)

    def write() -> None:
        event.partner_missions.set(Mission.objects.filter(pk__in=partners))

    try:
        event.save_version(by=by, version=event.version, reason=REASON, write_related=write)
    except EditConflict:
        raise ValidationError(_("Somebody saved one of these events at that moment. Nothing was undone.")) from None


OWN = "bulk edit"
"""The source of a change set that the person who made it may take back."""

DECIDED = {"status", "return_reason", "withdrawal_reason"}


def may_undo_own(record: Record, *, by) -> bool:
    """Whether it is this person's own edit of several events; a decision is taken back by administrators alone."""
    return record.by_id == by.pk and record.source == OWN and may_be_undone(record)


def undo_own(record: Record, *, by) -> int:
    """As `undo`, by whoever made the edit and by the rules of an edit: what was decided about an event stays decided."""
    if not may_undo_own(record, by=by):
        raise ValidationError(_refusal(record) or _("Only your own edit of several events is put back here."))
    with trail.under(f"undo of {record.position}"), transaction.atomic():
        steps = _steps(record)
        mine = Event.objects.answered_for_by(by).filter(pk__in=steps).select_related("mission", "updated_by")
        events = list(mine.order_by("pk").select_for_update(of=("self",)))
        if len(events) < len(steps):
            raise ValidationError(_("You may not change all of these events any more, so nothing was undone."))
        years, newest = ClosedYears.load(), _newest(steps)
        for event in events:
            before, after = steps[event.pk]
            if hindrance := _hindrance(event, after, newest[event.pk], years, by=by):
                raise ValidationError(f"{event}: {hindrance}")
            event.status = required(event, by=by, verb="edit").after
            _put_back(event, before, by=by, kept=KEPT | DECIDED)
    return len(events)
