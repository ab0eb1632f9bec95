"""Reminders (お知らせメール): which letters went to whom, and what each person wants to be reminded of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from regions.models import Mission
from regions.versions import HistoricalRecords

SILENT_AFTER = timedelta(minutes=15)
"""A letter that was recorded and of which nothing was heard for so long was interrupted: nobody knows whether it went out."""


class Matter(models.TextChoices):
    """What a person can be reminded of."""

    DEADLINE = "deadline", _("Deadlines of quarterly returns and fiscal years")
    RETURNED = "returned", _("Events that were returned")
    REVIEW = "review", _("Events that wait for my decision")
    CORRECTION = "correction", _("Correction requests that wait for a decision")
    COMMENT = "comment", _("Comments that I have not read")
    NO_COUNT = "no_count", _("Events that are over, without a number of participants")
    LAST_YEAR = "last_year", _("Events held last year about now")


class Frequency(models.TextChoices):
    DAILY = "daily", _("On the day")
    WEEKLY = "weekly", _("Once a week")
    NEVER = "never", _("Never")


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user) -> Self:
        """HQ administrators all, others their own."""
        if not user.is_authenticated:
            return self.none()
        return self.all() if user.is_staff else self.filter(person=user.pk)

    def said(self) -> Self:
        """Those that count as read out to the person: all but those that the mail server refused."""
        return self.exclude(state=Letter.State.FAILED)

    def not_certain(self, *, now: datetime) -> Self:
        """Those that did not go out, or of which nobody knows."""
        silent = Q(state=Letter.State.RECORDED, recorded_at__lt=now - SILENT_AFTER)
        return self.filter(Q(state=Letter.State.FAILED) | silent)


class Letter(models.Model):
    """One digest for one person. It is on record before it is handed to the mail server, one for a person and day.

    `keys` names each matter and its stage (`return:BOS:2026-2:before-7`), so that none of them is told twice. `mission`
    and `role` are those of the person then: a letter is never sent to somebody who has moved on.
    """

    class State(models.TextChoices):
        RECORDED = "recorded", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not sent")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="letters")
    day = models.DateField(_("day"))
    keys = models.JSONField(default=list)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    mission = models.ForeignKey(Mission, models.PROTECT, null=True, related_name="+", verbose_name=_("mission"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    html = models.TextField()
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.RECORDED)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    fault = models.CharField(_("fault"), max_length=300, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "day"],
                name="letter_once_a_day",
                violation_error_message=_("This person has had a letter today already."),
            ),
            models.CheckConstraint(
                name="letter_settled_says_when",
                condition=Q(state="recorded", settled_at=None) | (~Q(state="recorded") & Q(settled_at__isnull=False)),
                violation_error_message=_("A letter that was sent or refused says when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"

    @property
    def is_silent(self) -> bool:
        """Whether its sending was interrupted: it may have gone out or not."""
        return self.state == self.State.RECORDED and self.recorded_at < timezone.now() - SILENT_AFTER

    @property
    def is_certain(self) -> bool:
        return self.state == self.State.SENT or not (self.state == self.State.FAILED or self.is_silent)

    @property
    def is_for(self) -> bool:
        """Whether the person is still active, in the role and mission that the letter was written for."""
        standing = (self.person.role, self.person.mission_id)
        return self.person.is_active and standing == (self.role, self.mission_id)


class ReminderWish(models.Model):
    """How often a person wants to be reminded of a matter; without one, `events.reminders.wishes.USUAL` holds."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_wishes")
    matter = models.CharField(_("matter"), max_length=10, choices=Matter)
    frequency = models.CharField(_("how often"), max_length=6, choices=Frequency)

    history = HistoricalRecords()

    class Meta:
        ordering = ["person", "matter"]
        verbose_name = _("wish about reminders")
        verbose_name_plural = _("wishes about reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "matter"],
                name="wish_once_for_a_matter",
                violation_error_message=_("There is a wish about this matter already."),
            ),
            models.CheckConstraint(
                name="wish_never_silences_deadlines",
                condition=~Q(matter="deadline", frequency="never"),
                violation_error_message=_("Deadlines can be had once a week, but not never."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.matter}: {self.frequency}"
