"""Cells of a workbook as JSON keeps them, the same as in the reading process: {"d": day}, {"m": moment}, …"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from events.workbook.reading import Cell, CellError, decode_cell


def encoded(cells: Iterable[Cell]) -> list[Any]:
    return [cell if cell is None or type(cell) in _PLAIN else _encode(cell) for cell in cells]


_PLAIN = (str, int, float, bool)


def _encode(cell: Any) -> dict[str, Any]:
    if isinstance(cell, datetime):
        return {"m": cell.isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    if isinstance(cell, time):
        return {"t": cell.isoformat()}
    if isinstance(cell, timedelta):
        return {"h": cell.total_seconds() / 3600}
    return {"e": str(cell) if isinstance(cell, CellError) else repr(cell)}


def decoded(cells: Iterable[Any]) -> tuple[Cell, ...]:
    return tuple(decode_cell(cell) if isinstance(cell, dict) else cell for cell in cells)
