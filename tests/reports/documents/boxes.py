"""Where the signs and pictures of a page stand, as PDFium finds them, and what of it is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDFText_GetUnicode, FPDFText_IsGenerated

MILLIMETRE = 72 / 25.4
FOOT_RULE, FOOT_TOP = 17 * MILLIMETRE, 20 * MILLIMETRE
"""The rule above the foot of a page, and the lowest that the page itself may reach, from the lower edge."""
CELL = 24.0
MOST_SHARED = 0.12
"""Of the smaller of two inks: letters set close touch, and an accent reaches over its neighbour."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points from the lower left corner."""


@dataclass(frozen=True, slots=True)
class Page:
    width: float
    height: float
    signs: tuple[tuple[str, Box], ...]
    pictures: tuple[Box, ...]

    def faults(self) -> list[str]:
        """Signs and pictures outside the page, signs under the foot's rule or over one another, texts over a picture."""
        found = [f"outside: {sign} {_said(box)}" for sign, box in self.signs if not self._is_inside(box)]
        found += [f"outside: a picture {_said(box)}" for box in self.pictures if not self._is_inside(box)]
        found += [
            f"under the foot: {sign} {_said(box)}"
            for sign, box in self.signs
            if box[1] < FOOT_TOP - 1 and box[3] > FOOT_RULE
        ]
        found += [f"under the foot: a picture {_said(box)}" for box in self.pictures if box[1] < FOOT_TOP - 1]
        found += [
            f"over one another: {one[0]} and {other[0]} {_said(one[1])}"
            for one, other in self._neighbours()
            if _shared(one[1], other[1]) > MOST_SHARED
        ]
        found += [
            f"over a picture: {sign} {_said(box)}"
            for sign, box in self.signs
            for picture in self.pictures
            if _common(box, picture) > 0
        ]
        found += [
            f"pictures over one another {_said(one)}"
            for place, one in enumerate(self.pictures)
            for other in self.pictures[place + 1 :]
            if _common(one, other) > 1
        ]
        return found

    def foot(self) -> str:
        return "".join(sign for sign, box in self.signs if box[3] <= FOOT_RULE)

    def _is_inside(self, box: Box) -> bool:
        edge = 8.0
        return edge <= box[0] and edge <= box[1] and box[2] <= self.width - edge and box[3] <= self.height - edge

    def _neighbours(self) -> Iterator[tuple[tuple[str, Box], tuple[str, Box]]]:
        """Pairs of signs that share a cell of a grid, each pair once."""
        cells: dict[tuple[int, int], list[int]] = {}
        seen = set()
        for place, (_sign, box) in enumerate(self.signs):
            for across in range(int(box[0] // CELL), int(box[2] // CELL) + 1):
                for up in range(int(box[1] // CELL), int(box[3] // CELL) + 1):
                    for other in cells.setdefault((across, up), []):
                        if (other, place) not in seen and _common(box, self.signs[other][1]) > 0:
                            seen.add((other, place))
                            yield self.signs[other], self.signs[place]
                    cells[across, up].append(place)


def pages_of(file: bytes) -> list[Page]:
    with pypdfium2.PdfDocument(file) as document:
        return [_page(page) for page in document]


def _page(page: pypdfium2.PdfPage) -> Page:
    text = page.get_textpage()
    said = [(chr(code), text.get_charbox(place)) for place, code in _codes(text)]
    signs = tuple((sign, box) for sign, box in said if not sign.isspace() and box[2] > box[0] and box[3] > box[1])
    pictures = tuple(each.get_bounds() for each in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=2))
    return Page(*page.get_size(), signs, pictures)


def _codes(text: pypdfium2.PdfTextPage) -> Iterator[tuple[int, int]]:
    """Each sign's place and code point; PDFium's own breaks and blanks, which are not on the page, left out."""
    for place in range(text.count_chars()):
        code = FPDFText_GetUnicode(text, place)
        if code and not FPDFText_IsGenerated(text, place):
            yield place, code


def _common(one: Box, other: Box) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    up = min(one[3], other[3]) - max(one[1], other[1])
    return across * up if across > 0 and up > 0 else 0.0


def _shared(one: Box, other: Box) -> float:
    return _common(one, other) / min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))


def _said(box: Box) -> str:
    return "(" + ", ".join(f"{each:.0f}" for each in box) + ")"
