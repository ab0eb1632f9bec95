"""The slides of an edition: native parts, the map by states, notes, languages, and that nothing leaves a slide."""

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from reports.documents.slide_parts import column_shares
from reports.documents.slide_tables import TITLE, cut, flow
from reports.documents.slide_text import Paragraph, height_of, kept_whole, split_to_fit
from reports.documents.slides import write_slides
from reports.typography import number
from tests.reports.edition_example import YEARS, example_edition

SPACE = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
}


@pytest.fixture(scope="module")
def made():
    content, photos = example_edition("ja")
    return content, write_slides(content, photos)


def deck(file: bytes):
    return Presentation(io.BytesIO(file))


def shapes_of(slide):
    for shape in slide.shapes:
        yield shape
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from shape.shapes


def test_titles_dates_feet_and_numbers_are_placeholders_of_the_master(made):
    content, file = made
    kinds = [
        [str(each.placeholder_format.type).split()[0] for each in slide.placeholders] for slide in deck(file).slides
    ]
    assert {tuple(sorted(set(each) - {"OBJECT"})) for each in kinds} == {("DATE", "FOOTER", "SLIDE_NUMBER", "TITLE")}
    headings = [page.heading for page in content.pages]
    titles = [slide.shapes.title.text_frame.text.removesuffix("（続き）") for slide in deck(file).slides]
    assert list(dict.fromkeys(titles)) == headings


def test_the_map_is_a_shape_for_each_state(made):
    _content, file = made
    [group] = [shape for shape in deck(file).slides[0].shapes if shape.shape_type == MSO_SHAPE_TYPE.GROUP]
    names = [shape.name for shape in group.shapes]
    assert (len(names), len(set(names)), {name[:3] for name in names}) == (56, 56, {"US-"})
    assert {shape.shape_type for shape in group.shapes} == {MSO_SHAPE_TYPE.FREEFORM}
    california = next(shape for shape in group.shapes if shape.name == "US-CA")
    assert california._element.xpath(".//p:cNvPr")[0].get("descr").startswith("カリフォルニア：")


def test_the_chart_and_the_tables_are_native_and_hold_the_numbers(made):
    content, file = made
    slides = deck(file).slides
    [chart] = [shape.chart for shape in slides[0].shapes if shape.has_chart]
    assert list(chart.plots[0].series[0].values) == list(YEARS.values())
    rows = [
        [cell.text for cell in row.cells]
        for slide in slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
    ]
    assert ["カリフォルニア", "1,853"] in rows
    assert ["ウェストバージニア州", "4,200", "（第2位）", "*第1位はカナダ"] in rows
    assert ["合計", "918"] in rows
    for table in content.tables():
        for row in table.rows:
            assert [cell if isinstance(cell, str) else number(cell) for cell in row.cells] in rows


def test_every_picture_and_figure_has_an_alternative_and_every_run_a_language(made):
    content, file = made
    found = set()
    for slide in deck(file).slides:
        for shape in slide.shapes:
            if shape.shape_type in (MSO_SHAPE_TYPE.PICTURE, MSO_SHAPE_TYPE.GROUP) or shape.has_chart or shape.has_table:
                found.add(shape._element.xpath(".//p:cNvPr")[0].get("descr", ""))
        runs = slide._element.xpath(".//a:r/a:rPr")
        assert {run.get("lang") for run in runs} == {"ja-JP"}
    assert "" not in found
    assert {photo.alt for photo in content.photos()} <= found


def test_sources_and_addresses_stand_in_the_notes(made):
    _content, file = made
    notes = [slide.notes_slide.notes_text_frame.text for slide in deck(file).slides]
    assert "出典：外務省（在米公館からの報告に基づく集計）" in notes[0]
    assert all("根拠：https://example.org/e/3/" in note and "集計時点：令和" in note for note in notes)


def test_the_package_is_sound_and_the_same_each_time(made):
    """Every part is well-formed, every relation leads to a part, and no shape of a slide has another's number."""
    content, file = made
    assert write_slides(content, example_edition("ja")[1]) == file
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        names = set(parts.namelist())
        assert len(names) == len(parts.namelist())
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in sorted(names):
            if not name.endswith((".xml", ".rels")):
                continue
            tree = etree.fromstring(parts.read(name))
            if name.endswith(".rels"):
                base = name.replace("_rels/", "").rsplit("/", 1)[0] if "/" in name.replace("_rels/", "") else ""
                for relation in tree:
                    if relation.get("TargetMode") != "External":
                        assert resolved(base, relation.get("Target")) in names, (name, relation.get("Target"))
            if re.fullmatch(r"ppt/slides/slide\d+\.xml", name):
                numbers = tree.xpath("//p:cNvPr/@id", namespaces=SPACE)
                assert len(numbers) == len(set(numbers)), name


def resolved(base: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    steps = [step for step in base.split("/") if step]
    for step in target.split("/"):
        if step == "..":
            steps.pop()
        elif step != ".":
            steps.append(step)
    return "/".join(steps)


# ---- room


def test_a_place_or_a_number_at_the_end_is_not_broken_in_two():
    reception = Paragraph("全米知事会の機会の大使主催レセプション（ワシントンDC）")
    assert kept_whole(reception, 250, 11).text == "全米知事会の機会の大使主催レセプション\n（ワシントンDC）"
    assert (
        kept_whole(Paragraph("（1）進出日本企業が多い地域　77件"), 150, 10).text == "（1）進出日本企業が多い地域\n77件"
    )
    for told, width in ((reception, 600), (Paragraph("一" * 24 + "（アラスカ州）"), 250), (Paragraph("祭り"), 5)):
        assert kept_whole(told, width, 11) == told, "on one line, or it would take one line more"


@given(st.text(alphabet="日本語 abc", min_size=1, max_size=900), st.integers(60, 400), st.integers(30, 300))
@settings(max_examples=100, deadline=None)
def test_a_text_is_cut_without_losing_a_character(text, width, height):
    taken, rest = split_to_fit([Paragraph(text)], width, height, size=10)
    assert "".join(each.text for each in [*taken, *rest]) == text
    assert height_of(taken, width, 10) <= height + 10 * 1.28 + 1


# ---- tables


def test_the_annex_takes_few_slides_and_no_total_stands_alone(made):
    """The tables of the annex, each whole or cut, with their totals beside rows of their own."""
    content, file = made
    heading = content.pages[-1].heading
    slides = [slide for slide in deck(file).slides if slide.shapes.title.text_frame.text.startswith(heading)]
    grids = [
        [[shape.table.cell(line, 0).text for line in range(len(shape.table.rows))] for shape in slide.shapes if shape.has_table]
        for slide in slides
    ]  # fmt: skip
    assert all(len(names) > 3 for slide in grids for names in slide)
    assert all(len(slide) > 1 for slide in grids), "none has a slide to itself"


@given(
    tables=st.lists(st.lists(st.floats(12, 40), min_size=1, max_size=70), min_size=1, max_size=6),
    room=st.floats(180, 420),
)
@settings(max_examples=60, deadline=None)
def test_every_row_of_every_table_flows_into_a_column_once(tables, room):
    pieces = flow(tables, room)
    rows = {}
    for piece in pieces:
        rows.setdefault(piece.table, []).extend(piece.rows)
        heights = tables[piece.table]
        used = TITLE + heights[0] + sum(heights[1 + row] for row in piece.rows)
        assert piece.top + used <= room + 0.01 or len(piece.rows) == 1, piece
    assert rows == {number: list(range(len(heights) - 1)) for number, heights in enumerate(tables)}
    order = [(piece.slide, piece.column, piece.top) for piece in pieces]
    assert order == sorted(order)


def test_a_cut_leaves_no_lone_total():
    heights = [20.0] * 21
    assert [cut(heights, 0, room) for room in (420, 419, 400, 100)] == [20, 17, 17, 4]
    assert cut(heights, 0, 5) == 1, "a row is never held back for ever"


def test_beside_many_numbers_a_text_gives_way():
    """A number broken in two would be no number; beside few numbers the text keeps its room."""
    name = {"head": "Category", "is_number": False}
    amount = {"head": "Later", "is_number": True}
    row = ["Japan festivals and Japan-related events", *["2,903,937"] * 4]
    shares = column_shares([name, *[amount] * 4], [row])
    assert (round(shares[0], 2), [round(each, 2) for each in shares[1:]]) == (0.33, [0.17] * 4)
    assert column_shares([name, amount], [row[:2]])[0] > 0.7
