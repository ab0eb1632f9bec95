"""What a spreadsheet calls each code."""

import pytest

from events.models import OfficialMet
from events.models.choices import Basis, Format, Qualifier
from events.spreadsheets.coded_lists import FIXED, CodedList, CodedLists, bilingual
from events.status import Status


def test_the_fixed_lists_have_every_code_of_the_models():
    models = {"format": Format, "status": Status, "qualifier": Qualifier, "basis": Basis, "level": OfficialMet.Level}
    assert {name: list(rows) for name, rows in FIXED.items()} == {name: each.values for name, each in models.items()}


def test_one_text_in_both_languages():
    assert bilingual("日本食PR", "Japanese food promotion") == "日本食PR / Japanese food promotion"
    assert [bilingual("広島", ""), bilingual("", "Ohio"), bilingual("JET", "JET"), bilingual("", "")] == [
        "広島", "Ohio", "JET", "",
    ]  # fmt: skip


def test_two_codes_of_one_name_are_told_apart():
    counties = CodedList(
        [("US-CA-1", "オレンジ", "Orange"), ("US-NY-1", "オレンジ", "Orange"), ("US-NY-2", "エリー", "Erie")]
    )
    assert [entry.text for entry in counties.entries] == [
        "オレンジ / Orange [US-CA-1]", "オレンジ / Orange [US-NY-1]", "エリー / Erie",
    ]  # fmt: skip
    assert [counties.code_of(entry.text) for entry in counties.entries] == ["US-CA-1", "US-NY-1", "US-NY-2"]
    assert [counties.code_of("Erie"), counties.text_of("US-XX"), counties.text_of(None)] == [None, "US-XX", ""]


@pytest.mark.django_db
def test_every_text_of_the_reference_data_stands_for_one_code(django_assert_num_queries):
    with django_assert_num_queries(5):
        lists = CodedLists.load()
    for name, coded in lists.lists.items():
        assert [coded.code_of(entry.text) for entry in coded.entries] == [entry.code for entry in coded.entries], name
    assert lists["state"].text_of("US-MA") == "マサチューセッツ州 / Massachusetts"
