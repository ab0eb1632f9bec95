"""Which columns the list shows, in what order and density: the address says it, the page and its files follow."""

import csv
import html
import io
import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from events.list_columns import COLUMNS, DEFAULT, moved
from events.models import OfficialMet, PartnerRole
from events.spreadsheets.as_seen import IN_A_SHEET, IN_JSON, in_a_sheet
from events.spreadsheets.columns import BY_KEY
from regions.models import State
from tests.factories import make_event, make_rules, make_series, make_user

pytestmark = pytest.mark.django_db

EVERYTHING = ",".join(COLUMNS)


@pytest.fixture(autouse=True)
def rules():
    return make_rules()


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_user(), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def make_full(**fields):
    event = make_event(
        title_en="Festival", title_ja="祭り", city="Salem", venue="Town Hall", series=make_series(name_en="Caravan"),
        ends_on=date(2019, 5, 2), region_type="region-1", interest_level="interest-2", online_qualifier="about",
        online_count=1500, partner_missions=["DEN", "NYC"], **fields,
    )  # fmt: skip
    for name in ("One", "Two", "Three", "Four"):
        PartnerRole.objects.create(event=event, name=name, role="host")
    OfficialMet.objects.create(event=event, name="Mayor")
    return event


def table(response) -> list[list[str]]:
    """The texts of the table's cells, the heads first, without those that choose a row."""
    rows = re.findall(r"<tr>(.*?)</tr>", response.text, re.S)
    cells = [re.findall(r"<(t[hd])\b(?![^>]*review-select)[^>]*>(.*?)</\1>", row, re.S) for row in rows]
    return [[" ".join(html.unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for _tag, cell in row] for row in cells]


def test_the_columns_stand_in_the_order_of_the_address(client):
    make_full()
    assert table(client.get("/events/?columns=venue,title,city,state,partners,online,series,officials")) == [
        ["Venue", "Event", "City", "State", "Partners", "Live online", "Series", "Officials met"],
        ["Town Hall", "Festival Confirmed", "Salem", "Massachusetts", "One, Two, Three and 1 more", "about 1,500",
         "Caravan", "Mayor"],
    ]  # fmt: skip


def test_what_is_not_known_is_a_dash(client):
    make_event(status="draft", starts_on=None, state=None, category=None, format="", city="", venue="", number=None)
    [_heads, cells] = table(client.get(f"/events/?columns={EVERYTHING}"))
    shown = dict(zip(COLUMNS, cells, strict=True))
    known = {key: shown.pop(key) for key in ("title", "mission", "participants", "updated", "status", "in_person")}
    assert set(shown.values()) == {"―"}
    assert (known["in_person"], known["status"]) == ("100", "Draft")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("columns=title,misson", "“misson” is not one of the choices. Did you mean “mission”?"),
        ("columns=date", "The column “title” cannot be left out: it leads to the event."),
        ("density=tight", "“tight” is not one of the choices."),
        ("columns=title&up=moon", "“moon” is not one of the choices."),
    ],
)
def test_what_is_no_column_is_refused(client, query, sentence):
    make_event(title_en="must not be shown")
    response = client.get(f"/events/?{query}")
    assert response.status_code == 400
    assert sentence in html.unescape(response.text)
    assert "must not be shown" not in response.text


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        ("q=&columns=title&columns=mission&columns=date", "?columns=title,mission,date"),
        ("mission=BOS&density=&columns=" + "&columns=".join(DEFAULT), "?mission=BOS"),
        ("density=comfortable", "?"),
        ("density=compact&columns=title&columns=date&columns=city&up=city", "?density=compact&columns=title,city,date#column-city"),
        ("columns=title,date,city&down=title", "?columns=date,title,city#column-title"),
        ("columns=title,date&up=title", "?columns=title,date#column-title"),
        ("columns=title,date&down=venue", "?columns=title,date#column-venue"),
    ],
)  # fmt: skip
def test_a_form_without_scripts_leads_to_the_one_address(client, sent, address):
    response = client.get(f"/events/?{sent}")
    assert (response.status_code, response.url) == (302, f"/events/{address}")


def test_moving_stays_within_the_order():
    assert moved("abc", up="b") == ("b", "a", "c")
    assert moved("abc", down="b") == ("a", "c", "b")
    assert moved("abc", up="a") == moved("abc", down="c") == moved("abc") == ("a", "b", "c")


def test_every_column_that_can_be_sorted_says_so_and_turns_round(client):
    make_full()
    sorted_by = {column.sort: key for key, column in COLUMNS.items() if column.sort}
    for sort in sorted_by:
        for asked, direction, other in ((sort, "ascending", f"-{sort}"), (f"-{sort}", "descending", sort)):
            text = client.get(f"/events/?columns={EVERYTHING}&sort={asked}").text
            heads = re.findall(r'aria-sort="(\w+)"[^>]*><a href="([^"]*)"', text)
            wanted = "" if other == "-date" else f"&amp;sort={other}"
            assert heads == [(direction, f"?columns={EVERYTHING}{wanted}")], asked


def test_titles_are_sorted_as_they_are_read(client):
    for ja, en in (("い", "Alpha"), ("あ", "Beta"), ("", "Gamma"), ("う", "")):
        make_event(title_ja=ja, title_en=en)
    names = [row[0].removesuffix(" Confirmed") for row in table(client.get("/events/?sort=title&columns=title,date"))]
    assert names[1:] == ["Alpha", "Beta", "Gamma", "う"]


def test_statuses_are_sorted_as_an_event_goes(client):
    for status in ("confirmed", "draft", "submitted", "approval"):
        make_event(status=status)
    rows = table(client.get("/events/?columns=title,status&sort=status"))
    assert [row[1] for row in rows[1:]] == ["Draft", "Awaiting approval", "Submitted", "Confirmed"]


def test_what_is_chosen_stays_when_filters_change(client):
    make_full()
    text = html.unescape(client.get("/events/?q=Festival&columns=title,city&density=compact&sort=city").text)
    kept = "?columns=title,city&density=compact&sort=city"
    assert f'href="/events/{kept}">Clear all filters' in text
    assert f'href="{kept}&good_practice=1">Good practices' in text
    form = re.search(r'<form method="get" action="/events/".*?</form>', text, re.S).group()
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    assert hidden == [("sort", "city"), ("density", "compact"), ("columns", "title,city")]
    assert 'class="table table--cards events table--compact"' in text


def test_as_many_queries_for_three_rows_with_every_column_as_for_one(client):
    make_full()
    counts = []
    for _round in range(2):
        client.get(f"/events/?columns={EVERYTHING}")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/events/?columns={EVERYTHING}")
        counts.append(len(queries))
        make_full()
        make_full()
    assert counts[0] == counts[1] <= 20


# ---- files


def exported(client: Client, suffix: str, query: str):
    content = b"".join(client.get(f"/events/export.{suffix}?{query}").streaming_content)
    if suffix == "json":
        return json.loads(content)
    if suffix == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_every_column_of_the_list_has_its_columns_in_a_file():
    assert set(IN_A_SHEET) == set(IN_JSON) == set(COLUMNS)
    assert {name for names in IN_A_SHEET.values() for name in names} <= set(BY_KEY)


def test_files_have_the_columns_that_are_seen_in_their_order(client):
    make_full(number="BOS-2019-0001")
    make_event(title_en="later", title_ja="", starts_on=date(2020, 5, 1), city="", venue="", number="BOS-2020-0001")
    query = "columns=number,city,title,state,date&sort=date&fiscal_year_max=2020"
    heads = ["案件番号 / Event number", "市・町 / City", "件名（日本語） / Title in Japanese", "件名（英語） / Title in English",
             "州・地域 / State", "開始日 / Start date"]  # fmt: skip
    state = f"{State.objects.get(pk='US-MA').full_name_ja} / Massachusetts"
    sheet = exported(client, "xlsx", query)
    assert sheet[0] == heads
    assert sheet[1:] == [
        ["BOS-2019-0001", "Salem", "祭り", "Festival", state, date(2019, 5, 1)],
        ["BOS-2020-0001", "", "", "later", state, date(2020, 5, 1)],
    ]
    assert exported(client, "csv", query) == [
        heads,
        ["BOS-2019-0001", "Salem", "祭り", "Festival", state, "2019-05-01"],
        ["BOS-2020-0001", "", "", "later", state, "2020-05-01"],
    ]
    said = exported(client, "json", query)
    keys = ["number", "city", "title_ja", "title_en", "state", "starts_on"]
    assert said["columns"] == keys
    assert [list(event) for event in said["events"]] == [keys, keys]
    assert [event["title_en"] for event in said["events"]] == ["Festival", "later"]


def test_a_city_without_a_column_of_its_own_stands_beside_its_state():
    assert in_a_sheet(["state", "title"]) == ("state", "city", "title_ja", "title_en")
    assert in_a_sheet(["city", "state"]) == ("city", "state")
    assert in_a_sheet(["state", "date", "city"]) == ("state", "starts_on", "city")


def test_the_list_links_to_files_of_what_is_seen_and_of_everything(client):
    make_event()
    text = html.unescape(client.get("/events/?q=Festival&columns=title,date&density=compact").text)
    assert 'href="/events/export.xlsx?q=Festival&columns=title,date"' in text
    assert 'href="/events/export.xlsx?q=Festival"' in text
    usual = html.unescape(client.get("/events/").text)
    assert f'href="/events/export.csv?columns={",".join(DEFAULT)}"' in usual
    whole = exported(client, "xlsx", "")
    assert len(whole[0]) == len(BY_KEY)


def test_no_file_has_a_column_that_is_not_known(client):
    make_event()
    assert client.get("/events/export.xlsx?columns=title,moon").status_code == 400
