"""The two workbooks of an edition and its web page, read back."""

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from django.template.loader import render_to_string
from python_calamine import CalamineWorkbook

from reports.documents.edition_data import data_tables, write_data_workbook
from reports.documents.edition_workbook import sheet_name, write_workbook
from reports.documents.web import edition_view
from tests.reports.edition_example import YEARS, example_edition


def sheets(content: bytes) -> dict[str, list[list]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def filled(rows: list[list]) -> list[list]:
    return [[cell for cell in row if cell != ""] for row in rows if any(cell != "" for cell in row)]


def test_a_sheet_for_each_page_with_the_same_numbers():
    content, _photos = example_edition("ja")
    file = write_workbook(content)
    read = sheets(file)
    taken: set[str] = set()
    assert list(read) == [*(sheet_name(page.heading, taken) for page in content.pages), "注記"]
    rows = filled(read["これまでの取組"])
    overview = content.pages[0]
    assert [
        ["地域", "件数（件）"],
        *[[region.name, region.count] for region in overview.regions],
        ["合計", 918],
    ] == rows[6:13]
    assert [[f"＊{year}年度", value] for year, value in YEARS.items()] == rows[15:19]
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        assert sum(name.startswith("xl/charts/chart") for name in parts.namelist()) == 1
    assert write_workbook(content) == file


def test_the_sheets_are_a4_landscape_with_edition_and_page_at_the_foot():
    content, _photos = example_edition("en")
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(content)))
    set_up = {(each.page_setup.orientation, each.page_setup.paperSize, each.page_setup.fitToHeight) for each in book}
    assert set_up == {("landscape", 9, 0)}
    assert {each.oddFooter.left.text for each in book} == {
        "Ministry of Foreign Affairs of Japan　30 July 2021　Edition 3 (final)"
    }


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_data_workbook_holds_one_datum_a_cell_and_every_traced_number(language):
    content, _photos = example_edition(language)
    file = write_data_workbook(content)
    read = sheets(file)
    for name, head, lines in data_tables(content):
        assert read[name] == [list(head), *[["" if value is None else value for value in line] for line in lines]], name
    book = openpyxl.load_workbook(io.BytesIO(file))
    assert [each.merged_cells.ranges for each in book] == [set()] * len(read)
    keys = {"ja": "数値の一覧", "en": "Printed numbers"}[language]
    assert [tuple(row) for row in read[keys][1:]] == [
        (key, "" if value is None else value) for key, value in content.traced()
    ]
    assert write_data_workbook(content) == file


@pytest.mark.parametrize("name", ["=1+1", "<r><t>x</t></r>", "@x", "https://example.org", "[a]:*?/\\" * 6, ""])
def test_a_heading_is_a_text_whatever_it_is(name):
    content, _photos = example_edition("ja")
    hostile = replace(content, pages=tuple(replace(page, heading=name) for page in content.pages))
    for write in (write_workbook, write_data_workbook):
        with zipfile.ZipFile(io.BytesIO(write(hostile))) as parts:
            text = "".join(parts.read(part).decode() for part in parts.namelist() if "worksheets/sheet" in part)
        assert ("<f>" in text, "<hyperlink" in text) == (False, False)


def test_the_workbook_says_which_characters_may_not_show():
    content, _photos = example_edition("ja")
    rare = replace(content, subtitle="𠮷野家と葛󠄀城市")
    said = filled(sheets(write_workbook(rare))["注記"])[-1][0]
    assert said == (
        "次の文字は、閲覧する機器の書体によっては表示されない："
        "葛󠄀 (U+845B U+E0100 CJK UNIFIED IDEOGRAPH-845B)、𠮷 (U+20BB7 CJK UNIFIED IDEOGRAPH-20BB7)"
    )


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_web_page_escapes_its_texts_and_names_its_language(language):
    content, _photos = example_edition(language)
    hostile = replace(content, subtitle="<script>alert(1)</script>")
    html = render_to_string(
        "documents/_edition.html", {"edition": edition_view(hostile, photo_url=lambda sha256: f"/photos/{sha256}")}
    )
    assert f'<article class="edition" lang="{language}">' in html
    assert "<script>" not in html
    assert html.count("<img ") == len(list(content.photos()))
    assert html.count('scope="row"') == html.count("<tr") - html.count("<thead>")
    assert "None" not in html
