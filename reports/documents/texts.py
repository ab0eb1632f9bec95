"""Every text of an edition, for what has to look at all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from reports.edition_content import EditionContent


def texts_of(value: Any) -> Iterator[str]:
    """The printed texts of an edition or a part of it; the recorded figures' names are printed by the workbooks only."""
    if isinstance(value, EditionContent):
        for each in fields(value):
            if each.name != "figures":
                yield from every_text(getattr(value, each.name))
    else:
        yield from every_text(value)


def every_text(value: Any) -> Iterator[str]:
    """Every text within a value of dataclasses, tuples and mappings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from every_text(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from every_text(item)
    elif is_dataclass(value):
        for each in fields(value):
            yield from every_text(getattr(value, each.name))
