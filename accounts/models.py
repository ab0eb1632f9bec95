"""Who: a person of a mission, of HQ, or of another ministry."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import HQ_ROLES, MISSION_ROLES, Role
from regions.models import Mission


class UserManager(BaseUserManager["User"]):
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
    language = models.CharField(
        _("language"), max_length=2, blank=True, choices=[("ja", _("Japanese")), ("en", _("English"))]
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)
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
            models.CheckConstraint(
                name="user_mission_fits_role",
                condition=Q(role__in=MISSION_ROLES, mission__isnull=False)
                | (Q(mission__isnull=True) & ~Q(role__in=MISSION_ROLES)),
                violation_error_message=_("A mission's role needs a mission; HQ and other ministries have none."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_hq(self) -> bool:
        return self.role in HQ_ROLES

    @property
    def is_of_mission(self) -> bool:
        return self.role in MISSION_ROLES

    def answers_for(self, mission: str) -> bool:
        """Whether this person acts for a mission: HQ for each, a mission's people for their own, others for none."""
        return self.is_hq or (self.is_of_mission and self.mission_id == mission)

    @property
    def is_staff(self) -> bool:
        """Django's word for who may enter the admin: HQ administrators."""
        return self.is_active and self.role == Role.HQ_ADMINISTRATOR

    def has_perm(self, perm: str, obj=None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff
