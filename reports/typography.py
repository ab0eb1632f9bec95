"""How dates, fiscal years and numbers are written in Japanese and in English. Pure: no models, no request, no clock."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache

UNKNOWN = "―"

ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1873, 1, 1), "明治"),
)
FIRST_YEAR = {"令和": 2019, "平成": 1989, "昭和": 1926, "大正": 1912, "明治": 1868}
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _era_year(year: int, era: str) -> str:
    number = year - FIRST_YEAR[era] + 1
    return f"{era}{'元' if number == 1 else number}年"


def _era_on(day: date) -> str | None:
    return next((name for start, name in ERAS if day >= start), None)


def era_date(day: date) -> str:
    """令和3年7月30日; the first year of an era is 元年. Before 1873 (the solar calendar): 1872年1月1日."""
    era = _era_on(day)
    year = _era_year(day.year, era) if era else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def era_fiscal_year(year: int, *, written_on: date | None = None) -> str:
    """令和元年度 for 2019; 平成31年度 in what was written before 1 May 2019, when the era's name took effect."""
    era_settles_on = date(year, 5, 1)
    first_day = date(year, 4, 1)
    day = first_day if written_on and written_on < era_settles_on else era_settles_on
    era = _era_on(day)
    return f"{_era_year(year, era)}度" if era else f"{year}年度"


def english_date(day: date) -> str:
    """30 July 2021."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def date_in(language: str, day: date) -> str:
    """令和3年7月30日 or 30 July 2021."""
    return era_date(day) if language.startswith("ja") else english_date(day)


def fiscal_year_in(language: str, year: int) -> str:
    """2019年度 or FY2019, as the official document writes it."""
    return f"{year}年度" if language.startswith("ja") else f"FY{year}"


def fiscal_years_in(language: str, first: int, last: int) -> str:
    """2017年度－2020年度 or FY2017–FY2020; one year alone where both are the same."""
    names = [fiscal_year_in(language, year) for year in (first, last)]
    return names[0] if first == last else ("－" if language.startswith("ja") else "–").join(names)


def number(value: int | Decimal | None) -> str:
    """1,108,741 in both languages; ― where it is not known, which is not 0."""
    return UNKNOWN if value is None else f"{value:,}"


def difference(value: int | None) -> str:
    """±0, +12, −3 (a true minus sign), or ―."""
    if value is None:
        return UNKNOWN
    if value == 0:
        return "±0"
    return f"+{value:,}" if value > 0 else f"−{-value:,}"


def counted(value: int | None, unit: str) -> str:
    """918件; ― without a unit where it is not known."""
    return UNKNOWN if value is None else f"{value:,}{unit}"


VOWELS = {
    "ア": "アカサタナハマヤラワ", "イ": "イキシチニヒミリヰ", "ウ": "ウクスツヌフムユルヴ", "エ": "エケセテネヘメレヱ", "オ": "オコソトノホモヨロヲ",
}  # fmt: skip
VOWEL_OF = {sign: vowel for vowel, signs in VOWELS.items() for sign in signs}
SMALL = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ", "・　 ")


def in_order_of_names(language: str, name: str) -> tuple[str, str]:
    """What a list of names is sorted by: 五十音順 in Japanese (as JIS X 4061 has it), the alphabet in English.

    Voiced and small kana stand with the plain ones, a long vowel with its vowel; names in kanji follow the kana.
    """
    if not language.startswith("ja"):
        return name.casefold(), name
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    spelt = ""
    for sign in plain.translate(SMALL):
        spelt += VOWEL_OF.get(spelt[-1:], sign) if sign == "ー" else sign
    return spelt, name


def width(text: str) -> int:
    """Columns that a text takes in a terminal: full-width characters take two."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


@lru_cache(maxsize=8192)
def _columns(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """The text filled with spaces to so many terminal columns, to the left of it where it stands at the right."""
    spaces = " " * max(0, columns - width(text))
    return spaces + text if right else text + spaces
