"""Who: a person of a mission, of HQ, or of another ministry."""

from __future__ import annotations

import secrets
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts import trail
from accounts.models.posting import Posting, where
from accounts.roles import HQ_ROLES, MISSION_ROLES, Role
from regions.models import Mission

LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
STANDING = ("name", "role", "mission_id", "office")
"""What a posting keeps of a person when it ends."""


def role_fits_mission(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(role__in=MISSION_ROLES, mission__isnull=False)
        | (Q(mission__isnull=True) & ~Q(role__in=MISSION_ROLES)),
        violation_error_message=_("A mission's role needs a mission; HQ and other ministries have none."),
    )


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user) -> Self:
        """Whom a person may look up: HQ everybody, a mission's approver his mission's people, others nobody."""
        if not user.is_authenticated:
            return self.none()
        if user.is_hq:
            return self.all()
        if user.role == Role.MISSION_APPROVER:
            return self.filter(mission=user.mission_id)
        return self.none()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # a class made at run time
    def create_user(self, email: str, password: str | None = None, **fields) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> User:
        """An HQ administrator, for `manage.py createsuperuser`."""
        return self.create_user(email, password, role=Role.HQ_ADMINISTRATOR, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with one role, of a mission or of none. The role alone decides what he may do."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    mission = models.ForeignKey(
        Mission, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("mission")
    )
    office = models.CharField(
        _("ministry or office"),
        max_length=80,
        blank=True,
        help_text=_("For people of other ministries: shown in the place of a mission."),
    )
    language = models.CharField(_("language"), max_length=2, blank=True, choices=LANGUAGES)
    is_active = models.BooleanField(_("active"), default=True)
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)
    session_salt = models.CharField(max_length=22, blank=True, editable=False)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["email"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Somebody already has this e-mail address."),
            ),
            role_fits_mission("user_mission_fits_role"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_absolute_url(self) -> str:
        return reverse("person_detail", args=[self.pk])

    @property
    def where(self) -> str:
        """The mission's short name, the ministry, or the role."""
        return where(self)

    @property
    def is_hq(self) -> bool:
        return self.role in HQ_ROLES

    @property
    def is_of_mission(self) -> bool:
        return self.role in MISSION_ROLES

    def answers_for(self, mission: str) -> bool:
        """Whether this person acts for a mission: HQ for each, a mission's people for their own, others for none."""
        return self.is_hq or (self.is_of_mission and self.mission_id == mission)

    def may_ask_for_approval_of(self, mission: str) -> bool:
        """Whether this person says if a mission's approver looks first: HQ administrators, and that approver."""
        return self.is_staff or (self.role == Role.MISSION_APPROVER and self.mission_id == mission)

    @property
    def is_staff(self) -> bool:
        """Django's word for who may enter the admin: HQ administrators."""
        return self.is_active and self.role == Role.HQ_ADMINISTRATOR

    def has_perm(self, perm: str, obj=None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff

    # ---- verbs of HQ administrators; each is one transaction

    def require_administrator(self) -> None:
        """PermissionDenied unless this person is an HQ administrator at this moment, whatever was true when he came.

        Two administrators who take each other's access away wait here for one another: one always remains.
        """
        administrators = User.objects.select_for_update().filter(role=Role.HQ_ADMINISTRATOR, is_active=True)
        if self.pk not in set(administrators.order_by("pk").values_list("pk", flat=True)):
            raise PermissionDenied

    @transaction.atomic
    def move(
        self, *, by: User, email: str, name: str, role: str, mission: Mission | None, office: str, because: str = ""
    ) -> bool:
        """Give another address, name, role, mission or office from now on; how the person stood is kept as a posting.

        False when nothing differs. ValidationError for an administrator's own role.
        """
        from allauth.account.models import EmailAddress

        by.require_administrator()
        before = User.objects.select_for_update().get(pk=self.pk)
        after = {"name": name, "role": role, "mission_id": mission and mission.pk, "office": office}
        was = {field: getattr(before, field) for field in STANDING}
        if after == was and email == before.email:
            return False
        if role != before.role:
            self._not_oneself(by)
        for field, value in {**after, "email": email}.items():
            setattr(self, field, value)
        self.full_clean(exclude=["password"])
        if after != was:
            Posting.objects.create(person=self, until_at=timezone.now(), ended_by=by, reason=because, **was)
        self.save(update_fields=["email", *(field.removesuffix("_id") for field in STANDING)])
        EmailAddress.objects.filter(user=self).exclude(email=email).delete()  # or the old one would still sign in
        return True

    @transaction.atomic
    def close(self, *, by: User) -> None:
        """No sign-in any more; the name stays in the history. Whoever is signed in is out at once, API tokens are ended."""
        by.require_administrator()
        self._not_oneself(by)
        self.is_active = False
        self.save(update_fields=["is_active"])
        for token in self.api_tokens.filter(ended_at=None):
            token.end(by=by)
        self.sign_out_everywhere()

    @transaction.atomic
    def reopen(self, *, by: User) -> None:
        by.require_administrator()
        self.is_active = True
        self.save(update_fields=["is_active"])

    def sign_out_everywhere(self, *, but: str = "") -> None:
        """End all sessions of this person, those of which nothing is on record too; the list keeps the key `but`.

        Whoever keeps a session gives it the new hash: `accounts.sessions.keep`.
        """
        from allauth.usersessions.models import UserSession

        trail.record("session", about=self.email)
        self.session_salt = secrets.token_urlsafe(16)
        self.save(update_fields=["session_salt"])

        for session in UserSession.objects.filter(user=self).exclude(session_key=but):
            session.end()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry to be this person's: changes with the password, and with `sign_out_everywhere`."""
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        return salted_hmac(salt, self.password + self.session_salt, secret=secret, algorithm="sha256").hexdigest()

    @transaction.atomic
    def remove_second_factors(self, *, by: User) -> None:
        """For somebody who has lost them all; recovery codes go too, and whoever is signed in is out."""
        from allauth.mfa.models import Authenticator

        by.require_administrator()
        self._not_oneself(by)
        Authenticator.objects.filter(user=self).delete()
        trail.record("second_factor", by=by, about=self.email, details={"change": "removed by an administrator"})
        self.sign_out_everywhere()

    def _not_oneself(self, by: User) -> None:
        if self.pk == by.pk:
            raise ValidationError(_now("This is your own account. Ask another administrator to take your access away."))
