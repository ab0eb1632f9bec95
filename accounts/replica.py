"""Heavy reads on a streaming replica of PostgreSQL, where REPLICA_DATABASE_URL names one: never older than what the reader did.

    @reads_replica
    def report(request): ...

lets the view, and the page that it answers with, read the register's tables from the replica, when that has everything this
person has written (by the trail, whichever way he wrote it) and is at most REPLICA_MOST_LAG_SECONDS behind for everybody
else. Otherwise, and whenever the replica fails, the same view reads from the primary. Writes never go there.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.utils import InterfaceError
from django.http import HttpRequest, HttpResponseBase
from django.template.response import SimpleTemplateResponse

REPLICA = "replica"
OURS = {"regions", "accounts", "events", "reports"}
SECONDS_LEFT_ALONE = 10
"""A replica that failed is asked again after that long, so that not every page waits for it."""

_log = logging.getLogger("register.replica")
_is_reading: ContextVar[bool] = ContextVar("reading from the replica", default=False)
_failed_at = {REPLICA: float("-inf")}


class Router:
    """Reads of our tables inside of `reads_replica` go to the replica, everything else to the primary."""

    def db_for_read(self, model, **_hints) -> str:
        return REPLICA if _is_reading.get() and model._meta.app_label in OURS else DEFAULT_DB_ALIAS

    def db_for_write(self, model, **_hints) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *_models, **_hints) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, *_arguments, **_hints) -> bool | None:
        return False if db == REPLICA else None


def reads_replica(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For a view that only reads, innermost of its decorators."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if REPLICA not in settings.DATABASES or request.method not in ("GET", "HEAD") or not is_fresh(request.user):
            return view(request, *args, **kwargs)
        try:
            with _reading():
                response = view(request, *args, **kwargs)
                if isinstance(response, SimpleTemplateResponse):
                    response.render()
                return response
        except (DatabaseError, InterfaceError) as error:
            _give_up(error)
            return view(request, *args, **kwargs)

    return wrapped


@contextmanager
def _reading():
    token = _is_reading.set(True)
    try:
        yield
    finally:
        _is_reading.reset(token)


def _give_up(error: Exception) -> None:
    _failed_at[REPLICA] = time.monotonic()
    _log.warning("The replica failed, the primary answers: %s", str(error).partition("\n")[0])
    connections[REPLICA].close()


def is_fresh(user) -> bool:
    """Whether the replica answers, has every record of this person's and is not too far behind."""
    if time.monotonic() - _failed_at[REPLICA] < SECONDS_LEFT_ALONE:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_current_wal_flush_lsn()::text, "
            "(SELECT COALESCE(MAX(position), 0) FROM accounts_record WHERE by_id = %s)",
            [user.pk],
        )
        written, own = cursor.fetchone()
    try:
        with connections[REPLICA].cursor() as cursor:
            cursor.execute(
                "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn, "
                "EXTRACT(EPOCH FROM now() - pg_last_xact_replay_timestamp()), "
                "(SELECT COALESCE(MAX(position), 0) FROM accounts_record)",
                [written],
            )
            has_everything, seconds, known = cursor.fetchone()
    except (DatabaseError, InterfaceError) as error:
        _give_up(error)
        return False
    if known < own:
        return False
    return bool(has_everything) or (seconds is not None and seconds <= settings.REPLICA_MOST_LAG_SECONDS)
