"""City and state in one cell: マイアミ、フロリダ州, フロリダ州マイアミ市, Miami, FL, Bozeman, Montana, ホノルル（ハワイ州）."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from typing import NamedTuple

from events.workbook.names import Names, name_key

_SEPARATOR = re.compile(r"\s*[,、，/／・|]\s*|\s+-\s+|\s*\n\s*")
_BRACKETS = re.compile(r"^(?P<outside>[^()]+?)\s*\((?P<inside>[^()]+)\)$")
_STATE_FIRST = re.compile(r"^(?P<state>.{2,14}?州)\s*(?P<city>\S.*)$")
_CODE_LAST = re.compile(r"^(?P<city>.*\S)\s+(?P<state>[A-Z]{2}|[A-Z]\.[A-Z]\.)$")
_COUNTRY = re.compile(
    r"(?:[,、\s]+|^)(?:U\.?S\.?A\.?|United States(?: of America)?|米国|アメリカ合衆国|アメリカ)$", re.I
)
_POSTAL = re.compile(r"(?<=\S)[,\s]+\d{5}(?:-\d{4})?$")
_SAME_AS_A_CITY = {"ニユーヨーク", "newyork", "ワシントン", "washington"}
"""Names of states that are as well those of cities: alone in a cell for cities they are the city."""
NEAR = 0.75


class Place(NamedTuple):
    """`state` is a code, or "" where `near` offers some that resemble what stands there. `city` is "" where none is named."""

    city: str
    state: str
    near: tuple[str, ...] = ()
    unknown: str = ""


def read_place(text: str, states: Names) -> Place | None:
    """The two, where the cell names a state, or something like one behind a comma; else None: it is a city."""
    plain = _POSTAL.sub("", _COUNTRY.sub("", " ".join(unicodedata.normalize("NFKC", text).split()))).strip()
    if not plain:
        return None
    if (code := states.find(plain)) and name_key(plain) not in _SAME_AS_A_CITY and "," not in plain:
        return Place("", code)
    for city, state in _halves(plain):
        if code := states.find(state):
            return Place(city, code)
        if len(codes := states.ambiguous.get(name_key(state), ())) > 1:
            return Place(city, "", codes, state)
    return _nearly(plain, states)


def _halves(text: str) -> list[tuple[str, str]]:
    """(city, state) in every way in which the cell may be cut."""
    found = []
    parts = [part for part in _SEPARATOR.split(text) if part]
    if len(parts) > 1:
        cut = text.rfind(parts[-1])
        found += [(text[:cut].rstrip(" ,、/・|-"), parts[-1]), (text[len(parts[0]) :].lstrip(" ,、/・|-"), parts[0])]
    for pattern in (_BRACKETS, _STATE_FIRST, _CODE_LAST):
        if hit := pattern.match(text):
            groups = hit.groupdict()
            if "inside" in groups:
                found += [(groups["outside"], groups["inside"]), (groups["inside"], groups["outside"])]
            else:
                found.append((groups["city"], groups["state"]))
    return found


def _nearly(text: str, states: Names) -> Place | None:
    """Miami, Flordia: what stands last behind a comma, or ends in 州, and is like a state's name."""
    parts = [part for part in re.split(r"\s*[,、，]\s*", text) if part]
    first = _STATE_FIRST.match(text)
    if len(parts) != 2 and not first:
        return None
    city, state = (parts[0], parts[1]) if len(parts) == 2 else (first["city"], first["state"])  # type: ignore[index]
    alike = get_close_matches(name_key(state), states.codes, n=4, cutoff=NEAR)
    codes = tuple(dict.fromkeys(states.codes[name] for name in alike))[:3]
    return Place(city, "", codes, state) if codes else None
