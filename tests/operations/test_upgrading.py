"""A register of the first release, as it was dumped then, brought up to date by this program."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
from django.db import connection
from django.db.backends.sqlite3._functions import register

from accounts.trail.kinds import FOUND
from tests.operations.drill import elsewhere, empty_place

DUMPS = Path(__file__).parent / "first_release_dumps"
WITHOUT_VERSIONS = (
    "regions_region northeast", "regions_state US-MA", "regions_mission BOS", "events_category festival",
    "events_countingrule 2019",
)  # fmt: skip
"""Rows that the dump was given by hand, which the trail still says of them after the upgrade."""
BEHIND = "has no version: it was added behind the register's back"
LOOK = """
import json
from accounts.trail.models import Record
from events.models import Event, RunningTotal
from grassroots.operations.health import is_migrated
print(json.dumps({
    "events": list(Event.objects.order_by("number").values_list("number", "title_ja", "fiscal_year", "in_person_count")),
    "versions": list(Event.history.order_by("history_id").values_list("title_ja", "history_type", "history_user__email")),
    "trail": list(Record.objects.values_list("kind", flat=True)),
    "is_migrated": is_migrated(),
}))
"""


def load(url: str, target) -> None:
    """The dump, into an empty database."""
    text = (DUMPS / f"{connection.vendor}.sql").read_text()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(target.connection.settings_dict["NAME"])) as made:
            register(made)
            made.executescript(text)
        return
    with psycopg.connect(url) as made:
        statements, *copies = text.split("\nCOPY ")
        made.execute(statements)
        for copy in copies:
            head, _is, rest = copy.partition(" FROM stdin;\n")
            rows, _end, statements = rest.partition("\\.\n")
            with made.cursor().copy(f"COPY {head} FROM STDIN") as into:
                into.write(rows)
            made.execute(statements)


def test_a_dump_of_the_first_release_is_brought_up_to_date(db, tmp_path):
    with empty_place(tmp_path, "first") as (url, target):
        target.connection.close()
        load(url, target)
        there = elsewhere(url, tmp_path, "migrate", "--verbosity", "0")
        said = json.loads(elsewhere(url, tmp_path, "shell", "--verbosity", "0", "--command", LOOK)["said"])
    assert said == {
        "events": [["BOS-2019-0001", "日本祭り", 2019, 1234], ["BOS-2019-0002", "寿司の会", 2019, 66]],
        "versions": [["日本祭り", "+", "first@example.org"], ["寿司の会", "+", "first@example.org"]],
        "trail": [FOUND],
        "is_migrated": True,
    }
    assert (there["problems"], there["triggers"]) == ([f"{row}: {BEHIND}" for row in WITHOUT_VERSIONS], [True, True])
    figures = there["figures"]
    assert (figures["events"], figures["participants"], figures["unknown"]) == (2, 1300, 0)
    assert [cell for cell in there["totals"][0] if 1234 in cell or 66 in cell or 1300 in cell] != []
