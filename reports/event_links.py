"""Addresses of the list of events behind a figure; events/filters.py reads them."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote_plus

from django.urls import reverse

from events.querysets import APPROACH_AXES
from events.status import COUNTED
from reports.figures import Definition

NONE = "none"


class EventLinks:
    """Makes the address of the events that a cell of a report counts."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.list = reverse("event_list")
        self.missions = _encoded(("mission", code) for code in definition.missions)
        both = set(definition.statuses) == set(COUNTED)
        self.status = _encoded([("status", "counted")] if both else [("status", each) for each in definition.statuses])
        self.years = _span(definition.first, definition.last)

    def _address(self, *parts: str) -> str:
        """Of parts of a query that are encoded already: a page has a thousand of them, most of their parts the same."""
        return f"{self.list}?{'&'.join(part for part in parts if part)}"

    @property
    def one_of_each_series(self) -> str:
        """What to add to an address so that its list has as many events as the cell counts: "" where each counts."""
        if not self.definition.counts_series_as_one:
            return ""
        return "&series_within=" + ".".join(
            [f"{self.definition.first}-{self.definition.last}", *self.definition.missions]
        )

    @property
    def one_of_each_series_of_all(self) -> str:
        """The same for joint events, which any mission leads."""
        return self.one_of_each_series.split(".")[0]

    def all(self) -> str:
        return self._address(self.years, self.missions, self.status)

    def of(self, trait: str, code: str | int) -> str:
        """The events of one row of a breakdown: by fiscal year, mission, region, state, category or format."""
        if trait == "fiscal_year":
            return self._address(_span(int(code), int(code)), self.missions, self.status)
        missions = "" if trait == "mission" else self.missions
        return self._address(self.years, missions, self.status, _pair(trait, str(code)))

    def of_approach(self, axis: str, code: str) -> str:
        return self._address(self.years, self.missions, self.status, _pair(APPROACH_AXES[axis], code))

    def of_state_and(self, state: str, trait: str, code: str) -> str:
        """The events of one state and of one category, or of one code on an approach axis."""
        name = APPROACH_AXES.get(trait, trait)
        return self._address(self.years, self.missions, self.status, _pair("state", state), _pair(name, code))

    def joint(self, mission: str) -> str:
        """Events led by any mission in which this one is a partner."""
        return self._address(self.years, self.status, _pair("partner", mission))

    def submitted(self) -> str:
        return self._address(self.years, self.missions, _pair("status", "submitted"))


def _span(first: int, last: int) -> str:
    return f"fiscal_year_min={first}&fiscal_year_max={last}"


def _pair(name: str, value: str) -> str:
    return f"{name}={quote_plus(value or NONE)}"


def _encoded(pairs: Iterable[tuple[str, str]]) -> str:
    return "&".join(_pair(name, str(value)) for name, value in pairs)
