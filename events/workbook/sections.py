"""Headings between the rows of a table, as a column of their own: what stands above a row belongs to it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from events.workbook.reading import Row

HEADER = "（見出し） / (Heading)"
"""The header of the column that the sheet does not have."""

_NUMBERING = re.compile(r"^(?:[(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[IVX]{1,4})[).、:]|[(]\w{1,2}[)])\s*")
_CIRCLED = re.compile(r"^[①-⑳]\s*")
_SIGNS = "【】〔〕[]<>〈〉《》「」■●○◆◇□▼▽★☆※*＊ 　:："


def heading_text(text: str) -> str:
    """A heading without its numbering and signs: 【１．日本祭り】 -> 日本祭り."""
    text = _CIRCLED.sub("", text.strip().strip(_SIGNS))
    plain = unicodedata.normalize("NFKC", text).strip().strip(_SIGNS)
    return _NUMBERING.sub("", plain).strip(_SIGNS) or plain


def with_headings(rows: Sequence[Row], headings: dict[int, str], column: int) -> list[Row]:
    """The rows with the heading above each in this column, which lies right of all others."""
    found, above = [], ""
    waiting = sorted(headings.items())
    for row in rows:
        while waiting and waiting[0][0] < row.number:
            above = heading_text(waiting.pop(0)[1])
        if above:
            cells = (*row.cells, *[None] * (column - len(row.cells)), above[:200])
            row = Row(row.number, cells)  # noqa: PLW2901 the same row, with more in it
        found.append(row)
    return found
