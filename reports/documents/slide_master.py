"""The master of the slides: title bar, fonts, and the placeholders of title, body, date, foot and number."""

from __future__ import annotations

import copy
import re
from typing import Any

from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from reports.documents.slide_parts import (
    BAR,
    DRAWING,
    FONT,
    HEIGHT,
    INK,
    MARGIN,
    NAVY,
    ROOM,
    SOFT,
    TOP,
    WIDTH,
    add_run,
    found,
    place,
    tag,
)  # fmt: skip
from reports.documents.slide_text import Paragraph, fitting_size


def new_presentation(language: str) -> Any:
    """A deck of one layout whose master carries the title bar and the placeholders of title, body, date, foot, number."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    master = deck.slide_master
    _keep_layout(deck, 1)
    _fonts(master)
    _title_bar(master)
    _placeholders(master, language)
    _placeholders(deck.slide_layouts[0], language)
    return deck


def _keep_layout(deck: Any, kept: int) -> None:
    layouts = deck.slide_layouts
    for layout in [each for number, each in enumerate(layouts) if number != kept]:
        layouts.remove(layout)


def _fonts(master: Any) -> None:
    """The theme's fonts, so that every text that names none has them."""
    [theme] = [rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme")]
    text = theme.blob.decode("utf-8")
    text = re.sub(r'(<a:(?:majorFont|minorFont)>\s*)<a:latin typeface="[^"]*"/>\s*<a:ea typeface="[^"]*"/>',
                  rf'\1<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/>', text)  # fmt: skip
    text = text.replace("Office Theme", "Grassroots")
    theme._blob = text.encode("utf-8")


def _title_bar(master: Any) -> None:
    tree = master.shapes._spTree
    # Masters have no add_shape; the bar is put in as XML, behind the placeholders.
    bar = copy.deepcopy(found(tree, "./p:sp")[0])
    for element in found(bar, "./p:nvSpPr/p:nvPr/p:ph | ./p:txBody"):
        element.getparent().remove(element)
    properties = found(bar, "./p:nvSpPr/p:cNvPr")[0]
    properties.set("id", "100")
    properties.set("name", "Title bar")
    shape = found(bar, "./p:spPr")[0]
    for element in list(shape):
        shape.remove(element)
    xml = (
        f'<a:xfrm xmlns:a="{DRAWING}"><a:off x="0" y="0"/><a:ext cx="{Pt(WIDTH)}" cy="{Pt(BAR)}"/></a:xfrm>',
        f'<a:prstGeom xmlns:a="{DRAWING}" prst="rect"><a:avLst/></a:prstGeom>',
        f'<a:solidFill xmlns:a="{DRAWING}"><a:srgbClr val="{NAVY}"/></a:solidFill>',
        f'<a:ln xmlns:a="{DRAWING}"><a:noFill/></a:ln>',
    )
    for part in xml:
        shape.append(parse_xml(part))
    tree.insert(2, bar)


POSITIONS = {
    "title": (MARGIN, 6.0, ROOM, BAR - 12),
    "ctrTitle": (MARGIN, 6.0, ROOM, BAR - 12),
    "body": (MARGIN, TOP, ROOM, 60.0),
    "obj": (MARGIN, TOP, ROOM, 60.0),
    "dt": (MARGIN, 513.0, 110.0, 20.0),
    "ftr": (145.0, 513.0, 710.0, 20.0),
    "sldNum": (WIDTH - MARGIN - 70, 513.0, 70.0, 20.0),
}


def _placeholders(sheet: Any, language: str) -> None:
    for shape in sheet.placeholders:
        kind = found(shape._element, "./p:nvSpPr/p:nvPr/p:ph")[0].get("type", "obj")
        place(shape, *POSITIONS.get(kind, POSITIONS["obj"]))
        for properties in found(shape._element, ".//a:rPr | .//a:endParaRPr"):
            properties.set("lang", tag(language))
    for properties, size, colour in (("titleStyle", 2400, "FFFFFF"), ("bodyStyle", 1400, INK)):
        for style in found(sheet._element, f"./p:txStyles/p:{properties}/a:lvl1pPr"):
            style.set("algn", "l")
            style.set("marL", "0")
            style.set("indent", "0")
            for element in found(style, "./a:buFont | ./a:buChar | ./a:buNone"):
                style.remove(element)
            for run in found(style, "./a:defRPr"):
                run.set("sz", str(size))
                run.set("b", "1" if properties == "titleStyle" else "0")
                for fill in found(run, "./a:solidFill"):
                    run.remove(fill)
                run.insert(0, parse_xml(f'<a:solidFill xmlns:a="{DRAWING}"><a:srgbClr val="{colour}"/></a:solidFill>'))
            style.insert(style.index(found(style, "./a:defRPr")[0]), parse_xml(f'<a:buNone xmlns:a="{DRAWING}"/>'))


def with_foot(slide: Any, *, date: str, foot: str, number: int, language: str) -> None:
    """Date, foot and number as placeholders of the layout."""
    for shape in slide.slide_layout.placeholders:
        kind = found(shape._element, "./p:nvSpPr/p:nvPr/p:ph")[0].get("type", "obj")
        if kind not in ("dt", "ftr", "sldNum"):
            continue
        element = copy.deepcopy(shape._element)
        slide.shapes._spTree.append(element)
        own = slide.shapes[-1]
        properties = found(element, "./p:nvSpPr/p:cNvPr")[0]
        properties.set("id", str(max(int(each) for each in found(slide.shapes._spTree, ".//p:cNvPr/@id")) + 1))
        if kind == "sldNum":
            for run in found(element, ".//a:fld/a:t"):
                run.text = str(number)
            continue
        body = element.find(qn("p:txBody"))
        for paragraph in body.findall(qn("a:p"))[1:]:
            body.remove(paragraph)
        paragraph = own.text_frame.paragraphs[0]
        for child in list(paragraph._p):
            paragraph._p.remove(child)
        paragraph.alignment = PP_ALIGN.CENTER if kind == "ftr" else PP_ALIGN.LEFT
        text = date if kind == "dt" else foot
        size = fitting_size([Paragraph(text, gap=0)], POSITIONS[kind][2] - 16, 11, largest=8, smallest=5.5)
        add_run(paragraph, text, size=size, language=language, colour=SOFT)
