"""Dates as people write them."""

import re
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from events.dates import parse_date
from events.fiscal_year import fiscal_year_of

MAY_1 = date(2026, 5, 1)
READ = {
    "2026-05-01": MAY_1, "2026/5/1": MAY_1, "2026.5.1": MAY_1, "2026年5月1日": MAY_1, "２０２６年５月１日（金）": MAY_1,
    "20260501": MAY_1, "令和8年5月1日": MAY_1, "R8.5.1": MAY_1, "r8/5/1": MAY_1, "Ｒ８．５．１": MAY_1, "㋿8年5月1日": MAY_1,
    "May 1, 2026": MAY_1, "1 May 2026": MAY_1, "1-May-2026": MAY_1, "Fri, May 1st, 2026": MAY_1,
    "令和元年5月1日": date(2019, 5, 1), "平成31年4月30日": date(2019, 4, 30), "H30.4.1": date(2018, 4, 1),
    "令和八年五月一日": MAY_1, "二〇二六年五月一日（金）": MAY_1, "平成三十年十二月二十一日": date(2018, 12, 21),
    "2024-02-29": date(2024, 2, 29), "9999-12-31": date(9999, 12, 31),
}  # fmt: skip
REFUSED = {
    "2026-02-29": "“2026-02-29”: month 2 of 2026 has 28 days, so there is no day 29.",
    "令和三年九月三十一日": "“令和三年九月三十一日”: month 9 of 2021 has 30 days, so there is no day 31.",
    "2026-13-01": "“2026-13-01”: there is no month 13.",
    "0000-01-01": "“0000-01-01”: there is no year 0.",
    "5/1/26": "“5/1/26”: write the year with four digits, for example 2026-05-01.",
    "5月1日": "“5月1日” has no year. Write it as 2026-05-01.",
    "平成31年5月1日": "“平成31年5月1日”: Heisei ended on 2019-04-30. If you mean 2019-05-01, write that.",
    "R1.4.30": "“R1.4.30”: Reiwa began on 2019-05-01. If you mean 2019-04-30, write that.",
    "R0.1.1": "“R0.1.1”: an era begins with year 1.",
    "Sat, 1 May 2026": "“Sat, 1 May 2026”: 2026-05-01 is a Friday. Correct the date or leave the day of the week out.",
    "Foo 1, 2026": "“Foo 1, 2026”: “foo” is not the name of a month.",
    "tomorrow": "“tomorrow” is not understood as a date. Write year, month and day, for example 2026-05-01.",
    "46143": "“46143” is not understood as a date. Write year, month and day, for example 2026-05-01.",
}


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(("text", "day"), READ.items())
def test_what_is_read_in_both_languages(text, day, language):
    assert parse_date(text, language=language) == day


@pytest.mark.parametrize(("text", "sentence"), REFUSED.items())
def test_what_is_refused_is_said(text, sentence):
    with translation.override("en"), pytest.raises(ValueError, match=re.escape(sentence)) as refusal:
        parse_date(text, language="en")
    assert str(refusal.value) == sentence


def test_the_pages_language_decides_whether_the_month_may_come_first():
    assert parse_date("5/1/2026", language="en") == MAY_1
    with translation.override("en"):
        with pytest.raises(ValueError, match="it is not clear which is the month"):
            parse_date("5/1/2026", language="ja")
        with pytest.raises(ValueError, match="Write the year first: 2026-05-31"):
            parse_date("31/5/2026", language="en")


@given(st.dates(min_value=date(1926, 12, 25)), st.sampled_from(["en", "ja"]))
def test_every_day_is_read_in_every_spelling(day, language):
    spelt = [
        f"{day:%Y-%m-%d}".rjust(10, "0"),
        f"{day.year:04d}/{day.month}/{day.day}",
        f"{day.year:04d}年{day.month}月{day.day}日",
    ]
    full = spelt[2].translate({ord("0") + n: ord("０") + n for n in range(10)})
    if date(2019, 5, 1) <= day < date(2100, 1, 1):
        spelt += [f"令和{day.year - 2018}年{day.month}月{day.day}日", f"R{day.year - 2018}.{day.month}.{day.day}"]
    assert {parse_date(text, language=language) for text in [*spelt, full]} == {day}


@given(st.integers(2000, 2099))
def test_the_turn_of_the_fiscal_year_is_between_31_march_and_1_april(year):
    last, first = parse_date(f"{year}年3月31日", language="ja"), parse_date(f"{year}/4/1", language="ja")
    assert (fiscal_year_of(last), fiscal_year_of(first)) == (year - 1, year)


@given(st.text(max_size=80), st.sampled_from(["en", "ja"]))
def test_any_text_is_a_day_or_refused_in_a_sentence(text, language):
    try:
        said = parse_date(text, language=language).isoformat() + "."
    except ValueError as refusal:
        said = str(refusal)
    assert said.endswith((".", "。"))
