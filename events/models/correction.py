"""How an event of a closed year changes: asked for by the mission, decided by HQ, both kept (訂正依頼)."""

from __future__ import annotations

from functools import partial
from typing import Self

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.text import validate_text
from regions.models import Mission
from regions.versions import HistoricalRecords


class CorrectionRequestQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """HQ all, a mission its own, others none."""
        if not user.is_authenticated:
            return self.none()
        if user.is_hq:
            return self.all()
        return self.filter(mission=user.mission_id) if user.is_of_mission else self.none()

    def waiting(self) -> Self:
        return self.filter(state=CorrectionRequest.State.OPEN)

    def for_list(self) -> Self:
        return self.select_related("mission", "event", "asked_by", "decided_by")


class CorrectionRequest(models.Model):
    """What a mission asks HQ to change in a closed year.

    `proposed` and `before` hold the fields that differ, in the form of events.intake.said; for a new event
    `before` is empty. `event` is the one to be changed, or, once accepted, the one that was made.
    """

    class Kind(models.TextChoices):
        CHANGE = "change", _("Change of an event")
        NEW = "new", _("Event that was forgotten")
        WITHDRAWAL = "withdrawal", _("Withdrawal of an event")
        CONFIRMATION = "confirm", _("Confirmation of an event")
        PUT_BACK = "put_back", _("Return of a withdrawn event")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for headquarters")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        TAKEN_BACK = "taken_back", _("Taken back")

    mission = models.ForeignKey(Mission, models.PROTECT, related_name="+", verbose_name=_("mission"))
    fiscal_year = models.SmallIntegerField(_("fiscal year"))
    kind = models.CharField(_("kind of correction"), max_length=10, choices=Kind)
    event = models.ForeignKey(
        Event, models.CASCADE, null=True, blank=True, related_name="corrections", verbose_name=_("event")
    )
    event_version = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    before = models.JSONField(default=dict)
    proposed = models.JSONField(default=dict)
    reason = models.TextField(_("reason"), max_length=1000, validators=[validate_text])

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    answer = models.TextField(_("answer"), max_length=1000, blank=True, validators=[validate_text])

    objects = CorrectionRequestQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("correction request")
        verbose_name_plural = _("correction requests")
        indexes = [
            models.Index(fields=["fiscal_year"], name="correction_open", condition=Q(state="open")),
        ]
        constraints = [
            models.CheckConstraint(
                name="correction_decided_says_when_and_by_whom",
                condition=Q(state="open", decided_at=None, decided_by=None)
                | (~Q(state="open") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                violation_error_message=_("A decided request says when and by whom, an open one neither."),
            ),
            models.CheckConstraint(
                name="correction_is_not_decided_by_who_asked",
                condition=~Q(state__in=["accepted", "declined"]) | ~Q(decided_by=F("asked_by")),
                violation_error_message=_("A request is decided by somebody else than who asked for it."),
            ),
            models.CheckConstraint(
                name="correction_names_its_event",
                condition=Q(kind="new") | Q(event__isnull=False, event_version__isnull=False),
                violation_error_message=_("A request to change or withdraw an event names it."),
            ),
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(state="open"),
                name="correction_one_open_for_an_event",
                violation_error_message=_(
                    "Another correction request of this event is waiting for headquarters already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return _now("Correction request %(number)d") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return reverse("correction_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def files(self) -> list[str]:
        """Names of the files of photos that wait with it (events/correction_photos.py)."""
        return [each["file"] for each in self.proposed.get("photos", {}).get("add", ())]

    # ---- verbs; accepting, which writes the event, is events.corrections.accept

    def may_be_decided_by(self, person) -> bool:
        """HQ decides, and nobody about what he asked for himself."""
        return person.is_hq and person.pk != self.asked_by_id

    def require_decider(self, by) -> None:
        if not by.is_hq:
            raise PermissionDenied
        if not self.may_be_decided_by(by):
            raise ValidationError(_now("You asked for this yourself. Somebody else at headquarters decides it."))

    def decline(self, *, by, because: str) -> None:
        """HQ says no, and why. PermissionDenied for anybody else."""
        self.require_decider(by)
        if not because.strip():
            raise ValidationError(_now("Give a reason, so that others can follow what happened."))
        with transaction.atomic():
            self.settle(self.State.DECLINED, by=by, answer=because)

    def take_back(self, *, by) -> None:
        """The mission no longer asks for it. PermissionDenied for another mission."""
        if not by.answers_for(self.mission_id):
            raise PermissionDenied
        with transaction.atomic():
            self.settle(self.State.TAKEN_BACK, by=by)

    def require_open(self) -> None:
        """Holds the request until the caller's transaction ends. ValidationError when somebody decided it before."""
        now = CorrectionRequest.objects.select_for_update().get(pk=self.pk)
        if not now.is_open:
            raise ValidationError(
                _now("This request is “%(state)s” already. Nothing was done.") % {"state": now.get_state_display()}
            )

    def settle(self, state: str, *, by, answer: str = "") -> None:
        """Within the caller's transaction: open -> `state`. ValidationError when somebody decided it before.

        Pictures that waited with it are removed once that is certain.
        """
        self.require_open()
        self.state, self.decided_by, self.answer = state, by, answer
        self.decided_at = self._history_date = timezone.now()
        self._history_user, self._change_reason = by, state
        self.save()
        for name in self.files:
            transaction.on_commit(partial(default_storage.delete, name))
