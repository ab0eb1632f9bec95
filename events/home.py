"""What the first page shows of events: what waits for whom, and the figures of this fiscal year beside the last."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from accounts.roles import Role
from events.again import asked_of
from events.models import CorrectionRequest, CountingRule, Event, RunningTotal, UnsavedForm, Year, YearException
from events.return_deadlines import day_at
from events.returns_board import own_returns
from events.review import unread_comments, waiting_for
from events.status import Status
from events.year_to_date import Figure, list_query, year_to_date

MOST_SHOWN = 10
ASKED_AT_HOME = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first `events` of `count` that wait for somebody; `query` finds them all."""

    events: list[Event]
    count: int
    query: str

    @property
    def is_cut_short(self) -> bool:
        return self.count > len(self.events)


@dataclass(frozen=True, slots=True)
class Queue:
    """How many events wait for a person's decision, and the one that waits the longest."""

    count: int
    oldest: Event | None


def figures_of(user) -> dict:
    """`to_date`, this year beside the last at the same date; `last_year` and `all_years` whole. Of a mission its own."""
    own = [user.mission_id] if user.mission_id else []
    rules = CountingRule.objects.as_rules()
    to_date = year_to_date(Event.objects.visible_to(user), timezone.localdate(), missions=own, rules=rules)
    totals = RunningTotal.objects.visible_to(user).of_missions(own).counted()
    by_year = totals.figures_by("fiscal_year", rules=rules)
    last = [row for row in by_year if row["code"] == to_date.year - 1]
    return {
        "to_date": to_date,
        "last_year": Figure.of(last, list_query(missions=own, status="counted", year=to_date.year - 1)),
        "all_years": Figure.of(by_year, list_query(missions=own, status="counted")),
        "years_behind": len([row for row in by_year if row["code"]]),
        "rules": rules,
    }


def mission_home(user) -> dict:
    """What a mission's people have to do, what they handed in, and what the mission held last year about now."""
    own = [user.mission_id]
    asked = asked_of(user, today=day_at(timezone.now(), user.mission.time_zone))
    figures, writing = figures_of(user), for_those_who_write(user)
    found = {
        "returned": waiting(user, Status.DRAFT, missions=own, is_returned=True),
        "drafts": waiting(user, Status.DRAFT, missions=own, is_returned=False),
        "approval": waiting(user, Status.APPROVAL, missions=own),
        "submitted": waiting(user, Status.SUBMITTED, missions=own),
    }
    return {
        **writing,
        **figures,
        **found,
        "is_new": not (figures["all_years"].events or writing["unsaved"] or any(row.count for row in found.values())),
        "decides_approval": user.role == Role.MISSION_APPROVER,
        "returns": own_returns(user.mission, user=user),
        "asked": asked[:ASKED_AT_HOME],
        "asked_more": len(asked[ASKED_AT_HOME:]),
    }


def for_those_who_write(user) -> dict:
    """What is typed and not saved, what the years ask, and comments not read: of missions and headquarters alike."""
    unread = unread_comments(user)
    count = unread.count()
    return {
        "unsaved": list(UnsavedForm.objects.of(user).defer("fields")),
        "years": what_the_years_say(user),
        "unread": count,
        "unread_addressed": unread.addressed_to(user).count() if count else 0,
    }


def queue_of(user) -> Queue:
    rows = waiting_for(user)
    return Queue(rows.count(), rows.select_related("mission").first())


def what_the_years_say(user) -> dict:
    """`deadlines` that are announced and not over, the latest `closed` years, the mission's `exceptions`
    in force, and `corrections` that wait."""
    visible = YearException.objects.visible_to(user)
    return {
        "deadlines": list(Year.objects.open().filter(deadline_on__gte=timezone.localdate()).order_by("deadline_on")),
        "closed": list(Year.objects.closed().values_list("pk", flat=True)[:MOST_SHOWN]),
        "exceptions": list(visible.current().select_related("mission").order_by("until")[:MOST_SHOWN]),
        "corrections": CorrectionRequest.objects.visible_to(user).waiting().count(),
    }


def waiting(user, status: Status, *, missions: list[str], is_returned: bool | None = None) -> Waiting:
    """Drafts: the latest first, those that came back or the others alone. Others: the longest waiting first."""
    rows = Event.objects.visible_to(user).of_missions(missions).filter(status=status)
    query = list_query(missions=missions, status=status)
    if is_returned is not None:
        rows = rows.returned() if is_returned else rows.never_returned()
        query += f"&returned={int(is_returned)}"
    first = rows.order_by("-updated_at" if status == Status.DRAFT else "updated_at", "pk")
    events = list(first.select_related("mission", "state", "updated_by")[: MOST_SHOWN + 1])
    return Waiting(events[:MOST_SHOWN], rows.count() if len(events) > MOST_SHOWN else len(events), query)
