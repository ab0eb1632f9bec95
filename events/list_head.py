"""The head of the list of events: shortcuts, columns and the links that sort by them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from events.filters import EventFilter
from events.paging import DEFAULT_SORT

COLUMNS = {
    "": _("Event"),
    "date": _("Date"),
    "mission": _("Mission"),
    "state": _("State"),
    "category": _("Category"),
    "participants": _("Participants"),
    "number": _("Number"),
    "updated": _("Updated"),
}
LARGEST_FIRST = {"date", "participants", "updated"}


@dataclass(frozen=True, slots=True)
class Column:
    """`direction` is aria-sort's word, '' where the list is not sorted by it; `query` sorts by it, or the other way."""

    name: str
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
        Shortcut(str(label), "?" + urlencode(query, doseq=True), not filters.problems and filters.active == query)
        for label, query in asked
    ]


def columns_of(filters: EventFilter) -> list[Column]:
    sort = filters.settled["sort"] or DEFAULT_SORT
    columns = []
    for name, label in COLUMNS.items():
        if sort.removeprefix("-") == name:
            direction = "descending" if sort.startswith("-") else "ascending"
            other = name if sort.startswith("-") else f"-{name}"
        else:
            direction, other = "", f"-{name}" if name in LARGEST_FIRST else name
        other_or_default = None if other == DEFAULT_SORT else other
        columns.append(Column(name, str(label), direction, filters.query(sort=other_or_default) if name else ""))
    return columns
