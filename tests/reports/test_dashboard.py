"""The dashboard: the list, the report and it count the same, and nobody sees in it what he may not."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.roles import Role
from events.filters import EventFilter
from events.status import COUNTED
from reports.cumulative import Register, compile_report
from reports.dashboard_filter import DashboardFilter
from reports.dashboard_page import DashboardPage
from reports.figures import Definition, Figure
from reports.row_chart import row_chart
from tests.factories import make_event, make_rules, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_2021(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2021, 6, 15, 12, tzinfo=UTC))
    make_rules()


def make_some() -> None:
    """Of Boston and Denver in two years, with each trait given and not given, unknown counts, and what never counts."""
    for code, state in (("BOS", "US-MA"), ("DEN", "US-CO")):
        of = {"mission": code, "state": state}
        make_event(**of, starts_on=date(2020, 5, 1), in_person_count=100, category="food", region_type="region-1")
        make_event(**of, starts_on=date(2020, 6, 1), in_person_count=None, in_person_qualifier="unknown")
        make_event(**of, starts_on=date(2020, 7, 1), in_person_count=7, status="submitted", interest_level="interest-2")
        make_event(mission=code, state="US-NY", starts_on=date(2019, 5, 1), in_person_count=30, category="food")
        make_event(**of, starts_on=date(2020, 5, 1), in_person_count=9000, status="draft")
        make_event(**of, starts_on=date(2020, 5, 1), in_person_count=9000, status="withdrawn")


def shown(query: str, *, user=None) -> DashboardPage:
    asked = DashboardFilter(QueryDict(query), user=user or make_user(Role.HQ_REVIEWER))
    assert asked.problems == []
    return DashboardPage(asked, language="en")


def listed(address: str, user) -> dict:
    path, _mark, query = address.partition("?")
    assert path == reverse("event_list")
    filters = EventFilter(QueryDict(query), user=user)
    assert filters.problems == []
    return filters.qs.figures(rules=filters.rules)


@pytest.mark.parametrize("role", [Role.HQ_REVIEWER, Role.MISSION_STAFF, Role.READ_ONLY])
def test_dashboard_list_and_report_agree(role):
    make_some()
    user = make_user(role)
    page = shown("fiscal_year_min=2019&fiscal_year_max=2020&mission=BOS&mission=DEN", user=user)
    report = compile_report(Definition(2019, 2020, ("BOS", "DEN"), tuple(COUNTED)), register=Register.visible_to(user))
    assert page.total == Figure("", report.events, report.participants, report.unknown)
    assert listed(page.address, user) == {
        "events": report.events, "participants": report.participants, "unknown": report.unknown,
    }  # fmt: skip
    for name, figures in {
        "mission": report.by_mission, "category": report.by_category, "region": report.by_region, "state": report.by_state,
        "region_type": report.on_axis("region"), "interest_level": report.on_axis("interest"),
    }.items():  # fmt: skip
        counted = {
            str(row.code) or "none": (row.events, row.participants, row.unknown) for row in figures if row.events
        }
        found = {code: (row.events, row.participants, row.unknown) for code, row in page._by(page.asked, name).items()}
        assert (name, found) == (name, counted)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "mission=BOS&beside=DEN",
        "category=food&fiscal_year_min=2019&fiscal_year_max=2020",
        "region_type=region-1&region=northeast",
    ],
)
@pytest.mark.parametrize("role", [Role.HQ_REVIEWER, Role.MISSION_STAFF])
def test_each_number_leads_to_a_list_of_as_many(query, role):
    make_some()
    user = make_user(role)
    page = shown(query, user=user)
    numbers = [(page.address, page.total.events), (page.other_address, page.other_total.events)]
    for breakdown in page.breakdowns:
        assert sum(int(line.events.text) for line in breakdown.lines) == page.total.events
        assert sum(int(line.other.text) for line in breakdown.lines) == page.other_total.events
        for line in breakdown.lines:
            numbers += [(cell.href, int(cell.text)) for cell in (line.events, line.unknown, line.other) if cell.href]
    numbers += [(area.href, int(area.title.split(": ")[1].split()[0])) for area in page.map.areas]
    numbers += [(bar.href, int(bar.value)) for bar in page.trend.bars]
    assert {number for _address, number in numbers} >= {0, 1}
    assert [listed(address, user)["events"] for address, _number in numbers] == [number for _address, number in numbers]


def test_without_years_the_latest_counted_one_stands_beside_the_one_before():
    make_some()
    page = shown("")
    assert (page.span, page.name, page.other_name) == ("FY2020", "FY2020", "FY2019")
    assert [(row.events, row.participants, row.unknown) for row in (page.total, page.other_total)] == [
        (6, 214, 2),
        (2, 60, 0),
    ]
    assert page.total_more == ("+4", "+154")
    assert [badge.name for badge in page.asked.badges] == []
    assert not page.is_uneven
    assert shown("fiscal_year_max=2021").is_uneven
    wider = shown("fiscal_year_min=2019&fiscal_year_max=2020")
    assert (wider.name, wider.other_name) == ("FY2019–FY2020", "FY2017–FY2018")


def test_a_mission_beside_another_measured_in_participants():
    make_some()
    with override("en"):
        page = shown("mission=BOS&beside=DEN&measure=participants&category=food")
    assert (page.name, page.other_name, page.total_more) == ("Boston", "Denver", ("±0", "±0"))
    assert [breakdown.key for breakdown in page.breakdowns] == [
        "region",
        "category",
        "region_type",
        "interest_level",
        "pillar",
    ]
    [food] = page.breakdowns[1].lines
    assert (food.events.text, food.participants.text, food.other.text, food.more) == ("1", "100", "100", "±0")
    assert shown("beside=none").other_total is None


def test_a_mission_sees_of_its_peer_what_was_confirmed():
    make_some()
    mine = shown("mission=BOS&beside=DEN", user=make_user(mission="BOS"))
    assert (mine.total.events, mine.other_total.events) == (3, 2)
    assert mine.sees_less_of_others
    hidden = shown("mission=DEN&beside=none&interest_level=interest-2", user=make_user(mission="BOS"))
    assert hidden.total.events == 0


def test_what_is_unknown_in_every_event_has_no_bar_and_is_no_zero():
    make_event(starts_on=date(2020, 6, 1), in_person_count=None, in_person_qualifier="unknown")
    [row] = shown("measure=participants").breakdowns[0].chart.rows
    assert (row.bars[0].value, row.bars[0].width) == ("―", 0)


def test_the_page_draws_each_chart_with_words_and_a_table(client):
    make_some()
    client.force_login(make_user(Role.HQ_REVIEWER))
    page = client.get("/dashboard/").content.decode()
    ids = re.findall(r'<svg class="chart[^>]+aria-labelledby="(\S+) (\S+)"', page)
    assert len(ids) == 7
    for title, words in ids:
        assert re.search(rf'<title id="{title}">[^<]+</title>', page)
        assert re.search(rf'<desc id="{words}">[^<]+</desc>', page)
    assert page.count("<summary>The numbers as a table") == 7
    assert len(re.findall(r'<a href="/events/\?[^"]+"><title>[^<]+: [0-9,]+ Events</title>', page)) == 56


def test_what_is_not_understood_is_said(client):
    client.force_login(make_user(Role.HQ_REVIEWER))
    for query, sentence in {
        "fiscal_year_min=x": "Write a fiscal year from 2000 to 2099.",
        "beside=QQQ": "“QQQ” is not one of the choices.",
        "nonsense=1": "There is no filter called “nonsense”.",
    }.items():
        response = client.get(f"/dashboard/?{query}")
        assert (response.status_code, sentence in response.content.decode()) == (400, True)
        assert "big-figure" not in response.content.decode()


def test_an_empty_register_shows_zero_and_no_charts(client):
    client.force_login(make_user(Role.HQ_REVIEWER))
    page = client.get("/dashboard/").content.decode()
    assert ('<svg class="chart' in page, "FY2021" in page) == (False, True)


@pytest.mark.parametrize("query", ["", "?mission=BOS&beside=DEN", "?category=food&region_type=region-1"])
def test_three_of_each_sort_cost_the_queries_of_one(client, query):
    client.force_login(make_user(Role.HQ_REVIEWER))
    counts = []
    for times in (1, 2):
        for _time in range(times):
            make_some()
        client.get(f"/dashboard/{query}")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/dashboard/{query}")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_name_longer_than_the_chart_is_broken():
    name = "Areas distinguished by a particular industry or field of research and development"
    [row] = row_chart([(name, 1, None)], is_paired=False).rows
    assert row.lines == (
        ("Areas distinguished by a particular industry or field of", 14),
        ("research and development", 34),
    )
    assert row.bars[0].y == 40
