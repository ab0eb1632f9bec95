"""Tables that stand side by side under one row of headers: which columns belong together."""

from __future__ import annotations

from collections.abc import Sequence

from events.workbook.headers import FIELDS, field_of_header, header_key
from events.workbook.reading import Row

_TITLES = {"title", "title_ja", "title_en"}


def blocks(headers: Sequence[str], rows: Sequence[Row]) -> list[tuple[int, int]]:
    """First and last column of each table, from left to right; one block where nothing tells them apart."""
    used = {n for n, text in enumerate(headers) if text}
    for row in rows:
        if len(used) == len(headers):
            break
        used.update(n for n, cell in enumerate(row.cells) if cell is not None)
    runs = _runs(sorted(used))
    if len(runs) == 1:
        return _repeated(runs[0], headers)
    found = [runs[0]]
    for run in runs[1:]:
        if _are_two(found[-1], run, headers, rows):
            found.append(run)
        else:
            found[-1] = (found[-1][0], run[1])
    return found


def within(row: Row, first: int, last: int) -> Row | None:
    """The part of a row that belongs to a block, its cells where they were; None where it has none."""
    cells = [*[None] * first, *row.cells[first : last + 1]]
    while cells and cells[-1] is None:
        cells.pop()
    return Row(row.number, tuple(cells)) if cells else None


def _runs(used: Sequence[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for n in used:
        if found and found[-1][1] == n - 1:
            found[-1] = (found[-1][0], n)
        else:
            found.append((n, n))
    return found or [(0, 0)]


def _fields(block: tuple[int, int], headers: Sequence[str]) -> set[str]:
    found = {field_of_header(text)[0] for text in headers[block[0] : block[1] + 1] if text}
    return found & set(FIELDS)


def _is_of_events(fields: set[str]) -> bool:
    return "starts_on" in fields and bool(fields & _TITLES)


def _repeated(block: tuple[int, int], headers: Sequence[str]) -> list[tuple[int, int]]:
    """A block whose headers say the same twice or more is that many tables."""
    keys = [header_key(text) for text in headers[block[0] : block[1] + 1]]
    for size in range(2, len(keys) // 2 + 1):
        if len(keys) % size == 0 and keys == keys[:size] * (len(keys) // size):
            first = (block[0], block[0] + size - 1)
            if _is_of_events(_fields(first, headers)):
                return [(start, start + size - 1) for start in range(block[0], block[1] + 1, size)]
    return [block]


def _are_two(left: tuple[int, int], right: tuple[int, int], headers: Sequence[str], rows: Sequence[Row]) -> bool:
    """Both are of events; or one is, and the other sums it up: it says the same fields, or has rows of its own."""
    one, other = _fields(left, headers), _fields(right, headers)
    if _is_of_events(one) and _is_of_events(other):
        return True
    if not _is_of_events(one) and not _is_of_events(other):
        return False
    if sum(bool(text) for text in headers[right[0] : right[1] + 1]) < 2 or left[0] == left[1]:
        return False
    on_left, on_right = _filled(left, rows), _filled(right, rows)
    apart = len(on_left ^ on_right)
    if one & other:
        return apart >= max(1, len(on_left | on_right) * 0.2) or _is_a_group(
            right if _is_of_events(one) else left, headers
        )
    return len(on_right - on_left if _is_of_events(one) else on_left - on_right) >= 2


def _is_a_group(block: tuple[int, int], headers: Sequence[str]) -> bool:
    """Its first column names groups: a summary by category, state or mission."""
    field = field_of_header(headers[block[0]])[0] if headers[block[0]] else ""
    return field in FIELDS and FIELDS[field].kind == "choice"


def _filled(block: tuple[int, int], rows: Sequence[Row]) -> set[int]:
    return {row.number for row in rows if any(cell is not None for cell in row.cells[block[0] : block[1] + 1])}
