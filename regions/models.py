"""Where: states, regions, missions, who serves which place from when to when, and numbers per state."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from regions.bilingual import BilingualName, in_current_language
from regions.querysets import IndicatorValueQuerySet, JurisdictionQuerySet, MissionQuerySet, StateQuerySet
from regions.versions import HistoricalRecords


class Region(BilingualName):
    """HQ's grouping of states for a report (地域): data, not code."""

    code = models.SlugField(_("code"), primary_key=True, max_length=30)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")


class State(BilingualName):
    """A state or territory (州・地域; whatever a country's subdivisions are called), keyed by ISO 3166-2."""

    class Kind(models.TextChoices):
        STATE = "state", pgettext_lazy("kind of place", "State")
        DISTRICT = "district", _("District")
        TERRITORY = "territory", _("Territory")

    code = models.CharField(_("code (ISO 3166-2)"), primary_key=True, max_length=6)
    usps = models.CharField(_("postal code"), max_length=3, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    full_name_ja = models.CharField(_("full Japanese name"), max_length=120)
    region = models.ForeignKey(Region, models.PROTECT, related_name="states", verbose_name=_("region"))

    objects = StateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["code"]
        verbose_name = _("state")
        verbose_name_plural = _("states")
        constraints = [
            models.CheckConstraint(
                name="state_code_is_iso",
                condition=Q(code__regex=r"^[A-Z]{2}-[A-Z0-9]{1,3}$"),
                violation_error_message=_("A state's code reads like US-CA or AU-NSW."),
            ),
        ]

    @property
    def full_name(self) -> str:
        """カリフォルニア州 or California."""
        return in_current_language(self.full_name_ja, self.name_en)


class County(BilingualName):
    """A county (郡) of a state that two missions share; others are not kept."""

    code = models.CharField(_("code"), primary_key=True, max_length=12, help_text=_("US-CA-037: state, then FIPS."))
    state = models.ForeignKey(State, models.PROTECT, related_name="counties", verbose_name=_("state"))

    history = HistoricalRecords()

    class Meta:
        ordering = ["state", "name_en"]
        verbose_name = _("county")
        verbose_name_plural = _("counties")
        constraints = [
            models.CheckConstraint(
                name="county_code_begins_with_its_state",
                condition=Q(code__startswith=F("state")),
                violation_error_message=_("A county's code begins with its state's code: US-CA-037."),
            ),
        ]


class Mission(BilingualName):
    """An embassy, consulate general or consular office (公館) with its seat and time zone."""

    class Kind(models.TextChoices):
        EMBASSY = "embassy", _("Embassy")
        CONSULATE_GENERAL = "consulate_general", _("Consulate General")
        CONSULAR_OFFICE = "consular_office", _("Consular Office")

    code = models.CharField(_("code"), primary_key=True, max_length=3)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    short_ja = models.CharField(_("short Japanese name"), max_length=40)
    short_en = models.CharField(_("short English name"), max_length=40)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="offices", verbose_name=_("parent mission")
    )
    city = models.CharField(_("city"), max_length=80)
    seat = models.ForeignKey(State, models.PROTECT, related_name="seated_missions", verbose_name=_("seat"))
    time_zone = models.CharField(_("time zone"), max_length=40)
    requires_approval = models.BooleanField(
        _("its approver looks first"),
        default=False,
        db_default=False,
        help_text=_("What mission staff hand in goes to the mission’s approver before it goes to headquarters."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = MissionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("mission")
        verbose_name_plural = _("missions")
        constraints = [
            models.CheckConstraint(
                name="mission_code_is_three_capitals",
                condition=Q(code__regex=r"^[A-Z][A-Z][A-Z]$"),
                violation_error_message=_("A mission's code is three capital letters: BOS."),
            ),
        ]

    @property
    def short_name(self) -> str:
        """ボストン総 or Boston."""
        return in_current_language(self.short_ja, self.short_en)

    def require_approval(self, *, by, is_required: bool) -> None:
        """Whether what the mission's staff hand in goes to its approver first. PermissionDenied for others."""
        if not by.may_ask_for_approval_of(self.pk):
            raise PermissionDenied
        self.requires_approval = is_required
        self._history_user, self._change_reason = by, "approval"
        self.save(update_fields=["requires_approval"])


class Jurisdiction(models.Model):
    """That a mission serves a state, or some counties of it, from when to when (管轄)."""

    class Extent(models.TextChoices):
        WHOLE = "whole", _("The whole state")
        PART = "part", _("Some counties")

    mission = models.ForeignKey(Mission, models.PROTECT, related_name="jurisdictions", verbose_name=_("mission"))
    state = models.ForeignKey(State, models.PROTECT, related_name="jurisdictions", verbose_name=_("state"))
    extent = models.CharField(_("extent"), max_length=5, choices=Extent, default=Extent.WHOLE)
    counties = models.ManyToManyField(County, through="JurisdictionCounty", verbose_name=_("counties"))
    note_ja = models.CharField(_("note in Japanese"), max_length=300, blank=True)
    note_en = models.CharField(_("note in English"), max_length=300, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = JurisdictionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["state", "mission", "valid_from"]
        verbose_name = _("jurisdiction")
        verbose_name_plural = _("jurisdictions")
        constraints = [
            models.UniqueConstraint(
                "mission",
                "state",
                Coalesce("valid_from", Value(date(1, 1, 1)), output_field=models.DateField()),
                name="jurisdiction_once_per_start",
                violation_error_message=_("This mission already serves this state from that day."),
            ),
            models.CheckConstraint(
                name="jurisdiction_ends_after_it_starts",
                condition=Q(valid_to__gte=F("valid_from")) | Q(valid_to=None) | Q(valid_from=None),
                violation_error_message=_("A jurisdiction ends on or after the day it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mission_id} {self.state_id}"

    @property
    def county_codes(self) -> list[str]:
        """Those that it covers where it covers a part of the state."""
        return sorted(link.county_id for link in self.county_links.all())


class JurisdictionCounty(models.Model):
    """A county that belongs to a jurisdiction; unconfirmed where the boundary is not known for certain."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.CASCADE, related_name="county_links")
    county = models.ForeignKey(County, models.PROTECT, related_name="jurisdiction_links", verbose_name=_("county"))
    is_confirmed = models.BooleanField(_("confirmed"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("county of a jurisdiction")
        verbose_name_plural = _("counties of a jurisdiction")
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "county"],
                name="county_once_per_jurisdiction",
                violation_error_message=_("This county is already listed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction_id} {self.county_id}"


class Indicator(BilingualName):
    """A number per state (指標) with its unit, year and source line."""

    code = models.SlugField(_("code"), primary_key=True, max_length=40)
    unit_ja = models.CharField(_("unit in Japanese"), max_length=20)
    unit_en = models.CharField(_("unit in English"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    source_ja = models.CharField(_("source line in Japanese"), max_length=300)
    source_en = models.CharField(_("source line in English"), max_length=300)
    note_ja = models.TextField(_("note in Japanese"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)
    stated_total = models.BigIntegerField(
        _("stated total"), null=True, blank=True, help_text=_("As the source prints it; it may cover more places.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    @property
    def unit(self) -> str:
        return in_current_language(self.unit_ja, self.unit_en)

    @property
    def source(self) -> str:
        return in_current_language(self.source_ja, self.source_en)

    @property
    def note(self) -> str:
        return in_current_language(self.note_ja, self.note_en)


class IndicatorValue(models.Model):
    """An indicator's value for one state, with the rank that its source gives."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values", verbose_name=_("indicator"))
    state = models.ForeignKey(State, models.PROTECT, related_name="indicator_values", verbose_name=_("state"))
    value = models.BigIntegerField(_("value"))
    rank = models.PositiveSmallIntegerField(
        _("rank in the source"), null=True, blank=True, help_text=_("Japan's rank among countries, for jobs.")
    )
    rank_note_ja = models.CharField(_("note on the rank in Japanese"), max_length=120, blank=True)
    rank_note_en = models.CharField(_("note on the rank in English"), max_length=120, blank=True)
    name_ja_as_printed = models.CharField(_("state as the source prints it"), max_length=40, blank=True)

    objects = IndicatorValueQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["indicator", "state"]
        verbose_name = _("indicator value")
        verbose_name_plural = _("indicator values")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "state"],
                name="indicator_once_per_state",
                violation_error_message=_("This indicator already has a value for this state."),
            ),
            models.CheckConstraint(
                name="indicator_value_not_negative",
                condition=Q(value__gte=0),
                violation_error_message=_("An indicator's value is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.state_id}"

    @property
    def rank_note(self) -> str:
        return in_current_language(self.rank_note_ja, self.rank_note_en)
