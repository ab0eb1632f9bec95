"""Finding words in texts that may hold them in several spellings."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.db.models import Q

MOST_WORDS = 8


_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_HIRAGANA = {code + 0x60: code for code in range(0x3041, 0x3097)}


def spellings(word: str) -> set[str]:
    """A word as typed, in its plain form (ＪＥＴ -> JET, ｽｼ -> スシ), in full width and in either kana, as a text may hold it."""
    plain = unicodedata.normalize("NFKC", word)
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in plain)
    return {word, plain, wide, plain.translate(_KATAKANA), plain.translate(_HIRAGANA)}


def holding(text: str, columns: Iterable[str]) -> Q:
    """That each word of the text stands in one of the columns, in any of its spellings, capitals or not."""
    columns = list(columns)
    condition = Q()
    for word in text.split():
        found = Q()
        for spelling in spellings(word):
            lookup = "contains" if spelling.lower() == spelling.upper() else "icontains"
            for column in columns:
                found |= Q(**{f"{column}__{lookup}": spelling})
        condition &= found
    return condition
