"""Gives cells the value that the sheet shows for them: merged downwards, ditto marks, a mission named once for many rows."""

from __future__ import annotations

from collections.abc import Sequence

from events.sentences import sentence as _
from events.workbook.headers import FIELDS, field_of_header
from events.workbook.limits import letters
from events.workbook.reading import Merged, Row
from events.workbook.runs import in_short

DITTO = {
    "〃",
    "々",
    "同上",
    "同",
    "″",
    "”",
    "''",
    '"',
    "ditto",
    "same",
    "same as above",
    "Ditto",
    "Same",
    "Same as above",
    "do.",
    "仝",
    "↓",
}


def fill_down(
    rows: Sequence[Row], headers: Sequence[str], merged: Sequence[Merged] | None
) -> tuple[list[Row], list[str], set[tuple[int, int]]]:
    """Rows with the values filled in, a sentence for each column this was done to, and the cells filled."""
    fields = [field_of_header(text)[0] for text in headers]
    given: dict[int, dict[int, object]] = {}
    notices: list[str] = []
    _merged(rows, fields, headers, merged or (), given, notices)
    for column in sorted(
        {n for row in rows for n, cell in enumerate(row.cells) if cell.__class__ is str and cell in DITTO}
    ):
        _dittos(rows, column, fields, given, notices)
    if not any(m.right == m.left and m.bottom > m.top for m in merged or ()):
        for column, field in enumerate(fields):
            if field == "mission":
                _missions(rows, column, given)
    cells = {(number, column) for number, by_column in given.items() for column in by_column}
    for column in sorted({column for _number, column in cells}):
        numbers = [number for number, other in cells if other == column]
        notices.append(
            _("Column %(column)s (%(header)s) was given the value above in rows %(rows)s.")
            % {"column": letters(column), "header": headers[column] or "-", "rows": in_short(numbers)}
        )  # fmt: skip
    if not given:
        return list(rows), notices, cells
    return [_with(row, given.get(row.number)) for row in rows], notices, cells


def _with(row: Row, values: dict[int, object] | None) -> Row:
    if not values:
        return row
    cells = list(row.cells) + [None] * (max(values) + 1 - len(row.cells))
    for column, value in values.items():
        cells[column] = value  # type: ignore[call-overload]  # a cell's value, taken from another cell
    return Row(row.number, tuple(cells))


def _is_number(value: object, field: str) -> bool:
    """A number that would be counted twice if it stood in two rows."""
    return (field in FIELDS and FIELDS[field].kind in ("count", "money")) or (
        not field and isinstance(value, int | float) and not isinstance(value, bool)
    )


def _merged(rows, fields, headers, merged: Sequence[Merged], given: dict, notices: list[str]) -> None:
    by_number = {row.number: row for row in rows}
    for m in merged:
        if m.bottom == m.top or m.top not in by_number or m.left >= len(headers):
            continue
        value = by_number[m.top].cell(m.left)
        below = [number for number in range(m.top + 1, min(m.bottom, m.top + 5_000) + 1) if number in by_number]
        if value is None or not below:
            continue
        if _is_number(value, fields[m.left]):
            notices.append(
                _("Cells %(cells)s are merged and hold one number for several rows. It was read for row %(row)d only.")
                % {"cells": f"{letters(m.left)}{m.top}:{letters(m.right)}{m.bottom}", "row": m.top}
            )
            continue
        for number in below:
            if by_number[number].cell(m.left) is None:
                given.setdefault(number, {})[m.left] = value


def _dittos(rows, column: int, fields, given: dict, notices: list[str]) -> None:
    above: object = None
    for row in rows:
        cell = row.cells[column] if column < len(row.cells) else None
        if cell.__class__ is str and cell in DITTO:
            if above is not None and not _is_number(above, fields[column]):
                given.setdefault(row.number, {})[column] = above
        elif cell is not None:
            above = given.get(row.number, {}).get(column, cell)


def _missions(rows, column: int, given: dict) -> None:
    """A mission is never left out on purpose, so a blank below one means the same one, as long as the row has more."""
    above: object = None
    for row in rows:
        cell = row.cell(column)
        if cell is None and above is not None and len(row.cells) > 1:
            given.setdefault(row.number, {}).setdefault(column, above)
        elif cell is not None:
            above = given.get(row.number, {}).get(column, cell)
