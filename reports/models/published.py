"""What HQ has published: to reconcile against, and to begin from where events were not yet recorded one by one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.text import validate_text
from regions.bilingual import in_current_language
from regions.versions import HistoricalRecords


class PublishedFigure(models.Model):
    """An official number (公表値) with its source; `is_derived` where the document does not print it.

    As a baseline it stands in a cumulative figure for years of which no event is recorded. Never both for one year,
    unless it is declared that the recorded events come on top of it, with the reason.
    """

    class Measure(models.TextChoices):
        EVENTS = "events", _("Events")
        PARTICIPANTS = "participants", _("Participants")

    class Baseline(models.TextChoices):
        NEVER = "", _("Only to compare with")
        UNRECORDED = "unrecorded", _("Baseline, where no event of its years is recorded")
        ADDED = "added", _("Baseline, to which recorded events of its years are added")

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
    baseline = models.CharField(_("use as baseline"), max_length=10, choices=Baseline, blank=True)
    baseline_reason = models.TextField(
        _("reason for the baseline"), max_length=1000, blank=True, validators=[validate_text]
    )

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
            models.CheckConstraint(
                name="published_figure_added_says_why",
                condition=~Q(baseline="added") | ~Q(baseline_reason=""),
                violation_error_message=_("Say why recorded events are added to this published figure."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.published_on} {self.measure} {self.fiscal_year_from}–{self.fiscal_year_to}"

    def other_baselines(self) -> models.QuerySet["PublishedFigure"]:
        """Baselines of the same measure that share a year with this figure, whatever this one is used for."""
        same = PublishedFigure.objects.filter(measure=self.measure).exclude(baseline="").exclude(pk=self.pk)
        return same.filter(fiscal_year_from__lte=self.fiscal_year_to, fiscal_year_to__gte=self.fiscal_year_from)

    @property
    def document(self) -> str:
        return in_current_language(self.document_ja, self.document_en)


class ReconciliationNote(models.Model):
    """HQ's explanation of the difference between what was published for some years and what is recorded."""

    measure = models.CharField(_("measure"), max_length=12, choices=PublishedFigure.Measure)
    fiscal_year_from = models.PositiveSmallIntegerField(_("from fiscal year"))
    fiscal_year_to = models.PositiveSmallIntegerField(_("to fiscal year"))
    text_ja = models.TextField(_("explanation in Japanese"), max_length=2000, blank=True, validators=[validate_text])
    text_en = models.TextField(_("explanation in English"), max_length=2000, blank=True, validators=[validate_text])
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["measure", "fiscal_year_from", "fiscal_year_to"]
        verbose_name = _("explanation of a difference")
        verbose_name_plural = _("explanations of differences")
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "fiscal_year_from", "fiscal_year_to"], name="reconciliation_note_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.fiscal_year_from}–{self.fiscal_year_to}"

    @property
    def text(self) -> str:
        return in_current_language(self.text_ja, self.text_en)
