"""Events that may be one: what was proposed, that they are two (別案件), and that one was merged into the other (統合)."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.columns import text_field
from events.models.event import Event
from regions.versions import HistoricalRecords

REASON = _("Give a reason, so that others can follow what happened.")


class MergeQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Those that were not taken apart again."""
        return self.filter(undone_at=None)


class Merge(models.Model):
    """That HQ merged one event into another: who, when, why, and what it takes to undo it as a whole.

    `kept` holds the survivor's former values, the status of the merged event and the keys of what was moved or added;
    `version` and `survivor_version` are those that the merge left behind.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="merges", verbose_name=_("merged event"))
    survivor = models.ForeignKey(Event, models.CASCADE, related_name="+", verbose_name=_("surviving event"))
    version = models.PositiveIntegerField()
    survivor_version = models.PositiveIntegerField()
    kept = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reason = text_field(_("reason"), max_length=1000)
    at = models.DateTimeField(_("merged at"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("merged by"))
    undone_at = models.DateTimeField(_("taken apart at"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MergeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.CheckConstraint(
                name="merge_is_of_two_events",
                condition=~Q(event=F("survivor")),
                violation_error_message=_("An event is not merged into itself."),
            ),
            models.CheckConstraint(
                name="merge_says_why", condition=~Q(reason=""), violation_error_message=REASON,
            ),
            models.CheckConstraint(
                name="merge_undone_says_by_whom",
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                violation_error_message=_("A merge that was taken apart says when and by whom."),
            ),
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(undone_at=None),
                name="merge_stands_once_for_an_event",
                violation_error_message=_("This event was merged already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.event_id} → {self.survivor_id}"


class HeldApart(models.Model):
    """That HQ looked at two events that seem alike and found two (別案件).

    `traits` is a digest of what was compared: they are proposed again only when that has changed.
    """

    first = models.ForeignKey(Event, models.CASCADE, related_name="+")
    second = models.ForeignKey(Event, models.CASCADE, related_name="+")
    traits = models.CharField(max_length=64)
    reason = text_field(_("reason"), max_length=1000)
    at = models.DateTimeField(_("decided at"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by"))

    history = HistoricalRecords()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("pair found to be two")
        verbose_name_plural = _("pairs found to be two")
        constraints = [
            models.CheckConstraint(
                name="held_apart_in_order",
                condition=Q(first__lt=F("second")),
                violation_error_message=_("A pair names the older event first."),
            ),
            models.CheckConstraint(
                name="held_apart_says_why", condition=~Q(reason=""), violation_error_message=REASON,
            ),
            models.UniqueConstraint(
                fields=["first", "second"],
                name="held_apart_once",
                violation_error_message=_("This pair was decided already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"


class LikelyPair(models.Model):
    """Two events that are probably one (重複候補), as `events.duplicates` last found them: worked out, nobody's statement.

    `score` is 0 to 100, `grounds` what it is made of, in the form of `events.duplicates.Likeness`.
    """

    first = models.ForeignKey(Event, models.CASCADE, related_name="+")
    second = models.ForeignKey(Event, models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()
    grounds: Any = models.JSONField(default=dict)
    traits = models.CharField(max_length=64)
    is_held_apart = models.BooleanField(default=False)

    class Meta:
        ordering = ["-score", "-first", "-second"]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="likely_pair_once",
                violation_error_message=_("This pair is proposed already."),
            ),
            models.CheckConstraint(
                name="likely_pair_in_order",
                condition=Q(first__lt=F("second")),
                violation_error_message=_("A pair names the older event first."),
            ),
        ]
        indexes = [
            models.Index(fields=["-score", "-first", "-second"], name="likely_pair_open", condition=Q(is_held_apart=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}: {self.score}"


class PairSearch(models.Model):
    """How far the register has been searched for pairs: up to which record of the audit trail. One row."""

    position = models.BigIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pair_search_is_one",
                condition=Q(id=1),
                violation_error_message=_("There is one search for pairs."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.position)
