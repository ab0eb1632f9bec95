"""Every text of an edition, for what has to look at all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from reports.edition_content import EditionContent


def texts_of(value: Any) -> Iterator[str]:
    """The printed texts of an edition or a part of it; the recorded figures' names are printed by the workbooks only."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_of(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts_of(item)
    elif is_dataclass(value):
        for each in fields(value):
            if not (isinstance(value, EditionContent) and each.name == "figures"):
                yield from texts_of(getattr(value, each.name))
