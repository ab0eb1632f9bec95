"""A migrated database with the reference data, made once and copied for each process of the tests.

Its name carries a digest of everything of the tree that could alter it, so a kept one is never older than the code.
On SQLite it is a file in var/, on PostgreSQL a database on the same server, which CREATE DATABASE takes as its template.
`python -m tests.kept_database` makes the one that DATABASE_URL asks for, ahead of the tests.
"""

import fcntl
import gc
import hashlib
import io
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import cache
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import django
import psycopg
from django.core.management import call_command
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("accounts", "events", "grassroots", "regions", "reports")
OF_PAGES = {"views", "forms", "templatetags", "documents", "operations"}
"""Folders and modules that answer requests or look after an installation: a database is the same whatever they say."""
LIBRARIES = ("Django", "django-allauth", "django-simple-history")
"""Whose migrations and signals write into it."""
NAME = "register_kept"
FOLDER = ROOT / "var" / "kept"
KEPT_ON_A_SERVER = 4
LOCK = 20210730


@cache
def digest() -> str:
    said = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in LIBRARIES).encode())
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            place = path.relative_to(ROOT)
            if path.suffix in (".py", ".csv") and not OF_PAGES & {*place.parts, path.stem}:
                said.update(f"{place.as_posix()} ".encode() + path.read_bytes())
    return said.hexdigest()[:16]


def copy_to_file(path: Path) -> None:
    shutil.copyfile(sqlite_file(), path)


def put_back_file(untouched: Path, used: str) -> None:
    """The database as it was, at the end of a transactional test: quicker than emptying every table."""
    with closing(sqlite3.connect(untouched)) as kept, closing(sqlite3.connect(used)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        kept.backup(connection)


def sqlite_file() -> Path:
    """The kept file, made if there is none yet; one process at a time, the others then find what it made."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = FOLDER / f"{NAME}_{digest()}.sqlite3"
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not wanted.exists():
            for older in FOLDER.glob(f"{NAME}_*"):
                older.unlink()
            making = FOLDER / f"{NAME}_making.sqlite3"
            _fill(f"sqlite:///{making}")
            making.rename(wanted)
    return wanted


def copy_to_server(url: str, name: str) -> None:
    """On the server of `url`, where other trees may keep theirs: the last few stay, and nobody copies what goes."""
    with on_server(url) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        template = _template(connection, url)
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
    with psycopg.connect(urlsplit(url)._replace(path=f"/{name}").geturl()) as connection:
        remember(connection)


def remember(connection: psycopg.Connection) -> None:
    """Keeps beside the tables what they hold now, for `put_back`."""
    connection.execute("CREATE SCHEMA kept")
    for table in _tables(connection):
        if connection.execute(SQL("SELECT 1 FROM {} LIMIT 1").format(Identifier(table))).fetchone():
            connection.execute(SQL("CREATE TABLE kept.{0} AS TABLE {0}").format(Identifier(table)))


def put_back(url: str, name: str) -> None:
    """The rows that were remembered and no others: a few deletions, where TRUNCATE makes every table and index anew."""
    with psycopg.connect(urlsplit(url)._replace(path=f"/{name}").geturl()) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")  # past triggers and references
        for table in _tables(connection):
            connection.execute(SQL("DELETE FROM {}").format(Identifier(table)))
        columns = connection.execute(
            "SELECT k.table_name, array_agg(k.column_name::text) FROM information_schema.columns k "
            "JOIN information_schema.columns c USING (table_name, column_name) WHERE k.table_schema = 'kept' "
            "AND c.table_schema = 'public' AND c.is_generated = 'NEVER' GROUP BY k.table_name"
        ).fetchall()
        for table, names in columns:
            statement = SQL("INSERT INTO {0} ({1}) SELECT {1} FROM kept.{0}")
            connection.execute(statement.format(Identifier(table), SQL(", ").join(map(Identifier, names))))
        _count_on(connection)


def _count_on(connection: psycopg.Connection) -> None:
    """Keys go on after the rows that are there: `flush` begins them anew."""
    keys = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
        "AND is_identity = 'YES' AND table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = 'kept')"
    ).fetchall()
    for table, column in keys:
        connection.execute(
            SQL("SELECT setval(pg_get_serial_sequence(%s, %s), (SELECT max({}) FROM {}))").format(
                Identifier(column), Identifier(table)
            ),
            [f'"{table}"', column],
        )


def _tables(connection: psycopg.Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]


def drop(url: str, name: str) -> None:
    with on_server(url) as connection:
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def on_server(url: str) -> psycopg.Connection:
    return psycopg.connect(urlsplit(url)._replace(path="/postgres").geturl(), autocommit=True)


def _template(connection: psycopg.Connection, url: str) -> str:
    """The name of the kept database, made if there is none yet."""
    wanted, making = f"{NAME}_{digest()}", f"{NAME}_making"
    kept = connection.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC", [NAME]
    ).fetchall()
    if (wanted,) not in kept:
        for (older,) in [(making,), *kept[KEPT_ON_A_SERVER:]]:
            connection.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(older)))
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(making)))
        _fill(urlsplit(url)._replace(path=f"/{making}").geturl())
        connection.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(making), Identifier(wanted)))
    return wanted


def _fill(url: str) -> None:
    """In a process of its own, so that the connections of this one stay what they are."""
    environment = {**os.environ, "DATABASE_URL": url}
    subprocess.run([sys.executable, "-m", "tests.kept_database", "fill"], cwd=ROOT, env=environment, check=True)


def main(*arguments: str) -> None:
    url = os.environ.get("DATABASE_URL", "")
    if arguments == ("fill",):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grassroots.settings")
        gc.disable()  # a third of the time goes into looking through models of the past, which are gone in a minute
        django.setup()
        for command in ("migrate", "createcachetable", "load_reference"):
            call_command(command, verbosity=0, stdout=io.StringIO())
    elif url.startswith("postgres"):
        with on_server(url) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            _template(connection, url)
    else:
        sqlite_file()


if __name__ == "__main__":
    main(*sys.argv[1:])
