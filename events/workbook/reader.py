"""The reading process: `python -m events.workbook.reader PATH FILENAME` writes a workbook as JSON lines.

It runs with limits on memory and time, knows nothing of the register, opens nothing but the one file and never
evaluates a formula, a macro or a link. Lines: {"sheet": …} opens a sheet, a list is a batch of [row number, cells],
{"end": …} closes; {"refused": code, …} says why not. A cell is text, number, true/false, null, or {"d": day},
{"m": moment}, {"t": time}, {"h": hours}, {"e": error}.
"""

from __future__ import annotations

import gc
import json
import math
import re
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from events.workbook import delimited, hidden, old_excel, packages, signatures
from events.workbook.limits import (
    CPU_SECONDS,
    LONGEST_CELL,
    MEMORY,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    MOST_TEXT,
    ROWS_BESIDE,
    Refused,
    letters,
)
from events.workbook.runs import ranges

ROWS_A_LINE = 250
ERROR_TEXTS = {
    "#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#CALC!", "#GETTING_DATA", "#FIELD!",
    "#BLOCKED!", "#UNKNOWN!", "#CONNECT!", "#BUSY!",
}  # fmt: skip


_UNSURE = "# \t\r\n\u3000\xa0"
"""A text that begins so may be an error or blank."""
_NUL = re.compile(r"((?<!\\)(?:\\\\)*)\\u0000")
"""U+0000 as JSON writes it: PostgreSQL keeps no such character, so � stands for it."""
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False).encode


class Writer:
    """Writes rows in batches and counts what has been read."""

    def __init__(self, out: Any) -> None:
        self.out, self.rows, self.text = out, 0, 0
        self.batch: list[list] = []

    def open_sheet(self, name: str, **about: object) -> None:
        self.flush()
        self._line({"sheet": name, **about})

    def row(self, number: int, cells: list) -> None:
        self.rows += 1
        if self.rows > MOST_ROWS + ROWS_BESIDE:
            raise Refused("rows", most=MOST_ROWS)
        self.batch.append([number, cells])
        if len(self.batch) == ROWS_A_LINE:
            self.flush()

    def flush(self) -> None:
        if self.batch:
            self._line(self.batch)
            self.batch = []

    def _line(self, value: object) -> None:
        line = _encode(value)
        if "\\u0000" in line:
            line = _NUL.sub("\\1\ufffd", line)
        self.text += len(line)
        if self.text > MOST_TEXT:
            raise Refused("text")
        self.out.write(line + "\n")


def read(path: str, filename: str, out: Any) -> None:
    """Writes the whole file. Refused where it cannot or must not be read."""
    size = Path(path).stat().st_size
    if size > MOST_BYTES:
        raise Refused("size", most=MOST_BYTES // 1024 // 1024)
    with Path(path).open("rb") as file:
        head = file.read(8192)
    writer = Writer(out)
    kind = signatures.recognise(head, filename=filename)
    end = _read_text(path, writer) if kind == "text" else _read_workbook(path, kind, writer)
    writer.flush()
    if not writer.rows:
        raise Refused("empty")
    writer._line({"end": end})


def _read_text(path: str, writer: Writer) -> dict:
    text, encoding = delimited.decode(Path(path).read_bytes())
    name = ""
    writer.open_sheet(name, hidden=False, merged=None)
    for number, cells in enumerate(delimited.rows_of(text), 1):
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            _check_width(len(cells), number, sheet=name)
            writer.row(number, [_text(cell, sheet=name, row=number, column=n) for n, cell in enumerate(cells)])
    return {"format": "csv", "encoding": encoding, "is_1904": False, "notices": []}


def _read_workbook(path: str, kind: str, writer: Writer) -> dict:
    from python_calamine import CalamineError, PasswordError, load_workbook

    if kind == "zip":
        found = packages.look_into(path)
    else:
        data = Path(path).read_bytes()
        if signatures.is_encrypted_package(data):
            raise Refused("encrypted")
        found = old_excel.look_into(data)
    try:
        with load_workbook(path) as workbook:
            if len(workbook.sheet_names) > MOST_SHEETS:
                raise Refused("sheets", most=MOST_SHEETS)
            for index, about in enumerate(workbook.sheets_metadata):
                if about.typ.__repr__().endswith("WorkSheet"):
                    is_hidden = not about.visible.__repr__().endswith(".Visible")
                    _read_sheet(workbook, index, writer, found, is_hidden=is_hidden)
    except PasswordError as error:
        raise Refused("encrypted") from error
    except CalamineError as error:
        raise Refused("broken") from error
    except (ValueError, OverflowError, UnicodeError) as error:
        raise Refused("broken") from error
    return {"format": found.format, "encoding": "", "is_1904": found.is_1904, "notices": found.notices}


def _read_sheet(workbook: Any, index: int, writer: Writer, found: packages.Found, *, is_hidden: bool) -> None:
    sheet = workbook.get_sheet_by_index(index)
    merged = sheet.merged_cell_ranges
    errors, hides = found.errors.get(sheet.name, {}), found.hidden.get(sheet.name) or hidden.Hidden()
    writer.open_sheet(
        sheet.name, hidden=is_hidden, merged=_small(merged),
        hidden_rows=ranges(hides.rows), hidden_columns=sorted(hides.columns),
    )  # fmt: skip
    if sheet.start is None or sheet.end is None:
        return
    left, right = sheet.start[1], sheet.end[1]
    if right - left >= MOST_COLUMNS * 4 or left >= MOST_COLUMNS * 80:
        _check_width(right + 1, sheet.start[0] + 1, sheet=sheet.name)
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in errors.items():
        by_row.setdefault(row, []).append((column, text))
    before, blank = [None] * left, [""] * (right - left + 1)
    for number, cells in _numbered(sheet, by_row):
        if cells == blank and number not in by_row:
            continue
        values = before + [
            (
                cell if cell and cell[0] not in _UNSURE and len(cell) <= LONGEST_CELL
                else _text(cell, sheet=sheet.name, row=number, column=left + n) if cell else None
            )
            if cell.__class__ is str
            else int(cell) if cell.__class__ is float and cell.is_integer() and -1e15 < cell < 1e15
            else _cell(cell, sheet=sheet.name, row=number, column=left + n)
            for n, cell in enumerate(cells)
        ]  # fmt: skip
        for column, text in by_row.get(number, ()):
            values += [None] * (column + 1 - len(values))
            values[column] = {"e": text}
        while values and values[-1] is None:
            values.pop()
        if values:
            _check_width(len(values), number, sheet=sheet.name)
            writer.row(number, values)


def _numbered(sheet: Any, errors: dict) -> Iterator[tuple[int, list]]:
    number = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield number, cells
    yield from ((row, []) for row in sorted(errors) if row > number)


def _small(merged: list | None) -> list | None:
    """Merged ranges that can matter: those of a table, at most 20,000."""
    if merged is None:
        return None
    return [[*start, *end] for start, end in merged[:20_000]]


def _check_width(width: int, row: int, *, sheet: str) -> None:
    if width > MOST_COLUMNS:
        cell = f"{letters(width - 1)}{row}"
        raise Refused("far_column", sheet=sheet, cell=cell, most=MOST_COLUMNS, last=letters(MOST_COLUMNS - 1))


def _cell(cell: Any, *, sheet: str, row: int, column: int) -> Any:
    """One value as it travels."""
    kind = cell.__class__
    if kind is str:
        return _text(cell, sheet=sheet, row=row, column=column)
    if kind is float:
        if not math.isfinite(cell):
            return {"e": "NaN" if math.isnan(cell) else "INF"}
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if kind in (int, bool):
        return cell
    return _moment(cell)


def _moment(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return {"d": cell.date().isoformat()} if cell.time() == time(0) else {"m": cell.isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    if isinstance(cell, time):
        return {"t": cell.isoformat()}
    if isinstance(cell, timedelta):
        return {"h": cell.total_seconds() / 3600}
    return str(cell)


def _text(cell: str, *, sheet: str, row: int, column: int) -> Any:
    if len(cell) > LONGEST_CELL:
        raise Refused("long_cell", sheet=sheet, cell=f"{letters(column)}{row}", most=LONGEST_CELL)
    if cell[:1] == "#" and cell.strip().upper() in ERROR_TEXTS:
        return {"e": cell.strip().upper()}
    return cell if cell and not cell.isspace() else None


def limit_this_process() -> None:
    """No more memory or time than a large workbook needs, no file written, no core dumped."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main() -> int:
    """0 when the answer on standard output is complete, even where it is a refusal."""
    limit_this_process()
    gc.disable()  # it ends soon and makes no cycles
    out = open(sys.stdout.fileno(), "w", encoding="utf-8", errors="surrogatepass", closefd=False)  # noqa: SIM115 the pipe itself
    try:
        read(sys.argv[1], sys.argv[2], out)
    except Refused as refused:
        out.write("\n" + json.dumps({"refused": refused.code, **refused.details}) + "\n")
    except MemoryError:
        out.write("\n" + json.dumps({"refused": "memory"}) + "\n")
    out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
