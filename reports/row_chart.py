"""Named values as bars lying beneath one another, each perhaps above that of another selection.

Ready to be drawn by templates/reports/_row_chart.html. Names stand above their bars, so that none is cut and a phone can read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap

from reports.typography import number

WIDTH, ROOM_FOR_NUMBER = 440, 90
NAME, BAR, OTHER_BAR, GAP = 20, 14, 10, 14
LONGEST = 58
"""Letters of a line; no name in Japanese is as long."""


@dataclass(frozen=True, slots=True)
class Bar:
    y: int
    width: int
    height: int
    value: str
    value_x: int
    value_y: int
    is_other: bool


@dataclass(frozen=True, slots=True)
class Row:
    lines: tuple[tuple[str, int], ...]
    """The name, broken where it is longer than the chart is wide, each line with where it stands."""
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class RowChart:
    width: int
    height: int
    rows: tuple[Row, ...]
    words: str
    """The chart said in words: a name and its values each."""


def row_chart(values: Iterable[tuple[str, int | None, int | None]], *, is_paired: bool) -> RowChart:
    """Of names with a value and that of the other selection; a value of None has no bar and shows ―."""
    values = list(values)
    most = max((value or 0 for _name, *pair in values for value in pair[: 1 + is_paired]), default=0)
    rows, said, y = [], [], 0
    for name, *pair in values:
        lines = tuple((line, y + NAME * place - 6) for place, line in enumerate(wrap(name, LONGEST) or [name], start=1))
        bars, top = [], y + NAME * len(lines)
        for place, value in enumerate(pair[: 1 + is_paired]):
            height = OTHER_BAR if place else BAR
            width = round((WIDTH - ROOM_FOR_NUMBER) * (value or 0) / most) if most else 0
            bars.append(Bar(top, width, height, number(value), width + 6, top + height - 1, bool(place)))
            top += height + 2
        rows.append(Row(lines, tuple(bars)))
        said.append(f"{name}: {' / '.join(bar.value for bar in bars)}")
        y = top + GAP
    return RowChart(WIDTH, max(y - GAP, 1), tuple(rows), "; ".join(said))
