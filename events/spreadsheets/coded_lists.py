"""Codes and what a spreadsheet calls them: one text in both languages, the same in every workbook that leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self, TypedDict

from events.models import Approach, Category
from regions.models import County, Mission, State

FIXED = {
    "format": {
        "in_person": ("対面", "In person"),
        "online": ("オンライン", "Online"),
        "hybrid": ("対面・オンライン併用", "Hybrid"),
    },
    "status": {
        "draft": ("下書き", "Draft"),
        "approval": ("館内確認待ち", "Awaiting approval"),
        "submitted": ("提出済み", "Submitted"),
        "confirmed": ("確認済み", "Confirmed"),
        "withdrawn": ("取下げ", "Withdrawn"),
    },
    "qualifier": {
        "exact": ("実数", "Exact"),
        "about": ("約", "About"),
        "at_least": ("以上", "At least"),
        "under": ("近い・未満", "Nearly, under"),
        "unknown": ("不明", "Unknown"),
    },
    "basis": {
        "headcount": ("実測", "Headcount"),
        "tickets": ("入場券・申込数", "Tickets or registration"),
        "organiser": ("主催者発表", "Organiser's announcement"),
        "platform": ("配信サービスの統計", "Platform statistics"),
        "estimate": ("当館推計", "Own estimate"),
    },
    "level": {
        "federal": ("連邦", "Federal"),
        "state": ("州", "State"),
        "local": ("郡・市町村", "Local"),
        "other": ("その他", "Other"),
    },
}
"""Lists that the program itself fixes: code -> Japanese and English. A test holds them against the models."""

YES = "○"


def bilingual(ja: str, en: str) -> str:
    """観光促進イベント / Tourism promotion events; the one there is when the other is missing or the same."""
    return f"{ja} / {en}" if ja and en and ja != en else ja or en


class Named(TypedDict):
    """A code as JSON says it; the names are None where the list does not know the code."""

    code: str
    name_ja: str | None
    name_en: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    code: str
    ja: str
    en: str
    text: str


class CodedList:
    """The entries of one list in their order; each text stands for one code alone."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]) -> None:
        rows = list(rows)
        texts = [bilingual(ja, en) for _code, ja, en in rows]
        self.entries = tuple(
            Entry(code, ja, en, f"{text} [{code}]" if texts.count(text) > 1 else text)
            for (code, ja, en), text in zip(rows, texts, strict=True)
        )
        self.by_code: Mapping[str, Entry] = {entry.code: entry for entry in self.entries}
        self.names: Mapping[str, Named] = {
            entry.code: {"code": entry.code, "name_ja": entry.ja, "name_en": entry.en} for entry in self.entries
        }
        self.texts = {entry.code: entry.text for entry in self.entries}
        self._codes = {entry.text: entry.code for entry in self.entries}

    def text_of(self, code: str | None) -> str:
        """'' for no code; the code itself when the list does not know it."""
        return self.texts.get(code or "", code or "")

    def code_of(self, text: str) -> str | None:
        """The code of a text exactly as this register writes it; None for any other spelling."""
        return self._codes.get(text)


@dataclass(frozen=True, slots=True)
class CodedLists:
    """Every list a cell may be taken from, by the name that a column gives it."""

    lists: Mapping[str, CodedList]

    @classmethod
    def load(cls) -> Self:
        """From the database, in five queries."""
        approaches = list(Approach.objects.values_list("code", "name_ja", "name_en", "axis"))
        return cls({
            **{name: CodedList((code, *names) for code, names in rows.items()) for name, rows in FIXED.items()},
            "mission": CodedList(Mission.objects.values_list("code", "short_ja", "short_en")),
            "state": CodedList(State.objects.values_list("code", "full_name_ja", "name_en")),
            "county": CodedList(County.objects.values_list("code", "name_ja", "name_en")),
            "category": CodedList(Category.objects.values_list("code", "name_ja", "name_en")),
            **{
                name: CodedList(row[:3] for row in approaches if row[3] == axis)
                for name, axis in {"region_type": "region", "interest_level": "interest", "pillar": "pillar"}.items()
            },
        })  # fmt: skip

    def __getitem__(self, name: str) -> CodedList:
        return self.lists[name]

    @property
    def names(self) -> dict[str, Mapping[str, Named]]:
        """The codes of every list as JSON says them."""
        return {name: each.names for name, each in self.lists.items()}
