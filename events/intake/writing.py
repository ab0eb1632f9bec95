"""Writes what was reviewed into the register, all in one transaction, and takes it back as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from events.fiscal_year import fiscal_year_of
from events.intake.batches import AT_A_TIME, Progress, batched, unwatched
from events.intake.history import copy_into_history
from events.intake.reading import assess_again
from events.intake.register import lists_of
from events.intake.said import LISTS, put_into, standing
from events.intake.still_true import (
    NotWritten,
    check_missions,
    closed_years_said,
    in_closed_years,
    lock_missions,
    missions_of,
    outdated,
)
from events.models import (
    Event,
    EventLink,
    Intake,
    IntakeEvent,
    IntakeRow,
    NumberSeries,
    OfficialMet,
    PartnerRole,
    Series,
)
from events.sentences import sentence as _
from events.status import Status
from events.transitions import after_edit, possible
from events.years import ClosedYears
from regions.models import Mission

Outcome = IntakeRow.Outcome
REASON, UNDO_REASON = "import", "undo import"
CHILDREN: dict[str, tuple[Any, tuple[str, ...]]] = {
    "partners": (PartnerRole, ("role", "name")),
    "officials": (OfficialMet, ("name", "title", "level")),
    "links": (EventLink, ("url", "label")),
}


def write(
    intake: Intake,
    *,
    by,
    good_rows_only: bool,
    submit: bool,
    revision: int | None = None,
    progress: Progress = unwatched,
) -> None:
    """The new and changed rows that nobody skipped; NotWritten when a row needs a person and is not left out.

    `submit` hands in new events that are complete; all others become drafts. `revision` is what the person saw.
    """
    stale: list[int] = []
    try:
        with closed_years_said(by=by), transaction.atomic():
            _claim(intake, by=by, revision=revision)
            rows = intake.rows.filter(is_skipped=False)
            if not good_rows_only and rows.filter(outcome__in=[Outcome.ATTENTION, Outcome.REFUSED]).exists():
                raise NotWritten(_("Some rows still need you. Correct or skip them, or write the good rows only."))
            new, changed = rows.filter(outcome=Outcome.NEW), rows.filter(outcome=Outcome.CHANGED)
            codes = missions_of(new)
            if not codes and not changed.exists():
                raise NotWritten(_("There is nothing to write: no row is new or changed."))
            lock_missions(codes | missions_of(changed))
            check_missions(codes, by=by)
            closed = in_closed_years(new, changed)
            stale += closed
            if closed:
                raise NotWritten(_("A fiscal year was closed after this file was read. Look at the rows again."))
            stale += outdated(intake, new, changed, codes, by=by)
            if stale:
                raise NotWritten(_("The register was changed after this file was read. Look at the rows again."))
            _Writer(intake, by=by, progress=progress).write(new, changed, submit=submit)
    except NotWritten:
        if stale:
            with transaction.atomic():
                assess_again(intake, list(intake.rows.filter(pk__in=stale)))
                Intake.objects.filter(pk=intake.pk).update(revision=intake.revision + 1, read_at=timezone.now())
        raise
    intake.refresh_from_db()


def _claim(intake: Intake, *, by, revision: int | None) -> None:
    """Two people who confirm at once: one of them writes."""
    mine = Intake.objects.filter(pk=intake.pk, state=Intake.State.REVIEW)
    if revision is not None:
        mine = mine.filter(revision=revision)
    if not mine.update(state=Intake.State.WRITTEN, written_at=timezone.now(), written_by=by):
        raise NotWritten(_("Somebody changed or wrote this import after you opened it. Look at it again."))


class _Writer:
    """One moment, one author, one reason for every version that is left."""

    def __init__(self, intake: Intake, *, by, reason: str = REASON, progress: Progress = unwatched) -> None:
        self.intake, self.by, self.reason, self.moment = intake, by, reason, timezone.now()
        self.series: dict[tuple[str, str], int] = {}
        self.progress = progress
        self.asks_approval = False

    def write(self, new: QuerySet, changed: QuerySet, *, submit: bool) -> None:
        """Some rows at a time, so that memory stays the same however many there are."""
        numbers: dict[int, str] = {}
        if submit:
            goes_to = (
                possible(Event(mission=self.by.mission), by=self.by, verb="submit") if self.by.mission_id else None
            )
            if goes_to and goes_to.after == Status.APPROVAL:
                self.asks_approval = True
            else:
                numbers = _numbers_for(new.filter(is_complete=True))
        pks = [list(rows.order_by("position").values_list("pk", flat=True)) for rows in (new, changed)]
        total, done = sum(map(len, pks)), 0
        for wanted, write_some in zip(pks, (lambda rows: self._create(rows, numbers), self._change), strict=True):
            for some in batched(wanted):
                self.progress(done, total)
                write_some(list(IntakeRow.objects.filter(pk__in=some).defer("cells").order_by("position")))
                done += len(some)
        self.progress(done, total)

    def _keep_versions(self, model: Any, rows: Iterable[Any], *, kind: str) -> None:
        pks = [row.pk for row in rows]
        copy_into_history(model, pks, moment=self.moment, by=self.by, reason=self.reason, kind=kind)

    def _note(self, rows: Iterable[IntakeEvent]) -> None:
        IntakeEvent.objects.bulk_create(list(rows), batch_size=500)

    # ---- new events

    def _create(self, rows: list[IntakeRow], numbers: dict[int, str]) -> None:
        events = [self._event_of(row) for row in rows]
        for event, row in zip(events, rows, strict=True):
            if row.pk in numbers:
                event.number, event.status = numbers[row.pk], Status.SUBMITTED
            elif self.asks_approval and row.is_complete:
                event.status = Status.APPROVAL
        written = Event.objects.bulk_create(events, batch_size=500)
        self._keep_versions(Event, written, kind="+")
        lists = {
            event.pk: {name: row.said[name] for name in LISTS if row.said.get(name)}
            for event, row in zip(written, rows, strict=True)
        }
        self._write_children({pk: said for pk, said in lists.items() if said})
        self._note(
            IntakeEvent(intake=self.intake, row=row, event=event, version=1)
            for row, event in zip(rows, written, strict=True)
        )

    def _event_of(self, row: IntakeRow) -> Event:
        event = Event(
            mission_id=row.mission_code, created_by=self.by, updated_by=self.by,
            created_at=self.moment, updated_at=self.moment,
        )  # fmt: skip
        self._put(event, row.said)
        return event

    def _put(self, event: Event, said: dict[str, Any]) -> list[str]:
        columns = put_into(event, said)
        name = said.get("series")
        if isinstance(name, str):
            key = (event.mission_id, name)
            if key not in self.series:
                mission = Mission(pk=event.mission_id)
                self.series[key] = Series.named(name, mission=mission).pk
            event.series_id = self.series[key]
            columns.append("series")
        return columns

    # ---- events that are there

    def _change(self, rows: list[IntakeRow]) -> None:
        events = Event.objects.select_related("mission").in_bulk([row.event_id for row in rows if row.event_id])
        lists = lists_of(list(events))
        changes = {row.event_id: {d[0]: row.said.get(d[0]) for d in row.differences} for row in rows}
        notes = []
        for row in rows:
            event = events[row.event_id]
            held = standing(event, lists[event.pk])
            before: dict[str, Any] = {name: held[name] for name in changes[event.pk]}
            before["status"] = event.status
            event.status = after_edit(event, by=self.by)
            notes.append(
                IntakeEvent(intake=self.intake, row=row, event=event, version=event.version + 1, before=before)
            )
        self.save(list(events.values()), changes)
        self._note(notes)

    def save(self, events: list[Event], changes: dict[Any, dict[str, Any]]) -> None:
        """The changed fields of each event, with what belongs to it, as its next version."""
        columns = {"status", "version", "updated_at", "updated_by", "withdrawal_reason"}
        for event in events:
            columns |= set(self._put(event, changes[event.pk]))
            event.version += 1
            event.updated_at, event.updated_by = self.moment, self.by
        children = {pk: {name: said.get(name) for name in LISTS if name in said} for pk, said in changes.items()}
        self._write_children({pk: said for pk, said in children.items() if said}, replace=True)
        Event.objects.bulk_update(events, sorted(columns), batch_size=200)
        self._keep_versions(Event, events, kind="~")
        self._partners_into_history([event.pk for event in events])

    # ---- what belongs to an event

    def _write_children(self, said: dict[int, dict[str, Any]], *, replace: bool = False) -> None:
        for name, (model, columns) in CHILDREN.items():
            mine = {pk: lists[name] for pk, lists in said.items() if name in lists}
            if replace and mine:
                self._remove(model, list(mine))
            rows = [
                model(event_id=pk, **dict(zip(columns, row, strict=True))) for pk, listed in mine.items() for row in listed or ()
            ]  # fmt: skip
            if rows:
                self._keep_versions(model, model.objects.bulk_create(rows, batch_size=500), kind="+")
        self._write_partner_missions(
            {pk: lists["partner_missions"] for pk, lists in said.items() if "partner_missions" in lists},
            replace=replace,
        )

    def _remove(self, model: Any, pks: list[int]) -> None:
        old = list(model.objects.filter(event__in=pks).only("pk"))
        if old:
            self._keep_versions(model, old, kind="-")
            model.objects.filter(pk__in=[row.pk for row in old])._raw_delete(using=connection.alias)

    def _write_partner_missions(self, said: dict[int, list | None], *, replace: bool) -> None:
        through = Event.partner_missions.through
        if replace and said:
            through.objects.filter(event__in=list(said)).delete()
        through.objects.bulk_create(
            [through(event_id=pk, mission_id=code) for pk, rows in said.items() for (code,) in rows or ()],
            batch_size=500,
        )
        if not replace:
            self._partners_into_history([pk for pk, rows in said.items() if rows])

    def _partners_into_history(self, pks: Sequence[int]) -> None:
        """A version keeps its partner missions; in bulk, simple-history leaves them out."""
        joined = list(Event.partner_missions.through.objects.filter(event__in=pks))
        if not joined:
            return
        versions = Event.history.filter(id__in={row.event_id for row in joined}, history_date=self.moment)
        latest = dict(versions.order_by("history_id").values_list("id", "history_id"))
        links = Event.history.model._meta.get_field("historicalevent_partner_missions").related_model
        links.objects.bulk_create(
            [
                links(history_id=latest[row.event_id], id=row.pk, event_id=row.event_id, mission_id=row.mission_id)
                for row in joined
            ],
            batch_size=500,
        )


def _numbers_for(rows: QuerySet) -> dict[int, str]:
    """Row -> the number of its event, in the order of the events' days within each mission and fiscal year."""
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    for pk, mission, day in rows.order_by("starts_on", "position").values_list("pk", "mission_code", "starts_on"):
        groups[mission, fiscal_year_of(day)].append(pk)
    numbers: dict[int, str] = {}
    for (mission, year), pks in sorted(groups.items()):
        taken = NumberSeries.take(mission_id=mission, fiscal_year=year, count=len(pks))
        numbers |= zip(pks, taken, strict=True)
    return numbers


# ---- back again


def undo(intake: Intake, *, by, progress: Progress = unwatched) -> int:
    """New events are withdrawn, changed ones get their former values, each as one more version. Returns how many.

    NotWritten when any of them was saved since, by anybody: then nothing is done.
    """
    with closed_years_said(by=by), transaction.atomic():
        mine = Intake.objects.filter(pk=intake.pk, state=Intake.State.WRITTEN)
        if not mine.update(state=Intake.State.UNDONE, undone_at=timezone.now(), undone_by=by):
            raise NotWritten(_("This import is not one that can be undone now."))
        notes = list(intake.written.order_by("event"))
        writer = _Writer(intake, by=by, reason=UNDO_REASON)
        for start in range(0, len(notes), AT_A_TIME):
            progress(start, len(notes))
            _undo_some(writer, notes[start : start + AT_A_TIME], by=by)
    intake.refresh_from_db()
    return len(notes)


def _undo_some(writer: _Writer, notes: list[IntakeEvent], *, by) -> None:
    locked = Event.objects.answered_for_by(by).select_for_update().filter(pk__in=[note.event_id for note in notes])
    events = {event.pk: event for event in locked.order_by("pk")}
    moved = [note for note in notes if note.event_id not in events or events[note.event_id].version != note.version]
    if moved:
        raise NotWritten(
            _("%(count)d of its events were changed since. Nothing was undone; change them one by one.")
            % {"count": len(moved)}
        )
    years = ClosedYears.load()
    for note in notes:
        event, day = events[note.event_id], (note.before or {}).get("starts_on")
        closed = years.stop(
            event.mission_id, event.fiscal_year, fiscal_year_of(date.fromisoformat(day)) if day else None
        )
        if closed:
            raise NotWritten(closed.sentence(to=by))
    changes: dict[int, dict[str, Any]] = {}
    for note in notes:
        event, before = events[note.event_id], dict(note.before or {})
        if note.before is None:
            event.status, event.withdrawal_reason = Status.WITHDRAWN, str(_("The import was undone."))
        else:
            event.status = before.pop("status")
        changes[event.pk] = before
    writer.save(list(events.values()), changes)
