"""Boxes on the map of ranks, as the document of 2021 has them: a state's name, its number with the rank, its remark.

A box stands on its state where there is room. Elsewhere it stands as near as it may without lying over another box or
over the middle of another listed state, and a line leads from it to its state.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from reports.documents.words import Words, in_brackets, measured, rank_text
from reports.edition_content import IndicatorPage, StateValue
from reports.map_geometry import geometry

MOST = 24
"""Boxes that a map has room for; of more states the map shows colours and numbers alone."""

SIZE, NOTE_SIZE = 12.5, 10.0
"""Of the letters, in units of the drawing."""
LINE = 1.22
PADDING = 4.0
STEP, REACH = 20, 220
"""Places for a box are tried so far apart, up to so far from its state."""
GAP = 3.0
TURNS = 3
COVERED, CROSSED = 700.0, 260.0
"""What it costs to lie over the middle of another listed state, and for a line to pass under a box or over another line."""

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """x and y are of its upper left corner. `leader`: from its edge to the state; empty where it stands on it."""

    key: str
    name: str
    text: str
    note: str
    x: float
    y: float
    width: float
    height: float
    leader: tuple[Spot, ...] = ()


def boxes_of(page: IndicatorPage, words: Words, language: str) -> tuple[Box, ...]:
    """In the order of the values; none where they are more than a map has room for."""
    drawn = [each for each in page.values if each.code in geometry()["states"]]
    if page.form != "ranks" or len(drawn) > MOST:
        return ()
    said = [_said(each, page.unit, language) for each in drawn]
    sizes = tuple(_size(*texts) for texts in said)
    spots = tuple(tuple(geometry()["states"][each.code]["label"]) for each in drawn)
    corners = _placed(spots, sizes, (geometry()["width"], geometry()["height"]))
    return tuple(
        Box(each.key, *texts, x, y, *size, leader=_leader(spot, (x, y, *size)))
        for each, texts, size, spot, (x, y) in zip(drawn, said, sizes, spots, corners, strict=True)
    )


def _said(each: StateValue, unit: str, language: str) -> tuple[str, str, str]:
    """West Virginia, 4,200人（第2位）, *第1位はカナダ."""
    rank = in_brackets(rank_text(each.rank, language), language)
    number = measured(each.value, unit, language)
    return each.name, f"{number}{'' if language == 'ja' else ' '}{rank}".strip(), each.note


def _size(name: str, text: str, note: str) -> tuple[float, float]:
    wide = max(_em(name) * SIZE, _em(text) * SIZE, _em(note) * NOTE_SIZE)
    high = 2 * SIZE * LINE + (NOTE_SIZE * LINE if note else 0)
    return round(wide + 2 * PADDING, 1), round(high + 2 * PADDING - 2, 1)


def _em(text: str) -> float:
    return sum(1.0 if sign > "\u2e7f" else 0.62 for sign in text)


Area = tuple[float, float, float, float]
"""x, y, width and height."""


@cache
def _placed(spots: tuple[Spot, ...], sizes: tuple[Spot, ...], drawing: Spot) -> tuple[Spot, ...]:
    """The upper left corner of each box. Each is placed anew in turn, the most crowded first, while the others stand."""
    crowd = [sum(abs(x - a) < 130 and abs(y - b) < 90 for a, b in spots) for x, y in spots]
    order = sorted(range(len(spots)), key=lambda place: (-crowd[place], spots[place]))
    areas: dict[int, Area] = {}
    for _turn in range(TURNS):
        before = dict(areas)
        for place in order:
            areas.pop(place, None)
            areas[place] = _best(place, spots, sizes[place], areas, drawing)
        if areas == before:
            break
    return tuple((areas[place][0], areas[place][1]) for place in range(len(spots)))


def _best(place: int, spots: Sequence[Spot], size: Spot, areas: dict[int, Area], drawing: Spot) -> Area:
    """The cheapest place that lies over no other box; the first one tried where there is none."""
    spot, (width, height) = spots[place], size
    others = [other for number, other in enumerate(spots) if number != place]
    lines = [_leader(spots[number], area) for number, area in areas.items()]
    best, cheapest = (spot[0] - width / 2, spot[1] - height / 2, width, height), float("inf")
    for dx, dy in _ways():
        x = min(max(spot[0] + dx - width / 2, 1.0), drawing[0] - width - 1)
        y = min(max(spot[1] + dy - height / 2, 1.0), drawing[1] - height - 1)
        area = (round(x, 1), round(y, 1), width, height)
        cost = _distance(spot, area) * 1.6 + 0.25 * (dx * dx + dy * dy) ** 0.5
        if cost >= cheapest or any(_overlap(area, other) for other in areas.values()):
            continue
        cost += COVERED * (sum(_holds(area, other, margin=4) for other in others) + _is_aslant(spot, area))
        line = _leader(spot, area)
        cost += CROSSED * (
            sum(_cuts(line, other) for other in areas.values()) + sum(_cross(line, other) for other in lines)
        )
        cost += CROSSED * sum(_cuts(other, area) for other in lines)
        if cost < cheapest:
            best, cheapest = area, cost
    return best


@cache
def _ways() -> tuple[Spot, ...]:
    """From the state outwards, nearest first."""
    steps = [float(step) for step in range(-REACH, REACH + 1, STEP)]
    return tuple(sorted(((dx, dy) for dx in steps for dy in steps), key=lambda way: (way[0] ** 2 + way[1] ** 2, way)))


def _overlap(one: Area, other: Area) -> bool:
    return (
        one[0] < other[0] + other[2] + GAP
        and other[0] < one[0] + one[2] + GAP
        and one[1] < other[1] + other[3] + GAP
        and other[1] < one[1] + one[3] + GAP
    )


def _holds(area: Area, spot: Spot, *, margin: float = 0.0) -> bool:
    x, y, width, height = area
    return x - margin <= spot[0] <= x + width + margin and y - margin <= spot[1] <= y + height + margin


def _nearest(spot: Spot, area: Area) -> Spot:
    x, y, width, height = area
    return round(min(max(spot[0], x), x + width), 1), round(min(max(spot[1], y), y + height), 1)


def _distance(spot: Spot, area: Area) -> float:
    x, y = _nearest(spot, area)
    return float(((spot[0] - x) ** 2 + (spot[1] - y) ** 2) ** 0.5)


def _leader(spot: Spot, area: Area) -> tuple[Spot, ...]:
    return () if _holds(area, spot, margin=2) else (_nearest(spot, area), spot)


def _is_aslant(spot: Spot, area: Area) -> bool:
    """Over its state without standing on the middle of it: nothing would say to which it belongs."""
    x, y, width, height = area
    inner = (x + width / 4, y + height / 5, width / 2, 3 * height / 5)
    return _holds(area, spot, margin=5) and not _holds(inner, spot)


def _cuts(line: tuple[Spot, ...], area: Area) -> bool:
    """Whether a line passes under a box, looked at along twelve points of it."""
    return any(_holds(area, spot, margin=1) for spot in _along(line))


def _along(line: tuple[Spot, ...]) -> Iterator[Spot]:
    if line:
        (x1, y1), (x2, y2) = line
        for part in range(1, 13):
            yield x1 + (x2 - x1) * part / 12, y1 + (y2 - y1) * part / 12


def _cross(one: tuple[Spot, ...], other: tuple[Spot, ...]) -> bool:
    if not one or not other:
        return False

    def side(a: Spot, b: Spot, c: Spot) -> bool:
        return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])

    (a, b), (c, d) = one, other
    return side(a, b, c) != side(a, b, d) and side(c, d, a) != side(c, d, b)
