"""How long the export of N events takes against the bare writer of the same cells. Prints ratios and memory.

    DATABASE_URL=… python -m bench.export 100000     makes the events first; use a database for nothing else

`export` is everything from the query to the last byte. `bare` is, for .xlsx, XlsxWriter in constant memory writing
the finished cells, which are already in memory; for .csv and .json, which write faster than any database reads,
the same query with csv.writer or json.dumps and nothing between them.
Each export runs in a process of its own, so that its peak of memory is its own; seconds are those of the processor.
"""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grassroots.settings")
django.setup()

from django.utils import timezone  # noqa: E402 after setup
from xlsxwriter import Workbook  # noqa: E402 after setup

from accounts.models import User  # noqa: E402 after setup
from bench.make_events import make_events  # noqa: E402 after setup
from events.models import CountingRule, Event, EventLink, OfficialMet, PartnerRole  # noqa: E402 after setup
from events.spreadsheets.coded_lists import CodedLists  # noqa: E402 after setup
from events.spreadsheets.columns import COLUMNS, Cells, Context  # noqa: E402 after setup
from events.spreadsheets.event_list import About, csv_lines, json_lines, write_xlsx  # noqa: E402 after setup
from events.spreadsheets.rows import read_rows  # noqa: E402 after setup


def make(count: int) -> None:
    """N events; every third has two partners, every fifth an official and a link."""
    for model in (PartnerRole, OfficialMet, EventLink):
        model.objects.all().delete()
    make_events(count)
    keys = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    names = ("host", "Japan Society"), ("co_host", "City of Boston")
    PartnerRole.objects.bulk_create(
        (PartnerRole(event_id=pk, role=role, name=name) for pk in keys[::3] for role, name in names), batch_size=5000
    )
    OfficialMet.objects.bulk_create((OfficialMet(event_id=pk, name="A. Mayor", title="Mayor") for pk in keys[::5]),
                                    batch_size=5000)  # fmt: skip
    EventLink.objects.bulk_create((EventLink(event_id=pk, url="https://example.org/") for pk in keys[::5]),
                                  batch_size=5000)  # fmt: skip


def source():
    user = User(role="hq_reviewer")
    rules = CountingRule.objects.as_rules()
    events = Event.objects.visible_to(user).order_by("-starts_on", "-pk")
    return read_rows(events, user=user, rules=rules), Context(lists=CodedLists.load(), rules=rules)


ABOUT = About(made_at=timezone.now(), made_by="bench", filters=())


def export(kind: str) -> None:
    rows, context = source()
    with tempfile.TemporaryFile() as file:
        if kind == "xlsx":
            write_xlsx(file, rows, context=context, about=ABOUT)
        elif kind == "csv":
            file.writelines(csv_lines(rows, context=context))
        else:
            file.writelines(json_lines(rows, context=context, about=ABOUT))


def bare(kind: str) -> None:
    """The library alone for .xlsx, whose writing is the work. For text formats the query is: there it is in both."""
    rows, context = source()
    started = time.process_time()
    table = list(map(Cells(context), rows)) if kind == "xlsx" else rows
    with tempfile.TemporaryFile() as file:
        if kind == "json":
            file.writelines(json.dumps(row, ensure_ascii=False, default=str).encode() for row in table)
        elif kind == "csv":
            text = io.TextIOWrapper(file, encoding="utf-8")
            csv.writer(text).writerows(table)
            text.flush()
        else:
            started = time.process_time()
            _bare_xlsx(file, table)
    report(started)


def _bare_xlsx(file, table: list[list]) -> None:
    workbook = Workbook(file, {"constant_memory": True})
    sheet = workbook.add_worksheet()
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    for index, column in enumerate(COLUMNS):
        sheet.write_string(0, index, column.header)
    for number, row in enumerate(table, start=1):
        for index, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                sheet.write_string(number, index, value)
            elif isinstance(value, date):
                sheet.write_datetime(number, index, value, day)
            else:
                sheet.write_number(number, index, value)
    workbook.close()


def report(started: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": time.process_time() - started, "megabytes": peak}))


def main(count: int) -> None:
    make(count)
    print(f"{count:,} events, {len(COLUMNS)} columns\nformat  export  bare  ratio  memory")
    for kind in ("xlsx", "csv", "json"):
        took = {}
        for what in ("export", "bare"):
            command = [sys.executable, "-m", "bench.export", what, kind]
            took[what] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        mine, other = took["export"]["seconds"], took["bare"]["seconds"]
        print(f"{kind:6} {mine:6.1f}s {other:5.1f}s {mine / other:5.2f}  {took['export']['megabytes']:.0f} MB")


if __name__ == "__main__":
    if sys.argv[1] == "export":
        begun = time.process_time()
        export(sys.argv[2])
        report(begun)
    elif sys.argv[1] == "bare":
        bare(sys.argv[2])
    else:
        main(int(sys.argv[1]))
