"""How long writing an import takes against a bare bulk insert of the same events with their history, in one run.

Usage: python -m bench.import_events [ROWS …]; needs a database with the reference data, where it leaves nothing.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import django


class _Leave(Exception):
    """Takes everything back."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grassroots.settings")
    django.setup()
    print("| rows | read, compared, kept for review | bare insert with history | writing | ratio | first review page |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for size in [int(text) for text in sys.argv[1:]] or [10_000]:
        measure(size)


def measure(size: int) -> None:
    from django.db import transaction
    from django.test import Client
    from django.utils.translation import override
    from simple_history.utils import bulk_create_with_history

    from accounts.models import User
    from bench.workbook_reading import write as write_workbook
    from events.intake.reading import Choices, discard, read, receive
    from events.intake.writing import write
    from events.models import Event
    from events.workbook.names import Lookups
    from regions.models import Mission

    user = User.objects.filter(role="hq_administrator").first()
    if not user:
        raise SystemExit("There is no HQ administrator.")
    with tempfile.TemporaryDirectory() as folder, override("en"):
        path = Path(folder) / "events.xlsx"
        write_workbook(path, size)
        start = time.perf_counter()
        with path.open("rb") as file:
            intake, workbook = receive(file, user=user, mission=Mission.objects.get(pk="BOS"), name=path.name)
        read(intake, workbook, Choices(), lookups=Lookups.load())
        whole = time.perf_counter() - start
        client = Client(headers={"host": "localhost"})
        client.force_login(user)
        start = time.perf_counter()
        client.get(intake.get_absolute_url())
        page = time.perf_counter() - start
        try:
            with transaction.atomic():
                start = time.perf_counter()
                write(intake, by=user, good_rows_only=True, submit=False)
                ours = time.perf_counter() - start
                names = [
                    field.attname for field in Event._meta.concrete_fields if not field.generated and field.name != "id"
                ]
                made = Event.objects.filter(pk__in=intake.written.values("event"))
                same = [Event(**{name: getattr(event, name) for name in names}) for event in made]
                start = time.perf_counter()
                bulk_create_with_history(same, Event, batch_size=500, default_user=user)
                bare = time.perf_counter() - start
                raise _Leave
        except _Leave:
            pass
        discard(intake)
    print(f"| {size:,} | {whole:.2f} s | {bare:.2f} s | {ours:.2f} s | {ours / bare:.2f} | {page:.2f} s |")


if __name__ == "__main__":
    main()
