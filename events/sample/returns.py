"""Quarterly returns of the sample's years, with deadlines: most in time, some late, some missing, two quarters excused."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from simple_history.utils import bulk_create_with_history

from accounts.models import User
from accounts.roles import Role
from events.models import Event, Excuse, QuarterDeadline, QuarterlyReturn
from events.quarters import Quarter
from events.sample.making import EVENTS
from regions.models import Mission

REASON = "load_sample"
KEPT = (QuarterlyReturn, Excuse, QuarterDeadline)
DAYS = 30
EXCUSED = {("HAG", Quarter(2020, 1)), ("SPN", Quarter(2020, 1))}
WHY = (
    "見本の記録：感染症の影響により公館の業務を縮小していたため。(Sample record: the office worked on a reduced scale.)"
)


def put_in(*, seed: int) -> None:
    """Deadlines, returns and excuses, each marked as a sample and with one version in the history.

    Nothing where the sample has no accounts: a return is signed by a person.
    """
    staff = {user.mission_id: user for user in User.objects.filter(is_sample=True, email__startswith="staff.")}
    hq = User.objects.filter(is_sample=True, role=Role.HQ_REVIEWER).first()
    if not staff or hq is None:
        return
    quarters = [quarter for year in EVENTS for quarter in Quarter.all_of(year)]
    deadlines = [
        QuarterDeadline(
            fiscal_year=each.fiscal_year, quarter=each.number, is_sample=True, set_by=hq,
            deadline_on=each.last_day + timedelta(days=DAYS),
        )
        for each in quarters
    ]  # fmt: skip
    missions = {mission.pk: mission for mission in Mission.objects.filter(pk__in=staff)}
    excuses = [
        Excuse(
            mission=missions[code], fiscal_year=quarter.fiscal_year, quarter=quarter.number, is_sample=True, reason=WHY,
            given_by=hq,
        )
        for code, quarter in sorted(EXCUSED)
        if code in missions
    ]  # fmt: skip
    for rows, model in (
        (deadlines, QuarterDeadline),
        (excuses, Excuse),
        (_returns(missions, quarters, staff, seed), QuarterlyReturn),
    ):
        bulk_create_with_history(rows, model, default_change_reason=REASON)


def _returns(missions: dict[str, Mission], quarters: list[Quarter], staff: dict, seed: int) -> list[QuarterlyReturn]:
    random, found = Random(seed), []
    events = Event.objects.filter(is_sample=True).by_quarter()
    for quarter in quarters:
        for code, mission in sorted(missions.items()):
            chance, days = random.random(), random.random()
            if chance < 0.09 or (code, quarter) in EXCUSED:
                continue  # nobody signed
            late = chance > 0.88
            after = DAYS + 1 + int(days * 40) if late else 1 + int(days * (DAYS - 1))
            signed_at = datetime.combine(
                quarter.last_day + timedelta(days=after), time(15, 30), ZoneInfo(mission.time_zone)
            )
            is_wrong = 0.09 <= chance < 0.105
            kind = "events" if events[code, quarter] and not is_wrong else "nil"
            found.append(
                QuarterlyReturn(
                    mission=mission, fiscal_year=quarter.fiscal_year, quarter=quarter.number, kind=kind,
                    is_sample=True, signed_at=signed_at, signed_by=staff[code],
                )
            )  # fmt: skip
    return found


def places() -> list[tuple[str, int]]:
    """Missions and years of which the sample has returns or excuses, and each year of which it has a deadline."""
    found = {
        place
        for model in (QuarterlyReturn, Excuse)
        for place in model.objects.filter(is_sample=True).values_list("mission_id", "fiscal_year")
    }
    first = Mission.objects.values_list("pk", flat=True).first()
    years = QuarterDeadline.objects.filter(is_sample=True).values_list("fiscal_year", flat=True)
    return sorted(found | ({(first, year) for year in years} if first else set()))


def take_out() -> int:
    """Removes all of it with its history. Returns how many returns there were."""
    count = QuarterlyReturn.objects.filter(is_sample=True).count()
    for model in KEPT:
        model._default_manager.filter(is_sample=True).delete()
        model.history.filter(is_sample=True).delete()
    return count
