"""Row numbers in few words. No Django here."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

MOST_NAMED = 10


def ranges(numbers: Iterable[int]) -> list[list[int]]:
    """[1, 2, 3, 7] -> [[1, 3], [7, 7]]."""
    ordered = sorted(numbers)
    if not ordered:
        return []
    breaks = [n for n, (one, other) in enumerate(pairwise(ordered), 1) if other != one + 1]
    return [[ordered[a], ordered[b - 1]] for a, b in pairwise([0, *breaks, len(ordered)])]


def in_short(numbers: Iterable[int]) -> str:
    """5–8, 12, …"""
    found = ranges(numbers)
    texts = [str(first) if first == last else f"{first}–{last}" for first, last in found[:MOST_NAMED]]
    return ", ".join([*texts, "…"] if len(found) > MOST_NAMED else texts)
