"""The hidden key of a row: which event it was made from, and from which version of it.

It tells events apart; it gives no right to anything: a reader looks the event up among those that the person
may edit. Its check digits tell a key that this register gave out from one that a spreadsheet program counted
on by dragging a cell down, and from one of another installation, whose events have other numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

from django.conf import settings

_SHAPE = re.compile(r"([1-9][0-9]{0,17})\.([1-9][0-9]{0,8})\.([0-9a-f]{10})")


@dataclass(frozen=True, slots=True)
class RowKey:
    pk: int
    version: int


@cache
def _secret() -> bytes:
    return blake2b(settings.SECRET_KEY.encode(), person=b"row key").digest()


def _check_digits(pk: int, version: int) -> str:
    return blake2b(b"%d.%d" % (pk, version), digest_size=5, key=_secret()).hexdigest()


def row_key(pk: int, version: int) -> str:
    """Such as 1234.2.9f86d08188."""
    return f"{pk}.{version}.{_check_digits(pk, version)}"


def read_row_key(text: str) -> RowKey | None:
    """None when this register never gave out such a key."""
    found = _SHAPE.fullmatch(text.strip())
    if not found:
        return None
    pk, version = int(found[1]), int(found[2])
    return RowKey(pk, version) if _check_digits(pk, version) == found[3] else None
