"""Events as iCalendar (RFC 5545), for the calendar programme of one person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, vText
from icalendar import Event as Entry

from events.models import CalendarFeed, Event
from events.months import shown_to
from events.querysets import EventQuerySet
from events.status import COUNTED

BACK = timedelta(days=366)
READ_AGAIN_AFTER = timedelta(hours=1)


def events_of(feed: CalendarFeed, *, today: date) -> EventQuerySet:
    """What the feed's person may see at this moment of the last year's and all coming events."""
    missions = [feed.mission_id] if feed.mission_id else []
    return shown_to(feed.person, missions=missions).filter(starts_on__gte=today - BACK)


def calendar_of(feed: CalendarFeed, events: Iterable[Event]) -> bytes:
    """A VCALENDAR in the language that is active.

    Events have dates and no hours, so each entry is a whole day wherever it is read: no time zone can move it. What
    headquarters and others count is CONFIRMED, a draft TENTATIVE. An entry keeps its UID for ever and its SEQUENCE grows
    with each version.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Grassroots register//Events//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    name = str(feed.mission) if feed.mission else _("Grassroots register")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", READ_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(_entry(event))
    return calendar.to_ical()


def _entry(event: Event) -> Entry:
    address = settings.PUBLIC_ADDRESS.rstrip("/")
    host = urlsplit(address).hostname or "register.invalid"
    entry = Entry()
    entry.add("uid", f"event-{event.pk}@{host}")
    entry.add("dtstamp", event.updated_at)
    entry.add("last-modified", event.updated_at)
    entry.add("sequence", event.version)
    first: date = event.starts_on  # type: ignore[assignment]  # `events_of` asked for it
    entry.add("dtstart", first)
    entry.add("dtend", (event.ends_on or first) + timedelta(days=1))
    entry.add("summary", f"{event} ({event.mission.short_name})")
    entry.add("status", "CONFIRMED" if event.status in COUNTED else "TENTATIVE")
    entry.add("transp", "TRANSPARENT")
    where = ", ".join(filter(None, (event.venue, event.city, event.state.name if event.state else "")))
    if where:
        entry.add("location", vText(where))
    if address:
        entry.add("url", f"{address}{event.get_absolute_url()}")
    return entry
