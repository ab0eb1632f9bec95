"""What one search box finds: events, and the missions, states, series, partners and officials of that name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.filters import EventFilter
from events.models import Event, OfficialMet, PartnerRole, SavedView, Series
from events.status import Status
from events.words import holding
from regions.models import Mission, State

MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found: `note` tells it from others of like name, `url` leads to it or to its events."""

    label: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one kind, at most MOST_SHOWN of them; `is_cut_short` when there are more."""

    name: str
    heading: Any
    hits: list[Hit]
    is_cut_short: bool


def groups_of(filters: EventFilter) -> list[Group]:
    """What of each kind has all the words asked for and may be seen by the person; kinds without a hit are left out."""
    text, user = filters.active["q"], filters.user
    found = [
        _group("missions", _("Missions"), _missions(text), _mission),
        _group("states", _("States"), _states(text), _state),
        _group("series", _("Series"), Series.objects.visible_to(user).filter(holding(text, SERIES)), _series),
        _group("partners", _("Partners"), named(PartnerRole, text, user), _partner),
        _group("officials", _("Officials met"), named(OfficialMet, text, user), _official),
        _group("views", _("Saved views"), SavedView.objects.visible_to(user).filter(holding(text, ("name",))), _view),
    ]
    return [group for group in found if group.hits]


SERIES = ("name_ja", "name_en")
MISSION = ("name_ja", "name_en", "short_ja", "short_en", "city")
STATE = ("name_ja", "name_en", "full_name_ja")


def _group(name: str, heading: Any, rows: QuerySet, hit: Callable[[Any], Hit]) -> Group:
    found = list(rows[: MOST_SHOWN + 1])
    return Group(name, heading, [hit(row) for row in found[:MOST_SHOWN]], len(found) > MOST_SHOWN)


def _missions(text: str) -> QuerySet[Mission]:
    return Mission.objects.filter(holding(text, MISSION) | Q(code__iexact=text.strip()))


def _states(text: str) -> QuerySet[State]:
    code = text.strip()
    return State.objects.filter(holding(text, STATE) | Q(usps__iexact=code) | Q(code__iexact=code))


def of_visible(model: type[PartnerRole] | type[OfficialMet], text: str, user) -> QuerySet:
    """Those whose name has the words, of events that the person may see and that were not withdrawn."""
    visible = Event.objects.visible_to(user).exclude(status=Status.WITHDRAWN).order_by().values("pk")
    return model._default_manager.filter(holding(text, ("name",)), event__in=visible).order_by()


def named(model: type[PartnerRole] | type[OfficialMet], text: str, user) -> QuerySet:
    """Names as they were written, each with the number of `events` that the list shows for it; most events first."""
    rows = of_visible(model, text, user).values("name")
    return rows.annotate(events=Count("event", distinct=True)).order_by("-events", "name")


def _list_of(**asked: Any) -> str:
    return f"{reverse('event_list')}?{urlencode(asked)}"


def events_in_words(count: int) -> str:
    return ngettext("%(count)d event", "%(count)d events", count) % {"count": count}


def _mission(mission: Mission) -> Hit:
    return Hit(mission.name, mission.pk, _list_of(mission=mission.pk))


def _state(state: State) -> Hit:
    return Hit(state.full_name, state.usps, reverse("state_detail", args=[state.pk]))


def _series(series: Series) -> Hit:
    return Hit(series.name, series.mission_id, series.get_absolute_url())


def _partner(row: dict) -> Hit:
    return Hit(row["name"], events_in_words(row["events"]), _list_of(organisation=row["name"]))


def _official(row: dict) -> Hit:
    return Hit(row["name"], events_in_words(row["events"]), _list_of(official=row["name"]))


def _view(view: SavedView) -> Hit:
    return Hit(view.name, str(view.owner), reverse("event_list") + view.address)


def first_events(filters: EventFilter) -> Iterator[Event]:
    """The latest events that have the words, at most MOST_SHOWN."""
    rows = filters.found.for_list(rules=filters.rules).order_by("-starts_on", "-pk")
    yield from rows[:MOST_SHOWN]
