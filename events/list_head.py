"""The head of the list of events: shortcuts, columns, the links that sort by them, and the address that holds it all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext_lazy as _

from events.filters import EventFilter
from events.list_columns import COLUMNS, DEFAULT, moved
from events.models import AxisTotal, SavedView
from events.paging import DEFAULT_SORT

_YEARS = ("fiscal_year_min", "fiscal_year_max")
LARGEST_FIRST = {"date", "participants", "updated"}


@dataclass(frozen=True, slots=True)
class Column:
    """`direction` is aria-sort's word, '' where the list is not sorted by it.

    `query` sorts by it, or the other way; '' where the list cannot be sorted by it.
    """

    name: str
    kind: str
    label: str
    direction: str
    query: str


@dataclass(frozen=True, slots=True)
class Shortcut:
    label: str
    query: str
    is_current: bool


def shortcuts_of(filters: EventFilter) -> list[Shortcut]:
    """The lists that a person asks for every day."""
    user = filters.user
    if user.is_of_mission:
        own = {"mission": [user.mission_id]}
        asked: list[tuple] = [
            (_("All events"), {}),
            (_("My mission"), own),
            (_("Drafts"), {**own, "status": ["draft"]}),
            (_("Submitted"), {**own, "status": ["submitted"]}),
        ]
    elif user.is_hq:
        asked = [
            (_("All events"), {}),
            (_("Submitted"), {"status": ["submitted"]}),
            (_("Drafts"), {"status": ["draft"]}),
        ]
    else:
        asked = [(_("All events"), {})]
    asked.append((_("Good practices"), {"good_practice": "1"}))
    return [
        Shortcut(str(label), filters.unfiltered(**query), not filters.problems and filters.active == query)
        for label, query in asked
    ]


def columns_of(filters: EventFilter) -> list[Column]:
    """The columns that are shown, in their order."""
    sort = filters.settled["sort"] or DEFAULT_SORT
    columns = []
    for key in filters.columns:
        column = COLUMNS[key]
        if column.sort and sort.removeprefix("-") == column.sort:
            direction = "descending" if sort.startswith("-") else "ascending"
            other = column.sort if sort.startswith("-") else f"-{column.sort}"
        else:
            direction, other = "", f"-{column.sort}" if column.sort in LARGEST_FIRST else column.sort
        other_or_default = None if other == DEFAULT_SORT else other
        query = filters.query(sort=other_or_default) if column.sort else ""
        columns.append(Column(key, column.kind, str(column.label), direction, query))
    return columns


MOST_VIEWS = 12


def views_of(filters: EventFilter) -> list[tuple[SavedView, bool]]:
    """The first views that the person sees, and whether each is what the address asks."""
    rows = SavedView.objects.visible_to(filters.user)[:MOST_VIEWS]
    asked = sorted(parse_qsl(filters.query().removeprefix("?")))
    return [(view, not filters.problems and sorted(parse_qsl(view.query)) == asked) for view in rows]


@dataclass(frozen=True, slots=True)
class Choice:
    """A column as the panel offers it: those that are shown in their order, then the others."""

    name: str
    label: str
    is_shown: bool


def choices_of(filters: EventFilter) -> list[Choice]:
    others = [key for key in COLUMNS if key not in filters.columns]
    return [Choice(key, str(COLUMNS[key].label), key in filters.columns) for key in (*filters.columns, *others)]


def addresses_of(filters: EventFilter) -> dict[str, Any]:
    """What forms and links of the list carry along, by the names that the templates know."""
    settings = [(name, filters.settled[name]) for name in ("sort", "density") if filters.settled[name]]
    columns = ",".join(filters.columns)
    return {
        "settings": [*settings, *([("columns", columns)] if filters.settled["columns"] else [])],
        "carried": filters.carried("columns", "density"),
        "query": filters.query().removeprefix("?"),
        "usual": filters.query(columns=None, density=None),
        "as_seen": filters.query(columns=columns, density=None),
        "in_figures": _in_figures(filters),
    }


def _in_figures(filters: EventFilter) -> str:
    """The same events on the dashboard, after its "?"; of all years where the list is of all."""
    asked = dict(filters.active)
    if asked.keys().isdisjoint(_YEARS) and (span := AxisTotal.objects.visible_to(filters.user).years_counted()):
        asked |= dict(zip(_YEARS, span, strict=True))
    return urlencode(asked, doseq=True)


def tidied(filters: EventFilter) -> str:
    """The address in its one form where it came in another, as a form without scripts sends it; '' where it is right.

    A column that was moved is where the page goes on.
    """
    if filters.problems:
        return ""
    asked, up, down = (filters.settled[name] for name in ("columns", "up", "down"))
    written = ",".join(moved(asked, up=up, down=down)) if asked else ""
    if written == ",".join(DEFAULT):
        written = ""
    if up or down:
        return filters.query(columns=written, up=None, down=None) + f"#column-{up or down}"
    if filters.data.getlist("columns") not in ([], [written]) or filters.settled["density"] == "comfortable":
        return filters.query(columns=written, density=filters.settled["density"].replace("comfortable", ""))
    return filters.query() if filters.has_blanks else ""
