"""Writes workbooks of events: typed cells, constant memory, and no text that could run as a formula.

XlsxWriter keeps a cell object for each cell; rows of a list are written here as XML at once, a third of its time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet
from xlsxwriter.xmlwriter import re_control_chars_1, re_control_chars_2, xml_escapes

from events.spreadsheets.formula_guard import FORMULA_LIKE

MOST_ROWS = 1_048_575
"""Of an Excel sheet, beside the header."""
FONT = "Yu Gothic"
NAVY, PALE, GREY, LINE = "#00118F", "#E8F1FE", "#F2F2F2", "#B3B3B3"
NUMBER_FORMATS = {
    "key": "@",
    "text": "@",
    "choice": "@",
    "long": "General",  # a text format shows more than 255 characters as ####
    "lines": "General",
    "date": "yyyy-mm-dd",
    "era_date": '[$-411]ggge"年"m"月"d"日"',
    "moment": "yyyy-mm-dd hh:mm",
    "year": "0",
    "count": "#,##0",
    "money": "#,##0.00",
}
_DAY_ZERO = date(1899, 12, 30).toordinal()


def serial(day: date) -> float | int:
    """The number by which Excel knows a day or a moment."""
    days = day.toordinal() - _DAY_ZERO
    if isinstance(day, datetime):
        return days + (day.hour * 3600 + day.minute * 60 + day.second) / 86_400
    return days


def _escaped(text: str) -> str:
    if re_control_chars_1.search(text) or re_control_chars_2.search(text) or "\ufffe" in text or "\uffff" in text:
        text = SafeWorksheet._escape_control_characters(text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") if xml_escapes.search(text) else text


class SafeWorksheet(Worksheet):
    """A worksheet in constant memory: rows from top to bottom, texts as texts."""

    previous_row: int

    def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:
        """XlsxWriter takes a text between <r> and </r> for markup of its own and would write it unescaped."""
        self._xml_inline_string(string, preserve=True, attributes=attributes)

    def write(self, *args: Any) -> Any:
        raise NotImplementedError("say write_string or write_number: write() makes formulas and links of texts")

    def set_row_formats(self, formats: Sequence[Format], *, quoted: Sequence[Format]) -> None:
        """The format of each column of the rows to come, and the same with the quote prefix."""
        self._letters = [xl_col_to_name(index) for index in range(len(formats))]
        self._styles = [each._get_xf_index() for each in formats]
        self._quoted = [each._get_xf_index() for each in quoted]

    def write_cells(self, row: int, values: Sequence) -> None:
        """One row of text, numbers, dates; None and '' are left out."""
        number = row + 1
        parts = []
        for letter, style, quoted, value in zip(self._letters, self._styles, self._quoted, values, strict=True):
            if value is None or value == "":
                continue
            if type(value) is str:
                kept = quoted if FORMULA_LIKE.match(value) else style
                parts.append(
                    f'<c r="{letter}{number}" s="{kept}" t="inlineStr">'
                    f'<is><t xml:space="preserve">{_escaped(value)}</t></is></c>'
                )
            else:
                parts.append(f'<c r="{letter}{number}" s="{style}"><v>{_as_number(value)}</v></c>')
        if row > self.previous_row:
            self._write_single_row(row)
        self._check_dimensions(row, len(values) - 1)
        self.fh.write(f'<row r="{number}">{"".join(parts)}</row>')
        self.previous_row = number

    def add_streamed_table(self, row: int, headers: Sequence[str], *, name: str, style: str, header: Format) -> dict:
        """An Excel table below the header at `row`, which is written here; `end_table` says where it ends."""
        self.constant_memory = False  # XlsxWriter refuses tables in constant memory because it would write their cells
        columns = [{"header": text} for text in headers]
        self.add_table(row, 0, row + 1, len(headers) - 1, {"name": name, "style": style, "columns": columns})
        self.constant_memory = True
        self.table[row].clear()
        for index, text in enumerate(headers):
            self.write_string(row, index, text, header)
        return self.tables[-1]

    def end_table(self, table: dict, first_row: int, last_row: int) -> None:
        columns = len(table["columns"])
        table["range"] = table["a_range"] = table["autofilter"] = xl_range(
            first_row, 0, max(last_row, first_row + 1), columns - 1
        )


def _as_number(value: Any) -> str:
    if isinstance(value, date):
        return str(serial(value))
    return f"{value:f}" if isinstance(value, Decimal) else str(int(value) if isinstance(value, bool) else value)


@contextmanager
def open_workbook(file: IO[bytes], **properties: str) -> Iterator[Workbook]:
    """A workbook that is complete in `file` at the end of the block; nothing else is left on the disk, whatever happens."""
    with tempfile.TemporaryDirectory() as folder:
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "default_format_properties": {"font_name": FONT, "font_size": 10, "valign": "top"},
        }
        workbook = Workbook(file, options)
        workbook.set_properties(properties)
        yield workbook
        workbook.close()


def cell_formats(workbook: Workbook, kinds: Sequence[str], **properties: Any) -> tuple[list[Format], list[Format]]:
    """The format of each kind of cell, and the same with the quote prefix."""
    made: dict[tuple[str, bool], Format] = {}
    for kind in kinds:
        for quote in (False, True):
            prefix = {"quote_prefix": True} if quote else {}
            made[kind, quote] = made.get((kind, quote)) or workbook.add_format(
                {"num_format": NUMBER_FORMATS[kind], **prefix, **properties}
            )
    return [made[kind, False] for kind in kinds], [made[kind, True] for kind in kinds]
