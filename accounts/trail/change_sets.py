"""One change set for each transaction: opened by its first write, sealed as it commits.

A wrapper around the connection's statements sees each write to a table that triggers watch (accounts.trail.triggers) and
gives the transaction a change set first; the triggers note each row under it and refuse rows without one. Right before the
commit everything noted is digested and appended to the chain, in the same transaction: all of it stays, or nothing.
A write outside of any transaction gets one of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.trail.models import Record
from accounts.trail.sealing import seal
from accounts.trail.triggers import SETTING, watched

_WRITE = re.compile(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(?:"?main"?\.|"?public"?\.)?"?(\w+)', re.IGNORECASE)


class OpenSet:
    """What a connection knows of the change set of its transaction; `key` is None while nothing was written."""

    is_kept = False
    """Whether this database has a trail; the first migrations write before it does."""

    def __init__(self) -> None:
        self.key: str | None = None
        self.is_announced = False
        self.is_sealing = False

    def forget(self) -> None:
        self.key, self.is_announced = None, False


def follow(*, connection: BaseDatabaseWrapper, **_kwargs) -> None:
    """For each new connection: watch its statements, and seal before it commits."""
    known: Any = connection
    if not hasattr(known, "open_set"):
        known.open_set = OpenSet()
        known.execute_wrappers.append(_watch)
        _seal_before_commit(known)
    known.open_set.forget()
    if connection.vendor == "sqlite":
        open_set = known.open_set
        known.connection.create_function("register_change_set", 0, lambda: open_set.key)


def _watch(execute, sql, params, many, context):
    connection = context["connection"]
    write = _WRITE.match(sql) if sql[:1] in "IUDiud \n" else None
    if write is None or write[1] not in watched() or not _is_followed(connection):
        return execute(sql, params, many, context)
    if _is_in_transaction(connection):
        open_for(connection)
        return execute(sql, params, many, context)
    with transaction.atomic(using=connection.alias):
        open_for(connection)
        answer = execute(sql, params, many, context)
        if connection.vendor == "sqlite" and " RETURNING " in sql:
            context["cursor"].cursor = _Fetched(context["cursor"].cursor)
        return answer


class _Fetched:
    """A cursor whose rows were fetched at once: SQLite does not commit while a statement still has rows to give."""

    def __init__(self, cursor) -> None:
        self.cursor = cursor
        self.rows: list | None = cursor.fetchall()

    def execute(self, *args):
        self.rows = None
        return self.cursor.execute(*args)

    def fetchone(self):
        if self.rows is None:
            return self.cursor.fetchone()
        return self.rows.pop(0) if self.rows else None

    def fetchall(self) -> list:
        if self.rows is None:
            return self.cursor.fetchall()
        rows, self.rows = self.rows, []
        return rows

    def __getattr__(self, name: str):
        return getattr(self.cursor, name)


def _is_followed(connection) -> bool:
    state = connection.open_set
    if not state.is_kept and not state.is_sealing:
        state.is_kept = Record._meta.db_table in connection.introspection.table_names()
    return state.is_kept and not state.is_sealing


def _is_in_transaction(connection) -> bool:
    """Of the program's own; the one that a test puts around everything never commits."""
    return any(not block._from_testcase for block in connection.atomic_blocks)


def open_for(connection) -> None:
    """Gives the transaction a change set, if it has none yet."""
    state = connection.open_set
    state.key = state.key or uuid4().hex
    if not state.is_announced:
        _announce(connection, state.key)
    state.is_announced = True


def key_of_this(using: str = DEFAULT_DB_ALIAS) -> UUID | None:
    """Of the change set of the transaction under way; None while it has written nothing that the trail follows."""
    key = getattr(connections[using], "open_set", OpenSet()).key
    return UUID(key) if key else None


def _announce(connection, key: str) -> None:
    """To the triggers; on SQLite they ask for it themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, key])


def _seal_before_commit(connection) -> None:
    commit, rollback = connection.commit, connection.rollback
    release, back_to = connection.savepoint_commit, connection.savepoint_rollback

    def sealed_commit() -> None:
        try:
            _seal(connection)
        except BaseException:
            rollback_all()
            raise
        commit()

    def rollback_all() -> None:
        connection.open_set.forget()
        rollback()

    def sealed_release(sid) -> None:
        if not _is_in_transaction(connection):  # the outermost one within a test
            _seal(connection)
            _announce(connection, "")
        release(sid)

    def back_to_savepoint(sid) -> None:
        back_to(sid)
        connection.open_set.is_announced = False  # PostgreSQL takes the setting back too

    connection.commit, connection.rollback = sealed_commit, rollback_all
    connection.savepoint_commit, connection.savepoint_rollback = sealed_release, back_to_savepoint


def _seal(connection) -> None:
    state = connection.open_set
    if state.key is None or state.is_sealing:
        return
    key, within = state.key, connection.in_atomic_block
    state.is_sealing, connection.in_atomic_block = True, True
    try:
        seal(key)
    finally:
        state.is_sealing, connection.in_atomic_block = False, within
        state.forget()


def follow_open_connections() -> None:
    """Those made before the register was ready."""
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None:
            follow(connection=connection)


@contextmanager
def not_followed(connection) -> Iterator[None]:
    """For what copies a whole database, whose rows bring their change sets with them; the triggers are away meanwhile."""
    connection.ensure_connection()
    connection.open_set.is_sealing = True
    try:
        yield
    finally:
        connection.open_set.is_sealing = False
