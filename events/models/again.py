"""What a mission answers when it is asked whether an event of last year is held again (今年の実施)."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from events.models.columns import text_field
from events.models.event import Event
from events.models.quarterly import require_reason


class AgainQuerySet(models.QuerySet["Again"]):
    def visible_to(self, user) -> Self:
        """HQ all, a mission those about its own events, others none."""
        if not user.is_authenticated:
            return self.none()
        if user.is_hq:
            return self.all()
        return self.filter(event__mission=user.mission_id) if user.is_of_mission else self.none()

    def standing(self) -> Self:
        """Those that were not put back."""
        return self.filter(ended_at=None)


class Again(models.Model):
    """An answer about last year's `event`: held again, as the draft that came of it, or not this year, with a reason."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="answers", verbose_name=_("event of last year"))
    draft = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="answered_by", verbose_name=_("this year’s event")
    )
    is_held = models.BooleanField(_("held again"))
    reason = text_field(_("reason"), max_length=1000)
    at = models.DateTimeField(_("answered at"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("answered by"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AgainQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("answer about an event of last year")
        verbose_name_plural = _("answers about events of last year")
        constraints = [
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(ended_at=None),
                name="again_answered_once",
                violation_error_message=_("Somebody has answered for this event already."),
            ),
            models.CheckConstraint(
                name="again_no_says_why",
                condition=Q(is_held=True) | ~Q(reason=""),
                violation_error_message=_("Give a reason, so that others can follow what happened."),
            ),
            models.CheckConstraint(
                name="again_end_says_by_whom",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                violation_error_message=_("What was taken back says when and by whom."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {'again' if self.is_held else 'not this year'}"

    # ---- verbs; each is one transaction and leaves one version in the history

    def keep(self, *, by, reason: str) -> None:
        """Writes the answer for the first time; ValidationError when somebody answered before, or no reason is given."""
        if not (by.is_of_mission and by.answers_for(self.event.mission_id)):
            raise PermissionDenied
        if not self.is_held:
            require_reason(self.reason)
        self.by, self._history_user, self._change_reason = by, by, reason
        self.full_clean()
        try:
            with transaction.atomic():
                self.save(force_insert=True)
        except IntegrityError as error:
            raise ValidationError(_now("Somebody has answered for this event already.")) from error

    @transaction.atomic
    def put_back(self, *, by) -> None:
        """The event is asked about again; what was answered stays on record."""
        if not (by.is_of_mission and by.answers_for(self.event.mission_id)):
            raise PermissionDenied
        if not Again.objects.standing().select_for_update().filter(pk=self.pk).exists():
            raise ValidationError(_now("This was taken back already."))
        self.ended_at, self.ended_by = timezone.now(), by
        self._history_user, self._change_reason = by, "put back"
        self.save()
