"""The frozen value of an edition: there and back as JSON, by its schema, and every printed number under a key."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

import reports.documents
from reports.edition_content import IssuedOver
from reports.edition_json import from_json, plain, schema, to_json
from tests.reports.edition_example import YEARS, example_edition

SCHEMA = Path(reports.documents.__file__).parent / "assets" / "edition.schema.json"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_edition_comes_back_from_json_as_it_was(language):
    content, _photos = example_edition(language)
    text = to_json(content)
    again = from_json(text)
    assert (again, to_json(again)) == (content, text)
    jsonschema.Draft202012Validator(schema()).validate(json.loads(text))


def test_the_committed_schema_is_that_of_the_value():
    """Write it again with: python -m reports.edition_json > reports/documents/assets/edition.schema.json"""
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == schema()
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(
    "change",
    [
        {"language": "fr"}, {"issued_on": "yesterday"}, {"number": "3"}, {"has_qr": 1}, {"colour": "red"}, {"title": None},
        {"pages": [{"kind": "poem"}]}, {"figures": []},
    ],
)  # fmt: skip
def test_what_is_no_edition_is_refused(change):
    content, _photos = example_edition()
    with pytest.raises(ValueError, match=r"not an edition|Invalid isoformat|too many|not enough"):
        from_json(json.dumps(plain(content) | change))


def test_an_edition_issued_before_reasons_were_in_its_json_says_the_same_as_then():
    content, _photos = example_edition()
    assert "findings" not in plain(content)
    over = replace(content, findings=(IssuedOver("drafts", "1件", "会議のため"),))
    assert plain(over)["findings"] == [{"code": "drafts", "sentence": "1件", "reason": "会議のため"}]
    assert from_json(to_json(over)) == over
    jsonschema.Draft202012Validator(schema()).validate(plain(over))


def test_every_printed_number_has_a_key_of_its_own():
    content, _photos = example_edition()
    traced = list(content.traced())
    assert [key for key, times in Counter(key for key, _value in traced).items() if times > 1] == []
    values = dict(traced)
    assert values["overview/total"] == 918
    assert {year: values[f"overview/years/{year}"] for year in YEARS} == YEARS
    assert sum(value or 0 for key, value in traced if key.startswith("overview/regions/")) == 918
    assert (values["bases-2020/US-CA"], values["jobs-2018/US-WV"]) == (1_853, 4_200)
    assert values["figures/mission/total/events"] == 918
