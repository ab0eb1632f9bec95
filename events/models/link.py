from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from regions.versions import HistoricalRecords


class EventLink(models.Model):
    """A page about the event."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="links")
    url = models.URLField(_("address"), max_length=500)
    label = models.CharField(_("label"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return self.label or self.url
