"""How much room a text takes on a slide. PowerPoint decides at last; this estimate is on the large side."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

LINE = 1.28
"""Height of a line over the size of its letters."""

ENDING = re.compile(r"([^\n]+?)　?(（[^（）\n]{1,16}）|(?<=　)[^　\n]{1,12})$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a box: `scale` over the size of the box's text; `gap` before it, in lines."""

    text: str
    is_bold: bool = False
    colour: str = ""
    scale: float = 1.0
    is_bullet: bool = False
    gap: float = 0.25


def em(text: str) -> float:
    """The width over the size of the letters."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.62 for sign in text)


def lines_of(paragraph: Paragraph, width: float, size: float) -> int:
    room = width / (size * paragraph.scale) - (1.2 if paragraph.is_bullet else 0)
    parts = paragraph.text.split("\n")
    return sum(max(1, -(-int(em(part) * 1.04 * 100) // int(max(room, 1) * 100))) for part in parts)


def kept_whole(paragraph: Paragraph, width: float, size: float) -> Paragraph:
    """What ends a heading or caption, a place in brackets or a number, on a line of its own rather than broken in two.

    Only where it takes no more lines so: （ワシントンDC）, 77件.
    """
    found = ENDING.match(paragraph.text)
    if not found or lines_of(paragraph, width, size) < 2:
        return paragraph
    apart = replace(paragraph, text=f"{found[1]}\n{found[2]}")
    return apart if lines_of(apart, width, size) <= lines_of(paragraph, width, size) else paragraph


def height_of(paragraphs: Sequence[Paragraph], width: float, size: float) -> float:
    return sum((lines_of(each, width, size) * LINE + each.gap) * size * each.scale for each in paragraphs)


def fitting_size(
    paragraphs: Sequence[Paragraph], width: float, height: float, *, largest: float, smallest: float
) -> float:
    """The largest size at which all of it fits; the smallest where none does."""
    size = largest
    while size > smallest and height_of(paragraphs, width, size) > height:
        size -= 0.5
    return max(size, smallest)


def split_to_fit(
    paragraphs: Sequence[Paragraph], width: float, height: float, *, size: float
) -> tuple[list[Paragraph], list[Paragraph]]:
    """What fits, and the rest for a slide that goes on; a paragraph too long for the room is cut where it must be."""
    taken: list[Paragraph] = []
    left = height
    for place, each in enumerate(paragraphs):
        needed = height_of([each], width, size)
        if needed <= left:
            taken.append(each)
            left -= needed
            continue
        lines = int((left / (size * each.scale) - each.gap) / LINE)
        cut = _cut(each.text, width, size * each.scale, lines) if lines >= 1 else 0
        if cut:
            taken.append(_with_text(each, each.text[:cut]))
        rest = [_with_text(each, each.text[cut:])] if each.text[cut:] else []
        return taken, [*rest, *paragraphs[place + 1 :]]
    return taken, []


def _cut(text: str, width: float, size: float, lines: int) -> int:
    room = (width / size - 1.2) * lines / 1.04
    used = 0.0
    for place, sign in enumerate(text):
        used += em(sign)
        if used > room:
            return place
    return len(text)


def _with_text(each: Paragraph, text: str) -> Paragraph:
    return Paragraph(text, each.is_bold, each.colour, each.scale, each.is_bullet, each.gap)
