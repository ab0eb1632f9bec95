"""What the pages and files of a bridge show, in the words of the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.changes import Change, changes_between
from events.models import Category, Event
from regions.models import Mission
from reports.bridge import DIMENSIONS, NOT_BROKEN_DOWN, TERMS, Amount, Bridge, Dimension, Step, Term
from reports.typography import fiscal_year_in

NAMES: Mapping[Term, object] = {
    "new_years": _("New fiscal years"),
    "late": _("Entered late"),
    "merged": _("Merged into another event"),
    "withdrawn": pgettext_lazy("term of a bridge", "Withdrawn"),
    "returned": _("Returned, no longer counted"),
    "corrected": pgettext_lazy("term of a bridge", "Corrected"),
    "rule": _("Counting rule changed"),
    "scope": _("Other missions, regions or years asked for"),
    "baseline": _("Published figures standing in"),
}
EXPLAINED: Mapping[Term, object] = {
    "new_years": _("Events of fiscal years that the earlier edition did not cover."),
    "late": _("Events of the years that the earlier edition covered, handed in after it was made."),
    "merged": _("Events that were counted and have since been merged into another one."),
    "withdrawn": _("Events that were counted and have since been withdrawn."),
    "returned": _("Events that were counted and are with their mission again, so that they do not count now."),
    "corrected": _("Events counted in both whose participants, date, mission or category were corrected."),
    "rule": _("Events whose participants count differently because the rule of their fiscal year changed."),
    "scope": _("Events that only one of the two asked for: another choice of years, missions, regions or statuses."),
    "baseline": _("Years for which a published figure stands in, in one of the two only."),
}
DIMENSION_NAMES: Mapping[Dimension, object] = {
    "fiscal_year": _("By fiscal year"),
    "mission": _("By mission"),
    "category": _("By category"),
}
HEADS: Mapping[Dimension, object] = {
    "fiscal_year": _("Fiscal year"),
    "mission": _("Mission"),
    "category": _("Category"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the bridge. `term` is '' for the two figures themselves; `count` says how many events it lists."""

    term: str
    name: str
    explained: str
    amount: Amount
    count: int = 0


def summary(bridge: Bridge) -> list[Line]:
    """The earlier figure, every term that has events or adds something, the later figure."""
    lines = [Line("", side_name(bridge.earlier.edition), "", bridge.earlier.total)]
    for term, amount in bridge.terms:
        count = len(bridge.steps.get(term, ()))
        if count or not amount.is_nothing:
            lines.append(Line(term, str(NAMES[term]), str(EXPLAINED[term]), amount, count))
    return [*lines, Line("", side_name(bridge.later.edition), "", bridge.later.total)]


def side_name(edition: int | None) -> str:
    return _now("As it stands now") if edition is None else _now("Edition %(number)d") % {"number": edition}


@dataclass(frozen=True, slots=True)
class Breakdown:
    """`terms` are the columns that add something anywhere; a row's amounts are in their order, between start and end."""

    dimension: Dimension
    name: str
    head: str
    terms: tuple[tuple[Term, str], ...]
    rows: tuple[BreakdownLine, ...]

    @property
    def width(self) -> int:
        """Columns of one measure."""
        return len(self.terms) + 2


@dataclass(frozen=True, slots=True)
class BreakdownLine:
    code: str
    name: str
    start: Amount
    changes: tuple[Amount, ...]
    end: Amount


def breakdowns(bridge: Bridge, language: str) -> list[Breakdown]:
    found = []
    for dimension in DIMENSIONS:
        rows = bridge.by(dimension)
        terms = tuple(term for term in TERMS if any(not row.of(term).is_nothing for row in rows.values()))
        names = names_of(dimension, list(rows), language)
        order = list(names)
        lines = tuple(
            BreakdownLine(str(code), names[code], row.of("start"), tuple(row.of(term) for term in terms), row.of("end"))
            for code, row in sorted(
                rows.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order)
            )
        )
        columns = tuple((term, str(NAMES[term])) for term in terms)
        found.append(Breakdown(dimension, str(DIMENSION_NAMES[dimension]), str(HEADS[dimension]), columns, lines))
    return found


def names_of(dimension: Dimension, codes: Sequence[str | int], language: str) -> dict[str | int, str]:
    if dimension == "fiscal_year":
        years = sorted(int(code) for code in codes if code != NOT_BROKEN_DOWN)
        known: dict = {year: fiscal_year_in(language, year) for year in years}
    elif dimension == "mission":
        known = {row.pk: row.short_name for row in Mission.objects.filter(pk__in=codes)}
    else:
        known = {row.pk: row.name for row in Category.objects.filter(pk__in=codes)}
    others = {code: str(code) or _now("Not broken down") for code in codes if code not in known}
    return known | others


@dataclass(frozen=True, slots=True)
class TermRow:
    """An event of a term. `event` is None for a person who may not open it: it is counted, and not named."""

    step: Step
    event: Event | None
    changes: tuple[Change, ...] = ()


def term_rows(steps: Sequence[Step], *, user, until_now: bool) -> list[TermRow]:
    """In six queries or so, however many events."""
    events = Event.objects.visible_to(user).in_bulk([step.event for step in steps])
    spans = {
        step.event: (
            step.before.history_row if step.before else None,
            step.after.history_row if step.after and not until_now else None,
        )
        for step in steps
        if step.event in events
    }
    changes = changes_between(spans)
    return [TermRow(step, events.get(step.event), tuple(changes.get(step.event, ()))) for step in steps]
