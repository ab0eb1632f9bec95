"""A register with a photo and an issued edition, somebody who goes on writing, and another place to restore to."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.conf import settings
from django.db import connection, connections, transaction
from django.db.utils import ConnectionHandler

from accounts.roles import Role
from events.models import Photo
from grassroots.operations.backup.restoring import Target
from reports.issuing import issue
from reports.models import Edition
from tests.events.test_photos import picture
from tests.factories import make_event, make_rules, make_user
from tests.kept_database import on_server
from tests.reports.editions import make_draft, only_data


def make_register(monkeypatch) -> Edition:
    """Events, one with a photo; an edition of them."""
    make_rules()
    for code, seat in (("BOS", "US-MA"), ("DEN", "US-CO")):
        make_event(mission=code, state=seat, starts_on=date(2018, 5, 6), in_person_count=300)
    add_photo(make_event(), "red")
    only_data(monkeypatch)
    hq = make_user(Role.HQ_REVIEWER)
    return issue(make_draft(by=hq), by=hq, reasons={"*": "for the drill"})


def add_photo(event, color: str) -> Photo:
    photo = Photo(event=event)
    photo.image.save("a.jpg", picture(color=color))
    return photo


@contextmanager
def somebody_writing() -> Iterator[list[int]]:
    """Writes one event after the other while the block lasts; the list holds what was acknowledged so far."""
    written: list[int] = []
    began, stop = threading.Event(), threading.Event()

    def write() -> None:
        try:
            while not stop.is_set():
                with transaction.atomic():  # as every page does
                    event = make_event(in_person_count=7)
                written.append(event.pk)
                began.set()
        finally:
            connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert began.wait(20)
        yield written
    finally:
        stop.set()
        thread.join()


def where_is(url: str) -> ConnectionHandler:
    return ConnectionHandler({"default": dj_database_url.parse(url)})


@contextmanager
def empty_place(folder: Path, name: str = "elsewhere") -> Iterator[tuple[str, Target]]:
    """The address of an empty database of the same kind, and the target made of it and a folder of media."""
    if connection.vendor == "sqlite":
        url = f"sqlite:///{folder / name}.sqlite3"
        yield url, Target(where_is(url)["default"], folder / name)
        return
    server, database = settings.DATABASE_URL, f"{connection.settings_dict['NAME']}_{name}"
    with on_server(server) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{database}"')
        url = urlsplit(server)._replace(path=f"/{database}").geturl()
        try:
            yield url, Target(where_is(url)["default"], folder / name)
        finally:
            admin.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def wait_until_nobody_is_there(target: Target) -> None:
    """PostgreSQL undoes what a client did a moment after that client is gone."""
    if connection.vendor == "sqlite":
        return
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    with on_server(settings.DATABASE_URL) as admin:
        for _attempt in range(200):
            if admin.execute(others, [target.connection.settings_dict["NAME"]]).fetchone() == (0,):
                return
            time.sleep(0.05)
    raise AssertionError("somebody is still there")


LOOKED_AT = """
import contextlib, io, json, sys, django
django.setup()
from django.core.management import call_command
out = io.StringIO()
with contextlib.redirect_stdout(out):
    call_command(*json.loads(sys.argv[1]), stdout=out)
from tests.operations.drill import what_is_there
print(json.dumps({"said": out.getvalue(), **what_is_there()}))
"""


def elsewhere(url: str, media: Path, *command: str) -> dict:
    """Runs the command in a process of its own in that place; what it said, and what is there then."""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "MEDIA_ROOT": str(media),
        "DJANGO_SETTINGS_MODULE": "grassroots.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", LOOKED_AT, json.dumps(command)],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def what_is_there(*, as_of: str = "") -> dict:
    """Figures (as of a moment), totals, events, editions' files and photos with the hashes of their bytes, the trail."""
    import io

    from django.core.management import call_command

    from accounts import trail
    from accounts.trail.verifying import problems
    from events import triggers
    from events.models import AxisTotal, Event, RunningTotal
    from reports import frozen_triggers
    from reports.models import EditionFile

    report = io.StringIO()
    options = ["--format", "json", *(["--as-of", as_of] if as_of else [])]
    call_command("cumulative_report", *options, stdout=report)
    files = EditionFile.objects.select_related("blob").order_by("pk")
    photos = Photo.objects.order_by("pk")
    return {
        "figures": json.loads(report.getvalue()),
        "totals": [totals(model) for model in (RunningTotal, AxisTotal)],
        "events": sorted(Event._base_manager.values_list("pk", flat=True)),
        "editions": {f"{each.edition_id} {each.name}": sha256(each.blob.verified()).hexdigest() for each in files},
        "photos": {each.image.name: sha256(each.image.open().read()).hexdigest() for each in photos},
        "head": trail.head(),
        "problems": [str(problem) for problem in problems()],
        "triggers": [keeper.are_in_place(connection) for keeper in (triggers, frozen_triggers)],
    }


def totals(model) -> list[list]:
    """Cells that are not empty, each added up: on PostgreSQL a cell may have several rows."""
    from django.db.models import Sum

    sums = {"event_count", "in_person_sum", "online_sum", "on_demand_sum"}
    key = sorted(field.attname for field in model._meta.concrete_fields if field.attname not in {"id", *sums})
    rows = model.objects.order_by().values(*key).annotate(**{f"{name}_": Sum(name) for name in sums})
    cells = ([row[name] for name in (*key, *sorted(f"{each}_" for each in sums))] for row in rows.order_by(*key))
    return [cell for cell in cells if any(cell[len(key) :])]
