"""Held last year about now: which events a mission is asked about, its answers, and the page."""

from datetime import date, datetime
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Record
from accounts.roles import Role
from accounts.trail.verifying import problems
from events.again import asked_of, hold_again, not_this_year
from events.models import Again, Event
from events.reminders.lines import lines_for
from events.status import Status
from tests.factories import make_event, make_mission, make_series, make_user
from tests.permission_table import ROLES
from tests.permission_table_reminders import AGAIN_PAGES
from tests.test_permissions import answer, client_of, make_person

TODAY = date(2019, 5, 1)
LAST_YEAR = date(2018, 5, 2)
"""52 weeks before TODAY."""


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def boston():
    return make_user(name="Boston Hanako")


@pytest.fixture
def on_that_day(monkeypatch):
    """The clock stands at noon of TODAY in Boston."""
    moment = datetime(2019, 5, 1, 12, tzinfo=ZoneInfo("America/New_York"))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


def titles(person, today=TODAY) -> list[str]:
    return [each.event.title_en for each in asked_of(person, today=today)]


@pytest.mark.django_db
def test_last_years_events_around_this_day_are_asked_about(boston):
    for title, day in {
        "too early": date(2018, 4, 3), "first": date(2018, 4, 4), "last": date(2018, 6, 27),
        "too late": date(2018, 6, 28), "two years ago": date(2017, 5, 2),
    }.items():  # fmt: skip
        make_event(title_en=title, title_ja="", starts_on=day)
    series = make_series()
    make_event(title_en="of a series", title_ja="", starts_on=date(2018, 5, 9), series=series)
    make_event(title_en="its second evening", title_ja="", starts_on=date(2018, 5, 10), series=series)
    for status in (Status.DRAFT, Status.APPROVAL, Status.WITHDRAWN):
        make_event(title_en=status, title_ja="", starts_on=LAST_YEAR, status=status, number=None)
    make_event(title_en="another mission's", title_ja="", mission="DEN", starts_on=LAST_YEAR)
    assert titles(boston) == ["of a series", "first", "last"]
    assert [each.about_on for each in asked_of(boston, today=TODAY)] == [
        date(2019, 5, 8), date(2019, 4, 3), date(2019, 6, 26),
    ]  # fmt: skip
    assert titles(make_user(mission="DEN")) == ["another mission's"]
    assert (titles(make_user(Role.HQ_REVIEWER)), titles(make_user(Role.READ_ONLY))) == ([], [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("this_year", "is_asked"),
    [
        ({"title_ja": "第39回日本祭り"}, False),
        ({"title_ja": "令和元年度日本祭り（第39回）", "title_en": ""}, False),
        ({"title_en": "Japan Festival 2019", "title_ja": ""}, False),
        ({"title_en": "39th Annual Japan Festival", "title_ja": ""}, False),
        ({"title_ja": "第39回日本祭り", "status": Status.DRAFT, "starts_on": None}, False),
        ({"title_ja": "別の催し", "title_en": "Another thing"}, True),
        ({"title_ja": "別の催し", "title_en": "Another thing", "series": "same"}, False),
        ({"title_ja": "第39回日本祭り", "status": Status.WITHDRAWN}, True),
        ({"title_ja": "第39回日本祭り", "mission": "DEN"}, True),
        ({"title_ja": "第37回日本祭り", "title_en": "", "starts_on": date(2017, 5, 3)}, True),
    ],
)
def test_what_stands_for_this_year_already_is_not_asked_about(boston, this_year, is_asked):
    series = make_series()
    make_event(title_ja="第38回日本祭り", title_en="Japan Festival 2018", starts_on=LAST_YEAR, series=series)
    fields = {"title_en": "", "starts_on": date(2019, 9, 1), **this_year}
    if fields.get("series"):
        fields["series"] = series
    make_event(**fields)
    assert bool(titles(boston)) == is_asked


@pytest.mark.django_db
def test_again_saves_a_draft_without_day_and_counts(boston):
    event = make_event(
        title_en="Festival", starts_on=LAST_YEAR, ends_on=LAST_YEAR, venue="Park", city="Boston", own_funds=5,
        region_type="region-1", partner_missions=["DEN"], is_good_practice=True, story_en="x",
    )  # fmt: skip
    event.partners.create(name="Japan Society", role="host")
    event.officials.create(name="Governor", title="Governor", level="state")
    draft = Event.objects.get(pk=hold_again(event, by=boston).pk)
    assert (draft.status, draft.number, draft.starts_on, draft.ends_on) == (Status.DRAFT, None, None, None)
    assert (draft.in_person_count, draft.own_funds, draft.is_good_practice, draft.story_en) == (None, None, False, "")
    assert (draft.title_en, draft.venue, draft.city, draft.state, draft.category, draft.region_type) == (
        "Festival", "Park", "Boston", event.state, event.category, event.region_type,
    )  # fmt: skip
    assert list(draft.partners.values_list("name", "role")) == [("Japan Society", "host")]
    assert [mission.pk for mission in draft.partner_missions.all()] == ["DEN"]
    assert draft.officials.count() == 0, "who was met last year was met last year"
    assert titles(boston) == []
    Event.objects.filter(pk=draft.pk).update(title_ja="別の催し", title_en="Another thing")
    assert titles(boston) == [], "answered, whatever it is called now"
    with pytest.raises(ValidationError, match="answered for this event already"):
        hold_again(event, by=boston)
    assert (Event.objects.count(), Again.objects.get().draft) == (2, draft), "all of it or nothing"


@pytest.mark.django_db
def test_not_this_year_has_a_reason_and_can_be_put_back(boston):
    event = make_event(starts_on=LAST_YEAR, title_en="Festival")
    for because in ("", " "):
        with pytest.raises(ValidationError):
            not_this_year(event, by=boston, because=because)
    answer = not_this_year(event, by=boston, because="The park is being rebuilt.")
    assert titles(boston) == []
    assert titles(boston, date(2019, 5, 20)) == []
    for stranger in (make_user(mission="DEN"), make_user(Role.HQ_REVIEWER), make_user(Role.READ_ONLY)):
        with pytest.raises(PermissionDenied):
            answer.put_back(by=stranger)
        with pytest.raises(PermissionDenied):
            not_this_year(event, by=stranger, because="x")
    answer.put_back(by=boston)
    assert titles(boston) == ["Festival"]
    with pytest.raises(ValidationError, match="taken back already"):
        answer.put_back(by=boston)
    history = Again.history.order_by("history_id").values_list("history_change_reason", "reason", "history_user")
    assert list(history) == [
        ("not this year", "The park is being rebuilt.", boston.pk),
        ("put back", "The park is being rebuilt.", boston.pk),
    ]
    assert Record.objects.filter(details__kinds__has_key="events_historicalagain").count() == 2
    assert list(problems()) == []


@pytest.mark.django_db
def test_answers_may_be_given_about_events_of_a_closed_year(boston):
    from events.models import Year

    hq = make_user(Role.HQ_REVIEWER)
    event = make_event(starts_on=date(2018, 3, 30), title_en="Festival")
    Year.open(2017, by=hq).close(by=hq, because="counted")
    assert hold_again(event, by=boston).status == Status.DRAFT
    Again.objects.get().put_back(by=boston)
    not_this_year(event, by=boston, because="x")


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_make_one_draft():
    people = [make_user(), make_user()]
    event = make_event(starts_on=LAST_YEAR)
    start, outcomes = Barrier(2), []

    def answers(person) -> None:
        try:
            start.wait(timeout=20)
            hold_again(Event.objects.get(pk=event.pk), by=person)
            outcomes.append("made")
        except ValidationError:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [Thread(target=answers, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(outcomes), Event.objects.count(), Again.objects.count()) == (["made", "refused"], 2, 1)
    assert list(problems()) == []


@pytest.mark.django_db
def test_the_letter_asks_too(boston, on_that_day):
    event = make_event(starts_on=LAST_YEAR, title_en="Festival")
    [line] = lines_for(boston, now=on_that_day)
    assert (line.key, line.text, line.path) == (
        f"again:{event.pk}", "“Festival” was held on May 2, 2018. Again this year?", "/again/",
    )  # fmt: skip


@pytest.mark.django_db
def test_the_pages_ask_and_take_the_answer(client, boston, on_that_day):
    event = make_event(starts_on=LAST_YEAR, title_en="Festival")
    make_event(starts_on=LAST_YEAR, title_en="SECRET", mission="DEN")
    client.force_login(boston)
    home, page = client.get("/").content.decode(), client.get("/again/").content.decode()
    assert all("Festival" in text and "SECRET" not in text for text in (home, page))
    refused = client.post(f"/again/{event.pk}/", {"answer": "not", "reason": ""})
    assert (refused.status_code, "Give a reason" in refused.content.decode()) == (422, True)
    client.post(f"/again/{event.pk}/", {"answer": "not", "reason": "The park is being rebuilt."})
    page = client.get("/again/").content.decode()
    assert 'Take the answer back<span class="visually-hidden">: Festival</span>' in page, "no two buttons alike"
    assert ("The park is being rebuilt." in page, "Festival" in client.get("/").content.decode()) == (True, False)
    client.post(f"/again/answers/{Again.objects.get().pk}/put-back/")
    response = client.post(f"/again/{event.pk}/", {"answer": "again"})
    assert response.url == f"/events/{Event.objects.get(status='draft').pk}/edit/"
    assert client.post(f"/again/{event.pk}/", {"answer": "again"}).status_code == 409


@pytest.mark.django_db
def test_as_many_queries_for_three_events_as_for_one(client, boston, on_that_day, django_assert_num_queries):
    client.force_login(boston)
    client.get("/again/")

    def one(name: str) -> None:
        make_event(starts_on=LAST_YEAR, title_en=name, title_ja="", series=make_series())
        answered = make_event(starts_on=LAST_YEAR, title_en=f"{name[::-1]} answered", title_ja="")
        not_this_year(answered, by=boston, because="x")
        hold_again(make_event(starts_on=LAST_YEAR, title_en=f"held {name[::-1]}", title_ja=""), by=boston)

    one("Alpha")
    with django_assert_num_queries(7):
        client.get("/again/")
    for name in ("Tea ceremony", "Robot contest"):
        one(name)
    with django_assert_num_queries(7):
        assert len(client.get("/again/").context["asked"]) == 3


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), list(AGAIN_PAGES))
def test_who_answers(name, method):
    answers = {}
    for role in ROLES:
        event = make_event(starts_on=LAST_YEAR)
        target = event.pk
        if name == "again_put_back":
            target = not_this_year(event, by=make_user(), because="x").pk
        before = Again.history.count()
        answers[role] = answer(client_of(make_person(role)), method, reverse(name, args=[target]), {"answer": "again"})
        assert (Again.history.count() > before) == (answers[role] == "302"), role
    assert answers == {role: str(status) for role, status in AGAIN_PAGES[name, method].items()}
    assert make_mission().events.exists()
