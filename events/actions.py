"""What a person may do with an event as it stands: the one answer for the buttons of its page."""

from __future__ import annotations

from events.models import Event
from events.status import Status

IN_A_CLOSED_YEAR = ("correct", "copy", "ask_withdrawal")


def actions_for(event: Event, *, by, is_closed: bool = False) -> list[str]:
    """Of edit, submit, confirm, return, copy, repeat, withdraw, put_back those allowed, in the order of the buttons.

    Where the fiscal year is closed, of IN_A_CLOSED_YEAR.
    """
    if not by.answers_for(event.mission_id):
        return []
    standing = event.status != Status.WITHDRAWN
    if is_closed:
        return [name for name in IN_A_CLOSED_YEAR if standing or name == "copy"]
    allowed = {
        "submit": event.status == Status.DRAFT,
        "confirm": by.is_hq and event.status == Status.SUBMITTED,
        "edit": standing,
        "copy": True,
        "repeat": standing,
        "return": by.is_hq and event.status in (Status.SUBMITTED, Status.CONFIRMED),
        "withdraw": standing,
        "put_back": not standing,
    }
    return [name for name, is_allowed in allowed.items() if is_allowed]
