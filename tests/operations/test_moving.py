"""From one kind of database to the other: history, keys, triggers, totals, trail and editions are the same afterwards."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from accounts import trail
from accounts.trail.models import Record
from events.models import Event
from tests import kept_database
from tests.factories import make_event
from tests.operations.drill import elsewhere, make_register, what_is_there

pytestmark = pytest.mark.django_db(transaction=True)
SERVER = os.environ.get("TEST_DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"


@contextmanager
def the_other_kind(folder: Path):
    """The address of a database of the other kind: migrated, with the reference data, without anybody."""
    if connection.vendor == "postgresql":
        kept_database.copy_to_file(folder / "moved.sqlite3")
        yield f"sqlite:///{folder / 'moved.sqlite3'}"
        return
    try:
        psycopg.connect(SERVER, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        if os.environ.get("REQUIRE_ALL", "0") != "0":
            raise
        pytest.skip(f"no PostgreSQL answers: {error}")
    name = f"test_moved_{os.getpid()}"
    kept_database.copy_to_server(SERVER, name)
    try:
        yield urlsplit(SERVER)._replace(path=f"/{name}").geturl()
    finally:
        kept_database.drop(SERVER, name)


MOVED = """
import io, json, sys, django
django.setup()
from django.core.management import CommandError, call_command
from django.db import connections
from grassroots.operations import moving
from grassroots.operations.backup.databases import KINDS
def refuse():
    raise moving.Refused("As the test says.")
def attempt():
    out = io.StringIO()
    try:
        call_command("move_database", to=sys.argv[1], stdout=out)
    except CommandError as error:
        return str(error)
    return out.getvalue()
plain, moving._must_agree = moving._must_agree, refuse
refused, left = attempt(), KINDS[connections["target"].vendor](connections["target"]).held()
moving._must_agree = plain
print(json.dumps([refused, left, attempt(), attempt()]))
"""
WRITE = """
from django.db import transaction
from tests.factories import make_event
from tests.operations.test_moving import versions
print(*versions(), sep=chr(10))
with transaction.atomic():
    print(make_event(in_person_count=1, number="BOS-2019-9999").pk)
"""


def moved_to(url: str) -> list:
    """In a process of its own: what was said when it fails at the end, what is there then, when it succeeds, and again."""
    name = connection.settings_dict["NAME"]
    here = f"sqlite:///{name}" if connection.vendor == "sqlite" else urlsplit(SERVER)._replace(path=f"/{name}").geturl()
    done = subprocess.run(
        [sys.executable, "-c", MOVED, url],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": here, "DJANGO_SETTINGS_MODULE": "grassroots.settings"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def versions() -> list[str]:
    rows = Event.history.order_by("history_id").values_list("history_id", "history_date", "title_ja", "version")
    return [" ".join(map(str, row)) for row in rows]


def test_everything_is_the_same_in_the_other_kind_of_database(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    make_register(monkeypatch)
    with transaction.atomic():
        draft = make_event(status="draft", number=None)
        last = draft.pk
        draft.delete()
    known = versions()
    with the_other_kind(tmp_path) as url:
        refused, left, said, again = moved_to(url)
        assert (refused, left) == ("Nothing was moved. As the test says.", {"accounts_user": 0, "events_event": 0})
        assert "each was read back and is the same" in said
        assert f"The trail is whole: {Record.objects.count()} records. Head {trail.head()}" in said
        assert again.startswith("Nothing was moved. The database that you name is not empty: it has 1 rows in")
        there = elsewhere(url, settings.MEDIA_ROOT, "shell", "--command", WRITE, "--verbosity", "0")
    *history, written = there["said"].splitlines()
    assert history == known
    assert int(written) == last + 1  # a key that was given out is not given out again
    with transaction.atomic():  # the same here, so that both have gone on alike
        make_event(in_person_count=1, number="BOS-2019-9999")
    here = what_is_there()
    assert {**there, "said": "", "head": ""} == {**here, "said": "", "head": ""}
    assert (here["problems"], here["triggers"]) == ([], [True, True])
