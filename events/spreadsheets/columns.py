"""The columns of an event in a spreadsheet: key, header in both languages, kind, and what stands in the cell.

A reader finds a column by its header, exactly as `Column.header` writes it. Only columns with `is_input`
are read back: the others are given by the register (number, status) or follow from the rest (fiscal year).
What stands in several rows of the register stands on several lines of one cell; a reader that compares such
a cell with what `value` makes of the event today knows whether anybody changed it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from django.utils.timezone import get_default_timezone

from events.querysets import Rules
from events.spreadsheets.coded_lists import YES, CodedLists, bilingual
from events.spreadsheets.row_key import row_key
from events.spreadsheets.rows import EventRow, listed

LONGEST_CELL = 32_767
"""UTF-16 units, Excel's limit."""
CUT = "… (続きは登録簿にあります / the rest is in the register)"


@dataclass(frozen=True, slots=True)
class Context:
    """What a cell needs beside its event."""

    lists: CodedLists
    rules: Rules


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` is one of key, text, long, lines, choice, date, moment, year, count, money; `coded` names its list."""

    key: str
    ja: str
    en: str
    kind: str
    width: float
    value: Callable[[EventRow, Context], object]
    is_input: bool = True
    coded: str = ""

    @property
    def header(self) -> str:
        return bilingual(self.ja, self.en)


def one_line(text: str) -> str:
    return " ".join(text.split())


def lines_that_fit(lines: list[str]) -> str:
    """One under the other; where a cell would burst, whole lines and a last one that says so."""
    text = "\n".join(lines)
    if len(text) * 2 <= LONGEST_CELL or len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL:
        return text
    kept: list[str] = []
    room = LONGEST_CELL - len(CUT)
    for line in lines:
        room -= len(line.encode("utf-16-le")) // 2 + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join([*kept, CUT])


def field(key: str, ja: str, en: str, kind: str, width: float, *, is_input: bool = True) -> Column:
    """A column of the event's own; a line break is one sign in a cell, as Excel has it."""
    own = attrgetter(key)

    def text(row: EventRow, _context: Context) -> str | None:
        value = own(row)
        return value and value.replace("\r\n", "\n")

    if kind in ("text", "long"):
        return Column(key, ja, en, kind, width, text, is_input)
    return Column(key, ja, en, kind, width, lambda row, _context: own(row), is_input)


def coded(key: str, ja: str, en: str, width: float, *, of: str = "", is_input: bool = True) -> Column:
    """A column whose cell is the text of a code."""
    own, name = attrgetter(key), of or key

    def text(row: EventRow, context: Context) -> str | None:
        value = own(row)
        return context.lists[name].text_of(value) if value else None

    return Column(key, ja, en, "choice", width, text, is_input, name)


def code(key: str, ja: str, en: str, width: float) -> Column:
    """The code itself, for who sorts and joins by it; what is read back is the text beside it."""
    own = attrgetter(key)
    return Column(f"{key}_code", ja, en, "text", width, lambda row, _context: own(row), is_input=False)


def counts(mode: str, ja: str, en: str) -> list[Column]:
    return [
        field(f"{mode}_count", ja, en, "count", 14),
        coded(f"{mode}_qualifier", f"{ja}の確度", f"{en}: qualifier", 18, of="qualifier"),
        coded(f"{mode}_basis", f"{ja}の根拠", f"{en}: basis", 19, of="basis"),
    ]


def _partners(role: str) -> Callable[[EventRow, Context], object]:
    def names(row: EventRow, _context: Context) -> str | None:
        return row.partners and lines_that_fit([one_line(name) for kind, name in listed(row.partners) if kind == role])

    return names


def _partner_missions(row: EventRow, context: Context) -> str:
    return lines_that_fit([context.lists["mission"].text_of(code) for (code,) in listed(row.partner_missions)])


def _officials(row: EventRow, context: Context) -> str:
    levels = context.lists["level"]
    parts = [[name, title, levels.text_of(level)] for name, title, level in listed(row.officials)]
    return lines_that_fit([" | ".join(one_line(part).replace("|", "¦") for part in line) for line in parts])


def _links(row: EventRow, _context: Context) -> str:
    return lines_that_fit([one_line(f"{url} {label}") for url, label in listed(row.links)])


def _updated_at(row: EventRow, _context: Context) -> object:
    return row.updated_at.astimezone(get_default_timezone()).replace(tzinfo=None, microsecond=0)


COLUMNS = (
    Column("row_key", "行キー（変更不可）", "Row key (do not change)", "key", 22,
           lambda row, _context: row_key(row.pk, row.version)),
    field("number", "案件番号", "Event number", "text", 15, is_input=False),
    coded("status", "状態", "Status", 18, is_input=False),
    code("mission", "公館コード", "Mission code", 9),
    coded("mission", "公館", "Mission", 22, is_input=False),
    field("fiscal_year", "年度", "Fiscal year", "year", 8, is_input=False),
    field("title_ja", "件名（日本語）", "Title in Japanese", "text", 38),
    field("title_en", "件名（英語）", "Title in English", "text", 38),
    field("starts_on", "開始日", "Start date", "date", 12),
    field("ends_on", "終了日", "End date", "date", 12),
    code("state", "州コード", "State code", 9),
    coded("state", "州・地域", "State", 28),
    field("city", "市・町", "City", "text", 18),
    field("venue", "会場", "Venue", "text", 26),
    coded("county", "郡", "County", 22),
    coded("format", "開催形式", "Format", 24),
    code("category", "事業分野コード", "Category code", 16),
    coded("category", "事業分野", "Category", 36),
    Column("participants", "計上参加者数", "Participants counted", "count", 13,
           lambda row, _context: row.participants, is_input=False),
    Column("participants_unknown", "参加者数に不明あり", "Participants partly unknown", "choice", 12,
           lambda row, context: YES if row.is_unknown(context.rules) else None, is_input=False),
    *counts("in_person", "対面参加者数", "Participants in person"),
    *counts("online", "オンライン参加者数", "Participants live online"),
    *counts("on_demand", "録画視聴数", "On-demand views"),
    coded("region_type", "地域の類型", "Type of region", 30),
    coded("interest_level", "関心度", "Level of interest", 30),
    coded("pillar", "行動計画の柱", "Pillar of the action plan", 30),
    Column("series", "連続企画", "Series", "choice", 26,
           lambda row, _context: bilingual(row.series_ja or "", row.series_en or "")),
    Column("partner_missions", "共催公館", "Partner missions", "lines", 22, _partner_missions),
    Column("host", "主催", "Host", "lines", 26, _partners("host")),
    Column("co_host", "共催", "Co-host", "lines", 26, _partners("co_host")),
    Column("support", "後援", "Support", "lines", 26, _partners("support")),
    Column("cooperation", "協力", "Cooperation", "lines", 26, _partners("cooperation")),
    Column("officials", "面会した要人", "Officials met", "lines", 40, _officials),
    field("summary_ja", "概要（日本語）", "Summary in Japanese", "long", 44),
    field("summary_en", "概要（英語）", "Summary in English", "long", 44),
    Column("is_good_practice", "グッドプラクティス", "Good practice", "choice", 12,
           lambda row, _context: YES if row.is_good_practice else None),
    field("story_ja", "好事例の内容（日本語）", "Story in Japanese", "long", 44),
    field("story_en", "好事例の内容（英語）", "Story in English", "long", 44),
    Column("links", "リンク", "Links", "lines", 36, _links),
    field("own_funds", "自己資金（米ドル）", "Own funds (USD)", "money", 14),
    field("outside_funds", "外部資金（米ドル）", "Outside funds (USD)", "money", 14),
    field("outside_funds_source", "外部資金の出所", "Source of outside funds", "text", 24),
    Column("is_sample", "見本データ", "Sample", "choice", 9,
           lambda row, _context: YES if row.is_sample else None, is_input=False),
    Column("updated_at", "更新日時（日本時間）", "Updated at (Japan time)", "moment", 17, _updated_at, is_input=False),
)  # fmt: skip

BY_KEY = {column.key: column for column in COLUMNS}


def cells(row: EventRow, context: Context, columns: tuple[Column, ...] = COLUMNS) -> list:
    """The values of a row: text, whole number, Decimal, date, datetime, or None. '' and None are an empty cell."""
    return [column.value(row, context) for column in columns]
