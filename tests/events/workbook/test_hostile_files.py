"""Files that are broken, locked or made to hurt: one clear sentence each, in bounded time and memory."""

import os
import subprocess
import sys
import time
import zipfile

import pytest

from events.workbook.reading import ROOT, UnreadableFile, read_workbook
from tests.events.workbook.files import in_sheet, rewrite, write_xlsx

MEMORY = 700 * 1024
ROWS = [["件名", "開催日"], ["日本祭り", "2021/3/1"]]


MEASURE = """
import django, resource, sys
django.setup()
from events.workbook.reading import UnreadableFile, read_workbook
try:
    read_workbook(sys.argv[1], filename=sys.argv[2])
except UnreadableFile:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def memory_of_reading(path) -> int:
    """KiB at most, measured from a small process: a child of a large one is held to have been as large as that."""
    command = [sys.executable, "-c", MEASURE, str(path), path.name]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "grassroots.settings"}
    return int(subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True, text=True).stdout)


def refused(path, filename=None):
    start = time.monotonic()
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(path, filename=filename or path.name)
    assert time.monotonic() - start < 20
    assert caught.value.sentence.endswith((".", "。"))
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"", "empty"),
        ("a.csv", b"\xef\xbb\xbf\r\n\r\n", "empty"),
        ("a.xlsx", b"MZ\x90\x00" + b"\x00" * 500, "program"),
        ("a.xlsx", b"%PDF-1.7\n%....", "pdf"),
        ("a.xls", b"<html><table><tr><td>x</td></tr></table></html>", "web_page"),
        ("a.xls", b"<?xml version='1.0'?><Workbook/>", "xml"),
        ("a.xlsx", b"title,date\nx,2021-03-01\n", "text_under_another_name"),
        ("a.xlsx", bytes(range(256)) * 40, "not_a_workbook"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4000, "broken"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 900 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.csv", b"\x81\x20\xff\xfd" * 50, "encoding"),
        ("a.csv", b"title\n" + b"x" * 40_000, "long_cell"),
        ("a.csv", b'title,date\n"' + b"x,\n" * 90_000, "broken_quotes"),
        ("a.csv", b"," * 300 + b"x\n", "far_column"),
        ("a.csv", b"x\n" * 100_600, "rows"),
        ("a.csv", b"x" * (50 * 1024 * 1024 + 1), "size"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_named(tmp_path, name, data, code):
    path = tmp_path / "upload"
    path.write_bytes(data)
    assert refused(path, name) == code


def test_a_truncated_workbook(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    path.write_bytes(path.read_bytes()[:-800])
    assert refused(path) == "broken"


def test_one_far_cell_costs_nothing(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "far.xlsx") as workbook:
        page = workbook.add_worksheet("案件")
        page.write("A1", "件名")
        page.write("XFD1048576", "x")
    assert (tmp_path / "far.xlsx").stat().st_size < 8_000
    assert refused(tmp_path / "far.xlsx") == "far_column"
    assert memory_of_reading(tmp_path / "far.xlsx") < MEMORY


def test_a_far_cell_that_hides_from_the_first_look_hits_the_limit_on_memory(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["a", "b"]])
    hidden = b"<c  s='0'  r='XFC1048576'  t='n'  ><v>5</v></c></row></sheetData>"
    path = rewrite(path, in_sheet(b"</row></sheetData>", b'</row><row r="1048576">' + hidden))
    assert refused(path) in ("memory", "far_column")
    assert memory_of_reading(path) < MEMORY


def test_a_million_columns(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["a", "b"]])
    path = rewrite(path, in_sheet(b"</row>", b"<c><v>1</v></c>" * 1_000_000 + b"</row>"))
    assert refused(path) in ("memory", "far_column", "broken")
    assert memory_of_reading(path) < MEMORY


def test_a_zip_bomb(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    spaces = b" " * (16 << 20)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            if name != "xl/worksheets/sheet1.xml":
                package.writestr(name, data)
                continue
            with package.open(name, "w", force_zip64=True) as part:
                part.write(data.removesuffix(b"</worksheet>"))
                for _ in range(48):
                    part.write(spaces)
                part.write(b"</worksheet>")
    assert path.stat().st_size < 2_000_000
    assert refused(path) == "bomb"
    assert memory_of_reading(path) < MEMORY


def test_one_long_shared_text_in_every_cell_is_stopped(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["a" * 32_000, "b"]])
    row = b"<row>" + b'<c t="s"><v>0</v></c>' * 100 + b"</row>"
    path = rewrite(path, in_sheet(b"</sheetData>", row * 1_000 + b"</sheetData>"))
    assert path.stat().st_size < 100_000
    assert refused(path) in ("memory", "text")
    assert memory_of_reading(path) < MEMORY


def test_entities_are_not_expanded(tmp_path):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)

    def change(name, data):
        return data.replace(b"?>", b"?>" + bomb, 1) if name == "xl/sharedStrings.xml" else data

    assert refused(rewrite(path, change)) == "entities"


def test_another_kind_of_package(tmp_path):
    for part, code in [("word/document.xml", "document"), ("x.txt", "archive"), ("xl/workbook.bin", "xlsb")]:
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
            package.writestr(part, b"<x/>")
        assert refused(tmp_path / "a.xlsx") == code


def test_macros_and_links_to_other_files_are_told_and_left_alone(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsm", ROWS)
    more = {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<x/>"}
    read = read_workbook(rewrite(path, lambda _name, data: data, more=more), filename="a.xlsm")
    assert (read.format, len(read.notices), len(read.sheets[0].rows)) == ("xlsm", 2, 2)


def test_a_cell_may_be_as_long_as_excel_allows(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["件名"], ["x" * 32_767]])
    assert read_workbook(path, filename="a.xlsx").sheets[0].rows[1].cells == ("x" * 32_767,)


def test_reading_that_takes_too_long_is_stopped(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(path, filename="a.xlsx", seconds=0.001)
    assert caught.value.code == "time"
