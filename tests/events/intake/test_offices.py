"""Five offices' workbooks, row by row: nothing misread, nothing refused without need, nothing lost without a word."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.roles import Role
from events.models import ColumnMemory, Intake
from tests.events.intake.flow import reviewed
from tests.events.intake.offices import OFFICES
from tests.events.intake.workbooks import GOOD, made
from tests.factories import make_user

pytestmark = pytest.mark.django_db

YEARS = {"MIA": 2021, "DEN": 2022, "NSH": 2019, "EMB": 2023, "HNL": 2021}
ABOUT, LEAST, UNDER, EXACT = "about", "at_least", "under", "exact"


def tried(code, folder, **options) -> dict:
    out = StringIO()
    user = make_user(Role.HQ_ADMINISTRATOR, mission=None)
    try:
        call_command(
            "import_events", str(OFFICES[code](folder)), user=user.email, mission=code, json=True, dry_run=True, stdout=out,
            **{"fiscal_year": YEARS[code], **options},
        )  # fmt: skip
    except CommandError as error:
        assert "need a person" in str(error)  # noqa: PT017 the rows say the rest
    assert (Intake.objects.count(), ColumnMemory.objects.count()) == (0, 0)
    return json.loads(out.getvalue())


def places_of(said, *names):
    """(sheet, row, outcome, the fields named) of each event; and (sheet, row, kind) of each row that is none."""
    events = [
        (row["row"], row["outcome"], *(row["understood"].get(name) for name in names))
        for row in said["rows"] if row["outcome"] != "set-apart"
    ]  # fmt: skip
    return events, [(row["row"], *row["reasons"]) for row in said["rows"] if row["outcome"] == "set-apart"]


def asked(said):
    """What waits for a person: row, field, and the answers offered."""
    return [
        (row["row"], each["field"], [value for value, _label in each["suggestions"]])
        for row in said["rows"] if row["outcome"] != "set-apart"
        for each in row["reasons"] if each["kind"] != "notice"
    ]  # fmt: skip


def test_a_report_with_half_years_one_below_the_other(tmp_path):
    said = tried("MIA", tmp_path)
    events, apart = places_of(said, "starts_on", "ends_on", "city", "state", "format", "in_person", "online")
    assert events == [
        (8, "new", "2021-04-10", None, "オーランド", "US-FL", None, [12000, ABOUT], None),
        (9, "new", "2021-05-08", "2021-05-09", "マイアミ", None, None, [2500, LEAST], None),
        (10, "new", "2021-06-01", None, None, None, "online", None, [86, EXACT]),
        (11, "new", "2021-09-25", None, "タンパ", "US-FL", None, [180, EXACT], None),
        (14, "new", "2021-11-03", None, "Coral Gables", "US-FL", None, [120, ABOUT], None),
        (15, "attention", None, None, "サラソータ", "US-FL", None, [60, LEAST], None),
        (16, "attention", "2022-01-22", None, "ジャクソンヴィル", "US-FL", None, None, None),
        (17, "new", "2022-03-05", "2022-03-06", "Delray Beach", "US-FL", None, [3000, EXACT], None),
    ]
    assert apart == [
        (1, "title"), (2, "title"), (3, "title"), (5, "header"), (6, "header"), (7, "heading"), (12, "total"), (13, "heading"),
        (18, "total"), (20, "note"), (21, "note"), (1, "sheet_without_table"),
    ]  # fmt: skip
    assert asked(said) == [(15, "starts_on", ["2021-12-11"]), (16, "in_person_count", ["unknown"])]
    [table] = said["tables"]
    assert table["columns"]["officials"] == "先方主な出席者"
    assert [text for text in table["notices"] if "states a total" in text] == [
        "Row 12 states a total of 14,880 in column G (参加人数 / 対面), but its rows add up to 14,680.",
        "Row 18 states a total of 18,060 in column G (参加人数 / 対面); the rows that can be read add up to 17,860. Cells without a plain number: 1.",
    ]


def test_days_without_a_year_are_offered_in_the_year_of_the_title(tmp_path):
    said = tried("MIA", tmp_path, fiscal_year=None)
    assert asked(said) == [
        (8, "starts_on", ["2021-04-10"]), (9, "starts_on", ["2021-05-08～2021-05-09"]), (10, "starts_on", ["2021-06-01"]),
        (11, "starts_on", ["2021-09-25"]), (15, "starts_on", []), (16, "in_person_count", ["unknown"]),
        (17, "starts_on", ["2022-03-05～2022-03-06"]),
    ]  # fmt: skip


def test_two_tables_side_by_side(tmp_path):
    said = tried("DEN", tmp_path)
    events, apart = places_of(said, "title_en", "starts_on", "ends_on", "city", "state", "in_person", "online")
    assert events == [
        (5, "new", "Cherry Blossom Festival", "2022-04-23", None, "Denver", "US-CO", [15000, ABOUT], None),
        (5, "new", "JET Alumni Webinar", "2022-05-12", None, None, None, None, [64, EXACT]),
        (
            6,
            "new",
            "Sake Tasting with Governor's Office",
            "2022-05-07",
            None,
            "Salt Lake City",
            "US-UT",
            [85, EXACT],
            None,
        ),
        (6, "new", "Travel Japan Online", "2022-08-01", None, None, None, None, [1200, EXACT]),
        (7, "new", "Shiba Inu Festival", "2022-06-18", "2022-06-19", "Aurora", "US-CO", [500, LEAST], None),
        (8, "new", "Taiko at the Parade", "2022-07-04", None, "Cheyenne", "US-WY", [2000, ABOUT], None),
        (9, "new", "Sister City 20th Anniversary", "2022-09-09", None, "Bozeman", "US-MT", [200, UNDER], None),
        (10, "attention", "Business Roundtable", "2022-10-15", None, None, None, [30, LEAST], None),
        (11, "attention", "Japan Bowl", "2023-02-11", None, "Boulder", None, [120, EXACT], None),
    ]
    assert apart == [
        (1, "title"), (3, "title"), (3, "title"), (4, "header"), (4, "header"), (12, "total"),
        (1, "header"), (2, "table_not_taken"), (3, "table_not_taken"),
    ]  # fmt: skip
    of_row_6 = [(row["table"], row["understood"]["title_en"]) for row in said["rows"] if row["row"] == 6]
    assert of_row_6 == [(0, "Sake Tasting with Governor's Office"), (1, "Travel Japan Online")]
    assert [each["table"] for each in said["tables"]] == [0, 1]
    categories = ["economy", "sister-city", "business-support", "festival", "tourism", "food", "other"]
    assert asked(said) == [(10, "city", ["Albuquerque, NM"]), (11, "category", categories)]


def test_a_text_file_of_an_old_system(tmp_path):
    said = tried("NSH", tmp_path)
    events, apart = places_of(said, "starts_on", "state", "category", "in_person")
    assert events == [
        (4, "new", "2019-04-20", "US-TN", "festival", [20000, EXACT]),
        (5, "attention", None, "US-KY", "business-support", [45, EXACT]),
        (6, "attention", "2019-06-01", "US-TN", "festival", None),
        (7, "refused", None, "US-AR", "festival", [300, EXACT]),
        (8, "new", "2019-10-05", "US-MS", "sister-city", [150, ABOUT]),
        (9, "new", "2019-12-07", "US-LA", "other", [None, "unknown"]),
        (10, "new", "2020-02-01", "US-LA", "other", [40, EXACT]),
    ]
    assert apart == [(1, "title"), (3, "header"), (11, "total")]
    assert asked(said) == [(5, "starts_on", ["2019-05-15"]), (6, "in_person_count", ["unknown"]), (7, "starts_on", [])]
    assert [each["header"] for each in said["tables"][0]["not_read"]] == ["整理No", "曜日", ""]


def test_a_sheet_a_month_with_people_online_within_the_total(tmp_path):
    said = tried("EMB", tmp_path)
    events, apart = places_of(said, "mission", "starts_on", "ends_on", "state", "format", "in_person", "online")
    assert events == [
        (2, "new", "EMB", "2023-04-01", "2023-04-15", "US-DC", "in_person", [150000, EXACT], None),
        (3, "new", "EMB", "2023-04-20", None, "US-VA", "hybrid", [200, EXACT], [120, EXACT]),
        (4, "new", "EMB", "2023-04-22", None, "US-DC", "in_person", [50000, LEAST], None),
        (2, "new", "EMB", "2023-05-10", None, "US-MD", "in_person", [None, "unknown"], None),
        (3, "new", "BOS", "2023-05-12", None, "US-MA", "in_person", [75, EXACT], None),
    ]
    assert apart == [(1, "header"), (5, "total"), (1, "header"), (4, "total"), (1, "header"), (2, "table_not_taken")]
    assert said["notices"] == ["Sheet “4月(旧)” is hidden. Its table is read only if it is chosen."]
    told = [(row["row"], each["sentence"]) for row in said["rows"] for each in row["reasons"] if isinstance(each, dict)]
    assert [row for row, sentence in told if sentence == "This row is hidden in the workbook."] == [3]


def test_categories_that_stand_above_their_rows(tmp_path):
    said = tried("HNL", tmp_path)
    events, apart = places_of(said, "starts_on", "ends_on", "city", "state", "category", "in_person", "online")
    assert events == [
        (5, "new", "2021-04-03", None, "ホノルル市", "US-HI", "festival", None, [8000, ABOUT]),
        (6, "new", "2021-10-09", "2021-10-10", "ヒロ", "US-HI", "festival", [600, LEAST], None),
        (8, "attention", "2021-11-20", None, "ホノルル", "US-HI", "sister-city", [80, EXACT], [150, EXACT]),
        (9, "attention", None, None, None, "US-HI", "sister-city", None, None),
        (11, "new", "2022-01-15", None, None, "US-GU", "other", [30, EXACT], None),
        (12, "refused", None, None, "カウアイ郡", "US-HI", "other", [0, EXACT], None),
    ]
    assert apart == [(1, "title"), (3, "header"), (4, "heading"), (7, "heading"), (10, "heading"), (13, "note")]
    assert asked(said) == [
        (8, "links", ["https://www.example.org"]), (9, "starts_on", ["2021-12-04～2021-12-11"]),
        (9, "in_person_count", ["50", "about 50", "at least 50", "under 50"]), (12, "starts_on", []),
    ]  # fmt: skip


def test_days_without_a_year_are_refused_where_nothing_names_one():
    intake = reviewed(made([*GOOD[:2], "5/1", *GOOD[3:]], [*GOOD[:2], "3/1～2/1", *GOOD[3:]]), user=make_user())
    assert [(row.outcome, row.problems[0]["field"], row.problems[0]["suggestions"]) for row in intake.rows.all()] == [
        ("refused", "starts_on", []), ("refused", "starts_on", []),
    ]  # fmt: skip
