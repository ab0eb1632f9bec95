"""What counting, timing and logging each request costs: processor microseconds for one request of the smallest page.

    python bench/requests_seen.py

With RequestsSeenMiddleware and without, in turns; with REQUEST_LOG=1 and JSON lines besides; and the counters' own page.
"""

import io
import logging
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ |= {"DJANGO_SETTINGS_MODULE": "grassroots.settings", "SECRET_KEY": "only-for-measuring", "HTTPS": "0"}
os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp()
os.environ.setdefault("METRICS_TOKEN", "only-for-measuring")

import django

django.setup()

from django.conf import settings  # noqa: E402 Django has to be set up first
from django.test import Client  # noqa: E402 Django has to be set up first

from grassroots.log_lines import JsonFormatter, RequestId  # noqa: E402 Django has to be set up first

SEEN = "grassroots.operations.requests_seen.RequestsSeenMiddleware"
REQUESTS, TURNS = 50, 7


def each(client: Client) -> float:
    began = process_time()
    for _number in range(REQUESTS):
        client.get("/healthz", SERVER_NAME="127.0.0.1")
    return (process_time() - began) / REQUESTS * 1_000_000


def client_with(*, seen: bool) -> Client:
    """One whose handler was made with the middleware or without."""
    whole = settings.MIDDLEWARE
    settings.MIDDLEWARE = whole if seen else [name for name in whole if name != SEEN]
    client = Client()
    client.get("/healthz", SERVER_NAME="127.0.0.1")
    settings.MIDDLEWARE = whole
    return client


def main() -> None:
    lines = logging.StreamHandler(io.StringIO())
    lines.setFormatter(JsonFormatter())
    lines.addFilter(RequestId())
    log = logging.getLogger("register.requests")
    log.addHandler(lines)
    log.propagate = False
    counted, bare = client_with(seen=True), client_with(seen=False)

    def logged() -> float:
        log.setLevel(logging.INFO)
        try:
            return each(counted)
        finally:
            log.setLevel(logging.WARNING)

    acts: dict[str, Callable[[], float]] = {
        "neither": lambda: each(bare), "counted": lambda: each(counted), "counted, and a JSON line": logged,
    }  # fmt: skip
    found: dict[str, list[float]] = {name: [] for name in acts}
    for _turn in range(TURNS):
        for name, act in acts.items():
            found[name].append(act())
    base = statistics.median(found["neither"])
    print(
        f"load {os.getloadavg()[0]:.1f}\n\n| a request of /healthz | processor | more than neither |\n| --- | ---: | ---: |"
    )
    for name, times in found.items():
        print(f"| {name} | {statistics.median(times):.0f} µs | {statistics.median(times) - base:.0f} µs |")
    began = process_time()
    page = counted.get("/metrics", headers={"Authorization": "Bearer only-for-measuring"}, SERVER_NAME="127.0.0.1")
    print(f"| /metrics, {len(page.content) / 1000:.0f} kB | {(process_time() - began) * 1_000_000:.0f} µs | |")


if __name__ == "__main__":
    main()
