"""Addresses at which a person's calendar programme reads the events that he may see."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import trail
from regions.models import Mission


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def of(self, person) -> Self:
        """The person's own that still answer, latest first."""
        return self.filter(person=person, ended_at=None) if person.is_authenticated else self.none()

    def at(self, token: str) -> CalendarFeed | None:
        """The feed of this address, while it is neither ended nor its owner's account closed."""
        digest = sha256(token.encode()).hexdigest()
        rows = self.filter(digest=digest, ended_at=None, person__is_active=True)
        return rows.select_related("person", "mission").first()


class CalendarFeed(models.Model):
    """A private address (購読用アドレス) of events: all that `person` may see, or those of one mission.

    The address is shown once; only its SHA-256 is kept, so that nobody who reads the database reads calendars with it.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    mission = models.ForeignKey(
        Mission, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mission")
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return f"{self.person_id} {self.mission_id or '*'}"

    @classmethod
    def make(cls, *, by, mission: Mission | None) -> tuple[Self, str]:
        """A new feed and the token of its address, which nobody can read again."""
        token = secrets.token_urlsafe(32)
        with transaction.atomic():
            feed = cls.objects.create(person=by, mission=mission, digest=sha256(token.encode()).hexdigest())
            feed._note("made")
        return feed, token

    def end(self) -> None:
        """From now on the address answers nobody."""
        with transaction.atomic():
            self.ended_at = timezone.now()
            self.save(update_fields=["ended_at"])
            self._note("ended")

    def _note(self, what: str) -> None:
        trail.record(
            "calendar", by=self.person, about=str(self.pk), details={"what": what}, mission=self.mission_id or ""
        )
