"""Holds the totals that a sheet states against the rows they stand for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from events.counts import parse_count
from events.sentences import sentence as _
from events.workbook.headers import FIELDS, field_of_header
from events.workbook.limits import letters
from events.workbook.reading import Row
from events.workbook.values import is_dash

_ROWS_STATED = re.compile(r"(?:計|合計|小計|総計|total)?[^\d]{0,4}(\d{1,6})\s?(?:件|events?)", re.I)


def check_totals(
    data: Sequence[Row], totals: Sequence[Row], headers: Sequence[str], kinds: dict[int, str]
) -> list[str]:
    """A sentence for each stated total that differs from the sum of its rows, or that could not be checked."""
    sentences: list[str] = []
    last_total = 0
    for total in totals:
        is_subtotal = kinds[total.number] == "subtotal"
        rows = [row for row in data if row.number < total.number and (not is_subtotal or row.number > last_total)]
        if not rows:  # a total above its rows
            rows = [row for row in data if row.number > total.number]
        for column in range(len(headers)):
            sentences += _check(total, column, rows, headers[column])
        sentences += _check_number_of_rows(total, rows)
        last_total = total.number
    return sentences


def _check(total: Row, column: int, rows: Sequence[Row], header: str) -> list[str]:
    field = field_of_header(header)[0]
    stated = number_of(total.cell(column))
    kind = FIELDS[field].kind if field in FIELDS else ""
    if stated is None or (field and kind not in ("count", "money") and field != "given"):
        return []
    cells = [row.cell(column) for row in rows]
    numbers = [number_of(cell) for cell in cells]
    known = [number for number in numbers if number is not None]
    if not known or (not kind and len(known) < len(rows) / 2):
        return []
    words = {
        "row": total.number,
        "stated": _grouped(stated),
        "column": letters(column),
        "header": header or "-",
        "sum": _grouped(sum(known)),
    }
    unread = sum(
        cell is not None and number is None and not is_dash(cell) for cell, number in zip(cells, numbers, strict=True)
    )
    if stated == sum(known):
        return []
    if unread:
        return [
            _("Row %(row)d states a total of %(stated)s in column %(column)s (%(header)s); the rows that can be read add up to %(sum)s. Cells without a plain number: %(unread)d.")
            % {**words, "unread": unread}
        ]  # fmt: skip
    return [
        _("Row %(row)d states a total of %(stated)s in column %(column)s (%(header)s), but its rows add up to %(sum)s.")
        % words
    ]


def _check_number_of_rows(total: Row, rows: Sequence[Row]) -> list[str]:
    for cell in total.cells:
        found = isinstance(cell, str) and _ROWS_STATED.fullmatch(unicodedata.normalize("NFKC", cell).strip())
        if found and int(found[1]) != len(rows):
            return [
                _("Row %(row)d states %(stated)s events, but %(count)d rows stand for it.")
                % {"row": total.number, "stated": found[1], "count": len(rows)}
            ]
    return []


def number_of(cell: object) -> Decimal | None:
    """The number in a cell, whatever stands around it; None for none."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return Decimal(str(cell))
    if not isinstance(cell, str):
        return None
    try:
        count = parse_count(re.sub(r"^延べ|[（(].*[)）]$", "", cell.strip())).count
    except ValueError:
        return None
    return None if count is None else Decimal(count)


def _grouped(number: Decimal | int) -> str:
    return f"{number:,f}"
