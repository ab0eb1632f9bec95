"""What missions have not reported of an edition's years: years still open, returns, drafts, missions without any event."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from events.fiscal_year import first_day, last_day
from events.models import Event, Year
from events.quarters import Quarter
from events.return_deadlines import Deadlines
from events.return_states import COMPLETE
from events.returns import Cell, read
from events.status import Status
from regions.models import Jurisdiction, Mission
from reports.edition_compiling import Compiled
from reports.findings import Finding, finding, listed
from reports.typography import fiscal_year_in, number

MOST_NAMED = 12


def reporting(compiled: Compiled) -> Iterator[Finding]:
    """As the register stands now, also where the edition counts an earlier moment."""
    years = list(compiled.report.definition.years)
    yield from _open_years(years)
    cells = _cells(compiled, years)
    yield from _returns(cells)
    yield from _missions_without(compiled, years, cells)
    yield from _drafts(compiled, years)


def _open_years(years: list[int]) -> Iterator[Finding]:
    closed = set(Year.objects.closed().filter(pk__in=years).values_list("pk", flat=True))
    still_open = [year for year in years if year not in closed]
    if still_open:
        yield finding(
            "open-years",
            lambda language: _("Not closed yet: %(years)s. Their events can still change.") % {
                "years": listed(language, [fiscal_year_in(language, year) for year in still_open]),
            },
            href=reverse("year_list"),
        )  # fmt: skip


def _cells(compiled: Compiled, years: list[int]) -> dict[int, list[list[Cell]]]:
    """Of each year of which returns are asked for, earliest first: each of the edition's missions with its quarters."""
    codes = {str(row.code) for row in compiled.report.by_mission}
    missions = list(Mission.objects.filter(pk__in=codes))
    return {year: read(missions, Quarter.all_of(year)) for year in Deadlines.load(years).asked_years}


def _returns(cells: dict[int, list[list[Cell]]]) -> Iterator[Finding]:
    """For each year the returns that are due and not there, or contradict the events."""
    for year, rows in cells.items():
        overdue = [cell for row in rows for cell in row if cell.is_overdue]
        if overdue:
            yield finding(
                "returns",
                lambda language, year=year, overdue=overdue: _("Quarterly returns of %(year)s that are due and not complete: %(count)s (%(names)s).") % {
                    "year": fiscal_year_in(language, year), "count": number(len(overdue)), "names": _named(language, overdue),
                },
                of=year, href=reverse("return_year", args=[year]),
            )  # fmt: skip


def _named(language: str, overdue: list[Cell]) -> str:
    """ボストン総 第2四半期、…: the first few; their page shows all."""
    names = [f"{cell.mission.short_name} {cell.quarter.label}" for cell in overdue[:MOST_NAMED]]
    return listed(language, names) + ("…" if len(overdue) > MOST_NAMED else "")


def _missions_without(compiled: Compiled, years: list[int], cells: dict[int, list[list[Cell]]]) -> Iterator[Finding]:
    """Of those that served a place in these years. Who signed for each quarter that there was nothing has reported."""
    begin, end = first_day(years[0]), last_day(years[-1])
    spans = Jurisdiction.objects.spans()
    serving = {code for code, days in spans.items() if any(a <= end and b >= begin for a, b in days)}
    signed = _signed_for_all(cells) if list(cells) == years else set()
    without = [
        str(row.code)
        for row in compiled.report.by_mission
        if row.code and not row.events and row.code in serving and row.code not in signed
    ]
    if without:
        labels = compiled.report.labels["mission"]
        yield finding(
            "missions-without",
            lambda language: _("Missions without any event in these years: %(missions)s.") % {
                "missions": listed(language, [labels[code].name(language) for code in without]),
            },
            href=reverse("year_list"),
        )  # fmt: skip


def _signed_for_all(cells: dict[int, list[list[Cell]]]) -> set[str]:
    """Missions of which the return of every quarter in which they were open is there."""
    left = {cell.mission.pk for rows in cells.values() for row in rows for cell in row if _is_missing(cell)}
    return {row[0].mission.pk for rows in cells.values() for row in rows} - left


def _is_missing(cell: Cell) -> bool:
    return cell.situation.is_open and cell.state not in COMPLETE


def _drafts(compiled: Compiled, years: list[int]) -> Iterator[Finding]:
    drafts = Event.objects.filter(status=Status.DRAFT).in_fiscal_years(years[0], years[-1])
    count = drafts.of_missions(compiled.choices.missions).count()
    if count:
        yield finding(
            "drafts",
            lambda _l: _("Drafts that were not handed in and are not counted: %(count)s.") % {"count": number(count)},
            href=f"{reverse('event_list')}?status=draft&fiscal_year_min={years[0]}&fiscal_year_max={years[-1]}",
        )  # fmt: skip
