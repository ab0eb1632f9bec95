"""What the mission and headquarters say to each other about an event (コメント), and what each person has read of it.

A comment is kept as it was written: a trigger refuses to change its words (events/comment_triggers.py). Who wrote it
may withdraw it; it then says so in its place.
"""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from events.models.event import Event
from events.text import validate_text


class CommentQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """HQ all, a mission those on its own events, others none."""
        if not user.is_authenticated:
            return self.none()
        if user.is_hq:
            return self.all()
        return self.filter(event__mission=user.mission_id) if user.is_of_mission else self.none()

    def of(self, event: Event) -> Self:
        """Those on the event and on what was merged into it: each stays with those who could read it before."""
        return self.filter(Q(event=event) | Q(event__merged_into=event))

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def unread_by(self, user) -> Self:
        """What others wrote since this person came, was not withdrawn, and the person has not read."""
        if not user.is_authenticated:
            return self.none()
        read = CommentRead.objects.filter(comment=OuterRef("pk"), person=user.pk)
        rows = self.visible_to(user).standing().filter(written_at__gte=user.joined_at).exclude(written_by=user.pk)
        return rows.filter(~Exists(read))

    def addressed_to(self, user) -> Self:
        """Those that name the person's office by @HQ, @BOS or @approver."""
        if user.is_hq:
            return self.filter(to_hq=True)
        if not user.is_of_mission:
            return self.none()
        named = Q(to_mission=True)
        return self.filter(named | Q(to_approver=True) if user.role == Role.MISSION_APPROVER else named)


class Comment(models.Model):
    """A sentence or two on an event, between its mission and HQ; others never see it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="comments", verbose_name=_("event"))
    text = models.TextField(_("comment"), max_length=2000, validators=[validate_text])
    to_hq = models.BooleanField(default=False)
    to_mission = models.BooleanField(default=False)
    to_approver = models.BooleanField(default=False)
    written_at = models.DateTimeField(_("written at"), default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(
                name="comment_says_something",
                condition=~Q(text=""),
                violation_error_message=_("Write a comment first."),
            ),
            models.CheckConstraint(
                name="comment_withdrawn_says_by_whom",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by=F("written_by")),
                violation_error_message=_("A comment is withdrawn by who wrote it."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class CommentRead(models.Model):
    """That a person has read a comment."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "person"],
                name="comment_read_once",
                violation_error_message=_("This comment was read already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.comment_id}"
