"""What a file turns into: typed cells with the workbook's own row numbers, whatever its format."""

import io
import json
import shutil
import subprocess
from datetime import date, datetime

import pytest

from events.workbook.reader import Writer
from events.workbook.reading import CellError, Merged, Row, Sheet, Workbook, read_workbook
from tests.events.workbook.files import in_sheet, rewrite, write_xlsx

AT_HALF_PAST_TEN = datetime.fromisoformat("2021-03-02T10:30")
ROWS = [
    ["件名", "開催日", "参加者数"],
    [],
    ["日本祭り", date(2021, 3, 1), 500],
    ["=1+1", AT_HALF_PAST_TEN, 12.9],
]
AS_TEXT = "件名,開催日,参加者数\n\n日本祭り,2021/3/1,500\n寿司の会,令和3年3月2日,約90名\n"


def test_cells_keep_their_type_and_rows_their_number(tmp_path):
    with_link = [*ROWS[:3], ["'=1+1", AT_HALF_PAST_TEN, 12.9], [True, None, ""]]
    path = write_xlsx(tmp_path / "a.xlsx", with_link)
    assert read_workbook(path, filename="a.xlsx") == Workbook(
        sheets=(
            Sheet(
                name="Sheet1",
                rows=(
                    Row(1, ("件名", "開催日", "参加者数")),
                    Row(3, ("日本祭り", date(2021, 3, 1), 500)),
                    Row(4, ("'=1+1", AT_HALF_PAST_TEN, 12.9)),
                    Row(5, (True,)),
                ),
                merged=(),
            ),
        ),
        format="xlsx",
    )


def test_a_workbook_that_counts_days_from_1904_is_known(tmp_path):
    path = write_xlsx(tmp_path / "mac.xlsx", [["日付", "serial"], [date(2021, 3, 1), 42794]], date_1904=True)
    read = read_workbook(path, filename="mac.xlsx")
    assert (read.is_1904, read.sheets[0].rows[1].cells) == (True, (date(2021, 3, 1), 42794))


def test_errors_are_errors_and_a_formula_without_result_is_not_blank(tmp_path):
    path = write_xlsx(tmp_path / "e.xlsx", [["a", 1.0, 2, 3]])
    cells = b'<c r="B1"><v>1</v></c><c r="C1"><v>2</v></c><c r="D1"><v>3</v></c>'
    changed = b'<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C1"><f>SUM(A1)</f></c><c r="D1"><v>NaN</v></c>'
    path = rewrite(path, in_sheet(cells, changed))
    assert read_workbook(path, filename="e.xlsx").sheets[0].rows == (
        Row(1, ("a", CellError("#DIV/0!"), CellError("no result"), CellError("NaN"))),
    )


def test_merged_ranges_hidden_sheets_and_words_in_a_number_format_are_told(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "m.xlsx") as workbook:
        page = workbook.add_worksheet("案件")
        page.merge_range("A1:C1", "令和2年度")
        page.write_number("A2", 500, workbook.add_format({"num_format": '"約"#,##0"名"'}))
        workbook.add_worksheet("hidden").hide()
    read = read_workbook(tmp_path / "m.xlsx", filename="m.xlsx")
    assert read.sheets == (
        Sheet("案件", (Row(1, ("令和2年度",)), Row(2, (500,))), merged=(Merged(1, 0, 1, 2),)),
        Sheet("hidden", (), merged=(), is_hidden=True),
    )
    assert len(read.notices) == 1 and '"約"#,##0"名"' in read.notices[0]


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("cp932", "Shift_JIS (cp932)"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_in_every_encoding_and_delimiter_reads_the_same(tmp_path, codec, encoding, delimiter):
    path = tmp_path / "a.csv"
    path.write_bytes(AS_TEXT.replace(",", delimiter).encode(codec))
    read = read_workbook(path, filename="a.csv")
    rows = (
        Row(1, ("件名", "開催日", "参加者数")),
        Row(3, ("日本祭り", "2021/3/1", "500")),
        Row(4, ("寿司の会", "令和3年3月2日", "約90名")),
    )
    assert (read.format, read.encoding, read.sheets) == ("csv", encoding, (Sheet("", rows),))


def test_what_an_english_excel_writes_is_not_taken_for_japanese(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("Title,Venue\nJapan’s New Year,Café\n".encode("cp1252"))
    read = read_workbook(path, filename="a.csv")
    assert (read.encoding, read.sheets[0].rows[1]) == ("Windows-1252", Row(2, ("Japan’s New Year", "Café")))


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice makes the old formats for this test")
@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_older_and_open_formats_read_the_same(tmp_path, suffix):
    rows = [["件名", "開催日", "参加者数"], ["日本祭り", date(2021, 3, 1), 500], ["茶会", date(2021, 3, 2), "約90名"]]
    rows += [[f"催し{n}", date(2021, 3, 3), n] for n in range(200)]
    path = write_xlsx(tmp_path / "a.xlsx", rows, date_1904=True)
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        suffix,
        "--outdir",
        tmp_path,
        path,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    read = read_workbook(tmp_path / f"a.{suffix}", filename=f"a.{suffix}")
    assert (read.format, read.is_1904) == (suffix, True)
    assert [row.cells for row in read.sheets[0].rows] == [tuple(row) for row in rows]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice makes the old formats for this test")
def test_errors_in_an_old_workbook_are_errors(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        page = workbook.add_worksheet("案件")
        page.write_column("A1", [f"text {n}" for n in range(200)])
        page.write_formula("B3", "=1/0", None, "#DIV/0!")
        page.write_formula("C3", "=NA()", None, "#N/A")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xls", "--outdir", tmp_path, tmp_path / "a.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    rows = read_workbook(tmp_path / "a.xls", filename="a.xls").sheets[0].rows
    assert rows[2] == Row(3, ("text 2", CellError("#DIV/0!"), CellError("#N/A")))


def test_a_character_that_no_database_keeps_is_shown_as_unreadable():
    """A NUL, beside a text that only looks like one."""
    out = io.StringIO()
    writer = Writer(out)
    writer.open_sheet("祭\x00")
    writer.batch.append([1, ["\x00祭\x00\x00り", "a\\u0000\\\x00", "\\\\u0000"]])
    writer.flush()
    opened, rows = (json.loads(line) for line in out.getvalue().splitlines() if line)
    assert opened["sheet"] == "祭\ufffd"
    assert rows == [[1, ["\ufffd祭\ufffd\ufffdり", "a\\u0000\\\ufffd", "\\\\u0000"]]]
