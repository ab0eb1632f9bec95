"""Which format a file really has, by its first bytes; its name only decides whether text may be a table."""

from __future__ import annotations

from pathlib import PurePath

from events.workbook.limits import Refused

TEXT_SUFFIXES = {".csv", ".tsv", ".txt", ".tab"}
_KNOWN = [
    (b"MZ", "program"), (b"\x7fELF", "program"), (b"#!", "program"), (b"\xca\xfe\xba\xbe", "program"),
    (b"%PDF", "pdf"), (b"\x89PNG", "picture"), (b"\xff\xd8\xff", "picture"), (b"GIF8", "picture"),
    (b"II*\x00", "picture"), (b"BM", "picture"), (b"\x1f\x8b", "archive"), (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"), (b"BZh", "archive"), (b"\xfd7zXZ", "archive"), (b"{\\rtf", "document"),
    (b"SQLite format 3", "database"),
]  # fmt: skip
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def recognise(head: bytes, *, filename: str) -> str:
    """ "zip", "ole" or "text". Refused names what the file is instead."""
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Refused("empty")
    if head.startswith(b"PK"):
        return "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    suffix = PurePath(filename).suffix.lower()
    short = {b"BM", b"MZ", b"#!"}
    for start, kind in _KNOWN:
        if head.startswith(start) and not (start in short and suffix in TEXT_SUFFIXES and _is_text(head)):
            raise Refused(kind)
    beginning = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if beginning.startswith((b"<html", b"<!doctype html", b"<table", b"mime-version:")):
        raise Refused("web_page")
    if beginning.startswith(b"<?xml"):
        raise Refused("xml")
    if not _is_text(head):
        raise Refused("not_a_workbook")
    if suffix not in TEXT_SUFFIXES:
        raise Refused("text_under_another_name")
    return "text"


def is_encrypted_package(data: bytes) -> bool:
    """Whether an OLE file is the envelope that Excel puts around a workbook with a password."""
    return _ENCRYPTED in data


def _is_text(head: bytes) -> bool:
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or 0 not in head or bool(utf_16_without_mark(head))


def utf_16_without_mark(data: bytes) -> str:
    """ "utf-16-le" or "utf-16-be" where the zeros of commas, digits and line ends stand on one side only; else ""."""
    first, second = data[0:8192:2].count(0), data[1:8192:2].count(0)
    if first + second < len(data[:8192]) * 0.03:
        return ""
    return "utf-16-le" if not first else "utf-16-be" if not second else ""
