"""Excusing missions from many quarters at once: what is shown is what is done, all or nothing, and taken back as one."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Record
from accounts.roles import Role
from accounts.trail.verifying import problems
from events.excuses import end_many, excuse_many, look
from events.models import Excuse, Year, YearException
from events.quarters import Quarter
from events.returns import sign
from events.status import Status
from tests.factories import make_event, make_mission, make_user


@pytest.fixture
def later(at):
    at(datetime(2020, 7, 1, tzinfo=UTC))


@pytest.fixture
def missions(hq, later):
    """Boston and Denver in 2018 and 2019, of which Boston signed one quarter and is excused from another."""
    for year in (2018, 2019):
        Year.open(year, by=hq)
    boston = make_mission()
    sign(boston, Quarter(2018, 1), "nil", by=make_user())
    Excuse.give(mission=boston, quarter=Quarter(2018, 2), by=hq, because="moved")
    make_event(mission="DEN", status=Status.SUBMITTED)
    return [boston, make_mission("DEN")]


@pytest.mark.django_db
def test_what_stands_open_of_the_choice_is_excused_as_one_change_set(hq, missions):
    found = look(missions, [2018, 2019])
    assert (len(found.cells), found.kept, found.closed) == (14, 2, ())
    before = Record.objects.count()
    key, count = excuse_many(missions, [2018, 2019], seen=found.places, by=hq, because="Nobody knows any more.")
    assert (count, Excuse.objects.filter(batch=key).count(), Record.objects.count() - before) == (14, 14, 1)
    record = Record.objects.order_by("pk").last()
    assert (record.reason, record.missions) == ("Nobody knows any more.", ",BOS,DEN,")
    assert look(missions, [2018, 2019]).cells == ()
    with pytest.raises(ValidationError, match="None of these quarters is open"):
        excuse_many(missions, [2018, 2019], seen=found.places, by=hq, because="x")
    one = Excuse.objects.filter(batch=key).first()
    one.end(by=hq, because="found in the archive")
    before = Record.objects.count()
    assert end_many(key, by=hq, because="a mistake") == 13
    assert Record.objects.count() - before == 1
    assert [(row.mission_id, row.of) for row in Excuse.objects.standing()] == [("BOS", Quarter(2018, 2))]
    with pytest.raises(ValidationError, match="taken back already"):
        end_many(key, by=hq, because="x")
    assert list(problems()) == []


@pytest.mark.django_db
def test_nothing_is_written_that_was_not_seen(hq, missions):
    found = look(missions, [2018])
    sign(missions[1], Quarter(2018, 3), "nil", by=make_user(mission="DEN"))
    with pytest.raises(ValidationError, match="Look again first"):
        excuse_many(missions, [2018], seen=found.places, by=hq, because="x")
    with pytest.raises(ValidationError, match="Give a reason"):
        excuse_many(missions, [2018], seen=look(missions, [2018]).places, by=hq, because=" ")
    for stranger in (make_user(), make_user(Role.MISSION_APPROVER), make_user(Role.READ_ONLY)):
        with pytest.raises(PermissionDenied):
            excuse_many(missions, [2018], seen=found.places, by=stranger, because="x")
        with pytest.raises(PermissionDenied):
            end_many("00000000-0000-0000-0000-000000000000", by=stranger, because="x")
    assert Excuse.objects.count() == 1


@pytest.mark.django_db
def test_one_that_fails_leaves_none(hq, missions, monkeypatch):
    found, plain, calls = look(missions, [2018, 2019]), Excuse._keep, []

    def fails_at_the_fifth(self, **options):
        calls.append(self)
        if len(calls) == 5:
            raise KeyboardInterrupt
        plain(self, **options)

    monkeypatch.setattr(Excuse, "_keep", fails_at_the_fifth)
    with pytest.raises(KeyboardInterrupt):
        excuse_many(missions, [2018, 2019], seen=found.places, by=hq, because="x")
    assert (Excuse.objects.count(), list(problems())) == (1, [])


@pytest.mark.django_db
def test_a_closed_year_is_left_alone_and_named(hq, missions):
    year = Year.objects.get(pk=2018)
    year.close(by=hq, because="counted")
    found = look(missions, [2018, 2019])
    assert ({cell.quarter.fiscal_year for cell in found.cells}, found.closed) == ({2019}, (2018,))
    YearException.grant(
        mission=missions[1], year=year, until_on=datetime(2099, 1, 1, tzinfo=UTC).date(), because="x", by=hq
    )
    assert {cell.mission.pk for cell in look(missions, [2018]).cells} == {"DEN"}


@pytest.mark.django_db
def test_chosen_shown_done_and_taken_back_on_its_page(client, hq, missions):
    client.force_login(hq)
    sent = {"missions": ["BOS", "DEN"], "first_year": "2018", "last_year": "2019", "reason": "Nobody knows."}
    shown = client.post("/returns/excuses/", sent)
    page = shown.content.decode()
    assert (shown.status_code, "14 quarters would be excused" in page, Excuse.objects.count()) == (200, True, 1)
    seen = ["-".join(map(str, place)) for place in shown.context["looked"].places]
    assert all(f'value="{place}"' in page for place in seen)
    assert client.post("/returns/excuses/", {**sent, "do": "1", "seen": seen[:-1]}).status_code == 422
    assert Excuse.objects.count() == 1
    done = client.post("/returns/excuses/", {**sent, "do": "1", "seen": seen}, follow=True)
    assert "14 quarters are excused." in done.content.decode()
    [batch] = done.context["batches"]
    assert (batch["count"], batch["first"], batch["last"], batch["person"]) == (14, 2018, 2019, hq)
    address = f"/returns/excuses/{batch['batch']}/end/"
    assert client.post(address, {"end-reason": ""}).status_code == 422
    assert "14 returns are asked for again." in client.post(address, {"end-reason": "x"}, follow=True).content.decode()
    wrong = client.post("/returns/excuses/", {"first_year": "2019", "last_year": "2018", "reason": ""})
    assert set(wrong.context["form"].errors) == {"missions", "last_year", "reason"}


@pytest.mark.django_db
def test_as_many_queries_for_three_missions_as_for_one(hq, missions, client, django_assert_num_queries):
    client.force_login(hq)
    sent = {"missions": ["DEN"], "first_year": "2018", "last_year": "2018", "reason": "x"}
    client.post("/returns/excuses/", sent)
    for codes in (["DEN"], ["DEN", "BOS", "CHI"]):
        with django_assert_num_queries(15):
            client.post("/returns/excuses/", {**sent, "missions": codes})
