"""Text files: which encoding, which delimiter, and their rows. No Django here."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from events.workbook.limits import LONGEST_CELL, Refused
from events.workbook.signatures import utf_16_without_mark

_KANA = re.compile(r"[ぁ-ゖァ-ヺ]")
_UTF_8, _UTF_16 = "UTF-8", "UTF-16"


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8 (with or without mark), UTF-16, Shift_JIS (cp932), Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(data, "utf-16", _UTF_16)
    if data.startswith(b"\xef\xbb\xbf"):
        return _strictly(data, "utf-8-sig", _UTF_8)
    if codec := utf_16_without_mark(data):
        return _strictly(data, codec, _UTF_16)
    if b"\x1b$" in data:
        return _strictly(data, "iso2022_jp_3", "ISO-2022-JP")
    try:
        return data.decode("utf-8"), _UTF_8
    except UnicodeDecodeError:
        pass
    return _of_one_byte(data)


def _of_one_byte(data: bytes) -> tuple[str, str]:
    """cp932 where that gives kana or much Japanese; else what an English Excel writes; else refused."""
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError:
        text = ""
    foreign = sum(byte > 127 for byte in data[:100_000])
    if text and (_KANA.search(text) or foreign > len(data[:100_000]) * 0.1):
        return text, "Shift_JIS (cp932)"
    try:
        western = data.decode("cp1252")
    except UnicodeDecodeError:
        western = ""
    if western and foreign <= len(data[:100_000]) * 0.1:
        return western, "Windows-1252"
    if text:
        return text, "Shift_JIS (cp932)"
    raise Refused("encoding")


def _strictly(data: bytes, codec: str, name: str) -> tuple[str, str]:
    try:
        return data.decode(codec), name
    except UnicodeDecodeError as error:
        raise Refused("encoding") from error


def find_delimiter(text: str) -> str:
    """Comma, tab, semicolon or bar: the one that cuts the first lines most evenly into most cells."""
    lines = "\n".join(text[:50_000].splitlines()[:60])
    best, best_score = ",", 0.0
    for delimiter in ",\t;|":
        widths: Counter[int] = Counter()
        try:
            widths.update(len(row) for row in csv.reader(io.StringIO(lines), delimiter=delimiter) if row)
        except csv.Error:
            continue
        score = sum(width * rows for width, rows in widths.items() if width > 1) / max(widths.total(), 1)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def rows_of(text: str) -> Iterator[list[str]]:
    """Each record as Excel would see it, its number being its place among the records."""
    csv.field_size_limit(LONGEST_CELL * 4)
    text = text.replace("\x00", "")
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=find_delimiter(text))
    except csv.Error as error:
        raise Refused("broken_quotes") from error
