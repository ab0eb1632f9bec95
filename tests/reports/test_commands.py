"""The two commands: their JSON by key, their tables by column, and what they say to bad arguments."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from regions.models import Indicator, IndicatorValue
from reports.cumulative import Register, compile_report
from reports.figures import Definition
from reports.typography import width
from tests.reports.rows import WHOLE, make_places, make_small_register


def run(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def report(*args: str) -> str:
    return run("cumulative_report", "--language", "en", *args)


@pytest.mark.django_db
def test_json_holds_the_same_figures_as_the_value_under_the_keys_agreed():
    make_small_register()
    answer = json.loads(report("--from", "2017", "--to", "2020", "--format", "json"))
    value = compile_report(Definition(2017, 2020, (), WHOLE), register=Register.whole())
    assert list(answer) == [
        "definition", "events", "participants", "unknown", "by_fiscal_year", "by_mission", "by_region", "by_state",
        "by_category", "by_approach", "by_format",
    ]  # fmt: skip
    assert answer["definition"] == {
        "first": 2017, "last": 2020, "missions": [], "statuses": ["submitted", "confirmed"], "series": "each",
        "counting_rules": [{"fiscal_year": year, "modes": ["in_person", "online"]} for year in range(2017, 2021)],
    }  # fmt: skip
    assert (answer["events"], answer["participants"], answer["unknown"]) == (7, 762, 1)
    for key in list(answer)[4:]:
        fields = ["axis"] * (key == "by_approach") + ["code", "events", "participants", "unknown"]
        assert answer[key] == [{name: getattr(row, name) for name in fields} for row in getattr(value, key)], key
    assert answer["by_fiscal_year"][2] == {"code": 2019, "events": 1, "participants": 0, "unknown": 1}


@pytest.mark.django_db
def test_options_narrow_the_report_and_the_years_default_to_those_that_count():
    make_small_register()
    everything = json.loads(report("--format", "json"))
    assert (everything["definition"]["first"], everything["definition"]["last"]) == (2017, 2020)
    some = json.loads(report("--mission", "DEN", "BOS", "--status", "confirmed", "--series", "as-one", "--format=json"))
    assert some["definition"]["missions"] == ["BOS", "DEN"]
    assert some["definition"]["statuses"] == ["confirmed"]
    assert (some["definition"]["series"], some["events"], some["participants"]) == ("as_one", 5, 762)
    both = json.loads(report("--mission", "BOS", "--status", "confirmed", "--status", "submitted", "--format=json"))
    assert both["definition"]["statuses"] == ["submitted", "confirmed"]


def test_the_table_is_aligned_in_both_languages(no_reference_data):
    make_small_register()
    lines = report("--from", "2017", "--to", "2018").splitlines()
    assert lines[:3] == [
        "In total       Events  Participants  Unknown",
        "--------------------------------------------",
        "FY2017–FY2018       4           150        0",
    ]
    japanese = run("cumulative_report", "--from", "2017", "--to", "2018").splitlines()
    assert width(japanese[0]) == width(japanese[1]) == width(japanese[2])
    assert japanese[2].split() == ["2017年度－2018年度", "4", "150", "0"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentences"),
    [
        (["--from", "0"], ["--from: Write a fiscal year from 2000 to 2099."]),
        (["--from", "nonsense"], ["--from: Write a fiscal year from 2000 to 2099."]),
        (["--to", "9999"], ["--to: Write a fiscal year from 2000 to 2099."]),
        (["--from", "2020", "--to", "2017"], ["--to: The last fiscal year is before the first."]),
        (["--mission", "BOS", "XYZ"], ["--mission: “XYZ” is not one of the choices."]),
        (["--status", "draft"], ["--status: “draft” is not one of the choices."]),
        (["--series", "none"], ["--series: “none” is not one of the choices. Did you mean “as_one”?"]),
        (
            ["--from", "1", "--mission", "bos"],
            ["--from: Write a fiscal year from 2000 to 2099.", "--mission: “bos” is not one of the choices. Did you mean “BOS”?"],
        ),
    ],
)  # fmt: skip
def test_bad_arguments_are_answered_in_a_sentence(arguments, sentences):
    make_places()
    with pytest.raises(CommandError) as caught:
        report(*arguments)
    assert str(caught.value).splitlines() == sentences
    assert caught.value.returncode == 1


@pytest.mark.django_db
def test_full_width_digits_are_understood():
    make_places()
    answer = json.loads(report("--from", "２０１８", "--to", "2018", "--format", "json"))
    assert (answer["definition"]["first"], answer["definition"]["last"]) == (2018, 2018)


@given(text=st.text(max_size=12))
def test_any_text_is_padded_to_its_columns(text):
    from reports.typography import pad

    assert width(pad(text, 30)) == 30


def test_the_bases_of_2020_digit_by_digit(db):
    answer = json.loads(run("indicator", "bases-2020", "--on", "2021-07-30", "--format", "json"))
    assert list(answer) == [
        "code", "name_ja", "name_en", "unit", "year", "source", "total", "stated_total", "values", "by_region",
        "jurisdictions_on", "by_mission", "not_assignable",
    ]  # fmt: skip
    assert (answer["total"], answer["stated_total"], len(answer["values"])) == (9048, 9048, 53)
    values = {row["code"]: row["value"] for row in answer["values"]}
    assert answer["values"][0] == {"code": "US-CA", "value": 1853, "rank": None}
    assert (values["US-GU"], values["US-PR"], sum(values.values()) - 119) == (113, 6, 8929)
    assert sum(row["value"] for row in answer["by_region"]) == 9048
    assert answer["not_assignable"] == [
        {"code": "US-CA", "value": 1853}, {"code": "US-CT", "value": 15}, {"code": "US-ID", "value": 9}
    ] + [row for row in answer["not_assignable"] if row["code"] not in ("US-CA", "US-CT", "US-ID")]  # fmt: skip
    shares = {row["code"]: row["value"] for row in answer["by_mission"]}
    assert shares["BOS"] == 11 + 12 + 4 + 176 + 11
    rest = sum(row["value"] for row in answer["not_assignable"])
    assert sum(value or 0 for value in shares.values()) + rest == 9048


def test_the_jobs_of_2018_with_their_ranks(db):
    answer = json.loads(run("indicator", "jobs-2018", "--format", "json"))
    ranks = [row["rank"] for row in answer["values"]]
    assert (answer["total"], answer["stated_total"], ranks.count(1), ranks.count(2)) == (538600, 948000, 11, 4)
    table = run("indicator", "jobs-2018", "--language", "en").splitlines()
    assert [line.split() for line in table if line.startswith("California")] == [["California", "115,200", "2"]] * 1 + [
        ["California", "115,200"]
    ]


def test_an_indicator_that_is_not_there_is_answered_with_those_that_are(db):
    with pytest.raises(CommandError) as caught:
        run("indicator", "bases", "--language", "en")
    codes = ", ".join(Indicator.objects.values_list("code", flat=True))
    assert str(caught.value) == f"There is no indicator “bases”. There are: {codes}."
    with pytest.raises(CommandError, match="“31 July” is not a day like 2021-07-30"):
        run("indicator", "bases-2020", "--on", "31 July", "--language", "en")


def test_an_indicator_without_values_prints_nothing_invented(db):
    IndicatorValue.objects.filter(indicator="learners-2018").delete()
    answer = json.loads(run("indicator", "learners-2018", "--format", "json"))
    assert (answer["total"], answer["stated_total"], answer["values"]) == (0, None, [])
