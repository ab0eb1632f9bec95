from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from regions.models import Mission


class NumberSeries(models.Model):
    """The last sequence given out to a mission in a fiscal year; a number is never given twice."""

    mission = models.ForeignKey(Mission, models.PROTECT, related_name="+", verbose_name=_("mission"))
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    last = models.PositiveIntegerField(_("last sequence"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [
            models.UniqueConstraint(fields=["mission", "fiscal_year"], name="number_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mission_id}-{self.fiscal_year}-{self.last:04d}"

    @classmethod
    def take(cls, *, mission_id: str, fiscal_year: int, count: int = 1) -> list[str]:
        """The next `count` event numbers, BOS-2019-0012 and on. Inside the caller's transaction: undone with it."""
        with transaction.atomic():
            cls.objects.get_or_create(mission_id=mission_id, fiscal_year=fiscal_year)
            row = cls.objects.filter(mission_id=mission_id, fiscal_year=fiscal_year)
            row.update(last=F("last") + count)  # takes the row's lock before it is read
            last = row.values_list("last", flat=True).get()
        return [f"{mission_id}-{fiscal_year}-{last - count + n:04d}" for n in range(1, count + 1)]
