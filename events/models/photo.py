from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from events.models.event import Event
from regions.bilingual import in_current_language


def photo_path(photo: "Photo", _filename: str) -> str:
    """A name of our own: what the file was called on somebody's disk is not kept."""
    return f"photos/{photo.event_id}/{uuid4().hex}.jpg"


class Photo(models.Model):
    """A picture of an event with its captions, its credit and whether it may be published."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="photos")
    image = models.ImageField(_("photo"), upload_to=photo_path, width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    caption_ja = models.CharField(_("Japanese caption"), max_length=200, blank=True)
    caption_en = models.CharField(_("English caption"), max_length=200, blank=True)
    credit = models.CharField(_("credit"), max_length=120, blank=True)
    is_publishable = models.BooleanField(
        _("may be published"), default=False, help_text=_("Those in the picture and its author have agreed.")
    )

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
