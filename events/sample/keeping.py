"""Puts the sample into the register and takes it out again, whole, with its history."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.db import models, transaction
from simple_history.utils import bulk_create_with_history

from accounts import sample as sample_accounts
from accounts.models import User
from events.fiscal_year import fiscal_year_of
from events.models import (
    Again,
    CorrectionRequest,
    CountingRule,
    Event,
    EventLink,
    NumberSeries,
    OfficialMet,
    Outcome,
    PartnerRole,
    Photo,
    Practice,
    Series,
)
from events.sample import returns
from events.sample.drawing import SIZE, draw
from events.sample.making import Draft, by_series, make
from events.sample.practices import write_practices
from events.status import Status
from events.thumbnails import delete_files, stored_together
from events.years import passing

REASON = "load_sample"
CREDIT = "見本の画像（sample picture）"
PARTS = (PartnerRole, OfficialMet, EventLink, Photo, CorrectionRequest, Practice, Outcome, Again)


def put_in(*, seed: int, with_accounts: bool) -> list[User]:
    """Writes the 918 events as confirmed, each with one version in the history. Returns the accounts made."""
    drafts = make(seed=seed, rules=CountingRule.objects.as_rules())
    with transaction.atomic():
        accounts = sample_accounts.add() if with_accounts else []
        _write_series(drafts)
        _number(drafts)
        _write_events(drafts)
        _write_parts(drafts)
        write_practices()
        returns.put_in(seed=seed)
    return accounts


def _write_series(drafts: list[Draft]) -> None:
    grouped = by_series(drafts)
    rows = [Series(mission_id=m, name_ja=ja, name_en=en, is_sample=True) for m, ja, en in grouped]
    written = bulk_create_with_history(rows, Series, default_change_reason=REASON)
    for series, events in zip(written, grouped.values(), strict=True):
        for event in events:
            event.series = series


def _number(drafts: list[Draft]) -> None:
    """Each mission's events of a year are numbered in order of their dates."""
    groups: dict[tuple[str, int], list[Event]] = defaultdict(list)
    for draft in drafts:
        groups[draft.event.mission_id, fiscal_year_of(draft.event.starts_on)].append(draft.event)
    for (mission, year), events in groups.items():
        numbers = NumberSeries.take(mission_id=mission, fiscal_year=year, count=len(events))
        for event, number in zip(events, numbers, strict=True):
            event.number = number


def _write_events(drafts: list[Draft]) -> None:
    staff = {user.mission_id: user for user in User.objects.filter(is_sample=True, email__startswith="staff.")}
    for draft in drafts:
        event = draft.event
        event.status, event.is_sample = Status.CONFIRMED, True
        event.created_by = event.updated_by = event._history_user = staff.get(event.mission_id)
    written = bulk_create_with_history(
        [draft.event for draft in drafts], Event, batch_size=500, default_change_reason=REASON
    )
    for draft, event in zip(drafts, written, strict=True):
        draft.event = event
        if draft.joint:
            event._change_reason, event._history_user = REASON, staff.get(event.mission_id)
            event.partner_missions.set(draft.joint)


def _write_parts(drafts: list[Draft]) -> None:
    partners = [
        PartnerRole(event=draft.event, name=name, role=role) for draft in drafts for name, role in draft.partners
    ]
    officials = [
        OfficialMet(event=draft.event, name=name, title=title, level=level)
        for draft in drafts
        for name, title, level in draft.officials
    ]
    bulk_create_with_history(partners, PartnerRole, default_change_reason=REASON)
    bulk_create_with_history(officials, OfficialMet, default_change_reason=REASON)
    _write_photos(drafts)


def _write_photos(drafts: list[Draft]) -> None:
    """Pictures drawn for the sample, which say so; all or none are left on the disk."""
    photos: list[Photo] = []
    with stored_together() as written:
        for draft in drafts:
            for place, (caption_ja, caption_en) in enumerate(draft.photos):
                photo = Photo(
                    event=draft.event, caption_ja=caption_ja, caption_en=caption_en, credit=CREDIT, consent_by=CREDIT,
                    consent_on_file=True, is_publishable=True,
                )  # fmt: skip
                picture = draw(f"{draft.event.number} {place}")
                photo.image.save("sample.jpg", ContentFile(picture), save=False)
                photo.width, photo.height = SIZE
                written.append(photo.image)
                photos.append(photo)
        bulk_create_with_history(photos, Photo, default_change_reason=REASON)


@dataclass
class Removed:
    """How many of each were removed, and what stayed because something else holds on to it."""

    events: int = 0
    series: int = 0
    returns: int = 0
    accounts: int = 0
    kept_series: list[str] = field(default_factory=list)
    closed_accounts: list[str] = field(default_factory=list)


def take_out() -> Removed:
    """Removes every sample event with its parts, pictures and history, then the sample's series and accounts.

    A sample series to which a real event belongs stays, as a series like any other. Numbers are not given
    out again. All or nothing, except the picture files, which go when the rest is certain.
    """
    removed = Removed()
    sample = Event.objects.filter(is_sample=True)
    places = sample.order_by().values_list("mission_id", "fiscal_year").distinct()
    with passing([*places, *returns.places()]):
        ids = list(Event.objects.filter(is_sample=True).values_list("pk", flat=True))
        removed.events = len(ids)
        files = [photo.image for photo in Photo.objects.filter(event__in=ids)]
        Event.objects.filter(is_sample=True).delete()
        _forget_events(ids)
        _take_out_series(removed)
        removed.returns = returns.take_out()
        removed.accounts, removed.closed_accounts = sample_accounts.remove()
        for image in files:
            transaction.on_commit(lambda image=image: delete_files(image))
    return removed


def _take_out_series(removed: Removed) -> None:
    for series in Series.objects.filter(is_sample=True, events__isnull=False).distinct():
        series.is_sample = False
        series._change_reason = "remove_sample"
        series.save()
        removed.kept_series.append(series.name_en or series.name_ja)
    gone = list(Series.objects.filter(is_sample=True).values_list("pk", flat=True))
    Series.objects.filter(pk__in=gone).delete()
    Series.history.filter(id__in=gone).delete()
    removed.series = len(gone)


def _forget_events(ids: list[int]) -> None:
    """Deletes the history of events that are gone, and of what belonged to them."""
    for part in PARTS:
        part.history.filter(event_id__in=ids).delete()
    versions = Event.history.filter(id__in=ids)
    for relation in Event.history.model._meta.get_fields(include_hidden=True):
        if relation.one_to_many and relation.auto_created and issubclass(relation.related_model, models.Model):
            rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": versions})
            rows._raw_delete(rows.db)
    versions._raw_delete(versions.db)
