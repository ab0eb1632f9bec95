"""In what state a mission's quarter is, and the rates made of such states. Plain values: no query, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    ON_TIME = "on_time", _("Complete, on time")
    LATE = "late", _("Complete, late")
    PARTLY = "partly", _("Partly")
    NOTHING = "nothing", _("Nothing")
    EXCUSED = "excused", _("Excused")
    NOT_DUE = "not_due", _("Not yet due")
    NOT_OPEN = "not_open", _("Not open then")
    NOT_ASKED = "not_asked", _("Not asked for")


COMPLETE = (State.ON_TIME, State.LATE)
UNFINISHED = (State.PARTLY, State.NOTHING)


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a mission's quarter. `due_at` is None where no return is asked for; `statement` is the kind of
    the return that stands, '' without one; `events` is the number of counted events that start in the quarter."""

    is_open: bool
    due_at: datetime | None
    is_excused: bool
    statement: str
    signed_at: datetime | None
    events: int

    @property
    def is_contradicted(self) -> bool:
        """A nil return although there are events, or events reported of which none is left."""
        return (self.statement == "nil" and self.events > 0) or (self.statement == "events" and not self.events)

    def state(self, now: datetime) -> State:
        if not self.is_open:
            return State.NOT_OPEN
        if self.due_at is None:
            return State.NOT_ASKED
        if self.is_excused:
            return State.EXCUSED
        if self.signed_at and not self.is_contradicted:
            return State.ON_TIME if self.signed_at < self.due_at else State.LATE
        if self.is_contradicted:
            return State.PARTLY
        if now < self.due_at:
            return State.NOT_DUE
        return State.PARTLY if self.events else State.NOTHING

    def is_expected(self, now: datetime) -> bool:
        """Whether it stands in the denominator of the rates: asked for, due, not excused, mission open."""
        return self.is_open and not self.is_excused and self.due_at is not None and self.due_at <= now


@dataclass(frozen=True, slots=True)
class Rates:
    """Returns expected, complete and on time; both rates are shares of the expected."""

    expected: int
    complete: int
    on_time: int

    @property
    def reporting(self) -> float | None:
        """Reporting rate (提出率) in per cent; None while nothing is expected."""
        return 100 * self.complete / self.expected if self.expected else None

    @property
    def timeliness(self) -> float | None:
        """On-time rate (期限内提出率) in per cent; None while nothing is expected."""
        return 100 * self.on_time / self.expected if self.expected else None


def rates_of(situations: Iterable[Situation], now: datetime) -> Rates:
    states = [each.state(now) for each in situations if each.is_expected(now)]
    return Rates(len(states), sum(state in COMPLETE for state in states), states.count(State.ON_TIME))
