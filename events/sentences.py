"""Sentences that are kept and said later, in the language of who reads them and not of who uploaded the file.

`sentence` stands where `gettext` would: its result is the text in the language of now, and knows what it was made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext

from regions.text import in_a_row


class Sentence(str):
    """A text that remembers its English `msgid` and the `words` put into it; `parts` where it is several sentences."""

    msgid: str
    words: Mapping[str, Any] | None
    parts: tuple[str, ...]

    def __mod__(self, words: Any) -> Sentence:
        return _made(str.__mod__(self, words), self.msgid, words)


def _made(text: str, msgid: str, words: Mapping[str, Any] | None = None, parts: tuple[str, ...] = ()) -> Sentence:
    made = Sentence(text)
    made.msgid, made.words, made.parts = msgid, words, parts
    return made


def sentence(msgid: str) -> Sentence:
    return _made(gettext(msgid), msgid)


def together(sentences: Iterable[str]) -> Sentence:
    """Several sentences, one after the other."""
    parts = tuple(sentences)
    return _made(in_a_row(parts), "", None, parts)


def first_of(error: ValidationError) -> Sentence:
    """What a validator says."""
    said = to_keep(error.message)
    words = error.params
    text = sentence(said["id"]) if isinstance(said, dict) else _made(str(error.message), str(error.message))
    return text % words if words else text


def to_keep(text: Any) -> Any:
    """As JSON keeps it: what `said` says again; anything that is no sentence stays what it is."""
    if isinstance(text, Sentence):
        if text.parts:
            return {"all": [to_keep(part) for part in text.parts]}
        words = {name: to_keep(word) for name, word in text.words.items()} if text.words else {}
        return {"id": text.msgid, "words": words}
    if isinstance(text, Promise):
        return {"id": text._args[0], "words": {}} if hasattr(text, "_args") else str(text)
    return text


def said(kept: Any) -> Any:
    """The sentence in the language of now. A plain text, as older rows have it, stays what it is."""
    if not isinstance(kept, dict):
        return kept
    if "all" in kept:
        return in_a_row(said(part) for part in kept["all"])
    text = gettext(kept["id"]) if kept["id"] else ""
    return text % {name: said(word) for name, word in kept["words"].items()} if kept["words"] else text
