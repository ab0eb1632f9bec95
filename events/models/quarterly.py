"""Quarterly returns (四半期報告): what each mission says of a quarter, of whom HQ asks none, and until which day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Self
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.models.year import FIRST_YEAR, LAST_YEAR
from events.quarters import NUMBERS, Quarter
from events.text import validate_text
from events.years import ClosedYears, YearIsClosed, in_words
from regions.models import Mission
from regions.versions import HistoricalRecords


class OfQuarterQuerySet(models.QuerySet):
    def of_years(self, fiscal_years: Iterable[int]) -> Self:
        return self.filter(fiscal_year__in=list(fiscal_years))

    def of_quarter(self, quarter: Quarter) -> Self:
        return self.filter(fiscal_year=quarter.fiscal_year, quarter=quarter.number)

    def visible_to(self, user) -> Self:
        """HQ all, a mission its own, others none."""
        if not user.is_authenticated:
            return self.none()
        if user.is_hq:
            return self.all()
        return self.filter(mission=user.mission_id) if user.is_of_mission else self.none()

    def standing(self) -> Self:
        """Those that hold now: neither taken back nor ended."""
        return self.filter(ended_at=None)


class OfQuarter(models.Model):
    """Something about one quarter of a fiscal year."""

    fiscal_year = models.SmallIntegerField(_("fiscal year"))
    quarter = models.SmallIntegerField(_("quarter"))
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    objects = OfQuarterQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_quarter_is_plausible",
                condition=Q(quarter__in=NUMBERS, fiscal_year__gte=FIRST_YEAR, fiscal_year__lte=LAST_YEAR),
                violation_error_message=_("A year has the quarters 1 to 4; the fiscal year is between 2000 and 2099."),
            ),
        ]

    @property
    def of(self) -> Quarter:
        return Quarter(self.fiscal_year, self.quarter)

    def _sign(self, *, by, reason: str) -> None:
        self._history_user, self._change_reason = by, reason


class OfMission(OfQuarter):
    """What holds for one mission and quarter until it is ended, with a reason; what was ended stays on record."""

    mission = models.ForeignKey(Mission, models.PROTECT, related_name="+", verbose_name=_("mission"))
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    end_reason = models.TextField(
        _("reason for the end"), max_length=1000, blank=True, validators=[validate_text], editable=False
    )

    class Meta(OfQuarter.Meta):
        abstract = True
        constraints = [
            *OfQuarter.Meta.constraints,
            models.CheckConstraint(
                name="%(class)s_end_says_by_whom_and_why",
                condition=Q(ended_at=None, ended_by=None, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                violation_error_message=_("What was taken back says when, by whom and why."),
            ),
        ]

    def _keep(self, *, by, reason: str) -> None:
        """Writes it for the first time. YearIsClosed where the year is closed to the mission."""
        require_open_year(self.mission_id, self.fiscal_year, by=by)
        self._sign(by=by, reason=reason)
        with in_words(by=by), transaction.atomic():
            self.full_clean()
            try:
                with transaction.atomic():
                    self.save(force_insert=True)
            except IntegrityError as error:
                if "once" not in str(error) and "UNIQUE" not in str(error):
                    raise
                raise ValidationError(self.twin_sentence()) from error  # somebody else did it in this very moment

    def _end(self, *, by, because: str, reason: str) -> None:
        require_open_year(self.mission_id, self.fiscal_year, by=by)
        require_reason(because)
        with in_words(by=by), transaction.atomic():
            standing = type(self)._default_manager.select_for_update().filter(pk=self.pk, ended_at=None)
            if not standing.exists():
                raise ValidationError(_now("This was taken back already."))
            self.ended_at, self.ended_by, self.end_reason = timezone.now(), by, because
            self._sign(by=by, reason=reason)
            self.full_clean()
            self.save()

    def twin_sentence(self) -> str:
        raise NotImplementedError


class QuarterlyReturn(OfMission):
    """A mission's statement about a quarter, signed by one of its people: events reported, or nothing to report."""

    class Kind(models.TextChoices):
        EVENTS = "events", _("Events reported")
        NIL = "nil", _("Nothing to report")

    kind = models.CharField(_("statement"), max_length=6, choices=Kind)
    signed_at = models.DateTimeField(_("signed at"), default=timezone.now, editable=False)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")

    history = HistoricalRecords()

    class Meta(OfMission.Meta):
        ordering = ["fiscal_year", "quarter", "mission", "-signed_at"]
        verbose_name = _("quarterly return")
        verbose_name_plural = _("quarterly returns")
        constraints = [
            *OfMission.Meta.constraints,
            models.UniqueConstraint(
                fields=["mission", "fiscal_year", "quarter"],
                condition=Q(ended_at=None),
                name="return_stands_once",
                violation_error_message=_("This quarter is signed already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mission_id} {self.fiscal_year}-{self.quarter} {self.kind}"

    def sign(self, *, by) -> None:
        """Keeps the statement. What it needs beside its signer is looked at by `events.returns.sign`."""
        if not by.is_of_mission or by.mission_id != self.mission_id:
            raise PermissionDenied
        self.signed_by, self.signed_at = by, timezone.now()
        self._keep(by=by, reason="sign")

    def take_back(self, *, by, because: str) -> None:
        """The quarter is unsigned again; who had signed, and why it went, stays on record. The mission, and HQ, may."""
        if not by.answers_for(self.mission_id):
            raise PermissionDenied
        self._end(by=by, because=because, reason="take back")

    def twin_sentence(self) -> str:
        return _now("This quarter is signed already.")


class Excuse(OfMission):
    """That HQ asks no return of a mission for a quarter (免除), and why."""

    reason = models.TextField(_("reason"), max_length=1000, validators=[validate_text])
    given_at = models.DateTimeField(_("given at"), default=timezone.now, editable=False)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    batch = models.UUIDField(null=True, editable=False, db_index=True)
    """The same for all that were given at once."""

    history = HistoricalRecords()

    class Meta(OfMission.Meta):
        ordering = ["fiscal_year", "quarter", "mission", "-given_at"]
        verbose_name = _("excuse from a quarterly return")
        verbose_name_plural = _("excuses from quarterly returns")
        constraints = [
            *OfMission.Meta.constraints,
            models.UniqueConstraint(
                fields=["mission", "fiscal_year", "quarter"],
                condition=Q(ended_at=None),
                name="excuse_stands_once",
                violation_error_message=_("This mission is excused from this quarter already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mission_id} {self.fiscal_year}-{self.quarter}"

    @classmethod
    def give(cls, *, mission: Mission, quarter: Quarter, by, because: str, batch: UUID | None = None) -> Self:
        _require_hq(by)
        require_reason(because)
        excuse = cls(
            mission=mission,
            fiscal_year=quarter.fiscal_year,
            quarter=quarter.number,
            reason=because,
            given_by=by,
            batch=batch,
        )
        excuse._keep(by=by, reason="excuse")
        return excuse

    def end(self, *, by, because: str) -> None:
        """The return is asked for again."""
        _require_hq(by)
        self._end(by=by, because=because, reason="end excuse")

    def twin_sentence(self) -> str:
        return _now("This mission is excused from this quarter already.")


class QuarterDeadline(OfQuarter):
    """HQ's own day for the returns of one quarter; without one the rule of `events.return_deadlines` holds."""

    deadline_on = models.DateField(_("deadline"), null=True, blank=True)
    set_at = models.DateTimeField(_("set at"), default=timezone.now, editable=False)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")

    history = HistoricalRecords()

    class Meta(OfQuarter.Meta):
        ordering = ["fiscal_year", "quarter"]
        verbose_name = _("deadline of a quarter")
        verbose_name_plural = _("deadlines of quarters")
        constraints = [
            *OfQuarter.Meta.constraints,
            models.UniqueConstraint(
                fields=["fiscal_year", "quarter"],
                name="deadline_once_per_quarter",
                violation_error_message=_("This quarter has a deadline already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year}-{self.quarter}: {self.deadline_on or '–'}"

    @classmethod
    def announce(cls, quarter: Quarter, *, on: date | None, by) -> QuarterDeadline:
        """The day by which the quarter's returns are to be signed, at each mission's place; None takes it back."""
        _require_hq(by)
        if closed := ClosedYears.load().years.get(quarter.fiscal_year):
            raise YearIsClosed(closed, by=by)
        if on and on < quarter.last_day:
            raise ValidationError(
                _now("The quarter runs until %(day)s. The deadline is on that day or later.")
                % {"day": date_format(quarter.last_day, "DATE_FORMAT")}
            )
        with in_words(by=by), transaction.atomic():
            kept = cls.objects.select_for_update().of_quarter(quarter).first()
            row = kept or cls(fiscal_year=quarter.fiscal_year, quarter=quarter.number)
            row.deadline_on, row.set_at, row.set_by = on, timezone.now(), by
            row._sign(by=by, reason="announce deadline")
            row.full_clean()
            row.save()
        return row


def require_open_year(mission: str, fiscal_year: int, *, by) -> None:
    """YearIsClosed where the year is closed to the mission."""
    if closed := ClosedYears.load().stop(mission, fiscal_year):
        raise YearIsClosed(closed, by=by)


def require_reason(because: str) -> None:
    if not because.strip():
        raise ValidationError(_now("Give a reason, so that others can follow what happened."))


def _require_hq(by) -> None:
    if not by.is_hq:
        raise PermissionDenied
