"""A series through the years: its events, participants, partners and photos, and the years without any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Prefetch
from django.urls import reverse
from django.utils.translation import get_language

from events.fiscal_year import fiscal_year_of
from events.models import CountingRule, Event, PartnerRole, Photo, Series
from events.querysets import EventQuerySet
from events.status import Status
from events.year_to_date import Figure
from reports.bar_chart import BarChart, bar_chart
from reports.typography import fiscal_year_in, fiscal_years_in

MOST_EVENTS = 200
MOST_PARTNERS = 30
MOST_YEARS = 12


@dataclass(frozen=True, slots=True)
class Stretch:
    """A fiscal year with its `events`, latest first; or years without any, where `figure` is None."""

    name: str
    figure: Figure | None
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Partner:
    name: str
    events: int
    href: str


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """`total` is what counts; `stretches` are the years, latest first; `undated` has no year yet."""

    total: Figure
    span: str
    stretches: tuple[Stretch, ...]
    undated: tuple[Event, ...]
    chart: BarChart | None
    partners: tuple[Partner, ...]
    is_cut_short: bool


def series_page(series: Series, *, user) -> SeriesPage:
    """What the person may see of it. Six queries, however many events; withdrawn ones are left out."""
    rules = CountingRule.objects.as_rules()
    rows = Event.objects.visible_to(user).filter(series=series).exclude(status=Status.WITHDRAWN)
    photos = Prefetch("photos", queryset=Photo.objects.visible_to(user))
    shown = rows.for_list(rules=rules).prefetch_related(photos).order_by("-starts_on", "-pk")
    events = list(shown[: MOST_EVENTS + 1])
    asked = f"series={series.pk}&status=counted"
    by_year = rows.counted().figures_by("fiscal_year", rules=rules)
    figures = {
        row["code"]: Figure.of([row], f"{asked}&fiscal_year_min={row['code']}&fiscal_year_max={row['code']}")
        for row in by_year
    }
    years = [fiscal_year_of(event.starts_on) for event in events if event.starts_on]
    return SeriesPage(
        total=Figure.of(by_year, asked),
        span=fiscal_years_in(_language(), min(years), max(years)) if years else "",
        stretches=tuple(_stretches(events[:MOST_EVENTS], figures)),
        undated=tuple(event for event in events if not event.starts_on),
        chart=_chart(figures),
        partners=tuple(_partners(rows, series)),
        is_cut_short=len(events) > MOST_EVENTS,
    )


def _language() -> str:
    return get_language() or "ja"


def _stretches(events: Iterable[Event], figures: dict[int, Figure]) -> Iterator[Stretch]:
    """Each fiscal year, latest first, and between two of them what lies without an event."""
    later = None
    dated = ((fiscal_year_of(event.starts_on), event) for event in events if event.starts_on)
    for year, held in groupby(dated, lambda pair: pair[0]):
        if later is not None and later - year > 1:
            yield Stretch(fiscal_years_in(_language(), year + 1, later - 1), None, ())
        nothing = Figure(0, 0, 0, "")
        yield Stretch(
            fiscal_year_in(_language(), year), figures.get(year, nothing), tuple(event for _year, event in held)
        )
        later = year


def _chart(figures: dict[int, Figure]) -> BarChart | None:
    """Participants of the latest years; a year between them without an event has no bar and shows 0."""
    if len(figures) < 2:
        return None
    last, address = max(figures), reverse("event_list")
    years = range(max(min(figures), last - MOST_YEARS + 1), last + 1)
    rows: list[tuple[str, int | None, str]] = []
    for year in years:
        figure = figures.get(year, Figure(0, 0, 0, ""))
        rows.append((fiscal_year_in(_language(), year), figure.known_participants, f"{address}?{figure.query}"))
    return bar_chart(rows, is_narrow=True)


def _partners(rows: EventQuerySet, series: Series) -> Iterator[Partner]:
    """Names as they were written, most events first."""
    found: Any = PartnerRole.objects.filter(event__in=rows.order_by().values("pk")).order_by().values("name")
    address = reverse("event_list")
    for row in found.annotate(events=Count("event", distinct=True)).order_by("-events", "name")[:MOST_PARTNERS]:
        asked = urlencode({"series": series.pk, "organisation": row["name"]})
        yield Partner(row["name"], row["events"], f"{address}?{asked}")
