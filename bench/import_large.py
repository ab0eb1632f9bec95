"""What a large import takes: each step in a process of its own, with its peak of memory. Leaves its events behind.

    python -m bench.import_large [ROWS]      needs a database for nothing else, with the reference data and an HQ administrator

Steps: the file received, read, compared and kept; the review's first page, and one cell corrected; all rows written; and the
same file again, compared with the events that the first one left. Seconds are those of the processor, on the clock in brackets.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

STEPS = ("read", "page", "correct", "write", "again")


def main() -> None:
    if len(sys.argv) > 2:
        run(sys.argv[1], sys.argv[2])
        return
    rows = sys.argv[1] if len(sys.argv) > 1 else "100000"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grassroots.settings")
    django.setup()
    from bench.workbook_reading import write as write_workbook

    print("| rows | step | processor | clock | memory | |\n| ---: | --- | ---: | ---: | ---: | --- |")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.xlsx"
        write_workbook(path, int(rows))
        for step in STEPS:
            answer = subprocess.run(
                [sys.executable, "-m", "bench.import_large", step, str(path)],
                capture_output=True,
                text=True,
                check=True,
            )
            print(f"| {int(rows):,} | {step} | {answer.stdout.strip()} |", flush=True)


def run(step: str, path: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grassroots.settings")
    django.setup()
    from django.utils.translation import override

    before, start = _processor(), time.perf_counter()
    with override("en"):
        said = globals()[f"_{step}"](path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{_processor() - before:.2f} s | {time.perf_counter() - start:.2f} s | {peak} MB | {said}")


def _processor() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


def _user():
    from accounts.models import User

    return User.objects.filter(role="hq_administrator").first()


def _last():
    from events.models import Intake

    return Intake.objects.order_by("-pk").first()


def _read(path: str) -> str:
    from events.intake.reading import Choices, read, receive
    from events.workbook.names import Lookups
    from regions.models import Mission

    with Path(path).open("rb") as file:
        intake, workbook = receive(file, user=_user(), mission=Mission.objects.get(pk="BOS"), name="events.xlsx")
    read(intake, workbook, Choices(), lookups=Lookups.load())
    return ", ".join(f"{count:,} {name}" for name, count in intake.counts().items() if count)


_again = _read


def _page(_path: str) -> str:
    from django.conf import settings
    from django.test import Client

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    client = Client(headers={"host": "localhost"})
    client.force_login(_user())
    client.get("/imports/")
    before, start = _processor(), time.perf_counter()
    status = client.get(_last().get_absolute_url()).status_code
    return f"{status}: this page alone {_processor() - before:.2f} s ({time.perf_counter() - start:.2f} s)"


def _correct(_path: str) -> str:
    from events.intake.deciding import correct
    from events.models import IntakeRow

    row = IntakeRow.objects.filter(intake=_last()).order_by("-position")[0]
    before, start = _processor(), time.perf_counter()
    correct(row, {"city": "Salem"})
    return f"this correction alone {_processor() - before:.2f} s ({time.perf_counter() - start:.2f} s)"


def _write(_path: str) -> str:
    from events.intake.writing import write

    intake = _last()
    write(intake, by=_user(), good_rows_only=True, submit=False)
    return f"{intake.written.count():,} written"


if __name__ == "__main__":
    main()
