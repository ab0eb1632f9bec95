"""Every way from one status to another, in one table: who may go it, what he has to say, what is looked at.

The verbs of the model, the buttons of a page, imports and docs/review.md read this table; nothing else decides.
A version that somebody else saved meanwhile and a closed fiscal year stop each of them (`Event.save_version`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.roles import Role
from events.status import Status


class Who(StrEnum):
    """Groups of people, seen from the event's mission. The value is what the documentation says."""

    OWN = "the mission's people, headquarters"
    HANDS_IN = "the mission's approver, headquarters; its staff too unless its approver looks first"
    ASKS = "the mission's staff, where its approver looks first"
    APPROVER = "the mission's approver"
    HQ = "headquarters"

    def includes(self, person, event) -> bool:
        if not person.answers_for(event.mission_id):
            return False
        is_approver = person.role == Role.MISSION_APPROVER
        match self:
            case Who.OWN:
                return True
            case Who.HQ:
                return person.is_hq
            case Who.APPROVER:
                return is_approver
            case _:
                is_bound = person.role == Role.MISSION_STAFF and event.mission.requires_approval
                return is_bound if self is Who.ASKS else not is_bound


@dataclass(frozen=True, slots=True)
class Transition:
    """`reason` is what the history says of it; `checks` is looked at on the event itself."""

    verb: str
    before: Status
    after: Status
    who: Who
    reason: str
    needs_reason: bool = False
    is_complete: bool = False
    takes_number: bool = False


D, A, S, C, W = Status.DRAFT, Status.APPROVAL, Status.SUBMITTED, Status.CONFIRMED, Status.WITHDRAWN

TRANSITIONS = (
    Transition("edit", D, D, Who.OWN, "edit"),
    Transition("edit", A, A, Who.OWN, "edit", is_complete=True),
    Transition("edit", S, S, Who.HANDS_IN, "edit", is_complete=True),
    Transition("edit", S, A, Who.ASKS, "edit", is_complete=True),
    Transition("edit", C, C, Who.HQ, "edit", is_complete=True),
    Transition("edit", C, S, Who.HANDS_IN, "edit", is_complete=True),
    Transition("edit", C, A, Who.ASKS, "edit", is_complete=True),
    Transition("submit", D, S, Who.HANDS_IN, "submit", is_complete=True, takes_number=True),
    Transition("submit", D, A, Who.ASKS, "ask approval", is_complete=True),
    Transition("submit", A, S, Who.HANDS_IN, "approve", is_complete=True, takes_number=True),
    Transition("return", A, D, Who.APPROVER, "return", needs_reason=True),
    Transition("confirm", S, C, Who.HQ, "confirm", is_complete=True),
    Transition("return", S, D, Who.HQ, "return", needs_reason=True),
    Transition("return", C, D, Who.HQ, "return", needs_reason=True),
    Transition("withdraw", D, W, Who.OWN, "withdraw", needs_reason=True),
    Transition("withdraw", A, W, Who.OWN, "withdraw", needs_reason=True),
    Transition("withdraw", S, W, Who.OWN, "withdraw", needs_reason=True),
    Transition("withdraw", C, W, Who.OWN, "withdraw", needs_reason=True),
    Transition("put_back", W, D, Who.OWN, "put back"),
)
"""In each status the first row of a verb that includes the person is the one that is gone."""

OF_TWO = (
    Transition("merge", D, W, Who.HQ, "merge", needs_reason=True),
    Transition("merge", A, W, Who.HQ, "merge", needs_reason=True),
    Transition("merge", S, W, Who.HQ, "merge", needs_reason=True),
    Transition("merge", C, W, Who.HQ, "merge", needs_reason=True),
    Transition("take_apart", W, D, Who.HQ, "take apart"),
    Transition("take_apart", W, A, Who.HQ, "take apart", is_complete=True),
    Transition("take_apart", W, S, Who.HQ, "take apart", is_complete=True),
    Transition("take_apart", W, C, Who.HQ, "take apart", is_complete=True),
)
"""Ways of an event that HQ merges into another and takes apart again (events/merging.py): it goes back to where it was."""

EVERY = (*TRANSITIONS, *OF_TWO)
VERBS = tuple(dict.fromkeys(row.verb for row in TRANSITIONS))


def possible(event, *, by, verb: str) -> Transition | None:
    """What the verb would do with the event as it stands, when this person does it; None when it cannot."""
    rows = (row for row in EVERY if row.verb == verb and row.before == event.status)
    return next((row for row in rows if row.who.includes(by, event)), None)


def may_ever(event, *, by, verb: str) -> bool:
    """Whether the person may do it in any status of the event."""
    return any(row.who.includes(by, event) for row in EVERY if row.verb == verb)


def required(event, *, by, verb: str, because: str | None = None) -> Transition:
    """As `possible`. PermissionDenied when the person never may, ValidationError when not now or without a reason."""
    rows = [row for row in EVERY if row.verb == verb]
    mine = [row for row in rows if row.who.includes(by, event)]
    if not mine:
        raise PermissionDenied
    if mine[0].needs_reason and not (because or "").strip():
        raise ValidationError(_("Give a reason, so that others can follow what happened."))
    found = next((row for row in mine if row.before == event.status), None)
    if found is None:
        raise ValidationError(_refusal(event, rows))
    return found


def _refusal(event, rows: Iterable[Transition]) -> str:
    if event.status == Status.APPROVAL and any(row.before == Status.APPROVAL for row in rows):
        return _("This event waits for the approver of its mission, who submits or returns it.")
    return _("This event is “%(status)s”; that cannot be done with it now.") % {"status": event.get_status_display()}


def after_edit(event, *, by) -> Status:
    """The status of an event that this person changes."""
    return required(event, by=by, verb="edit").after


# ---- as documentation


def as_markdown() -> str:
    """The table and its picture, as docs/review.md shows them between its marks."""
    head = "| verb | from | to | who | reason | looked at |\n|---|---|---|---|---|---|"
    lines = [
        f"| {row.verb.replace('_', ' ')} | {row.before.value} | {row.after.value} | {row.who.value} "
        f"| {'yes' if row.needs_reason else ''} | {_checks(row)} |"
        for row in EVERY
    ]
    return "\n".join([_picture(), "", head, *lines])


def _checks(row: Transition) -> str:
    return ", ".join(
        name for name, is_so in {"complete": row.is_complete, "gets its number": row.takes_number}.items() if is_so
    )


def _picture() -> str:
    edges: dict[tuple[str, str], list[str]] = {}
    for row in EVERY:
        if row.before != row.after:
            label = row.reason.replace("_", " ")
            verbs = edges.setdefault((row.before.value, row.after.value), [])
            if label not in verbs:
                verbs.append(label)
    lines = [f"    {before} --> {after}: {', '.join(verbs)}" for (before, after), verbs in edges.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", "    [*] --> draft", *lines, "```"])
