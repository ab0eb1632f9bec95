"""How long a writer waits while a large table is migrated: a million events in a PostgreSQL server of its own; prints a table.

    python -m bench.migration_locks [--events 1000000]

A writer changes one event after another all the while, each change a transaction of its own with its record in the trail.
For each operation: how long it took, and the longest that one change waited, in milliseconds on the clock. The upper rows
are what tests/test_migrations.py lets later migrations do, the lower what it refuses.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.measure import told
from bench.scale import SETTINGS
from tests.postgresql_cluster import own_cluster
from tests.sample_site import free_port

ROOT = Path(__file__).resolve().parent.parent


class Writer(threading.Thread):
    """Changes events until it is told to stop; `waits` holds what each change took, in seconds."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.waits: list[float] = []
        self.is_to_stop = threading.Event()

    def run(self) -> None:
        from django.db import connection

        from accounts import trail
        from events.models import Event

        keys = list(Event.objects.order_by("pk").values_list("pk", flat=True)[:5000])
        while not self.is_to_stop.is_set():
            began = time.perf_counter()
            with trail.under("bench"):
                Event.objects.filter(pk=keys[len(self.waits) % len(keys)]).update(venue=f"Hall {len(self.waits)}")
            self.waits.append(time.perf_counter() - began)
            time.sleep(0.005)
        connection.close()


@contextmanager
def written_to() -> Iterator[Writer]:
    """A writer at work before, during and after what is done within."""
    writer = Writer()
    writer.start()
    while len(writer.waits) < 50 and writer.is_alive():
        time.sleep(0.01)
    try:
        yield writer
    finally:
        time.sleep(0.5)
        writer.is_to_stop.set()
        writer.join()


def operations() -> list[tuple[str, object, bool]]:
    """(what it is called, the operation, whether it runs in a transaction); None does nothing for three seconds."""
    from django.db import migrations, models

    from events.quiet_index import AddIndexQuietly

    index = models.Index(fields=["venue"], name="bench_by_venue")
    counted = models.CheckConstraint(condition=models.Q(version__gt=0), name="bench_counted")
    note = migrations.CreateModel(
        "BenchNote",
        [("id", models.BigAutoField(primary_key=True)), ("event", models.ForeignKey("events.Event", models.CASCADE))],
    )
    other = models.ForeignKey("events.Series", models.SET_NULL, null=True, related_name="+")
    return [
        ("nothing, for three seconds", None, True),
        ("a new table that refers to events", note, True),
        ("a column that may be empty", migrations.AddField("event", "bench_day", models.DateField(null=True)), True),
        ("a column with a default", migrations.AddField("event", "bench_note", models.TextField(default="")), True),
        ("an index, made beside writers", AddIndexQuietly("event", index), False),
        ("refused: a plain index", migrations.AddIndex("event", index), True),
        ("refused: a constraint", migrations.AddConstraint("event", counted), True),
        ("refused: a reference with its index", migrations.AddField("event", "bench_other", other), True),
    ]


def measured(operation, *, is_atomic: bool) -> tuple[float, float]:
    """(seconds of the operation, the longest wait of the writer); what was done is undone afterwards."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.state import ProjectState

    before = ProjectState.from_apps(apps)
    after = before.clone()
    if operation is not None:
        operation.state_forwards("events", after)
    _past = before.apps, after.apps  # rendered now, not while it is measured
    with written_to() as writer:
        first, began = len(writer.waits), time.perf_counter()
        if operation is None:
            time.sleep(3)
        else:
            with connection.schema_editor(atomic=is_atomic) as editor:
                operation.database_forwards("events", editor, before, after)
        took = time.perf_counter() - began
    if operation is not None:
        with connection.schema_editor(atomic=is_atomic) as editor:
            operation.database_backwards("events", editor, after, before)
    return took, max(writer.waits[first:])


def one_size(size: int) -> None:
    from bench.measure import prepare_database

    prepare_database()
    from bench.make_events import make_events

    make_events(size)
    print("| operation | it took | the longest wait of a writer |\n| --- | ---: | ---: |")
    for name, operation, is_atomic in operations():
        took, waited = measured(operation, is_atomic=is_atomic)
        print(f"| {name} | {took * 1000:,.0f} ms | {waited * 1000:,.0f} ms |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one_size(asked.events)
        return
    with own_cluster(free_port(), SETTINGS) as cluster, tempfile.TemporaryDirectory() as files:
        command = [sys.executable, "-m", "bench.migration_locks", "--one", "--events", str(asked.events)]
        with suppress(KeyboardInterrupt):
            subprocess.run(command, cwd=ROOT, env=told(cluster.url("postgres"), files), check=True)


if __name__ == "__main__":
    main()
