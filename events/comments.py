"""Comments on an event: whom they name, who has read them, how they are written and withdrawn."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Comment, CommentRead, Event
from regions.models import Mission

MENTION = re.compile(r"(?<![\w.@＠])[@＠](本省|承認者|[A-Za-zＡ-Ｚａ-ｚ]+)")
HQ, APPROVER = {"hq", "本省"}, {"approver", "承認者"}


def mentions_in(text: str) -> set[str]:
    """What stands behind each @, in small letters of half width: {"hq", "bos"}."""
    return {unicodedata.normalize("NFKC", found).lower() for found in MENTION.findall(text)}


def write(event: Event, *, by, text: str) -> Comment:
    """Keeps a comment; who writes has read what stood there. PermissionDenied for whoever does not see the event's thread.

    ValidationError when it names another mission, which would wait in vain.
    """
    if not by.answers_for(event.mission_id):
        raise PermissionDenied
    named = mentions_in(text)
    others = Mission.objects.filter(pk__in={name.upper() for name in named}).exclude(pk=event.mission_id)
    if strangers := [mission.short_name for mission in others]:
        raise ValidationError(
            _("%(missions)s cannot see this comment: only the event’s own mission and headquarters can.")
            % {"missions": _(", ").join(strangers)}
        )
    comment = Comment(
        event=event, text=text, written_by=by, to_hq=bool(named & HQ), to_approver=bool(named & APPROVER),
        to_mission=event.mission_id.lower() in named,
    )  # fmt: skip
    comment.full_clean()
    with transaction.atomic():
        comment.save(force_insert=True)
        mark_read(event, by=by)
    return comment


def withdraw(comment: Comment, *, by) -> None:
    """Who wrote it takes it back; its place says so. PermissionDenied for anybody else."""
    if comment.written_by_id != by.pk or not by.answers_for(comment.event.mission_id):
        raise PermissionDenied
    mine = Comment.objects.filter(pk=comment.pk).standing()
    if not mine.update(withdrawn_at=timezone.now(), withdrawn_by=by):
        raise ValidationError(_("This comment was withdrawn already."))


def mark_read(event: Event, *, by, shown: Iterable[int] | None = None) -> int:
    """Notes as read what this person had not read of the event's comments (of those `shown`). Returns how many."""
    unread = Comment.objects.unread_by(by).of(event)
    if shown is not None:
        unread = unread.filter(pk__in=list(shown))
    rows = [CommentRead(comment_id=pk, person=by) for pk in unread.order_by().values_list("pk", flat=True)]
    CommentRead.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def thread_of(event: Event, *, by) -> list[Comment]:
    """The event's comments that this person sees, oldest first, each with `is_unread`. One query."""
    unread = Comment.objects.unread_by(by).filter(pk=OuterRef("pk"))
    rows = Comment.objects.visible_to(by).of(event).annotate(is_unread=Exists(unread))
    return list(rows.select_related("written_by__mission", "event")) if by.answers_for(event.mission_id) else []


def unread_among(events: Iterable[Event], *, by) -> set[int]:
    """Of these events the keys of those with comments that this person has not read. One query at most."""
    pks = [event.pk for event in events]
    if not pks or not (by.is_hq or by.is_of_mission):
        return set()
    return set(Comment.objects.unread_by(by).filter(event__in=pks).order_by().values_list("event_id", flat=True))
