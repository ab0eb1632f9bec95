"""An edition while it is being composed: HQ's choices, which colleagues take over from one another."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from regions.versions import HistoricalRecords
from reports.edition_choices import Choices


class DraftConflict(Exception):
    """A colleague saved the draft after it was opened; nothing was written."""


class EditionDraftQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Drafts are HQ's."""
        return self.all() if user.is_authenticated and user.is_hq else self.none()

    def open(self) -> Self:
        return self.filter(state=EditionDraft.State.OPEN)


class EditionDraft(models.Model):
    """What an edition will hold (下書き): `choices` is reports.edition_choices.Choices as JSON."""

    class State(models.TextChoices):
        OPEN = "open", _("In preparation")
        ISSUED = "issued", _("Issued")
        SET_ASIDE = "set_aside", _("Set aside")

    name = models.CharField(_("name of the draft"), max_length=200)
    choices = models.JSONField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    based_on = models.ForeignKey(
        "reports.Edition",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("started from"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = EditionDraftQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-updated_at", "-pk"]
        verbose_name = _("draft edition")
        verbose_name_plural = _("draft editions")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("draft_detail", args=[self.pk])

    @property
    def chosen(self) -> Choices:
        return Choices.from_plain(self.choices)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    # ---- verbs; each leaves one version in the history

    @classmethod
    def start(cls, name: str, choices: Choices, *, by, based_on=None) -> Self:
        _require_hq(by)
        draft = cls(name=name, choices=choices.as_plain(), based_on=based_on, created_by=by)
        draft._sign(by=by, reason="start")
        draft.full_clean(exclude=["choices"])
        draft.save(force_insert=True)
        return draft

    def save_choices(self, choices: Choices, *, by, version: int, reason: str = "edit") -> None:
        """DraftConflict when a colleague saved since `version`: no change is ever overwritten unseen."""
        _require_hq(by)
        with transaction.atomic():
            self._claim(version)
            self.choices = choices.as_plain()
            self._sign(by=by, reason=reason)
            self.save()

    def set_aside(self, *, by) -> None:
        _require_hq(by)
        with transaction.atomic():
            self._claim(self.version)
            self._settle(self.State.SET_ASIDE, by=by, reason="set aside")

    def take_up_again(self, *, by) -> None:
        _require_hq(by)
        with transaction.atomic():
            self._claim(self.version, state=self.State.SET_ASIDE)
            self._settle(self.State.OPEN, by=by, reason="take up again")

    def become_issued(self, *, by) -> None:
        """Within the transaction that issues it."""
        self._claim(self.version)
        self._settle(self.State.ISSUED, by=by, reason="issue")

    def _settle(self, state: str, *, by, reason: str) -> None:
        self.state = state
        self._sign(by=by, reason=reason)
        self.save()

    def _claim(self, version: int, *, state: str = State.OPEN) -> None:
        """One conditional UPDATE decides between two people."""
        row = EditionDraft.objects.filter(pk=self.pk)
        if not row.filter(state=state).exists():
            raise ValidationError(_now("This draft is “%(state)s” now.") % {"state": row.get().get_state_display()})
        if not row.filter(version=version, state=state).update(version=version + 1):
            raise DraftConflict
        self.version = version + 1

    def _sign(self, *, by, reason: str) -> None:
        self.updated_at, self.updated_by = timezone.now(), by
        self._history_date, self._history_user, self._change_reason = self.updated_at, by, reason


def _require_hq(by) -> None:
    if not by.is_hq:
        raise PermissionDenied
