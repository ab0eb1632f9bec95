"""What has to be true still at the moment of writing: who may, which years are open, what the register holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db.models import QuerySet

from events.intake.batches import AT_A_TIME, batched
from events.intake.reading import assess
from events.models import Event, Intake, IntakeRow
from events.sentences import sentence as _
from events.years import ClosedYears, YearIsClosed, in_words
from regions.models import Mission
from regions.text import in_a_row

STILL_ON_ITS_WAY = timedelta(minutes=1)
"""How long before the reading an event may have been entered that the reading did not see yet."""


class NotWritten(Exception):
    """Nothing was written; `sentence` says why. Rows that were assessed anew on the way stay so."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def lock_missions(codes: Iterable[str]) -> None:
    """Two imports of one mission write one after the other, so that the second sees what the first entered.

    Who logs an event of the mission meanwhile does not wait.
    """
    held = Mission.objects.select_for_update(no_key=True)
    list(held.filter(pk__in=set(codes)).order_by("pk").values_list("pk", flat=True))


def missions_of(rows: QuerySet) -> set[str]:
    return set(rows.order_by().values_list("mission_code", flat=True).distinct())


def check_missions(codes: Iterable[str], *, by) -> None:
    """Again at the moment of writing: who confirms may be another person than who uploaded, or have moved."""
    if not all(by.answers_for(code) for code in codes):
        raise NotWritten(_("You may not enter events for this mission."))


@contextmanager
def closed_years_said(*, by) -> Iterator[None]:
    """A year that is closed while this is being written is said like every other reason not to write."""
    try:
        with in_words(by=by):
            yield
    except YearIsClosed as refusal:
        raise NotWritten(in_a_row(refusal.messages)) from refusal


def in_closed_years(new: QuerySet, changed: QuerySet) -> list[int]:
    """Rows that the closed years no longer allow: by the year of the event, and by the one it would come to."""
    years = ClosedYears.load()
    if not years.years:
        return []
    found = [pk for pk, code, day in new.values_list("pk", "mission_code", "starts_on") if years.stop_on(code, day)]
    for rows in batched(changed.only("event", "said", "differences").iterator(AT_A_TIME)):
        events = Event.objects.only("mission", "fiscal_year").in_bulk([row.event_id for row in rows])
        for row in rows:
            event = events.get(row.event_id)
            moved_to = _said_day(row) if any(each[0] == "starts_on" for each in row.differences) else None
            if event and (years.stop(event.mission_id, event.fiscal_year) or years.stop_on(event.mission_id, moved_to)):
                found.append(row.pk)
    return found


def _said_day(row: IntakeRow) -> date | None:
    return date.fromisoformat(row.said["starts_on"]) if row.said.get("starts_on") else None


def outdated(intake: Intake, new: QuerySet, changed: QuerySet, codes: set[str], *, by) -> list[int]:
    """Rows whose answer may be another today: the event was saved since, or the mission entered events since."""
    stale: list[int] = []
    for some in batched(changed.order_by("event").values_list("pk", "event_id", "version").iterator()):
        locked = Event.objects.editable_by(by).select_for_update().filter(pk__in=[event for _pk, event, _v in some])
        versions = dict(locked.order_by("pk").values_list("pk", "version"))
        stale += [pk for pk, event, version in some if versions.get(event) != version]
    if codes and intake.read_at:
        since = Event.objects.filter(mission__in=codes, created_at__gte=intake.read_at - STILL_ON_ITS_WAY)
        busy = set(since.order_by().values_list("mission_id", flat=True).distinct())
        if busy:
            stale += _now_different(intake, list(new.filter(mission_code__in=busy)))
    return stale


def _now_different(intake: Intake, rows: list[IntakeRow]) -> list[int]:
    before = {row.pk: row.outcome for row in rows}
    assess(intake, rows)  # not kept: a bulk update of every row takes longer than the import itself
    return [row.pk for row in rows if row.outcome != before[row.pk]]
