"""What slides are made of: the master, boxes of text, native tables and charts, pictures, the map as shapes."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from lxml.etree import XPath
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.util import Emu, Pt

from reports.documents.slide_text import LINE, Paragraph, em

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
PRESENTATION = "http://schemas.openxmlformats.org/presentationml/2006/main"

WIDTH, HEIGHT = 960.0, 540.0
"""Points: 16 to 9."""
MARGIN = 30.0
BAR, TOP, BOTTOM = 58.0, 70.0, 506.0
"""The title bar's height; where the body begins and ends."""
ROOM = WIDTH - 2 * MARGIN
NAVY, BLUE, PALE, INK, SOFT, RULE = "00118F", "3E6FD9", "E8F0FD", "1A1A1A", "4A5263", "B9C1D0"
FONT = "BIZ UDPGothic"
MANY_NUMBERS = 4


def found(element: Any, path: str) -> list[Any]:
    """What an XPath with the prefixes a and p finds; python-pptx knows only some of its elements."""
    return XPath(path, namespaces={"a": DRAWING, "p": PRESENTATION})(element)


def rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#").upper())


def place(shape: Any, x: float, y: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = Pt(x), Pt(y), Pt(width), Pt(height)


def describe(shape: Any, name: str, text: str = "") -> Any:
    """The name in the selection pane and the alternative text."""
    properties = found(shape._element, ".//p:cNvPr")[0]
    properties.set("name", name)
    if text:
        properties.set("descr", text)
    return shape


def without_shadow(shape: Any) -> None:
    shape.shadow.inherit = False
    for reference in found(shape._element, ".//a:effectRef"):
        reference.set("idx", "0")


def tag(language: str) -> str:
    return "ja-JP" if language == "ja" else "en-US"


# ---- text


def write(shape: Any, paragraphs: Sequence[Paragraph], *, size: float, language: str, align: str = "left", anchor: str = "top",
          inset: float = 0.0, colour: str = INK) -> None:  # fmt: skip
    """Paragraphs into a shape or placeholder; every run names its language."""
    frame = shape.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}[anchor]
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(inset)
    for number, each in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}[align]
        if number and each.gap:
            paragraph.space_before = Pt(each.gap * size)
        if each.is_bullet:
            _bullet(paragraph, size)
        add_run(
            paragraph,
            each.text,
            size=size * each.scale,
            language=language,
            is_bold=each.is_bold,
            colour=each.colour or colour,
        )


def add_run(paragraph: Any, text: str, *, size: float, language: str, is_bold: bool = False, colour: str = INK) -> None:
    for number, part in enumerate(text.split("\n")):
        if number:
            paragraph.add_line_break()
        run = paragraph.add_run()
        run.text = printable(part)
        run.font.size = Pt(int(size * 2 + 0.01) / 2)  # never larger than what its room was estimated for
        run.font.bold = is_bold
        run.font.color.rgb = rgb(colour)
        properties = run._r.get_or_add_rPr()
        properties.set("lang", tag(language))
        properties.set("altLang", tag("en" if language == "ja" else "ja"))


NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def printable(text: str) -> str:
    """Without the signs that XML forbids: a blank stands for each."""
    return NOT_IN_XML.sub(" ", text)


def _bullet(paragraph: Any, size: float) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(Pt(size * 1.1)))
    properties.set("indent", str(-Pt(size * 1.1)))
    for part in (
        f'<a:buClr xmlns:a="{DRAWING}"><a:srgbClr val="{NAVY}"/></a:buClr>',
        f'<a:buFont xmlns:a="{DRAWING}" typeface="{FONT}"/>',
        f'<a:buChar xmlns:a="{DRAWING}" char="●"/>',
    ):
        properties.append(parse_xml(part))


def text_box(slide: Any, box: tuple[float, float, float, float], paragraphs: Sequence[Paragraph], *, size: float,
             language: str, name: str, **how: Any) -> Any:  # fmt: skip
    shape = slide.shapes.add_textbox(*(Pt(each) for each in box))
    write(shape, paragraphs, size=size, language=language, **how)
    return describe(shape, name)


def panel(
    shapes: Any, box: tuple[float, float, float, float], *, fill: str, border: str = "", rounded: bool = False
) -> Any:
    """A rectangle to write into, without the theme's shadow."""
    shape = shapes.add_shape(
        MSO_SHAPE.ROUNDED_RECTANGLE if rounded else MSO_SHAPE.RECTANGLE, *(Pt(each) for each in box)
    )
    without_shadow(shape)
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(fill)
    if border:
        shape.line.color.rgb = rgb(border)
        shape.line.width = Pt(1)
    else:
        shape.line.fill.background()
    return shape


# ---- native table and chart


def native_table(
    slide: Any, box: tuple[float, float, float], table: Mapping[str, Any], *, size: float, language: str
) -> Any:
    """`table` as `arrangement` gives it: columns with head and is_number, rows, totals. `box` is x, y, width."""
    x, y, width = box
    columns, rows = table["columns"], table["rows"]
    row_height = size * LINE + 5
    frame = slide.shapes.add_table(
        len(rows) + 1, len(columns), Pt(x), Pt(y), Pt(width), Pt(row_height * (len(rows) + 1))
    )
    grid = frame.table
    for number, share in enumerate(column_shares(columns, rows)):
        grid.columns[number].width = Emu(int(Pt(width) * share))
    for row in grid.rows:
        row.height = Pt(row_height)
    grid.horz_banding = False
    for line, cells in enumerate([[column["head"] for column in columns], *rows]):
        is_bold = line == 0 or line - 1 in table["totals"]
        for number, text in enumerate(cells):
            _cell(grid.cell(line, number), text, size=size, language=language, is_bold=is_bold,
                  is_number=columns[number]["is_number"], fill=PALE if line == 0 else "F4F6FA" if is_bold else "FFFFFF")  # fmt: skip
    return frame


def column_shares(columns: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[str]]) -> list[float]:
    """Parts of the width by the widest text of each column; no column takes more than four times the narrowest.

    Beside many numbers a text takes at most half their width: a number broken in two is no number.
    """
    widest = [
        max([em(column["head"]), *(em(row[number]) for row in rows)], default=1.0) + 2.4
        for number, column in enumerate(columns)
    ]
    limit = min(widest) * 4
    held = [min(each, limit) for each in widest]
    numbers = [each for each, column in zip(held, columns, strict=True) if column["is_number"]]
    if len(numbers) >= MANY_NUMBERS:
        held = [
            each if column["is_number"] else min(each, sum(numbers) / 2)
            for each, column in zip(held, columns, strict=True)
        ]
    return [each / sum(held) for each in held]


def _cell(cell: Any, text: str, *, size: float, language: str, is_bold: bool, is_number: bool, fill: str) -> None:
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(fill)
    cell.margin_left = cell.margin_right = Pt(5)
    cell.margin_top = cell.margin_bottom = Pt(1.5)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if is_number else PP_ALIGN.LEFT
    if text:  # beside an empty run some programs forget the size of the sign that ends the paragraph
        ink = NAVY if is_bold and fill == PALE else INK
        add_run(paragraph, text, size=size, language=language, is_bold=is_bold, colour=ink)
    # An empty cell is as high as the sign that ends its paragraph.
    end = paragraph._p.get_or_add_endParaRPr()
    end.set("lang", tag(language))
    end.set("sz", str(round(size * 2) * 50))
    properties = cell._tc.get_or_add_tcPr()
    line = parse_xml(
        f'<a:lnB xmlns:a="{DRAWING}" w="6350"><a:solidFill><a:srgbClr val="{RULE}"/></a:solidFill></a:lnB>'
    )
    properties.insert(0, line)


def native_columns(slide: Any, box: tuple[float, float, float, float], bars: Sequence[tuple[str, int | None]], *, title: str,
                   language: str) -> Any:  # fmt: skip
    """An upright chart of one series that PowerPoint can edit; a value that is not known leaves a gap."""
    data = CategoryChartData(number_format="#,##0")
    data.categories = [printable(name) for name, _value in bars]
    data.add_series(printable(title), [value for _name, value in bars])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *(Pt(each) for each in box), data)
    chart = frame.chart
    chart.has_legend = False
    chart.has_title = False
    chart.font.size, chart.font.name = Pt(10), FONT
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    chart.category_axis.format.line.color.rgb = rgb(SOFT)
    chart.category_axis.tick_labels.font.size = Pt(10)
    plot = chart.plots[0]
    plot.gap_width = 45
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = "#,##0", False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size, labels.font.bold = Pt(10), True
    for body in found(labels._element, ".//a:bodyPr"):
        body.set("wrap", "none")
    series = plot.series[0]
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = rgb(BLUE)
    for properties in found(chart._chartSpace, ".//a:defRPr"):
        properties.set("lang", tag(language))
    return frame


# ---- pictures and the map


def picture(
    slide: Any, content: bytes, box: tuple[float, float, float, float], *, name: str, alt: str
) -> tuple[float, float]:
    """As large as the box allows, in its middle, with its own proportions; returns its top and height in points."""
    shape = slide.shapes.add_picture(io.BytesIO(content), 0, 0)
    x, y, width, height = box
    scale = min(Pt(width) / shape.width, Pt(height) / shape.height)
    shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
    shape.left = Pt(x) + (Pt(width) - shape.width) // 2
    shape.top = Pt(y)
    describe(shape, name, alt)
    return y, shape.height / Pt(1)
