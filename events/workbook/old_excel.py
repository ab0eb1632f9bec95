"""What the reader of cells does not tell of an .xls file: errors, what is hidden, days from 1904. No Django here.

Walks the records of the workbook's stream; a file that is not built as expected tells nothing and is read anyway.
"""

from __future__ import annotations

import struct

from events.workbook.hidden import Hidden
from events.workbook.packages import Found

_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_DATE_MODE, _SHEET, _FORMULA, _ERROR_CELL, _ROW, _COLUMNS = 0x22, 0x85, 0x06, 0x205, 0x208, 0x7D
_FREE = 0xFFFFFFFA


def look_into(data: bytes) -> Found:
    """Errors by sheet and the epoch, as far as they can be found."""
    found = Found(format="xls")
    try:
        _walk(_stream(data), found)
    except (struct.error, IndexError, ValueError):
        return found
    return found


def _stream(data: bytes) -> bytes:
    """The Workbook stream of the OLE file."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in (512, 4096):
        raise ValueError(size)
    table: list[int] = []
    for sector in _fat_sectors(data, size):
        table += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    directory = _chain(data, table, struct.unpack_from("<I", data, 48)[0], size)
    for at in range(0, len(directory), 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        if name in ("Workbook", "Book"):
            start, total = struct.unpack_from("<II", directory, at + 116)
            if total < 4096:  # kept among the short streams
                raise ValueError(total)
            return _chain(data, table, start, size)[:total]
    raise ValueError("no workbook")


def _fat_sectors(data: bytes, size: int) -> list[int]:
    sectors = [sector for sector in struct.unpack_from("<109I", data, 76) if sector < _FREE]
    following = struct.unpack_from("<I", data, 68)[0]
    seen: set[int] = set()
    while following < _FREE and following not in seen:
        seen.add(following)
        *more, following = struct.unpack_from(f"<{size // 4}I", data, (following + 1) * size)
        sectors += [sector for sector in more if sector < _FREE]
    return sectors


def _chain(data: bytes, table: list[int], sector: int, size: int) -> bytes:
    parts, seen = [], 0
    while sector < _FREE and seen <= len(table):
        parts.append(data[(sector + 1) * size : (sector + 2) * size])
        sector, seen = table[sector], seen + 1
    return b"".join(parts)


def _walk(stream: bytes, found: Found) -> None:
    names: dict[int, str] = {}
    at = 0
    errors: dict[tuple[int, int], str] = {}
    hides = Hidden()
    unpack = struct.Struct("<HH").unpack_from
    while at + 4 <= len(stream):
        if at in names:
            errors = found.errors.setdefault(names[at], {})
            hides = found.hidden.setdefault(names[at], Hidden())
        kind, length = unpack(stream, at)
        if kind == _DATE_MODE:
            found.is_1904 = stream[at + 4] == 1
        elif kind == _SHEET:
            wide = stream[at + 11] & 1
            raw = stream[at + 12 : at + 12 + stream[at + 10] * (1 + wide)]
            names[struct.unpack_from("<I", stream, at + 4)[0]] = raw.decode("utf-16-le" if wide else "latin-1")
        elif kind == _ERROR_CELL and stream[at + 11]:
            errors[_place(stream, at)] = _ERRORS.get(stream[at + 10], "#N/A")
        elif kind == _FORMULA and stream[at + 10] == 2 and stream[at + 16 : at + 18] == b"\xff\xff":
            errors[_place(stream, at)] = _ERRORS.get(stream[at + 12], "#N/A")
        elif kind in (_ROW, _COLUMNS):
            _look_at_size(stream, at, kind, hides)
        at += 4 + length


def _look_at_size(stream: bytes, at: int, kind: int, hides: Hidden) -> None:
    first, last = struct.unpack_from("<HH", stream, at + 4)
    if kind == _ROW:
        if stream[at + 16] & 0x20:
            hides.hide_rows(first + 1, first + 1)
    elif stream[at + 12] & 1:
        hides.hide_columns(first, last)


def _place(stream: bytes, at: int) -> tuple[int, int]:
    row, column = struct.unpack_from("<HH", stream, at + 4)
    return row + 1, column
