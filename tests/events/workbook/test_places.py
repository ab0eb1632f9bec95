"""A city and its state in one cell; people online within a total; tables and summaries side by side."""

import pytest
from django.utils.translation import override

from events.intake.found import Choices
from events.intake.reading import find_kept
from events.workbook.beside import blocks
from events.workbook.headers import field_of_header
from events.workbook.names import Lookups
from events.workbook.places import read_place
from events.workbook.reading import Row, Sheet
from events.workbook.sections import heading_text
from events.workbook.tables import find_tables
from tests.events.intake.flow import reviewed, sentences
from tests.events.intake.workbooks import made
from tests.factories import make_user


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def sheet(*lines):
    rows = [Row(n, tuple(cell if cell != "" else None for cell in line)) for n, line in enumerate(lines, 1)]
    return Sheet("s", tuple(row for row in rows if any(cell is not None for cell in row.cells)))


@pytest.mark.django_db
@pytest.mark.one_database
def test_a_city_with_its_state():
    states = Lookups.load()["state"]
    read = {
        text: (place.city, place.state or place.near) if (place := read_place(text, states)) else None
        for text in [
            "マイアミ、フロリダ州", "フロリダ州マイアミ市", "マイアミ（フロリダ州）", "フロリダ州／マイアミ", "Miami, FL", "Miami FL", "Miami, Florida, USA",
            "Miami, FL 33131", "Bozeman, Montana", "Washington, D.C.", "New York, NY", "ニューヨーク州ニューヨーク市", "フロリダ州", "ワシントンＤＣ",
            "Navy Pier, Chicago, IL", "Miami, Flordia", "Seattle, Washington", "New York", "ワシントン", "Oklahoma City", "Virginia Beach",
            "Salt Lake City", "Chicago", "Paris, France", "ボストン・ケンブリッジ", "Minneapolis–St. Paul",
        ]
    }  # fmt: skip
    assert read == {
        "マイアミ、フロリダ州": ("マイアミ", "US-FL"), "フロリダ州マイアミ市": ("マイアミ市", "US-FL"), "マイアミ（フロリダ州）": ("マイアミ", "US-FL"),
        "フロリダ州／マイアミ": ("マイアミ", "US-FL"), "Miami, FL": ("Miami", "US-FL"), "Miami FL": ("Miami", "US-FL"),
        "Miami, Florida, USA": ("Miami", "US-FL"), "Miami, FL 33131": ("Miami", "US-FL"), "Bozeman, Montana": ("Bozeman", "US-MT"),
        "Washington, D.C.": ("Washington", "US-DC"), "New York, NY": ("New York", "US-NY"),
        "ニューヨーク州ニューヨーク市": ("ニューヨーク市", "US-NY"), "フロリダ州": ("", "US-FL"), "ワシントンＤＣ": ("", "US-DC"),
        "Navy Pier, Chicago, IL": ("Navy Pier, Chicago", "US-IL"), "Miami, Flordia": ("Miami", ("US-FL",)),
        "Seattle, Washington": ("Seattle", ("US-WA", "US-DC")), "New York": None, "ワシントン": None, "Oklahoma City": None,
        "Virginia Beach": None, "Salt Lake City": None, "Chicago": None, "Paris, France": None, "ボストン・ケンブリッジ": None,
        "Minneapolis–St. Paul": None,
    }  # fmt: skip


@pytest.mark.django_db
def test_a_states_own_column_goes_before_what_the_citys_cell_says():
    names = ["件名", "開催日", "州", "都市", "参加者数", "うちオンライン"]
    rows = [
        ["a", "2021-05-01", "MA", "Boston, MA", 100, ""], ["b", "2021-05-02", "MA", "Concord, NH", 100, 0],
        ["c", "2021-05-03", "", "Seattle, Washington", "約100", 30], ["d", "2021-05-04", "Miami, FL", "", 100, 120],
        ["e", "2021-05-05", "", "Miami, Flordia", "不明", 10], ["f", "2021-05-06", "Boston, MA", "Cambridge", "100名以上", "30以上"],
    ]  # fmt: skip
    intake = reviewed(made(*rows, names=names), user=make_user())
    fields = ("city", "state", "in_person", "online")
    assert [(row.outcome, *(row.said.get(name) for name in fields)) for row in intake.rows.all()] == [
        ("new", "Boston", "US-MA", [100, "exact"], None),
        ("refused", None, "US-MA", [100, "exact"], None),
        ("attention", None, None, [70, "about"], [30, "exact"]),
        ("refused", "Miami", "US-FL", [100, "exact"], None),
        ("refused", None, None, [None, "unknown"], None),
        ("new", "Cambridge", "US-MA", [70, "at_least"], [30, "at_least"]),
    ]
    assert sentences(intake, 3)[0] == "The city’s cell names another state than the row’s own. Which is right?"
    offered = [
        each["suggestions"]
        for number in (4, 6)
        for each in intake.rows.get(number=number).problems
        if each["field"] == "city"
    ]
    assert offered == [[["Seattle, WA"] * 2, ["Seattle, DC"] * 2], [["Miami, FL"] * 2]]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([["件名", "開催日", "", "件名", "開催日"], ["a", "4/1", "", "b", "4/2"]], [(0, 1), (3, 4)]),
        ([["件名", "開催日", "件名", "開催日"], ["a", "4/1", "b", "4/2"]], [(0, 1), (2, 3)]),
        ([["件名", "開催日", "", "参加者数", "備考"], ["a", "4/1", "", 5, ""], ["b", "4/2", "", 6, "x"]], [(0, 4)]),
        ([["件名", "開催日", "参加者数", "", "分野", "参加者数"], ["a", "4/1", 5, "", "食", 5], ["b", "4/2", 6, "", "観光", 6]], [(0, 2), (4, 5)]),
        ([["件名", "開催日", "", "月", "件"], ["a", "4/1", "", "4月", 1], ["", "", "", "5月", 0], ["", "", "", "6月", 0]], [(0, 1), (3, 4)]),
        ([["件名", "", "開催日"], ["a", "", "4/1"]], [(0, 2)]),
    ],
)  # fmt: skip
def test_what_stands_side_by_side(lines, found):
    header, *rows = sheet(*lines).rows
    assert blocks([str(cell or "") for cell in header.cells], rows) == found


def test_tables_below_and_beside_each_other_keep_their_rows():
    tables = find_tables(
        sheet(
            ["上半期", "", "", "オンライン"],
            ["件名", "開催日", "", "件名", "開催日"],
            ["a", "2021-04-01", "", "x", "2021-04-03"],
            ["b", "2021-04-02"],
            ["計", "2件"],
            ["下半期"],
            ["事業名", "実施日", "参加者数"],
            ["c", "2021-11-01", 3],
        )
    )
    assert [(t.place, [(row.number, *row.cells) for row in t.rows], [(a.number, a.kind) for a in t.set_apart]) for t in tables] == [
        ("2", [(3, "a", "2021-04-01"), (4, "b", "2021-04-02")], [(1, "title"), (5, "total")]),
        ("2D", [(3, None, None, None, "x", "2021-04-03")], [(1, "title")]),
        ("7", [(8, "c", "2021-11-01", 3)], [(6, "title")]),
    ]  # fmt: skip


def test_headings_lose_their_numbers_and_signs():
    texts = [
        "【上半期】",
        "１．日本祭り・日本関連イベント",
        "（２）姉妹都市交流",
        "■ その他",
        "③日本食",
        "IV. Food",
        "4月",
    ]
    assert [heading_text(text) for text in texts] == [
        "上半期", "日本祭り・日本関連イベント", "姉妹都市交流", "その他", "日本食", "Food", "4月",
    ]  # fmt: skip


def test_headers_in_more_words():
    assert [field_of_header(text)[0] for text in ["行事の名称", "事業の名称（和文）", "参加者数 / うちオンライン", "City/State", "都市・州", "整理No"]] == [
        "title", "title_ja", "online_part", "city", "city", "no_place",
    ]  # fmt: skip


@pytest.mark.django_db
def test_an_offices_own_numbers_are_no_event_numbers():
    intake = reviewed(
        made(["1", "a", "2021-05-01"], ["2", "b", "2021-05-02"], names=["整理番号", "件名", "開催日"]), user=make_user()
    )
    assert [row.outcome for row in intake.rows.all()] == ["new", "new"]
    assert intake.reading["tables"][0]["unmatched"][0][:2] == ["A", "整理番号"]
    named = reviewed(
        made(["BOS-2021-0009", "a", "2021-05-01"], names=["整理番号", "件名", "開催日"]), user=intake.created_by
    )
    assert sentences(named, 2) == ["There is no event BOS-2021-0009 that you may change."]


@pytest.mark.django_db
@pytest.mark.one_database
def test_tables_beside_each_other_have_names_of_their_own():
    intake = reviewed(
        made(["a", "2021-05-01", "", "b", "2021-05-02"], names=["件名", "開催日", "", "件名", "開催日"]),
        user=make_user(),
    )
    assert [each.title for each in find_kept(intake, Choices(), Lookups.load())] == ["実績", "実績 D–E"]
    assert [(row.table, row.number, row.title) for row in intake.rows.all()] == [(0, 2, "a"), (1, 2, "b")]
