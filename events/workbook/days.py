"""What a cell says as a day or as days from … to …: the words of events/dates.py, and what only workbooks hold.

Serial numbers (from 1900 or 1904), ranges (3/1～3/3), days without a year where the fiscal year was chosen, and
western dates whose order the whole column decides.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from events.dates import parse_date, with_digits
from events.fiscal_year import FIRST_DAY, LAST_DAY
from events.sentences import sentence as _
from events.typed import excerpt, fold
from events.workbook.reading import Cell, CellError
from events.workbook.values import Unclear, refuse_error, shown_text

YMD, MDY, DMY = "ymd", "mdy", "dmy"
ORDERS = (YMD, MDY, DMY)


class Days(NamedTuple):
    """The first day and, where the cell names one, the last; `note` is a sentence where something was decided."""

    first: date | None
    last: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How western dates in a column are read: `order` is "", "ymd", "mdy" or "dmy"; "" leaves them unread.

    `is_certain` when the column itself allows one order only; `sentence` says what was decided and from what.
    """

    order: str
    is_certain: bool
    sentence: str


_WESTERN = re.compile(r"(\d{1,4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,4})(?!\d)")


def decide_order(cells: Iterable[Cell], *, habit: str = "") -> DateOrder:
    """The order that fits every western date of the column; where several fit, the habit, else month first for 4-digit years."""
    possible, short, examples = set(ORDERS), False, 0
    clash: dict[str, str] = {}
    for cell in cells:
        found = _WESTERN.match(fold(cell)) if cell.__class__ is str else None
        if not found or len(found[1]) > 2:
            continue
        fitting = {order for order in ORDERS if _fits(found, order)}
        if not fitting:
            continue
        examples += 1
        short = short or len(found[3]) <= 2
        for order in possible - fitting:
            clash.setdefault(order, found.group())
        possible &= fitting
    if not examples:
        return DateOrder("", is_certain=True, sentence="")
    if not possible:
        texts = list(dict.fromkeys(clash.values()))[:2]
        return DateOrder("", is_certain=False, sentence=_(
            "The dates in this column are written in different orders: %(texts)s. Say which order is meant, or write the year first."
        ) % {"texts": ", ".join(texts)})  # fmt: skip
    return _decided(possible, short=short, habit=habit, clash=clash)


def telling_dates(cells: Iterable[Cell]) -> list[str]:
    """Of a column, the few western dates from which `decide_order` decides the same as from all."""
    telling: dict[tuple, str] = {}
    for cell in cells:
        if cell.__class__ is not str or not 5 < len(cell) < 30 or not cell.lstrip()[:1].isdigit():
            continue
        found = _WESTERN.match(fold(cell))
        if found and len(found[1]) <= 2:
            fitting = tuple(order for order in ORDERS if _fits(found, order))
            telling.setdefault((fitting, len(found[3]) <= 2), cell)
    return list(telling.values())


def _decided(possible: set[str], *, short: bool, habit: str, clash: dict[str, str]) -> DateOrder:
    names = {YMD: _("year, month, day"), MDY: _("month, day, year"), DMY: _("day, month, year")}
    if len(possible) == 1:
        [order] = possible
        sentence = _("Dates such as 3/4/2021 are read as %(order)s: “%(text)s” fits no other order.")
        shown = clash.get(DMY if order == MDY else MDY, "")
        return DateOrder(
            order, is_certain=True, sentence=sentence % {"order": names[order], "text": shown} if shown else ""
        )
    if habit in possible:
        sentence = _("Dates such as 3/4/2021 are read as %(order)s, as in your last file.") % {"order": names[habit]}
        return DateOrder(habit, is_certain=False, sentence=sentence)
    if not short and MDY in possible:
        sentence = _("Dates such as 3/4/2021 are read as %(order)s. Correct this if another order is meant.") % {
            "order": names[MDY]
        }
        return DateOrder(MDY, is_certain=False, sentence=sentence)
    return DateOrder("", is_certain=False, sentence=_("It is not clear which number of the dates is the year and which the month. Say which order is meant."))  # fmt: skip


def _fits(found: re.Match[str], order: str) -> bool:
    return _western(found, order) is not None


def _western(found: re.Match[str], order: str) -> date | None:
    parts = dict(zip(order, found.groups(), strict=True))
    if len(parts["y"]) not in (2, 4) or len(parts["m"]) > 2 or len(parts["d"]) > 2:
        return None
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    try:
        day = date(year, int(parts["m"]), int(parts["d"]))
    except ValueError:
        return None
    return day if len(parts["y"]) == 4 or FIRST_DAY <= day <= LAST_DAY else None


def read_days(
    cell: Cell, *, order: str = "", fiscal_year: int | None = None, is_1904: bool = False, named: Sequence[int] = ()
) -> Days:
    """The day or days in a cell. Unclear where it names none; `named` are fiscal years to offer where it names no year."""
    if cell is None:
        return Days(None)
    if isinstance(cell, str):
        if re.fullmatch(r"[34]\d{4}|\d{8}", fold(cell)):  # a text file has the serial as text
            return _plausible(Days(_serial(int(fold(cell)), is_1904=is_1904)), cell)
        return (
            Days(None)
            if not fold(cell)
            else _plausible(_days_in_text(cell, order=order, fiscal_year=fiscal_year, named=named), cell)
        )
    if isinstance(cell, datetime):
        return _plausible(Days(cell.date()), cell)
    if isinstance(cell, date):
        return _plausible(Days(cell), cell)
    refuse_error(cell)
    assert not isinstance(cell, CellError)  # noqa: S101 refused above
    if isinstance(cell, bool | time | timedelta):
        raise Unclear(_("“%(text)s” is not a date.") % {"text": excerpt(shown_text(cell))})
    return _plausible(Days(_serial(cell, is_1904=is_1904)), cell)


def _serial(number: float, *, is_1904: bool) -> date:
    """An Excel serial, or a date written as 20210301."""
    if number == int(number) and 19_000_101 <= number <= 21_001_231:
        return _parse(str(int(number)), shown=str(int(number)))
    start = date(1904, 1, 1) if is_1904 else date(1899, 12, 30)
    if 15_000 <= number < 80_000:
        return start + timedelta(days=int(number))
    raise Unclear(
        _("%(number)s is a number, not a date. Write year, month and day, for example 2026-05-01.")
        % {"number": f"{number:g}"}
    )


def _plausible(days: Days, cell: Cell) -> Days:
    for day in (days.first, days.last):
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise Unclear(
                _("“%(text)s” is the date %(date)s, which is not between 1 April 2000 and 31 March 2100.")
                % {"text": excerpt(shown_text(cell)), "date": day.isoformat()}
            )
    if days.first and days.last and days.last < days.first:
        raise Unclear(_("“%(text)s” ends before it starts.") % {"text": excerpt(shown_text(cell))})
    return days if days.last != days.first else days._replace(last=None)


# ---- text

_TIMES = re.compile(
    r"[ (]*\d{1,2}[:時]\d{0,2}分?(?::\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.)?(?:\s?[~-]\s?\d{1,2}[:時]\d{0,2}分?\s?(?:am|pm|a\.m\.|p\.m\.)?)?[ )]*$"
)
_WEEKDAYS = re.compile(
    r"\s?[(（](?:[月火水木金土日祝・休]{1,4}(?:曜日?)?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?)[)）]|(?<=日)[月火水木金土]曜日?"
)
_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_VAGUE = re.compile(
    r"上旬|中旬|下旬|初旬|初め|初頭|半ば|末|頃|ごろ|春|夏|秋|冬|未定|予定|中(?=$|に)|early|mid|late|beginning|end of|spring|summer|autumn|fall|winter|around|tbd|tba"
)
_RANGE = re.compile(r"\s?(?:~|から|至|ー|〜|→|\bto\b|\bthrough\b|\bthru\b|\buntil\b)\s?")
_HYPHEN = re.compile(r"\s?-\s?")
_LISTED = re.compile(r"\s?[、,・&]\s?|\s?及び\s?|\s?および\s?|\s?and\s?")
_ERA_YEAR = r"(?:(?:令和|平成|昭和|令|平|昭|reiwa|heisei|showa|[rhs])\.?\s?(?:\d{1,2}|元))"
_MONTH_ONLY = re.compile(rf"^(?:(?P<era>{_ERA_YEAR})|(?P<year>\d{{4}}))\s?(?:年|[-/.])\s?(?P<month>\d{{1,2}})\s?月?$")
_YEARLESS = re.compile(r"^(\d{1,2})\s?(?:月|[-/.])\s?(\d{1,2})\s?日?$")
_DAY_ONLY = re.compile(r"^(\d{1,2})\s?日?$")
_ENGLISH = re.compile(
    r"^(?P<month>[a-z]+)\.?\s(?P<first>\d{1,2})(?:st|nd|rd|th)?\s?(?:~|-|to|through|and|&)\s?(?P<last>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<year>\d{4})$"
)
_ENGLISH_TWO = re.compile(
    r"^(?P<first>[a-z]+\.?\s\d{1,2})(?:st|nd|rd|th)?\s?(?:~|-|to|through)\s?(?P<last>[a-z]+\.?\s\d{1,2})(?:st|nd|rd|th)?,?\s(?P<year>\d{4})$"
)


def _days_in_text(text: str, *, order: str, fiscal_year: int | None, named: Sequence[int] = ()) -> Days:
    if fiscal_year is None and named:
        try:
            return _days_in_text(text, order=order, fiscal_year=None)
        except Unclear as unclear:
            if not unclear.lacks_year:
                raise
            raise Unclear(unclear.sentence, suggestions=_in_years(text, order, named)) from None
    plain = with_digits(fold(text))
    folded = _TIMES.sub("", _WEEKDAYS.sub("", plain)).strip().removesuffix("まで") or plain
    _refuse_vague(text, folded, fiscal_year=fiscal_year)
    one = _Reader(text, order, fiscal_year)
    if found := _ENGLISH.match(folded):
        return Days(
            one.day(f"{found['month']} {found['first']}, {found['year']}"),
            one.day(f"{found['month']} {found['last']}, {found['year']}"),
        )
    if found := _ENGLISH_TWO.match(folded):
        last = one.day(f"{found['last']}, {found['year']}")
        first = one.day(f"{found['first']}, {found['year']}")
        return Days(first if first <= last else one.day(f"{found['first']}, {last.year - 1}"), last)
    for pattern in (_RANGE, _HYPHEN):
        if days := _two_days(pattern, folded, one):
            return days
    if days := _listed_days(folded, one):
        return days
    return Days(one.day(folded, weekday_text=text))


def _two_days(pattern: re.Pattern[str], folded: str, one: _Reader) -> Days | None:
    """The days left and right of a range sign; the right one may leave out what the left one says."""
    for sign in pattern.finditer(folded):
        left, right = folded[: sign.start()], folded[sign.end() :]
        if not left or not right:
            continue
        try:
            if (start := _YEARLESS.match(left)) and (end := _WESTERN.fullmatch(right)) and len(end[3]) == 4:
                last = one.day(right)  # 5/1-5/3/2021 says the year once, at the end
                return Days(one.day(f"{start[1]}/{start[2]}/{last.year - (int(start[1]) > last.month)}"), last)
            first = one.day(left)
            return Days(first, one.last_day(right, first=first))
        except Unclear:
            if pattern is _RANGE:
                raise
        except ValueError:
            continue
    return None


def _listed_days(folded: str, one: _Reader) -> Days | None:
    """3月1日、2日 or 3/1・3/2 when the days follow one another; Unclear when there are days between."""
    if re.match(r"^[a-z]", folded):
        return None
    parts = _LISTED.split(folded)
    if len(parts) < 2 or not all(re.search(r"\d", part) for part in parts):
        return None
    try:
        days = [one.day(parts[0])]
        for part in parts[1:]:
            days.append(one.last_day(part, first=days[-1]))
    except ValueError:
        return None
    if any((b - a).days != 1 for a, b in pairwise(days)):
        raise Unclear(
            _("“%(text)s” names separate days. Give each its own row, or write the first and the last day.")
            % {"text": excerpt(one.text)},
            suggestions=(f"{days[0].isoformat()}～{days[-1].isoformat()}",),
        )
    return Days(days[0], days[-1])


def _in_years(text: str, order: str, years: Sequence[int]) -> tuple[str, ...]:
    """The cell as it would be read in each of these fiscal years."""
    found = []
    for year in years:
        with suppress(Unclear):
            days = _days_in_text(text, order=order, fiscal_year=year)
            found.append("～".join(day.isoformat() for day in (days.first, days.last) if day))
    return tuple(found)


class _Reader:
    """Reads one day of a cell."""

    def __init__(self, text: str, order: str, fiscal_year: int | None) -> None:
        self.text, self.order, self.fiscal_year = text, order, fiscal_year

    def day(self, part: str, *, weekday_text: str = "") -> date:
        found = _WESTERN.fullmatch(part)
        if found and len(found[1]) <= 2:
            return self._western(found, part)
        if found := _YEARLESS.match(part):
            return self._of_fiscal_year(int(found[1]), int(found[2]))
        return _parse(weekday_text or part, shown=self.text, fallback=part)

    def _western(self, found: re.Match[str], part: str) -> date:
        day = _western(found, self.order) if self.order else None
        if day:
            return day
        readings = dict.fromkeys(day.isoformat() for order in ORDERS if (day := _western(found, order)))
        if not readings:
            raise Unclear(_("“%(text)s” is not a day of the calendar.") % {"text": excerpt(self.text)})
        raise Unclear(
            _("“%(text)s”: it is not clear which number is the year, the month and the day.")
            % {"text": excerpt(self.text)},
            suggestions=tuple(readings),
        )

    def _of_fiscal_year(self, month: int, day: int) -> date:
        if self.fiscal_year is None:
            raise Unclear(
                _("“%(text)s” has no year. Choose the fiscal year of the file, or write the year.")
                % {"text": excerpt(self.text)},
                lacks_year=True,
            )
        try:
            return date(self.fiscal_year + (month < 4), month, day)
        except ValueError:
            raise Unclear(_("“%(text)s” is not a day of the calendar.") % {"text": excerpt(self.text)}) from None

    def last_day(self, part: str, *, first: date) -> date:
        """The end of a range: 3, 3日, 3/3, 3月3日 or a whole date."""
        month, day = first.month, 0
        if found := _DAY_ONLY.match(part):
            day = int(found[1])
        elif found := _YEARLESS.match(part):
            month, day = int(found[1]), int(found[2])
        if not day:
            return self.day(part)
        try:
            return date(first.year + (month < first.month), month, day)
        except ValueError:
            raise Unclear(_("“%(text)s” is not a day of the calendar.") % {"text": excerpt(self.text)}) from None


def _parse(text: str, *, shown: str, fallback: str = "") -> date:
    try:
        return parse_date(text, language="en")
    except ValueError as error:
        sentence = error.args[0]
        words = getattr(sentence, "words", None) or {}
        meant = words.get("date") if "era" in words else None  # a day that another era had
    if fallback and fallback != text:
        try:
            if fold(text) != fallback and not re.search(r"[(（][月火水木金土日a-z]", fold(text)):
                return parse_date(fallback, language="en")
        except ValueError:
            pass
    raise Unclear(sentence, suggestions=(meant,) if meant else ())


def _refuse_vague(text: str, folded: str, *, fiscal_year: int | None) -> None:
    """3月上旬 and 2021年3月 name no day: the first day they may mean is suggested, never taken."""
    vague = _VAGUE.search(folded)
    bare = _VAGUE.sub("", folded).strip(" の,.")
    month_only = _MONTH_ONLY.match(bare)
    alone = re.match(r"^(\d{1,2})\s?月$", bare)
    if named := re.match(r"^([a-z]{3})[a-z]*\.?,?\s(\d{4})$", bare):
        month_only = (
            _MONTH_ONLY.match(f"{named[2]}-{_NAMES.split().index(named[1]) + 1}")
            if named[1] in _NAMES.split()
            else None
        )
    if not vague and not month_only and not alone:
        return
    if vague and not (month_only or alone) and not re.fullmatch(r"[a-z ,]*\d{0,4}年?度?", bare):
        vague_only = vague.group() in ("中", "末", "end of", "around", "頃", "ごろ", "予定")
        if not vague_only:
            return
    raise Unclear(
        _("“%(text)s” names no day. If the day is not known any more, write the first day it may have been.")
        % {"text": excerpt(text)},
        suggestions=_first_days(vague.group() if vague else "", month_only, alone, fiscal_year),
    )


def _first_days(
    vague: str, month_only: re.Match[str] | None, alone: re.Match[str] | None, fiscal_year: int | None
) -> tuple[str, ...]:
    day = 11 if vague in ("中旬", "半ば", "mid") else 21 if vague in ("下旬", "late", "末") else 1
    try:
        if month_only:
            head = month_only["era"] or month_only["year"]
            start = parse_date(f"{head}年{month_only['month']}月1日", language="ja")
        elif alone and fiscal_year is not None:
            start = date(fiscal_year + (int(alone[1]) < 4), int(alone[1]), 1)
        else:
            return ()
    except ValueError:
        return ()
    return (start.replace(day=min(day, monthrange(start.year, start.month)[1])).isoformat(),)
