"""The quarterly returns as they stand: read for missions and quarters, and signed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.models import Event, Excuse, QuarterlyReturn
from events.quarters import Quarter
from events.return_deadlines import Deadline, Deadlines, can_be_signed
from events.return_states import COMPLETE, Situation, State
from events.status import Status
from regions.models import Jurisdiction, Mission

Kind = QuarterlyReturn.Kind


@dataclass(frozen=True, slots=True)
class Cell:
    """A mission's quarter as it stands at `now`: `state` follows from `situation` alone."""

    mission: Mission
    quarter: Quarter
    deadline: Deadline | None
    situation: Situation
    signed: QuarterlyReturn | None
    excuse: Excuse | None
    now: datetime

    @property
    def state(self) -> State:
        return self.situation.state(self.now)

    @property
    def events(self) -> int:
        return self.situation.events

    @property
    def can_be_signed(self) -> bool:
        """Whether the mission may sign it now."""
        is_asked = self.situation.is_open and self.deadline is not None and self.excuse is None
        return is_asked and self.signed is None and self.has_come

    @property
    def has_come(self) -> bool:
        return can_be_signed(self.quarter, zone=self.mission.time_zone, now=self.now)

    @property
    def is_settled(self) -> bool:
        """Nothing is left to do for the mission."""
        return self.state in (*COMPLETE, State.EXCUSED, State.NOT_OPEN, State.NOT_ASKED)

    @property
    def is_overdue(self) -> bool:
        return self.situation.is_expected(self.now) and self.state not in COMPLETE


def read(missions: Sequence[Mission], quarters: Iterable[Quarter], *, now: datetime | None = None) -> list[list[Cell]]:
    """For each mission its cells in the order of the quarters. Six queries, however many."""
    moment, wanted = now or timezone.now(), list(quarters)
    years = sorted({quarter.fiscal_year for quarter in wanted})
    deadlines, spans = Deadlines.load(years), Jurisdiction.objects.spans()
    returns = QuarterlyReturn.objects.standing().of_years(years).select_related("signed_by")
    signed = {(row.mission_id, row.of): row for row in returns}
    excuses = {(row.mission_id, row.of): row for row in Excuse.objects.standing().of_years(years)}
    span = Event.objects.in_fiscal_years(years[0], years[-1]) if years else Event.objects.none()
    events = span.of_missions([mission.pk for mission in missions] if len(missions) == 1 else []).counted().by_quarter()

    def cell(mission: Mission, quarter: Quarter) -> Cell:
        key, deadline = (mission.pk, quarter), deadlines.of(quarter)
        statement = signed.get(key)
        situation = Situation(
            is_open=any(a <= quarter.last_day and b >= quarter.first_day for a, b in spans.get(mission.pk, ())),
            due_at=deadline.ends_at(mission.time_zone) if deadline else None,
            is_excused=key in excuses,
            statement=statement.kind if statement else "",
            signed_at=statement.signed_at if statement else None,
            events=events[key],
        )
        return Cell(mission, quarter, deadline, situation, statement, excuses.get(key), moment)

    return [[cell(mission, quarter) for quarter in wanted] for mission in missions]


def read_one(mission: Mission, quarter: Quarter, *, now: datetime | None = None) -> Cell:
    return read([mission], [quarter], now=now)[0][0]


def sign(mission: Mission, quarter: Quarter, kind: str, *, by) -> QuarterlyReturn:
    """One of the mission's people says that all events of the quarter are reported, or that there was none.

    ValidationError says why it cannot be signed now, YearIsClosed that the year is closed to the mission.
    """
    if not by.is_of_mission or by.mission_id != mission.pk:
        raise PermissionDenied
    cell = read_one(mission, quarter)
    if hindrance := hindrance_of(cell, kind):
        raise ValidationError(hindrance)
    row = QuarterlyReturn(mission=mission, fiscal_year=quarter.fiscal_year, quarter=quarter.number, kind=kind)
    row.sign(by=by)
    return row


def hindrance_of(cell: Cell, kind: str) -> str:
    """Why the statement cannot be signed now, in a sentence; '' when it can."""
    if cell.deadline is None:
        return _("Headquarters does not ask for a return of %(quarter)s.") % {"quarter": cell.quarter}
    if not cell.situation.is_open:
        return _("The mission was not open in %(quarter)s.") % {"quarter": cell.quarter}
    if cell.excuse:
        return _("Headquarters has excused the mission from this quarter.")
    if cell.signed:
        return _("This quarter is signed already.")
    if not cell.has_come:
        day = date_format(cell.quarter.last_day, "DATE_FORMAT")
        return _("The quarter runs until %(day)s. It can be signed from that day on.") % {"day": day}
    if kind == Kind.EVENTS and not cell.events:
        return _("No event of this quarter has been submitted. Submit the events first, or sign that there was none.")
    if kind == Kind.NIL and _standing(cell).exists():
        return _(
            "There are events in this quarter, drafts among them perhaps. Withdraw what did not take place, "
            "or submit it and sign that events are reported."
        )
    return ""


def _standing(cell: Cell):
    rows = Event.objects.of_missions([cell.mission.pk]).in_quarter(cell.quarter)
    return rows.exclude(status=Status.WITHDRAWN)
