"""The map as documents draw it: which colour each state has, where the labels stand, and the outlines as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.documents.rank_labels import Box
from reports.edition_content import IndicatorPage, OverviewPage, RegionTotal, StateValue
from reports.map_geometry import FIRST_STRONG_LEVEL, geometry, levels, room_at, set_apart
from reports.typography import number

SHADES = ("#FFFFFF", "#E3ECFB", "#BCD2F6", "#86ABEE", "#3E6FD9", "#00118F")
"""By level: nothing, then five steps from pale to navy."""

REGION_FILLS = ("#C9DBF7", "#CDE8D5", "#FCE3C5", "#F5D3DC", "#E2D7F2", "#F3EDB5", "#C8E6EA", "#E6DCCB")
NOT_IN_A_REGION = "#F2F2F2"
RANKED_FIRST, RANKED_OTHER, NOT_LISTED = "#00118F", "#7FA3E8", "#EEF1F6"
BORDER = "#7A8599"
LABEL_WIDTH, LABEL_HEIGHT = 128.0, 58.0
"""Of a region's label, in units of the drawing."""
NAME_SIZES = 6.4, 10.0
NUMBER_SIZE = 12.0
"""Of a state's name (the smallest and the largest) and its number on the map, in units of the drawing."""


@dataclass(frozen=True, slots=True)
class Label:
    """A text on the map. `anchor` says which end stands at x; y is its middle. `leader` leads to where it belongs.

    `name` stands above the text, where the state has room for it, as large as the room is.
    """

    key: str
    text: str
    x: float
    y: float
    anchor: str = "middle"
    is_on_dark: bool = False
    leader: tuple[tuple[float, float], ...] = ()
    name: str = ""
    name_size: float = NAME_SIZES[0]


def fills_by_region(regions: Sequence[RegionTotal]) -> dict[str, str]:
    return {
        code: REGION_FILLS[place % len(REGION_FILLS)] for place, region in enumerate(regions) for code in region.states
    }


def fills_by_value(values: Sequence[StateValue]) -> dict[str, str]:
    return {code: SHADES[level] for code, level in levels({each.code: each.value for each in values}).items()}


def fills_by_rank(values: Sequence[StateValue]) -> dict[str, str]:
    return {each.code: RANKED_FIRST if each.rank == 1 else RANKED_OTHER for each in values}


def fills_of(page: OverviewPage | IndicatorPage) -> dict[str, str]:
    """Code -> colour; a state that is not in it is drawn as having nothing."""
    if isinstance(page, OverviewPage):
        return fills_by_region(page.regions)
    return fills_by_rank(page.values) if page.form == "ranks" else fills_by_value(page.values)


def is_drawn(code: str, fills: Mapping[str, str]) -> bool:
    """A territory of which a page has nothing to say is left out; its empty frame would ask what it is."""
    return code in fills or code not in set_apart()


def value_labels(values: Sequence[StateValue]) -> list[Label]:
    """The number of each state on it, with its name where there is room; in the sea where the state is too small."""
    level_of = levels({each.code: each.value for each in values})
    drawing = geometry()
    found = []
    for each in values:
        shape = drawing["states"].get(each.code)
        if shape is None:
            continue
        callout = shape.get("callout")
        x, y = callout or shape["label"]
        is_small = bool(callout) or (each.code in drawing["frames"] and not shape["is_label_on_area"])
        size = 0.0 if is_small else _size_of_name(each, x, y)
        found.append(
            Label(
                key=each.key,
                text=f"{each.name} {number(each.value)}" if is_small else number(each.value),
                x=x,
                y=y,
                anchor=shape.get("callout_anchor", "middle") if callout else "middle",
                is_on_dark=not is_small and level_of[each.code] >= FIRST_STRONG_LEVEL,
                leader=tuple((px, py) for px, py in shape.get("leader") or ()),
                name=each.name if size else "",
                name_size=size or NAME_SIZES[0],
            )
        )
    return found


def _size_of_name(each: StateValue, x: float, y: float) -> float:
    """The size at which the name, above the number at x, y, stays within the outline or nearly; 0 where even the smallest does not."""
    signs = sum(1.0 if sign > "\u2e7f" else 0.56 for sign in each.name) or 1.0
    smallest, largest = NAME_SIZES
    lines = [y - part * NUMBER_SIZE for part in (0.75, 0.45, 0.2)]
    size = min(largest, 1.1 * min(room_at(each.code, x, line) for line in lines) / signs)
    return round(size, 1) if size >= smallest else 0.0


def region_labels(regions: Sequence[RegionTotal]) -> list[tuple[RegionTotal, float, float]]:
    """Each region's total and the middle of its label, moved apart until none lies over another."""
    states = geometry()["states"]
    frames = geometry()["frames"]
    places = []
    for place, region in enumerate(regions):
        on_mainland = [code for code in region.states if code in states and code not in frames]
        framed = [frames[code] for code in region.states if code in frames]
        if on_mainland or not framed:
            spots = [states[code]["label"] for code in on_mainland] or [(60.0 + 120 * (place % 7), 560.0)]
            places.append([float(sum(spot[axis] for spot in spots) / len(spots)) for axis in (0, 1)])
        else:
            places.append(_beside(framed))
    _move_apart(places)
    return [(region, round(x, 1), round(y, 1)) for region, (x, y) in zip(regions, places, strict=True)]


def _beside(frames: Sequence[Sequence[float]]) -> list[float]:
    """The middle of a label for a region of inset frames only: left of them, or below where there is no room."""
    left, bottom = min(frame[0] for frame in frames), max(frame[1] + frame[3] for frame in frames)
    if left > LABEL_WIDTH + 20:
        return [left - LABEL_WIDTH / 2 - 8, bottom - LABEL_HEIGHT / 2 + 12]
    return [left + LABEL_WIDTH / 2, bottom + LABEL_HEIGHT / 2]


def _move_apart(places: list[list[float]]) -> None:
    """In place; along the axis on which less is to be moved, within the drawing."""
    drawing = geometry()
    for _round in range(200):
        moved = False
        for first in range(len(places)):
            for second in range(first + 1, len(places)):
                moved |= _push(places[first], places[second])
        for spot in places:
            spot[0] = min(max(spot[0], LABEL_WIDTH / 2), drawing["width"] - LABEL_WIDTH / 2)
            spot[1] = min(max(spot[1], LABEL_HEIGHT / 2), drawing["height"] - LABEL_HEIGHT / 2)
        if not moved:
            return


def _push(one: list[float], other: list[float]) -> bool:
    gaps = [LABEL_WIDTH + 6 - abs(one[0] - other[0]), LABEL_HEIGHT + 6 - abs(one[1] - other[1])]
    if min(gaps) <= 0.01:
        return False
    axis = 0 if gaps[0] < gaps[1] else 1
    way = 1 if one[axis] <= other[axis] else -1
    one[axis] -= way * gaps[axis] / 2
    other[axis] += way * gaps[axis] / 2
    return True


def svg(fills: Mapping[str, str], *, without: str, leaders: Sequence[Label | Box] = ()) -> bytes:
    """The outlines as a picture without text; `without` colours the states that `fills` does not hold."""
    drawing = geometry()
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{drawing["width"]}" height="{drawing["height"]}" '
            f'viewBox="0 0 {drawing["width"]} {drawing["height"]}">'
        )
    ]
    for code, (x, y, width, height) in drawing["frames"].items():
        if is_drawn(code, fills):
            parts.append(
                f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="none" stroke="#C4CAD6" stroke-width="0.8"/>'
            )
    for code, shape in drawing["states"].items():
        if not is_drawn(code, fills):
            continue
        fill = fills.get(code, without)
        parts.append(
            f'<path d="{shape["path"]}" fill="{fill}" stroke="{BORDER}" stroke-width="0.6" stroke-linejoin="round"/>'
        )
    for label in leaders:
        if label.leader:
            points = " ".join(f"{x},{y}" for x, y in label.leader)
            parts.append(f'<polyline points="{points}" fill="none" stroke="#5A6478" stroke-width="0.7"/>')
            if isinstance(label, Box):
                x, y = label.leader[-1]
                parts.append(f'<circle cx="{x}" cy="{y}" r="2.6" fill="#FFFFFF" stroke="#1A1A1A" stroke-width="0.9"/>')
    parts.append("</svg>")
    return "".join(parts).encode()
