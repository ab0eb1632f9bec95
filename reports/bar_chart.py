"""Numbers by fiscal year as upright bars, ready to be drawn by templates/reports/_bar_chart.html."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.typography import number

HEIGHT, TOP, FOOT = 260, 28, 32
STEP, BAR = 150, 96


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: str
    href: str
    x: int
    y: int
    width: int
    height: int
    middle: int
    value_y: int


@dataclass(frozen=True, slots=True)
class BarChart:
    width: int
    height: int
    floor: int
    label_y: int
    bars: tuple[Bar, ...]


def bar_chart(rows: Iterable[tuple[str, int | None, str]], *, is_narrow: bool = False) -> BarChart:
    """Of rows of label, value and address; a value of None has no bar and shows ―. Narrow: six can be read on a phone."""
    rows = list(rows)
    step, bar = (STEP, BAR) if len(rows) <= 8 and not is_narrow else (90, 60)
    most = max((value or 0 for _label, value, _href in rows), default=0)
    floor = HEIGHT - FOOT
    bars = []
    for i, (label, value, href) in enumerate(rows):
        height = round((floor - TOP) * (value or 0) / most) if most else 0
        x = i * step + (step - bar) // 2
        middle = x + bar // 2
        bars.append(Bar(label, number(value), href, x, floor - height, bar, height, middle, floor - height - 10))
    return BarChart(max(len(rows), 1) * step, HEIGHT, floor, HEIGHT - 8, tuple(bars))
