"""The list of events as a page."""

import html
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from events import paging
from events.filters import SORTS, EventFilter
from events.models import Event
from events.paging import ORDERS, page_of
from tests.factories import build_event, make_event, make_rules, make_series, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules():
    return make_rules()


def signed_in(role: str = Role.MISSION_STAFF, **fields) -> Client:
    client = Client()
    client.force_login(make_user(role, **fields), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def shown(response) -> list[str]:
    return re.findall(r'class="list__title" href="[^"]*">([^<]*)<', response.text)


def figures_line(response) -> str:
    line = re.search(r'id="found">(.*?)</p>', response.text, re.S).group(1)
    return " ".join(re.sub(r"<[^>]+>", "", line).split())


def test_the_list_leads_to_the_same_events_in_charts_and_back():
    make_event(mission="DEN", starts_on=date(2018, 6, 1))
    make_event(mission="BOS", starts_on=date(2019, 6, 1))
    client = signed_in()
    link = re.compile(r'href="(/dashboard/\?[^"]*)"')

    def charts_of(query: str) -> list[str]:
        return [html.unescape(found) for found in link.findall(client.get(f"/events/{query}").text)]

    of_all = "/dashboard/?fiscal_year_min=2018&fiscal_year_max=2019"
    of_some = "/dashboard/?fiscal_year_max=2019&mission=BOS&mission=DEN&category=festival"
    assert (charts_of(""), charts_of("?mission=BOS&mission=DEN&category=festival&fiscal_year_max=2019")) == (
        [of_all],
        [of_some],
    )
    assert charts_of("?q=nothing+like+this") == []
    back = html.unescape(client.get(of_some).text)
    assert 'href="/events/?fiscal_year_max=2019&mission=BOS&mission=DEN&category=festival' in back


def test_a_stranger_is_asked_to_sign_in():
    response = Client().get("/events/?q=寿司")
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/?next=/events/")


def test_what_is_shown_is_counted_and_summed():
    make_event(title_en="one", in_person_count=1200)
    make_event(title_en="two", in_person_count=None, in_person_qualifier="unknown", starts_on=date(2019, 6, 1))
    make_event(title_en="withdrawn", status="withdrawn")
    response = signed_in().get("/events/")
    assert response.status_code == 200
    assert shown(response) == ["two", "one"]
    assert figures_line(response) == "1–2 of 2 events 1,200 participants 1 event with participants unknown"


def test_an_unknown_count_is_a_dash_and_a_known_zero_is_zero():
    make_event(in_person_count=None, in_person_qualifier="unknown", starts_on=date(2019, 6, 2))
    make_event(in_person_count=0)
    make_event(in_person_count=30, online_qualifier="unknown", starts_on=date(2018, 6, 2))
    make_event(in_person_qualifier="", in_person_count=None, on_demand_count=9, on_demand_qualifier="exact", starts_on=date(2018, 5, 1))  # fmt: skip
    text = signed_in().get("/events/").text
    cells = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r'<td class="num".*?</td>', text)]
    assert cells == ["― unknown", "0", "30 partly unknown", "0"]


@pytest.mark.parametrize("query", ["mision=BOS", "mission=XXX", "fiscal_year_min=abc", "page=0", "q=a%00"])
def test_what_is_not_understood_is_a_400_without_rows(query):
    make_event(title_en="must not be shown")
    response = signed_in().get(f"/events/?{query}")
    assert response.status_code == 400
    assert "Nothing is shown, because a filter was not understood" in response.text
    assert "must not be shown" not in response.text
    assert 'id="found"' not in response.text


def test_typed_text_is_kept_beside_an_error():
    response = signed_in().get("/events/", {"q": "寿司 <b>", "fiscal_year_min": "soon"})
    assert 'value="寿司 &lt;b&gt;"' in response.text
    assert 'value="soon"' in response.text
    assert response.text.count("Write a fiscal year from 2000 to 2099.") == 2


def test_a_page_beyond_the_end_says_so_and_leads_to_the_last():
    make_event()
    response = signed_in().get("/events/?page=7&mission=BOS")
    assert response.status_code == 404
    assert "There is no page 7: the list has 1 page." in response.text
    assert "?page=1&amp;mission=BOS" in response.text


def test_empty_fields_of_the_form_leave_the_address():
    response = signed_in().get("/events/?q=&mission=BOS&state=&sort=number")
    assert (response.status_code, response.url) == (302, "/events/?mission=BOS&sort=number")


def test_a_number_in_the_search_box_leads_to_its_event():
    event = make_event(number="BOS-2019-0012")
    client = signed_in()
    for words in ("BOS-2019-0012", " bos-2019-0012 ", "ＢＯＳ－２０１９－００１２"):
        response = client.get("/events/", {"q": words})
        assert (response.status_code, response.url) == (302, f"/events/{event.pk}/")


def test_other_missions_drafts_leave_no_trace():
    series = make_series(mission=make_event(mission="DEN", title_en="open", starts_on=date(2018, 5, 1)).mission)
    make_event(
        mission="DEN", status="submitted", title_en="寿司 leak", title_ja="", summary_en="plans", city="leak",
        number="DEN-2019-0777", series=series, in_person_count=77_777, partner_missions=["BOS"],
    )  # fmt: skip
    client = signed_in()
    for query in ("", "q=寿司", "q=plans", "q=2019-0777", "q=77777", "mission=DEN", "partner=BOS", "status=submitted"):
        response = client.get(f"/events/?{query}")
        assert response.status_code == 200
        assert [text for text in ("leak", "77,777", "DEN-2019-0777", series.name_ja) if text in response.text] == []
    assert shown(client.get("/events/?mission=DEN")) == ["open"]
    assert shown(signed_in(mission="DEN").get("/events/?mission=DEN")) == ["寿司 leak", "open"]


def test_sorted_columns_say_so_and_offer_the_other_way():
    make_event()
    text = signed_in().get("/events/?sort=number&mission=BOS").text
    assert re.findall(r'aria-sort="(\w+)"[^>]*><a href="([^"]*)"', text) == [
        ("ascending", "?sort=-number&amp;mission=BOS")
    ]
    text = signed_in().get("/events/").text
    assert re.findall(r'aria-sort="(\w+)"[^>]*><a href="([^"]*)"', text) == [("descending", "?sort=date")]


def test_samples_are_marked():
    make_event(is_sample=True)
    assert 'badge--sample">Sample<' in signed_in().get("/events/").text


def test_an_empty_list_says_what_to_do():
    client = signed_in()
    assert "There are no events yet that you may see." in client.get("/events/").text
    make_event()
    assert "No event matches all of these filters." in client.get("/events/?q=nothing").text


def test_the_page_costs_the_same_for_one_row_and_for_three():
    client = signed_in(Role.HQ_REVIEWER)
    make_event(mission="BOS", series=make_series())
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/events/?mission=BOS&mission=DEN")
    make_event(mission="DEN", state="US-CO", category="food", partner_missions=["BOS"], series=make_series())
    make_event(mission="DEN", state="US-WY", status="draft", region_type="region-1")
    with CaptureQueriesContext(connection) as three:
        client.get("/events/?mission=BOS&mission=DEN")
    assert len(three) == len(one)
    assert len(one) <= 16


def many_events() -> None:
    states = [
        ("BOS", "US-MA", "festival"),
        ("BOS", "US-ME", "food"),
        ("DEN", "US-CO", "festival"),
        ("NYC", "US-NY", "other"),
    ]
    rows = []
    for n in range(42):
        mission, state, category = states[n % 4]
        fields = {
            "mission": mission,
            "state": state,
            "category": category,
            "starts_on": date(2016, 3, 30) + timedelta(days=37 * (n % 30)),
        }
        if n % 7 == 0:
            fields |= {"status": "draft", "starts_on": None}
        if n % 11 == 0:
            fields |= {"status": "draft", "state": None, "category": None, "number": None}
        if n % 5 == 0:
            fields |= {"in_person_count": None, "in_person_qualifier": "unknown"}
        rows.append(build_event(**fields))
    Event.objects.bulk_create(rows)


@pytest.mark.parametrize(("worth_skipping", "size"), [(0, 4), (1000, 9)])
@pytest.mark.parametrize("role", [Role.HQ_REVIEWER, Role.MISSION_STAFF])
def test_pages_hold_each_event_exactly_once_in_every_order(monkeypatch, worth_skipping, size, role):
    many_events()
    monkeypatch.setattr(paging, "PAGE_SIZE", size)
    monkeypatch.setattr(paging, "WORTH_SKIPPING", worth_skipping)
    user = make_user(role)
    assert set(ORDERS) == {sign + sort for sort in SORTS for sign in ("", "-")}
    for asked in ({}, {"state": ["US-MA", "none"], "status": ["confirmed", "draft"]}, {"fiscal_year_max": "2019"}):
        for sort, order in ORDERS.items():
            filters = EventFilter({**asked, "sort": sort}, user=user)
            rows = filters.qs.with_participants(rules=filters.rules)
            expected = list(rows.order_by(*order).values_list("pk", flat=True))
            count = filters.figures()["events"]
            found = []
            for number in range(1, -(-count // size) + 1):
                page = page_of(EventFilter({**asked, "sort": sort, "page": str(number)}, user=user), count=count)
                assert page.first == len(found) + 1
                found += [event.pk for event in page.events]
                assert page.last == len(found)
            assert found == expected, sort


def test_undated_events_come_first_and_ties_are_broken():
    first = make_event(status="draft", starts_on=None)
    second, third = make_event(starts_on=date(2020, 1, 1)), make_event(starts_on=date(2020, 1, 1))
    filters = EventFilter({}, user=make_user())
    assert [event.pk for event in page_of(filters, count=3).events] == [first.pk, third.pk, second.pk]
