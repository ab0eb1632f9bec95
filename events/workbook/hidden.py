"""Rows and columns that a workbook keeps from sight, which the reader of cells does not tell. No Django here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from events.workbook.limits import MOST_COLUMNS, MOST_ROWS, ROWS_BESIDE

FURTHEST_ROW = 2_000_000
MOST_HIDDEN = MOST_ROWS + ROWS_BESIDE

_IN_EXCEL = re.compile(rb'hidden="(?:1|true)"|(?:ht|width)="0(?:\.0*)?"')
_SIGNS = (b'hidden="1"', b'hidden="true"', b'ht="0', b'width="0')
"""One of these is there wherever `_IN_EXCEL` finds something; looking for them is ten times as fast."""
_TAG = re.compile(rb"<(?:\w+:)?(row|col)\b([^>]*)>")
_PLACE = {name: re.compile(rb"(?:^|\s)" + name + rb'="(\d{1,7})"') for name in (b"r", b"min", b"max")}

MAY_HIDE = re.compile(rb'table:visibility="(?:collapse|filter)"')
_ODS_TAG = re.compile(rb"<table:(table|table-row|table-column)(?=[\s/>])([^>]*)>")
_ODS_NAME = re.compile(rb'table:name="([^"]*)"')
_ODS_REPEATED = re.compile(rb'table:number-(?:rows|columns)-repeated="(\d{1,8})"')


class Hidden:
    """Rows from 1 and columns from 0."""

    def __init__(self) -> None:
        self.rows: set[int] = set()
        self.columns: set[int] = set()

    def hide_rows(self, first: int, last: int) -> None:
        if len(self.rows) < MOST_HIDDEN:
            self.rows.update(range(first, min(last, FURTHEST_ROW, first + MOST_HIDDEN) + 1))

    def hide_columns(self, first: int, last: int) -> None:
        self.columns.update(range(first, min(last, MOST_COLUMNS - 1) + 1))

    def look_at_excel(self, text: bytes) -> None:
        """A piece of a sheet's XML, in which no tag that matters is cut; a piece may overlap the one before."""
        if not any(sign in text for sign in _SIGNS):
            return
        for kind, attributes in _TAG.findall(text):
            if not _IN_EXCEL.search(attributes):
                continue
            if kind == b"row":
                if row := _number(attributes, b"r"):
                    self.hide_rows(row, row)
            elif (first := _number(attributes, b"min")) and (last := _number(attributes, b"max")):
                self.hide_columns(first - 1, last - 1)


def _number(attributes: bytes, name: bytes) -> int:
    """0 where there is none."""
    found = _PLACE[name].search(attributes)
    return int(found[1]) if found else 0


def of_opendocument(chunks: Iterator[bytes]) -> dict[str, Hidden]:
    """What each sheet of a content.xml hides, by the sheet's name: its rows and columns are numbered by counting."""
    found: dict[str, Hidden] = {}
    here = Hidden()
    row = column = 0
    for kind, attributes in _tags(chunks):
        if kind == b"table":
            name = _ODS_NAME.search(attributes)
            here = found.setdefault(_text(name[1]) if name else "", Hidden())
            row = column = 0
            continue
        repeated = _ODS_REPEATED.search(attributes)
        count, hides = int(repeated[1]) if repeated else 1, MAY_HIDE.search(attributes)
        if kind == b"table-row":
            if hides:
                here.hide_rows(row + 1, row + count)
            row += count
        else:
            if hides:
                here.hide_columns(column, column + count - 1)
            column += count
    return found


def _tags(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    carry = b""
    for chunk in chunks:
        text = carry + chunk
        cut = text.rfind(b"<")
        cut = cut if len(text) - cut < 1 << 16 and b">" not in text[cut:] else len(text)
        yield from _ODS_TAG.findall(text[:cut])
        carry = text[cut:]


def _text(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    for sign, name in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&apos;"), ("&", "&amp;")):
        text = text.replace(name, sign)
    return text
