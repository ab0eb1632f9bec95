from __future__ import annotations

import re
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from regions.bilingual import in_current_language
from regions.models import Mission
from regions.versions import HistoricalRecords

_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u3005]")


class SeriesQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Those of which the person sees an event, and those of the own mission."""
        if not user.is_authenticated:
            return self.none()
        from events.models import Event

        seen = Event.objects.visible_to(user).order_by().filter(series=OuterRef("pk"))
        return self.filter(Exists(seen) | Q(mission=user.mission_id))


class Series(models.Model):
    """連続企画: events that belong together, such as a caravan through several towns or a yearly festival."""

    mission = models.ForeignKey(Mission, models.PROTECT, related_name="series", verbose_name=_("mission"))
    name_ja = models.CharField(_("Japanese name"), max_length=200, blank=True)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    objects = SeriesQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["mission", "name_ja", "name_en"]
        verbose_name = _("series")
        verbose_name_plural = _("series")
        constraints = [
            models.CheckConstraint(
                name="series_has_a_name",
                condition=~models.Q(name_ja="", name_en=""),
                violation_error_message=_("A series needs a name in Japanese or in English."),
            ),
            models.UniqueConstraint(
                fields=["mission", "name_ja", "name_en"],
                name="series_once_per_mission",
                violation_error_message=_("This mission already has a series of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("series_detail", args=[self.pk])

    @classmethod
    def named(cls, name: str, *, mission: Mission) -> Series:
        """The mission's series of this name, made if there is none. Kana or kanji make it a Japanese name."""
        field, other = ("name_ja", "name_en") if _JAPANESE.search(name) else ("name_en", "name_ja")
        found = cls.objects.filter(mission=mission, **{field: name}).first()
        names: dict[str, Any] = {field: name, other: ""}
        return found or cls.objects.get_or_create(mission=mission, **names)[0]

    @property
    def name(self) -> str:
        return in_current_language(self.name_ja, self.name_en)
