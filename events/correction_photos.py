"""Photos in a correction request: new ones wait in a folder of their own until headquarters has decided.

A request keeps under `photos` what is to be added (names of files), changed (captions, credit and consent by photo) and
removed. On acceptance a file is copied to its event; once decided, whichever way, what waited is removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events import whole_files
from events.changes import Difference
from events.forms.photo import CAPTIONS
from events.forms.rows import sign
from events.models import CorrectionRequest, Event, Photo
from events.thumbnails import delete_files

FOLDER = "photos-asked"


@dataclass(frozen=True, slots=True)
class PhotosAsked:
    """What is to become of an event's photos: new pictures as painted, captions by photo, and photos to be removed."""

    add: tuple[ContentFile, ...] = ()
    change: dict[int, dict[str, Any]] = field(default_factory=dict)
    remove: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.add or self.change or self.remove)


def _storage() -> Storage:
    return Photo._meta.get_field("image").storage


def captions_of(photo: Photo) -> dict[str, Any]:
    return {name: getattr(photo, name) for name in CAPTIONS}


@contextmanager
def waiting(asked: PhotosAsked, event: Event | None) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """What a request keeps of them, before and proposed. Files that were stored go again when the block fails."""
    held = {photo.pk: captions_of(photo) for photo in event.photos.all()} if event else {}
    change = {str(pk): said for pk, said in asked.change.items() if pk in held and held[pk] != said}
    remove = [pk for pk in asked.remove if pk in held]
    before = {str(pk): held[pk] for pk in (*map(int, change), *remove)}
    stored: list[str] = []
    try:
        stored.extend(_storage().save(f"{FOLDER}/{uuid4().hex}.jpg", file) for file in asked.add)
        proposed = {"add": [{"file": name} for name in stored], "change": change, "remove": remove}
        yield ({"photos": before}, {"photos": proposed}) if stored or change or remove else ({}, {})
    except BaseException:
        for name in stored:
            _storage().delete(name)
        raise


def apply(event: Event, said: dict[str, Any], *, by, written: list) -> None:
    """Within the transaction of the event's version. Files that were stored are named in `written`."""
    photos = {photo.pk: photo for photo in event.photos.all()}
    for pk, captions in said["change"].items():
        photo = sign(photos[int(pk)], event=event, by=by)
        for name in CAPTIONS:
            setattr(photo, name, captions[name])
        photo.clean_fields(exclude=["image"])
        photo.save()
    for pk in said["remove"]:
        photo = sign(photos[pk], event=event, by=by)
        image = photo.image
        photo.delete()
        transaction.on_commit(partial(delete_files, image))
    for each in said["add"]:
        photo = sign(Photo(event=event), event=event, by=by)
        with _storage().open(each["file"], "rb") as file:
            photo.image.save("asked.jpg", file, save=False)
        written.append(photo.image)
        photo.save()
        each["photo"] = photo.pk


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """One photo of a request: what is to become of it, where its picture is ('' when it is kept no longer)."""

    heading: str
    address: str
    differences: tuple[Difference, ...] = ()


def lines_of(request: CorrectionRequest) -> list[PhotoLine]:
    """Each photo that is spoken of, those to be added first."""
    said = request.proposed.get("photos")
    if not said:
        return []
    kept = set(Photo.objects.filter(event=request.event_id).values_list("pk", flat=True)) if request.event_id else set()
    lines = []
    for n, each in enumerate(said["add"]):
        address = (
            reverse("correction_photo", args=[request.pk, n]) if request.is_open else _address(each.get("photo"), kept)
        )
        lines.append(PhotoLine(_("Photo to be added"), address))
    for pk, captions in said["change"].items():
        before = request.before["photos"][pk]
        lines.append(
            PhotoLine(_("Photo to be described anew"), _address(int(pk), kept), _differences(before, captions))
        )
    for pk in said["remove"]:
        before = request.before["photos"][str(pk)]
        lines.append(PhotoLine(_("Photo to be removed"), _address(pk, kept), _differences(before, {})))
    return lines


def _address(photo: int | None, kept: set[int]) -> str:
    return reverse("photo_small", args=[photo]) if photo in kept else ""


def _differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[Difference, ...]:
    labels = {name: capfirst(str(Photo._meta.get_field(name).verbose_name)) for name in CAPTIONS}  # type: ignore[union-attr]
    pairs = ((labels[name], _words(before.get(name)), _words(after.get(name))) for name in CAPTIONS)
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value or ""


def remove_strays() -> int:
    """Files that no open request waits with. Returns how many went."""
    return whole_files.remove_strays(
        FOLDER, lambda: (name for request in CorrectionRequest.objects.waiting() for name in request.files)
    )
