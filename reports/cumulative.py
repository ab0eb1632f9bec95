"""Compiles the cumulative report from the register's figures, in a number of queries that does not depend on its size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.db.models import Max, Min
from django.utils.translation import override

from events.fiscal_year import first_day, last_day
from events.models import Approach, AxisTotal, Category, CountingRule, Event, RunningTotal
from events.models.choices import Format
from events.querysets import APPROACH_AXES, AXES, AxisTotalQuerySet, EventQuerySet, Rules, RunningTotalQuerySet
from events.status import COUNTED, Status
from regions.models import Mission, Region, State
from reports.figures import AxisFigure, CumulativeReport, Definition, Figure, Label, Published, Rule
from reports.models import PublishedFigure

Labels = dict[str, Label]


@dataclass(frozen=True, slots=True)
class Register:
    """The rows that a reader may count: events and their running totals, in one and the same scope."""

    events: EventQuerySet
    totals: RunningTotalQuerySet
    axes: AxisTotalQuerySet

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

    def counted_in(self, definition: Definition) -> Self:
        """Of the definition's years and statuses, led by whichever mission."""

        def narrow(rows):
            return rows.counted(definition.statuses).in_fiscal_years(definition.first, definition.last)

        return type(self)(events=narrow(self.events), totals=narrow(self.totals), axes=narrow(self.axes))

    def of_missions(self, codes: Iterable[str]) -> Self:
        codes = tuple(codes)
        return type(self)(
            events=self.events.of_missions(codes),
            totals=self.totals.of_missions(codes),
            axes=self.axes.of_missions(codes),
        )

    def years_counted(self) -> tuple[int, int] | None:
        """The first and the last fiscal year with an event that counts; None when there is none."""
        rows = self.axes.once().counted(COUNTED).filter(event_count__gt=0).order_by()
        span = rows.aggregate(first=Min("fiscal_year"), last=Max("fiscal_year"))
        return None if span["first"] is None else (span["first"], span["last"])


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
            later = self.register.events.later_in_series().order_by().exclude(partner_missions=None)
            for code in later.values_list("partner_missions", flat=True):
                rows[code]["events"] -= 1
        return rows


def compile_report(definition: Definition, *, register: Register) -> CumulativeReport:
    """The whole report; a mission, year, state, category or approach in scope without events is there with 0."""
    recorded = CountingRule.objects.filter(fiscal_year__range=(definition.first, definition.last))
    rules = recorded.as_rules()
    of_years = register.counted_in(definition)
    selection = of_years.of_missions(definition.missions)
    rows = _Counter(selection, rules, definition.counts_series_as_one).breakdowns()
    joint = _Counter(of_years, rules, definition.counts_series_as_one)
    missions, regions, region_of, states = _places(definition)
    categories, formats = _categories(), _formats()
    approaches, axes = _approaches(definition)

    by_year = _by_fiscal_year(definition, rules, rows["fiscal_year"])
    by_state = _figures(states, rows["state"])
    known = [row.participants for row in by_year if row.participants is not None]
    partners = joint.partners()
    return CumulativeReport(
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
        joint=_figures(missions, {code: row for code, row in partners.items() if code in missions}),
        counting_rules=_counting_rules(definition, recorded),
        not_confirmed=rows["status"].get(Status.SUBMITTED, {}).get("events", 0),
        sample_events=selection.events.filter(is_sample=True).order_by().count(),
        region_of=region_of,
        labels={
            "mission": missions, "region": regions, "state": states, "category": categories, "format": formats,
            "approach": approaches,
        },
    )  # fmt: skip


def published_figures() -> tuple[Published, ...]:
    """Every official number on record, oldest document first."""
    return tuple(
        Published(
            measure=row.measure, first=row.fiscal_year_from, last=row.fiscal_year_to, value=row.value,
            is_derived=row.is_derived, published_on=row.published_on,
            document=Label(row.document_ja, row.document_en), source=row.source,
        )
        for row in PublishedFigure.objects.all()
    )  # fmt: skip


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


def _places(definition: Definition) -> tuple[Labels, Labels, dict[str, str], Labels]:
    missions = Mission.objects.order_by("position", "code")
    if definition.missions:
        missions = missions.filter(pk__in=definition.missions)
    states = list(State.objects.order_by("code").values_list("code", "name_ja", "name_en", "region_id"))
    regions = Region.objects.order_by("position", "code").values_list("code", "name_ja", "name_en")
    return (
        {code: Label(ja, en) for code, ja, en in missions.values_list("code", "short_ja", "short_en")},
        {code: Label(ja, en) for code, ja, en in regions},
        {code: region for code, _ja, _en, region in states},
        {code: Label(ja, en) for code, ja, en, _region in states},
    )


def _categories() -> Labels:
    rows = Category.objects.order_by("position", "code").values_list("code", "name_ja", "name_en")
    return {code: Label(ja, en) for code, ja, en in rows}


def _approaches(definition: Definition) -> tuple[Labels, dict[str, list[str]]]:
    """Code -> label; and axis -> codes in scope: of the pillars, those of a plan in force within the report's years."""
    begin, end = first_day(definition.first), last_day(definition.last)
    labels: Labels = {}
    axes: dict[str, list[str]] = {axis: [] for axis in APPROACH_AXES}
    rows = Approach.objects.select_related("plan").order_by("plan__valid_from", "position", "code")
    for row in rows:
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


def _counting_rules(definition: Definition, recorded: Iterable[CountingRule]) -> tuple[Rule, ...]:
    by_year = {rule.fiscal_year: Rule(rule.fiscal_year, rule.modes, rule.note_ja, rule.note_en) for rule in recorded}
    return tuple(by_year.get(year, Rule(year, None)) for year in definition.years)
