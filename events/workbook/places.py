"""City and state in one cell: マイアミ、フロリダ州, フロリダ州マイアミ市, Miami, FL, Bozeman, Montana, ホノルル（ハワイ州）."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

from events.workbook.names import Names, name_key
from regions.pack import Pack, pack

_SEPARATOR = re.compile(r"\s*[,、，/／・|]\s*|\s+-\s+|\s*\n\s*")
_BRACKETS = re.compile(r"^(?P<outside>[^()]+?)\s*\((?P<inside>[^()]+)\)$")
_CODE_LAST = re.compile(r"^(?P<city>.*\S)\s+(?P<state>[A-Z]{2}|[A-Z]\.[A-Z]\.)$")
_POSTAL = re.compile(r"(?<=\S)[,\s]+\d{5}(?:-\d{4})?$")
NEAR = 0.75


class Place(NamedTuple):
    """`state` is a code, or "" where `near` offers some that resemble what stands there. `city` is "" where none is named."""

    city: str
    state: str
    near: tuple[str, ...] = ()
    unknown: str = ""


def read_place(text: str, states: Names) -> Place | None:
    """The two, where the cell names a state, or something like one behind a comma; else None: it is a city."""
    of = pack()
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    plain = _POSTAL.sub("", _country_last(of).sub("", plain)).strip()
    if not plain:
        return None
    if (code := states.find(plain)) and name_key(plain) not in _also_cities(of) and "," not in plain:
        return Place("", code)
    for city, state in _halves(plain, _state_first(of)):
        if code := states.find(state):
            return Place(city, code)
        if len(codes := states.ambiguous.get(name_key(state), ())) > 1:
            return Place(city, "", codes, state)
    return _nearly(plain, states, _state_first(of))


@cache
def _also_cities(of: Pack) -> frozenset[str]:
    return frozenset(map(name_key, of.also_cities))


@cache
def _country_last(of: Pack) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(of.country_names, key=len, reverse=True))
    return re.compile(rf"(?:[,、\s]+|^)(?:{names})$" if names else r"(?!)", re.I)


@cache
def _state_first(of: Pack) -> re.Pattern[str]:
    """フロリダ州マイアミ: as much as ends in 州, then the city."""
    endings = "|".join(map(re.escape, of.endings))
    return re.compile(rf"^(?P<state>.{{2,14}}?(?:{endings}))\s*(?P<city>\S.*)$" if endings else r"(?!)")


def _halves(text: str, state_first: re.Pattern[str]) -> list[tuple[str, str]]:
    """(city, state) in every way in which the cell may be cut."""
    found = []
    parts = [part for part in _SEPARATOR.split(text) if part]
    if len(parts) > 1:
        cut = text.rfind(parts[-1])
        found += [(text[:cut].rstrip(" ,、/・|-"), parts[-1]), (text[len(parts[0]) :].lstrip(" ,、/・|-"), parts[0])]
    for pattern in (_BRACKETS, state_first, _CODE_LAST):
        if hit := pattern.match(text):
            groups = hit.groupdict()
            if "inside" in groups:
                found += [(groups["outside"], groups["inside"]), (groups["inside"], groups["outside"])]
            else:
                found.append((groups["city"], groups["state"]))
    return found


def _nearly(text: str, states: Names, state_first: re.Pattern[str]) -> Place | None:
    """Miami, Flordia: what stands last behind a comma, or ends in 州, and is like a state's name."""
    parts = [part for part in re.split(r"\s*[,、，]\s*", text) if part]
    first = state_first.match(text)
    if len(parts) != 2 and not first:
        return None
    city, state = (parts[0], parts[1]) if len(parts) == 2 else (first["city"], first["state"])  # type: ignore[index]
    alike = get_close_matches(name_key(state), states.codes, n=4, cutoff=NEAR)
    codes = tuple(dict.fromkeys(states.codes[name] for name in alike))[:3]
    return Place(city, "", codes, state) if codes else None
