"""The two databases: a copy as of one moment while people write, and all of a copy back in one transaction."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Protocol

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient
from django.db.backends.sqlite3._functions import register

from grassroots.operations.backup import Refused, facts
from grassroots.operations.backup.facts import Facts

CHUNK = 1024 * 1024
PAGES_AT_A_TIME = 2000
SECONDS_FOR_A_LOCK = 20
SCHEMA = "public"
"""Of PostgreSQL: what lies beside it in the same database is not the register's."""
PEOPLE, EVENTS = "accounts_user", "events_event"
Before = Callable[[], None]
"""What is done at the last moment before a restored database takes the place of the old one."""


class Kind(Protocol):
    """One of the two. `name` stands in the manifest, `file` in the archive."""

    name: str
    file: str

    def __init__(self, connection: BaseDatabaseWrapper) -> None: ...
    def check_tools(self) -> None: ...
    def copy(self, path: Path) -> tuple[Facts, str]:
        """Writes a copy and returns what holds for it, and the server's version."""
        ...

    def held(self) -> dict[str, int]:
        """Table -> rows, of people and events: {} where there is no register yet."""
        ...

    def replace(self, path: Path, wanted: Facts, before: Before) -> None: ...
    def facts(self) -> Facts: ...


def said_of_held(kind: Kind) -> str:
    """“18 rows in accounts_user and 918 rows in events_event”; '' where there is neither people nor event."""
    return " and ".join(f"{count:,} rows in {table}" for table, count in kind.held().items() if count)


class Sqlite:
    name, file = "sqlite", "register.sqlite3"

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.path = Path(connection.settings_dict["NAME"])

    def check_tools(self) -> None:
        """Needs none."""

    def copy(self, path: Path) -> tuple[Facts, str]:
        """In one step and one read transaction: writers go on beside it."""
        with closing(self._opened()) as source, closing(sqlite3.connect(path)) as copy:
            source.backup(copy)
        return self._of_file(path), f"SQLite {sqlite3.sqlite_version}"

    def _opened(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=SECONDS_FOR_A_LOCK)

    def _of_file(self, path: Path) -> Facts:
        with closing(sqlite3.connect(path)) as connection:
            return facts.read(connection.cursor(), tables=self._tables(connection))

    @staticmethod
    def _tables(connection: sqlite3.Connection) -> list[str]:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return [name for (name,) in found]

    def held(self) -> dict[str, int]:
        if not self.path.exists():
            return {}
        with closing(self._opened()) as connection:
            tables = self._tables(connection)
            return {
                table: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
                for table in (PEOPLE, EVENTS)
                if table in tables
            }

    def facts(self) -> Facts:
        with closing(self._opened()) as connection:
            connection.execute("BEGIN")
            return facts.read(connection.cursor(), tables=self._tables(connection))

    def replace(self, path: Path, wanted: Facts, before: Before) -> None:
        """Through SQLite's own backup into the file: one transaction, safe beside a write-ahead log and other processes."""
        with closing(sqlite3.connect(path)) as copy:
            register(copy)  # what the register's constraints call
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise Refused("The database in the backup is damaged.")
        _must_agree(wanted, self._of_file(path))
        self.path.parent.mkdir(parents=True, exist_ok=True)
        before()
        try:
            with (
                closing(sqlite3.connect(path)) as copy,
                closing(sqlite3.connect(self.path, timeout=SECONDS_FOR_A_LOCK)) as target,
            ):
                copy.backup(target, pages=PAGES_AT_A_TIME, progress=in_between)
        except sqlite3.OperationalError as error:
            raise Refused(f"The database could not be replaced: {error}. Stop the site and try again.") from error


def in_between(_status: int, _left: int, _total: int) -> None:
    """Called after each step of putting pages back; a test ends the process here."""


class Postgresql:
    name, file = "postgresql", "register.dump"

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.wrapper = connection

    def _connected(self) -> psycopg.Connection:
        parameters = self.wrapper.get_connection_params()
        known = ("dbname", "user", "password", "host", "port", "service", "sslmode", "sslrootcert", "sslcert", "sslkey")
        return psycopg.connect(**{name: parameters[name] for name in known if parameters.get(name)})

    def _command(self, program: str) -> tuple[list[str], dict[str, str]]:
        """`program` with the options that reach this database, and its environment, which holds the password."""
        (_psql, *options), added = DatabaseClient.settings_to_cmd_args_env(self.wrapper.settings_dict, [])
        return [program, *options], {**os.environ, **(added or {})}

    def check_tools(self) -> None:
        """Refused where PostgreSQL's programs are missing, or older than the server."""
        with closing(self._connected()) as connection:
            server = connection.info.server_version // 10000
        for program in ("pg_dump", "pg_restore", "psql"):
            if shutil.which(program) is None:
                raise Refused(
                    f"{program} is missing on this machine. Install PostgreSQL's client programs "
                    f"(Debian: apt install postgresql-client-{server})."
                )
            said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
            number = re.search(r"(\d+)[.\d]*", said)
            if number is None or int(number[1]) < server:
                raise Refused(
                    f"{program} is older ({said.strip()}) than the server (PostgreSQL {server}). Install "
                    f"postgresql-client-{server}."
                )

    def copy(self, path: Path) -> tuple[Facts, str]:
        """What is counted and what is dumped is one snapshot; writers go on beside it."""
        with closing(self._connected()) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            snapshot = _one(connection, "SELECT pg_export_snapshot()")
            version = _one(connection, "SHOW server_version")
            command, environment = self._command("pg_dump")
            wanted = [
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--schema={SCHEMA}",
                f"--snapshot={snapshot}",
                f"--file={path}",
            ]
            done = subprocess.run([*command, *wanted], env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                raise Refused(f"pg_dump failed: {done.stderr.strip()}")
            found = facts.read(connection.cursor(), tables=self._tables(connection))
        return found, f"PostgreSQL {version}"

    @staticmethod
    def _tables(connection: psycopg.Connection) -> list[str]:
        found = connection.execute(f"SELECT tablename FROM pg_tables WHERE schemaname = '{SCHEMA}'")
        return [name for (name,) in found]

    def held(self) -> dict[str, int]:
        with closing(self._connected()) as connection:
            tables = self._tables(connection)
            return {
                table: _one(connection, f"SELECT COUNT(*) FROM {table}")
                for table in (PEOPLE, EVENTS)
                if table in tables
            }

    def facts(self) -> Facts:
        with closing(self._connected()) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            return facts.read(connection.cursor(), tables=self._tables(connection))

    def replace(self, path: Path, wanted: Facts, before: Before) -> None:
        """One transaction of psql, which this process feeds and ends: without its COMMIT, all of it is undone."""
        with self._session() as (psql, said):
            _feed(psql, EMPTIED)
            self._feed_dump(psql, path)
            _feed(psql, _agreement(wanted))
            before()
            _feed(psql, "COMMIT;\n")
            psql.close()
            said()

    @contextmanager
    def _session(self) -> Iterator[tuple[IO[bytes], Callable[[], None]]]:
        """What psql reads, and a function that waits for its end and raises Refused when it failed."""
        command, environment = self._command("psql")
        options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
        with subprocess.Popen(
            [*command, *options], env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE
        ) as psql:
            reading, complaints = psql.stdin, psql.stderr
            if reading is None or complaints is None:
                raise AssertionError("both are pipes")

            def said() -> None:
                complaint = complaints.read().decode(errors="replace").strip()
                if psql.wait():
                    raise Refused(f"PostgreSQL refused, and nothing was changed: {complaint}")

            try:
                yield reading, said
            except BrokenPipeError:
                said()
                raise
            finally:
                with suppress(BrokenPipeError):
                    reading.close()
                with suppress(subprocess.TimeoutExpired):
                    psql.wait(SECONDS_FOR_A_LOCK)  # at the end of its input: without a COMMIT what it did is undone
                psql.kill()

    def _feed_dump(self, psql: IO[bytes], path: Path) -> None:
        command = ["pg_restore", "--no-owner", "--no-privileges", f"--schema={SCHEMA}", "--file=-", str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as dump:
            written, complaints = dump.stdout, dump.stderr
            if written is None or complaints is None:
                raise AssertionError("both are pipes")
            while chunk := written.read(CHUNK):
                psql.write(chunk)
                in_between(0, 0, 0)
            complaint = complaints.read().decode(errors="replace").strip()
        if dump.returncode:
            raise Refused(f"pg_restore cannot read the database in the backup: {complaint}")


EMPTIED = f"""
BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL lock_timeout = '{SECONDS_FOR_A_LOCK}s';
DO $do$
DECLARE each record;
BEGIN
  FOR each IN SELECT tablename AS name FROM pg_tables WHERE schemaname = '{SCHEMA}' LOOP
    EXECUTE format('DROP TABLE {SCHEMA}.%I CASCADE', each.name);
  END LOOP;
  FOR each IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = '{SCHEMA}'::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE format('DROP FUNCTION %s CASCADE', each.name);
  END LOOP;
END $do$;
"""
"""A dump is restored into nothing: what a newer program added would else stay beside it."""


def _agreement(wanted: Facts) -> str:
    """Raises within the transaction when what was restored is not what was backed up."""
    counts = [
        f"  IF (SELECT COUNT(*) FROM {SCHEMA}.\"{table}\") <> {count} THEN RAISE EXCEPTION '{table} has not % rows', {count}; END IF;"
        for table, count in wanted.rows.items()
    ]
    return "\n".join(["DO $do$", "BEGIN", *counts, "END $do$;", ""])


def _feed(stream: IO[bytes], text: str) -> None:
    stream.write(text.encode())
    stream.flush()


def _one(connection: psycopg.Connection, sql: str) -> Any:
    row = connection.execute(sql).fetchone()
    return row[0] if row else None


def _must_agree(wanted: Facts, found: Facts) -> None:
    differences = wanted.differences(found)
    if differences:
        raise Refused(f"The database in the backup is not what its manifest says: {'; '.join(differences)}.")


KINDS: dict[str, type[Kind]] = {"sqlite": Sqlite, "postgresql": Postgresql}
