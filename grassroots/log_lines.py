"""Log lines without the content of rows, without secrets of addresses, and one line for each message."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime

from django.db import DataError, Error

from accounts.trail.sources import current

SECRETS = re.compile(r"(/invitations/\d+/|/accounts/password/reset/key/)[^/\s\"']+")
"""Addresses that open an account to whoever has them."""

DETAIL = re.compile(r"\bDETAIL:.*?(?=\n(?:CONTEXT|HINT|LINE|Traceback|  File|\n)|\Z)", re.DOTALL)
"""Where PostgreSQL quotes the row that it refused."""

CONTROL = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), 127)}


class RequestId(logging.Filter):
    """Gives each record the id of the request that it came of and the number of the person who made it, "-" without one.

    Nobody is looked up for a line: a person counts as known once the request has asked who it is.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "request_id"):
            record.request_id = current().request_id or "-"
        if not hasattr(record, "person"):
            asked = getattr(record, "request", None) or current().request
            record.person = getattr(getattr(asked, "_cached_user", None), "pk", None) or "-"
        return True


class LineFormatter(logging.Formatter):
    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 as logging names it
        """With the distance from UTC, so that lines of two machines can be laid side by side."""
        return datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")

    def format(self, record: logging.LogRecord) -> str:
        record.message = record.getMessage()
        record.asctime = self.formatTime(record, self.datefmt)
        said = self.formatMessage(record)
        for argument in record.args if isinstance(record.args, tuple) else ():
            said = _without_rows(said, argument)
        lines = [_plain(said).replace("\n", "\\n")]
        if record.exc_info:
            lines.append(_plain(self.formatException(record.exc_info)))
        return "\n".join(lines)

    def formatException(self, ei) -> str:  # noqa: N802 as logging names it
        text = super().formatException(ei)
        for error in _chain(ei[1]):
            text = _without_rows(text, error)
        return text


class JsonFormatter(LineFormatter):
    """One JSON object a line: time, level, logger, request, message, error where there was one, and what a line adds."""

    def __init__(self):
        super().__init__("{message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        message, _separator, error = super().format(record).partition("\n")
        said = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", "-"),
            "person": getattr(record, "person", "-"),
            "message": message,
            **({"error": error} if error else {}),
            **getattr(record, "said", {}),
        }
        return json.dumps(said, ensure_ascii=False)


def _plain(text: str) -> str:
    return SECRETS.sub(r"\1…", DETAIL.sub("DETAIL: …", text)).translate(CONTROL)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        each = waiting.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            yield each
            waiting += [each.__cause__, each.__context__]


def _without_rows(text: str, error: object) -> str:
    """A database's message shortened to its first line, which names the rule; of refused data not even that."""
    is_of_driver = type(error).__module__.split(".")[0] in ("psycopg", "sqlite3")
    if not isinstance(error, BaseException) or not (isinstance(error, Error) or is_of_driver) or not str(error):
        return text
    is_data = isinstance(error, DataError) or any(base.__name__ == "DataError" for base in type(error).__mro__)
    return text.replace(str(error), "…" if is_data else str(error).splitlines()[0])
