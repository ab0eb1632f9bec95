"""How alike two events are, in a number and in words: titles in both languages, days, place, counts and partners."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rapidfuzz import fuzz

from events.typed import fold
from events.workbook.names import name_key

ALIKE = 80
"""From here on two titles are probably those of one event: where both have both languages, on the average of the two."""

LEAST = 2 * ALIKE - 100
"""Below it not even the same title in the other language makes them alike."""

NEAR_IN_OWN = timedelta(days=7)
NEAR_IN_OTHERS = timedelta(days=3)

WORTH_ASKING = 50
"""Below this score two events are not proposed as one."""

SHARE_OF_TITLE = 0.5
DAYS = {"same": 25, "overlap": 20, 1: 10, 2: 5, 3: 5}
PLACES = {"venue": 15, "city": 10, "state": 5, "elsewhere": -15}
COUNTS = {"same": 10, "near": 5}
OF_PARTNERS = 5
WITHOUT_TITLE = 25
"""In the place of the titles' share, where each event has its title in the other language and all else agrees."""

_NUMBERS = re.compile(r"\d+|(?<=第)[一二三四五六七八九十百]+")

COLUMNS = (
    "pk", "mission_id", "state_id", "starts_on", "ends_on", "title_ja", "title_en", "city", "venue", "series_id",
    "in_person_count", "online_count", "on_demand_count",
)  # fmt: skip
"""What is compared, as `values_list` reads it."""


class Compared:
    """What of an event is compared; titles and places in one spelling."""

    __slots__ = (
        "city",
        "counts",
        "ends_on",
        "key_en",
        "key_ja",
        "mission",
        "numbers",
        "partners",
        "pk",
        "said",
        "series",
        "starts_on",
        "state",
        "venue",
        "words_en",
    )  # fmt: skip

    def __init__(self, row: Iterable[Any]) -> None:
        values = tuple(row)
        (
            self.pk,
            self.mission,
            self.state,
            self.starts_on,
            ends_on,
            title_ja,
            title_en,
            city,
            venue,
            self.series,
            *counts,
        ) = values
        self.said = values[1:]
        self.ends_on: date = ends_on or self.starts_on
        self.key_ja, self.key_en = name_key(title_ja), name_key(title_en)
        self.words_en = fold(title_en)
        self.numbers = {text: tuple(_NUMBERS.findall(text)) for text in (self.key_ja, self.key_en) if text}
        self.city, self.venue = name_key(city), name_key(venue)
        self.counts = tuple(counts)
        self.partners: frozenset[str] = frozenset()

    @classmethod
    def of(cls, event: Any) -> Compared:
        return cls(getattr(event, name) for name in COLUMNS)


@dataclass(frozen=True, slots=True)
class Likeness:
    """`title_ja` and `title_en` are 0 to 100, None where not both have one; `days` between the first days."""

    score: int
    title_ja: int | None
    title_en: int | None
    days: int
    is_overlapping: bool
    place: str
    count: str
    partners: tuple[str, ...] = ()
    missions: int = 1
    grounds: dict[str, Any] = field(default_factory=dict, compare=False)

    @classmethod
    def from_grounds(cls, score: int, grounds: dict[str, Any]) -> Likeness:
        return cls(score, **{**grounds, "partners": tuple(grounds["partners"])}, grounds=grounds)

    def reasons(self) -> list[str]:
        """Why, one short statement each, in the language of the moment."""
        return [*self._of_titles(), self._of_days(), *self._of_the_rest()]

    def _of_titles(self) -> Iterator[str]:
        if self.title_ja is None and self.title_en is None:
            yield _("Each has its title in the other language")
        for value, same, alike in (
            (self.title_ja, _("Same Japanese title"), _("Japanese titles %(percent)d%% alike")),
            (self.title_en, _("Same English title"), _("English titles %(percent)d%% alike")),
        ):
            if value is not None:
                yield same if value == 100 else alike % {"percent": value}

    def _of_days(self) -> str:
        if self.days == 0:
            return _("Same day")
        if self.is_overlapping:
            return _("Days that overlap")
        return ngettext("%(count)d day apart", "%(count)d days apart", self.days) % {"count": self.days}

    def _of_the_rest(self) -> Iterator[str]:
        places = {
            "venue": _("Same venue"), "city": _("Same city"), "state": _("Same state"),
            "elsewhere": _("Different cities"),
        }  # fmt: skip
        if self.place:
            yield places[self.place]
        if self.count:
            yield (
                _("Same number of participants")
                if self.count == "same"
                else _("Nearly the same number of participants")
            )
        if self.partners:
            yield _("Partners in common: %(names)s") % {"names": _(", ").join(self.partners)}
        if self.missions > 1:
            yield _("Reported by two missions")


def likeness(one: Compared, other: Compared) -> Likeness | None:
    """None where the two are not worth asking about, or belong to one series, whose events are known to be several."""
    if one.series and one.series == other.series:
        return None
    ja, en = _of_titles(one.key_ja, other.key_ja, one, other), _of_titles(one.key_en, other.key_en, one, other)
    both = [value for value in (ja, en) if value is not None]
    titles = sum(both) / len(both) if both else None
    if titles is not None and titles < ALIKE:
        return None
    place, count = _place(one, other), _count(one, other)
    days = abs((one.starts_on - other.starts_on).days)
    if titles is None and not (days == 0 and place in ("venue", "city") and count == "same"):
        return None
    is_overlapping = one.starts_on <= other.ends_on and other.starts_on <= one.ends_on
    shared = tuple(sorted(one.partners & other.partners))
    score = WITHOUT_TITLE if titles is None else titles * SHARE_OF_TITLE
    score += DAYS["same"] if days == 0 else DAYS["overlap"] if is_overlapping else DAYS.get(days, 0)
    score += PLACES.get(place, 0) + COUNTS.get(count, 0) + (OF_PARTNERS if shared else 0)
    grounds = {
        "title_ja": ja, "title_en": en, "days": days, "is_overlapping": is_overlapping, "place": place, "count": count,
        "partners": list(shared), "missions": 1 if one.mission == other.mission else 2,
    }  # fmt: skip
    return Likeness.from_grounds(min(100, round(score)), grounds) if score >= WORTH_ASKING else None


def _of_titles(key: str, other_key: str, one: Compared, other: Compared) -> int | None:
    """Numbers that differ tell the second evening from the first."""
    if not (key and other_key):
        return None
    if key == other_key:
        return 100
    numbers, others = one.numbers[key], other.numbers[other_key]
    if numbers and others and numbers != others:
        return 0
    best = fuzz.ratio(key, other_key, score_cutoff=LEAST)
    if key is one.key_en and best < ALIKE:
        best = max(best, fuzz.token_sort_ratio(one.words_en, other.words_en, score_cutoff=LEAST))
    return min(99, int(best))


def _place(one: Compared, other: Compared) -> str:
    if one.state != other.state:
        return "elsewhere" if one.city and other.city and one.city != other.city else ""
    if one.city and other.city and one.city != other.city:
        return "elsewhere"
    if one.venue and one.venue == other.venue:
        return "venue"
    if one.city and one.city == other.city:
        return "city"
    return "state" if one.state else ""


def _count(one: Compared, other: Compared) -> str:
    """Of the first mode of which both say a number."""
    for mine, its in zip(one.counts, other.counts, strict=True):
        if mine is not None and its is not None:
            return "same" if mine == its else "near" if abs(mine - its) <= 0.1 * max(mine, its) else ""
    return ""


def traits_of_pair(one: Compared, other: Compared) -> str:
    """A digest of what was compared: the same as long as neither event changes in it."""
    said = [one.said, other.said] if one.pk < other.pk else [other.said, one.said]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def may_be_near(one: Compared, other: Compared) -> bool:
    """Whether the days of the two are close enough to be compared at all; of two missions, only in one state."""
    near = NEAR_IN_OWN if one.mission == other.mission else NEAR_IN_OTHERS
    if one.mission != other.mission and (one.state is None or one.state != other.state):
        return False
    return one.starts_on <= other.ends_on + near and other.starts_on <= one.ends_on + near
