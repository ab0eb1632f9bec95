"""What the triggers of closed years cost an import's writing: the same rows with them and without, taking turns.

Usage: python -m bench.closed_years [ROWS [TURNS]]; needs a database with the reference data, where it leaves nothing.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from datetime import date, timedelta

import django


class _Leave(Exception):
    """Takes everything back."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grassroots.settings")
    django.setup()
    rows, turns = [int(text) for text in (*sys.argv[1:], *("10000", "5")[len(sys.argv) - 1 :])]
    taken: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(turns * 2):
        guarded = turn % 2 == 0
        taken[guarded].append(write_once(rows, guarded=guarded))
    with_them, without = (statistics.median(taken[guarded]) for guarded in (True, False))
    from django.db import connection

    print("| database | rows | without | with | ratio |")
    print("| --- | ---: | ---: | ---: | ---: |")
    print(f"| {connection.vendor} | {rows:,} | {without:.2f} s | {with_them:.2f} s | {with_them / without:.3f} |")


def write_once(rows: int, *, guarded: bool) -> float:
    """Seconds (of this process on SQLite, which is all of it; else by the clock) to write the events with their history and a partner each, in batches as an import does."""
    from django.db import connection, transaction
    from simple_history.utils import bulk_create_with_history

    from events import triggers
    from events.models import Event, PartnerRole, Year
    from regions.models import Mission

    mission = Mission.objects.get(pk="BOS")
    first = date(2022, 4, 1)
    events = [Event(mission=mission, title_en=f"E{n}", starts_on=first + timedelta(n % 365)) for n in range(rows)]
    seconds = 0.0
    try:
        with transaction.atomic():
            Year.objects.bulk_create(Year(fiscal_year=year, opened_on=date(year, 4, 1)) for year in range(2001, 2021))
            if not guarded:
                with connection.cursor() as cursor:
                    for name, table in triggers._present(connection, cursor).items():
                        if name.startswith("register_year_"):
                            cursor.execute(
                                f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor != "sqlite" else "")
                            )
            clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
            start = clock()
            written = bulk_create_with_history(events, Event, batch_size=500)
            partners = [PartnerRole(event=event, name="City") for event in written]
            bulk_create_with_history(partners, PartnerRole, batch_size=500)
            seconds = clock() - start
            raise _Leave
    except _Leave:
        pass
    return seconds


if __name__ == "__main__":
    main()
