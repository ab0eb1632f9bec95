"""From SQLite to PostgreSQL, or back: everything that the register knows, unchanged."""

import os
import subprocess
import sys
from pathlib import Path

import dj_database_url
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections

from grassroots.operations.backup import Refused
from grassroots.operations.health import is_migrated
from grassroots.operations.moving import TARGET, move


class Command(BaseCommand):
    help = "Copies everything into another, empty database (SQLite to PostgreSQL or back), all or nothing."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--to", required=True, metavar="URL", help="postgres://user:password@host:5432/name")

    def handle(self, *, to: str, **_options) -> None:
        if not is_migrated():
            raise CommandError("The database is older than the program: run manage.py prepare --no-sample first.")
        try:
            named = dict(dj_database_url.parse(to))
        except ValueError as error:
            raise CommandError(f"--to is no address of a database: {error}") from error
        connections.databases[TARGET] = named
        connections.configure_settings(connections.databases)
        try:
            moved = move(say=self.stdout.write)
        except Refused as refused:
            raise CommandError(f"Nothing was moved. {refused}") from refused
        except DatabaseError as error:
            raise CommandError(f"Nothing was moved: {error}") from error
        finally:
            connections[TARGET].close()
        self.stdout.write(
            f"Moved {moved.rows:,} rows of {moved.tables} tables from {connection.display_name} to "
            f"{connections[TARGET].display_name}; each was read back and is the same. The running totals were counted anew "
            "and are the same."
        )
        self._verify(to)
        self.stdout.write("Set DATABASE_URL to the new address and start the site. MEDIA_ROOT stays where it is.")

    def _verify(self, to: str) -> None:
        """In a process that knows the new database alone."""
        done = subprocess.run(
            [sys.executable, Path(settings.BASE_DIR) / "manage.py", "verify_audit"],
            env={**os.environ, "DATABASE_URL": to},
            capture_output=True,
            text=True,
            check=False,
        )
        self.stdout.write(done.stdout.rstrip())
        if done.returncode:
            raise CommandError(f"The trail does not agree in the new database: {done.stderr.strip()[-500:]}")
