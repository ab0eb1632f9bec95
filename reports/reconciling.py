"""Published figures line by line beside what is recorded for the same years, and what headquarters says about it."""

from __future__ import annotations

from dataclasses import dataclass

from events.status import COUNTED
from reports.baselines import baselines
from reports.cumulative import Register, compile_report
from reports.figures import CumulativeReport, Definition
from reports.models import PublishedFigure, ReconciliationNote


@dataclass(frozen=True, slots=True)
class Line:
    """A published figure; `recorded` is None where a year of it has no counting rule. `counts_as_baseline`: as of now."""

    published: PublishedFigure
    recorded: int | None
    counts_as_baseline: bool
    note: ReconciliationNote | None

    @property
    def key(self) -> str:
        row = self.published
        return f"{row.pk}"

    @property
    def difference(self) -> int | None:
        return None if self.recorded is None else self.recorded - self.published.value


def lines() -> list[Line]:
    """Events first, single years before spans; the register as it stands, all missions."""
    published = list(PublishedFigure.objects.all())
    if not published:
        return []
    report = _report(published)
    used = {
        (row.published.measure, row.published.first, row.published.last, row.published.published_on)
        for row in baselines(report).used
    }
    notes = {(row.measure, row.fiscal_year_from, row.fiscal_year_to): row for row in ReconciliationNote.objects.all()}
    found = []
    for row in published:
        span = (row.measure, row.fiscal_year_from, row.fiscal_year_to)
        found.append(Line(row, report.recorded(*span), (*span, row.published_on) in used, notes.get(span)))
    return sorted(
        found,
        key=lambda line: (
            line.published.measure, line.published.fiscal_year_to - line.published.fiscal_year_from,
            line.published.fiscal_year_from, line.published.published_on,
        ),
    )  # fmt: skip


def _report(published: list[PublishedFigure]) -> CumulativeReport:
    first = min(row.fiscal_year_from for row in published)
    last = max(row.fiscal_year_to for row in published)
    definition = Definition(first, last, (), tuple(str(status) for status in COUNTED))
    return compile_report(definition, register=Register.whole())
