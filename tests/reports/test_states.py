"""The states beside each other, and the profile of one."""

import pytest
from django.http import QueryDict

from accounts.roles import Role
from events.filters import EventFilter
from regions.models import IndicatorValue
from tests.factories import make_event, make_user
from tests.reports.test_report_page import Tables, linked_numbers

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(db):
    return make_user(Role.READ_ONLY, mission=None)


def get(client, user, address: str) -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def rows(html: str) -> list[list[str]]:
    return [[cell[0] for cell in row] for row in Tables(html).tables[""][1:]]


def test_states_are_sorted_by_any_column_with_the_unknown_last(client, reader):
    make_event(state="US-WY", mission="DEN", in_person_count=50)
    make_event(state="US-ME", in_person_count=None, in_person_qualifier="unknown")
    by_bases = rows(get(client, reader, "/states/?sort=-bases-2020"))
    assert len(by_bases) == 56
    assert [row[3] for row in by_bases[:3]] == ["1,853", "713", "667"]
    assert [row[3] for row in by_bases[-3:]] == ["―"] * 3
    smallest = rows(get(client, reader, "/states/?sort=jobs-2018"))
    assert (smallest[0][0], smallest[0][4], smallest[-1][4]) == ("West Virginia", "4,200", "―")
    by_participants = rows(get(client, reader, "/states/?sort=-participants"))
    assert by_participants[0] == ["Wyoming", "West", "Denver", "2", "―", "1", "50"]
    assert by_participants[-1][0] == "Maine"
    assert by_participants[-1][5:] == ["1", "―"]
    assert [row[0] for row in rows(get(client, reader, "/states/"))][:2] == ["Alabama", "Alaska"]


def test_a_split_state_says_who_serves_which_counties(client, reader):
    html = get(client, reader, "/states/US-ID/")
    assert "Consulate-General of Japan in Seattle" in html
    assert "Consular Office of Japan in Portland" in html
    assert html.count("Unconfirmed: Idaho County") == 2


def test_indicators_stand_with_place_rank_and_source(client, reader):
    html = get(client, reader, "/states/US-TX/")
    assert "75,300 <small>jobs</small>" in html
    assert "No. 2 of 15 places listed, by this number" in html
    assert "Rank in the source: 2 (United Kingdom ranks first)" in html
    assert "444 <small>bases</small>" in html
    assert "No. 6 of 53 places listed, by this number" in html
    assert "Survey of Japanese Businesses Overseas (October 2020)" in html
    IndicatorValue.objects.filter(state="US-MI", indicator="bases-2020").update(value=444)
    assert "No. 5 of 53 places listed" in get(client, reader, "/states/US-TX/")
    assert "No. 5 of 53 places listed" in get(client, reader, "/states/US-MI/")


def test_the_states_events_and_what_stands_behind_each_number(client):
    make_event(state="US-CO", mission="DEN", in_person_count=7, is_good_practice=True, title_en="Shiba Inu Festival")
    make_event(state="US-CO", mission="DEN", category="sister-city", status="submitted", title_en="Sister Exchange")
    make_event(state="US-CO", mission="DEN", category="sister-city", status="draft", title_en="Only a Draft")
    make_event(state="US-MA")
    hq, boston = make_user(Role.HQ_REVIEWER, mission=None), make_user(mission="BOS")
    for user, events, participants in ((hq, "2", "107"), (boston, "1", "7")):
        html = get(client, user, "/states/US-CO/")
        found = Tables(html)
        assert [cell[0] for cell in found.tables["fiscal_year"][-1]] == ["Total", events, participants, "0"]
        assert [cell[0] for cell in found.tables["category"][-1]] == ["Total", events, participants, "0"]
        for key, href, measure, number in linked_numbers(found):
            asked = EventFilter(QueryDict(href.split("?")[1]), user=user)
            assert asked.problems == [], href
            assert {**asked.figures(), "events": asked.qs.count()}[measure] == number, (key, href)
        assert "Shiba Inu Festival" in html
        assert ("Sister Exchange" in html) is (user == hq)
        assert "Only a Draft" not in html


def test_a_state_without_events_or_indicators_says_so(client, reader):
    html = get(client, reader, "/states/US-AS/")
    assert "Nothing has been submitted or confirmed for this state." in html
    assert "No indicator is recorded for this place." in html


@pytest.mark.parametrize("code", ["US-XX", "us-ca", "CA", "US-CA-037"])
def test_there_is_no_such_state(client, reader, code):
    client.force_login(reader)
    assert client.get(f"/states/{code}/").status_code == 404


@pytest.mark.parametrize(("address", "queries"), [("/states/", 9), ("/states/US-MA/", 15)])
def test_the_number_of_queries_is_the_same_for_one_event_and_three(
    client, reader, django_assert_num_queries, address, queries
):
    make_event(is_good_practice=True, category="sister-city")
    client.force_login(reader)
    client.get(address)
    for more in (0, 2):
        for _n in range(more):
            make_event(is_good_practice=True, category="sister-city", mission="NYC")
        with django_assert_num_queries(queries):
            client.get(address)
