"""A date as people write it: 2026-05-01, 2026/5/1, 令和8年5月1日, R8.5.1, May 1, 2026, and 5/1/2026 on English pages."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from events.sentences import sentence as _
from events.typed import excerpt, fold

_ERAS = {
    "reiwa": (date(2019, 5, 1), date.max, {"令和", "令", "r", "reiwa"}),
    "heisei": (date(1989, 1, 8), date(2019, 4, 30), {"平成", "平", "h", "heisei"}),
    "showa": (date(1926, 12, 25), date(1989, 1, 7), {"昭和", "昭", "s", "showa"}),
}
_ERA_NAMES = {"reiwa": gettext_lazy("Reiwa"), "heisei": gettext_lazy("Heisei"), "showa": gettext_lazy("Showa")}
_MONTHS = {
    name: number
    for number, names in enumerate(
        ["jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"], 1)
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = [
    {"月", "mon", "monday"}, {"火", "tue", "tues", "tuesday"}, {"水", "wed", "wednesday"}, {"木", "thu", "thur", "thurs", "thursday"},
    {"金", "fri", "friday"}, {"土", "sat", "saturday"}, {"日", "sun", "sunday"},
]  # fmt: skip

_SEPARATED = r" ?[-/.] ?"
_YEAR_FIRST = re.compile(
    rf"^(\d{{4}})(?:{_SEPARATED}(\d{{1,2}}){_SEPARATED}(\d{{1,2}})| ?年 ?(\d{{1,2}}) ?月 ?(\d{{1,2}}) ?日?)\.?$"
)
_EIGHT_DIGITS = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_ERA = re.compile(
    rf"^(令和|平成|昭和|令|平|昭|reiwa|heisei|showa|[rhs])\.? ?(\d{{1,2}}|元) ?(?:年 ?|{_SEPARATED})(\d{{1,2}}) ?(?:月 ?|{_SEPARATED})(\d{{1,2}}) ?日?$"
)
_YEAR_LAST = re.compile(rf"^(\d{{1,2}}){_SEPARATED}(\d{{1,2}}){_SEPARATED}(\d{{4}})$")
_MONTH_NAME = re.compile(r"^([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$")
_DAY_NAME = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]+)\.?,?[ -](\d{4})$")
_SHORT_YEAR = re.compile(rf"^(\d{{1,2}}){_SEPARATED}(\d{{1,2}}){_SEPARATED}(\d{{1,2}})$")
_NO_YEAR = re.compile(
    rf"^(\d{{1,2}}{_SEPARATED}\d{{1,2}}|\d{{1,2}} ?月 ?\d{{1,2}} ?日?|[a-z]+\.? \d{{1,2}}|\d{{1,2}} [a-z]+)$"
)
_WEEKDAY_AFTER = re.compile(r" ?\(([a-z月火水木金土日]+?)(?:曜日?)?\.?\)$|(?<=日) ?([月火水木金土日])曜日?$")
_WEEKDAY_BEFORE = re.compile(r"^([a-z]+?)\.?,? (?=[a-z]+\.? \d|\d)")

_KANJI = re.compile(r"[〇一二三四五六七八九十]+(?= ?[年月日])")
_KANJI_DIGITS = {sign: str(number) for number, sign in enumerate("〇一二三四五六七八九")}


def with_digits(folded: str) -> str:
    """令和三年十二月二十四日 -> 令和3年12月24日; 二〇二一年 -> 2021年."""
    return _KANJI.sub(lambda found: _number_of(found[0]), folded)


def _number_of(kanji: str) -> str:
    digits = "".join(_KANJI_DIGITS.get(sign, sign) for sign in kanji)
    tens, ten, ones = digits.partition("十")
    if not ten:
        return digits
    is_number = len(tens) <= 1 and len(ones) <= 1
    return str(int(tens or 1) * 10 + int(ones or 0)) if is_number else kanji


def parse_date(text: str, *, language: str) -> date:
    """The day the text names. `language` ("en" or "ja") decides whether 5/1/2026 may be read as month/day/year.

    ValueError carries a sentence: what was not understood, and how to write it.
    """
    folded, weekday = _without_weekday(with_digits(fold(text))) if len(text) <= 60 else ("", None)
    day = _read(folded, text=text, language=language)
    if weekday is not None and day.weekday() != weekday:
        raise ValueError(
            _("“%(text)s”: %(date)s is a %(weekday)s. Correct the date or leave the day of the week out.")
            % {"text": excerpt(text), "date": day.isoformat(), "weekday": date_format(day, "l")}
        )
    return day


def _read(folded: str, *, text: str, language: str) -> date:
    if found := _YEAR_FIRST.match(folded):
        year, *rest = [int(part) for part in found.groups() if part]
        return _day(year, rest[0], rest[1], text=text)
    if found := _EIGHT_DIGITS.match(folded):
        return _day(int(found[1]), int(found[2]), int(found[3]), text=text)
    if found := _ERA.match(folded):
        return _day_of_era(found, text=text)
    if found := _MONTH_NAME.match(folded):
        return _named_month(found[1], int(found[2]), int(found[3]), text=text)
    if found := _DAY_NAME.match(folded):
        return _named_month(found[2], int(found[1]), int(found[3]), text=text)
    if found := _YEAR_LAST.match(folded):
        return _year_last(int(found[1]), int(found[2]), int(found[3]), text=text, language=language)
    if _SHORT_YEAR.match(folded):
        raise ValueError(
            _("“%(text)s”: write the year with four digits, for example 2026-05-01.") % {"text": excerpt(text)}
        )
    if _NO_YEAR.match(folded):
        raise ValueError(_("“%(text)s” has no year. Write it as 2026-05-01.") % {"text": excerpt(text)})
    raise ValueError(
        _("“%(text)s” is not understood as a date. Write year, month and day, for example 2026-05-01.")
        % {"text": excerpt(text)}
    )


def _year_last(first: int, second: int, year: int, *, text: str, language: str) -> date:
    if language != "en":
        raise ValueError(
            _("“%(text)s”: it is not clear which is the month. Write the year first, for example 2026-05-01.")
            % {"text": excerpt(text)}
        )
    if first > 12 >= second:
        raise ValueError(
            _(
                "“%(text)s” is read as month/day/year, and there is no month %(month)d. Write the year first: %(suggestion)s."
            )
            % {"text": excerpt(text), "month": first, "suggestion": f"{year:04d}-{second:02d}-{first:02d}"}
        )
    return _day(year, first, second, text=text)


def _named_month(name: str, day: int, year: int, *, text: str) -> date:
    if name not in _MONTHS:
        raise ValueError(
            _("“%(text)s”: “%(name)s” is not the name of a month.") % {"text": excerpt(text), "name": excerpt(name)}
        )
    return _day(year, _MONTHS[name], day, text=text)


def _day_of_era(found: re.Match, *, text: str) -> date:
    era, (first, last) = next((era, (first, last)) for era, (first, last, names) in _ERAS.items() if found[1] in names)
    number = 1 if found[2] == "元" else int(found[2])
    if number == 0:
        raise ValueError(_("“%(text)s”: an era begins with year 1.") % {"text": excerpt(text)})
    day = _day(first.year + number - 1, int(found[3]), int(found[4]), text=text)
    if day > last:
        raise ValueError(
            _("“%(text)s”: %(era)s ended on %(last)s. If you mean %(date)s, write that.")
            % {"text": excerpt(text), "era": _ERA_NAMES[era], "last": last.isoformat(), "date": day.isoformat()}
        )
    if day < first:
        raise ValueError(
            _("“%(text)s”: %(era)s began on %(first)s. If you mean %(date)s, write that.")
            % {"text": excerpt(text), "era": _ERA_NAMES[era], "first": first.isoformat(), "date": day.isoformat()}
        )
    return day


def _day(year: int, month: int, day: int, *, text: str) -> date:
    words = {"text": excerpt(text), "month": month, "day": day, "year": year}
    if year == 0:
        raise ValueError(_("“%(text)s”: there is no year 0.") % words)
    if not 1 <= month <= 12:
        raise ValueError(_("“%(text)s”: there is no month %(month)d.") % words)
    length = monthrange(year, month)[1]
    if not 1 <= day <= length:
        raise ValueError(
            _("“%(text)s”: month %(month)d of %(year)s has %(length)d days, so there is no day %(day)d.")
            % {**words, "length": length, "year": f"{year:04d}"}
        )
    return date(year, month, day)


def _without_weekday(folded: str) -> tuple[str, int | None]:
    """The text without a day of the week at its end or beginning, and that day as 0 (Monday) to 6."""
    for pattern in (_WEEKDAY_AFTER, _WEEKDAY_BEFORE):
        found = pattern.search(folded)
        name = found and next(group for group in found.groups() if group)
        for number, names in enumerate(_WEEKDAYS):
            if found and name in names:
                return (folded[: found.start()] + folded[found.end() :]).strip(), number
    return folded, None
