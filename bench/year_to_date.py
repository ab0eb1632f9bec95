"""This year beside the last at the same date, against two GROUP BY statements written by hand; and the pages of it.

python -m bench.year_to_date 100000

Processor time, because other work may share the machine. Uses the database of DATABASE_URL, which should hold nothing else.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from bench.measure import PAGES, prepare_database

SUMS = "COUNT(*), SUM(in_person_count), SUM(online_count), SUM(CASE WHEN unknown_modes & 3 > 0 THEN 1 ELSE 0 END)"
BARE = (
    "SELECT {traits}, " + SUMS + " FROM events_event WHERE status IN ('submitted', 'confirmed')"
    " AND starts_on >= '{first}' AND starts_on <= '{last}' GROUP BY {traits}"
)


def median_ms(call: Callable[[], object]) -> float:
    """Milliseconds of the processor: the median of seven calls after one that is not timed."""
    call()
    times = []
    for _turn in range(7):
        start = time.process_time()
        call()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    prepare_database()

    from datetime import date

    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from accounts.models import User
    from accounts.roles import Role
    from bench.make_events import make_events
    from events.models import CountingRule, Event
    from events.year_to_date import year_to_date

    make_events(int(sys.argv[1]))
    rules = CountingRule.objects.as_rules()
    user, _ = User.objects.get_or_create(email="bench@example.org", defaults={"role": Role.HQ_REVIEWER})
    visible = Event.objects.visible_to(user)

    def bare() -> None:
        with connection.cursor() as cursor:
            for traits, first, last in (
                ("mission_id, state_id", "2026-04-01", "2027-02-28"),
                ("mission_id", "2025-04-01", "2026-02-28"),
            ):
                cursor.execute(BARE.format(traits=traits, first=first, last=last)).fetchall()

    by_hand = median_ms(bare)
    ours = median_ms(lambda: year_to_date(visible, date(2027, 2, 28), rules=rules))
    print(f"bare {by_hand:.1f} ms, ours {ours:.1f} ms, ratio {ours / by_hand:.2f}")
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    for name in ("home", *(name for name in PAGES if name.startswith("dashboard"))):
        print(f"{name}: {median_ms(partial(client.get, PAGES[name])):.0f} ms")


if __name__ == "__main__":
    main()
