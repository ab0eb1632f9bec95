"""The board's page and files: order, links that open exactly the events counted, own states, peers, and what it refuses."""

import csv
import io
import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.roles import Role
from events.filters import EventFilter
from regions.models import IndicatorValue
from tests.factories import make_event, make_user
from tests.reports.rows import make_small_register
from tests.reports.test_report_page import Tables, as_int

pytestmark = pytest.mark.django_db
MARK = "*"


@pytest.fixture
def hq(db):
    return make_user(Role.HQ_REVIEWER, mission=None)


def get(client, user, query: str = "", *, status: int = 200) -> str:
    client.force_login(user)
    response = client.get(f"/board/{query}")
    assert response.status_code == status
    return response.content.decode()


def body(html: str, key: str = "board") -> list[list[str]]:
    return [[cell[0] for cell in row] for row in Tables(html).tables[key][1:]]


def column(html: str, number: int) -> list[str]:
    return [row[number] for row in body(html)]


def test_one_row_a_state_with_the_unknown_said(client, hq):
    make_event(state="US-MA", in_person_count=30)
    make_event(state="US-MA", in_person_count=None, in_person_qualifier="unknown", category="food")
    rows = {row[0]: row[1:] for row in body(get(client, hq))}
    assert len(rows) == 56
    # bases, jobs, learners; events, participants, unknown; per 100 bases, per 10,000 jobs; seven categories, none
    assert rows["Massachusetts"] == [
        "Northeast", "176", "―", "―", "2", "30", "1", "1.1 *", "―", "0", "0", "0", "1", "0", "1", "0", "0",
    ]  # fmt: skip
    assert rows["American Samoa"][:8] == ["Territories", "―", "―", "―", "0", "0", "0", "―"]
    html = get(client, hq)
    assert "Learners of Japanese: no values are recorded yet, so every state shows “―”." in html
    participants = {row[0]: row[1:] for row in body(get(client, hq, "?measure=participants&by=interest_level"))}
    assert participants["Massachusetts"][4:] == ["2", "30", "1", "17.0 *", "―", "0", "0", "0", "30"]


@pytest.mark.parametrize(
    "query", ["", "?measure=participants", "?by=region_type", "?by=interest_level&measure=participants"]
)
def test_every_number_opens_exactly_the_events_behind_it(client, query):
    make_small_register()
    make_event(mission="DEN", state="US-CO", category="food", region_type="region-1", interest_level="interest-2",
               status="submitted")  # fmt: skip
    for user in (make_user(Role.HQ_REVIEWER), make_user(mission="BOS"), make_user(Role.READ_ONLY)):
        cells = [
            cell for row in Tables(get(client, user, query)).tables["board"] for cell in row if "/events/?" in cell[1]
        ]
        assert len(cells) > 8
        for text, href in cells:
            asked = EventFilter(QueryDict(href.split("?")[1]), user=user)
            assert asked.problems == []
            figures = asked.figures()
            assert as_int(text) in (asked.qs.count(), figures["participants"]), href
            if "&unknown=1" in href:
                assert as_int(text) == asked.qs.count() == figures["unknown"]


def test_columns_sort_by_the_address_with_the_unknown_last(client, hq):
    make_event(state="US-WY", category="food")
    make_event(state="US-ME", in_person_count=None, in_person_qualifier="unknown")
    assert column(get(client, hq), 2)[:2] == ["1,853", "713"]
    assert column(get(client, hq, "?sort=jobs"), 3)[14:16] == ["115,200", "―"]
    assert column(get(client, hq, "?sort=state"), 0)[:2] == ["Alabama", "Alaska"]
    assert column(get(client, hq, "?sort=-of-food"), 0)[:2] == ["Wyoming", "Alabama"]
    assert column(get(client, hq, "?sort=-bases-rate"), 0)[:2] == ["Wyoming", "Maine"]
    by_participants = get(client, hq, "?sort=participants")
    assert (column(by_participants, 0)[-1], column(by_participants, 6)[-1]) == ("Maine", "―")
    assert 'aria-sort="ascending"' in by_participants
    # a column of another breakdown is no error: the order is then that of the names
    assert column(get(client, hq, "?sort=-of-food&by=region_type"), 0)[-1] == "Alabama"


def test_questions_are_filters_with_their_definition(client, hq):
    make_event(state="US-CA")
    for code in ("US-WY", "US-VT", "US-DE"):
        make_event(state=code)
    asked = get(client, hq, "?question=no-event")
    assert len(body(asked)) == 52
    assert "No submitted or confirmed event that you may see started there in these years." in asked
    learners = get(client, hq, "?question=few-learners")
    assert "No state answers to this." in learners
    assert "This cannot be answered: no value of the indicator is on record for any state." in learners
    for code, value in (("US-WY", 5), ("US-VT", 6), ("US-ME", 1), ("US-TX", 900), ("US-NY", 950)):
        IndicatorValue.objects.create(indicator_id="learners-2018", state_id=code, value=value)
    assert column(get(client, hq, "?question=few-learners"), 0) == ["Maine"]
    # the same when the columns are of another breakdown
    assert column(get(client, hq, "?question=few-learners&by=interest_level"), 0) == ["Maine"]


def test_a_mission_sees_its_own_states_first_with_peers(client):
    make_event(state="US-ME", mission="BOS", status="submitted")
    html = get(client, make_user(mission="BOS"))
    names = column(html, 0)
    assert names[0] == "States that your mission serves"
    own = names[1 : names.index("Other states")]
    assert set(own) >= {"Massachusetts", "Maine", "New Hampshire", "Vermont", "Rhode Island"}
    bases = [row[1] for row in body(html, "peers-US-MA")]
    assert [row[0] for row in body(html, "peers-US-MA")][2] == "Massachusetts"
    assert bases == sorted(bases, key=as_int, reverse=True)
    assert len(bases) == 5
    asked = get(client, make_user(Role.HQ_REVIEWER), "?state=US-CA")
    assert [row[0] for row in body(asked, "peers-US-CA")] == ["California", "Illinois", "Georgia"]
    assert "so it has no peers here" in get(client, make_user(Role.HQ_REVIEWER), "?state=US-AS")


def test_nobody_learns_of_what_another_mission_has_not_had_confirmed(client):
    """Two drafts and two submitted events of Boston in a place of their own; a confirmed one elsewhere."""
    for status in ("draft", "submitted", "draft", "submitted"):
        make_event(mission="BOS", state="US-VI", status=status, in_person_count=31_415)
    make_event(mission="BOS", state="US-MA", in_person_count=5)
    seen = {}
    for name, user in (
        ("hq", make_user(Role.HQ_REVIEWER)), ("own", make_user(mission="BOS")), ("other", make_user(mission="DEN")),
        ("reader", make_user(Role.READ_ONLY)),
    ):  # fmt: skip
        html = get(client, user)
        row = next(row for row in body(html) if row[0] == "U.S. Virgin Islands")
        client.force_login(user)
        lines = list(csv.reader(io.StringIO(client.get("/board/states.csv").getvalue().decode("utf-8-sig"))))
        exported = dict(zip(lines[0], next(line for line in lines if line[2] == "US-VI"), strict=True))
        seen[name] = (row[5], row[6], exported["件数（件）"], exported["参加者数（名）"])
        assert ("62,830" in html) is (name in ("hq", "own"))
    counted = ("2", "62,830", "2", "62830")
    assert seen == {"hq": counted, "own": counted, "other": ("0", "0", "0", "0"), "reader": ("0", "0", "0", "0")}


def test_the_files_hold_the_rows_of_the_page_in_its_order(client, hq):
    make_small_register()
    query = "?question=no-event&sort=state"
    page = column(get(client, hq, query), 0)
    text = client.get(f"/board/states.csv{query}").getvalue().decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [line["州名（英語）"] for line in lines] == page
    book = load_workbook(io.BytesIO(client.get(f"/board/states.xlsx{query}").getvalue()))
    rows = list(book["州別"].iter_rows(values_only=True))
    as_text = [["" if value is None else str(value) for value in row] for row in rows]
    numbers = [[re.sub(r"\.0$", "", value) for value in line] for line in list(csv.reader(io.StringIO(text)))]
    assert as_text == numbers
    assert "空欄は不明を示す。" in [row[1] for row in book["注記"].iter_rows(values_only=True)]
    whole = client.get("/board/states.xlsx").getvalue()
    by_code = {row[2]: row for row in load_workbook(io.BytesIO(whole))["州別"].iter_rows(values_only=True)}
    head, massachusetts = by_code["地域コード（ISO 3166-2）"], by_code["US-MA"]
    found = dict(zip(head, massachusetts, strict=True))
    assert (found["件数（件）"], found["参加者数（名）"], found["参加者数不明の件数（件）"]) == (3, 120, 1)
    assert (found["100拠点当たり件数（件）"], found["100拠点当たりは小さい数に基づく（1：該当）"]) == (1.7, 1)
    assert found["米国の日本語学習者数分布（2018年、人）"] is None
    assert found["事業分野：日本食PR 件数（件）"] == 3
    assert client.get("/board/states.pdf").status_code == 404
    assert client.get("/board/states.csv?sort=x").status_code == 400


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?sort=base", "“base” is not one of the choices. Did you mean “bases”?"),
        ("?question=many", "“many” is not one of the choices."),
        ("?fiscal_year_min=2020&fiscal_year_max=2019", "The last fiscal year is before the first."),
        ("?years=2019", "There is no filter called “years”."),
        ("?state=US-XX", "“US-XX” is not one of the choices."),
    ],
)
def test_what_is_not_understood_is_said_and_nothing_shown(client, hq, query, sentence):
    html = get(client, hq, query, status=400)
    assert sentence in html
    assert Tables(html).tables == {}


@pytest.mark.parametrize("address", ["/board/", "/board/states.csv"])
def test_the_number_of_queries_is_the_same_for_one_event_and_three(client, address):
    """A file is also written into the trail, which takes some more, and another number of them on each database."""
    make_event()
    client.force_login(make_user(mission="BOS"))
    client.get(address)
    counts = []
    for more in (0, 2):
        for _n in range(more):
            make_event(mission="NYC", state="US-NY", interest_level="interest-1")
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= (18 if address == "/board/" else 33)


def test_pictures_have_a_name_a_description_and_mark_the_answer(client, hq):
    make_event(state="US-CA")
    html = get(client, hq, "?question=no-event")
    assert '<title id="scatter-title">Bases and events, FY2019</title>' in html
    assert html.count("scatter__dot--marked") == 52
    assert html.count("map__state--marked") == 55
    assert (
        "Not drawn, because a number is not known: American Samoa, Northern Mariana Islands, U.S. Virgin Islands."
        in html
    )
    assert "California: 1,853 bases, 1 events, 100 participants" in html
