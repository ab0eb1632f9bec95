"""The list of events as a file: .xlsx, .csv, .json."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import IO, Any

import orjson

from events.spreadsheets.as_seen import in_a_sheet, in_json
from events.spreadsheets.coded_lists import Named
from events.spreadsheets.columns import BY_KEY, COLUMNS, Cells, Column, Context
from events.spreadsheets.formula_guard import marked
from events.spreadsheets.row_key import row_key
from events.spreadsheets.rows import EventRow, listed
from events.spreadsheets.sheet import NAVY, SafeWorksheet, cell_formats, open_workbook

SCHEMA = "events/1"
"""The shape of the JSON; another number when a key changes its meaning or goes."""


@dataclass(frozen=True, slots=True)
class About:
    """Where a file comes from: `filters` are label and value, as the list's badges say them."""

    made_at: datetime
    made_by: str
    filters: tuple[tuple[str, str], ...]
    columns: tuple[str, ...] = ()
    """Columns of the list on the screen that the file is limited to, in their order; all that there is where empty."""

    def in_a_sheet(self) -> tuple[Column, ...]:
        return tuple(BY_KEY[key] for key in in_a_sheet(self.columns)) or COLUMNS


# ---- .xlsx


def write_xlsx(file: IO[bytes], rows: Iterable[EventRow], *, context: Context, about: About) -> int:
    """The workbook: the events as a table, and a sheet that says what they are. Returns how many they are."""
    with open_workbook(file, title="グラスルーツ案件一覧 / Grassroots events", author=about.made_by) as workbook:
        sheet = workbook.add_worksheet("案件 Events", SafeWorksheet)
        columns = about.in_a_sheet()
        formats, quoted = cell_formats(workbook, [column.kind for column in columns])
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width, formats[index], {"hidden": column.kind == "key"})
        head = workbook.add_format(
            {"bold": True, "text_wrap": True, "bg_color": NAVY, "font_color": "#FFFFFF", "valign": "vcenter"}
        )
        sheet.set_row(0, 62)
        headers = [column.header for column in columns]
        table = sheet.add_streamed_table(0, headers, name="events", style="Table Style Light 9", header=head)
        sheet.set_row_formats(formats, quoted=quoted)
        cells_of = Cells(context, columns)
        count = 0
        for count, row in enumerate(rows, start=1):
            sheet.write_cells(count, cells_of(row))
        sheet.end_table(table, 0, count)
        first = int(columns is COLUMNS)  # before it the hidden key
        sheet.freeze_panes(1, first + 1)
        _set_up_print(sheet, first=first)
        _write_about(workbook, count=count, about=about)
    return count


def _set_up_print(sheet: SafeWorksheet, *, first: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(5, 0)
    sheet.repeat_rows(0)
    sheet.repeat_columns(first, first)
    sheet.set_footer("&L&A&R&P / &N")


NOTES = (
    ("空欄は「不明」又は「該当なし」であり、0ではありません。",
     "An empty cell means unknown or not applicable; it is not zero."),
    ("計上参加者数は、各年度の計上基準に従い、判明している人数を合計したものです。",
     "Participants counted: the known counts of the modes that the rule of the fiscal year counts."),
    ("「参加者数に不明あり」に○がある案件は、計上すべき人数の一部又は全部が分かっていません。",
     "Where “Participants partly unknown” has a ○, some or all of the count is not known."),
    ("年度は、現地の開始日が属する4月から翌年3月までの年度です。",
     "The fiscal year runs from April to March and is that of the local start date."),
    ("資金は、自公館の案件のみ表示されます（本省はすべて）。",
     "Funds are shown for one's own mission only; headquarters sees all."),
)  # fmt: skip


def _write_about(workbook: Any, *, count: int, about: About) -> None:
    sheet = workbook.add_worksheet("説明 About", SafeWorksheet)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 1, 92)
    title = workbook.add_format({"bold": True, "font_size": 16, "font_color": NAVY})
    label = workbook.add_format({"bold": True, "bottom": 1, "bottom_color": "#B3B3B3"})
    text = workbook.add_format({"text_wrap": True, "bottom": 1, "bottom_color": "#B3B3B3"})
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "この一覧について / About this list", title)
    lines = [
        ("作成日時（日本時間）/ Made at (Japan time)", f"{about.made_at:%Y-%m-%d %H:%M}"),
        ("作成者 / Made by", about.made_by),
        ("案件数 / Events", f"{count:,}"),
        *((f"絞り込み / Filter: {name}", value) for name, value in about.filters),
        *([] if about.filters else [("絞り込み / Filters", "なし / none")]),
        *(("注 / Note" if not index else "", f"{ja}\n{en}") for index, (ja, en) in enumerate(NOTES)),
    ]
    for row, (name, value) in enumerate(lines, start=2):
        if "\n" in value:
            sheet.set_row(row, 30)
        sheet.write_string(row, 0, name, label)
        sheet.write_string(row, 1, value, text)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


# ---- .csv


ROWS_AT_ONCE = 500


def csv_lines(rows: Iterable[EventRow], *, context: Context, columns: tuple[Column, ...] = COLUMNS) -> Iterator[bytes]:
    """Some hundred lines at a time: UTF-8 with its mark, so that Excel reads it as such; texts quoted, days as 2021-07-30.

    A text that could run as a formula has an apostrophe in front: see formula_guard.
    """
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([column.header for column in columns])
    yield b"\xef\xbb\xbf"
    plain = map(_plain_cells(context, columns), rows)
    while lines := list(islice(plain, ROWS_AT_ONCE)):
        writer.writerows(lines)
        yield written.getvalue().encode()
        written.seek(0)
        written.truncate()
    yield written.getvalue().encode()  # the header, where there is no row


def _plain_cells(context: Context, columns: tuple[Column, ...]) -> Callable[[EventRow], list]:
    """Cells as a file without types has them: moments as text, money without quotes, no text that could run."""
    cells_of = Cells(context, columns, guard=marked)
    moments = [index for index, column in enumerate(columns) if column.kind == "moment"]
    money = [index for index, column in enumerate(columns) if column.kind == "money"]

    def cells(row: EventRow) -> list:
        values = cells_of(row)
        for index in moments:
            values[index] = str(values[index])
        for index in money:
            if values[index] is not None:
                values[index] = float(values[index])  # twelve digits, exact
        return values

    return cells


# ---- .json


def json_lines(rows: Iterable[EventRow], *, context: Context, about: About) -> Iterator[bytes]:
    """One object: schema, made_at, filters, events (one a line), count. Every key is always there.

    Where the file is limited to some columns, `columns` names the keys of each event, in their order.
    """
    keys = in_json(about.columns)
    head: dict[str, Any] = {
        "schema": SCHEMA,
        "made_at": about.made_at.isoformat(timespec="seconds"),
        "filters": [{"name": name, "value": value} for name, value in about.filters],
    }
    if keys:
        head["columns"] = keys
    yield orjson.dumps(head)[:-1] + b',"events":['
    separator = b"\n"
    count = 0
    as_values = map(partial(as_json, context=context, names=context.lists.names), rows)
    while events := list(islice(as_values, ROWS_AT_ONCE)):
        kept = [{key: event[key] for key in keys} for event in events] if keys else events
        yield separator + b",\n".join([orjson.dumps(event, default=float) for event in kept])
        separator = b",\n"
        count += len(events)
    yield b'\n],"count":%d}\n' % count


def as_json(row: EventRow, context: Context, names: Mapping[str, Mapping[str, Named]]) -> dict[str, Any]:
    """An event by codes and names; None is unknown or not given, 0 is zero."""
    missions, mission = names["mission"], row.mission
    by_mode = {
        mode: {"count": count, "qualifier": qualifier or None, "basis": basis or None}
        for mode, count, qualifier, basis in (
            ("in_person", row.in_person_count, row.in_person_qualifier, row.in_person_basis),
            ("online", row.online_count, row.online_qualifier, row.online_basis),
            ("on_demand", row.on_demand_count, row.on_demand_qualifier, row.on_demand_basis),
        )
    }
    return {
        "number": row.number,
        "row_key": row_key(row.pk, row.version),
        "status": row.status,
        "mission": missions.get(mission) or _named(missions, mission),
        "partner_missions": [_named(missions, code) for (code,) in listed(row.partner_missions)],
        "fiscal_year": row.fiscal_year,
        "title_ja": row.title_ja,
        "title_en": row.title_en,
        "summary_ja": row.summary_ja,
        "summary_en": row.summary_en,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "state": _named(names["state"], row.state) if row.state else None,
        "county": _named(names["county"], row.county) if row.county else None,
        "city": row.city,
        "venue": row.venue,
        "format": row.format or None,
        "category": _named(names["category"], row.category) if row.category else None,
        "region_type": _named(names["region_type"], row.region_type) if row.region_type else None,
        "interest_level": _named(names["interest_level"], row.interest_level) if row.interest_level else None,
        "pillar": _named(names["pillar"], row.pillar) if row.pillar else None,
        "participants": row.participants,
        "participants_unknown": row.is_unknown(context.rules),
        "participants_by_mode": by_mode,
        "series": {"name_ja": row.series_ja, "name_en": row.series_en} if row.series_ja or row.series_en else None,
        "partners": [{"role": role, "name": name} for role, name in listed(row.partners)] if row.partners else [],
        "officials": (
            [{"name": name, "title": title, "level": level} for name, title, level in listed(row.officials)]
            if row.officials
            else []
        ),
        "links": [{"url": url, "label": label} for url, label in listed(row.links)] if row.links else [],
        "is_good_practice": row.is_good_practice,
        "story_ja": row.story_ja,
        "story_en": row.story_en,
        "own_funds": row.own_funds,
        "outside_funds": row.outside_funds,
        "outside_funds_source": row.outside_funds_source,
        "is_sample": row.is_sample,
        "updated_at": row.updated_at,
    }


def _named(names: Mapping[str, Named], code: str | None) -> Named | None:
    if not code:
        return None
    return names.get(code) or {"code": code, "name_ja": None, "name_en": None}
