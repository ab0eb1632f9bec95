"""Reference data: loaded whole, loaded again without change, never over HQ's own edits, never half."""

import shutil
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from events.models import ActionPlan, Approach, Category, CountingRule
from regions.models import (
    County,
    Indicator,
    IndicatorValue,
    Jurisdiction,
    JurisdictionCounty,
    Mission,
    Region,
    State,
)
from reports.models import PublishedFigure
from reports.reference_tables import ALL_REFERENCE_TABLES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_reference_data")]

ROWS = {
    Region: 5, State: 56, County: 110, Mission: 18, Jurisdiction: 61, JurisdictionCounty: 111, Indicator: 3,
    IndicatorValue: 68, Category: 7, ActionPlan: 4, Approach: 7, CountingRule: 10, PublishedFigure: 6,
}  # fmt: skip


def load(*arguments, **options) -> str:
    out = StringIO()
    call_command("load_reference", *arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def files(tmp_path):
    """A copy of the delivered files, to be edited by a test."""
    for table in ALL_REFERENCE_TABLES:
        (tmp_path / table.file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(settings.BASE_DIR / table.file, tmp_path / table.file)

    def edit(file: str, old: str, new: str) -> None:
        text = (tmp_path / file).read_text()
        assert text.count(old) >= 1
        (tmp_path / file).write_text(text.replace(old, new, 1))

    edit.root = tmp_path
    return edit


def counted() -> dict:
    return {model: model.objects.count() for model in ROWS}


def test_every_file_is_loaded_whole_and_with_history():
    out = load()
    assert counted() == ROWS
    assert "regions/reference/states.csv (as of 2021-07-30): 56 added, 0 changed, 0 unchanged" in out
    for model in ROWS:
        reasons = set(model.history.values_list("history_change_reason", flat=True))
        assert len(reasons) == 1 and model.history.count() == ROWS[model], model
        assert reasons.pop().startswith("load_reference "), model
    assert State.history.first().history_change_reason == "load_reference regions/reference/states.csv as of 2021-07-30"


def test_values_arrive_as_they_stand_in_the_files():
    load()
    assert list(State.objects.filter(pk="US-WV").values()) == [
        {
            "name_ja": "ウェストバージニア", "name_en": "West Virginia", "code": "US-WV", "usps": "WV",
            "kind": "state", "full_name_ja": "ウェストバージニア州", "region_id": "south",
        }
    ]  # fmt: skip
    assert list(Mission.objects.values_list("code", flat=True)) == [
        "EMB", "ATL", "BOS", "CHI", "DEN", "DET", "HAG", "HNL", "HOU", "LAX", "MIA", "NSH", "NYC", "SFO", "SEA",
        "ANC", "PDX", "SPN",
    ]  # fmt: skip
    assert list(Mission.objects.filter(parent=None).values_list("code", flat=True)) == ["EMB", "ANC", "PDX"]
    assert list(Approach.objects.values_list("code", "axis", "plan")) == [
        ("interest-1", "interest", None), ("interest-2", "interest", None), ("interest-3", "interest", None),
        ("region-1", "region", None), ("region-2", "region", None), ("region-3", "region", None),
        ("region-4", "region", None),
    ]  # fmt: skip
    assert list(PublishedFigure.objects.values_list("measure", "fiscal_year_from", "fiscal_year_to", "value", "is_derived")) == [
        ("events", 2017, 2020, 918, False),
        ("participants", 2017, 2017, 775_495, False),
        ("participants", 2017, 2020, 3_161_528, True),
        ("participants", 2018, 2018, 1_108_741, False),
        ("participants", 2019, 2019, 396_068, False),
        ("participants", 2020, 2020, 881_224, False),
    ]  # fmt: skip


def test_a_second_load_changes_nothing_and_writes_no_history():
    load()
    history = {model: model.history.count() for model in ROWS}
    out = load()
    assert [line.split("): ")[1] for line in out.splitlines()] == [
        f"0 added, 0 changed, {rows} unchanged" for rows in ROWS.values()
    ]
    assert counted() == ROWS
    assert {model: model.history.count() for model in ROWS} == history


def test_a_changed_file_changes_its_row_and_says_old_and_new(files):
    load(root=files.root)
    files("regions/reference/indicator_values.csv", "bases-2020,US-AK,12,", "bases-2020,US-AK,14,")
    out = load(root=files.root)
    assert "0 added, 1 changed, 67 unchanged\n  changed bases-2020 US-AK value: 12 -> 14\n" in out
    row = IndicatorValue.objects.get(indicator="bases-2020", state="US-AK")
    assert row.value == 14
    assert [record.value for record in row.history.order_by("pk")] == [12, 14]


def test_a_row_that_the_file_lost_is_reported_and_stays(files):
    load(root=files.root)
    files("regions/reference/indicator_values.csv", "bases-2020,US-AK,12,,,,アラスカ\n", "")
    out = load(root=files.root)
    assert "  only in the register, left as it is: bases-2020 US-AK\n" in out
    assert IndicatorValue.objects.count() == 68


def test_what_hq_edited_stays_until_overwritten(files):
    load(root=files.root)
    state = State.objects.get(pk="US-WV")
    state.name_ja = "ウエストバージニア"
    state.save()
    kept = "  kept HQ's edit: US-WV name_ja is 'ウエストバージニア'; the file says 'ウェストバージニア'\n"
    assert kept in load(root=files.root)
    # A later load of another field of the same row does not make HQ's edit look like the file's.
    files("regions/reference/states.csv", "West Virginia", "West  Virginia")
    assert kept in (out := load(root=files.root))
    assert "changed US-WV name_en: 'West Virginia' -> 'West  Virginia'" in out
    assert kept in load(root=files.root)
    state.refresh_from_db()
    assert (state.name_ja, state.name_en) == ("ウエストバージニア", "West  Virginia")
    load("--overwrite", root=files.root)
    state.refresh_from_db()
    assert state.name_ja == "ウェストバージニア"
    files("regions/reference/states.csv", "ウェストバージニア,", "ウェスト・バージニア,")
    assert "1 changed" in load(root=files.root)
    state.refresh_from_db()
    assert state.name_ja == "ウェスト・バージニア"


def test_what_was_changed_behind_the_history_stays_too():
    load()
    State.objects.filter(pk="US-WV").update(name_en="W. Va.")
    assert "kept HQ's edit: US-WV name_en is 'W. Va.'; the file says 'West Virginia'" in load()
    assert State.objects.get(pk="US-WV").name_en == "W. Va."


def test_a_row_that_hq_deleted_does_not_come_back_unless_overwritten():
    load()
    IndicatorValue.objects.get(indicator="bases-2020", state="US-AK").delete()
    assert "kept HQ's edit: bases-2020 US-AK was deleted in the register" in load()
    assert IndicatorValue.objects.count() == 67
    load("--overwrite")
    assert IndicatorValue.objects.count() == 68


def test_a_row_whose_key_hq_edited_is_not_added_a_second_time():
    load()
    row = Jurisdiction.objects.get(mission="BOS", state="US-MA")
    row.valid_from = "1980-01-01"
    row.save()
    out = load()
    assert "kept HQ's edit: BOS US-MA 1980-01-01 valid_from is datetime.date(1980, 1, 1); the file says None" in out
    assert "only in the register" not in out
    assert Jurisdiction.objects.count() == 61
    load("--overwrite")
    row.refresh_from_db()
    assert row.valid_from is None
    assert Jurisdiction.objects.count() == 61


def test_counties_of_a_jurisdiction_that_hq_deleted_are_left_out():
    load()
    Jurisdiction.objects.get(mission="NYC", state="US-CT").delete()
    assert "kept HQ's edit: line 19: NYC has no jurisdiction in US-CT any more" in load()
    assert JurisdictionCounty.objects.count() == 110


def test_hqs_own_rows_are_left_alone():
    load()
    Region.objects.create(code="pacific", name_ja="太平洋", name_en="Pacific")
    assert "only in the register, left as it is: pacific" in load("--overwrite")
    assert Region.objects.count() == 6


def test_a_dry_run_writes_nothing():
    out = load("--dry-run")
    assert "56 added" in out and out.endswith("Nothing was written (--dry-run).\n")
    assert set(counted().values()) == {0}


BAD = [
    ("regions/reference/states.csv", "code,usps", "code,postal", "line 2: unknown column “postal”; known are"),
    ("regions/reference/states.csv", "name_en,region\n", "name_en\n", "line 2: missing column “region”."),
    ("regions/reference/states.csv", "Alabama,south", "Alabama,soth", "line 3: region: there is no region with the code “soth”."),
    ("regions/reference/states.csv", "US-AL,AL", "USAL,AL", "line 3: A state's code reads like US-CA or AU-NSW."),
    ("regions/reference/states.csv", "US-AL,AL", "US-AK,AL", "line 4: US-AK stands already on line 3."),
    ("regions/reference/states.csv", "AL,01,state", "AL,01,stat", "line 3: kind: Value 'stat' is not a valid choice."),
    ("regions/reference/states.csv", "Alabama,south", "Alabama,south,x", "line 3: 9 cells where the header has 8."),
    ("regions/reference/states.csv", "# source", "source", "line 1: the first line must read “# source: …; as of: 2021-07-30”."),
    ("regions/reference/states.csv", "as of: 2021-07-30", "as of: 2021-02-30", "line 1: “2021-02-30” is not a date."),
    ("regions/reference/states.csv", "Alabama", '"Alabama', "line 58: not readable as CSV: unexpected end of data."),
    ("regions/reference/missions.csv", "SPN,consular_office", "S,consular_office", "line 20: A mission's code is three capital letters: BOS."),
    ("regions/reference/jurisdictions.csv", ",2015-01-01,\n", ",2015-13-01,\n", "line 4: valid_from: “2015-13-01” is not a date like 2021-07-30."),
    ("regions/reference/jurisdictions.csv", ",2015-01-01,\n", ",2015-01-01,2014-01-01\n", "line 4: A jurisdiction ends on or after the day it starts."),
    ("regions/reference/jurisdiction_counties.csv", "BOS,US-CT,US-CT-003", "BOS,US-CT,US-CA-003", "line 3: county: “US-CA-003” is not in US-CT."),
    ("regions/reference/jurisdiction_counties.csv", "BOS,US-CT,US-CT-003", "XXX,US-CT,US-CT-003", "line 3: mission: there is no mission with the code “XXX”."),
    ("regions/reference/jurisdiction_counties.csv", "US-CT-003,true", "US-CT-003,yes", "line 3: is_confirmed: “yes” is neither true nor false."),
    ("regions/reference/indicator_values.csv", "US-AK,12", "US-AK,１２", "line 3: value: “１２” is not a whole number."),
    ("regions/reference/indicator_values.csv", "US-AK,12", "US-AK,-12", "line 3: An indicator's value is not negative."),
    ("events/reference/approaches.csv", "region-1,region", "region-1,interest", "line 3: An approach's code begins with its axis: region-1."),
    ("reports/reference/published_figures.csv", "events,2017,2020", "events,2020,2017", "line 3: The last fiscal year is before the first."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"), BAD, ids=[f"{row[0].split('/')[-1]}-{row[3][:40]}" for row in BAD]
)
def test_a_bad_file_is_refused_with_file_and_line_and_nothing_is_written(files, file, old, new, sentence):
    files(file, old, new)
    with pytest.raises(CommandError) as refused:
        load(root=files.root)
    assert str(refused.value).startswith(f"{file}, {sentence}")
    assert str(refused.value).endswith(" Nothing was loaded.")
    assert set(counted().values()) == {0}
    assert all(model.history.count() == 0 for model in ROWS)


def test_a_missing_file_is_named(files):
    (files.root / "events/reference/categories.csv").unlink()
    with pytest.raises(
        CommandError, match=r"^events/reference/categories\.csv: there is no such file below .* Nothing"
    ):
        load(root=files.root)
    assert set(counted().values()) == {0}


def test_a_file_in_another_encoding_is_refused(files):
    path = files.root / "regions/reference/states.csv"
    path.write_bytes(path.read_text().replace("ʻ", "").encode("cp932", errors="replace"))
    with pytest.raises(CommandError, match=r"states\.csv: byte \d+ is not UTF-8"):
        load(root=files.root)
