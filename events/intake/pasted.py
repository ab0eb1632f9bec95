"""Rows pasted from a spreadsheet or typed into the grid: a text table, taken in like any uploaded one.

The grid is one more place where a table comes from; what it says is worked out, compared and written by the import.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _now

from events.intake.comparing import Comparison
from events.intake.found import Choices, habits_of
from events.intake.reading import find, obstacles, pairs_of, receive, to_take
from events.models import ColumnMemory, Intake, IntakeRow
from events.sentences import said
from events.spreadsheets.template import COLUMNS as OF_TEMPLATE
from events.workbook.columns import Mapping
from events.workbook.delimited import rows_of
from events.workbook.headers import FIELDS, field_of_header
from events.workbook.limits import Refused
from events.workbook.names import Lookups
from events.workbook.reading import Workbook, read_workbook, refusal
from events.workbook.understood import NOTICE
from regions.models import Mission

COLUMNS = tuple(column for column in OF_TEMPLATE if column.is_input and column.kind != "key")
"""The template's, in its order, without those by which the register knows a row again."""
MOST_ROWS = 500
LONGEST_TEXT = 2_000_000
LOOKED_AT = 10
_MODES = ("", "_count")

Line = list[str]


def lines_of(text: str) -> list[Line]:
    """The cells of each line, the header first: where none was pasted, the template's. UnreadableFile says why not."""
    try:
        lines = [[cell.replace("\r\n", "\n") for cell in line] for line in rows_of(text)]
    except Refused as refused:
        raise refusal(refused.code, **refused.details) from None
    if any(_is_header(line) for line in lines[:LOOKED_AT]):
        return lines
    return [[column.header for column in COLUMNS], *lines]


def _is_header(line: Line) -> bool:
    texts = [cell for cell in line if cell.strip()]
    known = sum(bool(field_of_header(text)[0]) for text in texts)
    return known >= 2 and known * 2 >= len(texts)


def places_of(line: Line) -> list[str] | None:
    """Which of the grid's columns each cell of a header names, "" for none; None when the line is no header.

    “title_ja|title_en” where the header leaves the language to what stands below it.
    """
    if not _is_header(line):
        return None
    keys = {column.key for column in COLUMNS}
    found = [field_of_header(cell)[0] for cell in line]
    found = [f"{name}_ja|{name}_en" if f"{name}_ja" in keys else name for name in found]
    return [name if keys.issuperset(name.split("|")) and name not in found[:n] else "" for n, name in enumerate(found)]


def take_in(text: str, *, user, mission: Mission | None) -> tuple[Intake, Workbook]:
    """Keeps the rows as a text file and an import that waits for its columns. UnreadableFile: nothing is kept."""
    return receive(_file_of(lines_of(text)), user=user, mission=mission, name=_name())


def look_at(text: str, *, user, mission: Mission | None) -> dict[str, Any]:
    """What taking these rows in would ask, nothing being kept: {"stops": [sentence], "good": rows, "rows": [row]}.

    A row is {"number": line, "cells": [{"column": its place or None, "is_asked": bool, "sentence": …}]}.
    UnreadableFile says why nothing can be read.
    """
    with tempfile.NamedTemporaryFile(suffix=".csv") as copy:
        copy.write(_file_of(lines_of(text)).read())
        copy.flush()
        workbook = read_workbook(copy.name, filename=_name())
    intake = Intake(mission=mission, name=_name(), created_by=user)
    lookups = Lookups.load()
    memory = ColumnMemory.objects.filter(mission=mission).first() if mission else None
    taken = to_take(find(workbook, intake, Choices(), lookups), Choices())
    comparison = Comparison(user)
    looked: dict[str, Any] = {"stops": obstacles(taken), "good": 0, "rows": []}
    for number, each in enumerate([] if looked["stops"] else taken):
        habits = habits_of(workbook, intake, Choices(), each, memory)
        pairs = list(pairs_of(intake, number, each, habits, lookups))
        comparison.assess([(row, understood) for row, understood in pairs if understood is not None])
        for row, _understood in pairs:
            looked["good"] += row.outcome in (IntakeRow.Outcome.NEW, IntakeRow.Outcome.CHANGED)
            if cells := list(_said_of(row, each.mapping)):
                looked["rows"].append({"number": row.number, "cells": cells})
    return looked


def _said_of(row: IntakeRow, mapping: Mapping) -> Iterator[dict[str, Any]]:
    if row.outcome == IntakeRow.Outcome.SET_APART:
        sentence = _now("This row is not read as an event: give it a title and a start date.")
        yield {"column": None, "is_asked": True, "sentence": sentence}
    for each in row.problems:
        names = [each["field"] + ending for ending in _MODES]
        column = next((mapping.fields[name] for name in names if name in mapping.fields), None)
        yield {"column": column, "is_asked": each["kind"] != NOTICE, "sentence": said(each["sentence"])}


def _file_of(lines: list[Line]) -> io.BytesIO:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    return io.BytesIO(text.getvalue().encode("utf-8-sig", "replace"))


def _name() -> str:
    return f"{_now('Pasted rows')}.csv"


def columns_of_page() -> list[dict[str, str]]:
    """What the grid knows of its columns: key, the header as the reader knows it, the label as the page says it, kind."""
    return [
        {"key": column.key, "header": column.header, "label": str(FIELDS[column.key].label), "kind": column.kind}
        for column in COLUMNS
    ]
