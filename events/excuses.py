"""Excusing missions from many quarters at once: shown first, then written as one change set, and taken back as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import trail
from events.models import Excuse
from events.models.quarterly import require_reason
from events.quarters import Quarter
from events.return_states import State
from events.returns import Cell, read
from events.years import ClosedYears
from regions.models import Mission

MOST = 1000

Place = tuple[str, int, int]
"""Mission, fiscal year and number of a quarter."""


@dataclass(frozen=True, slots=True)
class Excusable:
    """What would be excused of what was asked for; `kept` is how many quarters are left as they are.

    `closed` are the years that are closed to one of the missions.
    """

    cells: tuple[Cell, ...]
    kept: int
    closed: tuple[int, ...]

    @property
    def places(self) -> list[Place]:
        return [place_of(cell) for cell in self.cells]


def place_of(cell: Cell) -> Place:
    return cell.mission.pk, cell.quarter.fiscal_year, cell.quarter.number


def look(missions: Sequence[Mission], fiscal_years: Iterable[int]) -> Excusable:
    """Of these missions and years the quarters that are due and neither signed rightly nor excused."""
    quarters = [quarter for year in sorted(set(fiscal_years)) for quarter in Quarter.all_of(year)]
    cells = [cell for row in read(missions, quarters) for cell in row]
    overdue = [cell for cell in cells if cell.is_overdue]
    years = ClosedYears.load()
    free = tuple(cell for cell in overdue if not years.stop(cell.mission.pk, cell.quarter.fiscal_year))
    closed = sorted({cell.quarter.fiscal_year for cell in overdue if cell not in free})
    settled = [cell for cell in cells if cell.state not in (State.NOT_OPEN, State.NOT_ASKED)]
    return Excusable(free, len(settled) - len(free), tuple(closed))


def excuse_many(missions: Sequence[Mission], fiscal_years: Iterable[int], *, seen: Iterable[Place], by, because: str):
    """Excuses all of them, in one transaction and under one key, which is returned with how many.

    ValidationError, and nothing written, when it is not what was seen, or none is left.
    """
    if not by.is_hq:
        raise PermissionDenied
    require_reason(because)
    with trail.under(reason=because.strip()), transaction.atomic():
        found = look(missions, fiscal_years)
        if not found.cells:
            raise ValidationError(_("None of these quarters is open."))
        if len(found.cells) > MOST:
            raise ValidationError(_("More than %(most)d quarters at once are too many.") % {"most": MOST})
        if set(found.places) != set(seen):
            raise ValidationError(_("Something was signed, entered or excused since you looked. Look again first."))
        key = uuid4()
        for cell in found.cells:
            Excuse.give(mission=cell.mission, quarter=cell.quarter, by=by, because=because, batch=key)
    return key, len(found.cells)


def end_many(batch: UUID, *, by, because: str) -> int:
    """Asks again for all returns that were excused under the key and still are; as one change set. Returns how many."""
    if not by.is_hq:
        raise PermissionDenied
    require_reason(because)
    with trail.under(reason=because.strip()), transaction.atomic():
        rows = list(Excuse.objects.standing().filter(batch=batch).select_related("mission").order_by("pk"))
        if not rows:
            raise ValidationError(_("This was taken back already."))
        for row in rows:
            row.end(by=by, because=because)
    return len(rows)
