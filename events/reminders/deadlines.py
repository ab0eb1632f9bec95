"""What is near its deadline or past it: a mission's quarterly returns and fiscal years, and all of them for HQ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.fiscal_year import fiscal_year_of, last_day
from events.models import Event, Matter, Year
from events.quarters import Quarter
from events.reminders.line import Line
from events.reminders.stages import PRESSING, stage_of
from events.return_deadlines import Deadlines, day_at
from events.returns import Cell, read
from events.status import COUNTED, Status
from events.years import ClosedYears
from regions.models import Mission
from regions.text import in_a_row

TOKYO = "Asia/Tokyo"
MOST_QUARTERS = 4
MOST_MISSIONS = 8


def of_mission(person, *, now: datetime) -> Iterator[Line]:
    """Its quarters that are not settled, oldest of the latest four first, and the years of which a deadline is near."""
    mission = person.mission
    today = day_at(now, mission.time_zone)
    cells = [cell for cell in _unsettled([mission], now=now) if _stage(cell, today=today)]
    for cell in cells[-MOST_QUARTERS:]:
        yield _quarter(cell, today=today)
    yield from _earlier(cells[:-MOST_QUARTERS], mission, today=today)
    yield from _years(person, today=today)


def _unsettled(missions: list[Mission], *, now: datetime) -> list[Cell]:
    """What is asked for, not complete, and in no year that is closed to the mission; by quarter."""
    closed, current = ClosedYears.load(), fiscal_year_of(day_at(now, TOKYO))
    years = [year for year in Deadlines.load().asked_years if year <= current]
    rows = read(missions, [quarter for year in years for quarter in Quarter.all_of(year)], now=now)
    cells = [cell for row in rows for cell in row if not cell.is_settled]
    standing = [cell for cell in cells if not closed.stop(cell.mission.pk, cell.quarter.fiscal_year)]
    return sorted(standing, key=lambda cell: (cell.quarter, cell.mission.pk))


def _stage(cell: Cell, *, today: date) -> str:
    """'' where nothing is to be said yet."""
    if cell.situation.is_contradicted:
        return "contradicted"
    return stage_of((cell.deadline.on - today).days) if cell.deadline else ""


def _quarter(cell: Cell, *, today: date) -> Line:
    stage = _stage(cell, today=today)
    words = {"quarter": cell.quarter, "day": _day(cell.deadline.on if cell.deadline else None)}
    if cell.situation.is_contradicted:
        text = _("What was signed for %(quarter)s does not agree with its events.")
    elif stage.startswith("before"):
        text = _("%(quarter)s is to be signed by %(day)s.")
    else:
        text = _("%(quarter)s was due by %(day)s and is not signed.")
    said = text % words
    if cell.events and not cell.situation.is_contradicted:
        reported = ngettext(
            "%(count)d event is reported so far.", "%(count)d events are reported so far.", cell.events
        ) % {"count": cell.events}
        said = in_a_row([said, reported])
    return _line(f"return:{cell.mission.pk}:{_name(cell.quarter)}", stage, said, _page_of(cell))


def _earlier(cells: list[Cell], mission: Mission, *, today: date) -> Iterator[Line]:
    """One line over those before; news when there is one more or less of them, or a month has gone by."""
    if cells:
        text = ngettext(
            "%(count)d earlier quarter is not signed either. If nothing can be found out any more, ask headquarters to "
            "excuse the mission.",
            "%(count)d earlier quarters are not signed either. If nothing can be found out any more, ask headquarters to "
            "excuse the mission.",
            len(cells),
        ) % {"count": len(cells)}
        about = f"return:{mission.pk}:earlier-{len(cells)}"
        yield _line(about, _stage(cells[-1], today=today), text, reverse("return_board"))


def _years(person, *, today: date) -> Iterator[Line]:
    """Before its deadline every mission is told; after it those with events that were not handed in."""
    stopped = ClosedYears.load()
    for year in Year.objects.open().exclude(deadline_on=None).order_by("pk"):
        stage = stage_of((year.deadline_on - today).days)  # type: ignore[operator]  # those with one
        if not stage or stopped.stop(person.mission_id, year.pk):
            continue
        mine = Event.objects.answered_for_by(person).in_fiscal_years(year.pk, year.pk)
        left = mine.exclude(status__in=[*COUNTED, Status.WITHDRAWN]).count()
        words = {"year": year.pk, "day": _day(year.deadline_on), "count": left}
        if stage.startswith("before"):
            text = _("Fiscal year %(year)d: everything is to be handed in by %(day)s.") % words
            if left:
                text += (
                    " "
                    + ngettext("%(count)d event is not submitted yet.", "%(count)d events are not submitted yet.", left)
                    % words
                )
        elif left:
            text = (
                ngettext(
                    "Fiscal year %(year)d: the deadline was %(day)s, and %(count)d event is not submitted.",
                    "Fiscal year %(year)d: the deadline was %(day)s, and %(count)d events are not submitted.",
                    left,
                )
                % words
            )
        else:
            continue
        listed = f"{reverse('event_list')}?fiscal_year_min={year.pk}&fiscal_year_max={year.pk}&status=draft"
        yield _line(f"year:{person.mission_id}:{year.pk}", stage, text, listed if left else reverse("event_create"))


# ---- headquarters


def of_headquarters(*, now: datetime) -> Iterator[Line]:
    """The quarters that are over their deadline with the missions that have not handed in, and years ready to be closed."""
    today = day_at(now, TOKYO)
    overdue = [cell for cell in _unsettled(list(Mission.objects.all()), now=now) if cell.is_overdue and cell.deadline]
    quarters = [(quarter, list(cells)) for quarter, cells in groupby(overdue, key=lambda cell: cell.quarter)]
    for quarter, cells in quarters[-MOST_QUARTERS:]:
        yield from _missing(quarter, cells, today=today)
    yield from _earlier_missing(quarters[:-MOST_QUARTERS])
    yield from _to_close(today=today)


def _missing(quarter: Quarter, cells: list[Cell], *, today: date) -> Iterator[Line]:
    due_on = cells[0].deadline.on  # type: ignore[union-attr]  # those with one
    named = [cell.mission.short_name for cell in cells[:MOST_MISSIONS]]
    text = ngettext(
        "%(quarter)s was due by %(day)s; %(count)d mission has not handed in: %(missions)s",
        "%(quarter)s was due by %(day)s; %(count)d missions have not handed in: %(missions)s",
        len(cells),
    ) % {
        "quarter": quarter,
        "day": _day(due_on),
        "count": len(cells),
        "missions": _(", ").join(named) + (" …" if len(cells) > MOST_MISSIONS else ""),
    }
    stage = stage_of(min((due_on - today).days, -1))
    yield _line(f"missing:{_name(quarter)}", stage, text, reverse("return_year", args=[quarter.fiscal_year]))


def _earlier_missing(quarters: Iterable[tuple[Quarter, list[Cell]]]) -> Iterator[Line]:
    open_ones = [cell for _quarter, cells in quarters for cell in cells]
    if open_ones:
        text = ngettext(
            "%(count)d return of earlier quarters is open. What cannot be found out any more can be excused.",
            "%(count)d returns of earlier quarters are open. What cannot be found out any more can be excused.",
            len(open_ones),
        ) % {"count": len(open_ones)}
        page = reverse("return_year", args=[open_ones[-1].quarter.fiscal_year])
        yield _line("missing:earlier", str(len(open_ones)), text, page)


def _to_close(*, today: date) -> Iterator[Line]:
    for year in Year.objects.open().filter(deadline_on__lt=today).order_by("pk"):
        if last_day(year.pk) < today:
            stage = stage_of((year.deadline_on - today).days)  # type: ignore[operator]  # those with one
            words = {"year": year.pk, "day": _day(year.deadline_on)}
            text = _("Fiscal year %(year)d: the deadline was %(day)s, and the year is still open.") % words
            yield _line(f"to-close:{year.pk}", stage, text, year.get_absolute_url())


def _line(about: str, stage: str, text: str, path: str) -> Line:
    return Line(Matter.DEADLINE, f"{about}:{stage}", text, path, is_pressing=stage in PRESSING)


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def _name(quarter: Quarter) -> str:
    return f"{quarter.fiscal_year}-{quarter.number}"


def _page_of(cell: Cell) -> str:
    return reverse("return_detail", args=[cell.quarter.fiscal_year, cell.quarter.number, cell.mission.pk])
