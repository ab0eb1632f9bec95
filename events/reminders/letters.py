"""The letter that a person is to have at a moment: its lines chosen by what was told already and what he wants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from events.models import Frequency, Letter, Matter
from events.reminders.line import Line
from events.reminders.lines import lines_for, zone_of
from events.reminders.wishes import wishes_of
from events.return_deadlines import day_at


@dataclass(frozen=True, slots=True)
class Planned:
    """A letter before it is recorded; `keys` are what it will have told."""

    person: User
    day: date
    keys: tuple[str, ...]
    subject: str
    text: str
    html: str


def recipients() -> Iterator[User]:
    """Whoever may be written to: active, of a mission or of HQ. Nobody else reads along."""
    people = User.objects.filter(is_active=True).exclude(role=Role.READ_ONLY).select_related("mission")
    yield from people.order_by("pk")


def plan(*, now: datetime) -> Iterator[Planned]:
    """What would go out at this moment, and to whom: `send` sends just these."""
    for person in recipients():
        if planned := plan_for(person, now=now):
            yield planned


def plan_for(person, *, now: datetime) -> Planned | None:
    """The person's letter at this moment; None when there is nothing to tell, or he has had one today.

    The first letter of a week names everything that is open, the others only what has come up since.
    """
    day = day_at(now, zone_of(person))
    if Letter.objects.filter(person=person.pk, day=day).exists():
        return None
    told = {
        key for keys in Letter.objects.said().filter(person=person.pk).values_list("keys", flat=True) for key in keys
    }
    week = f"week:{day:%G-W%V}"
    is_first = week not in told
    with translation.override(person.language or "ja"):
        chosen = _choose(lines_for(person, now=now), wishes_of(person), told=told, is_first_of_week=is_first)
        if not chosen:
            return None
        keys = [week] if is_first else []
        return _write(person, chosen, day=day, keys=(*keys, *(line.key for line in chosen if line.key)))


def today_for(person, *, now: datetime, address: str) -> Planned | None:
    """Everything that is open for the person now, whatever was told before: for a page, not for the mail."""
    wishes = wishes_of(person)
    with translation.override(person.language or "ja"):
        lines = [line for line in lines_for(person, now=now) if wishes[line.matter] != Frequency.NEVER]
        day = day_at(now, zone_of(person))
        return _write(person, lines, day=day, keys=(), address=address) if lines else None


def _choose(
    lines: Sequence[Line], wishes: dict[Matter, Frequency], *, told: set[str], is_first_of_week: bool
) -> list[Line]:
    if is_first_of_week:
        chosen = [line for line in lines if wishes[line.matter] != Frequency.NEVER]
        return chosen if any(line.key for line in chosen) else []

    def is_news(line: Line) -> bool:
        is_wanted = wishes[line.matter] == Frequency.DAILY or line.is_pressing
        return bool(line.key) and line.key not in told and is_wanted

    return [line for line in lines if is_news(line)]


def _write(person, lines: Sequence[Line], *, day: date, keys: tuple[str, ...], address: str | None = None) -> Planned:
    base = settings.PUBLIC_ADDRESS if address is None else address
    context = {
        "person": person,
        "day": day,
        "address": base.rstrip("/"),
        "groups": [
            (Matter(matter).label, list(group)) for matter, group in groupby(lines, key=lambda line: line.matter)
        ],
    }
    subject = _("Grassroots register: what waits for you, %(day)s") % {"day": date_format(day, "DATE_FORMAT")}
    text = render_to_string("events/reminder_letter.txt", context).strip() + "\n"
    html = render_to_string("events/reminder_letter.html", context)
    return Planned(person, day, keys, subject, text, html)
