"""How a person stood until a moment: history names people as they were, not as they are now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from regions.models import Mission


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's name and office at one moment; the office is a mission's short name, a ministry, or a role."""

    name: str
    office: str


class Posting(models.Model):
    """What changed when a person moved: the name, role, mission and office that held until `until_at`."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="postings")
    name = models.CharField(_("name"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    mission = models.ForeignKey(Mission, models.PROTECT, null=True, related_name="+", verbose_name=_("mission"))
    office = models.CharField(_("ministry or office"), max_length=80, blank=True)
    until_at = models.DateTimeField(_("until"))
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["-until_at", "-pk"]
        verbose_name = _("earlier posting")
        verbose_name_plural = _("earlier postings")
        indexes = [models.Index(fields=["person", "until_at"], name="posting_of_person")]

    def __str__(self) -> str:
        return f"{self.name} ({self.where})"

    @property
    def where(self) -> str:
        return where(self)


def where(person) -> str:
    """The office of a person or of an earlier posting, in the language of the moment."""
    if person.mission_id:
        return person.mission.short_name
    return person.office or str(person.get_role_display())


class AsItWas:
    """Name and office of people at earlier moments: one query for all of them, whatever they have done since."""

    def __init__(self, postings: Iterable[Posting]) -> None:
        self._earlier: dict[int, list[Posting]] = {}
        for posting in sorted(postings, key=lambda row: row.until_at):
            self._earlier.setdefault(posting.person_id, []).append(posting)

    @classmethod
    def of(cls, people: Iterable) -> Self:
        keys = {person.pk for person in people if person is not None}
        return cls(Posting.objects.filter(person__in=keys).select_related("mission") if keys else ())

    def at(self, person, moment: datetime) -> Standing:
        for posting in self._earlier.get(person.pk, ()):
            if moment < posting.until_at:
                return Standing(posting.name or person.email, posting.where)
        return Standing(str(person), where(person))
