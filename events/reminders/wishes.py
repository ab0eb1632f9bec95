"""Which matters concern a person, and how often he wants to be reminded of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.roles import Role
from events.models import Frequency, Matter, ReminderWish

USUAL = {
    Matter.DEADLINE: Frequency.DAILY,
    Matter.RETURNED: Frequency.DAILY,
    Matter.REVIEW: Frequency.DAILY,
    Matter.CORRECTION: Frequency.DAILY,
    Matter.COMMENT: Frequency.DAILY,
    Matter.NO_COUNT: Frequency.WEEKLY,
    Matter.LAST_YEAR: Frequency.WEEKLY,
}
"""What holds for a person who has said nothing."""


def matters_of(person) -> list[Matter]:
    """Those that can concern this person; none for other ministries."""
    if person.is_hq:
        return [Matter.DEADLINE, Matter.REVIEW, Matter.CORRECTION, Matter.COMMENT]
    if not person.is_of_mission:
        return []
    of_missions = [Matter.DEADLINE, Matter.RETURNED, Matter.COMMENT, Matter.NO_COUNT, Matter.LAST_YEAR]
    return [*of_missions, Matter.REVIEW] if person.role == Role.MISSION_APPROVER else of_missions


def choices_for(matter: Matter) -> list[tuple[str, Any]]:
    """Deadlines can be had less often, but are never silent: see docs/decisions on reminders."""
    return [choice for choice in Frequency.choices if matter != Matter.DEADLINE or choice[0] != Frequency.NEVER]


def wishes_of(person) -> dict[Matter, Frequency]:
    """How often, for each matter that can concern the person. One query."""
    said = dict(ReminderWish.objects.filter(person=person.pk).values_list("matter", "frequency"))
    return {matter: Frequency(said.get(matter.value, USUAL[matter])) for matter in matters_of(person)}


def wish(person, wanted: Mapping[Matter, str], *, by) -> int:
    """Keeps what the person wants, for himself alone; returns how many matters changed."""
    if by.pk != person.pk:
        raise PermissionDenied
    before = wishes_of(person)
    changed = {matter: how for matter, how in wanted.items() if matter in before and before[matter] != how}
    with transaction.atomic():
        for matter, how in changed.items():
            kept = ReminderWish.objects.select_for_update().filter(person=person.pk, matter=matter).first()
            row: Any = kept or ReminderWish(person=person, matter=matter)
            row.frequency = Frequency(how)
            row._history_user, row._change_reason = by, "wish"
            row.full_clean()
            row.save()
    return len(changed)
