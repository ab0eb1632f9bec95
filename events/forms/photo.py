"""Photos on the event's page: choosing new ones, captions of those that are there."""

from __future__ import annotations

import json
from typing import ClassVar

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.forms.fields import LineField, ManyFilesField, ManyFilesInput
from events.forms.rows import sign
from events.models import Event, Photo
from events.photos import MOST_AT_ONCE, paint
from events.thumbnails import delete_files

CAPTIONS = ("caption_ja", "caption_en", "credit", "consent_by", "consent_on_file", "is_publishable")


class PhotosInput(ManyFilesInput):
    """Several photos. A script (static/js/photos.js) makes them small before they are sent, and opens a phone's camera."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        words = {
            "camera": _now("Take a photo"),
            "working": _now("Photo %(number)s of %(count)s is being made smaller."),
            "ready": _now("Photos ready to be saved: %(count)s (%(size)s)."),
            "unreadable": _now(
                "“%(name)s” cannot be read here and was left out. Save it as JPEG on the phone and choose it again."
            ),
            "remove": _now("Leave out"),
            "remove_one": _now("Leave out “%(name)s”"),
        }
        context["widget"]["attrs"]["data-photos"] = json.dumps(words, ensure_ascii=False)
        return context


class NewPhotosForm(forms.Form):
    photos = ManyFilesField(
        label=_("Add photos"),
        clean_each=paint,
        most=MOST_AT_ONCE,
        widget=PhotosInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic,image/heif"}),
        help_text=_(
            "Up to 10 at once: JPEG, PNG or WebP, at most 20 MB each. Place, time and camera data in them are not kept."
        ),
    )


class PhotoForm(forms.ModelForm):
    """Caption, credit and consent of one photo. `shown` tells a photo that was on the page from one added since."""

    shown = forms.BooleanField(widget=forms.HiddenInput, initial=True, required=False)
    remove = forms.BooleanField(label=_("Remove this photo"), required=False)

    class Meta:
        model = Photo
        fields = CAPTIONS
        field_classes: ClassVar = dict.fromkeys(("caption_ja", "caption_en", "credit", "consent_by"), LineField)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("is_publishable") and not cleaned.get("consent_by") and not cleaned.get("remove"):
            self.add_error("consent_by", _now("Say who agreed, or do not mark the photo as publishable."))
        return cleaned

    def state(self) -> tuple | None:
        """What is to be kept: the captions, or None when the photo is to be removed."""
        if self.cleaned_data["remove"]:
            return None
        return tuple(self.cleaned_data[name] for name in CAPTIONS)


def photo_forms(event: Event, *, data=None) -> list[PhotoForm]:
    """One form for each photo of the event that was on the posted page; for all of them on a fresh one."""
    forms_ = []
    for photo in event.photos.all() if event.pk else ():
        prefix = f"photo-{photo.pk}"
        if data is None or data.get(f"{prefix}-shown"):
            forms_.append(PhotoForm(data, instance=photo, prefix=prefix, use_required_attribute=False))
    return forms_


def photos_of(event: Event) -> tuple[tuple, ...]:
    """Each photo as (pk, captions...)."""
    return tuple(event.photos.values_list("pk", *CAPTIONS)) if event.pk else ()


def as_posted(photos: tuple[tuple, ...]) -> dict[str, str]:
    posted = {}
    for pk, *values in photos:
        posted[f"photo-{pk}-shown"] = "True"
        for name, value in zip(CAPTIONS, values, strict=True):
            if value:
                posted[f"photo-{pk}-{name}"] = "on" if value is True else value
    return posted


def write_photos(event: Event, forms_: list[PhotoForm], new: list, *, by, written: list) -> None:
    """Captions, removals and new photos. Files that were stored are named in `written`, so that a failure can remove them."""
    for form in forms_:
        photo = sign(form.instance, event=event, by=by)
        if form.cleaned_data["remove"]:
            image = photo.image
            photo.delete()
            transaction.on_commit(lambda image=image: delete_files(image))
        elif set(form.changed_data) & set(CAPTIONS):
            photo.save()
    for file in new:
        photo = sign(Photo(event=event), event=event, by=by)
        photo.image.save(file.name, file, save=False)
        written.append(photo.image)
        photo.save()
