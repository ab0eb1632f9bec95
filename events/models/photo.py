from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.columns import line_field
from events.models.event import Event
from regions.bilingual import in_current_language
from regions.versions import HistoricalRecords


def photo_path(photo: Photo, _filename: str) -> str:
    """A name of our own: what the file was called on somebody's disk is not kept."""
    return f"photos/{photo.event_id}/{uuid4().hex}.jpg"


AGREED = ~Q(consent_by="")


class PhotoQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """The mission's own and HQ's: all of an event's photos. Others: those of it that are `publishable`."""
        events = Event.objects.visible_to(user)
        inside = Event.objects.answered_for_by(user)
        return self.filter(Q(event__in=inside) | Q(event__in=events, is_publishable=True) & AGREED)

    def publishable(self) -> Self:
        """Those that may be shown to others: marked so, and it says who agreed."""
        return self.filter(AGREED, is_publishable=True)

    def without_consent(self) -> Self:
        """Of which it is not recorded who agreed, or not kept in writing: what a gate before publishing names."""
        return self.filter(Q(consent_by="") | Q(consent_on_file=False))


class Photo(models.Model):
    """A picture of an event with its captions, its credit, who agreed to it and whether it may be published."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="photos")
    image = models.ImageField(_("photo"), upload_to=photo_path, width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    caption_ja = models.CharField(_("Japanese caption"), max_length=200, blank=True)
    caption_en = models.CharField(_("English caption"), max_length=200, blank=True)
    credit = models.CharField(_("credit"), max_length=120, blank=True)
    consent_by = line_field(
        _("consent given by"), help_text=_("Those in the picture, or who answers for them, and the photographer.")
    )
    consent_on_file = models.BooleanField(_("consent kept on file in writing"), default=False)
    is_publishable = models.BooleanField(
        _("may be published"), default=False, help_text=_("Those in the picture and its author have agreed.")
    )

    objects = PhotoQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        return self.caption or str(self.pk)

    @property
    def caption(self) -> str:
        return in_current_language(self.caption_ja, self.caption_en)
