"""Counters in Prometheus form, over all processes of one server: requests and their time, queries, slow ones, failures.

Labels are names of views, methods and status codes: nothing of a person, of an event or of an address.
"""

import os

from django.http import HttpRequest
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

REQUEST_SECONDS = Histogram(
    "register_request_seconds", "Time from a request to its answer.", ("method", "view", "status"), buckets=SECONDS
)
DATABASE_SECONDS = Histogram(
    "register_request_database_seconds", "Of that, time spent waiting for the database.", ("view",), buckets=SECONDS
)
QUERIES = Counter("register_queries", "Statements sent to the database.", ("view",))
SLOW_QUERIES = Counter("register_slow_queries", "Statements that took longer than SLOW_QUERY_MS.", ("view",))
FAILURES = Counter("register_failures", "Requests that ended in a fault of the program.", ("view", "error"))


def view_of(request: HttpRequest | None) -> str:
    """The name of the view, such as event_list or admin:index; "none" for an address that there is not."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name if match else "") or "none"


def page() -> bytes:
    """All counters as text (text/plain; version=0.0.4), those of the other processes with them."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest()
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return generate_latest(registry)
