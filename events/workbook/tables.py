"""Finds the tables of a sheet: header, data rows, and what stands around them, set apart with a name."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from events.sentences import sentence as _
from events.workbook.beside import blocks, within
from events.workbook.filling import fill_down
from events.workbook.headers import field_of_header, header_key
from events.workbook.limits import letters
from events.workbook.reading import Merged, Row, Sheet
from events.workbook.runs import in_short
from events.workbook.sections import HEADER, with_headings
from events.workbook.totals import check_totals

LOOKED_AT = 60
"""How far down a header may stand."""
LONGEST_HEADER = 60

TITLE, NOTE, TOTAL, SUBTOTAL, HEADING, REPEATED, EXAMPLE = (
    "title", "note", "total", "subtotal", "heading", "repeated_header", "example",
)  # fmt: skip

_TOTAL = re.compile(r"(?:合計|総計|累計|総合計|(?:^|[\s年度月期])計|grandtotal|^totals?|^sum)(?:\d+件|件数|[(:].*)?$")
_SUBTOTAL = re.compile(r"(?:小計|subtotals?)(?:\d+件|[(:].*)?$")
_OF_A_TOTAL = re.compile(r"(?:計|totals?)$|^\d+ ?(?:件|events?)$")
_NOTE = re.compile(
    r"^(?:※|\*|＊|注|\(注|（注|【注|備考|出典|資料|出所|notes?\b|remarks?\b|source\b|以上$|記入上|（?参考)", re.I
)
_MAY_BE_APART = re.compile(r"計|例|※|注|[*＊]|total|sum|ample|note|source|remark", re.I)
_EXAMPLE = re.compile(r"^[(（【\[]?(?:記入例|記載例|入力例|例|example|sample)[)）】\]]?[:：]?$", re.I)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column that holds anything: its place in the sheet (0 for A), and its header, "" when it has none."""

    index: int
    header: str

    @property
    def letter(self) -> str:
        return letters(self.index)


@dataclass(frozen=True, slots=True)
class SetApart:
    """A row that is not an event: `kind` is title, note, total, subtotal, heading, repeated_header or example."""

    number: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows keep their numbers in the workbook. `notices` are sentences about what was done or does not add up.

    `filled` lists cells (row number, column) that were given the value above them. `place` names the table in its sheet.
    `hidden` lists rows that the workbook keeps from sight; they are read all the same.
    """

    sheet: str
    header_rows: tuple[int, ...]
    columns: tuple[TableColumn, ...]
    rows: tuple[Row, ...]
    set_apart: tuple[SetApart, ...]
    notices: tuple[str, ...] = ()
    filled: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    place: str = ""
    hidden: frozenset[int] = frozenset()


def find_tables(sheet: Sheet) -> tuple[Table, ...]:
    """The tables of a sheet from top to bottom; () when no row looks like a header above data."""
    rows = sheet.rows
    found = []
    start = 0
    while (header := _find_header(rows, start, sheet.merged or ())) is not None:
        first, last = header
        end = _next_header(rows, last + 1, rows[last], known=_known(rows[last]))
        while last + 1 < end < len(rows) and sum(cell is not None for cell in rows[end - 1].cells) == 1:
            end -= 1  # the title of what begins there
        found += _tables(sheet, rows[start:first], rows[first : last + 1], rows[last + 1 : end])
        start = end
        if start >= len(rows):
            break
    return tuple(table for table in found if table.rows or len(found) == 1)


def _tables(sheet: Sheet, before: Sequence[Row], header: Sequence[Row], rows: Sequence[Row]) -> list[Table]:
    """One, or several that stand side by side."""
    width = max((len(row.cells) for row in [*header, *rows]), default=0)
    parts = blocks(_headers(header, sheet.merged or (), width), rows)
    if len(parts) == 1:
        return [_table(sheet, before, header, rows)]
    found = []
    for n, (first, last) in enumerate(parts):
        left, right = first if n else 0, last if n + 1 < len(parts) else width
        of_block = [[part for row in some if (part := within(row, left, right))] for some in (before, header, rows)]
        found.append(_table(sheet, *of_block, place=letters(first) if n else ""))
    return found


# ---- the header


def _texts(row: Row) -> list[tuple[int, str]]:
    return [(n, cell.strip()) for n, cell in enumerate(row.cells) if isinstance(cell, str)]


def _known(row: Row) -> int:
    """How many of the row's cells are headers that somebody knows."""
    return sum(bool(field_of_header(text)[0]) for _n, text in _texts(row) if len(text) <= LONGEST_HEADER)


def _header_score(row: Row) -> float:
    """Above 0 for a row that may be a header."""
    texts = _texts(row)
    filled = sum(cell is not None for cell in row.cells)
    if len(texts) < 2 or any(len(text) > LONGEST_HEADER * 2 for _n, text in texts):
        return 0
    different = len({header_key(text) for _n, text in texts})
    known = _known(row)
    return known * 4 + different - (filled - len(texts)) * 3 - (len(texts) - different) - (0 if known else len(texts))


def _find_header(rows: Sequence[Row], start: int, merged: Sequence[Merged]) -> tuple[int, int] | None:
    """First and last index of the header rows at or below `start`."""
    scored = [(_header_score(rows[n]), -n) for n in range(start, min(start + LOOKED_AT, len(rows)))]
    if not scored:
        return None
    score, best = max(scored)
    best = -best
    if score <= 0:
        best = _plain_header(rows, start)
        if best < 0:
            return None
    if best > start and _belong_together(rows[best - 1], rows[best], merged):
        return best - 1, best
    if best + 1 < len(rows) and _belong_together(rows[best], rows[best + 1], merged):
        return best, best + 1
    return best, best


def _plain_header(rows: Sequence[Row], start: int) -> int:
    """A header in words that nobody knows: the first row of short, different texts as wide as the rows below it."""
    for n in range(start, min(start + LOOKED_AT, len(rows) - 1)):
        texts = [text for _n, text in _texts(rows[n])]
        width = max(len(row.cells) for row in rows[n + 1 : n + 20])
        short = all(len(text) <= 30 for text in texts)
        if len(texts) >= 3 and short and len(set(texts)) == len(texts) and len(texts) >= width * 0.6:
            return n
    return -1


def _belong_together(upper: Row, lower: Row, merged: Sequence[Merged]) -> bool:
    """Whether two rows are one header: groups above their parts, or one language above the other."""
    if lower.number != upper.number + 1 or any(not isinstance(cell, str | None) for cell in lower.cells + upper.cells):
        return False
    above, below = dict(_texts(upper)), dict(_texts(lower))
    if not above or not below or any(len(text) > LONGEST_HEADER for text in [*above.values(), *below.values()]):
        return False
    known = sum(bool(field_of_header(text)[0]) for text in below.values())
    if len(set(above) & set(below)) >= 2 and known >= max(2, len(below) * 0.6):
        return sum(bool(field_of_header(text)[0]) for text in above.values()) >= 2
    spanned = {
        n for m in merged if m.top <= upper.number <= m.bottom and m.right > m.left for n in range(m.left, m.right + 1)
    }
    if spanned:
        return set(below) <= spanned and len(above) >= 2
    groups = _spans(above, width=max([*above, *below]) + 1)
    inside = {n for span in groups if len(span) > 1 for n in span}
    together = [_joined(upper, lower, merged, n) for n in below]
    return (
        set(below) <= inside
        and len(above) >= 2
        and sum(bool(field_of_header(text)[0]) for text in together) >= len(below) / 2
    )


def _spans(above: dict[int, str], *, width: int) -> list[list[int]]:
    """Each upper header with the blank columns to its right."""
    starts = sorted(above)
    return [list(range(n, end)) for n, end in zip(starts, [*starts[1:], width], strict=True)]


def _joined(upper: Row, lower: Row, merged: Sequence[Merged], column: int) -> str:
    above, below = dict(_texts(upper)), dict(_texts(lower))
    group = above.get(column, "")
    if not group:
        for m in merged:
            if m.top <= upper.number <= m.bottom and m.left <= column <= m.right:
                group = above.get(m.left, "")
        if not group and column in below and not merged:
            group = next((above[n] for n in sorted(above, reverse=True) if n <= column), "")
    return " / ".join(dict.fromkeys(part for part in (group, below.get(column, "")) if part))


def _headers(header: Sequence[Row], merged: Sequence[Merged], width: int) -> list[str]:
    if len(header) == 1:
        texts = dict(_texts(header[0]))
        return [texts.get(n, "") for n in range(width)]
    return [_joined(header[0], header[1], merged, n) for n in range(width)]


def _next_header(rows: Sequence[Row], start: int, header: Row, *, known: int) -> int:
    """Where another table begins: a row of at least three known headers that is not this header again."""
    own = [header_key(text) for _n, text in _texts(header)]
    for n in range(start, len(rows)):
        first = next((cell for cell in rows[n].cells if cell is not None), None)
        if not isinstance(first, str) or len(first) > LONGEST_HEADER or not field_of_header(first)[0]:
            continue
        texts = [text for _n, text in _texts(rows[n])]
        same = [header_key(text) for text in texts] == own
        if not same and known and len(texts) >= 3 and _known(rows[n]) >= max(3, len(texts) * 0.7):
            return n
    return len(rows)


# ---- the rows


def _table(
    sheet: Sheet, before: Sequence[Row], header: Sequence[Row], rows: Sequence[Row], *, place: str = ""
) -> Table:
    merged = sheet.merged or ()
    width = max((len(row.cells) for row in [*header, *rows]), default=0)
    headers = _headers(header, merged, width)
    apart = [SetApart(row.number, TITLE, _all_text(row)) for row in before]
    data: list[Row] = []
    kinds: dict[int, str] = {}
    own = [[header_key(text) for _n, text in _texts(row)] for row in header]
    firsts = {text for row in header for _n, text in _texts(row)[:1]}
    filled_cells = (sum(cell is not None for cell in row.cells) for row in rows[:200])
    usual = Counter(count for count in filled_cells if count > 1).most_common(1)
    fullness = usual[0][0] if usual else 0
    wide = {m.top for m in merged if m.right - m.left >= 2}
    for row in rows:
        is_plain = _is_plainly_data(row, firsts, fullness)
        kind = "" if is_plain else _kind(row, own, fullness, is_wide=row.number in wide, headers=headers)
        if kind:
            kinds[row.number] = kind
            apart.append(SetApart(row.number, kind, _all_text(row)))
        else:
            data.append(row)
    in_use = _columns_in_use(data, headers)
    filled, notices, cells = fill_down(data, headers, sheet.merged)
    totals = [row for row in rows if kinds.get(row.number) in (TOTAL, SUBTOTAL)]
    notices += check_totals(data, totals, headers, kinds)
    hidden = sheet.hidden_rows.intersection(row.number for row in data)
    notices += _hidden_said(hidden, [n for n in in_use if n in sheet.hidden_columns], headers)
    if headings := {row.number: row.text for row in apart if row.kind == HEADING}:
        filled = with_headings(filled, headings, len(headers))
        in_use, headers = [*in_use, len(headers)], [*headers, HEADER]
    return Table(
        sheet=sheet.name,
        header_rows=tuple(row.number for row in header),
        columns=tuple(TableColumn(n, headers[n]) for n in in_use),
        rows=tuple(filled),
        set_apart=tuple(sorted(apart, key=lambda row: row.number)),
        notices=tuple(notices),
        filled=frozenset(cells),
        place=f"{header[0].number}{place}",
        hidden=hidden,
    )


def _hidden_said(rows: frozenset[int], columns: list[int], headers: Sequence[str]) -> list[str]:
    """A sentence for rows and one for columns that the workbook hides; the register's own key is hidden by design."""
    sentences: list[str] = []
    named = [f"{letters(n)} ({headers[n] or '-'})" for n in columns if field_of_header(headers[n])[0] != "row_key"]
    if rows:
        sentences.append(
            _("Rows that are hidden in the workbook were read like the others: %(rows)s (%(count)d in all). Skip those that do not belong.")
            % {"count": len(rows), "rows": in_short(rows)}
        )  # fmt: skip
    if named:
        sentences.append(
            _("Columns that are hidden in the workbook were read like the others: %(columns)s.")
            % {"columns": ", ".join(named)}
        )
    return sentences


def _columns_in_use(rows: Sequence[Row], headers: Sequence[str]) -> list[int]:
    used: set[int] = {n for n, text in enumerate(headers) if text}
    for row in rows:
        if len(row.cells) > 0 and len(used) < len(headers):
            used.update(n for n, cell in enumerate(row.cells) if cell is not None)
    return sorted(used)


def _is_plainly_data(row: Row, firsts: set[str], fullness: int) -> bool:
    """Whether a row is so full, and begins so, that it needs no closer look."""
    cells = row.cells
    filled = len(cells) - cells.count(None)
    if filled <= 3 or filled < fullness * 0.6:
        return False
    first = next(cell for cell in cells if cell is not None)
    return isinstance(first, str) and not _MAY_BE_APART.search(first) and first.strip() not in firsts


def _kind(row: Row, own: list[list[str]], fullness: int, *, is_wide: bool, headers: Sequence[str]) -> str:
    """ "" for a row of data, else what it is."""
    first = next(cell for cell in row.cells if cell is not None)
    filled = [(n, cell) for n, cell in enumerate(row.cells) if cell is not None]
    column = filled[0][0]
    texts = [cell for _n, cell in filled if isinstance(cell, str)]
    if kind := _total_kind(filled, texts, headers):
        return kind
    if not isinstance(first, str):
        return ""
    if len(texts) == len(filled) and [header_key(text) for text in texts] in own:
        return REPEATED
    if _EXAMPLE.match(first.strip()) and len(filled) > 1:
        return EXAMPLE
    if len(filled) == 1 and fullness > 2:
        if _NOTE.match(first.strip()) or len(first) > 80:
            return NOTE
        if is_wide or not _may_be_a_title(headers, column):
            return HEADING
    if (
        len(filled) == 2
        and fullness > 3
        and _NOTE.match(first.strip())
        and field_of_header(headers[column])[0] != "title"
    ):
        return NOTE
    return ""


def _may_be_a_title(headers: Sequence[str], column: int) -> bool:
    """An event of which only the title is known is an event; a lone word in another column is a heading or a note."""
    return field_of_header(headers[column])[0] in ("title", "title_ja", "title_en")


def _total_kind(filled: list, texts: list[str], headers: Sequence[str]) -> str:
    """A row that begins with 合計, 小計, Total… and holds hardly any other words, and no date."""
    for text in texts[:2]:
        word = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
        if len(word) > 30 or not word:
            continue
        kind = SUBTOTAL if _SUBTOTAL.search(word) else TOTAL if _TOTAL.search(word) or word == "計" else ""
        if (
            kind
            and len(texts) <= max(3, len(headers) * 0.3)
            and not any(_is_of_an_event(n, cell, headers) for n, cell in filled)
        ):
            return kind
    return ""


def _is_of_an_event(column: int, cell: object, headers: Sequence[str]) -> bool:
    field_name = field_of_header(headers[column])[0] if column < len(headers) else ""
    is_of_event = field_name in ("starts_on", "ends_on", "category", "format", "venue")
    return is_of_event and not _OF_A_TOTAL.search(unicodedata.normalize("NFKC", str(cell)).strip().lower())


def _all_text(row: Row) -> str:
    return " ".join(str(cell).strip() for cell in row.cells if cell is not None)[:500]


def fiscal_years_named(table: Table, *texts: str) -> tuple[int, ...]:
    """Fiscal years in the titles above a table, its sheet's name or in `texts` (令和3年度, FY2021): to offer, never to take."""
    text = unicodedata.normalize(
        "NFKC", " ".join([table.sheet, *texts, *(row.text for row in table.set_apart if row.kind == TITLE)])
    )
    years = [
        int(year) for year in re.findall(r"(?:FY|会計年度)\s?(20\d\d)|(20\d\d)\s?年度", text) for year in year if year
    ]
    for era, base in (("令和", 2018), ("平成", 1988), ("R", 2018), ("H", 1988)):
        found = re.findall(rf"{era}\s?(元|\d{{1,2}})\s?年度", text)
        years += [base + (1 if number == "元" else int(number)) for number in found]
    return tuple(sorted(set(years)))
