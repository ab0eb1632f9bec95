"""The Japanese fiscal year (年度): April to March, by the local date on which an event starts."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Func

FIRST_DAY = date(2000, 4, 1)
LAST_DAY = date(2100, 3, 31)


def fiscal_year_of(day: date) -> int:
    """2019 for 31 March 2020, 2020 for 1 April 2020."""
    return day.year if day.month >= 4 else day.year - 1


def first_day(fiscal_year: int) -> date:
    return date(fiscal_year, 4, 1)


def last_day(fiscal_year: int) -> date:
    return date(fiscal_year + 1, 3, 31)


class FiscalYear(Func):
    """The fiscal year of a date column, in SQL that a generated column may use on both databases."""

    output_field = models.SmallIntegerField()
    template = "(EXTRACT(YEAR FROM %(expressions)s) - CASE WHEN EXTRACT(MONTH FROM %(expressions)s) < 4 THEN 1 ELSE 0 END)::smallint"

    def as_sqlite(self, compiler, connection, **extra):
        template = (
            "(CAST(strftime('%%%%Y', %(expressions)s) AS INTEGER)"
            " - (CAST(strftime('%%%%m', %(expressions)s) AS INTEGER) < 4))"
        )
        return super().as_sql(compiler, connection, template=template, **extra)
