"""The data pack: which country the register is for, its words, spellings and map (docs/pack.md).

`DATA_PACK` names a folder laid out as the source tree is: regions/pack.toml, the reference files that `load_reference`
reads, the outlines of the map, and, where screens need other words, locale/. The tree itself is the pack of the United States.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

PACK_FILE = "regions/pack.toml"
Pair = tuple[str, str]
"""Japanese, English."""

UNITED_STATES = "US"
_COUNTRY = re.compile(r"[A-Z]{2}")
_SPELLINGS = ("country", "embassy", "endings", "also_cities", "state_headers")
DOCUMENT_TEXTS = (
    "title", "subtitle", "source", "overview/lead", "approaches-region/lead", "approaches-interest/lead", "practices/topic",
    "summary/points", "summary/conclusion", "total", "state",
)  # fmt: skip
"""What regions/pack.toml has to say under [document]; `total/<indicator>` may be there as well."""


class BadPack(Exception):
    """A sentence: which file, and what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pack:
    """`country` is ISO 3166-1; `root` the folder. Spellings are what workbooks write, before folding. One object a folder."""

    root: Path
    country: str
    register: Pair
    map_file: Path
    set_apart: frozenset[str]
    """Codes of areas that a page leaves out where it has nothing to say of them."""
    country_names: tuple[str, ...]
    embassy_names: tuple[str, ...]
    endings: tuple[str, ...]
    """What a state's Japanese name ends in: 州."""
    also_cities: frozenset[str]
    """Names of states that are as well those of cities: alone in a cell for cities they are the city."""
    state_headers: tuple[str, ...]
    """Above the column of states, besides those that events/workbook/headers.py knows: 県, province."""
    state_names: Mapping[str, tuple[str, ...]]
    ambiguous: Mapping[str, tuple[str, ...]]
    """Names that are as often meant for another place: offered, never taken unless the mission decides."""
    document: Mapping[str, Pair]

    @property
    def is_of_the_united_states(self) -> bool:
        """Whether the sample and the document of 2021 belong to it."""
        return self.country == UNITED_STATES

    @property
    def locale(self) -> Path:
        """Where the pack's own words for screens are, if it has any."""
        return self.root / "locale"


def pack() -> Pack:
    """The pack of this installation. BadPack says what is wrong with it."""
    return read_pack(Path(settings.DATA_PACK))


@cache
def read_pack(root: Path) -> Pack:
    said = _Said(root)
    spellings = said.part("spellings")
    drawn = said.part("map")
    unknown = set(spellings) - {*_SPELLINGS, "states", "ambiguous"}
    if unknown:
        raise said.bad(f"[spellings] has an unknown key “{min(unknown)}”")
    country = said.text("country")
    if not _COUNTRY.fullmatch(country):
        raise said.bad(f"country “{country}” is not two capitals of ISO 3166-1")
    map_file = root / str(drawn.get("file", ""))
    if not map_file.is_file():
        raise said.bad(f"[map] file: there is no “{drawn.get('file', '')}”")
    names, embassy, endings, cities, headers = (tuple(map(str, spellings.get(key, ()))) for key in _SPELLINGS)
    return Pack(
        root=root,
        country=country,
        register=said.pair("register", said.whole),
        map_file=map_file,
        set_apart=frozenset(drawn.get("set_apart", ())),
        country_names=names,
        embassy_names=embassy,
        endings=endings,
        also_cities=frozenset(cities),
        state_headers=headers,
        state_names={code: tuple(found) for code, found in spellings.get("states", {}).items()},
        ambiguous={name: tuple(codes) for name, codes in spellings.get("ambiguous", {}).items()},
        document=said.document(),
    )


class _Said:
    """What stands in a pack's file."""

    def __init__(self, root: Path):
        path = root / PACK_FILE
        try:
            self.whole: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise BadPack(f"DATA_PACK is {root}, and there is no {PACK_FILE} in it.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadPack(f"{PACK_FILE} of the data pack cannot be read: {error}.") from None

    def bad(self, what: str) -> BadPack:
        return BadPack(f"{PACK_FILE} of the data pack: {what}.")

    def text(self, key: str) -> str:
        return str(self.whole.get(key, ""))

    def part(self, key: str) -> dict[str, Any]:
        found = self.whole.get(key, {})
        if not isinstance(found, dict):
            raise self.bad(f"[{key}] is not a table")
        return found

    def pair(self, key: str, table: Mapping[str, Any]) -> Pair:
        match table.get(key):
            case {"ja": str(ja), "en": str(en)}:
                return ja, en
        raise self.bad(f"“{key}” needs its Japanese (ja) and its English (en)")

    def document(self) -> dict[str, Pair]:
        table = self.part("document")
        missing = [key for key in DOCUMENT_TEXTS if key not in table]
        if missing:
            raise self.bad(f"[document] says nothing for “{missing[0]}”")
        unknown = [key for key in table if key not in DOCUMENT_TEXTS and not key.startswith("total/")]
        if unknown:
            raise self.bad(f"[document] has an unknown key “{unknown[0]}”")
        return {key: self.pair(key, table) for key in table}
