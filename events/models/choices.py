"""What may be chosen about how an event took place and how its participants were counted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Format(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("Hybrid")


class Qualifier(models.TextChoices):
    """How sure a count is. Empty: this mode did not take place, or nothing has been said yet."""

    EXACT = "exact", _("exactly")
    ABOUT = "about", _("about")
    AT_LEAST = "at_least", _("at least")
    UNDER = "under", _("nearly, under")
    UNKNOWN = "unknown", _("unknown")


class Basis(models.TextChoices):
    """How the count was arrived at."""

    HEADCOUNT = "headcount", _("Headcount")
    TICKETS = "tickets", _("Tickets or registration")
    ORGANISER = "organiser", _("Organiser's announcement")
    PLATFORM = "platform", _("Platform statistics")
    ESTIMATE = "estimate", _("Own estimate")
