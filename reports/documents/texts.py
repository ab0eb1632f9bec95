"""Every text of an edition, for what has to look at all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from reports.edition_content import EditionContent

NOT_PRINTED = ("figures", "findings")


def texts_of(value: Any) -> Iterator[str]:
    """The printed texts of an edition or a part of it; the recorded figures' names are printed by the workbooks only, and
    what it was issued over by none."""
    if isinstance(value, EditionContent):
        return every_text(tuple(getattr(value, name) for name in _names(EditionContent) if name not in NOT_PRINTED))
    return every_text(value)


def every_text(value: Any) -> Iterator[str]:
    """Every text within a value of dataclasses, tuples and mappings, in order."""
    found: list[str] = []
    _collect(value, found)
    return iter(found)


def _collect(value: Any, found: list[str]) -> None:
    """Into one list: generators within generators took longer than all that is done with the texts."""
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, tuple):
        for item in value:
            _collect(item, found)
    elif isinstance(value, Mapping):
        for item in value.values():
            _collect(item, found)
    elif value is not None and not isinstance(value, int):
        kind: Any = type(value)
        for name in _names(kind):
            _collect(getattr(value, name), found)


@cache
def _names(of: Any) -> tuple[str, ...]:
    """The fields of a dataclass; none of anything else."""
    return tuple(each.name for each in fields(of)) if is_dataclass(of) else ()
