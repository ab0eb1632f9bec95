"""Puts triggers into either database, sees whether they stand as they should, and takes them away.

What a set of triggers does is said elsewhere (accounts/trail/triggers.py, events/triggers.py, reports/frozen_triggers.py):
each set has a prefix.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

MOST = 40
"""Letters of a name beside prefix and digest: PostgreSQL cuts longer names off."""

Statements = dict[str, list[str]]
"""Trigger name -> the statements that make it."""


@dataclass(frozen=True, slots=True)
class TriggerKeeper:
    """The triggers whose names begin with one prefix."""

    prefix: str

    def on_sqlite(self, texts: Mapping[str, str]) -> Statements:
        """Of name -> what comes after CREATE TRIGGER."""
        named = {self._named(name, text): text for name, text in texts.items()}
        return {full: [f"CREATE TRIGGER {full} {text}"] for full, text in named.items()}

    def on_postgresql(self, texts: Mapping[str, tuple[str, str]]) -> Statements:
        """Of name -> function body and trigger clause."""
        wanted = {}
        for name, (body, clause) in texts.items():
            full = self._named(name, body + clause)
            wanted[full] = [
                f"CREATE OR REPLACE FUNCTION {full}() RETURNS trigger LANGUAGE plpgsql AS $body${body}$body$",
                f"CREATE TRIGGER {full} {clause} EXECUTE FUNCTION {full}()",
            ]
        return wanted

    def _named(self, name: str, text: str) -> str:
        """A trigger's name carries a digest of what it does, so that a changed one is seen and replaced."""
        return f"{self.prefix}_{name[:MOST]}_{hashlib.sha256(text.encode()).hexdigest()[:8]}"

    def present(self, connection, cursor) -> dict[str, str]:
        """Those that stand in the database: name -> table."""
        if connection.vendor == "sqlite":
            cursor.execute(
                f"SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{self.prefix}_%'"
            )
        else:
            cursor.execute(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "JOIN pg_namespace n ON n.oid = c.relnamespace "
                f"WHERE t.tgname LIKE '{self.prefix}_%' AND n.nspname = current_schema()"
            )
        return dict(cursor.fetchall())

    def stand(self, connection, wanted: Statements) -> bool:
        with connection.cursor() as cursor:
            return set(self.present(connection, cursor)) == set(wanted)

    def replace(self, connection, wanted: Statements) -> None:
        """Takes away what stands and puts in place what is wanted."""
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            self.remove(connection)
            for statements in wanted.values():
                for statement in statements:
                    cursor.execute(statement)

    def remove(self, connection) -> None:
        """SQLite cannot rebuild a table that a trigger of another one names."""
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for name, table in self.present(connection, cursor).items():
                if connection.vendor == "sqlite":
                    cursor.execute(f"DROP TRIGGER {name}")
                else:
                    cursor.execute(f"DROP TRIGGER {name} ON {table}")
                    cursor.execute(f"DROP FUNCTION {name}()")
