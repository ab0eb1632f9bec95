"""Asking for a change in a closed year, and applying it: as one version that names the request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from events.changes import CORRECTION
from events.correction_photos import PhotosAsked, apply, waiting
from events.fiscal_year import fiscal_year_of
from events.forms.rows import fields_of, write_rows
from events.intake.register import lists_of
from events.intake.said import ALL, Words, is_same, label_of, put_into, standing
from events.models import CorrectionRequest, Event, NumberSeries, Series
from events.models.event import EditConflict
from events.spreadsheets.coded_lists import CodedLists
from events.status import Status
from events.thumbnails import stored_together
from events.years import Closed, in_words, passing

Kind = CorrectionRequest.Kind
COLUMNS = {"partners": ("role", "name"), "officials": ("name", "title", "level"), "links": ("url", "label")}
"""What stands where in a row of events.intake.said."""
NO_PHOTOS = PhotosAsked()


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in words: as it stood when the correction was asked for, and as it is proposed. '' is nothing."""

    label: str
    before: str
    proposed: str


def fields_held(event: Event) -> dict[str, Any]:
    """All fields of a saved event as it stands, in the form of events.intake.said; {} for a new one."""
    return standing(event, lists_of([event.pk])[event.pk]) if event.pk else {}


def ask_for_change(
    event: Event, said: dict[str, Any], *, closed: Closed, by, because: str, photos: PhotosAsked = NO_PHOTOS
) -> CorrectionRequest:
    """Keeps what is proposed for a saved event, or for a new one; ValidationError when it would change nothing."""
    kept = Event.objects.get(pk=event.pk) if event.pk else None
    if kept and kept.mission_id != event.mission_id:
        raise ValidationError(_("A correction does not move an event to another mission."))
    held = fields_held(kept) if kept else {"is_good_practice": False}
    proposed = {name: said[name] for name in ALL if name in said and not is_same(name, said[name], held.get(name))}
    before = {name: held.get(name) for name in proposed} if kept else {}
    with waiting(photos, kept) as (photos_before, photos_proposed):
        proposed |= photos_proposed
        if not proposed:
            raise ValidationError(
                _("Nothing on this page differs from the event as it stands. Change what is wrong first.")
            )
        request = CorrectionRequest(
            kind=Kind.CHANGE if kept else Kind.NEW, mission_id=event.mission_id, event=kept,
            event_version=kept.version if kept else None, fiscal_year=closed.fiscal_year,
            before=before | photos_before, proposed=proposed, title=str(kept or event)[:200],
        )  # fmt: skip
        return _keep(request, by=by, because=because)


STANDING = {
    Kind.WITHDRAWAL: (Status.DRAFT, Status.APPROVAL, Status.SUBMITTED, Status.CONFIRMED),
    Kind.CONFIRMATION: (Status.DRAFT, Status.APPROVAL, Status.SUBMITTED),
    Kind.PUT_BACK: (Status.WITHDRAWN,),
}
"""What may be asked for about an event as a whole, and in which status. Returning is not among it: in a closed year
the mission could do nothing with a draft, so it asks for a change or a withdrawal, or headquarters comments."""


def ask_about(event: Event, kind: str, *, closed: Closed, by, because: str) -> CorrectionRequest:
    """Keeps that the mission wants the event withdrawn, confirmed, or taken back into the figures."""
    if event.merged_into_id:
        raise ValidationError(_("This event was merged into another. Headquarters can take the two apart again."))
    if event.status not in STANDING[Kind(kind)]:
        if kind == Kind.WITHDRAWAL:
            raise ValidationError(_("This event was withdrawn already."))
        raise ValidationError(
            _("This event is “%(status)s”; that cannot be done with it now.") % {"status": event.get_status_display()}
        )
    if kind != Kind.WITHDRAWAL and event.missing():
        raise ValidationError(list(event.missing().values()))
    request = CorrectionRequest(
        kind=kind, mission_id=event.mission_id, event=event, event_version=event.version,
        fiscal_year=closed.fiscal_year, title=str(event)[:200],
    )  # fmt: skip
    return _keep(request, by=by, because=because)


def ask_for_withdrawal(event: Event, *, closed: Closed, by, because: str) -> CorrectionRequest:
    """Keeps that the mission wants the event out of every figure."""
    return ask_about(event, Kind.WITHDRAWAL, closed=closed, by=by, because=because)


def _keep(request: CorrectionRequest, *, by, because: str) -> CorrectionRequest:
    if not by.answers_for(request.mission_id):
        raise PermissionDenied
    if not because.strip():
        raise ValidationError(_("Give a reason, so that others can follow what happened."))
    twins = CorrectionRequest.objects.waiting().filter(mission=request.mission_id, kind=Kind.NEW)
    if request.kind == Kind.NEW and any(twin.proposed == request.proposed for twin in twins):
        raise ValidationError(_("The same request is waiting for headquarters already."))
    request.asked_by, request.reason = by, because
    request._history_user, request._change_reason = by, "ask"
    with transaction.atomic():
        request.full_clean(exclude=["before", "proposed"])
        request.save(force_insert=True)
    return request


def accept(request: CorrectionRequest, *, by, answer: str = "") -> Event:
    """HQ says yes: the event gets what was proposed as its next version, or comes into being, confirmed.

    Nothing is done when somebody decided it before, or when the event was saved since it was asked (ValidationError).
    """
    request.require_decider(by)
    event = Event(mission_id=request.mission_id) if request.kind == Kind.NEW else _event_as_asked(request)
    years = {request.fiscal_year, event.fiscal_year if event.pk else None}
    fields = {} if request.kind in STANDING else request.proposed
    put_into(event, {name: value for name, value in fields.items() if name in ALL})
    years.add(fiscal_year_of(event.starts_on) if event.starts_on else None)
    held_years = ((request.mission_id, year) for year in years)
    with stored_together() as written, in_words(event, by=by), passing(held_years):
        request.require_open()
        _write(event, request, by=by, written=written)
        if request.kind == Kind.NEW:
            request.event, request.event_version = event, event.version
        request.settle(CorrectionRequest.State.ACCEPTED, by=by, answer=answer)
    return event


def _event_as_asked(request: CorrectionRequest) -> Event:
    event = Event.objects.get(pk=request.event_id or 0)
    if event.version != request.event_version:
        raise ValidationError(_conflict())
    return event


def _conflict() -> str:
    return _(
        "The event was changed after this correction was asked for. Nothing was done: decline the request, "
        "so that the mission can ask again on top of what stands now."
    )


def _write(event: Event, request: CorrectionRequest, *, by, written: list) -> None:
    reason = f"{CORRECTION}{request.pk}"
    if request.kind == Kind.WITHDRAWAL:
        event.status, event.withdrawal_reason = Status.WITHDRAWN, request.reason
        event.save_version(by=by, version=event.version, reason=reason)
        return
    if request.kind in STANDING:
        _confirm(event, by=by, reason=reason)
        return
    series = request.proposed.get("series")
    if isinstance(series, str):
        event.series = Series.named(series, mission=event.mission)
    related = _related(event, request.proposed, by=by, written=written)
    if request.kind == Kind.CHANGE:
        _check(event)
        try:
            event.save_version(by=by, version=request.event_version or 0, reason=reason, write_related=related)
        except EditConflict:
            raise ValidationError(_conflict()) from None
        return
    _make_confirmed(event)
    event.create(by=by, reason=reason, write_related=related)


def _confirm(event: Event, *, by, reason: str) -> None:
    """In one step: HQ has looked at it, and in a closed year the steps between would lead nowhere."""
    _make_confirmed(event)
    event.withdrawal_reason = event.return_reason = ""
    event.save_version(by=by, version=event.version, reason=reason)


def _make_confirmed(event: Event) -> None:
    if event.missing():
        raise ValidationError(list(event.missing().values()))
    if not event.number:
        year = fiscal_year_of(event.starts_on)  # type: ignore[arg-type]  # missing() asked for it
        [event.number] = NumberSeries.take(mission_id=event.mission_id, fiscal_year=year)
    event.status = Status.CONFIRMED
    _check(event)


def _check(event: Event) -> None:
    """The rules may have changed since it was asked."""
    event.clean_fields()
    event.validate_constraints()


def _related(event: Event, proposed: dict[str, Any], *, by, written: list) -> Callable[[], None]:
    def write() -> None:
        for name, columns in COLUMNS.items():
            if name in proposed:
                rows = [dict(zip(columns, row, strict=True)) for row in proposed[name] or ()]
                write_rows(event, name, tuple(tuple(row[field] for field in fields_of(name)) for row in rows), by=by)
        if "partner_missions" in proposed:
            event.partner_missions.set([code for (code,) in proposed["partner_missions"] or ()])
        if "photos" in proposed:
            apply(event, proposed["photos"], by=by, written=written)

    return write


def differences_of(request: CorrectionRequest) -> list[Difference]:
    """What the request would change, in words and in the order of a page."""
    words = Words(CodedLists.load())
    names = _series_names(request.before.get("series"), request.proposed.get("series"))
    return [
        Difference(
            label_of(name),
            words.of(name, request.before.get(name), series=names.get(request.before.get(name)) if name == "series" else None),
            words.of(name, request.proposed[name], series=names.get(request.proposed[name]) if name == "series" else None),
        )
        for name in ALL
        if name in request.proposed and (request.proposed[name] not in (None, False) or request.before.get(name))
    ]  # fmt: skip


def _series_names(*values: Any) -> dict[Any, tuple[str, str]]:
    pks = [value for value in values if isinstance(value, int)]
    return {row.pk: (row.name_ja, row.name_en) for row in Series.objects.filter(pk__in=pks)} if pks else {}
