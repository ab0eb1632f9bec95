"""Good practices as Atom (RFC 4287), for the feed reader of one person."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.models import CalendarFeed, Event
from events.querysets import EventQuerySet
from events.status import Status

MOST = 50


def practices_of(feed: CalendarFeed) -> EventQuerySet:
    """The confirmed good practices that the feed's person may see at this moment, latest changed first."""
    rows = Event.objects.visible_to(feed.person).practices().filter(status=Status.CONFIRMED)
    if feed.mission_id:
        rows = rows.of_missions([feed.mission_id])
    return rows.select_related("mission", "state", "category").order_by("-updated_at", "-pk")[:MOST]


def atom_of(feed: CalendarFeed, events: Iterable[Event], *, site: str) -> str:
    """The document in the language that is active; an entry keeps its id for ever, and each leads to its page behind sign-in.

    `site` is the register's address with its scheme. The feed's own stands nowhere in it: it is a secret.
    """
    host = urlsplit(site).hostname or "register.invalid"
    gallery = urljoin(site, reverse("practice_list"))
    title = _("Good practices")
    document = Atom1Feed(
        title=f"{title} – {feed.mission.short_name}" if feed.mission else title,
        link=gallery,
        description=None,
        language=get_language(),
        feed_guid=f"tag:{host},2026:practices/{feed.mission_id or 'all'}",
    )
    for event in events:
        document.add_item(
            title=str(event),
            link=urljoin(site, reverse("practice_detail", args=[event.pk])),
            description=_story(event),
            unique_id=f"tag:{host},2026:practice/{event.pk}",
            updateddate=event.updated_at,
            author_name=event.mission.short_name,
            categories=[str(event.category)] if event.category else [],
        )
    return document.writeString("utf-8")


def _story(event: Event) -> str:
    """In the language that is active, else in the other."""
    ours, other = event.story_ja, event.story_en
    return (ours or other) if (get_language() or "ja").startswith("ja") else (other or ours)
