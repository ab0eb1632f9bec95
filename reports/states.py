"""What is known of the states: all compared in one table, and the profile of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from accounts.strict_filterset import OneChoiceField, StrictFilterSet
from events.models import Category, CountingRule, Event
from events.querysets import AxisTotalQuerySet
from events.status import COUNTED, Status
from regions.models import Indicator, IndicatorValue, Jurisdiction, JurisdictionCounty, State
from reports.cumulative import Register
from reports.event_links import EventLinks
from reports.figures import Definition, Figure
from reports.report_page import Cell, Row, Table
from reports.state_map import StateMap, state_map
from reports.typography import fiscal_year_in, number

LATEST = 5
SISTER_CITY = "sister-city"


# ---- all states


@dataclass(frozen=True, slots=True)
class ComparedState:
    state: State
    missions: tuple[str, ...]
    values: tuple[int | None, ...]
    events: int
    participants: int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the table can be sorted by: `sort` is the value for the address, `aria` its present order."""

    key: str
    name: str
    detail: str
    sort: str
    aria: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class ComparedStates:
    rows: tuple[ComparedState, ...]
    columns: tuple[Column, ...]
    map: StateMap
    map_title: str
    indicators: tuple[Indicator, ...]


class StateSort(StrictFilterSet):
    """By which column the states are sorted; a minus for the largest first."""

    def __init__(self, data, *, user) -> None:
        super().__init__(data, State.objects.all(), user=user)
        self.indicators = tuple(
            Indicator.objects.filter(pk__in=IndicatorValue.objects.values("indicator")).order_by("position", "code")
        )
        self.keys = ["state", "region", *(row.code for row in self.indicators), "events", "participants"]
        choices = [(f"{sign}{key}", key) for key in self.keys for sign in ("", "-")]
        self.other_fields = {"sort": OneChoiceField(label=gettext_lazy("Sort"), choices=choices, required=False)}  # type: ignore[misc]  # rows decide the choices

    @property
    def chosen(self) -> str:
        return self.settled["sort"] or "state"


def states_compared(register: Register, *, sort: StateSort, on: date) -> ComparedStates:
    """Every state with its indicators, events and participants of all fiscal years."""
    rules = CountingRule.objects.as_rules()
    counted = register.axes.counted(COUNTED)
    figures = {row["code"]: row for row in counted.filter(axis="state").figures_by("code", rules=rules)}
    values = {(row.indicator_id, row.state_id): row.value for row in IndicatorValue.objects.all()}
    missions: dict[str, list[str]] = {}
    for jurisdiction in Jurisdiction.objects.on(on).select_related("mission").order_by("mission__position"):
        missions.setdefault(jurisdiction.state_id, []).append(jurisdiction.mission.short_name)
    rows = []
    for state in State.objects.select_related("region").order_by("code"):
        figure = _figure(state.code, figures.get(state.code))
        of_state = tuple(values.get((indicator.code, state.code)) for indicator in sort.indicators)
        served = tuple(missions.get(state.code, ()))
        rows.append(ComparedState(state, served, of_state, figure.events, figure.known_participants))
    shown, title = _shown(sort, rows)
    return ComparedStates(
        rows=tuple(_sorted(rows, sort)),
        columns=tuple(_columns(sort)),
        map=state_map(
            shown,
            names={row.state.code: row.state.name for row in rows},
            href=lambda code: reverse("state_detail", args=[code]),
            measure="",
        ),
        map_title=title,
        indicators=sort.indicators,
    )


def _value(row: ComparedState, key: str, sort: StateSort):
    if key == "region":
        return row.state.region.position
    if key in ("events", "participants"):
        return getattr(row, key)
    codes = [indicator.code for indicator in sort.indicators]
    return row.values[codes.index(key)] if key in codes else row.state.name_en


def _sorted(rows: list[ComparedState], sort: StateSort) -> list[ComparedState]:
    """By the chosen column; a state without a value stands last either way."""
    key, is_descending = sort.chosen.removeprefix("-"), sort.chosen.startswith("-")
    known = [row for row in rows if _value(row, key, sort) is not None]
    unknown = [row for row in rows if _value(row, key, sort) is None]
    return [*sorted(known, key=lambda row: _value(row, key, sort), reverse=is_descending), *unknown]


def _columns(sort: StateSort) -> Iterable[Column]:
    names = {
        "state": (_("State"), ""),
        "region": (_("Region"), ""),
        **{row.code: (row.name, f"{row.year} · {row.unit}") for row in sort.indicators},
        "events": (pgettext("how many", "Events"), ""),
        "participants": (_("Participants"), ""),
    }
    for key in sort.keys:
        is_number = key not in ("state", "region")
        aria = {key: "ascending", f"-{key}": "descending"}.get(sort.chosen, "")
        first = f"-{key}" if is_number else key
        other = key if is_number else f"-{key}"
        name, detail = names[key]
        yield Column(key, name, detail, other if sort.chosen == first else first, aria, is_number)


def _shown(sort: StateSort, rows: list[ComparedState]) -> tuple[dict[str, int | None], str]:
    """What the map shows: the column that the table is sorted by, or the events."""
    key = sort.chosen.removeprefix("-")
    if key in ("state", "region"):
        key = "events"
    names = {"events": pgettext("how many", "Events"), "participants": _("Participants")}
    names |= {row.code: f"{row.name} ({row.year})" for row in sort.indicators}
    return {row.state.code: _value(row, key, sort) for row in rows}, names[key]


# ---- one state


@dataclass(frozen=True, slots=True)
class IndicatorOfState:
    """A value with its place among the states that have one, largest first; equals share a place."""

    indicator: Indicator
    value: IndicatorValue
    place: int
    places: int


@dataclass(frozen=True, slots=True)
class Service:
    """Who serves the state, and which counties of it."""

    jurisdiction: Jurisdiction
    counties: tuple[JurisdictionCounty, ...]

    @property
    def unconfirmed(self) -> list[JurisdictionCounty]:
        return [link for link in self.counties if not link.is_confirmed]


@dataclass(frozen=True, slots=True)
class Profile:
    services: tuple[Service, ...]
    indicators: tuple[IndicatorOfState, ...]
    events: int
    participants: int | None
    unknown: int
    events_href: str
    by_fiscal_year: Table | None
    by_category: Table | None
    good_practices: tuple[Event, ...]
    sister_city_events: tuple[Event, ...]
    good_practices_href: str
    sister_city_href: str


def profile(state: State, register: Register, *, on: date) -> Profile:
    """The state's profile for a visitor: who serves it, its indicators, its events of all fiscal years."""
    rules = CountingRule.objects.as_rules()
    axes = register.axes.counted(COUNTED).filter(axis="state", code=state.code)
    span = register.years_counted()
    years = _by_fiscal_year(axes, state, rules) if span else None
    events = register.events.filter(state=state).select_related("mission").order_by("-starts_on", "-pk")
    total = years.total if years else None
    figures = axes.figures(rules=rules)
    everything = f"{reverse('event_list')}?state={state.code}&status=counted"
    return Profile(
        services=_services(state, on),
        indicators=_indicators(state),
        events=figures["events"],
        participants=_figure("", figures).known_participants,
        unknown=figures["unknown"],
        events_href=everything,
        by_fiscal_year=years,
        by_category=_by_category(register, state, rules, span, total),
        good_practices=tuple(events.filter(is_good_practice=True, status=Status.CONFIRMED)[:LATEST]),
        sister_city_events=tuple(events.filter(category=SISTER_CITY, status__in=COUNTED)[:LATEST]),
        good_practices_href=f"{reverse('event_list')}?state={state.code}&good_practice=1",
        sister_city_href=f"{everything}&category={SISTER_CITY}",
    )


def _figure(code: str | int, row: Mapping | None) -> Figure:
    row = row or {"events": 0, "participants": 0, "unknown": 0}
    return Figure(code, row["events"], row["participants"], row["unknown"])


def _row(figure: Figure, name: str, href: str) -> Row:
    return Row(
        code=str(figure.code),
        name=name,
        detail="",
        events=Cell(number(figure.events), href if figure.events else ""),
        participants=Cell(number(figure.known_participants), href if figure.participants else ""),
        unknown=Cell(number(figure.unknown), f"{href}&unknown=1" if figure.unknown else ""),
    )


def _links(first: int, last: int) -> EventLinks:
    return EventLinks(Definition(first, last, (), tuple(COUNTED)))


def _by_fiscal_year(axes: AxisTotalQuerySet, state: State, rules) -> Table | None:
    figures = [_figure(row["code"], row) for row in axes.figures_by("fiscal_year", rules=rules)]
    if not figures:
        return None
    language = get_language() or "ja"
    rows = []
    for figure in figures:
        year = int(figure.code)
        rows.append(_row(figure, fiscal_year_in(language, year), _links(year, year).of("state", state.code)))
    sums = Figure(
        "",
        sum(figure.events for figure in figures),
        sum(figure.participants or 0 for figure in figures),
        sum(figure.unknown for figure in figures),
    )
    href = f"{reverse('event_list')}?state={state.code}&status=counted"
    return Table("fiscal_year", _("By fiscal year"), _("Fiscal year"), tuple(rows), _row(sums, _("Total"), href))


def _by_category(register: Register, state: State, rules, span, total: Row | None) -> Table | None:
    if span is None or total is None:
        return None
    kept = register.totals.counted(COUNTED).filter(state=state.code).figures_by("category", rules=rules)
    names = {row.code: row.name for row in Category.objects.all()}
    position = {code: place for place, code in enumerate(names)}
    figures = sorted((_figure(row["code"], row) for row in kept), key=lambda row: position.get(str(row.code), 999))
    base = f"{reverse('event_list')}?state={state.code}&status=counted&category="
    rows = tuple(_row(row, names.get(str(row.code), str(row.code)), f"{base}{row.code}") for row in figures)
    return Table("category", _("By category"), _("Category"), rows, total)


def _services(state: State, on: date) -> tuple[Service, ...]:
    links = JurisdictionCounty.objects.select_related("county").order_by("county__name_en")
    rows = (
        Jurisdiction.objects.on(on)
        .filter(state=state)
        .select_related("mission")
        .prefetch_related(Prefetch("county_links", queryset=links))
        .order_by("mission__position")
    )
    return tuple(Service(row, tuple(row.county_links.all())) for row in rows)


def _indicators(state: State) -> tuple[IndicatorOfState, ...]:
    values: Iterable[Any] = (
        IndicatorValue.objects.with_place().select_related("indicator").order_by("indicator__position", "indicator")
    )
    own = [row for row in values if row.state_id == state.code]
    return tuple(IndicatorOfState(row.indicator, row, row.place, row.places) for row in own)
