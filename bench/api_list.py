"""What the API answers against the same rows by one bare SELECT, in processor time of this process.

    python bench/api_list.py

Reads the database that DATABASE_URL names, with a token that it makes and ends.
"""

import os
import statistics
import sys
from collections.abc import Callable
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
from django.http import HttpResponse  # noqa: E402 Django has to be set up first
from django.test import Client  # noqa: E402 Django has to be set up first

from accounts.api.paging import cursor_after  # noqa: E402 Django has to be set up first
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
    keys = list(Event.objects.order_by("-pk").values_list("pk", flat=True))

    def asked(path: str, status: int = 200, **more: str) -> HttpResponse:
        answer = client.get(f"/api/v1/{path}", headers={**headers, **more}, SERVER_NAME="127.0.0.1")
        if answer.status_code != status:
            raise SystemExit(f"{path} answered {answer.status_code}")
        return answer

    def bare(where: str = "") -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM events_event WHERE status <> 'withdrawn'{where} ORDER BY id DESC LIMIT 50")
            cursor.fetchall()

    if len(asked("events").json()["results"]) != 50:
        raise SystemExit("There are no fifty events: nothing was measured.")
    middle = keys[len(keys) // 2]
    known = asked(f"events/{middle}")["ETag"]
    some = "mission_id = 'BOS' AND fiscal_year = 2020 AND category_id = 'festival'"
    acts: dict[str, Callable[[], object]] = {
        "bare SELECT of 50 rows": bare,
        "the same from the middle": lambda: bare(f" AND id < {middle}"),
        "the same with a filter": lambda: bare(f" AND {some}"),
        "first page": lambda: asked("events"),
        "a page from the middle": lambda: asked(f"events?cursor={cursor_after(middle)}"),
        "with a filter": lambda: asked(
            "events?mission=BOS&fiscal_year_min=2020&fiscal_year_max=2020&category=festival"
        ),
        "one event": lambda: asked(f"events/{middle}"),
        "one event, unchanged (304)": lambda: asked(f"events/{middle}", 304, **{"If-None-Match": known}),
        "figures": lambda: asked("figures"),
    }
    print(f"{len(keys):,} events on {connection.vendor}, load {os.getloadavg()[0]:.1f}\n")
    print("| what | processor, median | worst |\n| --- | ---: | ---: |")
    for name, act in acts.items():
        median, worst = taken(act)
        print(f"| {name} | {median:.1f} ms | {worst:.1f} ms |")
    token.end(by=person)


if __name__ == "__main__":
    main()
