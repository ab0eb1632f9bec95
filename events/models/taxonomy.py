"""The document's ways of sorting events: category, action plan, approach; and what counts as a participant."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.querysets import MODES, CountingRuleQuerySet
from regions.bilingual import BilingualName, in_current_language
from regions.versions import HistoricalRecords


class Category(BilingualName):
    """事業分野: the six of the document, and other."""

    code = models.SlugField(_("code"), primary_key=True, max_length=30)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")


class ActionPlan(BilingualName):
    """行動計画 with its period of validity."""

    code = models.CharField(_("code"), primary_key=True, max_length=10)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["valid_from"]
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")
        constraints = [
            models.CheckConstraint(
                name="action_plan_ends_after_it_starts",
                condition=Q(valid_to__gte=F("valid_from")) | Q(valid_to=None),
                violation_error_message=_("An action plan ends on or after the day it starts."),
            ),
        ]

    def is_in_force(self, *, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Approach(BilingualName):
    """アプローチ: one value on one of three axes. Its code begins with its axis: region-1, interest-2, pillar-3.0-1."""

    class Axis(models.TextChoices):
        REGION_TYPE = "region", _("Type of region")
        INTEREST_LEVEL = "interest", _("Level of interest")
        PILLAR = "pillar", _("Pillar of the action plan")

    code = models.CharField(_("code"), primary_key=True, max_length=30)
    axis = models.CharField(_("axis"), max_length=10, choices=Axis)
    plan = models.ForeignKey(
        ActionPlan, models.PROTECT, null=True, blank=True, related_name="pillars", verbose_name=_("action plan")
    )
    method_ja = models.CharField(_("method in Japanese"), max_length=200, blank=True)
    method_en = models.CharField(_("method in English"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["axis", "position", "code"]
        verbose_name = _("approach")
        verbose_name_plural = _("approaches")
        constraints = [
            models.CheckConstraint(
                name="approach_code_begins_with_its_axis",
                condition=Q(code__startswith=F("axis")),
                violation_error_message=_("An approach's code begins with its axis: region-1."),
            ),
            models.CheckConstraint(
                name="pillar_belongs_to_a_plan",
                condition=Q(axis="pillar", plan__isnull=False) | (~Q(axis="pillar") & Q(plan__isnull=True)),
                violation_error_message=_("A pillar belongs to an action plan; other approaches to none."),
            ),
        ]

    @property
    def method(self) -> str:
        return in_current_language(self.method_ja, self.method_en)


class CountingRule(models.Model):
    """計上基準: which modes of taking part count as participants in a fiscal year."""

    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"), primary_key=True)
    counts_in_person = models.BooleanField(_("counts people in person"), default=True)
    counts_online = models.BooleanField(_("counts live online audiences"), default=True)
    counts_on_demand = models.BooleanField(_("counts on-demand views"), default=False)
    note_ja = models.TextField(_("note in Japanese"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)

    objects = CountingRuleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["fiscal_year"]
        verbose_name = _("counting rule")
        verbose_name_plural = _("counting rules")

    def __str__(self) -> str:
        return str(self.fiscal_year)

    def clean(self) -> None:
        """A closed year keeps its rule; the database refuses a change as well (events/year_triggers.py)."""
        from events.years import ClosedYears

        closed = ClosedYears.load().years.get(self.fiscal_year)
        if closed:
            raise ValidationError(
                _("Fiscal year %(year)d is closed, and its counting rule with it. Reopen the year to change the rule."),
                params={"year": self.fiscal_year},
            )

    @property
    def note(self) -> str:
        return in_current_language(self.note_ja, self.note_en)

    @property
    def modes(self) -> tuple[str, ...]:
        """Those of "in_person", "online", "on_demand" that count."""
        return tuple(mode for mode in MODES if getattr(self, f"counts_{mode}"))
