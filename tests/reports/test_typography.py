"""Dates, fiscal years and numbers as the official document writes them."""

from datetime import date

import pytest

from reports import typography


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2021, 7, 30), "令和3年7月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 12, 31), "令和元年12月31日"),
        (date(2020, 1, 1), "令和2年1月1日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1873, 1, 1), "明治6年1月1日"),
        (date(1872, 12, 31), "1872年12月31日"),
    ],
)
def test_era_dates(day, text):
    assert typography.era_date(day) == text


@pytest.mark.parametrize(
    ("year", "written_on", "text"),
    [
        (2019, None, "令和元年度"),
        (2019, date(2019, 4, 30), "平成31年度"),
        (2019, date(2019, 4, 1), "平成31年度"),
        (2019, date(2019, 5, 1), "令和元年度"),
        (2019, date(2021, 7, 30), "令和元年度"),
        (2018, None, "平成30年度"),
        (2017, date(2021, 7, 30), "平成29年度"),
        (2020, None, "令和2年度"),
        (1989, None, "平成元年度"),
        (1988, None, "昭和63年度"),
    ],
)
def test_fiscal_years_by_era(year, written_on, text):
    assert typography.era_fiscal_year(year, written_on=written_on) == text


def test_the_same_in_both_languages():
    assert typography.date_in("ja", date(2021, 7, 30)) == "令和3年7月30日"
    assert typography.date_in("en", date(2021, 7, 30)) == "30 July 2021"
    assert typography.fiscal_year_in("ja", 2019) == "2019年度"
    assert typography.fiscal_year_in("en", 2019) == "FY2019"


def test_numbers():
    assert [typography.number(value) for value in (None, 0, 918, 1108741)] == ["―", "0", "918", "1,108,741"]
    assert [typography.counted(value, "件") for value in (None, 0, 3161528)] == ["―", "0件", "3,161,528件"]
    assert [typography.difference(value) for value in (None, 0, 1200, -1200)] == ["―", "±0", "+1,200", "−1,200"]


def test_full_width_signs_take_two_columns():
    assert [typography.width(text) for text in ("ab", "州別", "が", "か\u3099", "ｱ")] == [2, 4, 2, 2, 1]
    assert typography.pad("州", 4) == "州  "
    assert typography.pad("州", 4, right=True) == "  州"


def test_names_in_the_order_of_the_syllabary():
    """五十音順 by JIS X 4061: voiced with plain, small with large, a long vowel with its vowel, kanji last."""
    ordered = [
        "アーカンソー", "アイオワ", "ウィスコンシン", "ウェストバージニア", "オクラホマ", "オハイオ", "グアム", "ジョージア", "ニュージャージー",
        "ニューハンプシャー", "ニューヨーク", "バージニア", "バーモント", "ハワイ", "ミシガン", "ミシシッピ", "ミズーリ", "ミネソタ", "ワシントン",
        "ワシントンＤＣ", "北マリアナ諸島", "米領サモア",
    ]  # fmt: skip
    assert sorted(sorted(ordered), key=lambda name: typography.in_order_of_names("ja", name)) == ordered
    english = ["Alabama", "Alaska", "District of Columbia", "Guam", "U.S. Virgin Islands", "Utah"]
    assert sorted(set(english), key=lambda name: typography.in_order_of_names("en", name)) == english
