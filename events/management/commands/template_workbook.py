"""The template workbook without a browser."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from accounts.models import User
from accounts.roles import Role
from events.forms.template import TemplateForm
from events.models import Event
from events.spreadsheets.coded_lists import CodedLists
from events.spreadsheets.columns import Context
from events.spreadsheets.rows import read_rows
from events.spreadsheets.template import write_template


class Command(BaseCommand):
    help = "Writes a mission's template workbook of a fiscal year: its events, drop-down lists, instructions."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--mission", required=True, help="such as BOS")
        parser.add_argument("--fiscal-year", required=True, help="such as 2026: April 2026 to March 2027")
        parser.add_argument("--output", required=True, help="the .xlsx file to write")
        parser.add_argument("--era", action="store_true", help="show dates in the Japanese era")

    def handle(self, *args, **options) -> None:
        whoever_sits_here = User(role=Role.HQ_ADMINISTRATOR)  # the terminal reads the whole database anyway
        data = {"mission": options["mission"], "fiscal_year": options["fiscal_year"]}
        form = TemplateForm(data | ({"era": "1"} if options["era"] else {}), user=whoever_sits_here)
        with override("en"):
            if not form.is_valid():
                sentences = [f"{name}: {each}" for name, errors in form.errors.items() for each in errors]
                raise CommandError(" ".join(sentences))
        events = form.order.events(Event.objects.editable_by(whoever_sits_here))
        rows = read_rows(events, user=whoever_sits_here, rules={})
        path = Path(options["output"])
        try:
            with path.open("wb") as file:
                count = write_template(file, rows, order=form.order, context=Context(CodedLists.load(), {}))
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
        self.stdout.write(
            f"{path}: {count:,} events of {form.order.mission.code} in fiscal year {form.order.fiscal_year}."
        )
