"""The cumulative report arranged for the page: every number with the address of the events behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.models import Approach
from reports.bar_chart import BarChart, bar_chart
from reports.event_links import EventLinks
from reports.figures import AxisFigure, CumulativeReport, Figure, Published, Reconciliation
from reports.state_map import StateMap, state_map
from reports.typography import era_fiscal_year, fiscal_year_in, fiscal_years_in, number


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as text; `href` is empty where there is nothing behind it."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    name: str
    detail: str
    events: Cell
    participants: Cell
    unknown: Cell
    joint: Cell | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A breakdown with its total; `heading` names what its rows are."""

    key: str
    title: str
    heading: str
    rows: tuple[Row, ...]
    total: Row | None

    @property
    def has_joint(self) -> bool:
        return any(row.joint for row in self.rows)


class ReportPage:
    """What templates/reports/report.html shows of a report, in one language."""

    def __init__(self, report: CumulativeReport, published: tuple[Published, ...], *, language: str) -> None:
        self.report = report
        self.language = language
        self.links = EventLinks(report.definition)
        self.published = report.reconcile(published)
        self.total = self._row(report, "", _("Total"), self.links.all())
        self.by_fiscal_year = self._by_fiscal_year()
        self.by_region = self._table("region", _("By region"), _("Region"), report.by_region)
        self.by_mission = self._by_mission()
        self.by_category = self._table("category", _("By category"), _("Category"), report.by_category)
        self.by_format = self._table("format", _("By format"), _("Format"), report.by_format)

    # ---- rows and tables

    def _row(self, figure, code: str | int, name: str, href: str, detail: str = "", joint: Cell | None = None) -> Row:
        unknown_href = f"{href}&unknown=1" if figure.unknown else ""
        return Row(
            code=str(code),
            name=name,
            detail=detail,
            events=Cell(number(figure.events), self._counting(href) if figure.events else ""),
            participants=Cell(number(_known(figure)), href if figure.participants else ""),
            unknown=Cell(number(figure.unknown), unknown_href),
            joint=joint,
        )

    def _counting(self, href: str) -> str:
        """The address whose list has as many events as the cell says."""
        return href + self.links.one_of_each_series

    def _name(self, trait: str, code: str | int) -> str:
        label = self.report.labels[trait].get(str(code))
        return label.name(self.language) if label else str(code) or _("Not given")

    def _rows(self, trait: str, figures: Iterable[Figure]) -> tuple[Row, ...]:
        return tuple(
            self._row(figure, figure.code, self._name(trait, figure.code), self.links.of(trait, figure.code))
            for figure in figures
        )

    def _table(self, trait: str, title: str, heading: str, figures: Iterable[Figure]) -> Table:
        return Table(trait, title, heading, self._rows(trait, figures), self.total)

    def _by_fiscal_year(self) -> Table:
        rows = []
        for figure in self.report.by_fiscal_year:
            year = int(figure.code)
            era = era_fiscal_year(year) if self.language.startswith("ja") else ""
            href = self.links.of("fiscal_year", year)
            rows.append(self._row(figure, year, fiscal_year_in(self.language, year), href, era))
        return Table("fiscal_year", _("By fiscal year"), _("Fiscal year"), tuple(rows), self.total)

    def _by_mission(self) -> Table:
        joint = {figure.code: figure for figure in self.report.joint}
        rows = []
        for figure in self.report.by_mission:
            code = str(figure.code)
            partner = joint.get(code)
            count = partner.events if partner else 0
            joint_href = self.links.joint(code) + self.links.one_of_each_series_of_all
            cell = Cell(number(count), joint_href if count else "")
            name = self._name("mission", code)
            rows.append(self._row(figure, code, name, self.links.of("mission", code), joint=cell))
        return Table("mission", _("By mission"), _("Lead mission"), tuple(rows), self.total)

    @property
    def has_joint_events(self) -> bool:
        """Whether one of the missions is a partner in another's event: shown to it also when it leads none itself."""
        return any(row.events for row in self.report.joint)

    @property
    def by_approach(self) -> list[Table]:
        """One table for each axis, methods beneath the names."""
        return [self._axis_table(axis) for axis in Approach.Axis]

    def _axis_table(self, axis: Approach.Axis) -> Table:
        labels = self.report.labels["approach"]
        rows = []
        for figure in self.report.on_axis(axis.value):
            detail = labels[figure.code].detail(self.language) if figure.code in labels else ""
            href = self.links.of_approach(axis.value, figure.code)
            rows.append(self._row(figure, figure.code, self._name("approach", figure.code), href, detail))
        return Table(f"approach-{axis.value}", str(axis.label), str(axis.label), tuple(rows), self.total)

    @property
    def by_state(self) -> list[Table]:
        """One table for each region, with its states; the region's row is the total."""
        regions = {row.code: row for row in self.by_region.rows}
        states: dict[str, list[Figure]] = {code: [] for code in regions}
        for figure in self.report.by_state:
            states.setdefault(self.report.region_of.get(str(figure.code), ""), []).append(figure)
        return [
            Table(f"state-{code}", regions[code].name, _("State"), self._rows("state", figures), regions[code])
            for code, figures in states.items()
            if figures and code in regions
        ]

    # ---- pictures

    @property
    def map(self) -> StateMap:
        names = {code: label.name(self.language) for code, label in self.report.labels["state"].items()}
        events = {str(figure.code): figure.events for figure in self.report.by_state}
        return state_map(
            events, names=names, href=lambda code: self._counting(self.links.of("state", code)), measure=_("events")
        )

    @property
    def chart(self) -> BarChart:
        return bar_chart(
            (fiscal_year_in(self.language, int(row.code)), row.participants, self.links.of("fiscal_year", row.code))
            for row in self.report.by_fiscal_year
        )

    # ---- what is said about the figures

    @property
    def span(self) -> str:
        """FY2017–FY2020, or FY2019 alone."""
        return fiscal_years_in(self.language, self.report.definition.first, self.report.definition.last)

    @property
    def missions(self) -> list[str]:
        return [self._name("mission", code) for code in self.report.definition.missions]

    @property
    def not_confirmed(self) -> Cell:
        return Cell(number(self.report.not_confirmed), self._counting(self.links.submitted()))

    @property
    def reconciliation(self) -> list[tuple[str, Reconciliation]]:
        """Each with its years in words: events first, single years before their sum."""

        def order(row: Reconciliation) -> tuple:
            found = row.published
            return found.measure != "events", found.last - found.first, found.first, found.published_on

        rows = sorted(self.published, key=order)
        return [(fiscal_years_in(self.language, row.published.first, row.published.last), row) for row in rows]

    @property
    def sources(self) -> list[tuple[str, Published]]:
        """The documents that the published numbers come from, each once."""
        found = {row.published.document: row.published for row in self.published}
        return [(document.name(self.language), row) for document, row in found.items()]

    @property
    def counting_rules(self) -> list[tuple[str, tuple[str, ...], str]]:
        """Spans of years with the same rule: years, modes in words, note. No modes: no rule is recorded."""
        groups: list[list] = []
        for rule in self.report.counting_rules:
            if groups and (groups[-1][2].modes, groups[-1][2].note_ja) == (rule.modes, rule.note_ja):
                groups[-1][1] = rule.fiscal_year
            else:
                groups.append([rule.fiscal_year, rule.fiscal_year, rule])
        words = mode_names()
        return [
            (
                fiscal_years_in(self.language, first, last),
                tuple(words[mode] for mode in rule.modes or ()),
                rule.note(self.language),
            )
            for first, last, rule in groups
        ]

    @property
    def years_without_rule(self) -> list[str]:
        return [fiscal_year_in(self.language, year) for year in self.report.years_without_rule]


def _known(figure) -> int | None:
    return figure.known_participants if isinstance(figure, Figure | AxisFigure) else figure.participants


def mode_names() -> dict[str, str]:
    return {
        "in_person": _("people in person"),
        "online": _("live online participants"),
        "on_demand": _("on-demand views"),
    }
