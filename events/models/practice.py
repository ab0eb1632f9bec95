"""What others can learn from an event: why it worked, what came of it later, and whether HQ chose it for a document.

None of this counts in a figure, and much of it is known only when the fiscal year has long been closed: a mayor
visits Japan a year after the festival. So these tables are not guarded by events/year_triggers.py; their history is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.models.columns import text_field
from events.models.event import EditConflict, Event
from events.status import Status
from regions.bilingual import in_current_language
from regions.versions import HistoricalRecords

if TYPE_CHECKING:
    from datetime import datetime


class Selection(models.TextChoices):
    OFFERED = "offered", _("Not nominated")
    NOMINATED = "nominated", _("Nominated")
    SELECTED = "selected", _("Selected for the document")
    DECLINED = "declined", _("Not selected")


class PracticeQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Those whose nomination a person may read: HQ all, a mission its own; others only that one was selected."""
        if not user.is_authenticated:
            return self.none()
        if user.is_hq:
            return self.all()
        selected = Q(state=Selection.SELECTED, event__status=Status.CONFIRMED)
        return (
            self.filter(selected | Q(event__mission=user.mission_id)) if user.is_of_mission else self.filter(selected)
        )

    def waiting(self) -> Self:
        """Nominations that headquarters has not answered."""
        return self.filter(state=Selection.NOMINATED)

    def with_edited_since(self) -> Self:
        """Adds `is_edited_since`: the event, its photos, why it worked or its outcomes changed after HQ decided."""
        edited = ~Q(decided_version=F("event__version")) | Q(texts_at__gt=F("decided_at"))
        return self.annotate(
            is_edited_since=Case(
                When(Q(decided_at=None), then=Value(False)),
                When(edited, then=Value(True)),
                default=Value(False),
                output_field=models.BooleanField(),
            )
        )


class Practice(models.Model):
    """Why an event worked, and its way into the official document: nominated by its mission, selected by HQ.

    A selection stands for the event as HQ read it, `decided_version`; it survives a later edit, which
    `PracticeQuerySet.with_edited_since` tells. `answer` is HQ's reason for declining; `texts_at` is the moment at which
    why it worked, or an outcome, was last changed.
    """

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="practice")
    why_ja = text_field(_("why it worked, Japanese"), max_length=2000)
    why_en = text_field(_("why it worked, English"), max_length=2000)
    texts_at = models.DateTimeField(null=True, editable=False)

    state = models.CharField(_("selection"), max_length=9, choices=Selection, default=Selection.OFFERED, editable=False)
    nominated_at = models.DateTimeField(_("nominated at"), null=True, editable=False)
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    decided_version = models.PositiveIntegerField(null=True, editable=False)
    answer = text_field(_("reason for not selecting"), max_length=1000, editable=False)

    objects = PracticeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("good practice")
        verbose_name_plural = _("good practices")
        indexes = [models.Index(fields=["state"], name="practice_by_state")]
        constraints = [
            models.CheckConstraint(
                name="practice_nominated_says_when_and_by_whom",
                condition=~Q(state="nominated") | Q(nominated_at__isnull=False, nominated_by__isnull=False),
                violation_error_message=_("A nomination says when and by whom."),
            ),
            models.CheckConstraint(
                name="practice_decided_says_when_and_by_whom",
                condition=Q(state__in=["offered", "nominated"], decided_at=None, decided_by=None, decided_version=None)
                | Q(
                    state__in=["selected", "declined"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    decided_version__isnull=False,
                ),
                violation_error_message=_("A decision says when, by whom and of which version."),
            ),
            models.CheckConstraint(
                name="practice_declined_says_why",
                condition=~Q(state="declined") | ~Q(answer=""),
                violation_error_message=_("Give a reason, so that others can follow what happened."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.event)

    @property
    def why(self) -> str:
        return in_current_language(self.why_ja, self.why_en)

    # ---- verbs; each is one transaction and leaves one version in the history

    @classmethod
    def locked(cls, event: Event, *, by) -> Self:
        """The event's row, made where there is none, held until the caller's transaction ends.

        PermissionDenied for who does not answer for the event's mission; ValidationError for a withdrawn event.
        """
        if not by.answers_for(event.mission_id):
            raise PermissionDenied
        if event.status == Status.WITHDRAWN:
            raise ValidationError(_now("This event has been withdrawn. Put it back first."))
        cls.objects.get_or_create(event=event)
        practice = cls.objects.select_for_update(of=("self",)).get(event=event)
        practice.event = event
        return practice

    def explain(self, *, by, why_ja: str, why_en: str) -> None:
        """Says why it worked, within the transaction of `locked`."""
        if (self.why_ja, self.why_en) == (why_ja, why_en):
            return
        self.why_ja, self.why_en, self.texts_at = why_ja, why_en, timezone.now()
        self._keep(by=by, reason="why it worked")

    def nominate(self, *, by) -> None:
        """The mission proposes it for the document; a declined one may be proposed again."""
        self._require_state(Selection.OFFERED, Selection.DECLINED)
        require_readable(self.event)
        self._forget_decision()
        self.state, self.nominated_at, self.nominated_by = Selection.NOMINATED, timezone.now(), by
        self._keep(by=by, reason="nominate")

    def take_back(self, *, by) -> None:
        """The mission no longer proposes it."""
        self._require_state(Selection.NOMINATED)
        self.state = Selection.OFFERED
        self._keep(by=by, reason="take back")

    def select(self, *, by, version: int) -> None:
        """HQ chooses the event as it read it, also without a nomination, or again after an edit.

        EditConflict when the event has changed from that version; PermissionDenied for anybody else.
        """
        self._require_hq(by)
        require_readable(self.event)
        if self.event.status != Status.CONFIRMED:
            raise ValidationError(_now("Only a confirmed event can be selected. Confirm it first."))
        if self.event.version != version:
            raise EditConflict
        self._decide(Selection.SELECTED, by=by)

    def decline(self, *, by, because: str) -> None:
        """HQ does not choose it, or no longer, and says why. PermissionDenied for anybody else."""
        self._require_hq(by)
        self._require_state(Selection.NOMINATED, Selection.SELECTED)
        if not because.strip():
            raise ValidationError(_now("Give a reason, so that others can follow what happened."))
        self._decide(Selection.DECLINED, by=by, answer=because)

    def _decide(self, state: str, *, by, answer: str = "") -> None:
        self.state, self.answer = state, answer
        self.decided_at, self.decided_by, self.decided_version = timezone.now(), by, self.event.version
        self._keep(by=by, reason=state)

    def _forget_decision(self) -> None:
        self.decided_at = self.decided_by = self.decided_version = None
        self.answer = ""

    def _keep(self, *, by, reason: str) -> None:
        self._history_user, self._change_reason = by, reason
        self.save()

    def _require_hq(self, by) -> None:
        if not by.is_hq:
            raise PermissionDenied

    def _require_state(self, *allowed: str) -> None:
        if self.state not in allowed:
            raise ValidationError(
                _now("This good practice is “%(state)s”; that cannot be done with it now.")
                % {"state": self.get_state_display()}
            )


def require_readable(event: Event) -> None:
    """ValidationError unless the event is marked as a good practice and tells its story."""
    if not event.is_good_practice:
        raise ValidationError(_now("The event is not marked as a good practice. Mark it on its page first."))
    if not (event.story_ja or event.story_en):
        raise ValidationError(_now("The story is missing. Write what was done, in Japanese or in English, first."))


OUTCOME = "outcome"
"""The reason of a version of a practice that another outcome made."""


class Outcome(models.Model):
    """What came of an event later, such as a mayor's visit to Japan. Added also after its year was closed."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="outcomes")
    text_ja = text_field(_("outcome, Japanese"), max_length=1000)
    text_en = text_field(_("outcome, English"), max_length=1000)
    happened_on = models.DateField(_("when"), null=True, blank=True)
    added_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["happened_on", "added_at", "pk"]
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            models.CheckConstraint(
                name="outcome_says_something",
                condition=~Q(text_ja="") | ~Q(text_en=""),
                violation_error_message=_("Write what came of it, in Japanese or in English."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return in_current_language(self.text_ja, self.text_en)

    def keep(self, *, by, seen: datetime | None = None) -> None:
        """Writes a new one, or a changed one if it still stands as it was `seen`. EditConflict otherwise."""
        self._require_author(by)
        with transaction.atomic():
            kept = Outcome.objects.select_for_update().filter(pk=self.pk).first() if self.pk else None
            if self.pk and (kept is None or kept.updated_at != seen):
                raise EditConflict
            self.updated_at = timezone.now()
            self.added_by = self.added_by or by
            self._history_user, self._history_date = by, self.updated_at
            self.save()
            self._tell_the_practice(by=by)

    def take_out(self, *, by) -> None:
        """Deletes it; its history stays."""
        self._require_author(by)
        with transaction.atomic():
            self._history_user = by
            self.delete()
            self._tell_the_practice(by=by)

    def _tell_the_practice(self, *, by) -> None:
        practice = Practice.objects.select_for_update().filter(event=self.event_id).first()
        if practice:
            practice.texts_at = timezone.now()
            practice._keep(by=by, reason=OUTCOME)

    def _require_author(self, by) -> None:
        if not by.answers_for(self.event.mission_id):
            raise PermissionDenied
