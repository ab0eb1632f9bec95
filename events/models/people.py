"""With whom: partners by their role, and officials met."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.event import Event
from regions.versions import HistoricalRecords


class PartnerRole(models.Model):
    """An organisation that took part in holding an event (主催・共催・後援・協力), by its role."""

    class Role(models.TextChoices):
        HOST = "host", _("Host")
        CO_HOST = "co_host", _("Co-host")
        SUPPORT = "support", _("Support")
        COOPERATION = "cooperation", _("Cooperation")

    event = models.ForeignKey(Event, models.CASCADE, related_name="partners")
    name = models.CharField(_("organisation"), max_length=200)
    role = models.CharField(pgettext_lazy("of a partner", "role"), max_length=12, choices=Role, default=Role.CO_HOST)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "name", "role"],
                name="partner_once_per_role",
                violation_error_message=_("This partner is already listed in this role."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OfficialMet(models.Model):
    """A governor, mayor or other official met at an event (人脈形成)."""

    class Level(models.TextChoices):
        FEDERAL = "federal", _("Federal")
        STATE = "state", _("State (governor, legislature)")
        LOCAL = "local", _("Local (mayor, county, city)")
        OTHER = "other", _("Other")

    event = models.ForeignKey(Event, models.CASCADE, related_name="officials")
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title"), max_length=160, blank=True)
    level = models.CharField(_("level"), max_length=8, choices=Level, default=Level.LOCAL)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("official met")
        verbose_name_plural = _("officials met")

    def __str__(self) -> str:
        return f"{self.name} ({self.title})" if self.title else self.name
