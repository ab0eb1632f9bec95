"""Tokens with which a person's programs read and write over the API (トークン)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import trail
from accounts.roles import Role
from regions.text import validate_text

PREFIX = "grt_"
"""Begins every token, so that programs that look for forgotten secrets know one when they see it."""

NOTED_EVERY = timedelta(hours=1)
"""Between two notes that a token is in use: one write an hour, not one a request."""

MOST_DAYS = 366


class Scope(models.TextChoices):
    """What a token may be used for; each includes those before it. Never more than its person may do."""

    READ = "read", _("Read")
    DRAFT = "draft", _("Read and write drafts")
    SUBMIT = "submit", _("Read, write drafts, change and submit events")


SCOPES = tuple(Scope)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def of(self, person) -> Self:
        """The person's own that were not ended, those that have run out too, latest first."""
        return self.filter(person=person, ended_at=None) if person.is_authenticated else self.none()

    def endable_by(self, user) -> Self:
        """One's own; for HQ administrators everybody's."""
        return self.filter(ended_at=None) if user.is_authenticated and user.is_staff else self.of(user)

    def known_by(self, text: str) -> ApiToken | None:
        """The token that this text is, while it is neither ended nor run out nor its person's account closed."""
        rows = self.filter(digest=_digest(text), ended_at=None, expires_at__gt=timezone.now(), person__is_active=True)
        return rows.select_related("person__mission").first()


class ApiToken(models.Model):
    """A secret that stands for `person` in programs, until it expires or is ended.

    It is shown once; only its SHA-256 is kept. It holds 256 random bits, so that a plain hash is as good as a slow one.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("what it is for"), max_length=80, validators=[validate_text])
    scope = models.CharField(_("may"), max_length=10, choices=Scope, default=Scope.READ)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [
            models.CheckConstraint(
                name="api_token_expires_after_it_was_made",
                condition=Q(expires_at__gt=F("made_at")),
                violation_error_message=_("A token expires after it was made."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    def allows(self, scope: str) -> bool:
        return SCOPES.index(Scope(self.scope)) >= SCOPES.index(Scope(scope))

    @classmethod
    def make(cls, *, by, name: str, scope: str, days: int) -> tuple[Self, str]:
        """A new token and its text, which nobody can read again. ValueError for a scope beyond the person's role."""
        if scope not in scopes_of(by) or not 0 < days <= MOST_DAYS:
            raise ValueError(scope, days)
        text = PREFIX + secrets.token_urlsafe(32)
        now = timezone.now()
        with transaction.atomic():
            token = cls.objects.create(
                person=by, name=name, scope=scope, digest=_digest(text), made_at=now,
                expires_at=now + timedelta(days=days),
            )  # fmt: skip
            token._note("made", by=by, scope=scope, days=days)
        return token, text

    def end(self, *, by) -> None:
        """From now on it opens nothing."""
        with transaction.atomic():
            self.ended_at, self.ended_by = timezone.now(), by
            self.save(update_fields=["ended_at", "ended_by"])
            self._note("ended", by=by)

    def note_use(self) -> None:
        """That it is in use, once an hour at most."""
        now = timezone.now()
        if self.last_used_at is None or self.last_used_at < now - NOTED_EVERY:
            ApiToken.objects.filter(pk=self.pk).update(last_used_at=now)

    def _note(self, what: str, *, by, **details) -> None:
        about = f"{self.person.email} {self.pk}"
        trail.record("api_token", by=by, about=about, details={"what": what, "name": self.name, **details})


def scopes_of(person) -> tuple[Scope, ...]:
    """The scopes that make sense for a person: who only reads in the register only reads over the API."""
    return (Scope.READ,) if person.role == Role.READ_ONLY else SCOPES


def _digest(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()
