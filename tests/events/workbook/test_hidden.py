"""Rows, columns and sheets that a workbook keeps from sight: read, and said."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from django.utils.translation import override

from events.intake.writing import NotWritten, write
from events.models import Event
from events.workbook.reading import read_workbook
from events.workbook.runs import in_short, ranges
from events.workbook.tables import find_tables
from tests.events.intake.flow import reviewed, sentences
from tests.events.intake.workbooks import GOOD, NAMES, template
from tests.events.workbook.files import in_sheet, rewrite
from tests.factories import make_event, make_user

ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="A &amp; B"><table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>
<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def hiding(path, *, rows=(), columns=(), hidden_sheets=(), lines=None):
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as workbook:
        page = workbook.add_worksheet("実績")
        for number, line in enumerate(lines or [NAMES, *([*GOOD[:1], f"{n}番目", *GOOD[2:]] for n in range(6))]):
            page.write_row(number, 0, line)
        for row in rows:
            page.set_row(row - 1, None, None, {"hidden": True})
        for column in columns:
            page.set_column(column, column, 10, None, {"hidden": True})
        for name, content in hidden_sheets:
            sheet = workbook.add_worksheet(name)
            sheet.hide()
            for number, line in enumerate(content):
                sheet.write_row(number, 0, line)
    return path


def uploaded(path):
    file = BytesIO(path.read_bytes())
    file.name = path.name
    return file


def test_hidden_rows_and_columns_are_found(tmp_path):
    [sheet] = read_workbook(hiding(tmp_path / "a.xlsx", rows=[3, 4, 7], columns=[3]), filename="a.xlsx").sheets
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3, 4, 7}, {3})
    [table] = find_tables(sheet)
    assert (len(table.rows), table.hidden, table.notices) == (
        6, {3, 4, 7},
        (
            "Rows that are hidden in the workbook were read like the others: 3–4, 7 (3 in all). Skip those that do not belong.",
            "Columns that are hidden in the workbook were read like the others: D (州).",
        ),
    )  # fmt: skip


def test_a_row_of_no_height_is_hidden_and_one_that_is_said_to_be_seen_is_not(tmp_path):
    path = hiding(tmp_path / "a.xlsx")
    rewrite(path, in_sheet(b'<row r="2" ', b'<row ht="0" customHeight="1" r="2" '))
    rewrite(path, in_sheet(b'<row r="3" ', b'<row r="3" hidden="false" '))
    [sheet] = read_workbook(path, filename="a.xlsx").sheets
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({2}, frozenset())


def test_hidden_rows_of_an_open_document(tmp_path):
    shown = '<table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    hidden = shown.replace(
        "<table:table-row>", '<table:table-row table:visibility="filter" table:number-rows-repeated="2">'
    )
    with zipfile.ZipFile(tmp_path / "a.ods", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<m/>")
        package.writestr("content.xml", ODS.format(rows=shown * 20_000 + hidden + shown))
    [sheet] = read_workbook(tmp_path / "a.ods", filename="a.ods").sheets
    assert (sheet.name, sheet.hidden_rows, sheet.hidden_columns) == ("A & B", {20_003, 20_004}, {2})


def test_runs_of_rows_are_said_in_short():
    assert ranges({9, 1, 2, 3, 7}) == [[1, 3], [7, 7], [9, 9]]
    assert ranges(()) == []
    assert in_short(range(1, 40, 2)) == "1, 3, 5, 7, 9, 11, 13, 15, 17, 19, …"


@pytest.mark.django_db
def test_a_hidden_row_is_read_and_says_so_after_a_correction_too(tmp_path):
    lines = [NAMES, GOOD, [*GOOD[:1], "寿司の会", *GOOD[2:6], "12.9"]]
    intake = reviewed(uploaded(hiding(tmp_path / "a.xlsx", rows=[3], lines=lines)), user=make_user())
    assert "This row is hidden in the workbook." in sentences(intake, 3)
    assert sentences(intake, 2) == []
    with pytest.raises(NotWritten):
        write(intake, by=intake.created_by, good_rows_only=False, submit=False)


@pytest.mark.django_db
def test_hidden_sheets_are_said_and_read_only_if_chosen(tmp_path):
    more = [("旧版", [NAMES, GOOD]), ("一覧", [["MA"], ["NY"]])]
    path = hiding(tmp_path / "a.xlsx", lines=[NAMES, GOOD], hidden_sheets=more)
    intake = reviewed(uploaded(path), user=make_user())
    assert [row.sheet for row in intake.rows.all()] == ["実績"]
    assert [notice["id"] % notice["words"] for notice in intake.reading["notices"]] == [
        "Sheet “旧版” is hidden. Its table is read only if it is chosen.",
        "Hidden sheets without a table of events were not read: 一覧.",
    ]
    chosen = reviewed(uploaded(path), user=intake.created_by, tables=["1-1"])
    assert [row.sheet for row in chosen.rows.all()] == ["旧版"]


@pytest.mark.django_db
def test_what_the_template_hides_is_its_own_and_not_said():
    user = make_user()
    make_event(starts_on=date(2019, 6, 1), created_by=user)
    assert Event.objects.count() == 1
    intake = reviewed(template(user), user=user)
    assert (intake.reading["notices"], intake.rows.get(event__isnull=False).problems) == ([], [])
