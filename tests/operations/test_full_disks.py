"""Disks that are full, and a database that is away: a page that says so, nothing half written, and all well afterwards."""

import shutil
import subprocess
from contextlib import contextmanager
from types import SimpleNamespace

import psycopg
import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.urls import reverse
from django.utils import translation

from events.models import Event, Intake, Photo
from grassroots.operations.outages import AWAY, FULL, outage_of
from tests.api.asking import Program
from tests.events.entry_page import errors_on, shortest
from tests.events.test_photos import picture
from tests.factories import make_event, make_user

NO_FILES = (
    "There is no room left for files on the server, so nothing was saved. What you typed is still here. Tell an "
    "administrator, and choose the file again later."
)
LINES = "mission,title_en,starts_on,state,category,format,in_person_count\r\n" + "\r\n".join(
    f"BOS,Festival {number},2026-05-0{number},US-MA,festival,in_person,100" for number in range(1, 10)
)


@pytest.fixture
def small_disk(tmp_path, settings, monkeypatch):
    """MEDIA_ROOT on a disk of 8 kB, where a disk may be mounted; elsewhere files that end after as many bytes."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    mount = shutil.which("mount")
    disk = ["-t", "tmpfs", "-o", "size=8k", "none", str(settings.MEDIA_ROOT)]
    if mount and subprocess.run([mount, *disk], capture_output=True).returncode == 0:
        yield SimpleNamespace(grow=lambda: subprocess.run([mount, "-o", "remount,size=1m", disk[-1]], check=True))
        subprocess.run(["umount", disk[-1]], check=True)
        return

    def no_room(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("events.whole_files.os.fsync", no_room)
    yield SimpleNamespace(grow=lambda: monkeypatch.setattr("events.whole_files.os.fsync", lambda _handle: None))


def files_in(folder) -> list[str]:
    return sorted(path.suffix for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def boston(client):
    person = make_user(language="en")
    client.force_login(person)
    return person


@pytest.mark.django_db
def test_a_photo_without_room_is_refused_and_what_was_typed_stays(client, boston, small_disk, settings):
    noisy = picture("noisy.png", kind="PNG", size=(400, 400), color="blue")
    photos = [noisy, SimpleUploadedFile("b.jpg", _noise())]
    sent = shortest(title_en="Lanterns", story_en="As told.", photos=photos)
    refused = client.post(reverse("event_create"), sent)
    assert (refused.status_code, errors_on(refused)) == (507, {"id_photos": NO_FILES})
    page = refused.content.decode()
    assert 'value="Lanterns"' in page and "As told." in page
    assert (Event.objects.count(), Photo.objects.count(), files_in(settings.MEDIA_ROOT)) == (0, 0, [])
    assert client.get(reverse("event_create")).status_code == 200

    small_disk.grow()
    for photo in photos:
        photo.seek(0)
    assert client.post(reverse("event_create"), sent).status_code == 302
    assert (Event.objects.get().title_en, Photo.objects.count()) == ("Lanterns", 2)
    assert files_in(settings.MEDIA_ROOT) == [".jpg", ".jpg"]


def _noise() -> bytes:
    """A JPEG of some 100 kB."""
    from io import BytesIO
    from random import Random

    from PIL import Image

    out = BytesIO()
    Image.frombytes("RGB", (256, 256), Random(1).randbytes(256 * 256 * 3)).save(out, "JPEG", quality=95)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_workbook_without_room_is_refused_in_the_readers_language(client, small_disk, settings, language):
    client.force_login(make_user(language=language))
    content = (LINES + "\r\n" + "x" * 20_000).encode()
    refused = client.post(reverse("import_create"), {"file": SimpleUploadedFile("a.csv", content, "text/csv")})
    with translation.override(language):
        assert (refused.status_code, refused.context["form"].errors) == (
            507,
            {"file": [translation.gettext(NO_FILES)]},
        )
    assert (Intake.objects.count(), files_in(settings.MEDIA_ROOT)) == (0, [])
    small_disk.grow()
    taken = client.post(reverse("import_create"), {"file": SimpleUploadedFile("a.csv", content, "text/csv")})
    assert (taken.status_code, files_in(settings.MEDIA_ROOT)) == (302, [".csv"])


@pytest.mark.django_db
def test_a_small_picture_that_cannot_be_kept_is_shown_all_the_same(client, boston, settings, monkeypatch):
    photo = Photo(event=make_event(mission="BOS"))
    photo.image.save("a.jpg", picture(size=(900, 600)))

    def no_room(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("events.whole_files.os.fsync", no_room)
    settings.ACCEL_REDIRECT = "/protected-media/"  # nginx cannot send what is not there: the program does
    shown = client.get(reverse("photo_small", args=[photo.pk]))
    assert (shown.status_code, b"".join(shown.streaming_content)[:2]) == (200, b"\xff\xd8")
    assert files_in(settings.MEDIA_ROOT) == [".jpg"]


@pytest.mark.django_db
def test_a_form_that_cannot_be_noted_is_saved_all_the_same(client, boston, monkeypatch):
    """So answers Django's cache where its table has no room: no reason to say that the form was saved before."""
    monkeypatch.setattr(type(caches["default"]), "add", lambda *_args, **_more: False)
    sent = shortest(title_en="Lanterns", entry_key="6d0b0f3a-6a7f-4b6b-9a57-0d1f0a2f4c12")
    saved = client.post(reverse("event_create"), sent)
    assert (saved.status_code, saved.url) == (302, Event.objects.get().get_absolute_url())


# ---- the database's own disk


@contextmanager
def full_database():
    """SQLite may take no page more; PostgreSQL says of each new event what it says when its disk is full."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            (free,) = cursor.execute("PRAGMA freelist_count").fetchone()
            cursor.execute("CREATE TABLE filler AS SELECT zeroblob(%s) AS bytes", [4096 * (free + 1)])
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        else:
            cursor.execute(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
                "'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;"
                "CREATE TRIGGER no_room BEFORE INSERT ON events_event FOR EACH ROW EXECUTE FUNCTION no_room()"
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA max_page_count = 1073741823")
            else:
                cursor.execute("DROP TRIGGER no_room ON events_event; DROP FUNCTION no_room()")


@pytest.mark.django_db(transaction=True)
def test_a_database_without_room_says_so_and_keeps_all_or_nothing(client, boston):
    client.raise_request_exception = False
    long = shortest(title_en="Lanterns", story_en="word " * 350, entry_key="6d0b0f3a-6a7f-4b6b-9a57-0d1f0a2f4c11")
    with full_database():
        refused = client.post(reverse("event_create"), long, headers={"accept-language": "en"})
        assert client.get(reverse("event_list")).status_code == 200
    assert (refused.status_code, refused.headers["Retry-After"], refused.cookies) == (503, "30", {})
    page = refused.content.decode()
    assert "<h1>There is no room left on the server</h1>" in page
    assert "Nothing of what you just sent has been saved." in page
    assert Event.objects.count() == 0
    assert client.post(reverse("event_create"), long).status_code == 302
    assert Event.objects.get().title_en == "Lanterns"


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "title"), [("ja", "ただいまデータベースが応答しません"), ("en", "The database does not answer at the moment")])  # fmt: skip
def test_a_database_that_is_away_signs_nobody_out(client, boston, monkeypatch, language, title):
    """Before it is known who asks: in the language that the browser wants, whatever the request before was answered in."""
    client.raise_request_exception = False

    def away(*_args, **_kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    translation.activate("en" if language == "ja" else "ja")
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", away)
    answer = client.get(reverse("home"), headers={"accept-language": language})
    assert (answer.status_code, answer.headers["Retry-After"], answer.cookies) == (503, "30", {})
    assert f"<h1>{title}</h1>" in answer.content.decode()
    assert "送信" not in answer.content.decode() and "just sent" not in answer.content.decode()
    monkeypatch.undo()
    assert client.get(reverse("home")).status_code == 200


@pytest.mark.django_db
def test_programs_are_told_the_same_as_a_problem(client, boston, monkeypatch):
    program = Program(boston, "draft")
    program.client.raise_request_exception = False

    def full(*_args, **_kwargs):
        raise OperationalError("disk") from psycopg.errors.DiskFull("no room")

    monkeypatch.setattr("events.models.Event.create", full)
    body = {"title_en": "Lanterns", "starts_on": "2026-05-01", "mission": "BOS"}
    answer = program.send("POST", "events", body, Idempotency_Key="lanterns-of-2026")
    assert (answer.status_code, answer.headers["Retry-After"], answer.headers["Content-Type"]) == (
        503,
        "30",
        "application/problem+json",
    )
    assert (answer.json()["type"], answer.json()["status"]) == ("/api/#no-room", 503)


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def test_a_wrong_statement_is_no_outage():
    import sqlite3

    def by_sqlite(code: int) -> sqlite3.OperationalError:
        error = sqlite3.OperationalError("said by SQLite")
        error.sqlite_errorcode = code
        return error

    found = [
        outage_of(each)
        for each in (
            None, ValueError(), OSError(2, "no such file"), OSError(28, "full"), OSError(122, "quota"),
            OperationalError("connection refused"), InterfaceError("the connection is closed"),
            caused(OperationalError(), psycopg.errors.DiskFull()), caused(OperationalError(), psycopg.errors.AdminShutdown()),
            caused(OperationalError(), psycopg.errors.TooManyConnections()), caused(OperationalError(), psycopg.errors.QueryCanceled()),
            caused(OperationalError(), psycopg.errors.DeadlockDetected()), caused(ProgrammingError(), psycopg.errors.UndefinedTable()),
            caused(OperationalError(), by_sqlite(sqlite3.SQLITE_FULL)), caused(OperationalError(), by_sqlite(sqlite3.SQLITE_IOERR | 3 << 8)),
            caused(OperationalError(), by_sqlite(sqlite3.SQLITE_BUSY)), caused(OperationalError(), by_sqlite(sqlite3.SQLITE_ERROR)),
        )
    ]  # fmt: skip
    none = None
    assert found == [
        none, none, none, FULL, FULL, AWAY, AWAY, FULL, AWAY, AWAY, none, none, none, FULL, AWAY, AWAY, none,
    ]  # fmt: skip
