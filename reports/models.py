"""What HQ has published, to reconcile against."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from regions.bilingual import in_current_language


class PublishedFigure(models.Model):
    """An official number (公表値) with its source; `is_derived` where the document does not print it."""

    class Measure(models.TextChoices):
        EVENTS = "events", _("Events")
        PARTICIPANTS = "participants", _("Participants")

    document_ja = models.CharField(_("document, Japanese"), max_length=200)
    document_en = models.CharField(_("document, English"), max_length=200)
    published_on = models.DateField(_("published on"))
    measure = models.CharField(_("measure"), max_length=12, choices=Measure)
    fiscal_year_from = models.PositiveSmallIntegerField(_("from fiscal year"))
    fiscal_year_to = models.PositiveSmallIntegerField(_("to fiscal year"))
    value = models.BigIntegerField(_("value"))
    unit_ja = models.CharField(_("unit"), max_length=10)
    is_derived = models.BooleanField(_("derived, not printed"), default=False)
    source = models.CharField(_("source"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["published_on", "measure", "fiscal_year_from", "fiscal_year_to"]
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")
        constraints = [
            models.UniqueConstraint(
                fields=["published_on", "measure", "fiscal_year_from", "fiscal_year_to"],
                name="published_figure_once",
                violation_error_message=_("This figure is already recorded for this document."),
            ),
            models.CheckConstraint(
                name="published_figure_years_in_order",
                condition=Q(fiscal_year_to__gte=F("fiscal_year_from")),
                violation_error_message=_("The last fiscal year is before the first."),
            ),
            models.CheckConstraint(
                name="published_figure_not_negative",
                condition=Q(value__gte=0),
                violation_error_message=_("A published figure is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.published_on} {self.measure} {self.fiscal_year_from}–{self.fiscal_year_to}"

    @property
    def document(self) -> str:
        return in_current_language(self.document_ja, self.document_en)
