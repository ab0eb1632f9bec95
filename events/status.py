"""Where an event stands on its way into a report."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    APPROVAL = "approval", _("Awaiting approval")
    SUBMITTED = "submitted", _("Submitted")
    CONFIRMED = "confirmed", _("Confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


COUNTED = (Status.SUBMITTED, Status.CONFIRMED)

FILLED_IN = (Status.APPROVAL, *COUNTED)
"""Those in which an event is complete: it was handed in, to its mission's approver or to headquarters."""
