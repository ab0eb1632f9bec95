"""Map = table = every file: an edition's numbers added up within its value, and found again in each rendered file."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from python_calamine import CalamineWorkbook

from reports.edition_content import EditionContent, OverviewPage, TablesPage
from reports.edition_json import from_json
from reports.typography import number

NUMBER = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?![\d,])|(?<![\d,.])\d+(?![\d,])")


def sums_that_differ(content: EditionContent) -> list[str]:
    """Names of the breakdowns that do not add up to the total, and of the places where map and table differ."""
    figures = content.figures
    breakdowns = {
        "fiscal_year": figures.by_fiscal_year, "mission": figures.by_mission, "region": figures.by_region,
        "state": figures.by_state, "category": figures.by_category, "format": figures.by_format,
        **{f"approach {axis}": figures.on_axis(axis) for axis in {row.axis for row in figures.by_approach}},
    }  # fmt: skip
    wrong = [
        name
        for name, rows in breakdowns.items()
        if (sum(row.events for row in rows), sum(row.unknown for row in rows)) != (figures.events, figures.unknown)
        or sum(row.participants or 0 for row in rows) != (figures.participants or 0)
    ]
    for page in content.pages:
        if isinstance(page, OverviewPage):
            wrong += _map_differs(page, content)
        if isinstance(page, TablesPage):
            wrong += [table.key for table in page.tables if _table_differs(table, content)]
    return wrong


def _map_differs(page: OverviewPage, content: EditionContent) -> list[str]:
    on_map = {region.code: region.count for region in page.regions}
    counted = {str(row.code): row.events for row in content.figures.by_region}
    wrong = [] if on_map == counted else ["map"]
    if page.total.value != content.figures.baseline("events") + sum(value or 0 for value in on_map.values()):
        wrong.append("map total")
    return wrong


def _table_differs(table, content: EditionContent) -> bool:
    """Whether a table's lines do not add up to the events of its total."""
    lines = [row.cells[1] for row in table.rows if not row.is_total and row.key != "baseline"]
    totals = [row.cells[1] for row in table.rows if row.key in ("total", "recorded")]
    return bool(totals) and (sum(lines), content.figures.events) != (totals[0], totals[0])


def numbers_missing(content: EditionContent, files: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Format -> printed numbers that the file's text does not hold as often as the value says. Empty: all agree."""
    printed = Counter(number(value) for _key, value in content.traced() if value is not None)
    missing = {}
    for format_, data in files.items():
        if format_ == "json":
            lost = [] if from_json(data.decode()) == content else ["JSON"]
        elif format_ == "data-xlsx":
            lost = _not_in(_figures_of(content), _numbers_of_workbook(data))
        elif format_ == "xlsx":
            lost = _not_in(dict.fromkeys(printed, 1), _numbers_of_workbook(data))
        else:
            lost = _not_in(printed, Counter(NUMBER.findall(text_of(format_, data))))
        if lost:
            missing[format_] = lost
    return missing


def text_of(format_: str, data: bytes) -> str:
    """The text of a PDF, or of slides with their charts and tables."""
    return _pdf_text(data) if format_ == "pdf" else "\n".join(_slide_texts(data))


def _not_in(wanted: Mapping[str, int], found: Mapping[str, int]) -> list[str]:
    return sorted(value for value, count in wanted.items() if found.get(value, 0) < count)


def _figures_of(content: EditionContent) -> dict[str, int]:
    figures = content.figures
    rows = [*figures.by_fiscal_year, *figures.by_mission, *figures.by_region, *figures.by_state, *figures.by_category]
    return {number(value): 1 for row in rows for value in (row.events, row.known_participants) if value is not None}


def _numbers_of_workbook(data: bytes) -> Counter:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found: Counter = Counter()
    for name in book.sheet_names:
        for row in book.get_sheet_by_name(name).to_python():
            for cell in row:
                if isinstance(cell, int | float) and not isinstance(cell, bool):
                    found[number(int(cell))] += 1
                elif isinstance(cell, str):
                    found.update(NUMBER.findall(cell))
    return found


def _pdf_text(data: bytes) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def _slide_texts(data: bytes) -> Iterable[str]:
    from pptx import Presentation

    for slide in Presentation(io.BytesIO(data)).slides:
        for shape in _shapes(slide.shapes):
            if shape.has_text_frame:
                yield shape.text_frame.text
            if getattr(shape, "has_table", False):
                yield from (cell.text for row in shape.table.rows for cell in row.cells)
            if getattr(shape, "has_chart", False):
                for plot in shape.chart.plots:
                    for series in plot.series:
                        yield from (number(int(value)) for value in series.values if value is not None)


def _shapes(shapes) -> Iterable:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        else:
            yield shape
