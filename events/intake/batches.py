"""Rows are read and written some at a time: memory stays the same, and somebody can be told how far it came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

AT_A_TIME = 1000
Progress = Callable[[int, int], None]
"""Told how many rows of how many are done."""


def unwatched(done: int, total: int) -> None:
    """Nobody looks on."""


def batched(things: Iterable) -> Iterator[list]:
    every = iter(things)
    while some := list(islice(every, AT_A_TIME)):
        yield some
