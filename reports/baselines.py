"""Which published figures stand in a cumulative figure for years of which no event is recorded (基礎値).

Cumulative = baseline + recorded, never both for one year unless it was declared with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.figures import Baseline, CumulativeReport, Label, Published
from reports.models import PublishedFigure


@dataclass(frozen=True, slots=True)
class Baselines:
    """`used` counts. `recorded_too` would stand beside recorded events, `cut` reaches beyond the report's years.

    `twice` are those of `used` that share a year with another one of the same measure: a sum with both is wrong.
    """

    used: tuple[Baseline, ...] = ()
    recorded_too: tuple[Published, ...] = ()
    cut: tuple[Published, ...] = ()

    @property
    def twice(self) -> tuple[Published, ...]:
        rows = [row.published for row in self.used]
        return tuple(row for row in rows if any(row is not other and share_years(row, other) for other in rows))


def share_years(one: Published, other: Published) -> bool:
    """Whether they tell of the same thing in one year at least."""
    return one.measure == other.measure and one.first <= other.last and other.first <= one.last


def published_figures() -> tuple[Published, ...]:
    """Every official number on record, oldest document first."""
    return tuple(_published(row) for row in PublishedFigure.objects.all())


def baselines(report: CumulativeReport) -> Baselines:
    """Of a report on all missions and regions; a published figure says nothing about a part of them."""
    definition = report.definition
    if not definition.is_of_all_places:
        return Baselines()
    recorded = {int(row.code): row.events for row in report.by_fiscal_year}
    used, recorded_too, cut = [], [], []
    for row in PublishedFigure.objects.exclude(baseline=""):
        years = range(row.fiscal_year_from, row.fiscal_year_to + 1)
        within = [year for year in years if year in definition.years]
        has_events = any(recorded.get(year) for year in within)
        is_added = row.baseline == PublishedFigure.Baseline.ADDED
        if within and len(within) < len(years):
            if is_added or not has_events:
                cut.append(_published(row))
        elif within and has_events and not is_added:
            recorded_too.append(_published(row))
        elif within:
            used.append(Baseline(_published(row), is_added, row.baseline_reason if is_added else ""))
    return Baselines(tuple(used), tuple(recorded_too), tuple(cut))


def _published(row: PublishedFigure) -> Published:
    return Published(
        measure=row.measure, first=row.fiscal_year_from, last=row.fiscal_year_to, value=row.value,
        is_derived=row.is_derived, published_on=row.published_on,
        document=Label(row.document_ja, row.document_en), source=row.source,
    )  # fmt: skip
