"""Views of the list of events that people keep, and the one with which each opens it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from regions.models import Mission

MOST_OF_ONE = 50
LONGEST_QUERY = 2000


class Sharing(models.TextChoices):
    PRIVATE = "private", _("Only me")
    OFFICE = "office", _("My office")
    EVERYBODY = "everybody", _("Everybody")


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, person) -> Self:
        """The person's own, those shared with his office, and those shared with everybody; his own first, by name."""
        if not person.is_authenticated:
            return self.none()
        shared = Q(sharing=Sharing.EVERYBODY)
        if person.is_of_mission:
            shared |= Q(sharing=Sharing.OFFICE, mission=person.mission_id)
        if person.is_hq:
            shared |= Q(sharing=Sharing.OFFICE, mission=None)
        is_own = models.Case(models.When(owner=person.pk, then=0), default=1, output_field=models.IntegerField())
        return self.filter(Q(owner=person.pk) | shared).select_related("owner").order_by(is_own, "name", "pk")

    def of(self, person) -> Self:
        return self.filter(owner=person.pk) if person.is_authenticated else self.none()

    def opened_by(self, person) -> SavedView | None:
        """The view with which this person opens the list, as long as he may see it."""
        return self.visible_to(person).filter(openings__person=person.pk).first()


class SavedView(models.Model):
    """保存した表示: filters, order, columns and density of the list under a name. It shows what its reader may see.

    `query` is the address after its "?". Shared with an office, it is that of `mission`, or headquarters where there is none.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)
    sharing = models.CharField(_("shown to"), max_length=10, choices=Sharing, default=Sharing.PRIVATE)
    mission = models.ForeignKey(Mission, models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_view_name_once",
                violation_error_message=_(
                    "You have a view of this name already. Give another name, or replace that one."
                ),
            ),
        ]
        indexes = [models.Index(fields=["sharing", "mission", "name"], name="saved_view_shared")]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        return f"?{self.query}"

    @staticmethod
    def sharings_of(person) -> list[Sharing]:
        """With whom this person may share: only headquarters with everybody, nobody for an office that he has not."""
        if person.is_hq:
            return list(Sharing)
        return [Sharing.PRIVATE, Sharing.OFFICE] if person.is_of_mission else [Sharing.PRIVATE]

    def keep(self, *, by) -> None:
        """Writes it as its owner's, shown to the office that he is of now."""
        self.owner, self.mission_id, self.saved_at = by, by.mission_id, timezone.now()
        self.save()

    def open_with(self, *, by) -> None:
        """From now on this person opens the list like this."""
        Opening.objects.update_or_create(person=by, defaults={"view": self})


class Opening(models.Model):
    """With which view a person opens the list; without one he sees all events."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="openings")

    def __str__(self) -> str:
        return f"{self.person_id}: {self.view_id}"
