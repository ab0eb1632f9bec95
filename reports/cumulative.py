"""Compiles the cumulative report from the register's figures, in a number of queries that does not depend on its size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from django.utils.translation import override

from accounts.trail.as_of import Cut
from events.as_of import rows_as_of
from events.fiscal_year import first_day, last_day
from events.models import ActionPlan, Approach, AxisTotal, Category, CountingRule, Event, RunningTotal
from events.models.choices import Format
from events.querysets import APPROACH_AXES, AXES, AxisTotalQuerySet, EventQuerySet, Rules, RunningTotalQuerySet
from events.status import Status
from regions.models import Mission, Region, State
from reports.baselines import baselines
from reports.figures import AxisFigure, CumulativeReport, Definition, Figure, Label, Rule

Labels = dict[str, Label]


@dataclass(frozen=True, slots=True)
class Register:
    """The rows that a reader may count: events and their running totals, in one and the same scope."""

    events: EventQuerySet
    totals: RunningTotalQuerySet
    axes: AxisTotalQuerySet
    moment: Cut | None = None
    """None for the present; else events, counting rules, places and names are as they stood then."""

    @classmethod
    def visible_to(cls, user) -> Self:
        return cls(
            events=Event.objects.visible_to(user),
            totals=RunningTotal.objects.visible_to(user),
            axes=AxisTotal.objects.visible_to(user),
        )

    @classmethod
    def whole(cls) -> Self:
        """For the terminal, where whoever sits there reads the database anyway."""
        return cls(events=Event.objects.all(), totals=RunningTotal.objects.all(), axes=AxisTotal.objects.all())

    @classmethod
    def as_of(cls, moment: datetime, *, user=None) -> Self:
        """The register as it stood at a moment: what that person may see of it, or the whole without one.

        What was confirmed then and which mission led an event then decide; whose mission the person is of, now.
        `compile_report` makes the report of that moment of it.
        """
        cut = Cut.at_moment(moment)
        events = Event.objects.as_of(cut)
        rows: Any = events.visible_to(user) if user else events
        return cls(events=rows, totals=rows, axes=rows, moment=cut)

    def rows(self, model: Any) -> list[Any]:
        """All rows of a reference table, in its own order."""
        return rows_as_of(model, self.moment)

    def approaches(self) -> list[Approach]:
        """All approaches with their plans, those of the earliest plan first."""
        if self.moment is None:
            rows = list(Approach.objects.select_related("plan"))
        else:
            plans = {plan.pk: plan for plan in self.rows(ActionPlan)}
            rows = self.rows(Approach)
            for row in rows:
                row.plan = plans.get(row.plan_id)
        return sorted(rows, key=lambda row: (row.plan.valid_from if row.plan else date.min, row.position, row.code))

    def counted_in(self, definition: Definition) -> Self:
        """Of the definition's years and statuses, led by whichever mission."""

        def narrow(rows):
            return rows.counted(definition.statuses).in_fiscal_years(definition.first, definition.last)

        return replace(self, events=narrow(self.events), totals=narrow(self.totals), axes=narrow(self.axes))

    def of_missions(self, codes: Iterable[str]) -> Self:
        codes = tuple(codes)
        return replace(
            self,
            events=self.events.of_missions(codes),
            totals=self.totals.of_missions(codes),
            axes=self.axes.of_missions(codes),
        )

    def years_counted(self) -> tuple[int, int] | None:
        """The first and the last fiscal year with an event that counts; None when there is none."""
        return self.axes.years_counted()


@dataclass(frozen=True, slots=True)
class _Counter:
    """Counts a selection, each series as one where the definition says so.

    An event that a series leaves out is taken from the events alone: the people who came to it stay counted.
    """

    register: Register
    rules: Rules
    as_one: bool

    def breakdowns(self) -> dict[str, dict[str | int, dict]]:
        """Trait -> code -> row."""
        kept = self.register.axes.breakdowns(rules=self.rules)
        found = {trait: {row["code"]: row for row in rows} for trait, rows in kept.items()}
        if self.as_one:
            columns = {trait: AXES.get(trait, trait) for trait in found}
            for event in self.register.events.later_in_series().order_by().values(*columns.values()):
                for trait, column in columns.items():
                    found[trait][event[column] or ""]["events"] -= 1
        return found

    def partners(self) -> dict[str | int, dict]:
        rows = {row["code"]: row for row in self.register.axes.by_partner(rules=self.rules)}
        if self.as_one:
            for code in self.register.events.later_in_series().partner_codes():
                rows[code]["events"] -= 1
        return rows


Rows = dict[str, dict[str | int, dict]]
"""Trait -> code -> row of `events`, `participants`, `unknown`."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted for a definition, before it has names: whoever counted, the report is made of this."""

    rows: Rows
    partners: dict[str | int, dict]
    sample_events: int


def compile_report(definition: Definition, *, register: Register) -> CumulativeReport:
    """The whole report; a mission, year, state, category or approach in scope without events is there with 0."""
    rules = register_rules(definition, register)
    modes = as_modes(rules)
    of_years = register.counted_in(definition)
    selection = of_years.of_missions(definition.missions)
    as_one = definition.counts_series_as_one
    counts = Counts(
        rows=_Counter(selection, modes, as_one).breakdowns(),
        partners=_Counter(of_years, modes, as_one).partners(),
        sample_events=selection.events.filter(is_sample=True).order_by().count(),
    )
    return report_of(definition, counts, rules, register=register)


def report_of(
    definition: Definition, counts: Counts, rules: tuple[Rule, ...], *, register: Register
) -> CumulativeReport:
    """The counts with everything's name in both languages, and the published figures that are their baseline."""
    rows = counts.rows
    missions, regions, region_of, states = _places(definition, register)
    categories, formats = _categories(register), _formats()
    approaches, axes = _approaches(definition, register)
    by_year = _by_fiscal_year(definition, as_modes(rules), rows["fiscal_year"])
    by_state = _figures(states, rows["state"])
    known = [row.participants for row in by_year if row.participants is not None]
    report = CumulativeReport(
        definition=definition,
        events=sum(row.events for row in by_year),
        participants=sum(known) if known else None,
        unknown=sum(row.unknown for row in by_year),
        by_fiscal_year=by_year,
        by_mission=_figures(missions, rows["mission"]),
        by_region=_by_region(regions, region_of, by_state),
        by_state=by_state,
        by_category=_figures(categories, rows["category"]),
        by_approach=tuple(
            figure for axis, codes in axes.items() for figure in _axis_figures(axis, codes, rows[axis])
        ),
        by_format=_figures(formats, rows["format"]),
        joint=_figures(missions, {code: row for code, row in counts.partners.items() if code in missions}),
        counting_rules=rules,
        not_confirmed=rows["status"].get(Status.SUBMITTED, {}).get("events", 0),
        sample_events=counts.sample_events,
        region_of=region_of,
        labels={
            "mission": missions, "region": regions, "state": states, "category": categories, "format": formats,
            "approach": approaches,
        },
    )  # fmt: skip
    return replace(report, baselines=baselines(report).used)


def register_rules(definition: Definition, register: Register) -> tuple[Rule, ...]:
    """The register's counting rule of each year of the definition."""
    recorded = [rule for rule in register.rows(CountingRule) if rule.fiscal_year in definition.years]
    by_year = {rule.fiscal_year: Rule(rule.fiscal_year, rule.modes, rule.note_ja, rule.note_en) for rule in recorded}
    return tuple(by_year.get(year, Rule(year, None)) for year in definition.years)


def as_modes(rules: Iterable[Rule]) -> dict[int, tuple[str, ...]]:
    """Fiscal year -> the modes that count in it; a year without a rule is not there."""
    return {rule.fiscal_year: rule.modes for rule in rules if rule.modes is not None}


def _figure(code: str | int, row: dict | None) -> Figure:
    row = row or {"events": 0, "participants": 0, "unknown": 0}
    return Figure(code=code, events=row["events"], participants=row["participants"], unknown=row["unknown"])


def _figures(labels: Iterable[str], rows: dict) -> tuple[Figure, ...]:
    """One figure for each code in scope, in its order; then whatever else was counted, '' last."""
    codes = [*labels, *sorted(code for code in rows if code not in set(labels) and code), *([""] if "" in rows else [])]
    return tuple(_figure(code, rows.get(code)) for code in codes)


def _axis_figures(axis: str, codes: Iterable[str], rows: dict) -> tuple[AxisFigure, ...]:
    figures = _figures(codes, {"": None, **rows})
    return tuple(AxisFigure(axis, str(row.code), row.events, row.participants, row.unknown) for row in figures)


def _by_fiscal_year(definition: Definition, rules: Rules, rows: dict) -> tuple[Figure, ...]:
    figures = [_figure(year, rows.get(year)) for year in definition.years]
    return tuple(row if row.code in rules else Figure(row.code, row.events, None, row.unknown) for row in figures)


def _by_region(regions: Labels, region_of: dict[str, str], by_state: tuple[Figure, ...]) -> tuple[Figure, ...]:
    rows: dict[str, dict] = {}
    for figure in by_state:
        row = rows.setdefault(region_of.get(str(figure.code), ""), {"events": 0, "participants": 0, "unknown": 0})
        row["events"] += figure.events
        row["participants"] += figure.participants or 0
        row["unknown"] += figure.unknown
    return _figures(regions, rows)


def _places(definition: Definition, register: Register) -> tuple[Labels, Labels, dict[str, str], Labels]:
    chosen = definition.missions
    states = sorted(register.rows(State), key=lambda state: state.code)
    return (
        {
            row.code: Label(row.short_ja, row.short_en)
            for row in register.rows(Mission)
            if not chosen or row.code in chosen
        },
        _names(register.rows(Region)),
        {state.code: state.region_id for state in states},
        _names(states),
    )


def _names(rows: Iterable[Any]) -> Labels:
    return {row.code: Label(row.name_ja, row.name_en) for row in rows}


def _categories(register: Register) -> Labels:
    return _names(register.rows(Category))


def _approaches(definition: Definition, register: Register) -> tuple[Labels, dict[str, list[str]]]:
    """Code -> label; and axis -> codes in scope: of the pillars, those of a plan in force within the report's years."""
    begin, end = first_day(definition.first), last_day(definition.last)
    labels: Labels = {}
    axes: dict[str, list[str]] = {axis: [] for axis in APPROACH_AXES}
    for row in register.approaches():
        labels[row.code] = Label(row.name_ja, row.name_en, row.method_ja, row.method_en)
        plan = row.plan
        if plan is None or (plan.valid_from <= end and (plan.valid_to is None or plan.valid_to >= begin)):
            axes[row.axis].append(row.code)
    return labels, axes


def _formats() -> Labels:
    names = {}
    for language in ("ja", "en"):
        with override(language):
            names[language] = {code: str(label) for code, label in Format.choices}
    return {code: Label(names["ja"][code], names["en"][code]) for code in Format.values}
