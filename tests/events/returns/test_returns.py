"""Quarterly returns: signed, taken back, excused, and held in closed years."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Record
from accounts.roles import Role
from accounts.trail.verifying import problems
from events.models import Excuse, QuarterDeadline, QuarterlyReturn, Year, YearException
from events.quarters import Quarter
from events.return_states import State
from events.returns import read_one, sign
from events.status import Status
from events.years import YearIsClosed
from regions.models import Jurisdiction
from tests.events.returns.spring import SPRING
from tests.factories import make_event, make_mission, make_user

# ---- the verbs


@pytest.mark.django_db
def test_what_hinders_a_signature(at, hq):
    mission, person = make_mission(), make_user()
    with pytest.raises(ValidationError, match="does not ask for a return of Q1 of fiscal year 2019"):
        sign(mission, SPRING, "nil", by=person)
    Year.open(2019, by=hq)
    with pytest.raises(ValidationError, match="No event of this quarter has been submitted"):
        sign(mission, SPRING, "events", by=person)
    draft = make_event(status=Status.DRAFT)
    with pytest.raises(ValidationError, match="There are events in this quarter"):
        sign(mission, SPRING, "nil", by=person)
    with pytest.raises(ValidationError, match="No event of this quarter has been submitted"):
        sign(mission, SPRING, "events", by=person)
    draft.submit(by=person)
    sign(mission, SPRING, "events", by=person)
    with pytest.raises(ValidationError, match="signed already"):
        sign(mission, SPRING, "events", by=make_user())
    Excuse.give(mission=make_mission("DEN"), quarter=SPRING, by=hq, because="moved")
    with pytest.raises(ValidationError, match="has excused the mission"):
        sign(make_mission("DEN"), SPRING, "nil", by=make_user(mission="DEN"))
    Jurisdiction.objects.filter(mission="NSH").update(valid_from=date(2019, 7, 1))
    with pytest.raises(ValidationError, match="not open in Q1"):
        sign(make_mission("NSH"), SPRING, "nil", by=make_user(mission="NSH"))
    assert list(QuarterlyReturn.objects.values_list("mission", "kind", "signed_by")) == [("BOS", "events", person.pk)]


@pytest.mark.django_db
def test_who_may_do_what(hq):
    mission = make_mission()
    Year.open(2019, by=hq)
    row = sign(mission, SPRING, "nil", by=make_user(Role.MISSION_APPROVER))
    excuse = Excuse.give(mission=make_mission("DEN"), quarter=SPRING, by=hq, because="x")
    for stranger in (make_user(mission="DEN"), make_user(Role.READ_ONLY), hq):
        with pytest.raises(PermissionDenied):
            sign(mission, Quarter(2019, 2), "nil", by=stranger)
        with pytest.raises(PermissionDenied):
            QuarterlyReturn(mission=mission, fiscal_year=2019, quarter=2, kind="nil").sign(by=stranger)
    for stranger in (make_user(mission="DEN"), make_user(Role.READ_ONLY)):
        with pytest.raises(PermissionDenied):
            row.take_back(by=stranger, because="x")
    for person in (make_user(), make_user(Role.READ_ONLY)):
        for verb in (
            lambda person=person: Excuse.give(mission=mission, quarter=SPRING, by=person, because="x"),
            lambda person=person: excuse.end(by=person, because="x"),
            lambda person=person: QuarterDeadline.announce(SPRING, on=None, by=person),
        ):
            with pytest.raises(PermissionDenied):
                verb()
    row.take_back(by=hq, because="The mission asked by telephone.")
    assert QuarterlyReturn.objects.standing().count() == 0


@pytest.mark.django_db
def test_what_was_done_stays_on_record_and_in_the_trail(at, hq):
    mission, person = make_mission(), make_user(name="Boston Hanako")
    Year.open(2019, by=hq)
    first = sign(mission, SPRING, "nil", by=person)
    with pytest.raises(ValidationError, match="Give a reason"):
        first.take_back(by=person, because=" ")
    first.take_back(by=person, because="A festival was forgotten.")
    with pytest.raises(ValidationError, match="taken back already"):
        first.take_back(by=person, because="again")
    make_event(status=Status.SUBMITTED)
    second = sign(mission, SPRING, "events", by=person)
    excuse = Excuse.give(mission=mission, quarter=SPRING, by=hq, because="not needed")
    assert read_one(mission, SPRING).state == State.EXCUSED
    with pytest.raises(ValidationError, match="excused from this quarter already"):
        Excuse.give(mission=mission, quarter=SPRING, by=hq, because="again")
    excuse.end(by=hq, because="needed after all")
    assert read_one(mission, SPRING).state == State.LATE
    told = QuarterlyReturn.history.order_by("history_id").values_list(
        "id", "history_change_reason", "kind", "end_reason", "history_user"
    )
    assert list(told) == [
        (first.pk, "sign", "nil", "", person.pk),
        (first.pk, "take back", "nil", "A festival was forgotten.", person.pk),
        (second.pk, "sign", "events", "", person.pk),
    ]
    kept = Excuse.history.order_by("history_id").values_list("history_change_reason", "end_reason", "history_user")
    assert list(kept) == [("excuse", "", hq.pk), ("end excuse", "needed after all", hq.pk)]
    record = Record.objects.filter(details__kinds__has_key="events_historicalquarterlyreturn").order_by("pk").first()
    assert (record.by, record.missions) == (person, ",BOS,")
    assert list(problems()) == []


@pytest.mark.django_db
def test_a_quarter_is_signed_once_whoever_comes_first(at, hq, monkeypatch):
    mission = make_mission()
    Year.open(2019, by=hq)
    sign(mission, SPRING, "nil", by=make_user())
    late = QuarterlyReturn(mission=mission, fiscal_year=2019, quarter=1, kind="nil")
    monkeypatch.setattr(QuarterlyReturn, "full_clean", lambda self: None)  # the other came after this was looked at
    with pytest.raises(ValidationError, match="signed already"):
        late.sign(by=make_user())
    assert QuarterlyReturn.objects.count() == 1


@pytest.mark.django_db
def test_a_contradicted_return_is_partly_until_it_is_signed_again(at, hq):
    mission, person = make_mission(), make_user()
    Year.open(2019, by=hq)
    at(datetime(2019, 7, 10, tzinfo=UTC))
    nil = sign(mission, SPRING, "nil", by=person)
    event = make_event(status=Status.SUBMITTED)
    assert read_one(mission, SPRING).state == State.PARTLY, "also before it is due"
    nil.take_back(by=person, because="there was one")
    assert read_one(mission, SPRING).state == State.NOT_DUE
    sign(mission, SPRING, "events", by=person)
    assert read_one(mission, SPRING).state == State.ON_TIME
    event.withdraw(by=person, because="it did not take place")
    assert read_one(mission, SPRING).state == State.PARTLY


# ---- closed years


@pytest.mark.django_db
def test_a_closed_year_holds_its_returns_excuses_and_deadlines(at, hq):
    at(datetime(2020, 7, 1, tzinfo=UTC))
    mission, person, denver = make_mission(), make_user(), make_mission("DEN")
    year = Year.open(2019, by=hq)
    row = sign(mission, SPRING, "nil", by=person)
    excuse = Excuse.give(mission=denver, quarter=SPRING, by=hq, because="x")
    deadline = QuarterDeadline.announce(SPRING, on=date(2019, 7, 31), by=hq)
    year.close(by=hq, because="counted")
    for verb in (
        lambda: sign(mission, Quarter(2019, 2), "nil", by=person),
        lambda: row.take_back(by=person, because="x"),
        lambda: Excuse.give(mission=mission, quarter=SPRING, by=hq, because="x"),
        lambda: excuse.end(by=hq, because="x"),
        lambda: QuarterDeadline.announce(SPRING, on=None, by=hq),
    ):
        with pytest.raises(YearIsClosed, match="Fiscal year 2019 has been closed since"):
            verb()
    for past_the_verbs in (
        lambda: QuarterlyReturn.objects.filter(pk=row.pk).update(kind="events"),
        lambda: QuarterlyReturn.objects.filter(pk=row.pk).delete(),
        lambda: QuarterlyReturn.objects.create(
            mission=denver, fiscal_year=2019, quarter=2, kind="nil", signed_by=person
        ),
        lambda: Excuse.objects.filter(pk=excuse.pk).update(reason="y"),
        lambda: QuarterDeadline.objects.filter(pk=deadline.pk).update(deadline_on=None),
        lambda: QuarterDeadline.objects.create(fiscal_year=2019, quarter=2, set_by=hq),
    ):
        with pytest.raises(IntegrityError, match="this fiscal year is closed"), transaction.atomic():
            past_the_verbs()
    YearException.grant(mission=mission, year=year, until_on=date(2099, 8, 1), because="late", by=hq)
    sign(mission, Quarter(2019, 2), "nil", by=person)
    row.take_back(by=person, because="x")
    with pytest.raises(YearIsClosed):
        excuse.end(by=hq, because="x")
