"""The columns of an event in a spreadsheet: key, header in both languages, kind, and what stands in the cell.

A reader finds a column by its header, exactly as `Column.header` writes it. Only columns with `is_input`
are read back: the others are given by the register (number, status) or follow from the rest (fiscal year).
What stands in several rows of the register stands on several lines of one cell; a reader that compares such
a cell with what `value` makes of the event today knows whether anybody changed it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter

from django.utils.timezone import get_default_timezone

from events.querysets import Rules
from events.spreadsheets.coded_lists import YES, CodedLists, bilingual
from events.spreadsheets.row_key import row_key
from events.spreadsheets.rows import EventRow, listed

LONGEST_CELL = 32_767
"""UTF-16 units, Excel's limit."""
FREE_TEXT = ("text", "long")
CUT = "… (続きは登録簿にあります / the rest is in the register)"


@dataclass(frozen=True, slots=True)
class Context:
    """What a cell needs beside its event."""

    lists: CodedLists
    rules: Rules


Cell = Callable[[EventRow], object]


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` is one of key, text, long, lines, choice, date, moment, year, count, money; `coded` names its list.

    What stands in the cell is what the row holds as `source`: as it is, or the text of that code, or what `made` makes
    of the row once it knows the context. `made` is asked only of rows whose source is not empty.
    """

    key: str
    ja: str
    en: str
    kind: str
    width: float
    source: str
    is_input: bool = True
    coded: str = ""
    made: Callable[[Context], Cell] | None = None

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
    """A column of the event's own."""
    return Column(key, ja, en, kind, width, key, is_input)


def coded(key: str, ja: str, en: str, width: float, *, of: str = "", is_input: bool = True) -> Column:
    """A column whose cell is the text of a code."""
    return Column(key, ja, en, "choice", width, key, is_input, of or key)


def code(key: str, ja: str, en: str, width: float) -> Column:
    """The code itself, for who sorts and joins by it; what is read back is the text beside it."""
    return Column(f"{key}_code", ja, en, "text", width, key, is_input=False)


def computed(
    key: str, ja: str, en: str, kind: str, width: float, source: str, made: Callable[[Context], Cell], *, is_input=True
) -> Column:
    return Column(key, ja, en, kind, width, source, is_input, made=made)


def counts(mode: str, ja: str, en: str) -> list[Column]:
    return [
        field(f"{mode}_count", ja, en, "count", 14),
        coded(f"{mode}_qualifier", f"{ja}の確度", f"{en}: qualifier", 18, of="qualifier"),
        coded(f"{mode}_basis", f"{ja}の根拠", f"{en}: basis", 19, of="basis"),
    ]


def _partners(role: str) -> Callable[[Context], Cell]:
    def names(row: EventRow) -> str:
        return lines_that_fit([one_line(name) for kind, name in listed(row.partners) if kind == role])

    return lambda _context: names


def _partner_missions(context: Context) -> Cell:
    missions = context.lists["mission"]
    return lambda row: lines_that_fit([missions.text_of(code) for (code,) in listed(row.partner_missions)])


def _officials(context: Context) -> Cell:
    levels = context.lists["level"]

    def lines(row: EventRow) -> str:
        parts = [[name, title, levels.text_of(level)] for name, title, level in listed(row.officials)]
        return lines_that_fit([" | ".join(one_line(part).replace("|", "¦") for part in line) for line in parts])

    return lines


def _links(_context: Context) -> Cell:
    return lambda row: lines_that_fit([one_line(f"{url} {label}") for url, label in listed(row.links)])


def _series(_context: Context) -> Cell:
    return lambda row: bilingual(row.series_ja or "", row.series_en or "")


def _updated_at(_context: Context) -> Cell:
    japan = get_default_timezone()
    return lambda row: row.updated_at.astimezone(japan).replace(tzinfo=None, microsecond=0)


def _row_key(_context: Context) -> Cell:
    return lambda row: row_key(row.pk, row.version)


def _is_unknown(context: Context) -> Cell:
    return lambda row: YES if row.is_unknown(context.rules) else None


def _yes(_context: Context) -> Cell:
    return lambda row: YES


COLUMNS = (
    computed("row_key", "行キー（変更不可）", "Row key (do not change)", "key", 22, "pk", _row_key),
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
    field("participants", "計上参加者数", "Participants counted", "count", 13, is_input=False),
    computed("participants_unknown", "参加者数に不明あり", "Participants partly unknown", "choice", 12, "pk",
             _is_unknown, is_input=False),
    *counts("in_person", "対面参加者数", "Participants in person"),
    *counts("online", "オンライン参加者数", "Participants live online"),
    *counts("on_demand", "録画視聴数", "On-demand views"),
    coded("region_type", "地域の類型", "Type of region", 30),
    coded("interest_level", "関心度", "Level of interest", 30),
    coded("pillar", "行動計画の柱", "Pillar of the action plan", 30),
    computed("series", "連続企画", "Series", "choice", 26, "pk", _series),
    computed("partner_missions", "共催公館", "Partner missions", "lines", 22, "partner_missions", _partner_missions),
    computed("host", "主催", "Host", "lines", 26, "partners", _partners("host")),
    computed("co_host", "共催", "Co-host", "lines", 26, "partners", _partners("co_host")),
    computed("support", "後援", "Support", "lines", 26, "partners", _partners("support")),
    computed("cooperation", "協力", "Cooperation", "lines", 26, "partners", _partners("cooperation")),
    computed("officials", "面会した要人", "Officials met", "lines", 40, "officials", _officials),
    field("summary_ja", "概要（日本語）", "Summary in Japanese", "long", 44),
    field("summary_en", "概要（英語）", "Summary in English", "long", 44),
    computed("is_good_practice", "グッドプラクティス", "Good practice", "choice", 12, "is_good_practice", _yes),
    field("story_ja", "好事例の内容（日本語）", "Story in Japanese", "long", 44),
    field("story_en", "好事例の内容（英語）", "Story in English", "long", 44),
    computed("links", "リンク", "Links", "lines", 36, "links", _links),
    field("own_funds", "自己資金（米ドル）", "Own funds (USD)", "money", 14),
    field("outside_funds", "外部資金（米ドル）", "Outside funds (USD)", "money", 14),
    field("outside_funds_source", "外部資金の出所", "Source of outside funds", "text", 24),
    computed("is_sample", "見本データ", "Sample", "choice", 9, "is_sample", _yes, is_input=False),
    computed("updated_at", "更新日時（日本時間）", "Updated at (Japan time)", "moment", 17, "updated_at", _updated_at,
             is_input=False),
)  # fmt: skip

BY_KEY = {column.key: column for column in COLUMNS}


class Cells:
    """Makes the cells of one row after another: text, whole number, Decimal, date, datetime, None. '' and None are empty.

    Whatever can be looked up beforehand is: a hundred thousand rows have five million cells. `guard` is applied to each
    text, for files that have no other means against formulas.
    """

    def __init__(
        self, context: Context, columns: tuple[Column, ...] = COLUMNS, *, guard: Callable[[str], str] = str
    ) -> None:
        self._taken = itemgetter(*(EventRow._fields.index(column.source) for column in columns))
        self._free = [i for i, column in enumerate(columns) if column.kind in FREE_TEXT and not column.made]
        self._coded = [
            (i, {code: guard(text) for code, text in context.lists[column.coded].texts.items()})
            for i, column in enumerate(columns)
            if column.coded
        ]
        self._made = [(i, column.made(context)) for i, column in enumerate(columns) if column.made]
        self._guard = guard

    def __call__(self, row: EventRow) -> list:
        cells = list(self._taken(row))
        guard = self._guard
        for index, texts in self._coded:
            if value := cells[index]:
                cells[index] = texts.get(value) or guard(value)
        for index in self._free:
            if text := cells[index]:
                if "\r" in text:  # a line break is one sign in a cell, as Excel has it
                    text = text.replace("\r\n", "\n")
                cells[index] = text if text[0].isalnum() else guard(text)
        for index, made in self._made:
            if not cells[index]:
                cells[index] = None
            elif (value := made(row)) and type(value) is str:
                cells[index] = guard(value)
            else:
                cells[index] = value
        return cells
