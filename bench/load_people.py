"""The people and the events of bench/load.py: python -m bench.load_people PEOPLE EVENTS."""

from __future__ import annotations

import os
import sys

PASSWORD = "load-of-lanterns-50"  # noqa: S105 of a database that lives for one run


def make(people: int, events: int) -> None:
    """Of ten people eight are of a mission's staff, one is its approver, and one (the tenth) of headquarters, who reads."""
    from django.contrib.auth.hashers import make_password
    from django.db import connection

    from accounts.models import User
    from bench.make_events import make_events
    from regions.models import Mission

    make_events(events)
    missions, password = list(Mission.objects.all()), make_password(PASSWORD)
    for number in range(people):
        role = {8: "mission_approver", 9: "hq_reviewer"}.get(number % 10, "mission_staff")
        mission = missions[number % len(missions)] if role.startswith("mission") else None
        User(email=f"load{number}@example.org", role=role, mission=mission, language="ja", password=password).save()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grassroots.settings")
    django.setup()
    make(int(sys.argv[1]), int(sys.argv[2]))
