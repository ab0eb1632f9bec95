"""One database at one size: makes the events, measures, prints one JSON object. Run by bench/run.py."""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from io import StringIO

import django

PAGES = {
    "home": "/",
    "list, first page": "/events/",
    "list, filtered": "/events/?mission=BOS&fiscal_year_min=2019&fiscal_year_max=2020&category=festival",
    "list, text": "/events/?q=%E5%AF%BF%E5%8F%B8&fiscal_year_min=2020&fiscal_year_max=2020&mission=BOS",
    "list, text alone": "/events/?q=%E5%AF%BF%E5%8F%B8",
    "list, deep": "/events/?page={middle}",
    "list, last page": "/events/?page={last}",
    "event": "/events/{pk}/",
    "entry form": "/events/new/",
    "report": "/report/",
    "dashboard": "/dashboard/",
    "dashboard, two missions": "/dashboard/?mission=BOS&beside=DEN&fiscal_year_min=2017",
    "dashboard, category and approach": "/dashboard/?category=festival&interest_level=interest-1",
    "states": "/states/",
    "state": "/states/US-MA/",
    "board": "/board/",
    "board, interest": "/board/?by=interest_level",
}
PER_PAGE = 50


def median_ms(call: Callable[[], object], *, least: int = 5, seconds: float = 3.0) -> float:
    """The median of at least `least` timed calls after one that is not timed; more while time is left."""
    call()
    times: list[float] = []
    end = time.perf_counter() + seconds
    while len(times) < least or (time.perf_counter() < end and len(times) < 25):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def pages_ms(client, size: int, *, middle_pk: int) -> dict[str, float]:
    """The median answer of each page that is there: name -> milliseconds."""
    pages = (size * 39 // 40 + PER_PAGE - 1) // PER_PAGE  # HQ sees drafts too; any page number near the end will do
    names = {"middle": max(1, pages // 2), "last": max(1, pages - 1), "pk": middle_pk}
    answered = {}
    for name, pattern in PAGES.items():
        address = pattern.format(**names)
        response = client.get(address)
        if response.status_code != 200:
            print(f"{address} answered {response.status_code}", file=sys.stderr)
            continue
        answered[name] = median_ms(partial(client.get, address))
    return answered


def told(url: str, folder: str) -> dict[str, str]:
    """The environment of a process that measures on that database and keeps its files in that folder."""
    return {
        **os.environ, "DATABASE_URL": url, "VAR_DIR": folder, "SECRET_KEY": "only-for-measuring", "HTTPS": "0", "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "grassroots.settings",
    }  # fmt: skip


def prepare_database() -> None:
    """Starts Django and makes the tables with their reference data."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grassroots.settings")
    django.setup()

    from django.conf import settings
    from django.core.management import call_command

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_reference", verbosity=0, stdout=StringIO())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, required=True)
    size = parser.parse_args().events
    prepare_database()

    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from accounts.models import User
    from accounts.roles import Role
    from bench import bare_sql
    from bench.make_events import make_events
    from events.models import AxisTotal, CountingRule, Event
    from events.status import COUNTED
    from reports.cumulative import Register, compile_report
    from reports.figures import Definition

    start = time.perf_counter()
    make_events(size)
    made = time.perf_counter() - start

    rules = CountingRule.objects.as_rules()
    user, _ = User.objects.get_or_create(email="bench@example.org", defaults={"role": Role.HQ_REVIEWER})
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])

    def through_events() -> object:
        return Event.objects.visible_to(user).counted().in_fiscal_years(2017, 2026).breakdowns(rules=rules)

    def through_totals() -> object:
        return AxisTotal.objects.visible_to(user).counted().in_fiscal_years(2017, 2026).breakdowns(rules=rules)

    definition = Definition(first=2017, last=2026, missions=(), statuses=tuple(COUNTED))

    def whole_report() -> object:
        return compile_report(definition, register=Register.visible_to(user))

    if through_events() != through_totals():
        raise SystemExit("The running totals differ from the events: run triggers.recount.")
    figures = {
        "bare": median_ms(lambda: bare_sql.cumulative_report(2017, 2026)),
        "events": median_ms(through_events),
        "totals": median_ms(through_totals),
        "report": median_ms(whole_report),
    }
    result = {
        "database": connection.vendor,
        "events": size,
        "made_seconds": made,
        "figures": figures,
        "pages": pages_ms(client, size, middle_pk=Event.objects.order_by("pk")[size // 2].pk),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
