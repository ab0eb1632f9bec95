"""Written all or nothing, taken back as a whole, and what was not taken comes back as a workbook."""

import json
import os
import signal
import subprocess
import sys
import time
from io import BytesIO, StringIO

import pytest
import xlsxwriter
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.translation import override

from accounts.roles import Role
from accounts.trail.verifying import problems
from events.intake.reading import discard, open_again
from events.intake.rest import REASON, write_rest
from events.intake.writing import NotWritten, undo, write
from events.models import AxisTotal, Event, Intake, IntakeEvent, NumberSeries, PartnerRole
from events.spreadsheets.row_key import row_key
from events.status import Status
from events.workbook.reading import UnreadableFile, read_workbook
from tests.events.intake.flow import outcomes, reviewed, written
from tests.events.intake.workbooks import GOOD, NAMES, made
from tests.events.spreadsheets.reading import by_calamine
from tests.factories import make_event, make_rules, make_user

BAD = ["BOS", "悪い行", "2021-13-45", "MA", "日本祭り", "対面", "約500名"]


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def staff(db):
    return make_user()


def test_one_bad_row_stops_the_whole_unless_the_good_rows_are_asked_for(staff):
    intake = reviewed(made(GOOD, BAD), user=staff)
    assert outcomes(intake) == [(2, "new"), (3, "refused")]
    with pytest.raises(NotWritten):
        write(intake, by=staff, good_rows_only=False, submit=True)
    assert (Event.objects.count(), NumberSeries.objects.count(), Intake.objects.get().state) == (0, 0, "review")
    write(intake, by=staff, good_rows_only=True, submit=True)
    assert list(Event.objects.values_list("title_ja", "number", "version")) == [("日本祭り", "BOS-2021-0001", 1)]


def test_what_is_written_has_its_history_its_partners_and_true_totals(staff):
    rules = make_rules()
    file = made([*GOOD, "A社、B社", "NYC"], names=[*NAMES, "主催", "共催公館"])
    written(file, user=staff, submit=True)
    event = Event.objects.get()
    [version] = event.history.all()
    assert (version.title_ja, version.fiscal_year, version.history_user, version.history_type) == (
        "日本祭り",
        2021,
        staff,
        "+",
    )
    assert [row.mission_id for row in version.partner_missions.all()] == ["NYC"]
    assert list(PartnerRole.history.values_list("name", "role")) == [("B社", "host"), ("A社", "host")]
    assert AxisTotal.objects.by_partner(rules=rules) == [
        {"code": "NYC", "events": 1, "participants": 500, "unknown": 0}
    ]


def test_undo_withdraws_the_new_and_restores_the_changed(staff):
    event = make_event(title_ja="祭り", city="Boston", status=Status.CONFIRMED)
    PartnerRole.objects.create(event=event, name="A", role="host")
    names = ["行キー（変更不可）", "件名（日本語）", "開始日", "市・町", "主催"]
    file = made(
        [row_key(event.pk, 1), "祭り", "2019-05-01", "Salem", "B"], ["", "新しい", "2019-06-01", "", ""], names=names
    )
    intake = written(file, user=staff)
    event.refresh_from_db()
    assert (event.city, event.status, [p.name for p in event.partners.all()]) == ("Salem", "submitted", ["B"])
    assert undo(intake, by=staff) == 2
    event.refresh_from_db()
    assert (event.city, event.status, event.version, [p.name for p in event.partners.all()]) == (
        "Boston",
        "confirmed",
        3,
        ["A"],
    )
    new = Event.objects.exclude(pk=event.pk).get()
    assert (new.status, new.withdrawal_reason, new.version) == ("withdrawn", "The import was undone.", 2)


def test_undo_stops_when_anything_was_changed_since(staff):
    intake = written(made(GOOD, ["", "寿司の会", *GOOD[2:]]), user=staff)
    event = Event.objects.first()
    event.save_version(by=staff, version=1)
    with pytest.raises(NotWritten):
        undo(intake, by=staff)
    assert set(Event.objects.values_list("status", flat=True)) == {"draft"}
    assert Intake.objects.get().state == "written"


def test_the_rest_comes_back_with_reasons_and_can_be_corrected_and_uploaded(staff, tmp_path):
    intake = written(made(["BOS", "=1+1", *BAD[2:]], GOOD), user=staff, good_rows_only=True)
    out = BytesIO()
    assert write_rest(out, intake) == 1
    (tmp_path / "rest.xlsx").write_bytes(out.getvalue())
    [sheet] = read_workbook(tmp_path / "rest.xlsx", filename="rest.xlsx").sheets
    assert [row.cells[:3] for row in sheet.rows] == [("公館", "件名", "開催日"), ("BOS", "=1+1", "2021-13-45")]
    assert sheet.rows[0].cells[-1] == REASON
    assert sheet.rows[1].cells[-1].startswith("(2) ")
    again = reviewed(BytesIOWithName(out.getvalue()), user=staff)
    assert outcomes(again) == [(2, "refused")]


class BytesIOWithName(BytesIO):
    name = "rest.xlsx"


def test_a_file_that_changes_after_the_upload_is_not_read(staff):
    intake = reviewed(made(GOOD), user=staff)
    with open(intake.file.path, "ab") as file:  # noqa: PTH123 as somebody on the server would
        file.write(b"x")
    with pytest.raises(UnreadableFile):
        open_again(intake)


def test_a_discarded_import_leaves_nothing_behind(staff):
    intake = reviewed(made(GOOD), user=staff)
    path = intake.file.path
    assert os.path.exists(path)  # noqa: PTH110 a path of the storage
    discard(intake)
    assert Intake.objects.count() == 0


def test_who_confirms_must_be_allowed_to_write(staff):
    intake = reviewed(made(GOOD), user=staff)
    with pytest.raises(NotWritten):
        write(intake, by=make_user(Role.MISSION_APPROVER, mission="DEN"), good_rows_only=True, submit=False)
    assert Event.objects.count() == 0


# ---- the command


def run(path, user, *options) -> dict:
    out = StringIO()
    try:
        call_command("import_events", str(path), "--user", user.email, "--json", *options, stdout=out)
    except CommandError:
        return {**json.loads(out.getvalue()), "failed": True}
    return {**json.loads(out.getvalue()), "failed": False}


def test_the_command_says_of_each_row_what_became_of_it(staff, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(made(GOOD, BAD, ["合計", "", "", "", "", "", 500]).getvalue())
    said = run(path, staff)
    assert [(row["sheet"], row["row"], row["outcome"]) for row in said["rows"]] == [
        ("実績", 1, "set-apart"), ("実績", 2, "new"), ("実績", 3, "refused"), ("実績", 4, "set-apart"),
    ]  # fmt: skip
    assert (said["failed"], said["written"], Event.objects.count(), Intake.objects.count()) == (True, False, 0, 0)
    assert said["rows"][1]["understood"]["in_person"] == [500, "about"]
    assert run(path, staff, "--good-rows", "--dry-run")["failed"] is False
    assert Event.objects.count() == 0
    said = run(path, staff, "--good-rows", "--submit")
    assert (said["failed"], said["written"], Event.objects.get().number) == (False, True, "BOS-2021-0001")


def test_the_command_lists_the_rows_of_tables_that_it_did_not_take(staff, tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for name, lines in (
            ("実績", [NAMES, GOOD]),
            ("名簿", [["氏名", "電話", "役職"], ["A", "1", "B"], ["C", "2", "D"]]),
        ):
            sheet = workbook.add_worksheet(name)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)
    assert [(row["sheet"], row["row"], row["outcome"], row["reasons"]) for row in run(path, staff)["rows"]] == [
        ("実績", 1, "set-apart", ["header"]), ("実績", 2, "new", []), ("名簿", 1, "set-apart", ["header"]),
        ("名簿", 2, "set-apart", ["table_not_taken"]), ("名簿", 3, "set-apart", ["table_not_taken"]),
    ]  # fmt: skip


def test_a_row_left_out_in_the_review_says_so_in_the_rest(staff, tmp_path):
    intake = reviewed(made(GOOD), user=staff)
    intake.rows.update(is_skipped=True)
    with (tmp_path / "rest.xlsx").open("w+b") as file:
        assert write_rest(file, intake) == 1
    [[*_cells, reason]] = by_calamine((tmp_path / "rest.xlsx").read_bytes())[1:]
    assert reason == "(2) It was left out in the review."


# ---- killed in the middle


KILLED = """
import os, sys, django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from accounts.models import User
from events.intake import writing
from events.models import Intake
def stop_here(*args, **options):
    print("here", flush=True)
    import time; time.sleep(60)
setattr(writing._Writer, sys.argv[2], stop_here)
intake = Intake.objects.get(pk=sys.argv[3])
writing.write(intake, by=intake.created_by, good_rows_only=False, submit=True)
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["_note", "_write_children", "_change"])
def test_killed_at_any_moment_of_the_write_nothing_is_written(moment):
    staff = make_user()
    event = make_event(title_ja="祭り", status=Status.SUBMITTED)
    names = ["行キー（変更不可）", "件名（日本語）", "開始日", "市・町", "主催"]
    rows = [["", f"祭り{n}", "2019-06-01", "", "A"] for n in range(30)]
    intake = reviewed(made([row_key(event.pk, 1), "祭り", "2019-05-01", "Salem", ""], *rows, names=names), user=staff)
    arguments = [sys.executable, "-c", KILLED, str(connection.settings_dict["NAME"]), moment, str(intake.pk)]
    with subprocess.Popen(
        arguments,
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "grassroots.settings"},
    ) as process:
        assert process.stdout.readline() == b"here\n"
        process.send_signal(signal.SIGKILL)
    time.sleep(0.2)
    assert (Event.objects.count(), Event.objects.get().city, IntakeEvent.objects.count()) == (1, "", 0)
    assert (NumberSeries.objects.count(), Event.history.filter(history_change_reason="import").count()) == (0, 0)
    assert Intake.objects.get().state == "review"
    assert list(problems()) == []
    write(intake, by=staff, good_rows_only=False, submit=False)
    assert (Event.objects.count(), list(problems())) == (31, [])
