"""The template workbook: a mission's events of a year, ready to be corrected, added to and handed in again.

Sheets: the entries; instructions in both languages; the lists that the drop-downs offer, with their codes; and a
hidden one by which a reader knows the workbook (`REGISTER_SHEET`: name and value a row, see `_write_register`).
The header stands in row `HEADER_ROW`. The hidden key of a row says of which event and version it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Any

from django.db.models import Q, QuerySet
from xlsxwriter.utility import xl_range_abs

from events.counts import MOST_PARTICIPANTS
from events.fiscal_year import FIRST_DAY, LAST_DAY, first_day, last_day
from events.models import Approach, Event, Series
from events.spreadsheets import template_texts as texts
from events.spreadsheets.coded_lists import YES, CodedLists, bilingual
from events.spreadsheets.columns import BY_KEY, Cells, Column, Context
from events.spreadsheets.rows import EventRow
from events.spreadsheets.sheet import GREY, LINE, NAVY, PALE, SafeWorksheet, cell_formats, open_workbook
from regions.models import County, Mission, State

ENTRY_SHEET, JAPANESE_SHEET, ENGLISH_SHEET = "入力 Entry", "記入要領", "Instructions"
LISTS_SHEET, REGISTER_SHEET = "選択肢 Lists", "_register"
FORM = "events-template/1"
HEADER_ROW = 3
BLANK_ROWS = 300

KEYS = (
    "row_key", "number", "status", "title_ja", "title_en", "starts_on", "ends_on", "state", "city", "venue", "county",
    "format", "category", "in_person_count", "in_person_qualifier", "in_person_basis", "online_count",
    "online_qualifier", "online_basis", "on_demand_count", "on_demand_qualifier", "on_demand_basis", "region_type",
    "interest_level", "pillar", "series", "partner_missions", "host", "co_host", "support", "cooperation", "officials",
    "summary_ja", "summary_en", "is_good_practice", "story_ja", "story_en", "links", "own_funds", "outside_funds",
    "outside_funds_source",
)  # fmt: skip
COLUMNS = tuple(BY_KEY[key] for key in KEYS)
NOT_OFFERED = ("status", "level")


@dataclass(frozen=True, slots=True)
class Order:
    """Which template is asked for; `era` shows dates as 令和3年7月30日, which changes nothing in the cells."""

    mission: Mission
    fiscal_year: int
    made_at: datetime
    era: bool = False

    def events(self, among: QuerySet[Event]) -> QuerySet[Event]:
        """Those the workbook is filled with, in the order of their days."""
        return among.filter(mission=self.mission, fiscal_year=self.fiscal_year).order_by("starts_on", "pk")

    @property
    def file_name(self) -> str:
        return f"events-{self.mission.code}-{self.fiscal_year}.xlsx"

    @property
    def words(self) -> dict[str, Any]:
        return {
            "year": self.fiscal_year,
            "next_year": self.fiscal_year + 1,
            "mission_ja": self.mission.short_ja,
            "mission_en": self.mission.short_en,
            "made_at": f"{self.made_at:%Y-%m-%d %H:%M}",
        }


@dataclass(frozen=True, slots=True)
class Offer:
    """A drop-down's choices with their codes, and the name of their range."""

    name: str
    header: str
    entries: tuple[tuple[str, str], ...]


def offers_of(order: Order, lists: CodedLists) -> dict[str, Offer]:
    """List -> what is offered: the mission's own states and counties first, the pillars in force, its series."""
    own = {state.pk for state in State.objects.served_by(order.mission, on=first_day(order.fiscal_year))}
    split = set(County.objects.filter(state__in=own).values_list("pk", flat=True))
    begin, end = first_day(order.fiscal_year), last_day(order.fiscal_year)
    in_force = Q(plan__valid_from__lte=end) & (Q(plan__valid_to=None) | Q(plan__valid_to__gte=begin))
    pillars = set(Approach.objects.filter(in_force).values_list("pk", flat=True))
    first = {"state": own, "county": split}
    offers = {}
    for name, coded in lists.lists.items():
        entries = [entry for entry in coded.entries if name != "pillar" or entry.code in pillars]
        if name == "mission":
            entries = [entry for entry in entries if entry.code != order.mission.pk]
        entries.sort(key=lambda entry: entry.code not in first.get(name, ()))
        if name not in NOT_OFFERED:
            header = BY_KEY[name].header if name in BY_KEY else _LIST_HEADERS[name]
            offers[name] = Offer(f"list_{name}", header, tuple((entry.text, entry.code) for entry in entries))
    series = Series.objects.filter(mission=order.mission).values_list("name_ja", "name_en")
    offers["series"] = Offer("list_series", BY_KEY["series"].header, tuple((bilingual(*names), "") for names in series))
    return offers


_LIST_HEADERS = {"qualifier": "確度 / Qualifier", "basis": "根拠 / Basis"}


def write_template(file: IO[bytes], rows: Iterable[EventRow], *, order: Order, context: Context) -> int:
    """The workbook, filled with `rows`. Returns how many they are."""
    offers = offers_of(order, context.lists)
    title = texts.ENTRY_TITLE.format(**order.words)
    with open_workbook(file, title=title) as workbook:
        count = _write_entries(workbook, rows, order=order, context=context, offers=offers)
        _write_instructions(workbook, JAPANESE_SHEET, "ja", order)
        _write_instructions(workbook, ENGLISH_SHEET, "en", order)
        _write_lists(workbook, list(offers.values()))
        _write_register(workbook, order)
    return count


def _write_entries(
    workbook: Any, rows: Iterable[EventRow], *, order: Order, context: Context, offers: dict[str, Offer]
) -> int:
    sheet = workbook.add_worksheet(ENTRY_SHEET, SafeWorksheet)
    columns = [
        replace(column, kind="era_date") if order.era and column.kind == "date" else column for column in COLUMNS
    ]
    formats, quoted = _entry_formats(workbook, columns)
    for index, column in enumerate(columns):
        width = 17 if column.kind == "era_date" else column.width
        sheet.set_column(index, index, width, formats[index], {"hidden": column.kind == "key"})
    _write_entry_head(workbook, sheet, order)
    sheet.set_row_formats(formats, quoted=quoted)
    cells_of = Cells(context, COLUMNS)
    count = 0
    for count, row in enumerate(rows, start=1):
        sheet.write_cells(HEADER_ROW + count - 1, cells_of(row))
    last = HEADER_ROW + count + BLANK_ROWS - 1
    for index, column in enumerate(columns):
        _validate(sheet, index, column, last_row=last, offers=offers)
    sheet.autofilter(HEADER_ROW - 1, 0, last, len(columns) - 1)
    sheet.freeze_panes(HEADER_ROW, 2)
    sheet.protect("", {
        "sort": True, "autofilter": True, "insert_rows": True, "delete_rows": True, "format_cells": True,
        "format_columns": True, "format_rows": True,
    })  # fmt: skip
    _set_up_print(sheet)
    return count


def _entry_formats(workbook: Any, columns: Sequence[Column]) -> tuple[list, list]:
    """Open for entry; wrapped where a cell has several lines; grey where the register fills in."""
    made: dict[tuple, tuple] = {}
    for column in columns:
        looks: dict[str, Any] = {"locked": False}
        if column.kind == "lines":
            looks |= {"text_wrap": True}
        if not column.is_input:
            looks |= {"bg_color": GREY, "font_color": "#595959"}
        key = column.kind, column.is_input
        if key not in made:
            [plain], [quoted] = cell_formats(workbook, [column.kind], **looks)
            made[key] = plain, quoted
    pairs = [made[column.kind, column.is_input] for column in columns]
    return [plain for plain, _quoted in pairs], [quoted for _plain, quoted in pairs]


def _write_entry_head(workbook: Any, sheet: SafeWorksheet, order: Order) -> None:
    looks: dict[str, Any] = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": LINE}
    required = workbook.add_format({**looks, "bg_color": NAVY, "font_color": "#FFFFFF"})
    optional = workbook.add_format({**looks, "bg_color": PALE, "font_color": NAVY})
    given = workbook.add_format({**looks, "bg_color": GREY, "font_color": "#595959"})
    title = workbook.add_format({"bold": True, "font_size": 14, "font_color": NAVY, "valign": "vcenter"})
    plain = workbook.add_format({"font_color": "#595959"})
    sheet.set_row(0, 28, plain)
    sheet.write_string(0, 1, texts.ENTRY_TITLE.format(**order.words), title)
    sheet.set_row(1, 18, plain)
    sheet.write_string(1, 1, texts.ENTRY_HINT, plain)
    sheet.set_row(HEADER_ROW - 1, 62)
    for index, column in enumerate(COLUMNS):
        look = required if column.key in texts.REQUIRED else optional if column.is_input else given
        sheet.write_string(HEADER_ROW - 1, index, column.header, look)
        if column.key in texts.HINTS:
            ja, en, example = texts.HINTS[column.key]
            hint = f"{ja}\n{en}" + (f"\n例 / Example: {example}" if example else "")
            size = {"width": 320, "height": 40 + 17 * (len(ja) // 22 + len(en) // 42 + 3), "font_size": 9}
            sheet.write_comment(HEADER_ROW - 1, index, hint, size)


def _validate(sheet: SafeWorksheet, index: int, column: Column, *, last_row: int, offers: dict[str, Offer]) -> None:
    """Drop-downs where there is a list; elsewhere a warning that one may pass, because a reader understands 約500名."""
    offer = offers.get("series" if column.key == "series" else column.coded)
    rule: dict[str, Any] | None = None
    if not column.is_input or column.kind == "key":
        if column.kind != "key":
            rule = _rule(texts.READ_ONLY, "stop", validate="custom", value="=FALSE")
    elif column.key == "is_good_practice":
        rule = _rule(texts.CHOOSE, "stop", validate="list", source=[YES])
    elif offer and offer.entries:
        sentence, kind = (texts.NEW_SERIES, "information") if column.key == "series" else (texts.CHOOSE, "stop")
        rule = _rule(sentence, kind, validate="list", source=f"={offer.name}")
    elif column.kind in ("date", "era_date"):
        rule = _rule(texts.A_DATE, "warning", validate="date", criteria="between", minimum=FIRST_DAY, maximum=LAST_DAY)
    elif column.kind == "count":
        rule = _rule(texts.NUMBER_ALONE, "warning", validate="integer", criteria="between", minimum=0,
                     maximum=MOST_PARTICIPANTS)  # fmt: skip
    elif column.kind == "money":
        rule = _rule(texts.AN_AMOUNT, "warning", validate="decimal", criteria=">=", value=0)
    if rule:
        sheet.data_validation(HEADER_ROW, index, last_row, index, rule)


def _rule(sentence: tuple[str, str], kind: str, **rule: Any) -> dict[str, Any]:
    title, message = sentence
    return {"error_title": title, "error_message": message, "error_type": kind, "ignore_blank": True, **rule}


def _set_up_print(sheet: SafeWorksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(4, 0)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.repeat_columns(1, 1)
    sheet.set_footer("&L&F　&A&R&P / &N")


def _write_instructions(workbook: Any, name: str, language: str, order: Order) -> None:
    sheet = workbook.add_worksheet(name, SafeWorksheet)
    sheet.hide_gridlines(2)
    for index, width in enumerate((34, 82, 34)):
        sheet.set_column(index, index, width)
    title = workbook.add_format({"bold": True, "font_size": 16, "font_color": NAVY, "valign": "vcenter"})
    heading = workbook.add_format(
        {"bold": True, "font_size": 12, "font_color": NAVY, "bottom": 2, "bottom_color": NAVY}
    )
    text = workbook.add_format({"text_wrap": True})
    head = workbook.add_format({"bold": True, "bg_color": NAVY, "font_color": "#FFFFFF", "border": 1})
    cell = workbook.add_format({"text_wrap": True, "border": 1, "border_color": LINE})
    sheet.set_row(0, 32)
    sheet.write_string(0, 0, texts.TITLE[language], title)
    row = 2
    for name, paragraphs in texts.JAPANESE if language == "ja" else texts.ENGLISH:
        _write_heading(sheet, row, name, heading)
        for paragraph in paragraphs:
            row += 1
            line = paragraph.format(**order.words)
            sheet.set_row(row, 16 * _lines_of(line, 150))
            sheet.merge_range(row, 0, row, 2, "", text)
            sheet.write_string(row, 0, line, text)
        row += 2
    _write_heading(sheet, row, texts.COLUMNS_HEADING[language], heading)
    row += 1
    for index, word in enumerate(texts.TABLE_HEADS[language]):
        sheet.write_string(row, index, word, head)
    for key, (ja, en, example) in texts.HINTS.items():
        row += 1
        column = BY_KEY[key]
        how = ja if language == "ja" else en
        sheet.set_row(row, 16 * _lines_of(how, 92))
        for index, word in enumerate((column.header, how, example)):
            sheet.write_string(row, index, word, cell)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")


def _write_heading(sheet: SafeWorksheet, row: int, text: str, look: Any) -> None:
    sheet.set_row(row, 20)
    sheet.write_string(row, 0, text, look)
    for index in (1, 2):
        sheet.write_blank(row, index, None, look)


def _lines_of(text: str, columns: int) -> int:
    """How many lines a text takes: a full-width sign takes two columns."""
    taken = sum(1 if sign.isascii() else 2 for sign in text)
    return -(-taken // columns)


def _write_lists(workbook: Any, offers: Sequence[Offer]) -> None:
    """Each list in two columns, what is offered and its code; protected, because a code means what it meant."""
    sheet = workbook.add_worksheet(LISTS_SHEET, SafeWorksheet)
    head = workbook.add_format({"bold": True, "text_wrap": True, "bg_color": NAVY, "font_color": "#FFFFFF"})
    code = workbook.add_format({"font_color": "#595959"})
    sheet.set_row(0, 32)
    for index, offer in enumerate(offers):
        widest = max((_width(text) for text, _code in offer.entries), default=0)
        sheet.set_column(2 * index, 2 * index, min(max(widest, _width(offer.header), 16) + 2, 60))
        sheet.set_column(2 * index + 1, 2 * index + 1, 15, code)
        sheet.write_string(0, 2 * index, offer.header, head)
        sheet.write_string(0, 2 * index + 1, "コード / Code", head)
        if offer.entries:
            letter_range = _range_of(LISTS_SHEET, 2 * index, len(offer.entries))
            workbook.define_name(offer.name, f"={letter_range}")
    for row in range(max(len(offer.entries) for offer in offers)):
        for index, offer in enumerate(offers):
            if row < len(offer.entries):
                for side, text in enumerate(offer.entries[row]):
                    if text:
                        sheet.write_string(row + 1, 2 * index + side, text)
    sheet.freeze_panes(1, 0)
    sheet.protect()
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)


def _width(text: str) -> int:
    return sum(1 if sign.isascii() else 2 for sign in text)


def _range_of(sheet: str, column: int, count: int) -> str:
    return f"'{sheet}'!{xl_range_abs(1, column, count, column)}"


def _write_register(workbook: Any, order: Order) -> None:
    sheet = workbook.add_worksheet(REGISTER_SHEET, SafeWorksheet)
    facts = {
        "form": FORM,
        "mission": order.mission.code,
        "fiscal_year": str(order.fiscal_year),
        "made_at": order.made_at.isoformat(timespec="seconds"),
        "entry_sheet": ENTRY_SHEET,
        "header_row": str(HEADER_ROW),
    }
    for row, fact in enumerate(facts.items()):
        for index, text in enumerate(fact):
            sheet.write_string(row, index, text)
    sheet.very_hidden()
