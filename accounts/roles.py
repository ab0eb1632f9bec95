"""The five roles and what sort of office each belongs to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    MISSION_STAFF = "mission_staff", _("Mission staff")
    MISSION_APPROVER = "mission_approver", _("Mission approver")
    HQ_REVIEWER = "hq_reviewer", _("HQ reviewer")
    HQ_ADMINISTRATOR = "hq_administrator", _("HQ administrator")
    READ_ONLY = "read_only", _("Read-only (other ministries)")


MISSION_ROLES = (Role.MISSION_STAFF, Role.MISSION_APPROVER)
HQ_ROLES = (Role.HQ_REVIEWER, Role.HQ_ADMINISTRATOR)
