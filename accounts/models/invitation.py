"""An invitation by e-mail: a link that works once, until a day, and that is nowhere kept."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts import trail
from accounts.models.posting import where
from accounts.models.user import LANGUAGES, User, role_fits_mission
from accounts.roles import Role
from regions.models import Mission

OPEN = Q(accepted_at=None, revoked_at=None)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user) -> Self:
        """HQ administrators see all, nobody else any."""
        return self.all() if user.is_authenticated and user.is_staff else self.none()

    def waiting(self) -> Self:
        """Not accepted and not taken back; those that have expired too, because they can be sent again."""
        return self.filter(OPEN)

    def open_for(self, email: str) -> Self:
        """What an address may still accept."""
        return self.filter(OPEN, email__iexact=email, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """Who may become a person of the register, in which role, until when.

    The link's secret is made from `nonce` and the site's key: neither the database nor a copy of it opens it.
    Sent again, it gets another nonce, and the old link stops.
    """

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    mission = models.ForeignKey(
        Mission, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mission")
    )
    office = models.CharField(_("ministry or office"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=2, blank=True, choices=LANGUAGES)

    nonce = models.CharField(max_length=43, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="invitation")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=OPEN,
                name="invitation_open_once",
                violation_error_message=_("This address is invited already. Send that invitation again instead."),
            ),
            role_fits_mission("invitation_mission_fits_role"),
            models.CheckConstraint(
                name="invitation_accepted_or_revoked",
                condition=Q(accepted_at=None) | Q(revoked_at=None, person__isnull=False),
                violation_error_message=_("An accepted invitation has its person and was not revoked."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_absolute_url(self) -> str:
        return reverse("invitation_detail", args=[self.pk])

    @property
    def where(self) -> str:
        return where(self)

    @property
    def state(self) -> str:
        """accepted, revoked, expired or waiting."""
        if self.accepted_at:
            return "accepted"
        if self.revoked_at:
            return "revoked"
        return "expired" if self.expires_at <= timezone.now() else "waiting"

    @property
    def token(self) -> str:
        return salted_hmac("accounts.Invitation", f"{self.pk}:{self.nonce}", algorithm="sha256").hexdigest()

    @property
    def link(self) -> str:
        """The path that the invited person opens; whoever has it can accept."""
        return reverse("invitation_accept", args=[self.pk, self.token])

    def opens_with(self, token: str) -> bool:
        return self.state == "waiting" and constant_time_compare(token, self.token)

    # ---- verbs; each is one transaction

    @transaction.atomic
    def send(self, *, by: User) -> None:
        """Invite, or invite again: a fresh link for the full time. ValidationError says what stands against it."""
        by.require_administrator()
        if self.accepted_at or self.revoked_at:
            raise ValidationError(_now("This invitation is over. Invite the person anew."))
        if User.objects.filter(email__iexact=self.email).exists():
            raise ValidationError({"email": _now("Somebody already has this e-mail address.")})
        self.email = self.email.lower()
        self.nonce = secrets.token_urlsafe(32)
        self.sent_at = timezone.now()
        self.expires_at = self.sent_at + timedelta(days=settings.INVITATION_DAYS)
        if not self.pk:
            self.invited_by = by
        self.full_clean(exclude=["person", "revoked_by"])
        self.save()
        trail.record("invitation", by=by, about=self.email, details={"change": "sent", "role": self.role})

    @transaction.atomic
    def revoke(self, *, by: User) -> None:
        """Take it back: the link stops at once."""
        by.require_administrator()
        fresh = Invitation.objects.select_for_update().get(pk=self.pk)
        if fresh.state not in ("waiting", "expired"):
            raise ValidationError(_now("This invitation is over. There is nothing to take back."))
        self.revoked_at, self.revoked_by = timezone.now(), by
        self.save(update_fields=["revoked_at", "revoked_by"])
        trail.record("invitation", by=by, about=self.email, details={"change": "taken back"})

    @transaction.atomic
    def accept(self, *, name: str = "", password: str | None = None) -> User:
        """Make the person, once: two openings of one link at the same time make one account.

        Without a password he signs in through the ministry's sign-on alone. ValidationError when it is over.
        """
        fresh = Invitation.objects.select_for_update().get(pk=self.pk)
        if fresh.state != "waiting" or fresh.nonce != self.nonce:
            raise ValidationError(
                _now("This link no longer works. Ask an administrator at headquarters for a new one.")
            )
        person = User.objects.create_user(
            fresh.email, password, name=name or fresh.name, role=fresh.role, mission=fresh.mission,
            office=fresh.office, language=fresh.language,
        )  # fmt: skip
        self.accepted_at, self.person = timezone.now(), person
        self.save(update_fields=["accepted_at", "person"])
        trail.record("invitation", by=person, about=person.email, details={"change": "accepted"})
        return person
