"""Compiles the board from the register's figures, in a number of queries that does not depend on its size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from events.models import Approach, Category, CountingRule
from events.querysets import Rules
from regions.models import Indicator, IndicatorValue, Region, State
from reports.board import Board, BoardIndicator, StateFigures, indicator_key
from reports.cumulative import Register
from reports.figures import Definition, Figure, Label


def compile_board(definition: Definition, *, register: Register, traits: Iterable[str]) -> Board:
    """Every state with its newest indicators and its figures, by the traits asked for (`reports.board.TRAITS`)."""
    rules = CountingRule.objects.as_rules()
    counted = register.counted_in(definition)
    totals = {row["code"]: row for row in counted.axes.filter(axis="state").figures_by("code", rules=rules)}
    labels, parts = _labels(traits), {trait: _parts(trait, counted, rules) for trait in traits}
    indicators, values, places = _indicators()
    states = list(State.objects.order_by("code"))
    rows = tuple(
        StateFigures(
            code=state.code,
            region=state.region_id,
            indicators={row.key: values.get((row.code, state.code)) for row in indicators},
            places={row.key: places[row.code, state.code] for row in indicators if (row.code, state.code) in places},
            total=_figure("", totals.get(state.code)),
            parts={trait: _complete(parts[trait].get(state.code, {}), labels[trait]) for trait in traits},
        )
        for state in states
    )
    return Board(
        definition=definition,
        indicators=indicators,
        rows=rows,
        total=Figure.sum(row.total for row in rows),
        labels={
            **labels,
            "state": {row.code: Label(row.name_ja, row.name_en, row.full_name_ja, row.name_en) for row in states},
            "region_of_state": {row.code: Label(row.name_ja, row.name_en) for row in Region.objects.all()},
        },
        years_without_rule=tuple(year for year in definition.years if year not in rules),
    )


def _labels(traits: Iterable[str]) -> dict[str, dict[str, Label]]:
    """Trait -> code -> name, in the order of the columns."""
    labels: dict[str, dict[str, Label]] = {trait: {} for trait in traits}
    if "category" in labels:
        labels["category"] = {row.code: Label(row.name_ja, row.name_en) for row in Category.objects.all()}
    axes = [trait for trait in labels if trait != "category"]
    for row in Approach.objects.filter(axis__in=axes).order_by("position", "code") if axes else ():
        labels[row.axis][row.code] = Label(row.name_ja, row.name_en, row.method_ja, row.method_en)
    return labels


def _parts(trait: str, counted: Register, rules: Rules) -> dict[str, dict[str, dict]]:
    """State -> code -> row."""
    found: dict[str, dict[str, dict]] = {}
    source = counted.totals if trait == "category" else counted.axes
    for row in source.by_state_and(trait, rules=rules):
        found.setdefault(row["state"], {})[row["code"]] = row
    return found


def _complete(rows: dict[str, dict], labels: dict[str, Label]) -> tuple[Figure, ...]:
    """One figure for each code in scope, then whatever else was counted, '' last."""
    others = sorted(code for code in rows if code and code not in labels)
    return tuple(_figure(code, rows.get(code)) for code in (*labels, *others, ""))


def _figure(code: str, row: dict | None) -> Figure:
    return Figure(code, row["events"], row["participants"], row["unknown"]) if row else Figure(code, 0, 0, 0)


Key = tuple[str, str]
"""Indicator and state."""


def _indicators() -> tuple[tuple[BoardIndicator, ...], dict[Key, int], dict[Key, int]]:
    """The newest of each indicator; its values; and each value's place among them."""
    newest: dict[str, Indicator] = {}
    for row in Indicator.objects.all():
        key = indicator_key(row.code)
        if key not in newest or row.year > newest[key].year:
            newest[key] = row
    rows: Any = IndicatorValue.objects.with_place().filter(indicator__in=[row.pk for row in newest.values()])
    values: dict[Key, int] = {}
    places: dict[Key, int] = {}
    for row in rows:
        values[row.indicator_id, row.state_id], places[row.indicator_id, row.state_id] = row.value, row.place
    many = Counter(code for code, _state in values)
    found = tuple(
        BoardIndicator(
            key=key,
            code=row.code,
            year=row.year,
            label=Label(row.name_ja, row.name_en),
            unit=Label(row.unit_ja, row.unit_en),
            source=Label(row.source_ja, row.source_en),
            note=Label(row.note_ja, row.note_en),
            states=many[row.code],
        )
        for key, row in newest.items()
    )
    return found, values, places
