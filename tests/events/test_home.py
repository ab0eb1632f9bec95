"""The first page: what waits for whom, and each number beside its events."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from events.filters import EventFilter
from events.models import Event
from events.status import Status
from events.views.home import MOST_SHOWN, Figure
from tests.factories import make_event, make_rules, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june_2026(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 6, 15, 12, tzinfo=UTC))
    make_rules()


TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
"""Sixty-four letters by chance, which may spell a mission's code."""


def home(client, user):
    client.force_login(user)
    response = client.get("/")
    assert response.status_code == 200
    return response


def titles(waiting) -> list[str]:
    return [event.title_en for event in waiting.events]


def make_every_sort() -> None:
    """Of Boston and of Denver: a draft, one returned, one submitted, one confirmed this year and last, one withdrawn."""
    for code in ("BOS", "DEN"):
        make = {"mission": code, "starts_on": date(2026, 4, 1)}
        make_event(**make, title_en=f"{code} draft", status=Status.DRAFT)
        make_event(**make, title_en=f"{code} returned", status=Status.DRAFT, return_reason=f"Say where, {code}.")
        make_event(**make, title_en=f"{code} submitted", status=Status.SUBMITTED, in_person_count=10)
        make_event(**make, title_en=f"{code} confirmed", in_person_count=200)
        make_event(**make, title_en=f"{code} withdrawn", status=Status.WITHDRAWN, in_person_count=7000)
        last = {"mission": code, "starts_on": date(2026, 3, 31), "title_en": f"{code} last year"}
        make_event(**last, in_person_count=None, in_person_qualifier="unknown")


def test_a_visitor_signs_in_first(client):
    response = client.get("/")
    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/")


@pytest.mark.parametrize("role", [Role.MISSION_STAFF, Role.MISSION_APPROVER])
def test_a_mission_sees_its_drafts_with_reasons_and_its_own_figures(client, role):
    make_every_sort()
    response = home(client, make_user(role, mission="BOS"))
    context, page = response.context, response.content.decode()
    assert titles(context["drafts"]) == ["BOS returned", "BOS draft"]
    assert (context["drafts"].count, context["drafts"].query) == (2, "mission=BOS&status=draft")
    assert titles(context["submitted"]) == ["BOS submitted"]
    assert context["year"] == 2026
    scope = "mission=BOS&status=counted"
    assert context["this_year"] == Figure(2, 210, 0, f"fiscal_year_min=2026&fiscal_year_max=2026&{scope}")
    assert context["last_year"] == Figure(1, 0, 1, f"fiscal_year_min=2025&fiscal_year_max=2025&{scope}")
    assert context["all_years"] == Figure(3, 210, 1, scope)
    assert "Say where, BOS." in page
    assert 'href="/events/new/"' in page
    assert "missions" not in context
    assert "DEN" not in TOKEN.sub("", page)


@pytest.mark.parametrize("role", [Role.HQ_REVIEWER, Role.HQ_ADMINISTRATOR])
def test_headquarters_sees_what_waits_for_review_and_every_mission(client, role):
    make_every_sort()
    Event.objects.filter(title_en="DEN submitted").update(updated_at=datetime(2026, 1, 1, tzinfo=UTC))
    response = home(client, make_user(role))
    context, page = response.context, response.content.decode()
    assert titles(context["submitted"]) == ["DEN submitted", "BOS submitted"]
    assert (context["submitted"].count, context["submitted"].query) == (2, "status=submitted")
    year = "fiscal_year_min=2026&fiscal_year_max=2026"
    assert context["this_year"] == Figure(4, 420, 0, f"{year}&status=counted")
    by_mission = {mission.pk: figure for mission, figure in context["missions"]}
    assert len(by_mission) == 18
    assert by_mission.pop("BOS") == Figure(2, 210, 0, f"{year}&mission=BOS&status=counted")
    assert by_mission.pop("DEN") == Figure(2, 210, 0, f"{year}&mission=DEN&status=counted")
    assert {(figure.events, figure.participants, figure.unknown) for figure in by_mission.values()} == {(0, 0, 0)}
    assert "drafts" not in context
    assert "BOS draft" not in page
    assert 'href="/admin/"' in page if role == Role.HQ_ADMINISTRATOR else 'href="/admin/"' not in page
    assert 'href="/events/new/"' in page


def test_other_ministries_see_the_confirmed_alone(client):
    make_every_sort()
    response = home(client, make_user(Role.READ_ONLY))
    context, page = response.context, response.content.decode()
    assert context["this_year"] == Figure(2, 400, 0, "fiscal_year_min=2026&fiscal_year_max=2026&status=counted")
    assert [name for name in ("drafts", "submitted", "missions") if name in context] == []
    assert 'href="/events/new/"' not in page
    assert 'href="/states/"' in page
    assert 'href="/report/"' in page
    for title in ("draft", "returned", "submitted", "withdrawn"):
        assert f"BOS {title}" not in page


@pytest.mark.parametrize("role", [Role.MISSION_STAFF, Role.HQ_REVIEWER, Role.READ_ONLY])
def test_each_link_finds_as_many_events_as_its_number_says(client, role):
    make_every_sort()
    user = make_user(role)
    context = home(client, user).context
    numbers = [(context[name].query, context[name].events) for name in ("this_year", "last_year", "all_years")]
    numbers += [(f"{context[name].query}&unknown=1", context[name].unknown) for name in ("this_year", "last_year")]
    numbers += [(figure.query, figure.events) for _mission, figure in context.get("missions", [])]
    numbers += [(context[name].query, context[name].count) for name in ("drafts", "submitted") if name in context]
    found = [(query, EventFilter(QueryDict(query), user=user).qs.count()) for query, _number in numbers]
    assert found == numbers


@pytest.mark.parametrize("role", [Role.MISSION_STAFF, Role.HQ_REVIEWER, Role.READ_ONLY])
def test_three_of_each_sort_cost_the_queries_of_one(client, role):
    user = make_user(role)
    make_every_sort()
    home(client, user)
    with CaptureQueriesContext(connection) as one:
        home(client, user)
    make_every_sort()
    make_every_sort()
    with CaptureQueriesContext(connection) as three:
        home(client, user)
    assert len(three) == len(one)


def test_a_long_list_is_cut_and_says_how_many_there_are(client):
    for _ in range(MOST_SHOWN + 2):
        make_event(status=Status.DRAFT)
    response = home(client, make_user())
    assert (len(response.context["drafts"].events), response.context["drafts"].count) == (10, 12)
    assert "All 12 of them" in response.content.decode()


def test_an_empty_register_says_so(client):
    response = home(client, make_user())
    page = response.content.decode()
    figures = [response.context[name] for name in ("this_year", "last_year", "all_years")]
    assert [(row.events, row.known_participants, row.unknown) for row in figures] == [(0, 0, 0)] * 3
    assert "No draft is waiting for you." in page
    assert "Nothing is waiting for headquarters." in page


def test_unknown_is_not_zero(client):
    make_event(starts_on=date(2026, 5, 1), in_person_count=None, in_person_qualifier="unknown")
    response = home(client, make_user())
    assert response.context["this_year"].known_participants is None
    assert "Participants unknown" in response.content.decode()


def test_the_fiscal_year_turns_by_the_clock_of_the_mission(client, monkeypatch):
    """3 a.m. in Greenwich on 1 April 2026: noon in Tokyo, but still 31 March in Boston."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 4, 1, 3, tzinfo=UTC))
    assert home(client, make_user(mission="BOS")).context["year"] == 2025
    assert home(client, make_user(Role.HQ_REVIEWER)).context["year"] == 2026


def test_a_title_is_text_and_not_markup(client):
    make_event(status=Status.DRAFT, title_en="<b>Tea</b>", title_ja="", return_reason="<script>x</script>")
    page = home(client, make_user()).content.decode()
    assert "&lt;b&gt;Tea&lt;/b&gt;" in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page


@pytest.mark.parametrize("is_sample", [True, False])
def test_every_page_says_when_the_register_holds_sample_data(client, is_sample):
    make_event(is_sample=is_sample)
    sentence = "This register holds sample data."
    assert (sentence in client.get("/accounts/login/", headers={"accept-language": "en"}).content.decode()) == is_sample
    assert (sentence in home(client, make_user()).content.decode()) == is_sample
