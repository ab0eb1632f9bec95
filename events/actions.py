"""What a person may do with an event as it stands: the one answer for the buttons of its page."""

from __future__ import annotations

from events.corrections import STANDING, Kind
from events.models import Event
from events.status import Status
from events.transitions import VERBS, possible

IN_ORDER = ("submit", "confirm", "edit", "copy", "repeat", "return", "withdraw", "put_back")
IN_A_CLOSED_YEAR = ("correct", "ask_confirmation", "ask_put_back", "copy", "ask_withdrawal")


def actions_for(event: Event, *, by, is_closed: bool = False) -> list[str]:
    """Of edit, submit, confirm, return, copy, repeat, withdraw, put_back those allowed, in the order of the buttons.

    Where the fiscal year is closed, of IN_A_CLOSED_YEAR.
    """
    if not by.answers_for(event.mission_id):
        return []
    standing = event.status != Status.WITHDRAWN
    if is_closed:
        allowed = {
            "correct": standing,
            "ask_confirmation": event.status in STANDING[Kind.CONFIRMATION],
            "ask_put_back": event.status in STANDING[Kind.PUT_BACK] and not event.merged_into_id,
            "copy": True,
            "ask_withdrawal": standing,
        }
        return [name for name in IN_A_CLOSED_YEAR if allowed[name]]
    allowed = {
        **{verb: possible(event, by=by, verb=verb) is not None for verb in VERBS},
        "put_back": possible(event, by=by, verb="put_back") is not None and not event.merged_into_id,
        "copy": True,
        "repeat": standing,
    }
    return [name for name in IN_ORDER if allowed[name]]
