"""What the register holds of the events that some rows concern: a fixed number of queries whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Q

from events.intake.likeness import is_same_title
from events.intake.said import standing
from events.models import Event, EventLink, OfficialMet, PartnerRole
from events.spreadsheets.coded_lists import bilingual
from events.status import Status
from events.workbook.names import name_key

NEAR = timedelta(days=3)
A_DAY = timedelta(days=1)


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


def raw_of(held: Held, name: str) -> Any:
    """A field as it is kept beside a row; a series by its names, which stay when the series is renamed."""
    return bilingual(*held.series) if name == "series" and held.series else held.fields[name]


class Register:
    """The events that a person answers for, and among them those that rows name or resemble."""

    def __init__(self, user) -> None:
        self.events = Event.objects.answered_for_by(user)
        self.by_pk: dict[int, Held] = {}
        self.by_number: dict[str, Held] = {}
        self._known: dict[str, tuple[date, date]] = {}
        self._by_day: dict[tuple[str, date], list[Neighbour]] = defaultdict(list)
        self._by_title: dict[tuple[str, date, str], list[Neighbour]] = defaultdict(list)

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

    def look_around(self, places: Iterable[tuple[str, date]]) -> None:
        """Learns of the events on or near these (mission, day), withdrawn ones left out: each day is asked for once."""
        days: dict[str, list[date]] = defaultdict(list)
        for mission, day in places:
            days[mission].append(day)
        for mission, some in days.items():
            first, last = min(some) - NEAR, max(some) + NEAR
            if mission not in self._known:
                self._learn(mission, first, last)
                self._known[mission] = (first, last)
                continue
            since, until = self._known[mission]
            if first < since:
                self._learn(mission, first, since - A_DAY)
            if last > until:
                self._learn(mission, until + A_DAY, last)
            self._known[mission] = (min(first, since), max(last, until))

    def _learn(self, mission: str, first: date, last: date) -> None:
        near = self.events.exclude(status=Status.WITHDRAWN).filter(mission=mission, starts_on__range=(first, last))
        for row in near.order_by("starts_on", "pk").values_list(*Neighbour._fields).iterator():
            found = Neighbour._make(row)
            self._by_day[mission, found.starts_on].append(found)
            for title in {found.title_ja, found.title_en} - {""}:
                self._by_title[mission, found.starts_on, name_key(title)].append(found)

    def on(self, mission: str, day: date) -> list[Neighbour]:
        """What is known of the mission's events of a day."""
        return self._by_day.get((mission, day), [])

    def named(self, mission: str, day: date, titles: tuple[str, str]) -> list[Neighbour]:
        """Of these the ones with one of the titles, in its language."""
        found = {
            other.pk: other
            for title in titles
            if title
            for other in self._by_title.get((mission, day, name_key(title)), ())
            if is_same_title(titles, (other.title_ja, other.title_en))
        }
        return list(found.values())
