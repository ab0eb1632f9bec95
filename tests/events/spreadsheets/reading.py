"""Reads back what was written, with both readers."""

import io
from datetime import datetime
from zoneinfo import ZoneInfo

import openpyxl
from python_calamine import CalamineWorkbook

from events.models import CountingRule, Event
from events.spreadsheets.coded_lists import CodedLists
from events.spreadsheets.columns import COLUMNS, Context
from events.spreadsheets.event_list import About, write_xlsx
from events.spreadsheets.rows import read_rows

ABOUT = About(
    made_at=datetime(2021, 7, 30, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo")), made_by="Hanako", filters=(("State", "Ohio"),)
)


def context() -> Context:
    return Context(lists=CodedLists.load(), rules=CountingRule.objects.as_rules())


def rows_for(user):
    events = Event.objects.visible_to(user).order_by("pk")
    return read_rows(events, user=user, rules=CountingRule.objects.as_rules())


def workbook_for(user) -> bytes:
    file = io.BytesIO()
    write_xlsx(file, rows_for(user), context=context(), about=ABOUT)
    return file.getvalue()


def by_openpyxl(content: bytes, sheet: int = 0) -> list[list]:
    return [
        list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[sheet].iter_rows(values_only=True)
    ]


def by_calamine(content: bytes, sheet: int = 0) -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(sheet).to_python()


def as_records(table: list[list], columns=COLUMNS) -> list[dict]:
    """Rows below the header, by the keys of the columns."""
    head, *rows = table
    assert head == [column.header for column in columns]
    return [dict(zip([column.key for column in columns], row, strict=True)) for row in rows]
