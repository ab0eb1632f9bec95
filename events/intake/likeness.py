"""Whether two titles probably name one event. Cheap enough to hold thousands of rows against thousands of events."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from events.workbook.names import name_key

ALIKE = 0.7


@lru_cache(maxsize=20_000)
def traits_of(title: str) -> tuple[str, frozenset[str], tuple[str, ...]]:
    """A title's key, its pairs of letters, and the numbers in it."""
    key = name_key(title)
    return key, frozenset(key[n : n + 2] for n in range(len(key) - 1)), tuple(re.findall(r"\d+", key))


def keys_of(titles: tuple[str, str]) -> tuple[str, str]:
    """One spelling of each, "" for none."""
    one, other = titles
    return (name_key(one) if one else "", name_key(other) if other else "")


def is_same_title(ones: Iterable[str], others: Iterable[str]) -> bool:
    """Titles by language: the same in one of them, spelling apart."""
    pairs = zip(ones, others, strict=True)
    return any(one and other and name_key(one) == name_key(other) for one, other in pairs)


def is_like_title(ones: Iterable[str], others: Iterable[str]) -> bool:
    """Most pairs of letters in common; numbers that differ tell the second evening from the first."""
    return any(one and other and _is_like(one, other) for one, other in zip(ones, others, strict=True))


def _is_like(one: str, other: str) -> bool:
    key, pairs, numbers = traits_of(one)
    other_key, other_pairs, other_numbers = traits_of(other)
    if key == other_key:
        return True
    if numbers != other_numbers and numbers and other_numbers:
        return False
    both = len(pairs) + len(other_pairs)
    return both > 4 and 2 * len(pairs & other_pairs) / both >= ALIKE
