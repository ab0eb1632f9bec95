"""Measures how long the search for likely duplicates takes: over everything, and over what has changed since.

    python -m bench.duplicates [--events 100000]

Uses the database of DATABASE_URL, which should hold nothing else; its events are replaced.
"""

from __future__ import annotations

import argparse
import os
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grassroots.settings")
django.setup()

from django.conf import settings  # noqa: E402 after setup
from django.core.management import call_command  # noqa: E402 after setup
from django.db import connection  # noqa: E402 after setup
from django.test import Client  # noqa: E402 after setup

from accounts.models import User  # noqa: E402 after setup
from accounts.roles import Role  # noqa: E402 after setup
from bench.make_events import make_events  # noqa: E402 after setup
from events.duplicates import alike_to, search  # noqa: E402 after setup
from events.models import Event, LikelyPair, PairSearch  # noqa: E402 after setup


def seconds(act) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=100_000)
    count = parser.parse_args().events
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123 a script that ends
    make_events(count)
    # every thousandth event once more, under nearly the same title
    for event in Event.objects.filter(pk__in=Event.objects.values("pk")).order_by("pk")[:: max(1, count // 100)]:
        Event(
            mission=event.mission, state=event.state, title_ja=f"{event.title_ja}！", title_en=event.title_en,
            starts_on=event.starts_on, city=event.city,
        ).save()  # fmt: skip
    PairSearch.objects.all().delete()
    hq = User.objects.filter(role=Role.HQ_REVIEWER).first() or User.objects.create(
        email="bench@example.org", role=Role.HQ_REVIEWER
    )
    lines = {f"everything ({count:,} events)": seconds(search)}
    lines["nothing has changed"] = seconds(search)
    changed = list(Event.objects.order_by("-starts_on", "pk")[:100])
    for event in changed[:1]:
        event.save()
    lines["1 event has changed"] = seconds(search)
    for event in changed:
        event.save()
    lines["100 events have changed"] = seconds(search)
    settings.ALLOWED_HOSTS = ["testserver"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    client = Client()
    client.force_login(hq)
    client.get("/duplicates/")
    lines["the list, its first page"] = seconds(lambda: client.get("/duplicates/"))
    pair = LikelyPair.objects.first()
    address = f"/duplicates/{pair.first_id}/{pair.second_id}/"
    client.get(address)
    lines["two events side by side"] = seconds(lambda: client.get(address))
    lines["while one is entered"] = seconds(lambda: alike_to(changed[0], by=hq))
    print(f"{connection.vendor}, {LikelyPair.objects.count()} pairs proposed\n")
    print("| what | time |\n|---|---|")
    for name, took in lines.items():
        print(f"| {name} | {took * 1000:,.0f} ms |")


if __name__ == "__main__":
    main()
