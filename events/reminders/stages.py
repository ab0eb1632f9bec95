"""How near a deadline is, as the stages at which somebody is reminded of it. Pure."""

from __future__ import annotations

BEFORE = (1, 7, 14)
AFTER = (1, 8, 15, 22)
MONTH = 30
PRESSING = ("before-1", "after-1")
"""The last stage before a deadline and the first after it: these come on the day, whatever a person wants."""


def stage_of(days_left: int) -> str:
    """The latest stage that has been reached, `before-7` or `after-8`; '' while the deadline is far off.

    `days_left` is 0 on the last day and negative after it. After a month it is a stage each thirty days.
    """
    if days_left >= 0:
        return next((f"before-{days}" for days in BEFORE if days_left <= days), "")
    late = -days_left
    if late >= MONTH:
        return f"after-{late // MONTH * MONTH}"
    return f"after-{max(days for days in AFTER if days <= late)}"
