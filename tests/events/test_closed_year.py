"""A closed year: every way of writing into it is refused, with the rule, since when, by whom and what can be done."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from accounts.roles import Role
from events.models import Event, EventLink, OfficialMet, PartnerRole, Photo, Year, YearException, YearPass
from events.status import Status
from events.years import YearIsClosed, passing
from tests.factories import build_event, make_event, make_mission, make_series, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def hq():
    return make_user(Role.HQ_ADMINISTRATOR, name="Tokyo Taro")


def close(fiscal_year: int, *, by) -> Year:
    year = Year.objects.filter(pk=fiscal_year).first() or Year.open(fiscal_year, by=by)
    year.close(by=by, because="counted")
    return year


def everything() -> list:
    """All events and all that belongs to them, as the database holds them."""
    tables = [Event, Event.history.model, PartnerRole, OfficialMet, EventLink, Photo, Event.partner_missions.through]
    return [list(table._base_manager.order_by("pk").values()) for table in tables]


@pytest.fixture
def event(hq):
    """A confirmed event of FY2019 with one of everything, and the year closed after it."""
    event = make_event(starts_on=date(2019, 5, 1), partner_missions=["DEN"])
    PartnerRole.objects.create(event=event, name="City")
    OfficialMet.objects.create(event=event, name="Mayor")
    EventLink.objects.create(event=event, url="https://example.org")
    Photo.objects.create(event=event)
    close(2019, by=hq)
    return Event.objects.get(pk=event.pk)


def raw(sql: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


PAST_THE_VERBS = {
    "save": lambda event: event.save(),
    "save of one column": lambda event: event.save(update_fields=["city"]),
    "update": lambda event: Event.objects.filter(pk=event.pk).update(city="Boston"),
    "update into the year": lambda event: Event.objects.filter(mission="DEN").update(starts_on=date(2019, 6, 1)),
    "update out of the year": lambda event: Event.objects.filter(pk=event.pk).update(starts_on=date(2021, 6, 1)),
    "update of the mission": lambda event: Event.objects.filter(pk=event.pk).update(mission="DEN"),
    "bulk_create": lambda event: Event.objects.bulk_create([build_event(starts_on=date(2020, 3, 31))]),
    "bulk_update": lambda event: Event.objects.bulk_update([event], ["city"]),
    "delete": lambda event: event.delete(),
    "raw update": lambda event: raw("UPDATE events_event SET city = 'x' WHERE id = %s", event.pk),
    "raw delete": lambda event: raw("DELETE FROM events_eventlink WHERE event_id = %s", event.pk),
    "partner mission added": lambda event: event.partner_missions.add(make_mission("NYC")),
    "partner missions cleared": lambda event: event.partner_missions.clear(),
    "series": lambda event: Event.objects.filter(pk=event.pk).update(series=make_series()),
    **{
        f"{model.__name__} {name}": lambda event, model=model, act=act: act(model, event)
        for model in (PartnerRole, OfficialMet, EventLink, Photo)
        for name, act in {
            "added": lambda model, event: model.objects.bulk_create([model(event=event)]),
            "changed": lambda model, event: model.objects.filter(event=event).update(event=event),
            "deleted": lambda model, event: model.objects.get(event=event).delete(),
            "moved in": lambda model, event: model.objects.filter(event__mission="DEN").update(event=event),
        }.items()
    },
}


@pytest.mark.parametrize("way", PAST_THE_VERBS)
def test_the_database_refuses_every_write_past_the_verbs(event, way):
    other = make_event(mission="DEN", starts_on=date(2021, 5, 1))
    for model in (PartnerRole, OfficialMet, EventLink, Photo):
        model.objects.create(event=other)
    before = everything()
    with pytest.raises(IntegrityError, match="this fiscal year is closed"), transaction.atomic():
        PAST_THE_VERBS[way](event)
    assert everything() == before


def _move(event, *, by) -> None:
    elsewhere = make_event(starts_on=date(2021, 5, 1), is_sample=True)
    elsewhere.starts_on = date(2019, 6, 1)
    try:
        elsewhere.revise(by=by, version=1)
    finally:
        Event.objects.filter(pk=elsewhere.pk).delete()
        Event.history.filter(id=elsewhere.pk).delete()


VERBS = {
    "revise": (Status.CONFIRMED, lambda event, by: event.revise(by=by, version=event.version)),
    "move out": (
        Status.CONFIRMED,
        lambda event, by: setattr(event, "starts_on", date(2021, 1, 1)) or event.revise(by=by, version=event.version),
    ),
    "move in": (Status.CONFIRMED, lambda event, by: _move(event, by=by)),
    "create": (Status.CONFIRMED, lambda event, by: build_event(starts_on=date(2019, 4, 1)).create(by=by)),
    "submit": (Status.DRAFT, lambda event, by: event.submit(by=by)),
    "confirm": (Status.SUBMITTED, lambda event, by: event.confirm(by=by)),
    "return": (Status.CONFIRMED, lambda event, by: event.return_to_mission(by=by, because="x")),
    "withdraw": (Status.CONFIRMED, lambda event, by: event.withdraw(by=by, because="x")),
    "put back": (Status.WITHDRAWN, lambda event, by: event.put_back(by=by)),
}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_refused_in_words(hq, verb):
    status, act = VERBS[verb]
    event = make_event(status=status)
    year = close(2019, by=hq)
    before = everything()
    with pytest.raises(YearIsClosed) as refusal:
        act(event, hq)
    assert everything() == before
    assert refusal.value.closed.since == year.closed_at
    [sentence] = refusal.value.messages
    assert sentence.startswith("Fiscal year 2019 has been closed since ")
    assert ", by Tokyo Taro at headquarters: nothing in it changes now." in sentence
    assert sentence.endswith(
        "Enter the change as a correction request, give the mission an exception, or reopen the year."
    )


def test_a_mission_is_told_what_it_can_do(event):
    with pytest.raises(YearIsClosed) as refusal:
        event.withdraw(by=make_user(), because="x")
    assert refusal.value.messages[0].endswith("Request a correction, or ask headquarters for an exception.")


def test_the_refusal_of_the_database_is_put_into_the_same_words(event, monkeypatch):
    """When the year is closed between the look and the write."""
    monkeypatch.setattr("events.years.what_stops", lambda event: None)
    with pytest.raises(YearIsClosed) as refusal, transaction.atomic():
        event.withdraw(by=make_user(), because="x")
    assert refusal.value.messages == ["The fiscal year was being closed at that moment. Nothing was saved: try again."]
    event.refresh_from_db()
    assert (event.status, event.version) == (Status.CONFIRMED, 1)


def test_other_years_and_events_without_a_day_go_on(event):
    for day in (date(2019, 3, 31), date(2020, 4, 1), None):
        other = make_event(starts_on=day, status=Status.DRAFT)
        other.city = "Worcester"
        other.revise(by=make_user(), version=1)
        other.delete()


def test_reopened_it_takes_changes_again(hq, event):
    Year.objects.get(pk=2019).reopen(by=hq, because="the count was wrong")
    event.city = "Salem"
    event.revise(by=make_user(), version=1)
    assert Event.objects.get(pk=event.pk).city == "Salem"


# ---- exceptions


def grant(hq, *, mission="BOS", until_on=date(2099, 1, 1)) -> YearException:
    return YearException.grant(
        mission=make_mission(mission), year=Year.objects.get(pk=2019), until_on=until_on, because="late", by=hq
    )


def test_an_exception_lets_one_mission_go_on(hq, event):
    other = Event(**{**Event.objects.filter(pk=event.pk).values().get(), "id": None, "number": None})
    exception = grant(hq)
    event.city = "Salem"
    event.revise(by=make_user(), version=1)
    with pytest.raises(YearIsClosed) as refusal:
        build_event(mission="DEN").create(by=hq)
    assert refusal.value.closed.fiscal_year == 2019
    with pytest.raises(IntegrityError), transaction.atomic():
        build_event(mission="DEN").save()
    exception.end(by=hq)
    assert not exception.is_current
    event.city = "Lowell"
    with pytest.raises(YearIsClosed):
        event.revise(by=make_user(), version=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()
    assert Event.objects.get(pk=event.pk).city == "Salem"


def test_an_exception_that_ran_out_lets_nobody_in(hq, event):
    YearException.objects.filter(pk=grant(hq).pk).update(until="2020-01-01T00:00:00Z")
    with pytest.raises(YearIsClosed):
        event.revise(by=hq, version=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save()


def test_an_exception_lasts_to_the_end_of_the_day_at_the_missions_place(hq, event):
    mission = make_mission("LAX")
    exception = YearException.grant(
        mission=mission, year=Year.objects.get(pk=2019), until_on=date(2099, 6, 30), because="late", by=hq
    )
    assert mission.time_zone == "America/Los_Angeles"
    assert exception.until.isoformat() == "2099-07-01T00:00:00-07:00"
    with pytest.raises(ValidationError, match="over already"):
        grant(hq, until_on=date(2020, 1, 1))
    with pytest.raises(ValidationError, match="over already"):
        exception.end(by=hq) or exception.end(by=hq)


# ---- passes


def test_a_pass_opens_one_missions_year_and_is_gone_afterwards(event):
    with passing([("BOS", 2019)]):
        Event.objects.filter(pk=event.pk).update(city="Salem")
        with pytest.raises(IntegrityError), transaction.atomic():
            make_event(mission="DEN", starts_on=date(2019, 5, 1))
    assert not YearPass.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save()


def test_a_pass_goes_with_a_failure(event):
    with pytest.raises(LookupError), passing([("BOS", 2019)]):
        Event.objects.filter(pk=event.pk).update(city="Salem")
        raise LookupError
    assert not YearPass.objects.exists()
    assert Event.objects.get(pk=event.pk).city == ""


@pytest.mark.django_db(transaction=True)
def test_a_pass_cannot_be_left_behind(hq):
    with pytest.raises(IntegrityError), transaction.atomic():
        YearPass.objects.create(mission=make_mission(), fiscal_year=2019)
    assert not YearPass.objects.exists()


# ---- the years themselves


def test_a_year_tells_what_was_done_with_it(hq):
    year = Year.open(2019, by=hq, on=date(2019, 4, 1))
    year.announce_deadline(by=hq, on=date(2020, 5, 31))
    year.close(by=hq, because="counted")
    year.reopen(by=hq, because="a count was wrong")
    year.close(by=hq, because="counted again")
    told = year.history.order_by("history_id").values_list("history_change_reason", "state", "reason", "history_user")
    assert list(told) == [
        ("open", "open", "", hq.pk),
        ("announce deadline", "open", "", hq.pk),
        ("close", "closed", "counted", hq.pk),
        ("reopen", "open", "a count was wrong", hq.pk),
        ("close", "closed", "counted again", hq.pk),
    ]
    assert (year.opened_on, year.deadline_on) == (date(2019, 4, 1), date(2020, 5, 31))


def test_what_cannot_be_done_with_a_year(hq):
    year = Year.open(2019, by=hq)
    for refused, words in {
        lambda: Year.open(2019, by=hq): "opened already",
        lambda: Year.open(1999, by=hq): "between 2000 and 2099",
        lambda: year.announce_deadline(by=hq, on=date(2019, 3, 31)): "before the year begins",
        lambda: year.close(by=hq, because=" "): "Give a reason",
        lambda: year.reopen(by=hq, because="x"): "is “Open”",
        lambda: Year.open(2098, by=hq).close(by=hq, because="x"): "runs until March 31, 2099",
    }.items():
        with pytest.raises(ValidationError, match=words):
            refused()


@pytest.mark.parametrize("role", [Role.MISSION_STAFF, Role.MISSION_APPROVER, Role.READ_ONLY])
def test_only_headquarters_runs_the_years(hq, role):
    year, person = close(2019, by=hq), make_user(role)
    for verb in (
        lambda: Year.open(2020, by=person),
        lambda: year.announce_deadline(by=person, on=None),
        lambda: year.close(by=person, because="x"),
        lambda: year.reopen(by=person, because="x"),
        lambda: grant(person),
        lambda: grant(hq).end(by=person),
    ):
        with pytest.raises(PermissionDenied):
            verb()
    assert list(Year.objects.values_list("pk", "state")) == [(2019, "closed")]
