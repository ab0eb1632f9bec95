"""One outreach activity (案件)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, GeneratedField, Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.fiscal_year import FIRST_DAY, LAST_DAY, FiscalYear, fiscal_year_of
from events.models.choices import Basis, Format, Qualifier
from events.models.columns import (
    COMPLETE,
    FILLED_IN,
    basis_field,
    begins_with,
    bit_if_unknown,
    count_field,
    count_fits_qualifier,
    line_field,
    qualifier_field,
    text_field,
)
from events.models.number import NumberSeries
from events.models.series import Series
from events.models.taxonomy import Approach, Category
from events.querysets import MODES, EventQuerySet, EventVersions
from events.sentences import sentence as _now
from events.status import Status
from events.transitions import Transition, required
from events.years import held_open
from regions.bilingual import in_current_language
from regions.models import County, Mission, State
from regions.versions import HistoricalRecords

if TYPE_CHECKING:
    from events.models.duplicate import Merge

__all__ = ["HISTORY", "Basis", "EditConflict", "Event", "Format", "Qualifier"]


class EditConflict(Exception):
    """Somebody saved the event after it was opened; nothing was written."""


# One record per version, partner missions included; their own changes write none (see `_silent_history`).
HISTORY = HistoricalRecords(m2m_fields=["partner_missions"], historical_queryset=EventVersions)


class Event(models.Model):
    """One outreach activity: counts once, belongs to one lead mission, and to a fiscal year by its local start date."""

    number = models.CharField(_("number"), max_length=20, null=True, blank=True, unique=True, editable=False)
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="events", verbose_name=_("mission"))
    partner_missions = models.ManyToManyField(
        Mission, blank=True, related_name="joint_events", verbose_name=_("partner missions")
    )
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("series")
    )

    title_ja = line_field(_("Japanese title"))
    title_en = line_field(_("English title"))
    summary_ja = text_field(_("Japanese summary"), max_length=4000)
    summary_en = text_field(_("English summary"), max_length=4000)

    starts_on = models.DateField(_("start date"), null=True, blank=True)
    ends_on = models.DateField(_("end date"), null=True, blank=True)
    fiscal_year = GeneratedField(
        expression=FiscalYear("starts_on"),
        output_field=models.SmallIntegerField(null=True),
        db_persist=True,
        verbose_name=_("fiscal year"),
    )

    venue = line_field(_("venue"))
    city = line_field(_("city"), max_length=100)
    state = models.ForeignKey(
        State, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("state")
    )
    county = models.ForeignKey(
        County, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("county")
    )
    format = models.CharField(_("format"), max_length=10, choices=Format, blank=True)

    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("category")
    )
    region_type = models.ForeignKey(
        Approach, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("type of region")
    )
    interest_level = models.ForeignKey(
        Approach, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("level of interest")
    )
    pillar = models.ForeignKey(
        Approach, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pillar of the action plan")
    )

    in_person_count = count_field(_("participants in person"))
    in_person_qualifier = qualifier_field(_("qualifier, in person"))
    in_person_basis = basis_field(_("basis, in person"))
    online_count = count_field(_("participants live online"))
    online_qualifier = qualifier_field(_("qualifier, live online"))
    online_basis = basis_field(_("basis, live online"))
    on_demand_count = count_field(_("on-demand views"))
    on_demand_qualifier = qualifier_field(_("qualifier, on-demand views"))
    on_demand_basis = basis_field(_("basis, on-demand views"))
    unknown_modes = GeneratedField(
        expression=bit_if_unknown("in_person") + bit_if_unknown("online") + bit_if_unknown("on_demand"),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    is_good_practice = models.BooleanField(_("good practice"), default=False)
    story_ja = text_field(_("Japanese story"), max_length=4000)
    story_en = text_field(_("English story"), max_length=4000)

    own_funds = models.DecimalField(_("own funds (USD)"), max_digits=12, decimal_places=2, null=True, blank=True)
    outside_funds = models.DecimalField(
        _("outside funds (USD)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    outside_funds_source = line_field(_("source of outside funds"))

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    return_reason = text_field(_("reason for return"), max_length=1000, editable=False)
    withdrawal_reason = text_field(_("reason for withdrawal"), max_length=1000, editable=False)
    merged_into = models.ForeignKey(
        "self", models.RESTRICT, null=True, editable=False, related_name="merged_events", verbose_name=_("merged into")
    )
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = EventQuerySet.as_manager()
    history = HISTORY

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["-starts_on", "-id", "status", "mission"], name="event_list"),
            models.Index(fields=["mission", "-starts_on", "-id"], name="event_of_mission"),
            models.Index(fields=["state", "-starts_on", "-id"], name="event_of_state"),
            models.Index(fields=["category", "-starts_on", "-id"], name="event_of_category"),
            models.Index(fields=["fiscal_year", "-starts_on", "-id"], name="event_of_year"),
            models.Index(fields=["fiscal_year", "status", "mission"], name="event_sample", condition=Q(is_sample=True)),
            models.Index(fields=["updated_at", "id", "status", "mission"], name="event_by_update"),
            models.Index(fields=["-starts_on", "-id"], name="event_good_practice", condition=Q(is_good_practice=True)),
            models.Index(fields=["mission"], name="event_draft", condition=Q(status="draft")),
            models.Index(fields=["updated_at"], name="event_submitted", condition=Q(status="submitted")),
            models.Index(fields=["mission", "updated_at"], name="event_approval", condition=Q(status="approval")),
        ]
        constraints = [
            models.CheckConstraint(
                name="event_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The end date is before the start date."),
            ),
            models.CheckConstraint(
                name="event_end_needs_a_start",
                condition=Q(ends_on=None) | Q(starts_on__isnull=False),
                violation_error_message=_("There is an end date but no start date."),
            ),
            models.CheckConstraint(
                name="event_date_is_plausible",
                condition=Q(starts_on=None) | Q(starts_on__gte=FIRST_DAY, starts_on__lte=LAST_DAY),
                violation_error_message=_("The date is not between 1 April 2000 and 31 March 2100."),
            ),
            count_fits_qualifier(
                "in_person", _("Participants in person: a number goes with exactly, about, at least or under.")
            ),
            count_fits_qualifier(
                "online", _("Participants live online: a number goes with exactly, about, at least or under.")
            ),
            count_fits_qualifier(
                "on_demand", _("On-demand views: a number goes with exactly, about, at least or under.")
            ),
            models.CheckConstraint(
                name="event_county_is_in_its_state",
                condition=Q(county=None) | Q(Exact(Left("county", 5), F("state"))),
                violation_error_message=_("The county is not in this state."),
            ),
            models.CheckConstraint(
                name="event_region_type_is_of_its_axis",
                condition=Q(region_type=None) | begins_with("region_type", "region-"),
                violation_error_message=_("This is not a type of region."),
            ),
            models.CheckConstraint(
                name="event_interest_level_is_of_its_axis",
                condition=Q(interest_level=None) | begins_with("interest_level", "interest-"),
                violation_error_message=_("This is not a level of interest."),
            ),
            models.CheckConstraint(
                name="event_pillar_is_of_its_axis",
                condition=Q(pillar=None) | begins_with("pillar", "pillar-"),
                violation_error_message=_("This is not a pillar of an action plan."),
            ),
            models.CheckConstraint(
                name="event_funds_not_negative",
                condition=(Q(own_funds=None) | Q(own_funds__gte=0)) & (Q(outside_funds=None) | Q(outside_funds__gte=0)),
                violation_error_message=_("An amount of money is not negative."),
            ),
            models.CheckConstraint(
                name="event_merged_counts_nowhere",
                condition=Q(merged_into=None) | (Q(status=Status.WITHDRAWN) & ~Q(merged_into=F("id"))),
                violation_error_message=_("An event that was merged into another counts in no figure by itself."),
            ),
            models.CheckConstraint(
                name="event_complete_once_submitted",
                condition=Q(status__in=[Status.DRAFT, Status.WITHDRAWN])
                | (Q(status=Status.APPROVAL) & FILLED_IN)
                | COMPLETE,
                violation_error_message=_(
                    "A submitted event has a title, a date, a state, a format, a category and a statement about participants."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title or _now("Untitled event")

    def get_absolute_url(self) -> str:
        return reverse("event_detail", args=[self.pk])

    @property
    def title(self) -> str:
        return in_current_language(self.title_ja, self.title_en)

    @property
    def summary(self) -> str:
        return in_current_language(self.summary_ja, self.summary_en)

    @property
    def story(self) -> str:
        return in_current_language(self.story_ja, self.story_en)

    def missing(self) -> dict[str, str]:
        """Everything that stands between a draft and its submission: field name -> sentence. Empty when complete."""
        sentences: dict[str, str] = {}
        if not (self.title_ja or self.title_en):
            sentences["title_ja"] = _now("Give the event a title, in Japanese or in English.")
        if not self.starts_on:
            sentences["starts_on"] = _now("Say on which day the event started.")
        if not self.state_id:
            sentences["state"] = _now("Say in which state the event took place.")
        if not self.format:
            sentences["format"] = _now("Say whether it was in person, online or both.")
        if not self.category_id:
            sentences["category"] = _now("Choose a category.")
        if not any(getattr(self, f"{mode}_qualifier") for mode in MODES):
            sentences["in_person_count"] = _now(
                "Say how many took part, in person or online. If nobody knows, write “unknown”."
            )
        return sentences

    # ---- verbs; each is one transaction and leaves one version in the history

    def save_version(
        self, *, by, version: int, reason: str = "", write_related: Callable[[], None] | None = None
    ) -> None:
        """Write this event if it still has `version`; the next version is then `version + 1`.

        One conditional UPDATE decides between two editors, so a save that was acknowledged is never lost.
        Raises EditConflict when somebody saved in between and YearIsClosed when its fiscal year, or the one that it
        would move to, is closed: nothing is written then. `write_related` writes what
        belongs to the event (partners, officials, links, photos) under the same lock and the same moment.
        """
        with held_open(self, by=by), transaction.atomic():
            claimed = Event.objects.filter(pk=self.pk, version=version).update(version=version + 1)
            if not claimed:
                raise EditConflict
            self._sign(by=by, reason=reason)
            with self._silent_history():
                if write_related:
                    write_related()
            self.version = version + 1
            self.save()

    def create(self, *, by, reason: str = "", write_related: Callable[[], None] | None = None) -> None:
        """Write a new event, and what belongs to it, as its first version."""
        with held_open(self, by=by), transaction.atomic():
            self.created_by = by
            self._sign(by=by, reason=reason)
            self.created_at = self.updated_at
            with self._silent_history():
                self.save(force_insert=True)
                if write_related:
                    write_related()
            HISTORY.create_historical_record(self, "+")

    def _sign(self, *, by, reason: str) -> None:
        """Never earlier than what was written before: versions stay in their order where the clock was set back."""
        after = self.updated_at + timedelta(microseconds=1) if self.pk else self.updated_at
        self.updated_at, self.updated_by = max(timezone.now(), after), by
        self._history_date, self._history_user = self.updated_at, by
        self._change_reason = reason

    @contextmanager
    def _silent_history(self):
        self.skip_history_when_saving = True
        try:
            yield
        finally:
            del self.skip_history_when_saving

    def revise(
        self, *, by, version: int, reason: str = "edit", write_related: Callable[[], None] | None = None
    ) -> None:
        """Save what was edited; who changes an event that was handed in may hand it in again by that."""
        self.status = required(self, by=by, verb="edit").after
        self.save_version(by=by, version=version, reason=reason, write_related=write_related)

    def submit(self, *, by) -> None:
        """Hand the event in, to headquarters or to the mission's approver first; the first gives it its number.

        ValidationError says what is missing.
        """
        found = required(self, by=by, verb="submit")
        missing = self.missing()
        if missing:
            raise ValidationError({field: [sentence] for field, sentence in missing.items()})
        with transaction.atomic():
            if found.takes_number and not self.number:
                year = fiscal_year_of(self.starts_on)  # type: ignore[arg-type]  # missing() asked for it
                [self.number] = NumberSeries.take(mission_id=self.mission_id, fiscal_year=year)
            self.return_reason = ""
            self._go(found, by=by)

    def confirm(self, *, by) -> None:
        """HQ takes it into the record: submitted -> confirmed. PermissionDenied for anybody else."""
        self._go(required(self, by=by, verb="confirm"), by=by)

    def return_to_mission(self, *, by, because: str) -> None:
        """HQ, or before it the mission's approver, sends it back as a draft, with a reason."""
        found = required(self, by=by, verb="return", because=because)
        self.return_reason = because
        self._go(found, by=by)

    def withdraw(self, *, by, because: str) -> None:
        """Take it out of every figure; it stays readable and can be put back."""
        found = required(self, by=by, verb="withdraw", because=because)
        self.withdrawal_reason = because
        self._go(found, by=by)

    def put_back(self, *, by) -> None:
        """Undo a withdrawal: withdrawn -> draft."""
        found = required(self, by=by, verb="put_back")
        if self.merged_into_id:
            raise ValidationError(
                _now("This event was merged into another. Headquarters can take the two apart again.")
            )
        self.withdrawal_reason = ""
        self._go(found, by=by)

    def merge_into(self, survivor: Event, *, by, because: str, take: Iterable[str] = ()) -> Merge:
        """HQ finds that the two are one: see `events.merging.merge`."""
        from events.merging import merge

        return merge(self, survivor, by=by, because=because, take=take)

    def _go(self, found: Transition, *, by) -> None:
        self.status = found.after
        self.save_version(by=by, version=self.version, reason=found.reason)

    def copy_to(self, day: Any, *, by) -> Event:
        """An unsaved draft like this one on another day: no number, no counts, no funds, no good practice."""
        kept = [
            "mission", "series", "title_ja", "title_en", "summary_ja", "summary_en", "venue", "city", "state",
            "county", "format", "category", "region_type", "interest_level",
        ]  # fmt: skip
        copy = Event(**{name: getattr(self, name) for name in kept}, created_by=by, updated_by=by)
        if day:
            copy.starts_on = day
            if self.ends_on and self.starts_on:
                copy.ends_on = day + (self.ends_on - self.starts_on)
        return copy
