"""Counts as people write them."""

import re

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from events.counts import MOST_PARTICIPANTS, parse_count, write_count
from events.models.choices import Qualifier

READ = {
    "": (None, ""), "  ": (None, ""), "unknown": (None, "unknown"), "不明": (None, "unknown"), "Unknown.": (None, "unknown"),
    "0": (0, "exact"), "1,200": (1200, "exact"), "１，２００": (1200, "exact"), "1、200": (1200, "exact"),
    "500名": (500, "exact"), "500 people": (500, "exact"), "exactly 500": (500, "exact"), "全500名": (500, "exact"),
    "約500名": (500, "about"), "about 500": (500, "about"), "approx. 500": (500, "about"), "~500": (500, "about"),
    "500人ほど": (500, "about"), "500名程度": (500, "about"), "およそ　５００": (500, "about"), "約500名程度": (500, "about"),
    "300名以上": (300, "at_least"), "300+": (300, "at_least"), "at least 300": (300, "at_least"), "500超": (500, "at_least"),
    "500名余り": (500, "at_least"), "more than 9,000 visitors": (9000, "at_least"), "300 or more": (300, "at_least"),
    "200人近い": (200, "under"), "500名未満": (500, "under"), "nearly 200": (200, "under"), "under 1,000": (1000, "under"),
    "1.2千": (1200, "exact"), "3万": (30000, "exact"), "3万5000": (35000, "exact"), "3万5千名程度": (35000, "about"),
    "五百名": (500, "exact"), "約千人": (1000, "about"), "百二十": (120, "exact"), "二千二十": (2020, "exact"), "十万": (100000, "exact"),
    "5k": (5000, "exact"), "2 thousand": (2000, "exact"), "1.2 million views": (1200000, "exact"), "2,000万": (20000000, "exact"),
}  # fmt: skip

REFUSED = {
    "100～120": "“100～120” is a range. One figure is kept: write at least 100.",
    "about 100 to 120 people": "“about 100 to 120 people” is a range. One figure is kept: write at least 100.",
    "100から120名": "“100から120名” is a range. One figure is kept: write at least 100.",
    "～500": "“～500” may mean about or up to. Write about 500 or under 500.",
    "500～": "“500～” has an open end. If it means at least, write at least 500.",
    "-5": "“-5” is negative. A count is 0 or more.",
    "▲5": "“▲5” is negative. A count is 0 or more.",
    "約300名以上": "“約300名以上” says two things at once. Write either at least 300 or about 300.",
    "数百名": "“数百名” gives no number. Write your best figure, for example about 300, or unknown.",
    "up to 500": "“up to 500” is an upper limit, which cannot be added up. Write about or under with a number, or unknown.",
    "500以下": "“500以下” is an upper limit, which cannot be added up. Write about or under with a number, or unknown.",
    "1.5": "“1.5” is not a whole number. Write it without a decimal point, for example 1,200.",
    "1.200": "“1.200” is not a whole number. Write it without a decimal point, for example 1,200.",
    "100000000": "“100000000” is more than 99,999,999, the largest count that is kept. Check the number.",
    "9" * 61: f"This is too long for a count: “{'9' * 40}…”. Write a number, for example 1,200 or about 500.",
}

UNREADABLE = [
    "なし",
    "no",
    "延べ500名",
    "500 (300 adults)",
    "1,20",
    "1,2000",
    "1 200",
    "5²",
    "①",
    "500?!",
    "3万5",
    "1万2万",
    "約",
    "名",
    "can",
]


@pytest.mark.parametrize(("text", "said"), READ.items())
def test_what_is_read(text, said):
    assert tuple(parse_count(text)) == said


@pytest.mark.parametrize(("text", "sentence"), REFUSED.items())
def test_what_has_two_meanings_or_none_is_refused_in_a_sentence(text, sentence):
    with translation.override("en"), pytest.raises(ValueError, match=re.escape(sentence)) as refusal:
        parse_count(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_not_understood_is_said_with_examples(text):
    with translation.override("en"), pytest.raises(ValueError, match="is not understood. Write a number") as refusal:
        parse_count(text)
    assert text in str(refusal.value)


@given(
    st.integers(0, MOST_PARTICIPANTS),
    st.sampled_from(["exact", "about", "at_least", "under"]),
    st.sampled_from(["en", "ja"]),
)
def test_what_is_written_is_read_back(count, qualifier, language):
    with translation.override(language):
        assert tuple(parse_count(write_count(count, qualifier))) == (count, qualifier)
        assert tuple(parse_count(write_count(None, "unknown"))) == (None, "unknown")


@given(st.integers(0, MOST_PARTICIPANTS))
def test_width_commas_and_units_do_not_change_the_number(count):
    full = str(count).translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert {parse_count(text).count for text in (str(count), f"{count:,}", full, f"約{count}名", f"{full}人以上")} == {
        count
    }


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_in_a_sentence(text):
    try:
        said = parse_count(text)
    except ValueError as refusal:
        said, sentence = None, str(refusal)
    if said is None:
        assert sentence.endswith((".", "。"))
        return
    assert said.qualifier in ("", *Qualifier.values)
    assert (said.count is None) == (said.qualifier in ("", "unknown"))
    assert said.count is None or 0 <= said.count <= MOST_PARTICIPANTS
