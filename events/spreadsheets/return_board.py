"""The board of quarterly returns as a file: .xlsx, .csv; one line for each mission and quarter."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.utils.timezone import get_default_timezone

from events.return_states import COMPLETE
from events.returns import Cell
from events.returns_board import Board
from events.spreadsheets.coded_lists import CodedList, bilingual
from events.spreadsheets.formula_guard import marked
from events.spreadsheets.sheet import NAVY, SafeWorksheet, cell_formats, open_workbook

STATES = CodedList([
    ("on_time", "提出済み（期限内）", "Complete, on time"),
    ("late", "提出済み（期限後）", "Complete, late"),
    ("partly", "一部のみ", "Partly"),
    ("nothing", "報告なし", "Nothing"),
    ("excused", "免除", "Excused"),
    ("not_due", "期限前", "Not yet due"),
    ("not_open", "当時未開設", "Not open then"),
    ("not_asked", "対象外", "Not asked for"),
])  # fmt: skip
KINDS = CodedList([("events", "案件報告済み", "Events reported"), ("nil", "該当なし", "Nothing to report")])

COLUMNS = (
    ("年度", "Fiscal year", "year", 9),
    ("四半期", "Quarter", "count", 9),
    ("公館コード", "Mission code", "text", 10),
    ("公館", "Mission", "text", 30),
    ("状況", "State", "choice", 32),
    ("報告の内容", "Statement", "choice", 30),
    ("提出期限（現地）", "Deadline at the place", "date", 13),
    ("署名日時（日本時間）", "Signed at (Japan time)", "moment", 17),
    ("署名日（現地）", "Signed on, at the place", "date", 13),
    ("署名者", "Signed by", "text", 24),
    ("免除の理由", "Reason of the excuse", "long", 40),
    ("計上案件数（件）", "Counted events", "count", 10),
    ("分母に算入", "In the denominator", "count", 10),
    ("提出", "Complete", "count", 8),
    ("期限内提出", "On time", "count", 8),
    ("見本データ", "Sample", "choice", 8),
)
NOTES = (
    ("1行は1公館1四半期です。率は行を足し合わせて求めます。",
     "One line is one quarter of one mission. Rates follow from the sums of the lines."),
    ("提出率＝「提出」の合計÷「分母に算入」の合計、期限内提出率＝「期限内提出」の合計÷「分母に算入」の合計。",
     "Reporting rate: sum of “Complete” over sum of “In the denominator”; on-time rate: sum of “On time” over the same."),
    ("分母には、報告を求め、期限が到来し、免除されておらず、公館が開いていた四半期のみを数えます。",
     "The denominator counts quarters that were asked for, are due, are not excused, and in which the mission was open."),
)  # fmt: skip


def rows_of(board: Board) -> Iterator[list[Any]]:
    """One line for each cell of the board, in its order; None is an empty cell."""
    for line in board.lines:
        for cell in line.cells:
            yield _row(cell)


def _row(cell: Cell) -> list[Any]:
    signed, expected = cell.signed, cell.situation.is_expected(cell.now)
    zone = ZoneInfo(cell.mission.time_zone)
    complete = expected and cell.state in COMPLETE
    return [
        cell.quarter.fiscal_year, cell.quarter.number, cell.mission.pk,
        bilingual(cell.mission.short_ja, cell.mission.short_en), STATES.text_of(cell.state),
        KINDS.text_of(signed.kind) if signed else None, cell.deadline.on if cell.deadline else None,
        signed.signed_at.astimezone(get_default_timezone()).replace(tzinfo=None, microsecond=0) if signed else None,
        signed.signed_at.astimezone(zone).date() if signed else None, str(signed.signed_by) if signed else None,
        cell.excuse.reason if cell.excuse else None, cell.events, int(expected), int(complete),
        int(complete and cell.state == "on_time"), "○" if (signed or cell.excuse) and _is_sample(cell) else None,
    ]  # fmt: skip


def _is_sample(cell: Cell) -> bool:
    return any(row is not None and row.is_sample for row in (cell.signed, cell.excuse))


def csv_of(board: Board) -> bytes:
    """UTF-8 with its mark; a text that could run as a formula has an apostrophe in front."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([bilingual(ja, en) for ja, en, _kind, _width in COLUMNS])
    for row in rows_of(board):
        writer.writerow([marked(cell) if isinstance(cell, str) else cell for cell in row])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def write_xlsx(file: IO[bytes], board: Board, *, made_by: str) -> None:
    with open_workbook(file, title="四半期報告状況 / Quarterly returns", author=made_by) as workbook:
        sheet = workbook.add_worksheet("四半期報告 Returns", SafeWorksheet)
        formats, quoted = cell_formats(workbook, [kind for _ja, _en, kind, _width in COLUMNS])
        for index, (_ja, _en, _kind, width) in enumerate(COLUMNS):
            sheet.set_column(index, index, width, formats[index])
        head = workbook.add_format(
            {"bold": True, "text_wrap": True, "bg_color": NAVY, "font_color": "#FFFFFF", "valign": "vcenter"}
        )
        sheet.set_row(0, 48)
        headers = [bilingual(ja, en) for ja, en, _kind, _width in COLUMNS]
        table = sheet.add_streamed_table(0, headers, name="returns", style="Table Style Light 9", header=head)
        sheet.set_row_formats(formats, quoted=quoted)
        count = 0
        for count, row in enumerate(rows_of(board), start=1):
            sheet.write_cells(count, row)
        sheet.end_table(table, 0, count)
        sheet.freeze_panes(1, 4)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        about = workbook.add_worksheet("説明 About", SafeWorksheet)
        about.set_column(0, 0, 110)
        wrapped = workbook.add_format({"text_wrap": True})
        for number, (ja, en) in enumerate(NOTES):
            about.set_row(number, 32)
            about.write_string(number, 0, f"{ja}\n{en}", wrapped)
