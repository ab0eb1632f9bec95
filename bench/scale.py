"""How the register grows: 1,000, 100,000 and 1,000,000 events in a PostgreSQL server of its own; prints Markdown tables.

    python -m bench.scale [--sizes 1000,100000,1000000]

Each size has a database of its own, whose events are written by one statement, with the totals counted at its end. Figures
are processor time of this process and of PostgreSQL's for it together, so that other work on the machine hardly shows:
milliseconds, the least of several turns. Statements beside them. 10,000,000 works where disk and time allow (about 25 GB).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from io import StringIO
from pathlib import Path

from bench.measure import PAGES as MEASURED
from bench.measure import told
from tests.postgresql_cluster import Cluster, own_cluster
from tests.sample_site import free_port

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = (
    "-c shared_buffers=512MB -c work_mem=16MB -c maintenance_work_mem=256MB -c fsync=off -c max_wal_size=4GB -c jit=off"
)
FESTIVAL = "Event%20777"
PAGES = {
    "home of headquarters": MEASURED["home"],
    "report": MEASURED["report"],
    "list, first page": MEASURED["list, first page"],
    "list, one mission, two years, festivals": MEASURED["list, filtered"],
    "list, by title": "/events/?sort=title",
    "search, Japanese": MEASURED["list, text alone"],
    "search, English": f"/events/?q={FESTIVAL}",
    "search, Japanese, one mission, one year": MEASURED["list, text"],
    **{name: address for name, address in MEASURED.items() if name.startswith("dashboard")},
    "states": MEASURED["states"],
    "state": MEASURED["state"],
    "board": MEASURED["board"],
}
HEAD = "mission,title_en,starts_on,state,category,format,in_person_count,in_person_qualifier"


# ---- in a process of its own: one size


def cpu_seconds(pids: list[int]) -> float:
    """Processor time that this process and those have used, in hundredths of a second."""
    total = time.process_time()
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def least_ms(call: Callable[[], object], *, turns: int = 3) -> float:
    """Of several turns of which each is long enough to be read in hundredths of a second."""
    from django.db import connection

    pid = connection.connection.info.backend_pid
    call()
    found = []
    for _turn in range(turns):
        began, count = cpu_seconds([pid]), 0
        while count == 0 or (cpu_seconds([pid]) - began < 0.25 and count < 20):
            call()
            count += 1
        found.append((cpu_seconds([pid]) - began) * 1000 / count)
    return min(found)


def statements(call: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        call()
    return len(seen)


def answered(client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    if response.streaming:
        list(response.streaming_content)


def sizes() -> list[tuple[str, int, int, int]]:
    """(table, rows, bytes of the table with what is stored apart, bytes of its indexes) of those that grow."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples::bigint, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND pg_total_relation_size(oid) > 500000 ORDER BY pg_total_relation_size(oid) DESC LIMIT 12"
        )
        return cursor.fetchall()


def indexes() -> list[tuple[str, int]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_relation_size(indexrelid) FROM pg_index"
            " WHERE indrelid = 'events_event'::regclass ORDER BY 2 DESC"
        )
        return cursor.fetchall()


def imported(rows: int) -> float:
    """Processor milliseconds from a file of so many new events to their having been written."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.db import connection

    from accounts.models import User
    from events.intake.found import Choices
    from events.intake.reading import read, receive
    from events.intake.writing import write
    from events.workbook.names import Lookups

    person = User.objects.get(email="bench@example.org")
    lines = [
        f"BOS,Imported {n},2026-{4 + n % 9:02}-{1 + n % 28:02},US-MA,festival,in_person,{n},exact" for n in range(rows)
    ]
    pid = connection.connection.info.backend_pid
    began = cpu_seconds([pid])
    file = SimpleUploadedFile("a.csv", "\r\n".join([HEAD, *lines]).encode())
    intake, workbook = receive(file, user=person, mission=None, name="a.csv")
    read(intake, workbook, Choices(), lookups=Lookups.load())
    intake.refresh_from_db()
    write(intake, by=person, good_rows_only=True, submit=True, revision=intake.revision)
    if intake.written.count() != rows:
        raise SystemExit(f"{intake.written.count()} of {rows} rows were written: {intake.counts()}")
    return (cpu_seconds([pid]) - began) * 1000


def one_size(size: int) -> dict:
    from bench.measure import prepare_database

    prepare_database()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from accounts.models import User
    from accounts.roles import Role
    from bench import bare_sql
    from bench.make_events import make_events
    from events.models import AxisTotal, CountingRule, Event
    from events.status import COUNTED
    from reports.cumulative import Register, compile_report
    from reports.figures import Definition

    began = time.perf_counter()
    make_events(size)
    made = time.perf_counter() - began
    print(f"{size:,} events made in {made:.0f} s", file=sys.stderr)
    space = {"tables": sizes(), "indexes": indexes()}
    rules = CountingRule.objects.as_rules()
    person, _is_new = User.objects.get_or_create(email="bench@example.org", defaults={"role": Role.HQ_REVIEWER})
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    definition = Definition(first=2017, last=2026, missions=(), statuses=tuple(COUNTED))

    def by_events() -> object:
        return Event.objects.visible_to(person).counted().in_fiscal_years(2017, 2026).breakdowns(rules=rules)

    def by_totals() -> object:
        return AxisTotal.objects.visible_to(person).counted().in_fiscal_years(2017, 2026).breakdowns(rules=rules)

    def whole_report() -> object:
        return compile_report(definition, register=Register.visible_to(person))

    if by_events() != by_totals():
        raise SystemExit("The running totals differ from the events.")
    found: dict[str, tuple[float, int | None]] = {
        "figures, bare SQL over the events": (least_ms(lambda: bare_sql.cumulative_report(2017, 2026)), None),
        "figures, from the running totals": (least_ms(by_totals), statements(by_totals)),
        "an edition's figures (the whole report)": (least_ms(whole_report), statements(whole_report)),
    }
    pages = (size * 39 // 40 + 49) // 50
    asked = PAGES | {"list, a page in the middle": f"/events/?page={max(1, pages // 2)}"}
    asked["an event"] = f"/events/{Event.objects.order_by('pk')[size // 2].pk}/"
    for name, address in asked.items():
        call = partial(answered, client, address)
        found[name] = (least_ms(call), statements(call))
        print(f"  {name}: {found[name][0]:.0f} ms, {found[name][1]}", file=sys.stderr)
    found["import of 1,000 rows"] = (imported(1000), None)
    return {"events": size, "made": made, "found": found, "space": space, "of": connection.vendor}


# ---- all sizes


def table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---", *["---:"] * (len(head) - 1)], *rows])


def measured(cluster: Cluster, size: int, folder: str) -> dict:
    cluster.run("createdb", "-h", "127.0.0.1", "-p", str(cluster.port), "-U", "postgres", f"scale_{size}")
    command = [sys.executable, "-m", "bench.scale", "--one", str(size)]
    done = subprocess.run(
        command, cwd=ROOT, env=told(cluster.url(f"scale_{size}"), folder), stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def show(results: list[dict]) -> None:
    out = StringIO()
    names = [f"{each['events']:,}" for each in results]
    rows = []
    for name in results[-1]["found"]:
        row = [name]
        for each in results:
            ms, count = each["found"][name]
            row.append(f"{ms:,.0f} ms" + (f", {count}" if count is not None else ""))
        rows.append(row)
    print(table(["what, processor time and statements", *names], rows), file=out)
    print(
        "\n"
        + table(["", *names], [["making the events, on the clock", *(f"{each['made']:.0f} s" for each in results)]]),
        file=out,
    )
    largest = results[-1]
    print("\n" + table(
        [f"table at {names[-1]}", "rows", "table", "indexes"],
        [[n, f"{max(r, 0):,}", f"{t / 1e6:,.1f} MB", f"{i / 1e6:,.1f} MB"] for n, r, t, i in largest["space"]["tables"]],
    ), file=out)  # fmt: skip
    print(
        "\n"
        + table(
            [f"index of the events at {names[-1]}", "size"],
            [[n, f"{b / 1e6:,.1f} MB"] for n, b in largest["space"]["indexes"]],
        ),
        file=out,
    )
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"PostgreSQL, {os.cpu_count()} cores, load {load}.\n\n{out.getvalue()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,100000,1000000")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(one_size(asked.one)))
        return
    with own_cluster(free_port(), SETTINGS) as cluster, tempfile.TemporaryDirectory() as files:
        show([measured(cluster, int(size), files) for size in asked.sizes.split(",")])


if __name__ == "__main__":
    main()
