"""The list of events as a file, read back whole."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from events.models import CountingRule, Event, EventLink, OfficialMet, PartnerRole
from events.spreadsheets.columns import COLUMNS, CUT, LONGEST_CELL, lines_that_fit
from events.spreadsheets.event_list import csv_lines, json_lines
from events.spreadsheets.formula_guard import unmarked
from events.spreadsheets.row_key import row_key
from tests.events.spreadsheets.reading import (
    ABOUT,
    as_records,
    by_calamine,
    by_openpyxl,
    context,
    rows_for,
    workbook_for,
)
from tests.factories import make_event, make_rules, make_series, make_user

pytestmark = pytest.mark.django_db

HOSTILE = [
    "=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("https://example.org")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
    "＝1+1", "＋1", "－1", "＠x", " =1", "'=1", "''", "{=1}", "<r><t>x</t></r>", "_x0041_", "https://example.org",
    "internal:Sheet1!A1", "1,200", "007", "2019-05-01", "TRUE", "#N/A", "a,b;c\td", 'say "hi"', "<b>&amp;</b>", "祭り",
    "葛\U000e0100城", "𠮷野家", "ʻOhana", "\u202eabc", "👩‍👩‍👧", "x\r\ny",
]  # fmt: skip


def hq():
    return make_user("hq_reviewer")


def make_full_event() -> Event:
    make_rules()
    event = make_event(
        number="BOS-2020-0007", title_ja="茶会", title_en="Tea", summary_ja="一\r\n二", summary_en="one", version=3,
        starts_on=date(2020, 4, 1), ends_on=date(2020, 4, 3), venue="Hall", city="Boston", category="food",
        format="hybrid", in_person_count=1200, in_person_qualifier="about", in_person_basis="headcount",
        online_count=0, online_qualifier="exact", on_demand_count=None, on_demand_qualifier="unknown",
        region_type="region-3", interest_level="interest-2", series=make_series(name_ja="巡回", name_en="Caravan"),
        is_good_practice=True, story_ja="話", story_en="Story", own_funds=Decimal("1200.50"),
        outside_funds=Decimal("0"), outside_funds_source="Fund", partner_missions=["NYC", "CHI"],
        updated_at=datetime(2021, 1, 1, 15, 30, 5, tzinfo=UTC),
    )  # fmt: skip
    PartnerRole.objects.create(event=event, role="host", name="Japan Society")
    PartnerRole.objects.create(event=event, role="support", name="City\nHall")
    PartnerRole.objects.create(event=event, role="host", name="=Acme")
    OfficialMet.objects.create(event=event, name="M. Healey", title="Governor", level="state")
    OfficialMet.objects.create(event=event, name="A|B", level="local")
    EventLink.objects.create(event=event, url="https://example.org/1", label="News")
    EventLink.objects.create(event=event, url="https://example.org/2")
    return event


def full_record(event: Event) -> dict:
    lists = context().lists
    return {
        "row_key": row_key(event.pk, 3), "number": "BOS-2020-0007", "status": "確認済み / Confirmed", "mission_code": "BOS",
        "mission": "ボストン総 / Boston", "fiscal_year": 2020, "title_ja": "茶会", "title_en": "Tea",
        "starts_on": date(2020, 4, 1), "ends_on": date(2020, 4, 3), "state_code": "US-MA",
        "state": "マサチューセッツ州 / Massachusetts", "city": "Boston", "venue": "Hall", "county": None,
        "format": "対面・オンライン併用 / Hybrid", "category_code": "food",
        "category": "日本食PR / Japanese food promotion", "participants": 1200, "participants_unknown": None,
        "in_person_count": 1200, "in_person_qualifier": "約 / About", "in_person_basis": "実測 / Headcount",
        "online_count": 0, "online_qualifier": "実数 / Exact", "online_basis": None, "on_demand_count": None,
        "on_demand_qualifier": "不明 / Unknown", "on_demand_basis": None,
        "region_type": lists["region_type"].text_of("region-3"),
        "interest_level": lists["interest_level"].text_of("interest-2"), "pillar": None, "series": "巡回 / Caravan",
        "partner_missions": "シカゴ総 / Chicago\nニューヨーク総 / New York", "host": "Japan Society\n=Acme",
        "co_host": None, "support": "City Hall", "cooperation": None,
        "officials": "M. Healey | Governor | 州 / State\nA¦B |  | 郡・市町村 / Local", "summary_ja": "一\n二",
        "summary_en": "one", "is_good_practice": "○", "story_ja": "話", "story_en": "Story",
        "links": "https://example.org/1 News\nhttps://example.org/2", "own_funds": 1200.5, "outside_funds": 0,
        "outside_funds_source": "Fund", "is_sample": None, "updated_at": datetime(2021, 1, 2, 0, 30, 5),  # noqa: DTZ001 a cell has no zone
    }  # fmt: skip


def test_every_cell_of_a_full_event_by_both_readers():
    event = make_full_event()
    expected = full_record(event)
    content = workbook_for(hq())
    days = {key: datetime.combine(expected[key], datetime.min.time()) for key in ("starts_on", "ends_on")}
    assert as_records(by_openpyxl(content)) == [expected | days]
    assert as_records(by_calamine(content)) == [
        {key: "" if value is None else value for key, value in expected.items()}
    ]


def test_numbers_are_numbers_and_dates_are_dates():
    make_full_event()
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_for(hq()))).worksheets[0]
    row = dict(zip([column.key for column in COLUMNS], sheet[2], strict=True))
    assert {key: (row[key].data_type, row[key].number_format) for key in ("starts_on", "online_count", "own_funds")} == {
        "starts_on": ("d", "yyyy-mm-dd"), "online_count": ("n", "#,##0"), "own_funds": ("n", "#,##0.00"),
    }  # fmt: skip


def test_the_workbook_is_a_table_with_a_frozen_head_and_a_hidden_key():
    make_full_event()
    make_event()
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_for(hq()))).worksheets[0]
    assert (sheet.tables["events"].ref, sheet.freeze_panes) == ("A1:AX3", "C2")
    assert [column.name for column in sheet.tables["events"].tableColumns] == [column.header for column in COLUMNS]
    assert [letter for letter, each in sheet.column_dimensions.items() if each.hidden] == ["A"]
    assert round(sheet.column_dimensions["G"].width) == 39


def test_an_empty_list_is_a_whole_workbook():
    table = by_openpyxl(workbook_for(hq()))
    assert as_records(table) == []
    about = by_openpyxl(workbook_for(hq()), sheet=1)
    assert ["案件数 / Events", "0"] in about and ["絞り込み / Filter: State", "Ohio"] in about


def test_hostile_texts_are_shown_as_text_and_come_back_unharmed():
    for title in HOSTILE:
        make_event(title_ja=title, number=None, status="draft")
    content = workbook_for(hq())
    exact = [title.replace("\r\n", "\n") for title in HOSTILE]
    assert [row["title_ja"] for row in as_records(by_calamine(content))] == exact
    assert [unescape(row["title_ja"]) for row in as_records(by_openpyxl(content))] == exact
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
        assert [part for part in parts.namelist() if "external" in part.lower() or "hyperlink" in part.lower()] == []
    assert ("<f>" in xml, "<hyperlink" in xml) == (False, False)
    [column] = [index for index, each in enumerate(COLUMNS, start=1) if each.key == "title_ja"]
    cells = [row[column - 1] for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells[:14]] == [True] * 14


def read_csv(user) -> tuple[str, list[dict]]:
    content = b"".join(csv_lines(rows_for(user), context=context()))
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    return text, as_records(list(csv.reader(io.StringIO(text, newline=""))))


def test_csv_has_the_same_cells():
    event = make_full_event()
    _text, [record] = read_csv(hq())
    expected = {key: "" if value is None else str(value) for key, value in full_record(event).items()}
    assert record == expected | {"outside_funds": "0.0"}


def test_csv_leaves_no_formula_and_every_text_comes_back():
    for title in HOSTILE:
        make_event(title_ja=title, number=None, status="draft")
    text, records = read_csv(hq())
    assert [unmarked(record["title_ja"]) for record in records] == [title.replace("\r\n", "\n") for title in HOSTILE]
    assert [record["title_ja"] for record in records][:5] == [
        "'=1+1", "'=cmd|' /C calc'!A0", "'=HYPERLINK(\"https://example.org\")", "'+1", "'-1",
    ]  # fmt: skip
    assert text.splitlines()[1].split(",")[20] == "100"


def test_json_is_the_same_shape_for_a_full_and_an_empty_event():
    event = make_full_event()
    Event.objects.bulk_create([Event(mission_id="DEN")])
    read = json.loads(b"".join(json_lines(rows_for(hq()), context=context(), about=ABOUT)))
    full, empty = read.pop("events")
    assert read == {
        "schema": "events/1", "made_at": "2021-07-30T09:00:00+09:00",
        "filters": [{"name": "State", "value": "Ohio"}], "count": 2,
    }  # fmt: skip
    boston = {"code": "BOS", "name_ja": "ボストン総", "name_en": "Boston"}
    names = context().lists
    assert full == {
        "number": "BOS-2020-0007", "row_key": row_key(event.pk, 3), "status": "confirmed", "mission": boston,
        "partner_missions": [names["mission"].names["CHI"], names["mission"].names["NYC"]], "fiscal_year": 2020,
        "title_ja": "茶会", "title_en": "Tea", "summary_ja": "一\r\n二", "summary_en": "one",
        "starts_on": "2020-04-01", "ends_on": "2020-04-03", "state": names["state"].names["US-MA"], "county": None,
        "city": "Boston", "venue": "Hall", "format": "hybrid", "category": names["category"].names["food"],
        "region_type": names["region_type"].names["region-3"],
        "interest_level": names["interest_level"].names["interest-2"], "pillar": None, "participants": 1200,
        "participants_unknown": False,
        "participants_by_mode": {
            "in_person": {"count": 1200, "qualifier": "about", "basis": "headcount"},
            "online": {"count": 0, "qualifier": "exact", "basis": None},
            "on_demand": {"count": None, "qualifier": "unknown", "basis": None},
        },
        "series": {"name_ja": "巡回", "name_en": "Caravan"},
        "partners": [
            {"role": "host", "name": "Japan Society"}, {"role": "support", "name": "City\nHall"},
            {"role": "host", "name": "=Acme"},
        ],
        "officials": [
            {"name": "M. Healey", "title": "Governor", "level": "state"},
            {"name": "A|B", "title": "", "level": "local"},
        ],
        "links": [
            {"url": "https://example.org/1", "label": "News"}, {"url": "https://example.org/2", "label": ""},
        ],
        "is_good_practice": True, "story_ja": "話", "story_en": "Story", "own_funds": 1200.5, "outside_funds": 0.0,
        "outside_funds_source": "Fund", "is_sample": False, "updated_at": "2021-01-01T15:30:05+00:00",
    }  # fmt: skip
    assert list(empty) == list(full)
    assert (empty["participants"], empty["number"], empty["partners"], empty["state"]) == (None, None, [], None)


def test_the_cells_add_up_to_the_figures():
    rules = make_rules()
    make_full_event()
    make_event(in_person_count=None, in_person_qualifier="unknown")
    make_event(starts_on=date(2001, 5, 1))
    make_event(in_person_count=5, on_demand_count=7, on_demand_qualifier="exact")
    rows = as_records(by_openpyxl(workbook_for(hq())))
    found = {
        "events": len(rows),
        "participants": sum(row["participants"] or 0 for row in rows),
        "unknown": sum(row["participants_unknown"] == "○" for row in rows),
    }
    assert found == Event.objects.all().figures(rules=rules)


FUNDS = ("own_funds", "outside_funds", "outside_funds_source")


@pytest.mark.parametrize(
    ("role", "mission", "expected"),
    [
        ("mission_staff", "BOS", {"BOS-2019-0001": (10, 20, "Ours"), "DEN-2019-0001": (None, None, None)}),
        ("mission_approver", "DEN", {"BOS-2019-0001": (None, None, None), "DEN-2019-0001": (30, 40, "Theirs")}),
        ("hq_reviewer", None, {"BOS-2019-0001": (10, 20, "Ours"), "DEN-2019-0001": (30, 40, "Theirs")}),
        ("read_only", None, {"BOS-2019-0001": (None, None, None), "DEN-2019-0001": (None, None, None)}),
    ],
)
def test_funds_are_for_the_own_mission_and_hq(role, mission, expected):
    make_event(mission="BOS", number="BOS-2019-0001", own_funds=10, outside_funds=20, outside_funds_source="Ours")
    make_event(mission="DEN", number="DEN-2019-0001", own_funds=30, outside_funds=40, outside_funds_source="Theirs")
    user = make_user(role, mission=mission)
    table = as_records(by_openpyxl(workbook_for(user)))
    assert {row["number"]: tuple(row[key] for key in FUNDS) for row in table} == expected
    lines = json.loads(b"".join(json_lines(rows_for(user), context=context(), about=ABOUT)))["events"]
    assert {row["number"]: tuple(row[key] or None for key in FUNDS) for row in lines} == expected


def test_as_many_queries_for_three_events_as_for_one(django_assert_num_queries):
    user = hq()
    given = context()
    make_full_event()
    for _round in range(2):
        with django_assert_num_queries(2):  # the rules, the events
            assert b"".join(csv_lines(rows_for(user), context=given))
        first = Event.objects.earliest("pk")
        for _more in range(2):
            PartnerRole.objects.create(event=make_event(), role="host", name="X")
            OfficialMet.objects.create(event=first, name="Y")
    assert CountingRule.objects.exists()


def test_lines_that_do_not_fit_a_cell_say_so():
    assert lines_that_fit(["a", "b"]) == "a\nb"
    cut = lines_that_fit(["𠮷" * 100] * 1000)
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert set(cut.split("\n")) == {"𠮷" * 100, CUT}
