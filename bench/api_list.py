"""Fifty events over the API against the same rows by one bare SELECT, in processor time of this process.

    python bench/api_list.py

Reads the database that DATABASE_URL names, with a token that it makes and ends.
"""

import os
import statistics
import sys
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grassroots.settings")
os.environ.setdefault("SECRET_KEY", "only-for-measuring")
os.environ.setdefault("HTTPS", "0")
os.environ.setdefault("API_RATE", "100000/min")

import django

django.setup()

from django.db import connection  # noqa: E402 Django has to be set up first
from django.test import Client  # noqa: E402 Django has to be set up first

from accounts.models import ApiToken, User  # noqa: E402 Django has to be set up first
from events.models import Event  # noqa: E402 Django has to be set up first

TURNS = 60


def taken(act) -> tuple[float, float]:
    """Median and worst of the turns, in ms, after three that do not count."""
    times = []
    for turn in range(TURNS + 3):
        began = process_time()
        act()
        if turn > 2:
            times.append((process_time() - began) * 1000)
    return statistics.median(times), max(times)


def main() -> None:
    person = User.objects.filter(role="hq_reviewer", is_active=True).first()
    token, text = ApiToken.make(by=person, name="bench", scope="read", days=1)
    client, headers = Client(), {"Authorization": f"Bearer {text}"}

    def api() -> None:
        answer = client.get("/api/v1/events", headers=headers, SERVER_NAME="127.0.0.1")
        if len(answer.json()["results"]) != 50:
            raise SystemExit("There are no fifty events: nothing was measured.")

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM events_event WHERE status <> 'withdrawn' ORDER BY id DESC LIMIT 50")
            cursor.fetchall()

    print(f"{Event.objects.count():,} events on {connection.vendor}")
    for name, act in (("API, 50 events", api), ("bare SELECT of 50 rows", bare)):
        print("{}: median {:.1f} ms, worst {:.1f} ms".format(name, *taken(act)))
    token.end(by=person)


if __name__ == "__main__":
    main()
