"""Drafts handed from a departing colleague to another. The events themselves do not change: who began them stays true."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts import trail
from events.models.event import Event


class Handover(models.Model):
    """Whose drafts went into whose hands, when and by whom: written once, all of it or nothing."""

    from_person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    to_person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    events = models.ManyToManyField(Event, related_name="handovers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("handed over at"), default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")

    def __str__(self) -> str:
        return f"{self.from_person} → {self.to_person}"

    @classmethod
    @transaction.atomic
    def make(cls, *, of, to, events: Iterable[int], by) -> Handover:
        """Put drafts into other hands. ValidationError, and nothing written, when one is no draft of his any more,
        or when the other does not act for its mission."""
        by.require_administrator()
        wanted = set(events)
        held = Event.objects.visible_to(by).filter(pk__in=wanted).order_by("pk").select_for_update()
        list(held.values_list("pk", flat=True))  # count() would hold nothing
        rows = list(Event.objects.visible_to(by).drafts_of(of).filter(pk__in=wanted))
        if not wanted or {row.pk for row in rows} != wanted:
            raise ValidationError({"events": _now("Some of these drafts are no longer this person’s. Look again.")})
        if not to.is_active or to.pk == of.pk or not all(to.answers_for(row.mission_id) for row in rows):
            raise ValidationError(
                {"to_person": _now("This person does not act for the mission of each of these drafts.")}
            )
        handover = cls.objects.create(from_person=of, to_person=to, by=by)
        handover.events.set(rows)
        details = {"to": to.email, "events": [row.pk for row in rows]}
        trail.record("handover", by=by, about=of.email, details=details)
        return handover
