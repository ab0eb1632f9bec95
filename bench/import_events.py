"""How long writing an import takes against a bare bulk insert of the same rows with their history, in one run.

The same rows are the events and their partners, each with its version, by django-simple-history's own bulk_create_with_history.
Seconds are those of the processor: other work stretches the clock.

Usage: python -m bench.import_events [ROWS …]; needs a database with the reference data, where it leaves nothing.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import django


class _Leave(Exception):
    """Takes everything back."""


def _processor() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


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
    from events.models import Event, PartnerRole
    from events.workbook.names import Lookups
    from regions.models import Mission

    user = User.objects.filter(role="hq_administrator").first()
    if not user:
        raise SystemExit("There is no HQ administrator.")
    with tempfile.TemporaryDirectory() as folder, override("en"):
        path = Path(folder) / "events.xlsx"
        write_workbook(path, size)
        start = _processor()
        with path.open("rb") as file:
            intake, workbook = receive(file, user=user, mission=Mission.objects.get(pk="BOS"), name=path.name)
        read(intake, workbook, Choices(), lookups=Lookups.load())
        whole = _processor() - start
        client = Client(headers={"host": "localhost"})
        client.force_login(user)
        start = _processor()
        client.get(intake.get_absolute_url())
        page = _processor() - start
        try:
            with transaction.atomic():
                start = _processor()
                write(intake, by=user, good_rows_only=True, submit=False)
                ours = _processor() - start
                names = [
                    field.attname for field in Event._meta.concrete_fields if not field.generated and field.name != "id"
                ]
                made = Event.objects.filter(pk__in=intake.written.values("event"))
                of_event: dict[int, list[tuple[str, str]]] = {}
                partners = PartnerRole.objects.filter(event__in=intake.written.values("event"))
                for event, role, name in partners.values_list("event", "role", "name"):
                    of_event.setdefault(event, []).append((role, name))
                pks = [event.pk for event in made]
                same = [Event(**{name: getattr(event, name) for name in names}) for event in made]
                start = _processor()
                bulk_create_with_history(same, Event, batch_size=500, default_user=user)
                roles = [
                    PartnerRole(event=event, role=role, name=name)
                    for pk, event in zip(pks, same, strict=True)
                    for role, name in of_event.get(pk, ())
                ]
                bulk_create_with_history(roles, PartnerRole, batch_size=500, default_user=user)
                bare = _processor() - start
                raise _Leave
        except _Leave:
            pass
        discard(intake)
    print(f"| {size:,} | {whole:.2f} s | {bare:.2f} s | {ours:.2f} s | {ours / bare:.2f} | {page:.2f} s |")


if __name__ == "__main__":
    main()
