"""Measures the register on SQLite and PostgreSQL at several sizes in one run, and prints Markdown tables.

    python -m bench.run [--sizes 1000,100000,1000000] [--databases sqlite,postgresql]

PostgreSQL is the server of BENCH_DATABASE_URL (default postgres://postgres@127.0.0.1:5432/postgres);
the run makes its own database there and drops it again.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")


def measure(database_url: str, size: int, folder: str) -> dict:
    """One row of figures from a process of its own."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "VAR_DIR": folder,
        "SECRET_KEY": "only-for-measuring",
        "HTTPS": "0",
        "DEBUG": "0",
    }
    command = [sys.executable, "-m", "bench.measure", "--events", str(size)]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def on_sqlite(size: int) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        return measure(f"sqlite:///{folder}/bench.sqlite3", size, folder)


def on_postgresql(size: int) -> dict:
    name = f"register_bench_{size}"
    url = urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))
    drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    with psycopg.connect(SERVER, autocommit=True) as server, tempfile.TemporaryDirectory() as folder:
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            return measure(url, size, folder)
        finally:
            server.execute(drop)


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def report_table(results: list[dict]) -> str:
    rows = []
    for result in results:
        figures = result["figures"]
        bare = figures["bare"]
        rows.append(
            [
                result["database"],
                f"{result['events']:,}",
                f"{bare:.1f} ms",
                f"{figures['events'] / bare:.2f}",
                f"{figures['totals'] / bare:.3f}",
                f"{figures['report'] / bare:.3f}",
                f"{result['memory_mb']:.0f} MB",
            ]
        )
    head = [
        "database",
        "events",
        "bare SQL",
        "app over events ÷ bare",
        "app over running totals ÷ bare",
        "whole report ÷ bare",
        "memory",
    ]
    return table(head, rows)


def page_table(results: list[dict]) -> str:
    """Milliseconds of server time, and in brackets the ratio to the smallest size on the same database."""
    smallest = {result["database"]: result for result in reversed(results)}
    head = ["page", *(f"{result['database']} {result['events']:,}" for result in results)]
    rows = []
    for page in results[0]["pages"]:
        row = [page]
        for result in results:
            value, base = result["pages"].get(page), smallest[result["database"]]["pages"].get(page)
            row.append(f"{value:.0f} ms ({value / base:.1f})" if value and base else "–")
        rows.append(row)
    return table(head, rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,100000,1000000")
    parser.add_argument("--databases", default="sqlite,postgresql")
    options = parser.parse_args()
    makers = {"sqlite": on_sqlite, "postgresql": on_postgresql}
    results = []
    for database in options.databases.split(","):
        for size in options.sizes.split(","):
            results.append(makers[database](int(size)))
            print(f"{database} {size} done", file=sys.stderr)
    print(f"Measured on {datetime.now(UTC):%Y-%m-%d}, Python {sys.version.split()[0]}, {os.cpu_count()} cores.\n")
    print(report_table(results), page_table(results), sep="\n\n")


if __name__ == "__main__":
    main()
