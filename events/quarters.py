"""The four quarters (四半期) of a Japanese fiscal year: April to June is the first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.utils.translation import gettext as _

from events.fiscal_year import fiscal_year_of

NUMBERS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """`number` counts from 1, April to June, to 4, January to March."""

    fiscal_year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(fiscal_year_of(day), (day.month - 4) % 12 // 3 + 1)

    @classmethod
    def all_of(cls, fiscal_year: int) -> tuple[Self, ...]:
        return tuple(cls(fiscal_year, number) for number in NUMBERS)

    @property
    def first_day(self) -> date:
        return date(self.fiscal_year, 1 + 3 * self.number, 1) if self.number < 4 else date(self.fiscal_year + 1, 1, 1)

    @property
    def last_day(self) -> date:
        following = type(self)(self.fiscal_year + self.number // 4, self.number % 4 + 1)
        return following.first_day - timedelta(days=1)

    @property
    def label(self) -> str:
        """第1四半期 or Q1."""
        return _("Q%(number)d") % {"number": self.number}

    def __str__(self) -> str:
        return _("Q%(number)d of fiscal year %(year)d") % {"number": self.number, "year": self.fiscal_year}
