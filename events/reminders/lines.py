"""Everything a person is to be reminded of at a moment, in the language of that moment and within what he may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.again import asked_of
from events.models import Comment, CorrectionRequest, Event, Matter
from events.reminders.deadlines import TOKYO, of_headquarters, of_mission
from events.reminders.line import Line
from events.reminders.wishes import matters_of
from events.return_deadlines import day_at
from events.review import unread_comments, waiting_for
from events.status import Status

MOST_OF_A_MATTER = 10
"""So many are named; of the rest the letter says how many there are, and where."""


def zone_of(person) -> str:
    """The clock by which a person's days begin: his mission's, or Tokyo's."""
    return person.mission.time_zone if person.mission else TOKYO


def lines_for(person, *, now: datetime) -> list[Line]:
    """In the order of `Matter`. Nobody of another ministry, and nobody whose account is closed, has any."""
    if not person.is_active:
        return []
    wanted = matters_of(person)
    return [line for matter in Matter if matter in wanted for line in COLLECTORS[matter](person, now)]


# ---- one matter each


def _deadlines(person, now: datetime) -> Iterator[Line]:
    return of_headquarters(now=now) if person.is_hq else of_mission(person, now=now)


def _returned(person, _now: datetime) -> Iterator[Line]:
    """Each return of an event is news once, however often the draft is saved after it."""
    versions = Event.history.filter(id=OuterRef("pk"), history_change_reason="return").order_by("-history_id")
    rows = Event.objects.answered_for_by(person).filter(status=Status.DRAFT).exclude(return_reason="")
    returned = rows.annotate(at_version=Subquery(versions.values("history_id")[:1])).order_by("-updated_at", "pk")
    for event in returned[:MOST_OF_A_MATTER]:
        yield Line(
            Matter.RETURNED,
            f"returned:{event.pk}:{event.at_version}",
            _("“%(title)s” was returned: %(reason)s") % {"title": event, "reason": event.return_reason},
            event.get_absolute_url(),
        )
    yield from _rest(Matter.RETURNED, returned.count(), f"{reverse('event_list')}?status=draft")


def _review(person, _now: datetime) -> Iterator[Line]:
    """One line over the whole queue: news when something has come into it."""
    waiting = waiting_for(person)
    found = waiting.order_by().aggregate(count=Count("pk"), newest=Max("updated_at"))
    if not found["count"]:
        return
    words = {"count": found["count"], "day": date_format(localtime(waiting[0].updated_at), "DATE_FORMAT")}
    text = (
        ngettext(
            "%(count)d event waits for review by headquarters, since %(day)s.",
            "%(count)d events wait for review by headquarters, the first since %(day)s.",
            found["count"],
        )
        if person.is_hq
        else ngettext(
            "%(count)d event waits for your approval, since %(day)s.",
            "%(count)d events wait for your approval, the first since %(day)s.",
            found["count"],
        )
    )
    yield Line(Matter.REVIEW, f"review:{found['newest'].isoformat()}", text % words, reverse("review_list"))


def _corrections(person, _now: datetime) -> Iterator[Line]:
    waiting = CorrectionRequest.objects.visible_to(person).waiting()
    found = waiting.order_by().aggregate(count=Count("pk"), newest=Max("pk"))
    if found["count"]:
        text = ngettext(
            "%(count)d correction request waits for a decision.",
            "%(count)d correction requests wait for a decision.",
            found["count"],
        )
        key = f"correction:{found['newest']}"
        yield Line(Matter.CORRECTION, key, text % {"count": found["count"]}, reverse("correction_list"))


def _comments(person, _now: datetime) -> Iterator[Line]:
    """One line for each event, those first that name the person's office."""
    to_office = Comment.objects.addressed_to(person).filter(pk=OuterRef("pk"))
    named = Q(pk__in=to_office.order_by().values("pk"))
    rows = unread_comments(person).order_by().values("event")
    grouped = rows.annotate(count=Count("pk"), newest=Max("pk"), addressed=Count("pk", filter=named))
    first = list(grouped.order_by("-addressed", "-newest")[:MOST_OF_A_MATTER])
    events = Event.objects.visible_to(person).in_bulk([row["event"] for row in first])
    for row in first:
        event = events[row["event"]]
        text = ngettext(
            "“%(title)s”: %(count)d comment that you have not read",
            "“%(title)s”: %(count)d comments that you have not read",
            row["count"],
        ) % {"title": event, "count": row["count"]}
        if row["addressed"]:
            text += _(" (addressed to your office)")
        key = f"comment:{event.pk}:{row['newest']}"
        yield Line(Matter.COMMENT, key, text, f"{event.get_absolute_url()}#comments")
    yield from _rest(Matter.COMMENT, grouped.count(), f"{reverse('event_list')}?unread_comments=1")


def _without_count(person, now: datetime) -> Iterator[Line]:
    """Of the person's mission; not those of which somebody has said that nobody knows."""
    rows = Event.objects.answered_for_by(person).filter(unknown_modes=0)
    over = rows.without_count(now=now, zones=[zone_of(person)]).order_by("-starts_on", "pk")
    for event in over[:MOST_OF_A_MATTER]:
        day = event.ends_on or event.starts_on or day_at(now, zone_of(person))
        words = {"title": event, "day": date_format(day, "DATE_FORMAT")}
        text = _("“%(title)s” (%(day)s): how many took part?") % words
        yield Line(Matter.NO_COUNT, f"no-count:{event.pk}", text, event.get_absolute_url())
    yield from _rest(Matter.NO_COUNT, over.count(), f"{reverse('return_board')}#without-count")


def _last_year(person, now: datetime) -> Iterator[Line]:
    asked = asked_of(person, today=day_at(now, zone_of(person)))
    for each in asked[:MOST_OF_A_MATTER]:
        words = {"title": each.event, "day": date_format(each.event.starts_on or each.about_on, "DATE_FORMAT")}
        text = _("“%(title)s” was held on %(day)s. Again this year?") % words
        yield Line(Matter.LAST_YEAR, f"again:{each.event.pk}", text, reverse("again_list"))
    yield from _rest(Matter.LAST_YEAR, len(asked), reverse("again_list"))


def _rest(matter: Matter, count: int, path: str) -> Iterator[Line]:
    """How many more there are than are named; news by itself it never is."""
    more = count - MOST_OF_A_MATTER
    if more > 0:
        text = ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}
        yield Line(matter, "", text, path)


COLLECTORS: dict[Matter, Callable[..., Iterator[Line]]] = {
    Matter.DEADLINE: _deadlines,
    Matter.RETURNED: _returned,
    Matter.REVIEW: _review,
    Matter.CORRECTION: _corrections,
    Matter.COMMENT: _comments,
    Matter.NO_COUNT: _without_count,
    Matter.LAST_YEAR: _last_year,
}
