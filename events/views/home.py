"""The first page after signing in: what waits for this person, and the figures of this fiscal year beside the last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Case, When
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.requests import SignedInRequest
from events.again import asked_of
from events.fiscal_year import fiscal_year_of
from events.models import CorrectionRequest, CountingRule, Event, RunningTotal, UnsavedForm, Year, YearException
from events.querysets import Figures, Rules
from events.return_deadlines import day_at
from events.returns_board import own_returns
from events.review import unread_comments
from events.status import Status
from regions.models import Mission

MOST_SHOWN = 10
ASKED_AT_HOME = 3
WAITING = (Status.DRAFT, Status.APPROVAL, Status.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Figure:
    """`events` and `participants` with the number of events of `unknown` participation; `query` finds the events."""

    events: int
    participants: int
    unknown: int
    query: str

    @property
    def known_participants(self) -> int | None:
        """None where there are events and nothing countable is known of any: unknown is not zero."""
        nothing_known = self.events and self.unknown == self.events and not self.participants
        return None if nothing_known else self.participants


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first `events` of `count` that wait for somebody; `query` finds them all."""

    events: list[Event]
    count: int
    query: str

    @property
    def is_cut_short(self) -> bool:
        return self.count > len(self.events)


@login_required
def home(request: SignedInRequest) -> HttpResponse:
    user = request.user
    year = fiscal_year_of(timezone.localdate())
    own = [user.mission_id] if user.mission_id else []
    rules = CountingRule.objects.as_rules()
    visible = RunningTotal.objects.visible_to(user).of_missions(own)
    by_year = visible.counted().figures_by("fiscal_year", rules=rules)
    context = {
        "year": year,
        "this_year": figure(by_year, missions=own, year=year),
        "last_year": figure(by_year, missions=own, year=year - 1),
        "all_years": figure(by_year, missions=own),
    }
    if user.is_of_mission or user.is_hq:
        context["unsaved"] = list(UnsavedForm.objects.of(user).defer("fields"))
        context["years"] = what_the_years_say(user)
        count = {row["code"]: row["events"] for row in visible.counted(WAITING).figures_by("status", rules=rules)}
        context["submitted"] = waiting(user, Status.SUBMITTED, missions=own, count=count)
        unread = unread_comments(user)
        context["unread"] = unread.count()
        context["unread_addressed"] = unread.addressed_to(user).count() if context["unread"] else 0
    if user.is_of_mission and user.mission:
        context["approval"] = waiting(user, Status.APPROVAL, missions=own, count=count)
        context["returns"] = own_returns(user.mission, user=user)
        asked = asked_of(user, today=day_at(timezone.now(), user.mission.time_zone))
        context["asked"], context["asked_more"] = asked[:ASKED_AT_HOME], len(asked[ASKED_AT_HOME:])
        context["drafts"] = waiting(user, Status.DRAFT, missions=own, count=count)
    elif user.is_hq:
        context["missions"] = missions_in(visible.counted(), year=year, rules=rules)
    return TemplateResponse(request, "events/home.html", context)


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


def list_query(*, missions: Iterable[str], status: str, year: int | None = None) -> str:
    """The list's query string that finds the events behind a number of this page."""
    years = [] if year is None else [("fiscal_year_min", year), ("fiscal_year_max", year)]
    return urlencode([*years, *(("mission", code) for code in missions), ("status", status)])


def figure(rows: list[dict], *, missions: list[str], year: int | None = None) -> Figure:
    """The sum of the rows by fiscal year of one year, or of all years."""
    chosen = [row for row in rows if year in (None, row["code"])]
    return Figure(
        events=sum(row["events"] for row in chosen),
        participants=sum(row["participants"] for row in chosen),
        unknown=sum(row["unknown"] for row in chosen),
        query=list_query(missions=missions, status="counted", year=year),
    )


def waiting(user, status: Status, *, missions: list[str], count: dict[str, int]) -> Waiting:
    """Drafts: those that were returned first, then the latest. Submitted: the longest waiting first."""
    rows = Event.objects.visible_to(user).of_missions(missions).filter(status=status)
    if status == Status.DRAFT:
        rows = rows.order_by(Case(When(return_reason="", then=1), default=0), "-updated_at")
    else:
        rows = rows.order_by("updated_at")
    return Waiting(
        events=list(rows.select_related("mission", "state", "updated_by")[:MOST_SHOWN]),
        count=count.get(status, 0),
        query=list_query(missions=missions, status=status),
    )


def missions_in(totals: Figures, *, year: int, rules: Rules) -> list[tuple[Mission, Figure]]:
    """Every mission with its figure of one fiscal year: one that has reported nothing stands there with 0."""
    rows = totals.in_fiscal_years(year, year).figures_by("mission", rules=rules)
    by_mission = {row["code"]: {**row, "code": year} for row in rows}
    return [
        (
            mission,
            figure([by_mission[mission.pk]] if mission.pk in by_mission else [], missions=[mission.pk], year=year),
        )
        for mission in Mission.objects.all()
    ]
