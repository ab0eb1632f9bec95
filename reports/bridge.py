"""From one edition to the next (増減内訳): each event that counts differently, under the one term that says why.

Pure. Both sides are the events that were counted, one by one; an event's part in the bridge is what it gives to the later
side less what it gave to the earlier one. So the terms add up to the difference for the whole, and for each fiscal year,
mission and category, by construction: nothing is left over that a term would have to absorb.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from reports.figures import Baseline, Definition

Term = Literal["baseline", "scope", "new_years", "late", "merged", "withdrawn", "returned", "corrected", "rule"]
TERMS: tuple[Term, ...] = (
    "new_years", "late", "merged", "withdrawn", "returned", "corrected", "rule", "scope", "baseline",
)  # fmt: skip
"""新年度分, 追加登録, 統合, 取下げ, 計上外, 訂正, 計上基準の変更, 対象範囲の変更, 基礎値の増減."""

Dimension = Literal["fiscal_year", "mission", "category"]
DIMENSIONS: tuple[Dimension, ...] = ("fiscal_year", "mission", "category")
NOT_BROKEN_DOWN = ""
"""The row of a breakdown for what has no such trait, and for a baseline that covers more than the row could."""


class Amount(NamedTuple):
    """Events (件), participants (名, the sum of what is known) and events of unknown participation (件)."""

    events: int = 0
    participants: int = 0
    unknown: int = 0

    def plus(self, other: Amount) -> Amount:
        return Amount(*(a + b for a, b in zip(self, other, strict=True)))

    def minus(self, other: Amount) -> Amount:
        return Amount(*(a - b for a, b in zip(self, other, strict=True)))

    @property
    def is_nothing(self) -> bool:
        return not any(self)


class Counted(NamedTuple):
    """An event as one side counted it; `region` is '' where its state has none, `rule` as in EditionEvent."""

    event: int
    number: str
    version: int
    history_row: int | None
    status: str
    mission: str
    fiscal_year: int
    region: str
    category: str
    participants: int | None
    is_unknown: bool
    is_counted: bool
    rule: str

    @property
    def amount(self) -> Amount:
        return Amount(int(self.is_counted), self.participants or 0, int(self.is_unknown))


@dataclass(frozen=True, slots=True)
class Side:
    """What was counted. `edition` is n of 第n版, None for the register as it stands now."""

    edition: int | None
    definition: Definition
    rows: Mapping[int, Counted]
    baselines: tuple[Baseline, ...] = ()

    @property
    def recorded(self) -> Amount:
        return _sum(row.amount for row in self.rows.values())

    @property
    def baseline(self) -> Amount:
        return _sum(baseline_amount(row) for row in self.baselines)

    @property
    def total(self) -> Amount:
        """Baseline and recorded, as the edition prints it."""
        return self.baseline.plus(self.recorded)


@dataclass(frozen=True, slots=True)
class Step:
    """One event's part in a term: `before` is what it gave, `after` what it gives; None where it is not counted."""

    term: Term
    event: int
    before: Counted | None
    after: Counted | None

    @property
    def amount(self) -> Amount:
        return (self.after.amount if self.after else Amount()).minus(self.before.amount if self.before else Amount())

    @property
    def shown(self) -> Counted:
        row = self.after or self.before
        if row is None:
            raise ValueError("a step without an event")
        return row


@dataclass(frozen=True, slots=True)
class Bridge:
    """`steps` by term; every figure of it is added up from them."""

    earlier: Side
    later: Side
    steps: Mapping[Term, tuple[Step, ...]] = field(default_factory=dict)

    def amount(self, term: Term) -> Amount:
        if term == "baseline":
            return self.later.baseline.minus(self.earlier.baseline)
        return _sum(step.amount for step in self.steps.get(term, ()))

    @property
    def terms(self) -> tuple[tuple[Term, Amount], ...]:
        """Every term with what it adds, those that add nothing included."""
        return tuple((term, self.amount(term)) for term in TERMS)

    @property
    def adds_up(self) -> bool:
        return self.earlier.total.plus(_sum(amount for _term, amount in self.terms)) == self.later.total

    def by(self, dimension: Dimension) -> dict[str | int, BridgeRow]:
        """Code -> the same bridge for that fiscal year, mission or category; the rows add up to the whole."""
        rows: dict[str | int, BridgeRow] = {}

        def row(code: str | int) -> BridgeRow:
            return rows.setdefault(code, BridgeRow())

        for side, name in ((self.earlier, "start"), (self.later, "end")):
            for counted in side.rows.values():
                row(getattr(counted, dimension)).add(name, counted.amount)
            for baseline in side.baselines:
                row(_baseline_code(baseline, dimension)).add(name, baseline_amount(baseline))
        for term, steps in self.steps.items():
            for step in steps:
                if step.after:
                    row(getattr(step.after, dimension)).add(term, step.after.amount)
                if step.before:
                    row(getattr(step.before, dimension)).add(term, Amount().minus(step.before.amount))
        for code, each in rows.items():
            later = _sum(baseline_amount(b) for b in self.later.baselines if _baseline_code(b, dimension) == code)
            earlier = _sum(baseline_amount(b) for b in self.earlier.baselines if _baseline_code(b, dimension) == code)
            each.add("baseline", later.minus(earlier))
        return dict(sorted(rows.items(), key=lambda item: (item[0] == NOT_BROKEN_DOWN, str(item[0]))))


class BridgeRow:
    """The amounts of one row of a breakdown, by term, with `start` and `end`."""

    def __init__(self) -> None:
        self.amounts: dict[str, Amount] = {}

    def add(self, name: str, amount: Amount) -> None:
        self.amounts[name] = self.of(name).plus(amount)

    def of(self, name: str) -> Amount:
        return self.amounts.get(name, Amount())

    @property
    def adds_up(self) -> bool:
        return self.of("start").plus(_sum(self.of(term) for term in TERMS)) == self.of("end")


def build(
    earlier: Side, later: Side, *, gone: Mapping[int, Term], under_old_rule: Mapping[int, Counted] | None = None
) -> Bridge:
    """`gone`: why an event is no longer counted, for those that the later side's definition would still take.

    `under_old_rule`: of events that changed in a year whose rule changed too, what the new version gives by the old rule.
    """
    steps: dict[Term, list[Step]] = {}
    for event in earlier.rows.keys() | later.rows.keys():
        for step in _steps(event, earlier, later, gone=gone, under_old_rule=under_old_rule or {}):
            steps.setdefault(step.term, []).append(step)
    ordered = {
        term: tuple(sorted(steps[term], key=lambda step: (step.shown.fiscal_year, step.shown.number, step.event)))
        for term in TERMS
        if term in steps
    }
    return Bridge(earlier, later, ordered)


def _steps(event: int, earlier: Side, later: Side, *, gone, under_old_rule) -> Iterator[Step]:
    before, after = earlier.rows.get(event), later.rows.get(event)
    if before is None and after is not None:
        yield Step(_why_new(after, earlier.definition), event, None, after)
    elif after is None and before is not None:
        outside = not is_within(before, later.definition)
        yield Step("scope" if outside else gone.get(event, "returned"), event, before, None)
    elif before is not None and after is not None:
        yield from _changed(event, before, after, under_old_rule, same=_same_way(earlier.definition, later.definition))


def _changed(event: int, before: Counted, after: Counted, under_old_rule, *, same: bool) -> Iterator[Step]:
    if before.rule != after.rule and _places(before) == _places(after) and _version(before) == _version(after):
        yield Step("rule", event, before, after)
        return
    between = under_old_rule.get(event, after) if before.rule != after.rule else after
    if _given(before) != _given(between):
        only_series = before._replace(is_counted=between.is_counted)
        term: Term = "scope" if not same and _given(only_series) == _given(between) else "corrected"
        yield Step(term, event, before, between)
    if _given(between) != _given(after):
        yield Step("rule", event, between, after)


def _why_new(after: Counted, before: Definition) -> Term:
    if after.fiscal_year not in before.years:
        return "new_years"
    return "late" if is_within(after, before) else "scope"


def is_within(row: Counted, definition: Definition) -> bool:
    """Whether a definition selects such an event."""
    return (
        row.fiscal_year in definition.years
        and (not definition.missions or row.mission in definition.missions)
        and (not definition.regions or row.region in definition.regions)
        and row.status in definition.statuses
    )


def _same_way(one: Definition, other: Definition) -> bool:
    return one.series == other.series


def _version(row: Counted) -> tuple[int, int | None]:
    return row.version, row.history_row


def _places(row: Counted) -> tuple:
    return row.fiscal_year, row.mission, row.category


def _given(row: Counted) -> tuple:
    """What an event gives and where; two versions that give the same have no part in a bridge."""
    return row.amount, *_places(row)


def baseline_amount(row: Baseline) -> Amount:
    value = row.published.value
    return Amount(events=value) if row.published.measure == "events" else Amount(participants=value)


def _baseline_code(row: Baseline, dimension: Dimension) -> str | int:
    one_year = row.published.first == row.published.last
    return row.published.first if dimension == "fiscal_year" and one_year else NOT_BROKEN_DOWN


def _sum(amounts) -> Amount:
    total = Amount()
    for amount in amounts:
        total = total.plus(amount)
    return total
