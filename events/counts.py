"""A participant count as people write it: 約500名, 300名以上, 200人近い, 1,200, about 500, 500+, 3万, unknown."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from django.utils.formats import number_format

from events.sentences import sentence as _
from events.typed import excerpt, fold

MOST_PARTICIPANTS = 99_999_999
LONGEST_TEXT = 60

EXACT, ABOUT, AT_LEAST, UNDER, UNKNOWN = "exact", "about", "at_least", "under", "unknown"


class Stated(NamedTuple):
    """What was said about one mode: a number with its qualifier, (None, "unknown"), or (None, "") for nothing."""

    count: int | None  # type: ignore[assignment]  # a tuple's own count() is not missed
    qualifier: str


NOTHING = Stated(None, "")

_BEFORE = {
    ABOUT: ["約", "およそ", "おおよそ", "おおむね", "概ね", "大体", "だいたい", "about", "approximately", "approx.", "approx",
            "around", "roughly", "circa", "ca.", "ca", "c.", "some", "~", "≈"],
    AT_LEAST: ["at least", "no fewer than", "no less than", "not less than", "more than", "over", "minimum", "min.", "min",
               "少なくとも", "最低", ">=", "≥", ">"],
    UNDER: ["under", "less than", "fewer than", "nearly", "almost", "close to", "just under", "below", "<"],
    EXACT: ["exactly", "ちょうど", "計", "合計", "全", "total", "total of"],
}  # fmt: skip
_AFTER = {
    ABOUT: ["程度", "前後", "くらい", "ぐらい", "ほど", "内外", "or so", "approximately", "approx.", "approx"],
    AT_LEAST: ["以上", "超", "余り", "あまり", "余", "強", "or more", "and more", "or over", "plus", "+", "at least", "minimum"],
    UNDER: ["近い", "近く", "未満", "弱", "足らず", "弱い"],
    EXACT: ["ちょうど", "exactly", "in total", "total"],
}  # fmt: skip
_UNITS = [
    "名様", "名", "人", "people", "persons", "person", "participants", "participant", "attendees", "attendee", "guests",
    "guest", "visitors", "visitor", "viewers", "viewer", "views", "view", "回再生", "回視聴", "再生", "視聴", "回", "pax",
]  # fmt: skip
_UNKNOWN = {"unknown", "不明", "未詳", "不詳", "わからない", "分からない", "not known", "nobody knows", "?"}
_AT_MOST = re.compile(r"^(at most|up to|no more than|not more than|max\.?|maximum|最大|最高|<=|≤)|以下|以内|まで$")
_SEVERAL = re.compile(r"数(十|百|千|万)|several|dozens|hundreds|thousands|多数|大勢|many")
_RANGE = re.compile(r"^(?:between )?(.*?[\d万千百十]\S*?) ?(?:~|-|から|乃至|ないし|to|and|or) ?(\S*[\d万千百十].*)$")

_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0}
_STEPS = {"十": 10, "百": 100, "千": 1000, "thousand": 1000, "k": 1000}
_BIG_STEPS = {"万": 10_000, "million": 1_000_000, "m": 1_000_000, "億": 100_000_000}
_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:[,、]\d{3})+(?![\d,、])|\d+(?:\.\d+)?)|(?P<kanji>[〇零一二三四五六七八九]+)"
    r"|(?P<step>十|百|千|万|億|thousand|million|k|m)(?![a-z])"
)


def parse_count(text: str) -> Stated:
    """What the text says. "" says nothing. ValueError carries a sentence: what was not understood, and how to write it."""
    if len(text) > LONGEST_TEXT:
        raise ValueError(
            _("This is too long for a count: “%(text)s”. Write a number, for example 1,200 or about 500.")
            % {"text": excerpt(text)}
        )
    folded = fold(text)
    if not folded:
        return NOTHING
    if folded.rstrip(".") in _UNKNOWN:
        return Stated(None, UNKNOWN)
    _refuse_what_has_two_meanings(text, folded)
    body, before = _peel(folded, _WORDS_BEFORE, at_start=True)
    body, after = _peel_qualifiers_and_units(body)
    said = (before | after) or {EXACT}
    if len(said) > 1:
        raise ValueError(
            _("“%(text)s” says two things at once. Write either at least %(number)s or about %(number)s.")
            % {"text": excerpt(text), "number": body or "500"}
        )
    count = _whole_number(body, text=text)
    return Stated(count, said.pop())


def write_count(count: int | None, qualifier: str) -> str:
    """The count as text in the page's language, which `parse_count` reads back: "about 1,200", "unknown", ""."""
    if qualifier == UNKNOWN:
        return _("unknown")
    if count is None:
        return ""
    number = number_format(count, use_l10n=True, force_grouping=True)
    if qualifier == ABOUT:
        return _("about %(count)s") % {"count": number}
    if qualifier == AT_LEAST:
        return _("at least %(count)s") % {"count": number}
    if qualifier == UNDER:
        return _("under %(count)s") % {"count": number}
    return number


def _refuse_what_has_two_meanings(text: str, folded: str) -> None:
    words = {"text": excerpt(text)}
    if re.match(r"(-|▲|△|minus|マイナス) ?\d", folded):
        raise ValueError(_("“%(text)s” is negative. A count is 0 or more.") % words)
    if text.strip()[:1] in "～〜" and text.strip():
        raise ValueError(
            _("“%(text)s” may mean about or up to. Write about %(number)s or under %(number)s.")
            % {**words, "number": folded[1:].strip() or "500"}
        )
    if folded.endswith(("~", "-")):
        raise ValueError(
            _("“%(text)s” has an open end. If it means at least, write at least %(number)s.")
            % {**words, "number": folded[:-1].strip()}
        )
    if _SEVERAL.search(folded):
        raise ValueError(
            _("“%(text)s” gives no number. Write your best figure, for example about 300, or unknown.") % words
        )
    found = _RANGE.match(folded)
    if found:
        lower, _qualifiers = _peel(found[1].removeprefix("between ").strip(), _WORDS_BEFORE, at_start=True)
        lower, _qualifiers = _peel_qualifiers_and_units(lower)
        raise ValueError(
            _("“%(text)s” is a range. One figure is kept: write at least %(number)s.") % {**words, "number": lower}
        )
    if _AT_MOST.search(folded):
        raise ValueError(
            _("“%(text)s” is an upper limit, which cannot be added up. Write about or under with a number, or unknown.")
            % words
        )


def _longest_first(vocabulary: dict[str, list[str]]) -> list[tuple[str, str]]:
    return sorted(((word, q) for q, words in vocabulary.items() for word in words), key=lambda pair: -len(pair[0]))


_WORDS_BEFORE, _WORDS_AFTER, _WORDS_OF_UNIT = (
    _longest_first(_BEFORE),
    _longest_first(_AFTER),
    _longest_first({"": _UNITS}),
)


def _peel(text: str, pairs: list[tuple[str, str]], *, at_start: bool) -> tuple[str, set[str]]:
    """The text without its qualifying words at one end, and the qualifiers that these mean."""
    found: set[str] = set()
    while text and not (text.isascii() and text.isdecimal()):
        for word, qualifier in pairs:
            if not (text.startswith(word) if at_start else text.endswith(word)):
                continue
            rest = text[len(word) :] if at_start else text[: -len(word)]
            joined = rest[:1] if at_start else rest[-1:]
            if word[-1 if at_start else 0].isascii() and word[0].isalpha() and joined.isascii() and joined.isalpha():
                continue  # "ca" at the start of "can" is not circa
            text, found = rest.strip(), found | {qualifier}
            break
        else:
            break
    return text, found


def _peel_qualifiers_and_units(text: str) -> tuple[str, set[str]]:
    text, found = _peel(text, _WORDS_AFTER, at_start=False)
    text, _units = _peel(text, _WORDS_OF_UNIT, at_start=False)
    text, more = _peel(text, _WORDS_AFTER, at_start=False)
    return text, found | more


def _whole_number(body: str, *, text: str) -> int:
    """The number in digits, kanji, or digits with 千, 万, thousand or million."""
    tokens, at = [], 0
    compact = body.strip()
    while at < len(compact):
        if compact[at] == " ":
            at += 1
            continue
        match = _TOKEN.match(compact, at)
        if not match:
            raise ValueError(_unreadable(text, compact[at:]))
        tokens.append(match)
        at = match.end()
    value = _value_of(tokens, text=text)
    if value.denominator != 1:
        raise ValueError(
            _("“%(text)s” is not a whole number. Write it without a decimal point, for example 1,200.")
            % {"text": excerpt(text)}
        )
    if value > MOST_PARTICIPANTS:
        raise ValueError(
            _("“%(text)s” is more than 99,999,999, the largest count that is kept. Check the number.")
            % {"text": excerpt(text)}
        )
    return int(value)


def _value_of(tokens: list[re.Match], *, text: str) -> Fraction:
    """Adds up groups such as 1.2千 or 3万 + 5,000; each step must be smaller than the one before it."""
    total, group, pending = Fraction(0), Fraction(0), None
    last_big, last_small = 10**12, 10**12
    for token in tokens:
        word = token.group()
        if token["number"] or token["kanji"]:
            if pending is not None:
                raise ValueError(_unreadable(text, word))
            pending = _plain(token)
        elif word in _STEPS:
            step = _STEPS[word]
            if step >= last_small:
                raise ValueError(_unreadable(text, word))
            group, pending, last_small = group + (1 if pending is None else pending) * step, None, step
        else:
            step = _BIG_STEPS[word]
            group, pending = group + (pending or 0), None
            if step >= last_big or not group:
                raise ValueError(_unreadable(text, word))
            total, group, last_big, last_small = total + group * step, Fraction(0), step, 10**12
    lone_digit = len(tokens) > 1 and tokens[-1]["number"] and len(tokens[-1]["number"]) == 1
    if not tokens or lone_digit:  # 3万5 is 30,005 to some and 35,000 to others
        raise ValueError(_unreadable(text, ""))
    rest = group + (pending or 0)
    if rest >= min(last_big, 10**11) or (pending is not None and pending >= last_small):
        raise ValueError(_unreadable(text, ""))
    return total + rest


def _plain(token: re.Match) -> Fraction:
    if token["number"]:
        return Fraction(re.sub("[,、]", "", token["number"]))
    value = 0
    for digit in token["kanji"]:
        value = value * 10 + _DIGITS[digit]
    return Fraction(value)


def _unreadable(text: str, rest: str) -> str:
    if rest and fold(rest) != fold(text):
        return _(
            "“%(rest)s” in “%(text)s” is not understood. Write a number, for example 1,200, about 500, at least 300, "
            "under 200, or unknown; leave the box empty where there was nothing of the kind."
        ) % {"rest": excerpt(rest), "text": excerpt(text)}
    return _(
        "“%(text)s” is not understood. Write a number, for example 1,200, about 500, at least 300, under 200, "
        "or unknown; leave the box empty where there was nothing of the kind."
    ) % {"text": excerpt(text)}
