"""From a printed number to the events behind it, in the versions that were counted, and back (根拠)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.db.models import Q, QuerySet, Sum

from events.models import Event
from regions.bilingual import in_current_language
from reports.edition_content import ApproachesPage, EditionContent, IndicatorPage, OverviewPage, Page, PracticesPage
from reports.models import Edition, EditionEvent

Measure = Literal["events", "participants", "unknown"]

BY_PREFIX = {
    "overview/regions/": ("region", "events"),
    "overview/states/": ("state", "events"),
    "overview/years/": ("fiscal_year", "participants"),
    "approaches-region/": ("region_type", "events"),
    "approaches-interest/": ("interest_level", "events"),
}
BREAKDOWNS = ("fiscal_year", "mission", "region", "state", "category", "format")
WHOLE = ("total", "recorded", "cumulative")
NOT_GIVEN = "none"


@dataclass(frozen=True, slots=True)
class Trace:
    """What a printed number counts: `events` of the edition; `value` added up from them, to hold beside what is printed.

    `is_with_baseline`: the printed number adds published figures of years without recorded events.
    """

    events: QuerySet[EditionEvent]
    measure: Measure
    is_with_baseline: bool = False

    @property
    def value(self) -> int:
        """件 or 名, recorded; 0 where nobody knows a number."""
        if self.measure == "participants":
            return self.events.aggregate(sum=Sum("participants", default=0))["sum"]
        condition = Q(is_counted=True) if self.measure == "events" else Q(is_unknown=True)
        return self.events.filter(condition).count()


def trace(edition: Edition, key: str) -> Trace | None:
    """None for a number that no events stand behind: an indicator, a published figure, an unknown key."""
    rows = EditionEvent.objects.filter(edition=edition).order_by("starts_on", "event_id")
    if key == "overview/total":
        return Trace(rows, "events", bool(edition.baseline_events))
    for prefix, (column, measure) in BY_PREFIX.items():
        if key.startswith(prefix):
            return _narrowed(rows, column, key.removeprefix(prefix), measure)
    page, _slash, rest = key.partition("/")
    parts = rest.split("/")
    if page != "figures" or len(parts) != 3 or parts[2] not in ("events", "participants", "unknown"):
        return None
    breakdown, row, measure = parts
    if row in WHOLE:
        return Trace(rows, measure, row == "cumulative")  # type: ignore[arg-type]  # one of the three
    if breakdown not in BREAKDOWNS or row == "baseline":
        return None
    return _narrowed(rows, breakdown, row, measure)


def _narrowed(rows: QuerySet[EditionEvent], column: str, code: str, measure: str) -> Trace | None:
    if column == "fiscal_year" and not code.isdecimal():
        return None
    return Trace(rows.filter(**{column: "" if code == NOT_GIVEN else code}), measure)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as it stands on a page: what it is there, and whether events stand behind it."""

    key: str
    label: str
    value: int | None
    is_traceable: bool


@dataclass(frozen=True, slots=True)
class PrintedPage:
    place: int
    heading: str
    numbers: tuple[Printed, ...]


def printed_pages(edition: Edition, content: EditionContent) -> tuple[PrintedPage, ...]:
    """Every page of the document with the numbers that stand on it, in their order."""
    return tuple(
        PrintedPage(place, page.heading, tuple(_printed(edition, content, page)))
        for place, page in enumerate(content.pages, start=1)
    )


def where_printed(pages: Iterable[PrintedPage], key: str) -> tuple[int, str, str] | None:
    """The page's place and heading, and what the number is there; None where no page prints it."""
    for page in pages:
        for number in page.numbers:
            if number.key == key:
                return page.place, page.heading, number.label
    return None


def _printed(edition: Edition, content: EditionContent, page: Page) -> Iterable[Printed]:
    labels = dict(_labels(page))
    published = {year.key for year in getattr(page, "years", ()) if year.basis == "published"}
    for key, value in content.traced_on(page):
        yield Printed(key, labels.get(key, ""), value, key not in published and trace(edition, key) is not None)


def _labels(page: Page) -> Iterator[tuple[str, str]]:
    if isinstance(page, OverviewPage):
        yield page.total.key, page.emphasis
        yield from ((region.key, region.name) for region in page.regions)
        yield from ((year.key, year.name) for year in page.years)
    elif isinstance(page, IndicatorPage):
        yield from ((row.key, row.name) for row in page.values)
    elif isinstance(page, ApproachesPage | PracticesPage):
        yield from ((group.key, group.heading) for group in page.groups)
    else:
        for table in page.tables:
            for row in table.rows:
                yield from (
                    (table.cell_key(row, column), f"{row.cells[0]} · {column.head}") for column in table.columns
                )


def titles_as_counted(rows: Iterable[EditionEvent], *, user) -> dict[int, str]:
    """Event -> its title in the version that was counted, of those that the person may open today.

    The others are counted, and not named. Two queries.
    """
    rows = list(rows)
    events = Event.objects.visible_to(user).in_bulk([row.event_id for row in rows])
    versions = Event.history.model.objects.filter(history_id__in=[row.history_row for row in rows if row.history_row])
    titles = {
        key: in_current_language(ja, en) for key, ja, en in versions.values_list("history_id", "title_ja", "title_en")
    }
    return {
        row.event_id: titles.get(row.history_row, events[row.event_id].title) for row in rows if row.event_id in events
    }


def editions_of(event: Event) -> QuerySet[EditionEvent]:
    """The editions that counted an event, newest first, each with the version and the participants that it counted."""
    return EditionEvent.objects.filter(event=event).select_related("edition").order_by("-edition")
