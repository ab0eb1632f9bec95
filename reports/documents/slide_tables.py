"""Tables on slides: several beside and under one another where they are short, over further slides where they are long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from reports.documents import slide_parts as parts
from reports.documents.arrangement import MOST_COLUMNS_OF_A_HALF
from reports.documents.slide_parts import BOTTOM, MARGIN, NAVY, ROOM, SOFT, TOP
from reports.documents.slide_text import LINE, Paragraph, fitting_size, height_of
from reports.documents.words import WORDS
from reports.edition_content import TablesPage

if TYPE_CHECKING:
    from reports.documents.slides import Deck

Arranged = dict[str, Any]
Laid = TypeVar("Laid")
SIZES = 11.0, 10.5, 10.0, 9.5, 9.0
GAP, TITLE, AIR = 18.0, 24.0, 12.0
"""Between columns; a table's title with its room; between a table and the next beneath it."""
FEWEST_ROWS = 3
"""Rows that stand together at either side of a cut, so that a total never stands alone."""


def footnotes(page: Arranged, language: str) -> list[str]:
    return [*page["notes"], *([WORDS[language]["source"] + page["source"]] if page["source"] else [])]


def note_box(deck: Deck, slide: Any, lines: Sequence[str], *, height: float, width: float = ROOM) -> None:
    """Notes and source at the foot of a slide."""
    if not lines:
        return
    paragraphs = [Paragraph(line, colour=SOFT, gap=0.1) for line in lines]
    size = fitting_size(paragraphs, width, height, largest=10, smallest=6)
    box = (MARGIN, BOTTOM - height, width, height)
    parts.text_box(slide, box, paragraphs, size=size, language=deck.language, name="Notes", anchor="bottom")


# ---- one table, as many slides as its rows need


def table_slides(
    deck: Deck, page: Any, table: Arranged, *, title: str, notes: Sequence[str], again: bool = True
) -> None:
    """Long narrow tables stand side by side, as many as three."""
    beside = 1 if len(table["columns"]) > 4 or len(table["rows"]) <= 20 else 3 if len(table["columns"]) == 2 else 2
    width = (ROOM - GAP * (beside - 1)) / beside
    room = BOTTOM - TOP - 30 - (14.0 * len(notes) + 6)
    size, chunks = _fewest(lambda size: _evenly(row_heights(table, width, size), room, beside), len)
    for first in range(0, len(chunks), beside):
        slide = deck.slide(page, again=again or first > 0, notes=notes)
        _title(deck, slide, title, (MARGIN, TOP, ROOM))
        for place, rows in enumerate(chunks[first : first + beside]):
            spot = (MARGIN + place * (width + GAP), TOP + 28, width)
            _part(deck, slide, table, rows, spot, title, size=size)
        note_box(deck, slide, notes, height=14.0 * len(notes) + 4)


def _fewest(lay: Callable[[float], Laid], slides: Callable[[Laid], int]) -> tuple[float, Laid]:
    """The largest size of letters that needs no more slides than the smallest, and what is laid out so."""
    fewest = slides(lay(SIZES[-1]))
    return next((size, laid) for size in SIZES if slides(laid := lay(size)) == fewest)


def row_heights(table: Arranged, width: float, size: float) -> list[float]:
    """Of the head, then of each row, wrapped texts included."""
    shares = parts.column_shares(table["columns"], table["rows"])

    def height(cells: Sequence[str]) -> float:
        wrapped = [
            height_of([Paragraph(text, gap=0)], width * share - 10, size)
            for text, share in zip(cells, shares, strict=True)
        ]
        return max([size * LINE, *wrapped]) + 5

    return [height([column["head"] for column in table["columns"]]), *map(height, table["rows"])]


def _evenly(heights: Sequence[float], room: float, beside: int) -> list[range]:
    """The rows of each piece; pieces that stand on one slide are about as long as one another."""
    chunks = []
    start, count = 0, len(heights) - 1
    while start < count:
        end = cut(heights, start, room)
        chunks.append(range(start, end))
        start = end
    if 1 < len(chunks) <= beside:
        step = -(-count // beside)
        even = [range(start, min(start + step, count)) for start in range(0, count, step)]
        if all(heights[0] + sum(heights[1 + row] for row in rows) <= room for rows in even):
            return even
    return chunks or [range(0)]


def cut(heights: Sequence[float], start: int, room: float) -> int:
    """Up to which row, without it, the rows from `start` on fit under the head; at least one, and no lone rows are left."""
    count = len(heights) - 1
    left, end = room - heights[0], start
    while end < count and heights[1 + end] <= left:
        left -= heights[1 + end]
        end += 1
    if 0 < count - end < FEWEST_ROWS:
        end = max(count - FEWEST_ROWS, start + 1) if end > start else end
    return max(end, start + 1)


def _title(deck: Deck, slide: Any, title: str, spot: tuple[float, float, float]) -> None:
    heading = [Paragraph(title, is_bold=True, colour=NAVY)]
    size = fitting_size(heading, spot[2], TITLE, largest=13, smallest=7)
    parts.text_box(slide, (*spot, TITLE), heading, size=size, language=deck.language, name="Table title")


def _part(deck: Deck, slide: Any, table: Arranged, rows: range, spot: tuple[float, float, float], title: str, *,
          size: float) -> None:  # fmt: skip
    totals = [row - rows.start for row in table["totals"] if row in rows]
    part = {**table, "rows": table["rows"][rows.start : rows.stop], "totals": totals}
    shape = parts.native_table(slide, spot, part, size=size, language=deck.language)
    parts.describe(shape, title, title)


# ---- several tables


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a table in a column (0 or 1) of a slide, `top` points below the title bar."""

    table: int
    rows: range
    slide: int
    column: int
    top: float
    is_begun: bool


def flow(tables: Sequence[Sequence[float]], room: float) -> list[Piece]:
    """Where tables of these row heights go, in two columns a slide: whole where a column holds them, else cut."""
    pieces: list[Piece] = []
    place, used = 0, 0.0
    for number, heights in enumerate(tables):
        count, start = len(heights) - 1, 0
        if used and used + TITLE + sum(heights) > room >= TITLE + sum(heights):
            place, used = place + 1, 0.0
        while start < count or (count == 0 and start == 0):
            free = room - used - TITLE
            if used and free < sum(heights[: 1 + FEWEST_ROWS]):
                place, used = place + 1, 0.0
                continue
            end = cut(heights, start, free) if count else 0
            pieces.append(Piece(number, range(start, end), place // 2, place % 2, used, start > 0))
            used += TITLE + heights[0] + sum(heights[1 + row] for row in range(start, end)) + AIR
            if end < count:
                place, used = place + 1, 0.0
            start = max(end, 1)
    return pieces


def _slides(pieces: Sequence[Piece]) -> int:
    return 1 + max((piece.slide for piece in pieces), default=0)


def tables(deck: Deck, page: TablesPage, arranged: Arranged) -> None:
    """Short tables beside and under one another in two columns; tables with many columns on slides of their own."""
    lines = footnotes(arranged, deck.language)
    own = [_own_lines(deck, table) for table in arranged["tables"]]
    if not arranged["tables"]:
        deck.slide(page, lead=[Paragraph(page.lead or deck.words["no_events"])], notes=lines)
    elif any(len(table["columns"]) > MOST_COLUMNS_OF_A_HALF for table in arranged["tables"]):
        for place, table in enumerate(arranged["tables"]):
            table_slides(deck, page, table, title=table["title"], notes=[*own[place], *lines], again=place > 0)
    else:
        _flowing(deck, page, arranged["tables"], [*dict.fromkeys(line for said in own for line in said), *lines])


def _own_lines(deck: Deck, table: Arranged) -> list[str]:
    return [*table["notes"], *([deck.words["source"] + table["source"]] if table["source"] else [])]


def _flowing(deck: Deck, page: TablesPage, found: Sequence[Arranged], notes: Sequence[str]) -> None:
    width = (ROOM - GAP) / 2
    foot = 13.0 * len(notes) + 4
    lead = [Paragraph(page.lead)] if page.lead else []
    top = TOP + (44 if lead else 0)
    room = BOTTOM - foot - top
    size, pieces = _fewest(lambda size: flow([row_heights(table, width, size) for table in found], room), _slides)
    for number in range(_slides(pieces)):
        slide = deck.slide(page, lead=lead, lead_size=14, again=number > 0, notes=notes, lead_height=40)
        for piece in pieces:
            if piece.slide == number:
                table = found[piece.table]
                title = table["title"] + (deck.words["continued"] if piece.is_begun else "")
                spot = (MARGIN + piece.column * (width + GAP), top + piece.top, width)
                _title(deck, slide, title, spot)
                _part(deck, slide, table, piece.rows, (spot[0], spot[1] + TITLE, width), title, size=size)
        note_box(deck, slide, notes, height=foot - 2)
