"""Numbers, dates and fiscal years in templates, in the language of the page."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from reports import typography

register = template.Library()


def _language() -> str:
    return get_language() or "ja"


@register.filter
def number(value: int | None) -> str:
    """1,108,741; ― for None."""
    return typography.number(value)


@register.filter
def difference(value: int | None) -> str:
    """±0, +12, −3; ― for None."""
    return typography.difference(value)


@register.filter
def fiscal_year(value: int) -> str:
    """FY2019, in Japanese as the official document writes it."""
    return typography.fiscal_year_in(_language(), value)


@register.filter
def fiscal_years(first: int, last: int) -> str:
    """FY2017–FY2020, 2017年度－2020年度; one year alone where both are the same."""
    return typography.fiscal_years_in(_language(), first, last)


@register.filter
def day(value: date | None) -> str:
    """30 July 2021, in Japanese with the era; ― for None."""
    return typography.UNKNOWN if value is None else typography.date_in(_language(), value)


@register.simple_tag
def figure_cell(cell) -> str:
    """The table cell of a number, leading to the events behind it where it has any. A page holds hundreds."""
    if cell.href:
        return format_html('<td class="num"><a href="{}">{}</a></td>', cell.href, cell.text)
    return format_html('<td class="num">{}</td>', cell.text)
