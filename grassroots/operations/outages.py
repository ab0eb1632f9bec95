"""Faults of the machine rather than of the program: the database does not answer, or a disk is full."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.whole_files import is_no_room

RETRY_AFTER_SECONDS = 30

POSTGRESQL_FULL = "53100"
POSTGRESQL_AWAY = ("08", "53", "57P", "58")
"""How states of PostgreSQL begin that say nothing about the statement: connection, resources, shutting down, system."""
SQLITE_AWAY = (
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outage:
    """`code` is that of the API's problem; `is_certain`: nothing of what was sent can have been saved."""

    code: str
    title: str | Promise
    what_to_do: str | Promise
    is_certain: bool

    @property
    def sentence(self) -> str:
        """What happened to what was sent, and what to do, for programs."""
        if self.is_certain:
            return f"{gettext('Nothing of it was saved.')} {self.what_to_do}"
        return f"{gettext('Whether it was saved is not known: look before you send it again.')} {self.what_to_do}"


FULL = Outage(
    "no-room", _("There is no room left on the server"), _("Tell an administrator, who has to make room."), True
)
AWAY = Outage(
    "database",
    _("The database does not answer at the moment"),
    _("It usually comes back by itself: try again in a minute. If it lasts, tell an administrator."),
    False,
)


def outage_of(error: BaseException | None) -> Outage | None:
    """None for a fault of the program: a statement that is wrong is no outage, whatever class its error has."""
    if error is None:
        return None
    if is_no_room(error):
        return FULL
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        return FULL if code == sqlite3.SQLITE_FULL else AWAY if code in SQLITE_AWAY else None
    state = getattr(cause, "sqlstate", None)
    if state == POSTGRESQL_FULL:
        return FULL
    return AWAY if state is None or state.startswith(POSTGRESQL_AWAY) else None
