"""The outlines of the states and territories, and how values are shaded: a page and a document draw the same map."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from regions.pack import pack

LEVELS = 5
FIRST_STRONG_LEVEL = 4  # from here on the area is so dark (or, in the dark, so bright) that its label changes ink


@dataclass(frozen=True, slots=True)
class Band:
    """A level of the legend and the values it holds."""

    level: int
    low: int | Decimal
    high: int | Decimal


def geometry() -> dict[str, Any]:
    """The map of the data pack, as regions/geometry/README.md describes it; parsed once per process."""
    return _drawn(pack().map_file)


def set_apart() -> frozenset[str]:
    """Areas that a page leaves out where it has nothing to say of them: the territories."""
    return pack().set_apart


@cache
def _drawn(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def edges(code: str) -> tuple[tuple[float, float, float, float], ...]:
    """The sides of a state's outline."""
    return _edges(geometry()["states"][code]["path"])


@cache
def _edges(path: str) -> tuple[tuple[float, float, float, float], ...]:
    found = []
    for ring in path.split("M")[1:]:
        numbers = [float(part) for part in re.findall(r"-?[0-9.]+", ring)]
        spots = list(zip(numbers[0::2], numbers[1::2], strict=True))
        found += [(*one, *other) for one, other in zip(spots, [*spots[1:], spots[0]], strict=True)]
    return tuple(found)


def room_at(code: str, x: float, y: float) -> float:
    """How wide a text may be that stands with its middle at x, y, and stays within the outline."""
    return _room_at(geometry()["states"][code]["path"], x, y)


@lru_cache(maxsize=2048)
def _room_at(path: str, x: float, y: float) -> float:
    crossings = [x1 + (y - y1) * (x2 - x1) / (y2 - y1) for x1, y1, x2, y2 in _edges(path) if (y1 <= y) != (y2 <= y)]
    left, right = [each for each in crossings if each <= x], [each for each in crossings if each > x]
    return 2 * min(x - max(left), min(right) - x) if left and right else 0.0


def levels(values: Mapping[str, int | Decimal | None]) -> dict[str, int]:
    """Code -> 0 where there is nothing, else 1 to 5 by fifths of the places that have something; equals stay together."""
    ordered = sorted(value for value in values.values() if value)
    smaller = {value: ordered.index(value) for value in set(ordered)}
    return {code: 1 + LEVELS * smaller[value] // len(ordered) if value else 0 for code, value in values.items()}


def bands(values: Mapping[str, int | Decimal | None]) -> tuple[Band, ...]:
    """The levels in use with their smallest and largest value, lowest first."""
    found: dict[int, list[int | Decimal]] = {}
    for code, level in levels(values).items():
        value = values[code]
        if level and value:
            found.setdefault(level, []).append(value)
    return tuple(Band(level, min(held), max(held)) for level, held in sorted(found.items()))
