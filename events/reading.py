"""Everything the page of one event says, and what of it the reader may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext

from accounts.models import User
from events.actions import actions_for
from events.changes import Change, changes_of
from events.comments import thread_of
from events.merging import merged_into
from events.models import Comment, CorrectionRequest, CountingRule, Event, Merge
from events.participation import MODE_NAMES, ModeLine, mode_lines
from events.status import Status
from events.transitions import possible
from events.years import what_stops
from regions.models import Jurisdiction

MOST_OF_SERIES = 6


@dataclass(frozen=True, slots=True)
class Outside:
    """That the event's place was served by others on that day: a warning, never a refusal. No names: nobody is known."""

    day: date
    missions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """`sees_inside`: of the event's mission or HQ, who also see its funds, its history and the reasons given.

    `closed` says that its fiscal year is closed, to those who could change it otherwise; '' while it is open.
    """

    event: Event
    sees_inside: bool
    rule: CountingRule | None
    modes: list[ModeLine]
    participants: int | None
    outside: Outside | None
    of_series: list[Event]
    changes: list[Change]
    actions: list[str]
    closed: str = ""
    goes_to_approver: bool = False
    comments: list[Comment] = field(default_factory=list)
    unread: int = 0
    corrections: list[CorrectionRequest] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    """What was merged into it, for those who see inside."""
    holder: User | None = None
    """In whose hands a draft is, if it was handed over; None for everything else."""

    @property
    def rule_in_words(self) -> str:
        """ "In person, Live online"; '' without a rule."""
        return gettext(", ").join(str(MODE_NAMES[mode]) for mode in self.rule.modes) if self.rule else ""


def read(event: Event, *, by) -> Reading:
    rules = {rule.pk: rule for rule in CountingRule.objects.filter(pk=event.fiscal_year)}
    rule = rules.get(event.fiscal_year)
    sees_inside = by.answers_for(event.mission_id)
    closed = what_stops(event) if sees_inside else None
    return Reading(
        event=event,
        sees_inside=sees_inside,
        rule=rule,
        modes=mode_lines(event, rule),
        participants=_participants(event, rule),
        outside=_outside(event),
        of_series=_of_series(event, by=by),
        changes=changes_of(event) if sees_inside else [],
        actions=actions_for(event, by=by, is_closed=bool(closed)),
        closed=closed.sentence(to=by) if closed else "",
        goes_to_approver=_goes_to_approver(event, by=by),
        comments=(comments := thread_of(event, by=by)),
        unread=sum(comment.is_unread for comment in comments),  # type: ignore[attr-defined]  # annotated by thread_of
        corrections=list(CorrectionRequest.objects.visible_to(by).for_list().filter(event=event))
        if sees_inside
        else [],
        merges=merged_into(event) if sees_inside else [],
        holder=_holder(event) if sees_inside and event.status == Status.DRAFT else None,
    )


def _holder(event: Event) -> User | None:
    last = event.handovers.select_related("to_person").first()
    return last.to_person if last else None


def _goes_to_approver(event: Event, *, by) -> bool:
    found = possible(event, by=by, verb="submit")
    return found is not None and found.after == Status.APPROVAL


def _participants(event: Event, rule: CountingRule | None) -> int | None:
    rules = {rule.pk: rule.modes} if rule else {}
    row = Event.objects.filter(pk=event.pk).with_participants(rules=rules).get()
    return row.participants  # type: ignore[attr-defined]  # the annotation of with_participants


def _outside(event: Event) -> Outside | None:
    if not event.starts_on or not event.state_id:
        return None
    serving = Jurisdiction.objects.serving(state=event.state_id, county=event.county_id, on=event.starts_on)
    missions = {row.mission_id: row.mission.short_name for row in serving.select_related("mission")}
    if event.mission_id in missions:
        return None
    return Outside(event.starts_on, tuple(missions.values()))


def _of_series(event: Event, *, by) -> list[Event]:
    """The series' other events that the reader may see, latest first, with their participants."""
    if not event.series_id:
        return []
    rules = CountingRule.objects.as_rules()
    others = (
        Event.objects.visible_to(by).filter(series=event.series_id).exclude(pk=event.pk).exclude(status="withdrawn")
    )
    return list(others.for_list(rules=rules)[:MOST_OF_SERIES])
