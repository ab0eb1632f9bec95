"""The rows that were not taken, as the workbook they came from: each with its reason, the cells in question coloured."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import IO, Any

from django.db.models import QuerySet

from events.intake.cells import decoded
from events.models import Intake, IntakeRow
from events.sentences import said
from events.sentences import sentence as _
from events.spreadsheets.columns import one_line
from events.spreadsheets.sheet import NAVY, SafeWorksheet, open_workbook
from events.workbook.headers import FIELDS
from events.workbook.reading import Cell
from events.workbook.understood import NOTICE
from events.workbook.values import shown_text

REASON = "取り込まれなかった理由 / Why it was not taken"
WIDTHS = {"text": 30, "long": 40, "list": 30, "choice": 22, "date": 18, "count": 16}
"""How wide a column is by what is in it."""
LINE_HEIGHT, REASON_WIDTH = 15, 60
REFUSED_GROUND, ASKED_GROUND = "#F8CBAD", "#FFE699"
Outcome = IntakeRow.Outcome


def rest_of(intake: Intake) -> QuerySet[IntakeRow]:
    """Rows that need a person, and those that a person left out."""
    rows = intake.rows.exclude(outcome__in=[Outcome.SET_APART, Outcome.UNCHANGED])
    waiting = rows.filter(is_skipped=True) | rows.filter(outcome__in=[Outcome.ATTENTION, Outcome.REFUSED])
    return waiting.order_by("table", "position")


def write_rest(file: IO[bytes], intake: Intake) -> int:
    """The workbook, ready to be corrected and uploaded again. Returns how many rows it has."""
    count = 0
    with open_workbook(file, title=intake.name) as workbook:
        looks = _looks(workbook)
        taken: set[str] = set()
        for table, rows in groupby(rest_of(intake), key=lambda row: row.table):
            meta = intake.reading["tables"][table]
            sheet = workbook.add_worksheet(_sheet_name(meta["sheet"], taken), SafeWorksheet)
            count += _write_table(sheet, meta, rows, looks)
        if not taken:
            workbook.add_worksheet("―", SafeWorksheet)
    return count


def _looks(workbook: Any) -> dict[str, Any]:
    looks = {
        "head": workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": NAVY, "font_color": "#FFFFFF"}
        )
    }
    for name, ground in (("", None), ("refused", REFUSED_GROUND), ("attention", ASKED_GROUND)):
        colour = {"bg_color": ground} if ground else {}
        for kind, number_format in (("text", "@"), ("number", "General"), ("day", "yyyy-mm-dd")):
            looks[name + kind] = workbook.add_format(
                {"num_format": number_format, "valign": "top", "text_wrap": kind == "text", **colour}
            )
    looks["reason"] = workbook.add_format({"text_wrap": True, "valign": "top", "font_color": "#C00000"})
    return looks


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel allows, once per workbook."""
    plain = "".join(sign for sign in name if sign not in "[]:*?/\\").strip("'")[:25] or "Sheet1"
    number, free = 2, plain
    while free.lower() in taken:
        free, number = f"{plain} ({number})", number + 1
    taken.add(free.lower())
    return free


def _write_table(sheet: SafeWorksheet, meta: dict[str, Any], rows: Iterable[IntakeRow], looks: dict[str, Any]) -> int:
    headers = {int(index): one_line(text) for index, text in meta["headers"].items()}
    fields = dict(meta["fields"])
    last = max([-1, *headers, *fields.values()])
    named = {index: name for name, index in fields.items()}
    for index in range(last + 1):
        sheet.set_column(index, index, WIDTHS.get(FIELDS[named[index]].kind, 16) if index in named else 16)
    sheet.set_column(last + 1, last + 1, REASON_WIDTH)
    if "row_key" in fields:
        sheet.set_column(fields["row_key"], fields["row_key"], 16, None, {"hidden": True})
    for index, text in headers.items():
        sheet.write_string(0, index, text, looks["head"])
    sheet.write_string(0, last + 1, REASON, looks["head"])
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    count = 0
    for count, row in enumerate(rows, start=1):
        _write_row(sheet, count, row, fields=fields, last=last, looks=looks)
    return count


def _write_row(
    sheet: SafeWorksheet, number: int, row: IntakeRow, *, fields: dict[str, int], last: int, looks: dict[str, Any]
) -> None:
    cells: list[Cell] = list(decoded(row.cells))[: last + 1]
    cells += [None] * (last + 1 - len(cells))
    for name, text in row.decisions.get("cells", {}).items():
        if name in fields:
            cells[fields[name]] = text
    troubled = {
        fields[each["field"]]: each["kind"]
        for each in row.problems
        if each["kind"] != NOTICE and each["field"] in fields
    }
    reasons = [said(each["sentence"]) for each in row.problems if each["kind"] != NOTICE]
    if row.is_skipped:
        reasons.insert(0, str(_("It was left out in the review.")))
    reason = f"({row.number}) " + " ".join(reasons)
    sheet.set_row(number, LINE_HEIGHT * min(-(-_width(reason) // REASON_WIDTH), 20))
    for index, cell in enumerate(cells):
        look = troubled.get(index, "")
        if cell is None or cell == "":
            if look:
                sheet.write_blank(number, index, None, looks[f"{look}text"])
        elif isinstance(cell, int | float) and not isinstance(cell, bool):
            sheet.write_number(number, index, cell, looks[f"{look}number"])
        elif isinstance(cell, date) and cell.year >= 1900:
            sheet.write_datetime(number, index, cell, looks[f"{look}day"])
        else:
            sheet.write_string(number, index, shown_text(cell), looks[f"{look}text"])
    sheet.write_string(number, last + 1, reason, looks["reason"])


def _width(text: str) -> int:
    return sum(1 if sign.isascii() else 2 for sign in text)
