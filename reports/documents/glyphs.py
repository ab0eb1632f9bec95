"""Which characters the documents' fonts cannot show. Nothing is dropped: the PDF prints 〓 and says which they were."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent / "assets" / "fonts"
REGULAR = ("BIZUDPGothic-Regular.ttf", "NotoSansJPPart-Regular.otf")
BOLD = ("BIZUDPGothic-Bold.ttf", "NotoSansJPPart-Bold.otf", "NotoSansJPPart-Regular.otf")
GETA = "〓"
"""The mark that Japanese printers set for a character that they lack."""

LAYOUT_ONLY = frozenset("\n\t\u200b\u200c\u200d\u2060\ufeff\u00ad")
"""Signs that steer lines and joins and have no shape of their own."""


@dataclass(frozen=True, slots=True, order=True)
class MissingGlyph:
    """A character, or a character with its variation selector, that no font has; `times` it stands in the texts."""

    character: str
    times: int

    @property
    def name(self) -> str:
        """U+1F600 GRINNING FACE."""
        codes = " ".join(f"U+{ord(sign):04X}" for sign in self.character)
        return f"{codes} {unicodedata.name(self.character[0], '')}".strip()


@dataclass(frozen=True, slots=True)
class _Face:
    characters: frozenset[int]
    variations: frozenset[tuple[int, int]]


@cache
def _faces(names: tuple[str, ...]) -> tuple[_Face, ...]:
    return tuple(_face(name) for name in names)


@cache
def _face(name: str) -> _Face:
    font = TTFont(FONTS / name, lazy=True)
    found = [
        (base, selector)
        for table in font["cmap"].tables
        if table.format == 14
        for selector, pairs in table.uvsDict.items()
        for base, _glyph in pairs
    ]
    return _Face(frozenset(font.getBestCmap()), frozenset(found))


def is_selector(sign: str) -> bool:
    return "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"


def clusters(text: str) -> Iterator[str]:
    """Characters, each with the variation selector that follows it."""
    place = 0
    while place < len(text):
        end = place + 1
        while end < len(text) and is_selector(text[end]):
            end += 1
        yield text[place:end]
        place = end


@cache
def _surely_shown(names: tuple[str, ...]) -> frozenset[str]:
    """Characters that need no closer look: nearly every text is made of these alone, which a set tells at once."""
    signs = {chr(each) for face in _faces(names) for each in face.characters}
    return frozenset({sign for sign in signs if not is_selector(sign)} | set(LAYOUT_ONLY))


def _is_shown(cluster: str) -> bool:
    if cluster in LAYOUT_ONLY:
        return True
    base = ord(cluster[0])
    if not any(base in face.characters for face in _faces(REGULAR)):
        return False
    return len(cluster) == 1 or any((base, ord(cluster[1])) in face.variations for face in _faces(REGULAR))


def missing_glyphs(texts: Iterable[str]) -> tuple[MissingGlyph, ...]:
    """What the committed fonts cannot show, in the order of the code points.

    A variation sequence counts as missing where no font has its form, although its base character would show.
    """
    seen: dict[str, int] = {}
    plain = _surely_shown(REGULAR)
    for text in texts:
        for cluster in clusters(text) if not plain.issuperset(text) else ():
            if not _is_shown(cluster):
                seen[cluster] = seen.get(cluster, 0) + 1
    return tuple(MissingGlyph(character, times) for character, times in sorted(seen.items()))


def shown(text: str) -> str:
    """The text as it can be printed: a character that no font has becomes 〓, its base form where only that is known."""
    if _surely_shown(REGULAR).issuperset(text):
        return text
    return "".join(cluster if _is_shown(cluster) else _instead(cluster) for cluster in clusters(text))


def _instead(cluster: str) -> str:
    if unicodedata.category(cluster[0]) == "Cc":
        return " "
    return cluster[0] if len(cluster) > 1 and _is_shown(cluster[0]) else GETA


def outside_basic_fonts(texts: Iterable[str]) -> tuple[MissingGlyph, ...]:
    """What the usual font of an office machine may lack (slides, workbooks): beyond BIZ UDPGothic's own characters."""
    [basic] = _faces(REGULAR[:1])
    plain = _surely_shown(REGULAR[:1])
    seen: dict[str, int] = {}
    for text in texts:
        for cluster in clusters(text) if not plain.issuperset(text) else ():
            if cluster not in LAYOUT_ONLY and (len(cluster) > 1 or ord(cluster) not in basic.characters):
                seen[cluster] = seen.get(cluster, 0) + 1
    return tuple(MissingGlyph(character, times) for character, times in sorted(seen.items()))
