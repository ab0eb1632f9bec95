"""Times each request and its queries, counts them, and writes a line where a line is due."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from grassroots.operations import metrics

requests_log = logging.getLogger("register.requests")
slow_log = logging.getLogger("register.slow_queries")
LONGEST_STATEMENT = 2000


@dataclass(slots=True)
class QueriesSeen:
    """Wraps each statement of one request; keeps the text of the slow ones, never what was put into them."""

    count: int = 0
    seconds: float = 0.0
    slow: list[tuple[float, str]] = field(default_factory=list)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: dict) -> Any:  # noqa: FBT001 as Django calls it
        began = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = perf_counter() - began
            self.count += 1
            self.seconds += took
            if took * 1000 > settings.SLOW_QUERY_MS:
                self.slow.append((took, str(sql)[:LONGEST_STATEMENT]))


_seen: ContextVar[QueriesSeen | None] = ContextVar("queries_seen", default=None)


def _watch(execute: Any, sql: str, params: Any, many: bool, context: dict) -> Any:  # noqa: FBT001 as Django calls it
    seen = _seen.get()
    return execute(sql, params, many, context) if seen is None else seen(execute, sql, params, many, context)


@receiver(connection_created)
def watch(connection: Any, **_kwargs: Any) -> None:
    """Once for each connection. A wrapper put on for one request would at its end take off whichever came last, and that
    is another's (the trail's) where the connection began within the request.
    """
    if _watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watch)


class RequestsSeenMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen, began = QueriesSeen(), perf_counter()
        token = _seen.set(seen)
        try:
            response = self.get_response(request)
        finally:
            _seen.reset(token)
        self._note(request, response.status_code, perf_counter() - began, seen)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Only faults come here: what is answered with 403 or 404 on purpose is no failure."""
        metrics.FAILURES.labels(metrics.view_of(request), type(error).__name__).inc()

    def _note(self, request: HttpRequest, status: int, took: float, seen: QueriesSeen) -> None:
        view = metrics.view_of(request)
        metrics.REQUEST_SECONDS.labels(request.method, view, status).observe(took)
        metrics.DATABASE_SECONDS.labels(view).observe(seen.seconds)
        metrics.QUERIES.labels(view).inc(seen.count)
        for seconds, sql in seen.slow:
            metrics.SLOW_QUERIES.labels(view).inc()
            slow_log.warning("%s: %d ms: %s", view, seconds * 1000, sql)
        requests_log.info(
            "%s %s %d %d ms, %d queries in %d ms",
            request.method, view, status, took * 1000, seen.count, seen.seconds * 1000,
            extra={"said": {"method": request.method, "view": view, "status": status, "ms": round(took * 1000),
                            "queries": seen.count, "database_ms": round(seen.seconds * 1000)}},
        )  # fmt: skip
