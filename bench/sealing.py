"""What it costs to seal a change set, with few records in the trail and with many, and to check the whole trail.

    DATABASE_URL=sqlite:///trail.sqlite3 python -m bench.sealing 100000

Grows the trail to that number of records, each of a change set with one event's version; checks it; then edits events, one
a transaction and a thousand a transaction, taking turns between three ways: no trail at all, rows noted by the triggers but
not sealed, and sealed. Uses the database of DATABASE_URL, which has to be empty and is of no use afterwards.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path

import django

from bench.measure import prepare_database

SOME = 1000
SINGLE, TURNS = 100, 5
WAYS = ("no trail", "noted, not sealed", "sealed")


def grow(size: int) -> None:
    """As many events, each with one version and one sealed record, written many at once: what single writes would leave."""
    from django.db import connection, transaction

    from accounts.models import User
    from accounts.roles import Role
    from accounts.trail import sealing
    from accounts.trail.chain import hash_of, last
    from accounts.trail.models import ChangedRow, Record
    from bench.make_events import make_events
    from events.intake.history import copy_into_history
    from events.models import Event

    if Event.history.exists():
        raise SystemExit("The database holds versions of events already.")
    make_events(size)
    by = User.objects.create(email="bench@example.org", role=Role.HQ_REVIEWER)
    pks = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    one_each = "lower(hex(randomblob(16)))" if connection.vendor == "sqlite" else "gen_random_uuid()"
    for start in range(0, size, SOME):
        with transaction.atomic():
            moment = datetime.now(UTC)
            copy_into_history(Event, pks[start : start + SOME], moment=moment, by=by, reason="", kind="+")
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE {ChangedRow._meta.db_table} SET change_set = {one_each} WHERE digest = ''")
            rows = list(ChangedRow.objects.filter(digest="").order_by("pk"))
            whole = sealing.Sum()
            sealing._digest(rows, whole)
            (position, previous, _at), records = last(), []
            for row in rows:
                position += 1
                records.append(Record(
                    position=position, at=moment, kind="change", source="bench", touched=f",{row.kind},", previous=previous,
                    details={"kinds": {row.kind: {"+": 1}}, "shapes": whole.shapes, "rows": {row.kind: [row.row]}},
                    change_set=row.change_set, row_count=1, rows_digest=sha256(sealing.line_of(row)).hexdigest(),
                ))  # fmt: skip
                records[-1].hash = previous = hash_of(records[-1])
            Record.objects.bulk_create(records)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def check() -> None:
    """In a process of its own, for its memory: the whole trail and everything that it vouches for."""
    from accounts.trail.models import Record
    from accounts.trail.verifying import problems

    before = _most_memory()
    start, processor = time.perf_counter(), time.process_time()
    found = sum(1 for _problem in problems())
    took, spent = time.perf_counter() - start, time.process_time() - processor
    checked, most = Record.objects.count(), _most_memory()
    print(
        f"| {checked:,} | {spent:.1f} s | {took:.1f} s | {checked / took:,.0f} | {before:.0f} → {most:.0f} MB | {found} |"
    )


def _most_memory() -> float:
    """MB at most so far, from Linux: `ru_maxrss` of a child begins with its parent's."""
    said = Path("/proc/self/status").read_text()
    return int(said.partition("VmHWM:")[2].split()[0]) / 1024


@contextmanager
def way(name: str) -> Iterator[None]:
    """Writes are done in that way meanwhile."""
    from django.db import connection

    from accounts.trail import change_sets, triggers

    kept = change_sets.seal
    if name != "sealed":
        change_sets.seal = lambda key: None
    if name == "no trail":
        triggers.remove(connection)
    try:
        yield
    finally:
        change_sets.seal = kept
        if name == "no trail":
            triggers.install(connection)


def edits() -> dict[str, Callable[[], None]]:
    from django.db import transaction

    from events.models import Event

    told = count(1)
    events = list(Event.objects.filter(status="confirmed").order_by("-pk")[:SOME])

    def write(some: list, block) -> None:
        with block:
            for event in some:
                event.summary_ja = f"第{next(told)}稿"
                with transaction.atomic():
                    event.save()

    return {
        "one event": lambda: write(events[:SINGLE], nullcontext()),
        f"{SOME:,} events": lambda: write(events, transaction.atomic()),
    }


def measure() -> None:
    """Milliseconds for each event: of the processor, which on SQLite is all of it, and on the clock."""
    from django.db import connection

    from accounts.trail.models import Record

    present = Record.objects.count()
    for what, act in edits().items():
        per = SINGLE if what == "one event" else SOME
        spent: dict[str, list[tuple[float, float]]] = {name: [] for name in WAYS}
        act()
        for _turn in range(TURNS):
            for name in WAYS:
                with way(name):
                    clock, processor = time.perf_counter(), time.process_time()
                    act()
                    spent[name].append((time.process_time() - processor, time.perf_counter() - clock))
        for place, clock_name in enumerate(("processor", "clock")):
            bare, noted, sealed = (statistics.median(pair[place] for pair in spent[name]) for name in WAYS)
            parts = " | ".join(f"{each / per * 1000:.2f} ms" for each in (bare, noted, sealed))
            print(
                f"| {connection.vendor} | {present:,} | {what} | {clock_name} | {parts} | {sealed / noted:.2f} | {sealed / bare:.2f} |",
                flush=True,
            )


def main() -> None:
    if sys.argv[1:] == ["check"]:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grassroots.settings")
        django.setup()
        check()
        return
    prepare_database()
    grow(int(sys.argv[1]))
    print("| records | processor | clock | records a second | memory | problems |", flush=True)
    subprocess.run([sys.executable, "-m", "bench.sealing", "check"], check=True)
    print(
        "| database | records | a change set of | time | no trail | noted | sealed | ÷ noted | ÷ no trail |", flush=True
    )
    measure()


if __name__ == "__main__":
    main()
