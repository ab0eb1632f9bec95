"""An uploaded workbook on its way into the register (案件取込), its rows, and what it wrote.

Rows keep no history: a row is a question to a person, answered once; what comes of it stands in the history of
the events, and the file itself is kept with its hash.
"""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from events.models.event import Event
from regions.models import Mission


def _place(_intake: Intake, filename: str) -> str:
    ending = filename.rpartition(".")[2].lower()
    return f"imports/{uuid4().hex}.{ending if ending.isalnum() and len(ending) <= 4 else 'bin'}"


class IntakeQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """What a person may see and act upon: HQ every import, an approver those of his mission, others their own.

        Who moves to another mission leaves his imports behind, as he leaves its drafts.
        """
        if not user.is_authenticated or user.role == Role.READ_ONLY:
            return self.none()
        if user.is_hq:
            return self.all()
        own = self.filter(mission=user.mission_id, created_by__mission=user.mission_id)
        return own if user.role == Role.MISSION_APPROVER else own.filter(created_by=user)


class Intake(models.Model):
    """One upload: the file, how it is read, where it stands. `revision` goes up with every decision taken in it.

    `found`: the file's tables with samples of their columns (events/intake/found.py), so that it need not be read again
    to look at them. `file_removed_at`: since when the file itself is gone; its name, hash and rows stay."""

    class State(models.TextChoices):
        COLUMNS = "columns", _("Columns to check")
        REVIEW = "review", _("In review")
        WRITTEN = "written", _("Written")
        UNDONE = "undone", _("Undone")

    mission = models.ForeignKey(
        Mission, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mission")
    )
    file = models.FileField(_("file"), upload_to=_place, max_length=100)
    name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.COLUMNS)
    found = models.JSONField(default=dict)
    reading = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)

    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    read_at = models.DateTimeField(_("read at"), null=True)
    written_at = models.DateTimeField(_("written at"), null=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    file_removed_at = models.DateTimeField(_("file removed at"), null=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                name="intake_written_by_somebody",
                condition=Q(state__in=["columns", "review"], written_at=None, written_by=None)
                | Q(state__in=["written", "undone"], written_at__isnull=False, written_by__isnull=False),
                violation_error_message=_("An import that was written says when and by whom."),
            ),
            models.CheckConstraint(
                name="intake_undone_by_somebody",
                condition=Q(state="undone", undone_at__isnull=False, undone_by__isnull=False)
                | (~Q(state="undone") & Q(undone_at=None, undone_by=None)),
                violation_error_message=_("An import that was undone says when and by whom."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("import_detail", args=[self.pk])

    def counts(self) -> dict[str, int]:
        """Rows by outcome, and under "skipped" those left out by a person, whatever else they are."""
        found = dict.fromkeys([*IntakeRow.Outcome.values, "skipped"], 0)
        rows = self.rows.order_by().values_list("outcome", "is_skipped").annotate(rows=Count("pk"))
        for outcome, is_skipped, count in rows:
            found["skipped" if is_skipped else outcome] += count
        return found


class IntakeRow(models.Model):
    """One row of the workbook: what its cells hold, what was understood, and what that means for the register.

    `said`: field -> value, as events.intake.said writes them. `problems` are dicts of events.intake.problems.
    `decisions`: what a person said: corrected cells, conflicts, whether it is a new event; beside it `kind` of a row that
    is set apart, and `is_hidden` of one that the workbook keeps from sight.
    """

    class Outcome(models.TextChoices):
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")
        ATTENTION = "attention", _("Needs attention")
        REFUSED = "refused", _("Refused")
        SET_APART = "set_apart", _("Set apart")

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    table = models.PositiveSmallIntegerField(default=0)
    sheet = models.CharField(_("sheet"), max_length=255, blank=True)
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome)
    is_skipped = models.BooleanField(default=False)
    is_complete = models.BooleanField(default=False)
    cells = models.JSONField(default=list)
    said = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    differences = models.JSONField(default=list)
    decisions = models.JSONField(default=dict)

    mission_code = models.CharField(max_length=10, blank=True)
    starts_on = models.DateField(null=True)
    title = models.CharField(max_length=400, blank=True)

    event = models.ForeignKey(Event, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["intake", "position"], name="intake_row_once"),
        ]
        indexes = [models.Index(fields=["intake", "outcome", "position"], name="intake_row_by_outcome")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.number}"


class IntakeEvent(models.Model):
    """What an import wrote: the event in `version`, and for one that was there before, `before`: field -> value."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="written")
    row = models.OneToOneField(IntakeRow, models.CASCADE, related_name="written")
    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    before = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"{self.event_id} {self.version}"


class ColumnMemory(models.Model):
    """How a mission's columns were mapped last: header -> field, "" for a column left out."""

    mission = models.OneToOneField(Mission, models.CASCADE, primary_key=True, related_name="+")
    fields = models.JSONField(default=dict)
    date_orders = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.mission_id
