"""The map of the 56 states and territories, as areas ready to be drawn by templates/reports/_map.html."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import regions
from reports.typography import number

LEVELS = 5
FIRST_STRONG_LEVEL = 4  # from here on the area is so dark (or, in the dark, so bright) that its label changes ink


@dataclass(frozen=True, slots=True)
class Band:
    """A level of the legend and the values it holds."""

    level: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Area:
    """A state as drawn: its outline, shade, label, tooltip and where it leads."""

    code: str
    path: str
    level: int
    href: str
    title: str
    label: str
    x: float
    y: float
    anchor: str
    ink: str
    leader: str


@dataclass(frozen=True, slots=True)
class StateMap:
    width: int
    height: int
    frames: tuple[tuple[float, float, float, float], ...]
    areas: tuple[Area, ...]
    bands: tuple[Band, ...]
    has_zero: bool
    has_unknown: bool


@cache
def _geometry() -> dict[str, Any]:
    """Parsed once per process."""
    path = Path(regions.__file__).parent / "geometry" / "us-states.json"
    return json.loads(path.read_text(encoding="utf-8"))


def levels(values: Mapping[str, int | None]) -> dict[str, int]:
    """Code -> 0 where there is nothing, else 1 to 5 by fifths of the places that have something; equals stay together."""
    ordered = sorted(value for value in values.values() if value)
    smaller = {value: ordered.index(value) for value in set(ordered)}
    return {code: 1 + LEVELS * smaller[value] // len(ordered) if value else 0 for code, value in values.items()}


def bands(values: Mapping[str, int | None]) -> tuple[Band, ...]:
    """The levels in use with their smallest and largest value, lowest first."""
    found: dict[int, list[int]] = {}
    for code, level in levels(values).items():
        value = values[code]
        if level and value:
            found.setdefault(level, []).append(value)
    return tuple(Band(level, min(held), max(held)) for level, held in sorted(found.items()))


def state_map(
    values: Mapping[str, int | None], *, names: Mapping[str, str], href: Callable[[str], str], measure: str
) -> StateMap:
    """Shades each state by its value; a place without one (None) shows ―. `measure` is the word after the number."""
    geometry = _geometry()
    level_of = levels(values)
    areas = []
    for code, shape in geometry["states"].items():
        value, name = values.get(code), names.get(code, code)
        callout = shape.get("callout")
        x, y = callout or shape["label"]
        level = level_of.get(code, 0)
        in_sea = bool(callout) or not shape["is_label_on_area"]
        is_small_island = code in geometry["frames"] and in_sea
        areas.append(
            Area(
                code=code,
                path=shape["path"],
                level=level,
                href=href(code),
                title=f"{name}: {number(value)} {measure}",
                label=f"{name} {number(value)}" if callout or is_small_island else number(value),
                x=x,
                y=y,
                anchor=shape.get("callout_anchor", "middle") if callout else "middle",
                ink="" if in_sea else " map__label--on-strong" if level >= FIRST_STRONG_LEVEL else " map__label--on",
                leader=" ".join(f"{px},{py}" for px, py in shape.get("leader") or ()),
            )
        )
    return StateMap(
        width=geometry["width"],
        height=geometry["height"],
        frames=tuple(tuple(frame) for frame in geometry["frames"].values()),
        areas=tuple(areas),
        bands=bands(values),
        has_zero=0 in values.values(),
        has_unknown=None in values.values(),
    )
