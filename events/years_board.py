"""The fiscal years side by side, and what stands open in one of them: what HQ looks at before it closes a year."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from events.fiscal_year import fiscal_year_of
from events.models import CorrectionRequest, CountingRule, RunningTotal, Year, YearException
from events.status import Status
from regions.models import Mission

SHOWN = [status for status in Status if status != Status.WITHDRAWN]


@dataclass(frozen=True, slots=True)
class Line:
    """One fiscal year. `year` is None where HQ has not opened it; it then counts as open."""

    fiscal_year: int
    year: Year | None
    counts: dict[str, int]
    exceptions: int
    corrections: int

    @property
    def by_status(self) -> list[tuple[Status, int]]:
        return [(status, self.counts.get(status, 0)) for status in SHOWN]


@dataclass(frozen=True, slots=True)
class Checklist:
    """What is not finished in a year: nothing of it keeps HQ from closing, all of it should be known."""

    waiting: list[tuple[Status, int]]
    unknown: int
    without: list[Mission]

    @property
    def is_clear(self) -> bool:
        return not self.unknown and not self.without and not any(count for _status, count in self.waiting)


def board(*, today: date) -> list[Line]:
    """Every year that HQ opened or that has events, and the one of today, latest first. Four queries."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    totals = RunningTotal.objects.order_by().values("fiscal_year", "status").annotate(events=Sum("event_count"))
    for row in totals.filter(events__gt=0):
        counts[row["fiscal_year"]][row["status"]] = row["events"]
    years = {year.pk: year for year in Year.objects.select_related("closed_by")}
    exceptions = Counter(YearException.objects.current().order_by().values_list("year_id", flat=True))
    waiting = CorrectionRequest.objects.waiting().order_by().values("fiscal_year").annotate(count=Count("pk"))
    corrections = {row["fiscal_year"]: row["count"] for row in waiting}
    shown = {year for year in counts if year} | set(years) | {fiscal_year_of(today)}
    return [
        Line(year, years.get(year), counts.get(year, {}), exceptions[year], corrections.get(year, 0))
        for year in sorted(shown, reverse=True)
    ]


def checklist(fiscal_year: int) -> Checklist:
    """Three queries."""
    rules = CountingRule.objects.as_rules()
    rows = RunningTotal.objects.in_fiscal_years(fiscal_year, fiscal_year)
    by_status = {row["code"]: row["events"] for row in rows.figures_by("status", rules=rules)}
    by_mission = {row["code"]: row for row in rows.counted().figures_by("mission", rules=rules)}
    return Checklist(
        waiting=[(status, by_status.get(status, 0)) for status in SHOWN if status != Status.CONFIRMED],
        unknown=sum(row["unknown"] for row in by_mission.values()),
        without=[mission for mission in Mission.objects.all() if mission.pk not in by_mission],
    )
