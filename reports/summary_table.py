"""A small table beside the summary, as headquarters types it: title, unit and source in the first line, then a line each.

    日本企業の対米直接投資残高 | 億ドル | 米商務省
    2019年 | 6,447

Numbers may be in full width and with commas; ― or nothing is a number that is not known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from reports.edition_content import Column, Row, Table
from reports.edition_texts import Pair, say
from reports.typography import UNKNOWN

KEY = "summary/table"
YEAR = re.compile(r"(FY)?\d{4}(年|年度)?")
NAMES: dict[str, Pair] = {"year": ("年", "Year"), "item": ("項目", "Item"), "value": ("数値", "Value")}
MOST_ROWS = 12


def read(text: str, *, language: str) -> Table | None:
    """None where nothing was typed. What is no number is printed as it stands: the form refuses it before."""
    lines = _lines(text)
    if not lines:
        return None
    title, unit, source = [*lines[0], "", "", ""][:3]
    rows = tuple(Row(str(place), (name, _cell(value))) for place, (name, value) in enumerate(_pairs(lines), start=1))
    first = "year" if rows and all(YEAR.fullmatch(str(row.cells[0])) for row in rows) else "item"
    columns = (
        Column("name", say(language, NAMES[first])),
        Column("value", say(language, NAMES["value"]), unit, is_number=True),
    )
    return Table(KEY, title, columns, rows, source=source)


def unreadable(text: str) -> list[str]:
    """The lines that hold no name with a number, in order; the first line needs a title only."""
    lines = _lines(text)
    return [
        " | ".join(parts)
        for parts, (name, value) in zip(lines[1:], _pairs(lines), strict=True)
        if len(parts) != 2 or not name or isinstance(_cell(value), str)
    ]


def count_rows(text: str) -> int:
    return max(0, len(_lines(text)) - 1)


def _lines(text: str) -> list[list[str]]:
    return [[part.strip() for part in line.replace("｜", "|").split("|")] for line in text.splitlines() if line.strip()]


def _pairs(lines: list[list[str]]) -> Iterator[tuple[str, str]]:
    for parts in lines[1:]:
        yield parts[0], " | ".join(parts[1:])


def _cell(value: str) -> str | int | None:
    plain = unicodedata.normalize("NFKC", value).replace(",", "").strip()
    if plain in ("", "-", UNKNOWN, "—"):
        return None
    return int(plain) if plain.isdecimal() and plain.isascii() else value
