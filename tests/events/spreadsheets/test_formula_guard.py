"""No text runs as a formula, and each can be had back exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.spreadsheets.formula_guard import FORMULA_LIKE, marked, unmarked


@pytest.mark.parametrize(
    ("text", "in_file"),
    [
        ("=1+1", "'=1+1"),
        ("+81 3 3580 3311", "'+81 3 3580 3311"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\nx", "'\nx"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("  =1", "'  =1"),
        ("\u3000=1", "'\u3000=1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("'Ohana", "'Ohana"),
        ("日本祭り", "日本祭り"),
        ("1=1", "1=1"),
        ("", ""),
    ],
)
def test_marked(text, in_file):
    assert marked(text) == in_file
    assert unmarked(in_file) == text


@given(st.text(alphabet=st.one_of(st.sampled_from("'=+-@＝＋－＠ \t\r\n\u3000a1"), st.characters())))
def test_every_text_comes_back_and_none_begins_like_a_formula(text):
    assert unmarked(marked(text)) == text
    assert FORMULA_LIKE.match(marked(text)) is None
