"""The edition as a workbook to hand round: a sheet for each page, tables, native charts, notes and sources; A4 landscape."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook

from reports.documents.arrangement import Arrangement, adds_up
from reports.documents.glyphs import outside_basic_fonts
from reports.documents.texts import texts_of
from reports.documents.words import (
    amount,
    as_of_line,
    date_line,
    edition_line,
    in_brackets,
    numbered_notes,
    rank_text,
    with_unit,
    words_of,
)
from reports.documents.workbook import BLUE, FONT, LINE, NAVY, PALE, SOFT, plain
from reports.edition_content import (
    ApproachesPage,
    EditionContent,
    Example,
    IndicatorPage,
    OverviewPage,
    Page,
    PracticesPage,
    SummaryPage,
    Table,
    TablesPage,
)  # fmt: skip
from reports.typography import UNKNOWN, width

WIDTHS = (34, 18, 18, 20, 18, 18)
COLUMNS = len(WIDTHS)
ROWS_OF_A_PAGE = 34
"""Of a landscape page at the scale at which the columns fill it."""
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
Cell = str | int | None


def write_workbook(content: EditionContent) -> bytes:
    """The file; the same value gives the same bytes, as XlsxWriter dates what it packs in memory 1980."""
    file = io.BytesIO()
    workbook = Workbook(file, {"in_memory": True, "default_format_properties": {"font_name": FONT, "font_size": 10}})
    workbook.set_properties(properties_of(content))
    book = _Book(workbook, content)
    for place, page in enumerate(content.pages):
        book.page(page, place)
    book.about()
    workbook.close()
    return file.getvalue()


def properties_of(content: EditionContent) -> dict[str, Any]:
    moment = datetime.combine(content.issued_on, datetime.min.time())
    title = f"{content.title} {content.subtitle} {edition_line(content)}"
    return {"title": title, "author": content.organisation, "created": moment}


def sheet_name(name: str, taken: set[str]) -> str:
    """At most 31 characters, none that Excel refuses, and none twice."""
    base = (NOT_IN_A_NAME.sub("", name).strip("'") or "-")[:31]
    chosen, number = base, 2
    while chosen.lower() in taken:
        chosen = f"{base[: 31 - len(f' {number}')]} {number}"
        number += 1
    taken.add(chosen.lower())
    return chosen


class _Book:
    def __init__(self, workbook: Workbook, content: EditionContent) -> None:
        self.workbook, self.content, self.language = workbook, content, content.language
        self.words = words_of(content)
        self.arrangement = Arrangement(content, {})
        self.taken: set[str] = set()
        add = workbook.add_format
        line: dict[str, Any] = {"bottom": 1, "bottom_color": LINE, "valign": "vcenter"}
        navy: dict[str, Any] = {"bold": True, "font_color": NAVY}
        self.title = add(
            {"bold": True, "font_size": 18, "font_color": "#FFFFFF", "bg_color": NAVY, "valign": "vcenter"}
        )
        self.soft = add({"font_color": SOFT, "text_wrap": True, "valign": "top"})
        self.soft_line = add({"font_color": SOFT, "valign": "vcenter"})
        self.text = add({"text_wrap": True, "valign": "top", "font_size": 11})
        self.strong = add({"bold": True, "text_wrap": True, "valign": "top", "font_size": 11})
        self.heading = add({**navy, "font_size": 12})
        self.big = add({**navy, "font_size": 16})
        head = {"bold": True, "bg_color": PALE, "top": 2, "top_color": NAVY, "text_wrap": True, **line}
        self.head, self.head_right = add(head), add({**head, "align": "right"})
        self.cell, self.number = (
            add({"text_wrap": True, **line}),
            add({"num_format": "#,##0", "align": "right", **line}),
        )
        total = {"bold": True, "top": 1, "bottom": 2, "bottom_color": NAVY, "valign": "vcenter"}
        self.total, self.total_number = add(total), add({**total, "num_format": "#,##0", "align": "right"})

    def page(self, page: Page, place: int) -> None:
        sheet = _Sheet(self, page.heading)
        if isinstance(page, OverviewPage):
            _overview(self, sheet, page)
        elif isinstance(page, IndicatorPage):
            _indicator(self, sheet, page)
        elif isinstance(page, ApproachesPage | PracticesPage):
            _told(self, sheet, page)
        else:
            _points_and_tables(self, sheet, page)
        source = getattr(page, "source", "")
        sheet.notes([*numbered_notes(page.notes, self.language), *([self.words["source"] + source] if source else [])])
        address = page.address or self.content.address
        if address:
            sheet.notes([self.words["address"] + address])

    def about(self) -> None:
        """The last sheet: of which edition this is, and the characters that a reader's font may lack."""
        sheet = _Sheet(self, self.words["notes"])
        content = self.content
        for line in (content.title, content.subtitle, content.organisation, date_line(content), edition_line(content),
                     as_of_line(content), content.sample_note if content.is_sample else ""):  # fmt: skip
            if line:
                sheet.line(line, self.text)
        rare = outside_basic_fonts(texts_of(content))
        if rare:
            said = self.words["comma"].join(f"{each.character} ({each.name})" for each in rare)
            sheet.line(self.words["glyphs.viewer"] + said, self.text)


class _Sheet:
    """A page of the workbook, written from top to bottom."""

    def __init__(self, book: _Book, heading: str) -> None:
        self.book = book
        self.name = sheet_name(heading, book.taken)
        self.sheet = sheet = book.workbook.add_worksheet(self.name)
        content = book.content
        sheet.hide_gridlines(2)
        for column, each in enumerate(WIDTHS):
            sheet.set_column(column, column, each)
        sheet.set_row(0, 34)
        for column in range(COLUMNS):
            sheet.write_blank(0, column, None, book.title)
        sheet.write_string(0, 0, plain(heading), book.title)
        sheet.write_string(1, 0, plain(f"{content.title}　{content.subtitle}".strip()), book.soft_line)
        sheet.set_row(1, 15)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer(f"&L{_foot(content.organisation)}　{date_line(content)}　{edition_line(content)}&R&P／&N")
        self.row = 3
        if content.is_sample:
            self.line(content.sample_note, book.soft)

    def line(self, text: str, form: Any) -> None:
        """A text over all columns, as high as it needs."""
        self.sheet.merge_range(self.row, 0, self.row, COLUMNS - 1, "", form)
        self.sheet.write_string(self.row, 0, plain(text), form)
        lines = sum(max(1, -(-width(part) // (sum(WIDTHS) - 4))) for part in text.split("\n"))
        self.sheet.set_row(self.row, min(400, 17 * lines + 2))
        self.row += 1

    def notes(self, lines: Sequence[str]) -> None:
        for line in lines:
            self.line(line, self.book.soft)

    def heading(self, text: str) -> None:
        self.row += 1
        self.sheet.write_string(self.row, 0, plain(text), self.book.heading)
        self.row += 1

    def table(self, heads: Sequence[tuple[str, bool]], rows: Sequence[tuple[Sequence[Cell], bool]]) -> tuple[int, int]:
        """Heads with whether they are over numbers, rows with whether they are totals; the first and last row written."""
        book = self.book
        for column, (text, is_number) in enumerate(heads):
            self.sheet.write_string(self.row, column, plain(text), book.head_right if is_number else book.head)
        self.sheet.set_row(
            self.row, 30 if any(width(text) > WIDTHS[min(i, COLUMNS - 1)] for i, (text, _n) in enumerate(heads)) else 20
        )
        self.row += 1
        first = self.row
        for cells, is_total in rows:
            for column, value in enumerate(cells):
                self._cell(column, value, is_number=heads[column][1], is_total=is_total)
            lines = [
                -(-width(value) // (WIDTHS[place] - 2)) for place, value in enumerate(cells) if isinstance(value, str)
            ]
            if max(lines, default=1) > 1:
                self.sheet.set_row(self.row, 15 * max(lines))
            self.row += 1
        return first, self.row - 1

    def _cell(self, column: int, value: Cell, *, is_number: bool, is_total: bool) -> None:
        book = self.book
        text, number = (book.total, book.total_number) if is_total else (book.cell, book.number)
        if isinstance(value, int):
            self.sheet.write_number(self.row, column, value, number)
        else:
            form = number if is_number else text
            self.sheet.write_string(self.row, column, UNKNOWN if value is None else plain(value), form)

    def columns_chart(self, title: str, rows: tuple[int, int], *, at: int, alt: str) -> None:
        """Upright columns of the second column of a table, beside it from the row `at` on."""
        chart = self.book.workbook.add_chart({"type": "column"})
        chart.add_series({
            "name": plain(title), "categories": [self.name, rows[0], 0, rows[1], 0],
            "values": [self.name, rows[0], 1, rows[1], 1], "fill": {"color": BLUE}, "gap": 45,
            "data_labels": {"value": True, "num_format": "#,##0", "font": {"name": FONT, "size": 9}},
        })  # fmt: skip
        chart.set_title(
            {"name": plain(title), "overlay": False, "name_font": {"name": FONT, "size": 11, "color": NAVY}}
        )
        chart.set_legend({"none": True})
        chart.set_x_axis({"num_font": {"name": FONT, "size": 9}, "line": {"color": LINE}})
        chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
        chart.set_size({"width": 540, "height": 290})
        self.sheet.insert_chart(at, 2, chart, {"description": alt, "x_offset": 40})


def _foot(text: str) -> str:
    return text.replace("&", "&&")


def _overview(book: _Book, sheet: _Sheet, page: OverviewPage) -> None:
    sheet.line(page.lead, book.text)
    sheet.line(page.emphasis, book.big)
    sheet.sheet.set_row(sheet.row - 1, 26)
    top = sheet.row + 2
    sheet.heading(page.map_title)
    unit = page.total.unit if book.language == "ja" else ""
    heads = [(book.words["region"], False), (with_unit(book.words["events"], unit, book.language), True)]
    rows = [((region.name, region.count), False) for region in page.regions]
    sheet.table(heads, [*rows, ((book.words["total"], page.total.value), True)])
    sheet.heading(page.chart_title)
    heads = [(book.words["year"], False), (with_unit(book.words["participants"], page.year_unit, book.language), True)]
    star = book.words["published"]
    bars = [(((star if year.basis == "published" else "") + year.name, year.value), False) for year in page.years]
    written = sheet.table(heads, bars)
    if bars:
        title = with_unit(page.chart_title, page.year_unit, book.language)
        sheet.columns_chart(title, written, at=top, alt=book.arrangement.chart(page)["alt"])
        sheet.row = max(sheet.row, top + 17)
    stars = [book.words["published_note"]] if any(year.basis == "published" for year in page.years) else []
    sheet.notes([*stars, *page.baseline])


def _indicator(book: _Book, sheet: _Sheet, page: IndicatorPage) -> None:
    if page.lead:
        sheet.line(page.lead, book.text)
    if not page.values:
        sheet.line(page.no_values or book.words["no_values"], book.strong)
        return
    if page.total:
        sheet.heading(f"{page.total_label}　{amount(page.total, book.language)}".strip())
    heads = [(book.words["state"], False), (with_unit(page.value_head, page.unit, book.language), True)]
    if page.form == "ranks":
        heads += [(book.words["rank"], True), (book.words["remark"], False)]
    rows = [
        (
            (each.name, each.value, in_brackets(rank_text(each.rank, book.language), book.language), each.note)
            if page.form == "ranks"
            else (each.name, each.value),
            False,
        )
        for each in page.values
    ]
    if page.form != "ranks" and adds_up(page) and page.total:
        rows.append(((book.words["total"], page.total.value), True))
    if len(rows) > ROWS_OF_A_PAGE:
        sheet.sheet.repeat_rows(sheet.row)
    sheet.table(heads, rows)
    if page.rank_note:
        sheet.notes([book.words["mark"] + page.rank_note])


def _told(book: _Book, sheet: _Sheet, page: ApproachesPage | PracticesPage) -> None:
    if page.lead:
        sheet.line(page.lead, book.text)
    for group, arranged in zip(page.groups, book.arrangement.counts(page.groups), strict=True):
        sheet.heading(f"{group.heading}　{arranged}".strip())
        for example in group.examples:
            _example(book, sheet, example)


def _example(book: _Book, sheet: _Sheet, example: Example) -> None:
    sheet.line(example.heading, book.strong)
    if example.method:
        sheet.line(example.method, book.text)
    for point in example.points:
        sheet.line(f"● {point}", book.text)
    if example.outcome:
        sheet.line(book.words["outcome"] + example.outcome, book.text)
    captions = [
        f"{photo.caption}{'　' + book.words['credit'] + photo.credit if photo.credit else ''}"
        for photo in example.photos
    ]
    sheet.notes([f"{book.words['more_photos']}{book.words['colon']}{caption}" for caption in captions if caption])


def _points_and_tables(book: _Book, sheet: _Sheet, page: SummaryPage | TablesPage) -> None:
    if isinstance(page, SummaryPage):
        for point in page.points:
            source = (
                f"{book.words['unit.left']}{book.words['source']}{point.source}{book.words['unit.right']}"
                if point.source
                else ""
            )
            sheet.line(f"● {point.text}{source}", book.text)
        for text in (page.conclusion, page.attached):
            if text:
                sheet.line(text, book.strong)
    elif page.lead:
        sheet.line(page.lead, book.text)
    breaks, used = [], sheet.row
    for table in page.tables:
        rows = len(table.rows) + len(table.notes) + 3
        if used > COLUMNS and used + rows > ROWS_OF_A_PAGE:
            breaks.append(sheet.row)
            used = 1
        _table(book, sheet, table)
        used = (used + rows) % ROWS_OF_A_PAGE
    sheet.sheet.set_h_pagebreaks(breaks)


def _table(book: _Book, sheet: _Sheet, table: Table) -> None:
    sheet.heading(table.title)
    heads = [(with_unit(column.head, column.unit, book.language), column.is_number) for column in table.columns]
    sheet.table(heads, [(row.cells, row.is_total) for row in table.rows])
    source = [book.words["source"] + table.source] if table.source else []
    sheet.notes([*numbered_notes(table.notes, book.language), *source])
