"""The slides of each kind of page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from reports.documents import maps, rank_labels
from reports.documents import slide_parts as parts
from reports.documents.slide_map import state_shapes
from reports.documents.slide_parts import BOTTOM, INK, MARGIN, NAVY, PALE, ROOM, RULE, SOFT, TOP
from reports.documents.slide_tables import footnotes, note_box, row_heights, table_slides, tables
from reports.documents.slide_text import LINE, Paragraph, em, fitting_size, height_of, lines_of
from reports.documents.slide_told import approaches, practices
from reports.documents.words import measured
from reports.edition_content import (
    ApproachesPage,
    IndicatorPage,
    OverviewPage,
    PracticesPage,
    SummaryPage,
    TablesPage,
)  # fmt: skip
from reports.map_geometry import geometry

if TYPE_CHECKING:
    from reports.documents.slides import Deck

Arranged = dict[str, Any]

STANDS_OUT = 1.35
"""Of the cumulative count: its letters over those of the lead."""


def overview(deck: Deck, page: OverviewPage, arranged: Arranged) -> None:
    before, emphasis, after = arranged["lead"]
    lines = footnotes(arranged, deck.language)
    slide = deck.slide(page, lead=[Paragraph(before or page.lead)], lead_size=14, notes=lines, lead_height=50)
    _lead(deck, slide, page, before, emphasis, after)
    foot = 12.5 * len(lines) + 2
    top = TOP + 54
    heading = [Paragraph(page.map_title, is_bold=True, colour=NAVY)]
    parts.text_box(slide, (MARGIN, top, 590, 18), heading, size=13, language=deck.language, name="Map title")
    width = min(590.0, (BOTTOM - foot - top - 24) * geometry()["width"] / geometry()["height"])
    _region_map(deck, slide, page, (MARGIN, top + 22, width))
    _years(deck, slide, page, arranged, top=top, foot=foot)
    note_box(deck, slide, lines, height=foot)


def _lead(deck: Deck, slide: Any, page: OverviewPage, before: str, emphasis: str, after: str) -> None:
    """The same paragraph as the deck wrote, with the cumulative count standing out."""
    paragraph = slide.placeholders[1].text_frame.paragraphs[0]
    for run in list(paragraph.runs):
        run._r.getparent().remove(run._r)
    size = 14.0
    whole = Paragraph(page.lead + "　" * 4)
    while size > 8 and lines_of(whole, ROOM, size) * LINE * size * STANDS_OUT > 50:
        size -= 0.5
    for text, scale, is_bold, colour in (
        (before, 1.0, False, INK),
        (emphasis, STANDS_OUT, True, NAVY),
        (after, 1.0, False, INK),
    ):
        if text:
            parts.add_run(paragraph, text, size=size * scale, language=deck.language, is_bold=is_bold, colour=colour)


def _region_map(deck: Deck, slide: Any, page: OverviewPage, box: tuple[float, float, float]) -> None:
    titles = {
        each.code: f"{each.name}{deck.words['colon']}{measured(each.value, page.total.unit, deck.language)}"
        for each in page.states
    }
    spoken = deck.words["comma"].join(
        f"{each.name} {measured(each.count, page.total.unit, deck.language)}" for each in page.regions
    )
    unit = state_shapes(slide, box, maps.fills_of(page), without=maps.NOT_IN_A_REGION, titles=titles, name="Map",
                              alt=f"{page.map_title}{deck.words['colon']}{spoken}")  # fmt: skip
    for region, x, y in maps.region_labels(page.regions):
        width, height = maps.LABEL_WIDTH * unit, maps.LABEL_HEIGHT * unit
        spot = (box[0] + x * unit - width / 2, box[1] + y * unit - height / 2, width, height)
        shape = parts.panel(slide.shapes, spot, fill="FFFFFF", border=NAVY, rounded=True)
        count = measured(region.count, page.total.unit if deck.language == "ja" else "", deck.language)
        lines = [Paragraph(region.name, gap=0), Paragraph(count, is_bold=True, colour=NAVY, scale=1.35, gap=0)]
        size = fitting_size(lines, width, height + 2, largest=9, smallest=5)
        parts.write(shape, lines, size=size, language=deck.language, align="center", anchor="middle")
        parts.describe(shape, f"Region {region.code}", f"{region.name} {count}")


def _years(deck: Deck, slide: Any, page: OverviewPage, arranged: Arranged, *, top: float, foot: float) -> None:
    x, width = 640.0, ROOM + MARGIN - 640.0
    heading = [Paragraph(arranged["chart_title"], is_bold=True, colour=NAVY)]
    size = fitting_size(heading, width, 20, largest=13, smallest=7)
    parts.text_box(slide, (x, top, width, 20), heading, size=size, language=deck.language, name="Chart title")
    rows = len(page.regions) + 2
    size = 10.0 if rows < 11 else 7.5
    table_height = rows * (size * LINE + 5)
    chart_height = max(80.0, BOTTOM - foot - top - table_height - 34)
    bars = [(bar["name"], year.value) for bar, year in zip(arranged["chart"]["bars"], page.years, strict=True)]
    chart = parts.native_columns(
        slide, (x, top + 22, width, chart_height), bars, title=arranged["chart_title"], language=deck.language
    )
    parts.describe(chart, "Participants chart", arranged["chart"]["alt"])
    table = parts.native_table(
        slide, (x, top + 28 + chart_height, width), arranged["table"], size=size, language=deck.language
    )
    parts.describe(table, "Regions", deck.words["by_region"])


def summary(deck: Deck, page: SummaryPage, arranged: Arranged) -> None:
    words = deck.words
    lead = [
        Paragraph(point.text + (f"{words['unit.left']}{words['source']}{point.source}{words['unit.right']}" if point.source else ""),
                  is_bullet=True, gap=0.5)
        for point in page.points
    ]  # fmt: skip
    box = 84.0 if page.conclusion else 0.0
    room = BOTTOM - TOP - box - (26 if page.attached else 0) - 10
    largest = 17 if page.tables else 20
    slide = deck.slide(page, lead=lead, lead_size=largest, notes=arranged["notes"], lead_height=room)
    width = ROOM
    if page.tables:
        width = 620.0
        body = slide.placeholders[1]
        parts.place(body, MARGIN, TOP, width, room)
        size = fitting_size(lead, width, room, largest=largest, smallest=8)
        for paragraph in body.text_frame.paragraphs:
            for run in paragraph.runs:
                run.font.size = parts.Pt(size)
        _beside(deck, slide, arranged, x=MARGIN + width + 20, width=ROOM - width - 20)
    if page.conclusion:
        shape = parts.panel(slide.shapes, (MARGIN, TOP + room + 6, ROOM, box - 8), fill=PALE, border=NAVY)
        told = [Paragraph(page.conclusion, is_bold=True)]
        size = fitting_size(told, ROOM - 24, box - 24, largest=20, smallest=8)
        parts.write(shape, told, size=size, language=deck.language, anchor="middle", inset=8)
        parts.describe(shape, "Conclusion")
    if page.attached:
        attached = [Paragraph(page.attached)]
        size = fitting_size(attached, ROOM, 18, largest=12, smallest=7)
        parts.text_box(
            slide,
            (MARGIN, BOTTOM - 20, ROOM, 18),
            attached,
            size=size,
            language=deck.language,
            name="Attached",
            align="right",
        )


def _beside(deck: Deck, slide: Any, arranged: Arranged, *, x: float, width: float) -> None:
    y = TOP
    for table in arranged["tables"]:
        title = [Paragraph(table["title"], is_bold=True, colour=NAVY)]
        size = fitting_size(title, width, 34, largest=12, smallest=8)
        high = height_of(title, width, size) + 4
        parts.text_box(slide, (x, y, width, high), title, size=size, language=deck.language, name="Table title")
        shape = parts.native_table(slide, (x, y + high, width), table, size=11, language=deck.language)
        parts.describe(shape, table["title"], table["title"])
        y += high + sum(row_heights(table, width, 11)) + 4
        said = [*table["notes"], *([deck.words["source"] + table["source"]] if table["source"] else [])]
        if said:
            lines = [Paragraph(line, colour=SOFT, gap=0.1) for line in said]
            high = height_of(lines, width, 9) + 2
            parts.text_box(slide, (x, y, width, high), lines, size=9, language=deck.language, name="Table notes")
            y += high
        y += 12


# ---- indicators


def indicator(deck: Deck, page: IndicatorPage, arranged: Arranged) -> None:
    lines = footnotes(arranged, deck.language)
    if page.rank_note:
        lines = [deck.words["mark"] + page.rank_note, *lines]
    if not page.values:
        said = [Paragraph(page.lead)] if page.lead else []
        slide = deck.slide(page, lead=said, lead_size=18, notes=lines, lead_height=60)
        shape = parts.panel(slide.shapes, (MARGIN, TOP + 76, ROOM, 60), fill="F7F8FB", border=RULE)
        told = [Paragraph(arranged["no_values"])]
        size = fitting_size(told, ROOM - 24, 52, largest=16, smallest=8)
        parts.write(shape, told, size=size, language=deck.language, align="center", anchor="middle", inset=4)
        parts.describe(shape, "No values", arranged["no_values"])
        note_box(deck, slide, lines, height=14.0 * len(lines) + 4)
        return
    lead = [Paragraph(page.lead)] if page.lead else []
    slide = deck.slide(page, lead=lead, notes=lines, lead_height=24)
    top = TOP + (28 if lead else 0)
    if page.total:
        shape = parts.panel(slide.shapes, (MARGIN, top, 300, 30), fill=NAVY)
        told = [Paragraph(f"{page.total_label}　{arranged['total']}".strip(), is_bold=True)]
        size = fitting_size(told, 284, 24, largest=16, smallest=7)
        parts.write(shape, told, size=size, language=deck.language, anchor="middle", align="center", colour="FFFFFF")
        parts.describe(shape, "Total")
    foot = 14.0 * len(lines) + 4
    _legend(deck, slide, arranged["legend"], top=top + 8, each=120.0 if page.form == "ranks" else 96.0)
    room = (BOTTOM - foot - top - 40) * geometry()["width"] / geometry()["height"]
    width = min(ROOM, room)
    box = (MARGIN + (ROOM - width) / 2, top + 38, width)
    _value_map(deck, slide, page, arranged, box)
    note_box(deck, slide, lines, height=foot)
    table_slides(deck, page, arranged["table"], title=arranged["table"]["title"], notes=lines)


def _legend(deck: Deck, slide: Any, items: Sequence[dict[str, str]], *, top: float, each: float) -> None:
    """Patches with their words, `each` points for one, up to the right edge."""
    x = MARGIN + ROOM - each * len(items)
    for place, item in enumerate(items):
        patch = parts.panel(slide.shapes, (x + each * place, top + 3, 14, 10), fill=item["fill"], border=SOFT)
        parts.describe(patch, f"Legend {place + 1}", item["text"])
        box = (x + each * place + 18, top, each - 18, 16)
        words = [Paragraph(item["text"], gap=0)]
        size = fitting_size(words, box[2], 16, largest=8.5, smallest=6)
        parts.text_box(slide, box, words, size=size, language=deck.language, name=f"Legend text {place + 1}")


def _value_map(
    deck: Deck, slide: Any, page: IndicatorPage, arranged: Arranged, box: tuple[float, float, float]
) -> None:
    titles = {
        each.code: f"{each.name}{deck.words['colon']}{measured(each.value, page.unit, deck.language)}"
        for each in page.values
    }
    without = maps.NOT_LISTED if page.form == "ranks" else maps.SHADES[0]
    unit = state_shapes(
        slide, box, maps.fills_of(page), without=without, titles=titles, name="Map", alt=arranged["map"]["alt"]
    )
    boxes = arranged["map"]["boxes"]
    for held in boxes:
        _leader(slide, held["leader"], box, unit)
    for held in boxes:
        _box(deck, slide, held, box, unit)
    if boxes:
        return
    size = max(6.0, maps.NUMBER_SIZE * unit)
    for label in maps.value_labels(page.values):
        if label.leader:
            _leader(slide, label.leader, box, unit)
        width = max(100.0 * unit, em(label.text) * size + 4)
        left = {"middle": width / 2, "start": 0.0, "end": width}[label.anchor]
        spot = (box[0] + label.x * unit - left, box[1] + label.y * unit - size * 0.7, width, size * 1.4)
        align = {"middle": "center", "start": "left", "end": "right"}[label.anchor]
        ink = "FFFFFF" if label.is_on_dark else INK
        if label.name:
            small = label.name_size * unit
            above = (spot[0], spot[1] - small * 0.9, width, small * 1.4)
            shape = parts.text_box(slide, above, [Paragraph(label.name, gap=0)], size=small, language=deck.language, name=f"Name {label.key}",
                                   align=align, anchor="middle", colour=ink)  # fmt: skip
            shape.text_frame.word_wrap = False
            spot = (spot[0], spot[1] + size * 0.4, *spot[2:])
        shape = parts.text_box(slide, spot, [Paragraph(label.text, gap=0)], size=size, language=deck.language, name=f"Value {label.key}",
                               align=align, anchor="middle", colour=ink)  # fmt: skip
        shape.text_frame.word_wrap = False


def _box(deck: Deck, slide: Any, held: Arranged, box: tuple[float, float, float], unit: float) -> None:
    """A state's name, number and rank in a frame, as on the page of the PDF."""
    spot = (box[0] + held["x"] * unit, box[1] + held["y"] * unit, held["width"] * unit, held["height"] * unit)
    shape = parts.panel(slide.shapes, spot, fill="FFFFFF", border=NAVY, rounded=True)
    small = rank_labels.NOTE_SIZE / rank_labels.SIZE
    note = [Paragraph(held["note"], colour=SOFT, scale=small, gap=0)] if held["note"] else []
    lines = [Paragraph(held["name"], gap=0), Paragraph(held["text"], is_bold=True, colour=NAVY, gap=0), *note]
    size = fitting_size(lines, spot[2] - 4, spot[3] + 2, largest=0.93 * rank_labels.SIZE * unit, smallest=5)
    parts.write(shape, lines, size=size, language=deck.language, align="center", anchor="middle", inset=0)
    shape.text_frame.word_wrap = False
    parts.describe(shape, f"Value {held['key']}", " ".join(filter(None, (held["name"], held["text"], held["note"]))))


def _leader(slide: Any, leader: Sequence[tuple[float, float]], box: tuple[float, float, float], unit: float) -> None:
    spots = [(box[0] + x * unit, box[1] + y * unit) for x, y in leader]
    for (x1, y1), (x2, y2) in pairwise(spots):
        line = slide.shapes.add_connector(1, *(parts.Pt(each) for each in (x1, y1, x2, y2)))
        line.line.color.rgb = parts.rgb(SOFT)
        line.line.width = parts.Pt(0.5)


PAGES: dict[type, Callable[[Any, Any, Arranged], None]] = {
    OverviewPage: overview,
    ApproachesPage: approaches,
    PracticesPage: practices,
    SummaryPage: summary,
    IndicatorPage: indicator,
    TablesPage: tables,
}
