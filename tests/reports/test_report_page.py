"""The report page: the published numbers digit by digit, links that count what they say, and what it says of bad addresses."""

import json
import re
from html.parser import HTMLParser
from io import StringIO

import pytest
from django.core.management import call_command
from django.http import QueryDict

from accounts.roles import Role
from events.filters import EventFilter
from events.models import CountingRule, Event
from reports.bar_chart import bar_chart
from reports.cumulative import Register, compile_report
from reports.figures import Definition
from reports.map_geometry import Band, bands, levels
from reports.state_map import state_map
from tests.factories import make_event, make_mission, make_series, make_user
from tests.reports.rows import WHOLE, make_small_register
from tests.reports.test_cumulative import counted_one_by_one

pytestmark = pytest.mark.django_db
PUBLISHED = ["918", "775,495", "1,108,741", "396,068", "881,224", "3,161,528"]


class Tables(HTMLParser):
    """The page's tables as rows of (text, address) by the table's data-breakdown; and the links of the map."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[tuple[str, str]]]] = {}
        self.map: list[tuple[str, str]] = []
        self._rows = None
        self._in_cell = self._in_map = self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag == "table":
            self._rows = self.tables.setdefault(named.get("data-breakdown", ""), [])
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("td", "th") and self._rows is not None:
            self._rows[-1].append(("", ""))
            self._in_cell = True
        elif tag == "a" and self._in_cell:
            self._rows[-1][-1] = (self._rows[-1][-1][0], named["href"])
        elif tag == "svg":
            self._in_map = named.get("class") == "map"
        elif tag == "a" and self._in_map:
            self.map.append(("", named["href"]))
        elif tag == "title" and self._in_map and self.map:
            self._in_title = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self._in_cell = False
        elif tag == "title":
            self._in_title = False
        elif tag == "svg":
            self._in_map = False

    def handle_data(self, data):
        if self._in_cell:
            text, href = self._rows[-1][-1]
            self._rows[-1][-1] = ((text + " " + data.strip()).strip(), href)
        elif self._in_title:
            self.map[-1] = (self.map[-1][0] + data, self.map[-1][1])


def page(client, user, address: str = "/report/"):
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    html = response.content.decode()
    return html, Tables(html)


def as_int(text: str) -> int | None:
    return None if text == "―" else int(text.replace(",", ""))


@pytest.fixture
def sample(db):
    call_command("load_sample", stdout=StringIO())


@pytest.fixture
def headquarters(db):
    return make_user(Role.HQ_REVIEWER, mission=None)


# ---- the document's numbers


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_published_numbers_digit_by_digit(client, sample, language):
    _html, found = page(client, make_user(Role.HQ_REVIEWER, mission=None, language=language))
    rows = found.tables["published"][1:]
    assert [[cell[0] for cell in row[1:4]] for row in rows] == [[n, n, "±0"] for n in PUBLISHED]
    years = (
        ["2017年度", "2018年度", "2019年度", "2020年度"]
        if language == "ja"
        else ["FY2017", "FY2018", "FY2019", "FY2020"]
    )
    by_year = found.tables["fiscal_year"]
    assert [row[0][0].split()[0] for row in by_year[1:5]] == years
    assert [row[2][0] for row in by_year[1:]] == [*PUBLISHED[1:5], PUBLISHED[5]]
    assert by_year[5][1][0] == "918"


def test_page_command_and_a_count_event_by_event_agree(client, sample, headquarters):
    _html, found = page(client, headquarters)
    out = StringIO()
    call_command("cumulative_report", "--from", "2017", "--to", "2020", "--format", "json", stdout=out)
    printed = json.loads(out.getvalue())
    by_hand = counted_one_by_one(Definition(2017, 2020, (), WHOLE))
    assert [printed["events"], printed["participants"], printed["unknown"]] == by_hand[("all", "")]
    for key in ("fiscal_year", "mission", "region", "category", "format"):
        rows = printed[f"by_{key}"]
        on_page = [[as_int(cell[0]) for cell in row[1:4]] for row in found.tables[key][1:-1]]
        assert on_page == [[row["events"], row["participants"], row["unknown"]] for row in rows], key
        assert {row["code"]: [row["events"], row["participants"], row["unknown"]] for row in rows if row["events"]} == {
            code: figures for (trait, code), figures in by_hand.items() if trait == key
        }
    states = [
        [as_int(cell[0]) for cell in row[1:4]]
        for key, rows in found.tables.items() if key.startswith("state-")
        for row in rows[1:-1]
    ]  # fmt: skip
    printed_states = [[row["events"], row["participants"], row["unknown"]] for row in printed["by_state"]]
    assert sorted(states) == sorted(printed_states)
    assert sum(row[0] for row in states) == 918


def test_it_says_what_is_sample_and_that_no_region_was_published(client, sample, headquarters):
    html, found = page(client, headquarters)
    assert "918 of these 918 events are sample data, not real events." in html
    assert "None of them has been published." in html
    assert [row[0][0] for row in found.tables["published"][1:]] == [
        "Events, FY2017–FY2020", "Participants, FY2017", "Participants, FY2018", "Participants, FY2019",
        "Participants, FY2020", "Participants, FY2017–FY2020",
    ]  # fmt: skip
    assert found.tables["published"][-1][4][0] == "Derived: the sum of published figures, not printed itself"
    Event.objects.filter(is_sample=True).update(is_sample=False)
    html, _found = page(client, headquarters)
    assert "are sample data" not in html


def test_the_page_is_light(client, sample, headquarters):
    html, _found = page(client, headquarters)
    """As it stands in memory; tests/test_budgets.py has what travels."""
    assert len(html.encode()) < 165_000


# ---- every number leads to its events


def linked_numbers(found: Tables):
    """(address, measure, number) of every link in the tables and on the map."""
    for key, rows in found.tables.items():
        measures = ["", "events", "participants", "unknown", "events"]
        for row in rows:
            for measure, (text, href) in zip(measures, row, strict=False):
                if href:
                    yield key, href, measure, as_int(text)
    for title, href in found.map:
        yield "map", href, "events", int(re.search(r": ([\d,]+) ", title)[1].replace(",", ""))


@pytest.mark.parametrize(
    "address",
    [
        "/report/",
        "/report/?fiscal_year_min=2018&fiscal_year_max=2019&mission=BOS&mission=DEN",
        "/report/?status=confirmed",
        "/report/?status=submitted",
        "/report/?series=as_one",
        "/report/?series=as_one&mission=BOS&fiscal_year_min=2018",
    ],
)
@pytest.mark.parametrize("who", ["headquarters", "Denver"])
def test_the_list_behind_every_link_counts_what_the_link_says(client, address, who):
    make_small_register()
    for series in (make_series(mission=make_mission("BOS")), make_series(mission=make_mission("DEN"))):
        for state in ("US-NY", "US-CO", "US-GU"):
            status = "submitted" if state == "US-GU" else "confirmed"
            make_event(mission=series.mission.pk, state=state, series=series, format="online", status=status)
    user = make_user(mission="DEN") if who == "Denver" else make_user(Role.HQ_REVIEWER, mission=None)
    _html, found = page(client, user, address)
    links = list(linked_numbers(found))
    assert len(links) > 20
    for key, href, measure, number in links:
        path, query = href.split("?")
        assert path == "/events/"
        asked = EventFilter(QueryDict(query), user=user)
        assert asked.problems == [], href
        answer = {**asked.figures(), "events": asked.qs.count()}
        assert answer[measure] == number, (key, href)


def test_every_number_above_zero_is_a_link(client, headquarters):
    make_small_register()
    _html, found = page(client, headquarters)
    unlinked = [
        (key, row[0][0], cell)
        for key, rows in found.tables.items() if key != "published"
        for row in rows[1:] for cell in row[1:] if not cell[1] and cell[0] not in ("0", "―", "")
    ]  # fmt: skip
    assert unlinked == []


# ---- bad addresses


@pytest.mark.parametrize(
    "address",
    [
        "/report/?fiscal_year_min=0",
        "/report/?fiscal_year_min=abc",
        "/report/?fiscal_year_min=2020&fiscal_year_max=2017",
        "/report/?fiscal_year_max=99999999999999999999",
        "/report/?mission=XXX",
        "/report/?mission=BOS&mission=%00",
        "/report/?status=draft",
        "/report/?series=some",
        "/report/?fiscalyear=2019",
        "/report/?state=US-CA",
        "/states/?sort=beauty",
        "/states/?sorted=events",
    ],
)
def test_what_is_not_understood_is_said_and_nothing_shown(client, headquarters, address):
    make_small_register()
    client.force_login(headquarters)
    response = client.get(address)
    html = response.content.decode()
    assert response.status_code == 400
    assert 'role="alert"' in html
    assert Tables(html).tables == {}
    assert "<svg" not in html.split("<main", 1)[1]


def test_a_year_without_a_rule_prints_a_dash_and_says_so(client, headquarters):
    make_small_register()
    CountingRule.objects.filter(fiscal_year=2019).delete()
    html, found = page(client, headquarters)
    assert [cell[0] for cell in found.tables["fiscal_year"][3]] == ["FY2019", "1", "―", "1"]
    assert "No counting rule is recorded, so participants are not counted." in html


def test_an_empty_register_shows_the_page_and_no_numbers(client, headquarters):
    html, found = page(client, headquarters)
    assert "Nothing has been submitted or confirmed for this selection." in html
    assert set(found.tables) <= {"published"}


def test_denver_sees_the_same_page_after_boston_submits(client):
    make_small_register()
    denver = make_user(mission="DEN")
    before, _found = page(client, denver)
    make_event(mission="BOS", status="submitted", is_sample=True, partner_missions=["DEN"])
    make_event(mission="BOS", status="draft")

    def without_token(html: str) -> str:
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html.split("<main", 1)[1])

    after, _found = page(client, denver)
    assert without_token(after) == without_token(before)


def test_the_number_of_queries_is_the_same_for_one_event_and_three(client, headquarters, django_assert_num_queries):
    make_event(region_type="region-1")
    client.force_login(headquarters)
    client.get("/report/")
    for more in (0, 2):
        for n in range(more):
            make_event(mission="DEN", state="US-CO", series=make_series(), partner_missions=["BOS"], in_person_count=n)
        for address in ("/report/?fiscal_year_min=2019&fiscal_year_max=2019", "/report/?fiscal_year_min=2017"):
            with django_assert_num_queries(17):
                client.get(address)


# ---- pictures


def test_levels_are_fifths_and_equals_stay_together():
    values = {"a": 1, "b": 1, "c": 5, "d": 7, "e": 90, "f": 0, "g": None}
    assert levels(values) == {"a": 1, "b": 1, "c": 3, "d": 4, "e": 5, "f": 0, "g": 0}
    assert bands(values) == (Band(1, 1, 1), Band(3, 5, 5), Band(4, 7, 7), Band(5, 90, 90))
    assert bands({"a": 0, "b": None}) == ()


def test_the_map_has_every_state_with_its_number():
    drawn = state_map({"US-CA": 1853, "US-DC": 0}, names={"US-CA": "California"}, href=str.lower, measure="bases")
    areas = {area.code: area for area in drawn.areas}
    assert len(areas) == 56
    assert (areas["US-CA"].title, areas["US-CA"].label, areas["US-CA"].href) == (
        "California: 1,853 bases", "1,853", "us-ca"
    )  # fmt: skip
    assert areas["US-DC"].label == "US-DC 0"
    assert areas["US-TX"].title == "US-TX: ― bases"


def test_bars_are_as_high_as_their_numbers():
    chart = bar_chart([("FY2017", 100, "/a"), ("FY2018", 200, "/b"), ("FY2019", None, "/c"), ("FY2020", 0, "/d")])
    assert [(bar.value, bar.height) for bar in chart.bars] == [("100", 100), ("200", 200), ("―", 0), ("0", 0)]
    assert all(bar.y + bar.height == chart.floor for bar in chart.bars)
    assert bar_chart([]).bars == ()


def test_the_value_behind_the_page_is_that_of_the_reader(headquarters):
    make_small_register()
    definition = Definition(2017, 2020, (), WHOLE)
    whole = compile_report(definition, register=Register.whole())
    assert compile_report(definition, register=Register.visible_to(headquarters)) == whole
