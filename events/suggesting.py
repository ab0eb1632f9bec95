"""What a box offers while it is typed in: names that the register holds already, as far as the person may see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, Value, When

from events.finding import SERIES, events_in_words, named, of_visible
from events.models import Event, OfficialMet, PartnerRole, Series
from events.status import Status
from events.words import holding
from regions.models import Mission, State

MOST_OFFERED = 8


@dataclass(frozen=True, slots=True)
class Offered:
    """`value` goes into the box; `note` tells it from others; `beside` fills the row's other boxes where they are empty."""

    value: str
    note: str = ""
    beside: dict[str, str] = field(default_factory=dict)


def offered(kind: str, text: str, *, user, mission: Mission | None) -> list[dict[str, Any]]:
    """At most MOST_OFFERED names that hold the words: those that begin with them first, then what is used most.

    `mission` is whose event is entered: its own cities come before others, and only its series are offered.
    """
    return [asdict(each) for each in KINDS[kind](text.strip()[:100], user, mission)]


def _cities(text: str, user, mission: Mission | None) -> list[Offered]:
    events = Event.objects.visible_to(user).exclude(status=Status.WITHDRAWN).exclude(city="")
    own = Count("pk", filter=Q(mission=mission))
    rows = events.order_by().filter(holding(text, ("city",))).values("city", "state")
    found = _first(rows.annotate(own=own, events=Count("pk")), "city", text, "-own", "-events", "city", "state")
    states = {state.pk: state.name for state in State.objects.filter(pk__in={row["state"] for row in found})}
    return [Offered(row["city"], states.get(row["state"], "")) for row in found]


def _partners(text: str, user, mission: Mission | None) -> list[Offered]:
    rows = named(PartnerRole, text, user).annotate(latest=Max("event__starts_on"))
    found = _first(rows, "name", text, "-events", "-latest", "name")
    return [Offered(row["name"], events_in_words(row["events"])) for row in found]


def _officials(text: str, user, mission: Mission | None) -> list[Offered]:
    """Each with the title and level under which it was met."""
    rows = of_visible(OfficialMet, text, user).values("name", "title", "level")
    rows = rows.annotate(events=Count("event", distinct=True), latest=Max("event__starts_on"))
    found = _first(rows, "name", text, "-latest", "-events", "name", "title")
    return [Offered(row["name"], row["title"], {"title": row["title"], "level": row["level"]}) for row in found]


def _series(text: str, user, mission: Mission | None) -> list[Offered]:
    rows = Series.objects.visible_to(user).filter(holding(text, SERIES), mission=mission)
    seen = Count("events", filter=Q(events__in=Event.objects.visible_to(user).order_by().values("pk")))
    found = rows.annotate(count=seen).order_by("-count", "name_ja", "name_en")[:MOST_OFFERED]
    return [Offered(row.name, events_in_words(row.count)) for row in found]


def _first(rows: QuerySet, column: str, text: str, *order: str) -> list[dict]:
    begins = Case(
        When(**{f"{column}__istartswith": text}, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return list(rows.annotate(begins=begins).order_by("begins", *order)[:MOST_OFFERED])


KINDS: dict[str, Callable[[str, Any, Mission | None], list[Offered]]] = {
    "city": _cities, "partner": _partners, "official": _officials, "series": _series,
}  # fmt: skip
