"""The map of the states and territories, as areas ready to be drawn by templates/reports/_map.html."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from reports.map_geometry import FIRST_STRONG_LEVEL, Band, bands, geometry, levels
from reports.typography import number


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
    is_marked: bool


@dataclass(frozen=True, slots=True)
class StateMap:
    width: int
    height: int
    frames: tuple[tuple[float, float, float, float], ...]
    areas: tuple[Area, ...]
    bands: tuple[Band, ...]
    has_zero: bool
    has_unknown: bool

    @property
    def tip_x(self) -> int:
        """Where the name and value of the area that is pointed at or focused stand: in the Gulf of Mexico."""
        return round(self.width * 0.56)

    @property
    def tip_y(self) -> int:
        return self.height - 6


def state_map(
    values: Mapping[str, int | Decimal | None],
    *,
    names: Mapping[str, str],
    href: Callable[[str], str],
    measure: str,
    marked: Collection[str] = (),
) -> StateMap:
    """Shades each state by its value; a place without one (None) shows ―. `measure` is the word after the number.

    The marked ones are outlined, and drawn last, so that no neighbour lies on their outline.
    """
    drawing = geometry()
    level_of = levels(values)
    areas = []
    for code, shape in drawing["states"].items():
        value, name = values.get(code), names.get(code, code)
        callout = shape.get("callout")
        x, y = callout or shape["label"]
        level = level_of.get(code, 0)
        in_sea = bool(callout) or not shape["is_label_on_area"]
        is_small_island = code in drawing["frames"] and in_sea
        areas.append(
            Area(
                code=code,
                path=shape["path"],
                level=level,
                href=href(code),
                title=f"{name}: {number(value)} {measure}".rstrip(),
                label=f"{name} {number(value)}" if callout or is_small_island else number(value),
                x=x,
                y=y,
                anchor=shape.get("callout_anchor", "middle") if callout else "middle",
                ink="" if in_sea else " map__label--on-strong" if level >= FIRST_STRONG_LEVEL else " map__label--on",
                leader=" ".join(f"{px},{py}" for px, py in shape.get("leader") or ()),
                is_marked=code in marked,
            )
        )
    return StateMap(
        width=drawing["width"],
        height=drawing["height"],
        frames=tuple(tuple(frame) for frame in drawing["frames"].values()),
        areas=tuple(sorted(areas, key=lambda area: area.is_marked)),
        bands=bands(values),
        has_zero=0 in values.values(),
        has_unknown=None in values.values(),
    )
