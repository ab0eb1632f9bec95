"""Fifty signed-in people at once for five minutes on PostgreSQL with 100,000 events, and the same with Django's admin.

    python -m bench.load [--people 50] [--seconds 300] [--events 100000] [--of register,admin] [--fault NAME …]

`pip install -r bench/requirements.txt` first, or LOCUST names the command of another environment. Two application processes
of gunicorn, a PostgreSQL server of its own, and locust share this machine's cores. Each person waits one to three seconds
between what he does: 80 % reading lists and reports, 15 % logging an event, 5 % files in and out (bench/load_users.py).
Afterwards every write that was acknowledged is looked for in the database: one that is missing ends the run with an error.

A fault comes when a third of the time has passed: `postgresql-restarted`, `postgresql-killed`, `worker-killed`.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import psycopg

from bench.load_people import PASSWORD
from bench.measure import told
from tests.postgresql_cluster import Cluster, own_cluster
from tests.sample_site import serving

ROOT = Path(__file__).resolve().parent.parent
PORT, DATABASE_PORT = 8190, 55490
SETTINGS = "-c max_connections=60 -c shared_buffers=512MB"
"""Of PostgreSQL; it syncs each commit to disk, as in production."""
LOCUST = os.environ.get("LOCUST") or shutil.which("locust") or str(ROOT / ".venv" / "bin" / "locust")


def environment(cluster: Cluster, folder: Path, of: str) -> dict[str, str]:
    return {
        **told(cluster.url("postgres"), str(folder)), "WORKERS": "2", "PORT": str(PORT), "ALLOWED_HOSTS": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "bench.load_admin" if of == "admin" else "grassroots.settings",
        "LOAD_OF": of, "LOAD_LOG": str(folder / "acknowledged.jsonl"), "LOAD_PASSWORD": PASSWORD,
    }  # fmt: skip


def warm_up() -> None:
    """Both processes have met their first page before anybody counts."""
    for _each in range(8):
        connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
        connection.request("GET", "/accounts/login/")
        if connection.getresponse().status != 200:
            raise SystemExit("The sign-in page did not come.")


def workers_of(process: subprocess.Popen) -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(pid) for pid in listed.split()]


def fault_named(name: str, cluster: Cluster, process: subprocess.Popen) -> Callable[[], None]:
    def restarted() -> None:
        cluster.stop("fast")
        time.sleep(5)
        cluster.start()

    def killed() -> None:
        cluster.stop()
        cluster.start()

    def worker_killed() -> None:
        os.kill(workers_of(process)[0], signal.SIGKILL)

    return {"postgresql-restarted": restarted, "postgresql-killed": killed, "worker-killed": worker_killed}[name]


def missing(cluster: Cluster, log: Path) -> tuple[int, list[str]]:
    """(how many writes were acknowledged, those of them that the database does not hold)."""
    said = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []
    with psycopg.connect(cluster.url("postgres")) as connection:
        held = {
            title for (title,) in connection.execute("SELECT title_en FROM events_event WHERE title_en LIKE 'Load %'")
        }
    return len(said), [title for title in said if title not in held]


def one_run(cluster: Cluster, folder: Path, of: str, *, people: int, seconds: int, fault: str = "") -> dict:
    said = environment(cluster, folder, of)
    log = Path(said["LOAD_LOG"])
    log.unlink(missing_ok=True)
    prefix = folder / f"{of}-{fault or 'calm'}"
    command = [
        LOCUST, "-f", "bench/load_users.py", "--headless", "-u", str(people), "-r", "5", "-t", f"{seconds}s", "-H",
        f"http://127.0.0.1:{PORT}", "--csv", str(prefix), "--only-summary", "--stop-timeout", "30", "--loglevel", "WARNING",
    ]  # fmt: skip
    with serving(PORT, environment=said) as (_address, process):
        warm_up()
        timer = threading.Timer(seconds / 3, fault_named(fault, cluster, process)) if fault else None
        if timer:
            timer.start()
        subprocess.run(command, cwd=ROOT, env=said, stdout=subprocess.DEVNULL, check=False)
        if timer:
            timer.join()
    with Path(f"{prefix}_stats.csv").open(encoding="utf-8") as file:
        rows = {row["Name"]: row for row in csv.DictReader(file)}
    with Path(f"{prefix}_failures.csv").open(encoding="utf-8") as file:
        failures = [f"{row['Occurrences']} × {row['Name']}: {row['Error']}" for row in csv.DictReader(file)]
    count, lost = missing(cluster, log)
    return {"of": of, "fault": fault, "rows": rows, "failures": failures, "acknowledged": count, "lost": lost}


def show(run: dict) -> None:
    print(f"\n### {run['of']}{', ' + run['fault'] if run['fault'] else ''}\n")
    print("| what | requests | a second | failed | median | p95 | p99 |\n| --- | --- | --- | --- | --- | --- | --- |")
    for name, row in sorted(run["rows"].items(), key=lambda pair: pair[0] == "Aggregated"):
        print(
            f"| {'all' if name == 'Aggregated' else name} | {row['Request Count']} | {float(row['Requests/s']):.1f} | "
            f"{row['Failure Count']} | {row['50%']} ms | {row['95%']} ms | {row['99%']} ms |"
        )
    for line in run["failures"]:
        print(f"\nFailed: {line}")
    print(f"\n{run['acknowledged']} writes were acknowledged, {len(run['lost'])} of them are missing.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--of", default="register,admin")
    parser.add_argument("--fault", action="append", default=[])
    asked = parser.parse_args()
    runs = []
    with tempfile.TemporaryDirectory() as name, own_cluster(DATABASE_PORT, SETTINGS) as cluster:
        folder = Path(name)
        said = environment(cluster, folder, "register")
        prepare = [sys.executable, "manage.py", "prepare", "--no-sample"]
        subprocess.run(prepare, cwd=ROOT, env=said, check=True, stdout=subprocess.DEVNULL)
        made = [sys.executable, "-m", "bench.load_people", str(asked.people), str(asked.events)]
        subprocess.run(made, cwd=ROOT, env=said, check=True)
        for of in asked.of.split(","):
            for fault in ("", *asked.fault) if of == "register" else ("",):
                run = one_run(cluster, folder, of, people=asked.people, seconds=asked.seconds, fault=fault)
                show(run)
                runs.append(run)
    if any(run["lost"] for run in runs):
        raise SystemExit("Acknowledged writes are missing.")


if __name__ == "__main__":
    main()
