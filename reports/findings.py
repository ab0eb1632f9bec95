"""What the gate finds: a sentence in both languages, and the place where it can be looked into."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import override


@dataclass(frozen=True, slots=True)
class Finding:
    """`stops`: no reason is enough. `href`: where it can be looked into. `code` names it, with its years or places
    ("returns-2019"); `kind` is what it has in common with others ("returns").
    """

    code: str
    sentence_ja: str
    sentence_en: str
    href: str = ""
    stops: bool = False
    kind: str = ""

    def sentence(self, language: str) -> str:
        return self.sentence_ja if language.startswith("ja") else self.sentence_en


def finding(
    kind: str, sentence: Callable[..., str], *, of: str | int = "", href: str = "", stops: bool = False
) -> Finding:
    """`sentence` says it in the language that it is asked for. `of`: which of its kind (a year, a mission)."""
    said = {}
    for language in ("ja", "en"):
        with override(language):
            said[language] = sentence(language)
    return Finding(f"{kind}-{of}" if of else kind, said["ja"], said["en"], href, stops, kind)


def listed(language: str, names: Iterable[str]) -> str:
    return ("、" if language == "ja" else ", ").join(names)
