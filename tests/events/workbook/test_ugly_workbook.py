"""A workbook as an office sends it, and its twin as Shift_JIS text, from the file to understood rows."""

from datetime import date

import pytest
import xlsxwriter
from django.utils.translation import override

from events.spreadsheets.columns import COLUMNS
from events.workbook.columns import map_columns
from events.workbook.headers import field_of_header
from events.workbook.names import Lookups
from events.workbook.reading import Row, Sheet, read_workbook
from events.workbook.rows import understand
from events.workbook.tables import find_tables
from events.workbook.understood import Habits

DATA = [
    ["ボストン総", "日本祭り", "令和3年3月1日～3日", "マサチューセッツ", "Boston", "日本祭り", "約500名", "―", ""],
    ["", "寿司の会", "R2.7.30", "ニューハンプシャー", "Concord", "日本食", "１，２００", "不明", "x"],
    ["", "投資セミナー", "2020/9/1", "マサチセッツ", "Cambridge", "経済", "100～120", 250, ""],
    ["小計", "", "", "", "", "", 1800, 250, ""],
    ["マイアミ総", "Japan Festival", "3月上旬", "フロリダ", "Orlando", "観光", "300名以上", "", ""],
    ["シアトル総", "茶会", "3/1～3/3", "ワシントン", "Seattle", "文化", "12.9", "", ""],
    ["在米大", "桜祭り", "2021/3/20", "ワシントンＤＣ", "", "festival", 5000, "", ""],
    ["合計", "", "", "", "", "", 9000, 250, ""],
]
NAMES = ["在外公館名", "件名", "実施日", "州", "都市", "分野", "参加者数（名）", "オンライン参加者数", "謎の列"]


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture(params=["xlsx", "cp932"])
def ugly(request, tmp_path):
    if request.param == "cp932":
        lines = [["令和2年度 実績"], [], NAMES, *DATA, [], ["※参加者数は概数"]]
        text = "\r\n".join(",".join(f'"{cell}"' if "," in str(cell) else str(cell) for cell in line) for line in lines)
        (tmp_path / "a.csv").write_bytes(text.encode("cp932"))
        return read_workbook(tmp_path / "a.csv", filename="a.csv")
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        page = workbook.add_worksheet("実績")
        page.merge_range("A1:I1", "令和2年度 実績")
        page.write_row("A3", NAMES)
        for n, line in enumerate(DATA, 3):
            page.write_row(n, 0, line)
        page.merge_range("A4:A6", "ボストン総")
        page.write("A13", "※参加者数は概数")
    return read_workbook(tmp_path / "a.xlsx", filename="a.xlsx")


def test_the_table_is_found_and_what_stands_around_it_set_apart(ugly):
    [table] = find_tables(ugly.sheets[0])
    assert table.header_rows == (3,)
    assert [row.number for row in table.rows] == [4, 5, 6, 8, 9, 10]
    assert [(row.number, row.kind) for row in table.set_apart] == [
        (1, "title"),
        (7, "subtotal"),
        (11, "total"),
        (13, "note"),
    ]
    assert table.filled == {(5, 0), (6, 0)}
    assert len([notice for notice in table.notices if "states a total" in notice]) == 2


@pytest.mark.django_db
def test_its_rows_are_understood_with_every_problem_at_once(ugly):
    [table] = find_tables(ugly.sheets[0])
    lookups = Lookups.load()
    mapping = map_columns(table, lookups=lookups)
    assert [column.field for column in mapping.columns] == [
        "mission", "title", "starts_on", "state", "city", "category", "in_person_count", "online_count", "",
    ]  # fmt: skip
    assert (mapping.problems, [c.header for c in mapping.unmatched]) == ((), ["謎の列"])
    rows = understand(table, mapping, lookups=lookups, habits=Habits.of(ugly, fiscal_year=2020))
    assert [row.values for row in rows[:2]] == [
        {"mission": "BOS", "title_ja": "日本祭り", "starts_on": date(2021, 3, 1), "ends_on": date(2021, 3, 3), "state": "US-MA",
         "city": "Boston", "category": "festival", "in_person_count": 500, "in_person_qualifier": "about"},
        {"mission": "BOS", "title_ja": "寿司の会", "starts_on": date(2020, 7, 30), "state": "US-NH", "city": "Concord",
         "category": "food", "in_person_count": 1200, "in_person_qualifier": "exact", "online_count": None, "online_qualifier": "unknown"},
    ]  # fmt: skip
    assert [row.values.get("state") for row in rows] == ["US-MA", "US-NH", None, "US-FL", "US-WA", "US-DC"]
    said = [
        (row.number, p.field, p.column, p.kind, [s.value for s in p.suggestions][:1])
        for row in rows
        for p in row.problems
    ]
    assert said == [
        (4, "online_count", "H", "notice", []),
        (6, "state", "D", "attention", ["US-MA"]),
        (6, "in_person_count", "G", "notice", []),
        (8, "starts_on", "C", "attention", ["2021-03-01"]),
        (9, "state", "D", "notice", ["US-WA"]),
        (9, "in_person_count", "G", "attention", ["12"]),
    ]
    assert rows[0].texts["in_person_count"] == "約500名"
    assert [row.is_refused for row in rows] == [False, False, True, True, True, False]


def sheet(*lines):
    cells = [tuple(cell if cell != "" else None for cell in line) for line in lines]
    return Sheet("s", tuple(Row(n, line) for n, line in enumerate(cells, 1) if any(cell is not None for cell in line)))


def test_two_row_headers_are_joined():
    lines = [
        ["公館", "件名", "開催日", "場所", "", "参加者数", "", ""],
        ["", "", "", "州", "都市", "対面", "オンライン", "録画"],
        ["BOS", "x", "2021/3/1", "MA", "Boston", 1, 2, 3],
    ]
    [table] = find_tables(sheet(*lines))
    assert table.header_rows == (1, 2)
    assert [c.field for c in map_columns(table).columns] == [
        "mission", "title", "starts_on", "state", "city", "in_person_count", "online_count", "on_demand_count",
    ]  # fmt: skip


def test_two_languages_one_above_the_other_are_one_header():
    [table] = find_tables(sheet(["公館", "件名", "開催日"], ["Mission", "Title", "Date"], ["BOS", "x", "2021/3/1"]))
    assert (table.header_rows, [c.field for c in map_columns(table).columns]) == (
        (1, 2),
        ["mission", "title", "starts_on"],
    )


def test_what_is_missing_or_claimed_twice_is_said():
    [table] = find_tables(sheet(["件名", "イベント名", "会場"], ["x", "y", "z"]))
    problems = map_columns(table).problems
    assert len(problems) == 3
    assert "A (件名), B (イベント名)" in problems[0]
    assert len(map_columns(table, has_mission=True, chosen={1: "starts_on"}).problems) == 0


def test_a_misspelt_header_is_offered_and_remembered_once_chosen():
    [table] = find_tables(sheet(["Mission", "Title", "Date", "Attendence"], ["BOS", "x", "2021-03-01", 5]))
    column = map_columns(table).columns[3]
    assert (column.field, column.alternatives[0]) in [("", "in_person_count"), ("in_person_count", "in_person_count")]
    kept = map_columns(table, chosen={3: "online_count"}).to_remember()
    again = map_columns(table, remembered=kept).columns[3]
    assert (again.field, again.how) == ("online_count", "remembered")
    another = map_columns(table, remembered=kept, elsewhere=kept).columns[3]
    assert (another.field, another.how) == ("online_count", "elsewhere")


def test_every_header_that_the_register_writes_is_read_back():
    for column in COLUMNS:
        if column.is_input:
            assert [field_of_header(text) for text in (column.header, column.ja, column.en)] == [
                (column.key, "name")
            ] * 3


@pytest.mark.django_db
def test_names_in_every_spelling():
    lookups = Lookups.load()
    said = {
        "mission": {"BOS": ["BOS", "ボストン総", "在ボストン日本国総領事館", "ボストン総領事館", "Boston", "Consulate General of Japan in Boston", "ｂｏｓ"],
                    "MIA": ["マイアミ総"], "EMB": ["在米大", "大使館", "Embassy of Japan"], "PDX": ["ポートランド領事", "Portland"]},
        "state": {"US-MS": ["ミシシッピ", "ミシシッピー州", "MS", "Mississippi", "US-MS"], "US-WV": ["ウェストバージニア", "ウエストバージニア州", "West Virginia"],
                  "US-DC": ["ワシントンＤＣ", "Washington DC", "Washington, D.C.", "D.C."], "US-WA": ["ワシントン州", "Washington State"]},
        "category": {"festival": ["日本祭り", "festival", "日本祭り・日本関連イベント"], "food": ["日本食ＰＲ", "日本食"]},
        "format": {"hybrid": ["ハイブリッド", "対面・オンライン併用 / Hybrid"], "online": ["オンライン"], "in_person": ["対面", "In person"]},
        "interest_level": {"interest-2": ["2", "②", "関心度２", "level 2"]},
    }  # fmt: skip
    found = {
        kind: {code: [lookups[kind].find(text) for text in texts] for code, texts in codes.items()}
        for kind, codes in said.items()
    }
    assert found == {kind: {code: [code] * len(texts) for code, texts in codes.items()} for kind, codes in said.items()}
    assert lookups["state"].find("ワシントン") is None
    assert lookups["state"].near("ワシントン") == ("US-WA", "US-DC")
    assert lookups["state"].near("Masachusets") == ("US-MA",)


@pytest.mark.django_db
def test_names_cost_one_query_a_table(django_assert_num_queries):
    with django_assert_num_queries(6):
        Lookups.load()
