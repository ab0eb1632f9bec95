"""docs/security.md is whole: each requirement that applies is there, and each test that it names exists."""

import csv
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (V\d+\.\d+\.\d+) \| (.+?) \| (.+?) \| (met|partly|operator|not met) \|$", re.M)


def test_every_requirement_that_applies_has_its_row_and_no_other():
    with (ROOT / "docs/asvs-5.0-applicability.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    applies = [row["requirement"] for row in rows if row["applies"] == "yes" and row["level"] in ("1", "2")]
    assert [match[0] for match in ROW.findall(PAGE)] == applies
    assert [row["requirement"] for row in rows if (row["applies"] == "no") != bool(row["why_not"])] == []
    assert len(re.findall(r"^\| V", PAGE, re.M)) == len(applies), "each row is written as the others"


def test_every_test_that_is_named_exists():
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)
    missing = [
        f"{file}::{test}"
        for file, test in named
        if not (ROOT / file).exists() or f"def {test}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert (missing, len(named) > 100) == ([], True)


def test_what_is_met_names_a_test_or_a_setting():
    bare = [row for row, _what, how, state in ROW.findall(PAGE) if state == "met" and how == "–"]
    assert bare == []


def test_the_sum_stands_above_the_tables():
    states = [match[3] for match in ROW.findall(PAGE)]
    said = ", ".join(f"{states.count(state)} {state}" for state in ("met", "partly", "operator", "not met"))
    assert said in PAGE
