"""Reads an uploaded file in a process of its own: `read_workbook` gives a Workbook or raises UnreadableFile."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from events.sentences import sentence as _
from events.workbook.limits import WALL_SECONDS

ROOT = Path(__file__).resolve().parent.parent.parent


class UnreadableFile(Exception):
    """`sentence` says in the language of the page why the file is not read, and what to do."""

    def __init__(self, sentence: str, *, code: str) -> None:
        super().__init__(sentence)
        self.sentence, self.code = sentence, code


@dataclass(frozen=True, slots=True)
class CellError:
    """#REF!, #DIV/0!, NaN and the like; "no result" for a formula that was never calculated."""

    text: str

    def __str__(self) -> str:
        return self.text


Cell = str | int | float | bool | date | datetime | time | timedelta | CellError | None
"""A cell as the workbook has it: text is text, a number a number; None is empty."""


class Row(NamedTuple):
    """`number` is the row's number in the workbook, from 1; cells from column A, without empty ones at the end."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        return self.cells[column] if column < len(self.cells) else None


class Merged(NamedTuple):
    """A merged range: rows from 1, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows that hold anything. `merged` is None where the format does not tell. A text file's sheet has no name.

    `hidden_rows` (from 1) and `hidden_columns` (from 0) are read like all others; who sent the file may not see them.
    """

    name: str
    rows: tuple[Row, ...]
    merged: tuple[Merged, ...] | None = None
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Workbook:
    """`format` is xlsx, xlsm, xls, ods or csv; `encoding` is set for text; `notices` are sentences about the whole file."""

    sheets: tuple[Sheet, ...]
    format: str
    encoding: str = ""
    is_1904: bool = False
    notices: tuple[str, ...] = field(default=())


def read_workbook(path: str | Path, *, filename: str, seconds: float = WALL_SECONDS) -> Workbook:
    """The file as sheets of typed cells, read within fixed memory and time. UnreadableFile says why not."""
    command = [
        sys.executable,
        "-E",
        "-s",
        "-m",
        "events.workbook.reader",
        str(Path(path).resolve(strict=True)),
        filename,
    ]
    with subprocess.Popen(  # noqa: S603 fixed command; path and name are plain arguments
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    ) as process:
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        try:
            assert process.stdout is not None  # noqa: S101 a pipe was asked for
            with _no_collection():
                return assemble(process.stdout)
        except _Unfinished:
            process.wait()
            raise refusal(_how_it_ended(process.returncode)) from None
        finally:
            timer.cancel()
            process.kill()
            process.wait()


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of cells come in and none is garbage: looking for it would take a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Unfinished(Exception):
    """The process ended before its answer did."""


def _how_it_ended(code: int) -> str:
    return {-24: "time", -9: "time", -14: "time", -6: "memory", -11: "broken"}.get(code, "broken")


def assemble(lines: Iterator[bytes]) -> Workbook:
    """The workbook that the reading process describes. UnreadableFile for its refusals."""
    sheets: list[dict] = []
    decoder = json.JSONDecoder(object_hook=decode_cell)
    same: dict[str, str] = {}
    for line in lines:
        if line == b"\n":
            continue
        try:
            value = decoder.decode(line.decode("utf-8", "replace"))
        except ValueError:
            raise _Unfinished from None
        if isinstance(value, list):
            sheets[-1]["rows"] += [Row(number, _shared(cells, same)) for number, cells in value]
        elif "refused" in value:
            raise refusal(value.pop("refused"), **value)
        elif "sheet" in value:
            sheets.append({**value, "rows": []})
        elif "end" in value:
            return _workbook(sheets, value["end"])
    raise _Unfinished


def _shared(cells: list, same: dict[str, str]) -> tuple:
    """Short texts that repeat are kept once, so that 100,000 rows stay small."""
    share = same.setdefault
    return tuple([share(cell, cell) if cell.__class__ is str and len(cell) < 40 else cell for cell in cells])


def decode_cell(value: dict) -> Any:
    """A cell as the reading process writes what JSON has no type for: {"d": day}, {"e": error}, a moment, a duration."""
    if len(value) == 1:
        [(kind, content)] = value.items()
        if kind == "d":
            return date.fromisoformat(content)
        if kind == "e":
            return CellError(content)
        if kind in _MOMENTS:
            return _MOMENTS[kind](content)
    return value


_MOMENTS: dict[str, Any] = {
    "m": datetime.fromisoformat,
    "t": time.fromisoformat,
    "h": lambda hours: timedelta(hours=hours),
}


def _workbook(sheets: list[dict], end: dict) -> Workbook:
    return Workbook(
        sheets=tuple(
            Sheet(
                name=sheet["sheet"],
                rows=tuple(sheet["rows"]),
                merged=None
                if sheet["merged"] is None
                else tuple(Merged(t + 1, le, b + 1, r) for t, le, b, r in sheet["merged"]),
                is_hidden=sheet["hidden"],
                hidden_rows=frozenset(
                    number for first, last in sheet.get("hidden_rows", ()) for number in range(first, last + 1)
                ),
                hidden_columns=frozenset(sheet.get("hidden_columns", ())),
            )
            for sheet in sheets
        ),
        format=end["format"],
        encoding=end["encoding"],
        is_1904=end["is_1904"],
        notices=tuple(_notice(code, text) for code, text in end["notices"]),
    )


def _notice(code: str, text: str) -> str:
    sentences = {
        "macros": _("This workbook holds macros. They were not run."),
        "external_links": _("This workbook takes values from other files. Those files were not opened; the values last saved were read."),
        "worded_format": _("Some cells may show words that are not in them: the number format %(text)s adds them on the screen only. Check the counts of those cells."),
        "errors_as_empty": _("%(text)s cells hold an error such as #REF!. They were read as empty."),
    }  # fmt: skip
    return sentences[code] % {"text": text}


def refusal(code: str, **details: Any) -> UnreadableFile:
    """The refusal as an exception with its sentence."""
    return UnreadableFile(_sentences().get(code, _sentences()["broken"]) % details, code=code)


def _sentences() -> dict[str, str]:
    formats = _("Save it in Excel as a workbook (.xlsx) and upload that.")
    return {
        "empty": _("The file is empty."),
        "size": _("The file is larger than %(most)s MB. Split it and upload the parts one after the other."),
        "broken": _("The file is damaged or incomplete and cannot be opened. Open it in Excel, save it again and upload the new file."),
        "encrypted": _("The workbook is protected with a password. Remove the password in Excel (File, Info, Protect Workbook) and upload it again."),
        "bomb": _("Unpacked, this file would be far larger than any list of events. It was not opened."),
        "entities": _("The file contains XML definitions that no spreadsheet program writes. It was not opened."),
        "memory": _("The file needs more memory than a list of events can. Often a single entry far away from the table is the reason. Copy the table into a new workbook and upload that."),
        "time": _("Reading the file took too long and was stopped. Copy the table into a new workbook and upload that."),
        "rows": _("There are more than %(most)s rows. Split the file and upload the parts one after the other."),
        "sheets": _("There are more than %(most)s sheets. Copy those with events into a new workbook and upload that."),
        "far_column": _("Sheet “%(sheet)s” has something in cell %(cell)s. Only the first %(most)s columns (to %(last)s) are read. Delete what stands further right, or copy the table into a new workbook."),
        "text": _("There is more text than a list of events can hold. Split the file and upload the parts one after the other."),
        "long_cell": _("Cell %(cell)s holds more than %(most)s characters, which no spreadsheet program allows. A quotation mark may be missing."),
        "encoding": _("The characters of this text file cannot be read. Save it as “CSV UTF-8” and upload it again."),
        "broken_quotes": _("The text file cannot be divided into cells: a quotation mark may be missing. Save it in Excel as a workbook (.xlsx) and upload that."),
        "program": _("This is a program, not a workbook. It was not opened."),
        "pdf": _("This is a PDF, not a workbook. Upload the workbook it was made from."),
        "picture": _("This is a picture, not a workbook. Upload the workbook itself."),
        "archive": _("This is an archive, not a workbook. Unpack it and upload the workbook in it."),
        "document": _("This is a document or a presentation, not a workbook. Copy its table into a workbook and upload that."),
        "database": _("This is a database, not a workbook."),
        "web_page": _("This is a web page under the name of a workbook.") + " " + formats,
        "xml": _("This is an XML file, not a workbook.") + " " + formats,
        "xlsb": _("This is a binary workbook (.xlsb).") + " " + formats,
        "text_under_another_name": _("This is a text file under the name of a workbook. If it is a table, give it the ending .csv and upload it again."),
        "not_a_workbook": _("This is not a workbook. Workbooks end in .xlsx, .xlsm, .xls or .ods, tables as text in .csv or .tsv."),
    }  # fmt: skip
