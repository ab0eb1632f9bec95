"""The dashboard arranged for the page: charts, the numbers behind them, and the address of the events behind each number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.filters import NONE
from events.fiscal_year import fiscal_year_of
from reports.bar_chart import BarChart, bar_chart
from reports.dashboard_filter import BEFORE, DashboardFilter
from reports.figures import Figure
from reports.report_page import Cell
from reports.row_chart import RowChart, row_chart
from reports.state_map import StateMap, state_map
from reports.typography import difference, fiscal_year_in, fiscal_years_in, number

APPROACHES = ("region_type", "interest_level", "pillar")
MOST_YEARS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """What a name has in the selection and in the one beside it; `more` is the difference of the measure."""

    name: str
    events: Cell
    participants: Cell
    unknown: Cell
    other: Cell
    more: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    key: str
    title: str
    chart: RowChart
    lines: tuple[Line, ...]


class DashboardPage:
    """What templates/reports/dashboard.html shows of a selection, in one language."""

    def __init__(self, asked: DashboardFilter, *, language: str) -> None:
        self.asked = asked
        self.compared = asked.compared
        self.language = language
        self.measure = asked.measured
        self.total = asked.total
        self.other_total = self.compared.total if self.compared else None

    # ---- words

    @property
    def measure_name(self) -> str:
        return _("Participants") if self.measure == "participants" else pgettext("how many", "Events")

    @property
    def span(self) -> str:
        return fiscal_years_in(self.language, *self.asked.span)

    @property
    def name(self) -> str:
        """What the selection is called beside the other."""
        return self.span if self.asked.beside == BEFORE else self.missions

    @property
    def other_name(self) -> str:
        if not self.compared:
            return ""
        if self.asked.beside == BEFORE:
            return fiscal_years_in(self.language, *self.compared.span)
        return self._names("mission")[self.asked.beside]

    @property
    def missions(self) -> str:
        names = self._names("mission")
        return _(", ").join(names[code] for code in self.asked.active.get("mission", [])) or _("All missions")

    @property
    def this_year(self) -> int:
        return fiscal_year_of(timezone.localdate())

    @property
    def is_uneven(self) -> bool:
        """Whether a year that is not over stands beside whole ones."""
        return self.asked.beside == BEFORE and self.asked.span[1] >= self.this_year

    @property
    def sees_less_of_others(self) -> bool:
        """Whether drafts and submitted events of other missions are hidden from the reader, so that a comparison is uneven."""
        return self.asked.user.is_of_mission

    # ---- numbers

    def _value(self, figure: Figure | None) -> int | None:
        if figure is None:
            return 0
        return figure.known_participants if self.measure == "participants" else figure.events

    @property
    def total_more(self) -> tuple[str, str]:
        """Events and participants more than in the other selection."""
        if self.other_total is None:
            return "", ""
        here, there = self.total.known_participants, self.other_total.known_participants
        more = None if here is None or there is None else here - there
        return difference(self.total.events - self.other_total.events), difference(more)

    @property
    def address(self) -> str:
        return self.asked.list_of()

    @property
    def other_address(self) -> str:
        return self.compared.list_of() if self.compared else ""

    @property
    def trend(self) -> BarChart:
        """The latest fiscal years of the selection, whichever years it is narrowed to."""
        first, last = self.asked.years_counted or self.asked.span
        every = self.asked.varied(fiscal_year_min=None, fiscal_year_max=None)
        found = every.by("fiscal_year")
        years = range(max(first, last - MOST_YEARS + 1), last + 1)
        return bar_chart(
            (
                (fiscal_year_in(self.language, year), self._value(found.get(year)), every.list_of(**_year(year)))
                for year in years
            ),
            is_narrow=True,
        )

    @property
    def breakdowns(self) -> list[Breakdown]:
        of_one_each = self.asked.beside != BEFORE and len(self.asked.active.get("mission", [])) == 1
        return [
            *([] if of_one_each else [self._breakdown("mission", _("By mission"))]),
            self._breakdown("region", _("By region")),
            self._breakdown("category", _("By category")),
            *(self._breakdown(name, str(self.asked.filters[name].label)) for name in APPROACHES),
        ]

    def _breakdown(self, name: str, title: str) -> Breakdown:
        here = self._by(self.asked, name)
        there = self._by(self.compared, name) if self.compared else {}
        names = {code: label for code, label in self._names(name).items() if code in here or code in there}
        lines = tuple(self._line(name, code, label, here.get(code), there.get(code)) for code, label in names.items())
        values = ((label, self._value(here.get(code)), self._value(there.get(code))) for code, label in names.items())
        return Breakdown(name, title, row_chart(values, is_paired=self.compared is not None), lines)

    def _line(self, name: str, code: str, label: str, here: Figure | None, there: Figure | None) -> Line:
        here = here or Figure(code, 0, 0, 0)
        href = self.asked.list_of(**_trait(name, code))
        value, other = self._value(here), self._value(there)
        other_href = self.compared.list_of(**_trait(name, code)) if self.compared and there else ""
        return Line(
            name=label,
            events=Cell(number(here.events), href if here.events else ""),
            participants=Cell(number(here.known_participants), href if here.participants else ""),
            unknown=Cell(number(here.unknown), f"{href}&unknown=1" if here.unknown else ""),
            other=Cell(number(other), other_href),
            more=difference(None if value is None or other is None else value - other),
        )

    def _by(self, rows: DashboardFilter, name: str) -> dict[str, Figure]:
        """Value as the address writes it -> figures."""
        if name == "region":
            return self._by_region(self._states if rows is self.asked else self._by(rows, "state"))
        return {str(code) or NONE: figure for code, figure in rows.by(name).items()}

    def _by_region(self, states: dict[str, Figure]) -> dict[str, Figure]:
        of_region: dict[str, list[Figure]] = {}
        for state in self.asked.states:
            if state.pk in states:
                of_region.setdefault(state.region_id, []).append(states[state.pk])
        return {code: Figure.sum(figures, code=code) for code, figures in of_region.items()}

    @cached_property
    def _states(self) -> dict[str, Figure]:
        return self._by(self.asked, "state")

    def _names(self, name: str) -> dict[str, str]:
        """Value -> label, in the official order; the pillars of all action plans."""
        return {code: str(label) for code, label in self.asked.filters[name].extra["choices"] if code}

    @property
    def map(self) -> StateMap:
        names = {code: label for code, label in self._names("state").items() if code != NONE}
        return state_map(
            {code: self._value(self._states.get(code)) for code in names},
            names=names,
            href=lambda code: self.asked.list_of(state=[code]),
            measure=self.measure_name,
        )


def _year(year: int) -> dict[str, Any]:
    return {"fiscal_year_min": year, "fiscal_year_max": year}


def _trait(name: str, code: str) -> dict[str, Any]:
    return {name: code if name in APPROACHES else [code]}
