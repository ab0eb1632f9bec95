"""States as points by two numbers on logarithmic axes, ready to be drawn by templates/reports/_scatter.html.

A logarithm knows no zero: states with 0 of the upright number stand in a strip of their own under the axis; states of
which either number is not known, or with 0 of the other, are not drawn, and are named beside the chart. Labels never
lie on each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, floor, hypot, log10, pi, sin

from reports.typography import number

WIDTH, HEIGHT = 920, 560
LEFT, RIGHT, TOP, FOOT = 76, 24, 24, 64
STRIP = 44
"""Height of the strip for states without any."""

RADIUS = 5
LABEL_WIDTH, LABEL_HEIGHT = 21, 14
STEPS = (1, 2, 5)

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Point:
    """A state to be drawn: `label` is short (MA), `title` says it in full."""

    label: str
    title: str
    href: str
    x: int | None
    y: int | None
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A point as drawn, its label, and a line between them where the label stands apart."""

    point: Point
    x: float
    y: float
    label_x: float
    label_y: float
    leader: tuple[float, float, float, float] | None

    @property
    def label_box(self) -> Box:
        return _box(self.label_x, self.label_y)


@dataclass(frozen=True, slots=True)
class Tick:
    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Middle:
    """A median, drawn as a broken line; `text` is its number."""

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Scatter:
    width: int
    height: int
    left: int
    top: int
    right: int
    floor: float
    zero: float | None
    """Where the strip for 0 has its middle; None when no state has 0."""
    dots: tuple[Dot, ...]
    ticks_x: tuple[Tick, ...]
    ticks_y: tuple[Tick, ...]
    middle_x: Middle | None
    middle_y: Middle | None
    left_out: tuple[Point, ...]

    @property
    def bottom(self) -> int:
        return self.height - FOOT

    @property
    def tick_x(self) -> int:
        return self.left - 8

    @property
    def tick_y(self) -> int:
        return self.bottom + 20

    @property
    def name_y(self) -> int:
        return self.height - 12

    @property
    def middle_of_x(self) -> int:
        return (self.left + self.right) // 2

    @property
    def middle_of_y(self) -> int:
        return (self.top + self.bottom) // 2


@dataclass(frozen=True, slots=True)
class _Scale:
    """A logarithmic axis from one number of its ticks to another, drawn from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    @classmethod
    def around(cls, values: Sequence[int], start: float, end: float) -> _Scale:
        least, most = min(values, default=1), max(values, default=10)
        low, high = _step_down(least), _step_up(most)
        return cls(low, high if high > low else low * 10, start, end)

    def at(self, value: float) -> float:
        part = (log10(value) - log10(self.low)) / (log10(self.high) - log10(self.low))
        return round(self.start + part * (self.end - self.start), 1)

    def ticks(self) -> tuple[Tick, ...]:
        decades = log10(self.high / self.low)
        steps = STEPS if decades <= 4 else (1,)
        found = (step * 10**power for power in range(12) for step in steps)
        return tuple(Tick(number(value), self.at(value)) for value in found if self.low <= value <= self.high)


def _step_down(value: int) -> int:
    power = 10 ** floor(log10(value))
    return max(step * power for step in STEPS if step * power <= value)


def _step_up(value: int) -> int:
    power = 10 ** floor(log10(value))
    return min(step * power for step in (*STEPS, 10) if step * power >= value)


def scatter(points: Iterable[Point], *, median_x: float | None = None, median_y: float | None = None) -> Scatter:
    """The chart of the points; a median of None, or of 0, has no line."""
    points = list(points)
    drawn = [point for point in points if point.x and point.y is not None]
    has_zero = any(point.y == 0 for point in drawn)
    bottom = HEIGHT - FOOT
    plot_floor = bottom - STRIP if has_zero else bottom
    across = _Scale.around([point.x for point in drawn if point.x], LEFT, WIDTH - RIGHT)
    upright = _Scale.around([point.y for point in drawn if point.y], plot_floor, TOP)
    zero = bottom - STRIP / 2 if has_zero else None
    places = {point: (across.at(point.x or 1), upright.at(point.y) if point.y else zero or bottom) for point in drawn}
    return Scatter(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        top=TOP,
        right=WIDTH - RIGHT,
        floor=plot_floor,
        zero=zero,
        dots=tuple(_labelled(places)),
        ticks_x=across.ticks(),
        ticks_y=upright.ticks(),
        middle_x=_middle(median_x, across),
        middle_y=_middle(median_y, upright),
        left_out=tuple(point for point in points if point not in places),
    )


def _middle(value: float | None, scale: _Scale) -> Middle | None:
    if not value or not scale.low <= value <= scale.high:
        return None
    return Middle(f"{value:,.0f}" if value == int(value) else f"{value:,.1f}", scale.at(value))


# ---- labels


def _box(x: float, y: float) -> Box:
    """Of a label around its middle."""
    return x - LABEL_WIDTH / 2, y - LABEL_HEIGHT / 2, x + LABEL_WIDTH / 2, y + LABEL_HEIGHT / 2


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _spots(x: float, y: float) -> Iterator[tuple[float, float, bool]]:
    """Where a label may stand, the nearest first, and whether it then needs a line to its point."""
    yield from ((x + dx, y + dy, False) for dx, dy in ((18, 0), (-18, 0), (0, -13), (0, 13), (15, -11), (-15, -11), (15, 11), (-15, 11)))  # fmt: skip
    for ring in range(1, 40):
        for part in range(16):
            angle = part * pi / 8
            yield x + cos(angle) * (20 + 9 * ring), y + sin(angle) * (14 + 9 * ring), True


def _labelled(places: dict[Point, tuple[float, float]]) -> Iterator[Dot]:
    """Each point with its label in the nearest free spot; where all near ones are taken it stands apart, with a line."""
    taken: list[Box] = [(x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS) for x, y in places.values()]
    for point, (x, y) in places.items():
        free = (spot for spot in _spots(x, y) if _is_free(_box(spot[0], spot[1]), taken))
        label_x, label_y, is_apart = next(free, (x, y, False))
        taken.append(_box(label_x, label_y))
        leader = (x, y, *_before(label_x, label_y, x, y)) if is_apart else None
        yield Dot(point, x, y, round(label_x, 1), round(label_y, 1), leader)


def _is_free(box: Box, taken: Iterable[Box]) -> bool:
    inside = box[0] >= LEFT + 2 and box[2] <= WIDTH and box[1] >= TOP - 6 and box[3] <= HEIGHT - FOOT
    return inside and not any(_overlap(box, other) for other in taken)


def _before(x: float, y: float, from_x: float, from_y: float) -> tuple[float, float]:
    """Where a line that comes from there ends short of the label around (x, y)."""
    part = max(0.0, 1 - 12 / (hypot(x - from_x, y - from_y) or 1))
    return round(from_x + (x - from_x) * part, 1), round(from_y + (y - from_y) * part, 1)
