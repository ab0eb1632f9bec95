"""Fiscal years (年度): open or closed, with a deadline, and the exceptions that single missions are given."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.fiscal_year import FIRST_DAY, LAST_DAY, first_day, fiscal_year_of, last_day
from events.text import validate_text
from regions.models import Mission
from regions.versions import HistoricalRecords

FIRST_YEAR, LAST_YEAR = fiscal_year_of(FIRST_DAY), fiscal_year_of(LAST_DAY)
NEVER = -1
"""A fiscal year that never has a row."""


class YearQuerySet(models.QuerySet):
    def closed(self) -> Self:
        return self.filter(state=Year.State.CLOSED)

    def open(self) -> Self:
        return self.filter(state=Year.State.OPEN)


class Year(models.Model):
    """A fiscal year as HQ runs it. A year without a row is open and has no deadline."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    fiscal_year = models.SmallIntegerField(_("fiscal year"), primary_key=True)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN, editable=False)
    opened_on = models.DateField(_("opened on"))
    deadline_on = models.DateField(_("deadline"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("closed by"),
    )
    reopened_at = models.DateTimeField(_("reopened at"), null=True, editable=False)
    reason = models.TextField(_("reason"), max_length=1000, blank=True, validators=[validate_text], editable=False)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = YearQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-fiscal_year"]
        verbose_name = _("fiscal year")
        verbose_name_plural = _("fiscal years")
        constraints = [
            models.CheckConstraint(
                name="year_is_plausible",
                condition=Q(fiscal_year__gte=FIRST_YEAR, fiscal_year__lte=LAST_YEAR),
                violation_error_message=_("The fiscal year is not between 2000 and 2099."),
            ),
            models.CheckConstraint(
                name="year_closed_says_when_and_by_whom",
                condition=Q(state="open", closed_at=None, closed_by=None)
                | Q(state="closed", closed_at__isnull=False, closed_by__isnull=False),
                violation_error_message=_("A closed year says when it was closed and by whom, an open one neither."),
            ),
        ]

    def __str__(self) -> str:
        return _now("Fiscal year %(year)d") % {"year": self.fiscal_year}

    def get_absolute_url(self) -> str:
        return reverse("year_detail", args=[self.fiscal_year])

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def has_ended(self) -> bool:
        """Whether its last day is over in Tokyo."""
        return timezone.now().astimezone(ZoneInfo("Asia/Tokyo")).date() > last_day(self.fiscal_year)

    # ---- verbs; each leaves one version in the history

    @classmethod
    def open(cls, fiscal_year: int, *, by, on: date | None = None) -> Self:
        """Starts a year: from then on it has a row of its own, and returns are expected."""
        _require_hq(by)
        year = cls(fiscal_year=fiscal_year, opened_on=on or timezone.localdate())
        with transaction.atomic():
            if cls.objects.filter(pk=fiscal_year).exists():
                raise ValidationError(_now("Fiscal year %(year)d has been opened already.") % {"year": fiscal_year})
            year.full_clean()
            year._write(by=by, reason="open", force_insert=True)
        return year

    def announce_deadline(self, *, by, on: date | None) -> None:
        """The day by which everything of the year is to be handed in; None takes it back. Nothing closes by itself."""
        _require_hq(by)
        with self._locked():
            self._require_state(self.State.OPEN)
            if on and on < first_day(self.fiscal_year):
                raise ValidationError(
                    _now("The deadline is before the year begins, on %(day)s.")
                    % {"day": date_format(first_day(self.fiscal_year), "DATE_FORMAT")}
                )
            self.deadline_on = on
            self._write(by=by, reason="announce deadline")

    def close(self, *, by, because: str) -> None:
        """From now on nothing in it changes, except by a correction request or within an exception."""
        _require_hq(by)
        _require_reason(because)
        with self._locked():
            self._require_state(self.State.OPEN)
            if not self.has_ended:
                raise ValidationError(
                    _now("Fiscal year %(year)d runs until %(day)s. It can be closed after that day.")
                    % {"year": self.fiscal_year, "day": date_format(last_day(self.fiscal_year), "DATE_FORMAT")}
                )
            self.state, self.closed_at, self.closed_by = self.State.CLOSED, timezone.now(), by
            self.reason = because
            self._write(by=by, reason="close")

    def reopen(self, *, by, because: str) -> None:
        """Everything in it may be changed again, by everybody who might before."""
        _require_hq(by)
        _require_reason(because)
        with self._locked():
            self._require_state(self.State.CLOSED)
            self.state, self.closed_at, self.closed_by = self.State.OPEN, None, None
            self.reopened_at, self.reason = timezone.now(), because
            self._write(by=by, reason="reopen")

    def _locked(self):
        return _Locked(self)

    def _write(self, *, by, reason: str, **options) -> None:
        self.updated_at, self.updated_by = timezone.now(), by
        self._history_date, self._history_user, self._change_reason = self.updated_at, by, reason
        self.save(**options)

    def _require_state(self, state: str) -> None:
        if self.state != state:
            raise ValidationError(
                _now("Fiscal year %(year)d is “%(state)s”; that cannot be done with it now.")
                % {"year": self.fiscal_year, "state": self.get_state_display()}
            )


class _Locked(transaction.Atomic):
    """A transaction that begins with the year as it stands now, held until the end."""

    def __init__(self, year: Year) -> None:
        super().__init__(using=None, savepoint=True, durable=False)
        self.year = year

    def __enter__(self) -> None:
        super().__enter__()
        fresh = Year.objects.select_for_update().get(pk=self.year.pk)
        for field in Year._meta.concrete_fields:
            setattr(self.year, field.attname, getattr(fresh, field.attname))


class YearExceptionQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Those that hold at this moment."""
        return self.filter(ended_at=None, until__gt=timezone.now())

    def visible_to(self, user) -> Self:
        """HQ all, a mission its own."""
        if user.is_authenticated and user.is_hq:
            return self.all()
        return self.filter(mission=user.mission_id) if user.is_authenticated and user.is_of_mission else self.none()


class YearException(models.Model):
    """One mission's leave to go on with a closed year until the end of a day at its own place (例外許可)."""

    year = models.ForeignKey(Year, models.PROTECT, related_name="exceptions", verbose_name=_("fiscal year"))
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="+", verbose_name=_("mission"))
    until_on = models.DateField(_("until the end of"))
    until = models.DateTimeField(_("until"), editable=False)
    reason = models.TextField(_("reason"), max_length=1000, validators=[validate_text])
    granted_at = models.DateTimeField(_("granted at"), default=timezone.now, editable=False)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")

    objects = YearExceptionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-granted_at", "-pk"]
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        constraints = [
            models.CheckConstraint(
                name="exception_ended_says_by_whom",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                violation_error_message=_("An exception that was ended says when and by whom."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mission_id} {self.year_id} – {self.until_on}"

    @property
    def is_current(self) -> bool:
        return self.ended_at is None and self.until > timezone.now()

    @classmethod
    def grant(cls, *, mission: Mission, year: Year, until_on: date, because: str, by) -> Self:
        """Lets the mission change its events of the year until the end of that day, by the clock at its place."""
        _require_hq(by)
        _require_reason(because)
        exception = cls(
            mission=mission, year=year, until_on=until_on, until=end_of_day(until_on, mission.time_zone),
            reason=because, granted_by=by,
        )  # fmt: skip
        if exception.until <= timezone.now():
            raise ValidationError({"until_on": _now("That day is over already at %(mission)s.") % {"mission": mission}})
        exception._history_user, exception._change_reason = by, "grant"
        exception.full_clean()
        exception.save(force_insert=True)
        return exception

    def end(self, *, by) -> None:
        """Ends it before its day."""
        _require_hq(by)
        with transaction.atomic():
            mine = YearException.objects.select_for_update().filter(pk=self.pk).current().first()
            if mine is None:
                raise ValidationError(_now("This exception is over already."))
            self.ended_at, self.ended_by = timezone.now(), by
            self._history_user, self._change_reason = by, "end"
            self.save()


class YearPass(models.Model):
    """Opens a closed year to one mission for the transaction that applies a correction; see events/years.py.

    It cannot be left behind: it refers to a year that never exists, which both databases let pass
    until the transaction ends and then refuse.
    """

    fiscal_year = models.SmallIntegerField()
    mission = models.ForeignKey(Mission, models.CASCADE, related_name="+")
    never = models.ForeignKey(Year, models.DO_NOTHING, default=NEVER, editable=False, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pass_ends_with_its_transaction",
                condition=Q(never=NEVER),
                violation_error_message=_("A pass ends with its transaction."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mission_id} {self.fiscal_year}"


def end_of_day(day: date, zone: str) -> datetime:
    """The moment at which the day is over at a place."""
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))


def _require_hq(by) -> None:
    if not by.is_hq:
        raise PermissionDenied


def _require_reason(because: str) -> None:
    if not because.strip():
        raise ValidationError(_now("Give a reason, so that others can follow what happened."))
