"""The first page of headquarters and of other ministries: the register at a glance, and what was issued last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.home import figures_of, for_those_who_write, queue_of
from events.models import CorrectionRequest
from events.return_deadlines import Deadlines
from events.returns import Cell
from events.returns_board import Board, board, year_to_show
from events.year_to_date import Compared, Figure, YearToDate, list_query
from regions.models import Mission, State
from reports.models import Edition
from reports.state_map import StateMap, state_map


def headquarters_home(user) -> dict:
    """What waits for headquarters, every mission's year to date and quarters, this year's map, the latest edition."""
    figures = figures_of(user)
    missions = list(Mission.objects.all())
    returned = returns(missions)
    corrections = CorrectionRequest.objects.visible_to(user).waiting()
    return {
        **for_those_who_write(user),
        **figures,
        "queue": queue_of(user),
        "oldest_correction": corrections.select_related("event").order_by("asked_at", "pk").first(),
        "board": returned,
        "lines": lines_of(missions, figures["to_date"], returned),
        "map": map_of(figures["to_date"]),
        "edition": latest_edition(user),
    }


def reader_home(user) -> dict:
    """What has been confirmed, where, and what was issued: for those who only read."""
    figures = figures_of(user)
    return {**figures, "map": map_of(figures["to_date"]), "edition": latest_edition(user)}


def returns(missions: list[Mission]) -> Board | None:
    """The board of the latest year of which returns are asked for; None where they never were."""
    deadlines = Deadlines.load()
    if not deadlines.asked_years:
        return None
    now = timezone.now()
    return board(year_to_show(deadlines, now=now), missions, now=now)


@dataclass(frozen=True, slots=True)
class Line:
    """A mission's year to date, and its quarters where returns are asked for."""

    mission: Mission
    compared: Compared
    cells: tuple[Cell, ...]


def lines_of(missions: list[Mission], to_date: YearToDate, returned: Board | None) -> list[Line]:
    """Every mission: one that has reported nothing stands there with 0."""

    def nothing(code: str) -> Compared:
        days = (to_date.today, to_date.last_day)
        return Compared(*(Figure(0, 0, 0, list_query(missions=[code], status="counted", until=day)) for day in days))

    cells = {line.mission.pk: line.cells for line in returned.lines} if returned else {}
    return [Line(row, to_date.by_mission.get(row.pk) or nothing(row.pk), cells.get(row.pk, ())) for row in missions]


def map_of(to_date: YearToDate) -> StateMap | None:
    """This year's events by state, each leading to them; None while there is none."""
    if not to_date.total.this.events:
        return None
    states = {row.pk: row.name for row in State.objects.only("code", "name_ja", "name_en")}
    found = {code: to_date.by_state.get(code, 0) for code in states}
    return state_map(found, names=states, href=_events_in(to_date.total.this.query), measure=_("events"))


def _events_in(query: str) -> Callable[[str], str]:
    address = reverse("event_list")
    return lambda code: f"{address}?{query}&state={code}"


def latest_edition(user) -> Edition | None:
    """With its files and notices; one that was withdrawn is passed over."""
    rows = Edition.objects.visible_to(user).for_list().prefetch_related("files")
    return rows.exclude(notices__kind="withdrawal").order_by("-number").first()
