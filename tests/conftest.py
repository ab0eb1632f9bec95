"""What every test may use: a database that holds the reference data, and plain fast settings."""

import gc
import io
import shutil
from functools import partial
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.test import TransactionTestCase
from django.utils import translation

from accounts.trail import triggers
from accounts.trail.sources import _record_download
from regions.models import State
from reports.reference_tables import ALL_REFERENCE_TABLES
from tests import kept_database


def pytest_configure(config):
    """Pages are tested in Japanese too: the catalogue is compiled when it is newer, as bin/test does."""
    if not hasattr(config, "workerinput"):
        for source in Path(settings.BASE_DIR).glob("locale/*/LC_MESSAGES/django.po"):
            compiled = source.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
                with source.open("rb") as texts, compiled.open("wb") as file:
                    write_mo(file, read_po(texts, locale=source.parts[-3]))


def pytest_collection_finish():
    """What is loaded by now stays: without looking through all of it again and again a tenth of the time is saved."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


def _uses_database(item) -> bool:
    if {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())):
        return True
    return bool(item.get_closest_marker("django_db"))


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL only what asks a database is tried: the rest has the same outcome there, and runs on SQLite.

    `one_database` marks what asks one and is about pages' words and shapes, whatever the database.
    """
    if connection.vendor == "sqlite":
        return
    chosen = [item for item in items if _uses_database(item) and not item.get_closest_marker("one_database")]
    left_out = set(items) - set(chosen)
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = chosen


@pytest.fixture(autouse=True)
def plain_settings(settings, tmp_path, monkeypatch):
    """Fast hashing, a cache in memory, files in a folder of the test, mail at once."""
    monkeypatch.setattr("accounts.adapters.later", lambda act: act())
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.STORAGES = {
        "default": {"BACKEND": "events.whole_files.WholeFileStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)  # an earlier test's page may have left another one


@pytest.fixture(autouse=True)
def files_are_limited(monkeypatch):
    """Whichever test is handed a file: the view that handed it out counts how many a person asks for.

    Not the admin's, where administrators take out reference data, some dozens of lines, nor a person's own recovery codes.
    """

    def record(request, response):
        asked = request.resolver_match
        is_own = asked.namespace == "admin" or asked.url_name == "mfa_download_recovery_codes"
        is_limited = is_own or getattr(asked.func, "limited_by", None)
        assert is_limited, f"{request.path} hands out a file and is not limited"
        _record_download(request, response)

    monkeypatch.setattr("accounts.trail.sources._record_download", record)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_modify_db_settings_parallel_suffix, django_db_blocker, tmp_path_factory
):
    """Each process has a copy of the kept database (tests/kept_database.py): migrated, with the reference data.

    SQLite is a file, as in production: a server in another thread then has its own connection to it.
    """
    known, url = connection.settings_dict, settings.DATABASE_URL
    if connection.vendor == "sqlite":
        folder = tmp_path_factory.mktemp("database")
        known["NAME"], untouched = str(folder / "register.sqlite3"), folder / "untouched.sqlite3"
        known["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
        kept_database.copy_to_file(untouched)
        shutil.copyfile(untouched, known["NAME"])
        put_back = partial(kept_database.put_back_file, untouched, known["NAME"])
    else:
        known.setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
        known["NAME"] = connection.creation._get_test_db_name()
        kept_database.copy_to_server(url, known["NAME"])
        put_back = partial(kept_database.put_back, url, known["NAME"])
    TransactionTestCase._fixture_teardown = lambda _test: (connections.close_all(), put_back())
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    if connection.vendor == "postgresql":
        kept_database.drop(url, known["NAME"])


@pytest.fixture(autouse=True)
def reference_data(request):
    """A transactional test leaves an empty database behind; the next test finds the reference data again."""
    if _uses_database(request.node):
        request.getfixturevalue("db")
        _load_reference()


@pytest.fixture
def no_reference_data(db):
    """An empty database, for tests of what loads the reference data."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        for table in reversed(ALL_REFERENCE_TABLES):
            for model in (table.model.history.model, table.model):
                cursor.execute(f"DELETE FROM {model._meta.db_table}")
    triggers.install(connection)


def _load_reference() -> None:
    if not State.objects.exists():
        call_command("load_reference", stdout=io.StringIO())
