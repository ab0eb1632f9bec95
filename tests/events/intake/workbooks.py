"""Workbooks as offices send them, made for one test."""

from io import BytesIO

import xlsxwriter
from django.utils import timezone

from events.models import CountingRule, Event
from events.spreadsheets.coded_lists import CodedLists
from events.spreadsheets.columns import Context
from events.spreadsheets.rows import read_rows
from events.spreadsheets.template import Order, write_template
from regions.models import Mission

NAMES = ["公館", "件名", "開催日", "州", "分野", "開催形式", "参加者数"]
GOOD = ["BOS", "日本祭り", "2021-05-01", "MA", "日本祭り", "対面", "約500名"]


def made(*rows, names=NAMES, sheet="実績", above=()) -> BytesIO:
    """An .xlsx with one table; `above` are titles."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as workbook:
        page = workbook.add_worksheet(sheet)
        lines = [*([title] for title in above), names, *rows]
        for n, line in enumerate(lines):
            page.write_row(n, 0, line)
    out.seek(0)
    out.name = "events.xlsx"
    return out


def template(user, *, mission="BOS", year=2019) -> BytesIO:
    """The template workbook as the page gives it."""
    order = Order(Mission.objects.get(pk=mission), year, timezone.localtime())
    out = BytesIO()
    rows = read_rows(order.events(Event.objects.editable_by(user)), user=user, rules={})
    write_template(out, rows, order=order, context=Context(CodedLists.load(), CountingRule.objects.as_rules()))
    out.seek(0)
    out.name = "template.xlsx"
    return out
