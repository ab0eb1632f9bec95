"""Counts and days in every spelling that offices use."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from events.counts import parse_count
from events.workbook.days import decide_order, read_days
from events.workbook.reading import CellError
from events.workbook.values import Unclear, read_count


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("cell", "count", "qualifier", "kind"),
    [
        (500, 500, "exact", "number"), (1200.0, 1200, "exact", "number"), ("1,200", 1200, "exact", "number"),
        ("１，２００", 1200, "exact", "number"), ("約500名", 500, "about", "number"), ("300名以上", 300, "at_least", "number"),
        ("200人近い", 200, "under", "number"), ("200名未満", 200, "under", "number"), ("90名程度", 90, "about", "number"),
        ("120名余り", 120, "at_least", "number"), ("1.2千", 1200, "exact", "number"), ("3万人", 30000, "exact", "number"),
        ("延べ1,200名", 1200, "exact", "number"), ("100～120", 100, "at_least", "number"), ("1～2千人", 1000, "at_least", "number"),
        ("0", 0, "exact", "number"), (0, 0, "exact", "number"), (None, None, "", "blank"), ("　", None, "", "blank"),
        ("不明", None, "unknown", "unknown"), ("非公表", None, "unknown", "not_public"), ("―", None, "", "dash"), ("-", None, "", "dash"),
    ],
)  # fmt: skip
def test_counts(cell, count, qualifier, kind):
    read = read_count(cell)
    assert (*read.stated, read.kind) == (count, qualifier, kind)


@pytest.mark.parametrize("cell", [12.9, "12.9", -3, "-3", True, date(2021, 3, 1), "満員", "数百名", "対面100名/200名オンライン", CellError("#REF!"), CellError("NaN"), "1,2"])  # fmt: skip
def test_what_is_no_count_is_refused_with_a_sentence(cell):
    with pytest.raises(Unclear) as caught:
        read_count(cell)
    assert caught.value.sentence.endswith(".")


def test_each_suggestion_for_a_count_is_understood():
    for text in ("12.9", "未満200", "最大300名", "数百名", "未集計", "300～"):
        with pytest.raises(Unclear) as caught:
            read_count(text)
        assert caught.value.suggestions and all(read_count(each).stated.qualifier for each in caught.value.suggestions)


FORMS = ["{n}", "{n:,}", "{n}名", "{n:,}人", "{n} people"]
QUALIFIED = {
    "exact": ["{}"],
    "about": ["約{}", "{}程度", "about {}"],
    "at_least": ["{}以上", "at least {}"],
    "under": ["{}未満", "{}近い"],
}
WIDE = str.maketrans("0123456789,", "０１２３４５６７８９，")


@given(st.integers(0, 9_999_999), st.sampled_from(FORMS), st.sampled_from(sorted(QUALIFIED)), st.data())
def test_every_spelling_of_a_count_gives_the_same_value(number, form, qualifier, data):
    text = data.draw(st.sampled_from(QUALIFIED[qualifier])).format(form.format(n=number))
    text = text.translate(WIDE) if data.draw(st.booleans()) else text
    assert tuple(read_count(text).stated) == (number, qualifier)
    assert read_count(text).stated == parse_count(text)


def spellings(day):
    era = f"令和{day.year - 2018}年" if day >= date(2019, 5, 1) else f"平成{day.year - 1988}年"
    letter = f"R{day.year - 2018}" if day >= date(2019, 5, 1) else f"H{day.year - 1988}"
    gannen = [f"令和元年{day.month}月{day.day}日"] if era == "令和1年" else []
    return [
        f"{day.year}/{day.month}/{day.day}", f"{day.year}.{day.month}.{day.day}", day.isoformat(), f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日", f"{era}{day.month}月{day.day}日", f"{letter}.{day.month}.{day.day}", *gannen,
        f"{day.month}/{day.day}/{day.year}", f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%b} {day.year}",
        f"{day.year}/{day.month}/{day.day}（{'月火水木金土日'[day.weekday()]}）", f"{day.year}/{day.month}/{day.day} 10:30",
        day, (day - date(1899, 12, 30)).days, int(f"{day:%Y%m%d}"),
    ]  # fmt: skip


@given(st.dates(date(2000, 4, 1), date(2100, 3, 31)), st.data())
def test_every_spelling_of_a_day_gives_the_same_day(day, data):
    cell = data.draw(st.sampled_from(spellings(day)))
    text = cell.translate(WIDE) if isinstance(cell, str) and data.draw(st.booleans()) else cell
    assert read_days(text, order="mdy")[:2] == (day, None)
    assert read_days((day - date(1904, 1, 1)).days, is_1904=True).first == day


@given(st.dates(date(2019, 6, 1), date(2090, 1, 1)), st.integers(1, 40))
def test_every_spelling_of_a_range_gives_its_days(first, length):
    last = first + timedelta(days=length)
    era = f"令和{first.year - 2018}年{first.month}月{first.day}日"
    cells = [f"{first:%Y/%m/%d}～{last:%m/%d}", f"{era}～{last.month}月{last.day}日", f"{first}～{last}", f"{first:%B} {first.day}, {first.year} – {last:%B} {last.day}, {last.year}"]  # fmt: skip
    if first.month == last.month:
        cells += [
            f"{era}～{last.day}日",
            f"{era}から{last.day}日まで",
            f"{first:%B} {first.day}-{last.day}, {first.year}",
        ]
    for cell in cells:
        assert read_days(cell)[:2] == (first, last), cell


def test_days_without_a_year_need_a_chosen_fiscal_year():
    assert read_days("3/1～3/3", fiscal_year=2020)[:2] == (date(2021, 3, 1), date(2021, 3, 3))
    assert read_days("4月1日", fiscal_year=2020).first == date(2020, 4, 1)
    with pytest.raises(Unclear, match="has no year"):
        read_days("3/1～3/3")


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [("令和3年3月上旬", ("2021-03-01",)), ("2021年3月中旬", ("2021-03-11",)), ("2021年3月", ("2021-03-01",)), ("March 2021", ("2021-03-01",)),
     ("3月上旬", ()), ("1899/1/1", ()), ("2021/2/30", ()), ("未定", ()), ("令和3年3月1日（日）", ())],
)  # fmt: skip
def test_what_names_no_day_is_refused(text, suggestions):
    with pytest.raises(Unclear) as caught:
        read_days(text)
    assert caught.value.suggestions == suggestions


def test_the_whole_column_decides_the_order_of_its_dates():
    def decided(*cells, habit=""):
        order = decide_order(cells, habit=habit)
        return order.order, order.is_certain

    assert decided("3/4/2021", "3/14/2021") == ("mdy", True)
    assert decided("3/4/2021", "14/3/2021") == ("dmy", True)
    assert decided("3/4/2021") == ("mdy", False)
    assert decided("3/4/2021", habit="dmy") == ("dmy", False)
    assert decided("3/14/2021", "14/3/2021") == ("", False)
    assert decided("3/4/21") == ("", False)
    assert decided("2021/3/4", date(2021, 3, 1)) == ("", True)
