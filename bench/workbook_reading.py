"""How long reading and checking a workbook takes against merely reading it with the same reader, in one run, in CPU seconds.

Usage: python -m bench.workbook_reading [ROWS …]; needs a database with the reference data.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import django

SIZES = (10_000, 100_000)
HEADER = ["公館", "件名", "開催日", "終了日", "州", "都市", "会場", "分野", "開催形式", "参加者数", "オンライン参加者数", "備考", "主催", "共催", "概要"]  # fmt: skip
MERELY = (
    "import sys, python_calamine as c\nfor row in c.load_workbook(sys.argv[1]).get_sheet_by_index(0).iter_rows(): pass"
)


def write(path: Path, rows: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy/m/d"}) as workbook:
        page = workbook.add_worksheet("実績")
        page.write_row(0, 0, HEADER)
        for n in range(1, rows + 1):
            day = date(2019, 5, 1) + timedelta(days=n % 700)
            page.write_row(n, 0, [
                "ボストン総", f"日本祭り{n}", day, f"R{day.year - 2018}.{day.month}.{day.day}", "マサチューセッツ", "Boston", f"Hall {n % 500}",
                "観光促進イベント", "対面", f"約{n % 3000}名", n % 100, "", "ボストン日本人会", "Japan Society", f"概要 {n} " * 6,
            ])  # fmt: skip


def cpu_seconds() -> float:
    """Of this process and of those it has waited for: a busy machine stretches the clock, hardly this."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grassroots.settings")
    django.setup()
    from django.utils.translation import override

    with tempfile.TemporaryDirectory() as folder, override("en"):
        small = Path(folder) / "small.xlsx"
        write(small, 10)
        read_and_check(small)  # what a running server has done once
        print("| rows | merely reading | read, checked | ratio | of which the file | memory here | reading process |")
        print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
        for size in [int(text) for text in sys.argv[1:]] or SIZES:
            path = Path(folder) / f"{size}.xlsx"
            write(path, size)
            bare = min(merely_read(path) for _n in range(3))
            good, file, whole = min((read_and_check(path) for _n in range(3)), key=lambda measured: measured[2])
            if good != size:
                raise SystemExit("The rows were not understood.")
            here, there = (
                resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
            )
            times = f"{bare:.2f} s | {whole:.2f} s | {whole / bare:.1f} | {file:.2f} s"
            print(f"| {size:,} | {times} | {here} MB | {there} MB |")


def merely_read(path: Path) -> float:
    start = cpu_seconds()
    subprocess.run([sys.executable, "-E", "-s", "-c", MERELY, str(path)], check=True)
    return cpu_seconds() - start


def read_and_check(path: Path) -> tuple[int, float, float]:
    """Rows without a problem, CPU seconds for the file alone, and for the whole."""
    from events.workbook.columns import map_columns
    from events.workbook.names import Lookups
    from events.workbook.reading import read_workbook
    from events.workbook.rows import each_row
    from events.workbook.tables import find_tables
    from events.workbook.understood import Habits

    start = cpu_seconds()
    workbook = read_workbook(path, filename=path.name)
    file = cpu_seconds() - start
    [table] = find_tables(workbook.sheets[0])
    lookups = Lookups.load()
    mapping = map_columns(table, lookups=lookups)
    rows = each_row(table, mapping, lookups=lookups, habits=Habits.of(workbook))
    return sum(not row.is_refused for row in rows), file, cpu_seconds() - start


if __name__ == "__main__":
    main()
