"""What the register holds of the events that some rows concern: a fixed number of queries whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Q

from events.intake.said import standing
from events.models import Event, EventLink, OfficialMet, PartnerRole
from events.status import Status

NEAR = timedelta(days=3)


class Neighbour(NamedTuple):
    """An event of a mission, as far as telling a duplicate needs it."""

    pk: int
    mission_id: str
    starts_on: date
    title_ja: str
    title_en: str


def lists_of(pks: Collection[int]) -> dict[int, dict[str, list]]:
    """Event -> its rows of LISTS, in the order in which they were entered; four queries."""
    found: dict[int, dict[str, list]] = defaultdict(
        lambda: {"partner_missions": [], "partners": [], "officials": [], "links": []}
    )
    for event, role, name in (
        PartnerRole.objects.filter(event__in=pks).order_by("pk").values_list("event", "role", "name")
    ):
        found[event]["partners"].append((role, name))
    for event, *row in (
        OfficialMet.objects.filter(event__in=pks).order_by("pk").values_list("event", "name", "title", "level")
    ):
        found[event]["officials"].append(tuple(row))
    for event, *row in EventLink.objects.filter(event__in=pks).order_by("pk").values_list("event", "url", "label"):
        found[event]["links"].append(tuple(row))
    joined = Event.partner_missions.through.objects.filter(event__in=pks)
    for event, code in joined.order_by("mission").values_list("event", "mission"):
        found[event]["partner_missions"].append(code)
    return found


class Held(NamedTuple):
    """An event as it stands, with `fields` in the form of events.intake.said."""

    event: Event
    fields: dict[str, Any]
    series: tuple[str, str] | None


class Register:
    """The events that a person answers for, and among them those that rows name or resemble."""

    def __init__(self, user) -> None:
        self.events = Event.objects.answered_for_by(user)
        self.by_pk: dict[int, Held] = {}
        self.by_number: dict[str, Held] = {}

    def load(self, *, pks: Collection[int] = (), numbers: Collection[str] = ()) -> None:
        """Five queries; none when there is nothing to look up."""
        wanted = [pk for pk in pks if pk not in self.by_pk]
        if not wanted and not numbers:
            return
        events = list(self.events.filter(Q(pk__in=wanted) | Q(number__in=numbers)).select_related("series"))
        lists = lists_of([event.pk for event in events])
        for event in events:
            series = (event.series.name_ja, event.series.name_en) if event.series else None
            held = Held(event, standing(event, lists[event.pk]), series)
            self.by_pk[event.pk] = held
            if event.number:
                self.by_number[event.number] = held

    def versions(self, wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], dict[str, Any]]:
        """(event, version) -> its own fields as that version had them; one query."""
        if not wanted:
            return {}
        rows = Event.history.filter(id__in={pk for pk, _v in wanted}, version__in={v for _pk, v in wanted})
        found = {(row.id, row.version): standing(row, {}) for row in rows.order_by("history_id")}
        return {key: found[key] for key in wanted if key in found}

    def neighbours(self, places: Iterable[tuple[str, date]]) -> dict[str, list[Neighbour]]:
        """Mission -> its events on or near the days of these (mission, day), withdrawn ones left out; one query."""
        places = set(places)
        if not places:
            return {}
        days = [day for _mission, day in places]
        near = self.events.exclude(status=Status.WITHDRAWN).filter(
            mission__in={mission for mission, _day in places},
            starts_on__range=(min(days) - NEAR, max(days) + NEAR),
        )
        found: dict[str, list[Neighbour]] = defaultdict(list)
        for row in near.order_by("starts_on", "pk").values_list(*Neighbour._fields):
            found[row[1]].append(Neighbour._make(row))
        return found
