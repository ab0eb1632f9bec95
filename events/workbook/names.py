"""Every name by which offices call missions, states, categories, approaches: exact after folding, near ones offered.

What is said of one country alone, its states and its embassy, comes from the data pack (regions/pack.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Self

from events.models import Approach, Category, Series
from events.models.event import Basis, Format, Qualifier
from events.spreadsheets.coded_lists import FIXED, bilingual
from regions.models import County, Mission, State
from regions.pack import Pack, pack

MOST_SEARCHES = 300
"""Distinct unknown names for which near ones are looked up; a file with more has another trouble."""

_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_SIGNS = re.compile(r"[\s・･/\\|,、.。'’‘ʻ`\"“”\-‐–—―ー‑()\[\]「」『』【】:;]+")

CATEGORY_NAMES = {
    "economy": "経済|日米経済|日米経済関係|経済広報|経済関係|対日理解促進経済|economy|economic|economic relations|business information|japan us economic relations",
    "sister-city": "姉妹都市|姉妹都市交流|姉妹都市関連|姉妹都市イベント|姉妹州|姉妹州交流|姉妹都市・姉妹州|地方間交流|sister city|sister cities|sister city event|sister state",
    "business-support": "日系企業|企業支援|日本企業支援|日系企業支援事業|business support|support for japanese companies|support for japanese firms|japanese companies",
    "festival": "日本祭り|日本祭|日本まつり|祭り|日本関連イベント|日本祭り関連|文化行事|文化|日本文化|文化事業|日本文化紹介|festival|japan festival|japan festivals|japanese festival|culture|cultural|cultural event",
    "tourism": "観光|観光促進|観光pr|訪日促進|訪日観光|観光プロモーション|インバウンド|tourism|tourism promotion|travel|tourism event",
    "food": "日本食|日本食pr|食|和食|日本食プロモーション|日本食普及|日本酒|食文化|日本産食品|food|japanese food|food promotion|cuisine|sake",
    "other": "その他|他|等|other|others|misc|miscellaneous",
}
FORMAT_NAMES = {
    "in_person": "対面|対面式|対面形式|会場|現地|オンサイト|リアル|来場|in person|onsite|on site|physical|face to face|live in person",
    "online": "オンライン|オンライン形式|オンライン開催|ウェブ|web|webinar|ウェビナー|virtual|online|リモート|配信|zoom|バーチャル|remote",
    "hybrid": "ハイブリッド|併用|対面オンライン|対面とオンライン|対面及びオンライン|対面およびオンライン|対面・オンライン併用|オンライン併用|hybrid|both|mixed|in person and online|online and in person",
}
QUALIFIER_NAMES = {
    "exact": "実数|ちょうど|exact|exactly|確定", "about": "約|程度|およそ|概数|about|approximately", "at_least": "以上|超|余り|at least|over",
    "under": "近い|未満|弱|近い未満|nearly|under|nearly under", "unknown": "不明|unknown|未詳",
}  # fmt: skip
BASIS_NAMES = {
    "headcount": "実測|計測|カウント|目視|headcount|counted", "tickets": "入場券|申込数|チケット|登録者数|申込|tickets|registration|registrations|ticket sales",
    "organiser": "主催者発表|主催者|主催者公表|organiser|organizer|organisers announcement|organizers announcement",
    "platform": "配信サービスの統計|配信統計|プラットフォーム|platform|platform statistics|analytics", "estimate": "当館推計|推計|推定|概算|目算|estimate|own estimate",
}  # fmt: skip


def name_key(text: str) -> str:
    """One spelling: NFKC, lower case, katakana with large kana, no long marks, blanks or signs; ヴ as バ."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = "".join(chr(ord(c) + 96) if "ぁ" <= c <= "ゖ" else c for c in text)
    text = (
        text.replace("ヴァ", "バ").replace("ヴィ", "ビ").replace("ヴェ", "ベ").replace("ヴォ", "ボ").replace("ヴ", "ブ")
    )
    return _SIGNS.sub("", text.translate(_SMALL))


@dataclass
class Names:
    """The names of one kind. `find` gives a code or None; `near` gives codes whose names resemble the text."""

    labels: Mapping[str, str]
    codes: dict[str, str] = field(default_factory=dict)
    ambiguous: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _near: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, rows: Iterable[tuple[str, str, Iterable[str]]], *, extra: Mapping[str, Iterable[str]] | None = None
    ) -> Self:
        """Rows of code, label, names; a name that two codes share is ambiguous. Names in `extra` yield to those."""
        rows = list(rows)
        names = cls(labels={code: label for code, label, _names in rows})
        claims: dict[str, set[str]] = {}
        for code, label, spellings in rows:
            for spelling in (code, label, *spellings):
                if key := name_key(spelling):
                    claims.setdefault(key, set()).add(code)
        for code, spellings in (extra or {}).items():
            for key in map(name_key, spellings):
                if code in names.labels and key not in claims:
                    claims[key] = {code}
        names.codes = {key: next(iter(codes)) for key, codes in claims.items() if len(codes) == 1}
        names.ambiguous = {key: tuple(sorted(codes)) for key, codes in claims.items() if len(codes) > 1}
        return names

    def find(self, text: str) -> str | None:
        return self.codes.get(name_key(text))

    def is_known(self, value: object) -> bool:
        return isinstance(value, str) and (name_key(value) in self.codes or name_key(value) in self.ambiguous)

    def near(self, text: str) -> tuple[str, ...]:
        """At most three codes, the likeliest first."""
        key = name_key(text)
        if key in self.ambiguous:
            return self.ambiguous[key]
        if key not in self._near:
            if len(self._near) >= MOST_SEARCHES or len(key) > 60:
                return ()
            inside = [name for name in self.codes if len(name) >= 4 and name in key] if len(key) > 4 else []
            alike = [*sorted(inside, key=len, reverse=True), *get_close_matches(key, self.codes, n=6, cutoff=0.6)]
            self._near[key] = tuple(dict.fromkeys(self.codes[name] for name in alike))[:3]
        return self._near[key]


@dataclass(frozen=True, slots=True)
class Lookups:
    """The names of every coded field, loaded in one query a table.

    `series`: (mission, name key) -> pk; `seats`: mission -> the state of its seat.
    """

    names: Mapping[str, Names]
    series: Mapping[tuple[str, str], int]
    seats: Mapping[str, str]

    def __getitem__(self, field_name: str) -> Names:
        return self.names[field_name]

    @classmethod
    def load(cls) -> Self:
        """From the database, in six queries."""
        approaches = list(Approach.objects.values_list("code", "name_ja", "name_en", "axis", "position"))
        missions = list(
            Mission.objects.values_list("code", "kind", "short_ja", "name_ja", "short_en", "name_en", "city", "seat_id")
        )
        states = list(State.objects.values_list("code", "usps", "full_name_ja", "name_ja", "name_en"))
        of = pack()
        qualifiers = _fixed("qualifier", Qualifier, QUALIFIER_NAMES)
        basis = _fixed("basis", Basis, BASIS_NAMES)
        names = {
            "mission": Names.of(
                (row[0], row[2], _mission_names(*row[:-1], embassy=of.embassy_names)) for row in missions
            ),
            "state": _states(states, of),
            "county": Names.of(
                (code, ja, (en, bilingual(ja, en), en.removesuffix(" County")))
                for code, ja, en in County.objects.values_list("code", "name_ja", "name_en")
            ),
            "category": Names.of(
                (
                    (code, ja, (en, bilingual(ja, en)))
                    for code, ja, en in Category.objects.values_list("code", "name_ja", "name_en")
                ),
                extra=_split(CATEGORY_NAMES),
            ),
            "format": _fixed("format", Format, FORMAT_NAMES),
            **{f"{mode}_qualifier": qualifiers for mode in ("in_person", "online", "on_demand")},
            **{f"{mode}_basis": basis for mode in ("in_person", "online", "on_demand")},
            **{name: _approaches(approaches, axis) for name, axis in _AXES.items()},
        }
        series: dict[tuple[str, str], int] = {}
        for pk, mission, ja, en in Series.objects.values_list("pk", "mission_id", "name_ja", "name_en"):
            series |= {(mission, name_key(text)): pk for text in (ja, en, bilingual(ja, en)) if text}
        return cls(names=names, series=series, seats={row[0]: row[-1] for row in missions})


_AXES = {"region_type": "region", "interest_level": "interest", "pillar": "pillar"}


def _fixed(name: str, choices, spellings: Mapping[str, str]) -> Names:
    rows = [(code, str(choices(code).label), (ja, en, bilingual(ja, en))) for code, (ja, en) in FIXED[name].items()]
    return Names.of(rows, extra=_split(spellings))


def _split(spellings: Mapping[str, str]) -> dict[str, list[str]]:
    return {code: names.split("|") for code, names in spellings.items()}


def _states(rows: list, of: Pack) -> Names:
    def spellings(usps: str, full: str, ja: str, en: str) -> list[str]:
        ended = [f"{name}{ending}" for ending in of.endings for name in (usps, ja)]
        return [usps, ja, en, bilingual(full, en), f"State of {en}", f"{en} State", *ended]

    names = Names.of(
        ((code, full, spellings(usps, full, ja, en)) for code, usps, full, ja, en in rows), extra=of.state_names
    )
    for name, codes in of.ambiguous.items():
        names.codes.pop(name_key(name), None)
        names.ambiguous[name_key(name)] = codes
    return names


def _approaches(rows: list, axis: str) -> Names:
    """By code and name; 1, ①, level 1 and 関心度1 on the axes whose codes end in one number."""
    of_axis = [row for row in rows if row[3] == axis]
    words = {
        "region": ("地域{}", "類型{}", "type {}", "region {}"),
        "interest": ("関心度{}", "レベル{}", "level {}", "L{}", "層{}"),
    }
    return Names.of(
        (code, ja, (en, bilingual(ja, en), *(form.format(code.rpartition("-")[2]) for form in ("{}", *words[axis]))))
        if axis in words
        else (code, ja, (en, bilingual(ja, en)))
        for code, ja, en, _axis, _position in of_axis
    )


def _mission_names(
    code: str,
    kind: str,
    short_ja: str,
    name_ja: str,
    short_en: str,
    name_en: str,
    city: str,
    *,
    embassy: Iterable[str],
) -> list[str]:
    names = [short_ja, name_ja, short_en, name_en, bilingual(short_ja, short_en), bilingual(name_ja, name_en)]
    place = re.sub(r"総$|領事$", "", short_ja)
    if kind == "embassy":
        return [
            *names,
            "大使館",
            "日本大使館",
            "Embassy of Japan",
            "Japan Embassy",
            "Japanese Embassy",
            "EOJ",
            *embassy,
        ]
    city = re.sub(r"\s*\(.*\)", "", city)
    if kind == "consulate_general":
        names += [f"{place}{end}" for end in ("", "総領事館", "総領", "日本国総領事館", "日本総領事館", "領事館")]
        names += [f"在{place}{end}" for end in ("", "総", "総領事館", "日本国総領事館", "日本総領事館", "領事館")]
        titles = ("Consulate General", "Consulate-General", "Consulate")
        names += [
            f"{title} {of}{city}" for title in titles for of in ("", "of Japan ", "of Japan in ", "of Japan at ", "in ")
        ]
        names += [f"{city} {title}" for title in ("Consulate", "Consulate General", "CG")] + [
            f"CG {city}",
            f"CGJ {city}",
        ]
    else:
        names += [
            f"{lead}{place}{end}"
            for lead in ("", "在")
            for end in ("", "領事", "領事事務所", "領事館", "出張駐在官事務所")
        ]
        names += [f"Consular Office {of}{city}" for of in ("", "of Japan ", "of Japan in ", "in ")] + [
            f"{city} Consular Office"
        ]
    return [*names, city]
