"""The records of the trail, and the rows that belong to each change set. Triggers let nothing change once sealed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Record(models.Model):
    """One thing that somebody did. `position` counts without a gap; `hash` covers the content and `previous`.

    Written open, without position and hash, and sealed as its transaction commits. Of a change set, `rows_digest` covers
    its rows in their order. `missions` and `touched` are lists between commas: ",BOS,DEN,".
    """

    position = models.BigIntegerField(null=True, unique=True, editable=False)
    at = models.DateTimeField(_("at"), default=timezone.now)
    kind = models.CharField(_("kind of record"), max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("person")
    )
    by_name = models.CharField(max_length=254, blank=True)
    about = models.CharField(_("about"), max_length=200, blank=True)
    source = models.CharField(_("where from"), max_length=120, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    missions = models.CharField(_("missions"), max_length=400, blank=True)
    touched = models.CharField(max_length=2000, blank=True)
    details = models.JSONField(default=dict)
    change_set = models.UUIDField(null=True, unique=True)
    row_count = models.IntegerField(default=0)
    rows_digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-position"]
        verbose_name = _("record of the trail")
        verbose_name_plural = _("audit trail")
        indexes = [
            models.Index(fields=["id"], name="record_unsealed", condition=Q(hash="")),
            models.Index(fields=["at", "position"], name="record_by_moment"),
            models.Index(fields=["by", "-position"], name="record_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.kind} {self.about}"


class ChangedRow(models.Model):
    """One row that a change set wrote: a version in a history table, or what a person's account said before and after.

    `kind` is the table, `row` the key of the row, `version` that of its version; `said` is "removed" where a version of
    the sample was taken out, and for a person the old and new values. `digest` covers the version's content.
    """

    change_set = models.UUIDField()
    kind = models.CharField(max_length=80)
    row = models.CharField(max_length=64)
    version = models.BigIntegerField(null=True)
    said = models.TextField(blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["change_set", "id"], name="changed_row_of_set"),
            models.Index(fields=["kind", "row", "version"], name="changed_row_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row} {self.version or ''}"


class Shape(models.Model):
    """The columns that digests of a table covered, so that a later column does not break earlier ones."""

    digest = models.CharField(max_length=64, primary_key=True)
    columns = models.JSONField()

    def __str__(self) -> str:
        return self.digest
