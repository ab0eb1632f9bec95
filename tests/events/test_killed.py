"""Killed in the middle of whatever writes many rows: all of it is there or nothing, and the trail holds.

The process that writes is a copy of this one that ends itself by SIGKILL: at its first statement that writes, half way,
and when everything is written but not yet committed.
"""

import os
import re
import signal

import pytest
from django.apps import apps
from django.db import connection
from django.utils import translation

from accounts.trail.verifying import problems
from events.models import Handover
from tests.events import test_write_paths as paths
from tests.events.test_write_paths import World
from tests.factories import make_event, make_user

pytestmark = pytest.mark.django_db(transaction=True)

WRITES = re.compile(r'^\s*(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM)\s+"?events_')


def hand_over(world: World):
    drafts = [make_event(status="draft", number=None, created_by=world.staff) for _ in range(3)]
    other = make_user()
    return lambda: Handover.make(of=world.staff, to=other, events=[event.pk for event in drafts], by=world.hq)


BULK = (
    paths.batch, paths.bring_in, paths.take_out, paths.merge, paths.take_apart, paths.restore, paths.undo_changes,
    paths.close_year, paths.accept, paths.repeat, paths.several, paths.put_several_back,
    paths.withdraw_several, hand_over,
)  # fmt: skip
"""Issuing an edition: tests/reports/test_issuing_killed.py."""


def everything() -> dict[str, list]:
    """All rows of the tables of events and of what belongs to them."""
    models = apps.get_app_config("events").get_models(include_auto_created=True)
    return {model._meta.db_table: sorted(map(repr, model._base_manager.values_list())) for model in models}


class Killer:
    """In the copy: counts what is written, and ends the process at one of the statements or before the commit."""

    def __init__(self, pipe: int, at: int | None) -> None:
        self.pipe, self.at, self.count = pipe, at, 0
        self.commit = connection._commit

    def __call__(self, execute, sql, params, many, context):
        if WRITES.match(sql):
            self.count += 1
            if self.count == self.at:
                self.end()
        return execute(sql, params, many, context)

    def before_commit(self):
        if self.count:
            self.end()
        return self.commit()

    def end(self) -> None:
        os.write(self.pipe, str(self.count).encode())
        os.kill(os.getpid(), signal.SIGKILL)


def killed(write, at: int | None = None) -> int:
    """Lets a copy of this process write and be killed; returns how many statements had written by then."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            inherited = connection.connection  # kept: to close it would close our parent's
            connection.connection = None
            connection.connect()
            killer = Killer(writing, at)
            connection._commit = killer.before_commit
            connection.execute_wrappers.insert(0, killer)
            write()
            assert inherited is not None
        finally:
            os._exit(1)  # reached only where nothing was written
    os.close(writing)
    said = os.read(reading, 20)
    os.close(reading)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL, "the copy wrote nothing, or failed"
    return int(said)


@pytest.mark.parametrize("path", BULK, ids=lambda path: path.__name__)
def test_killed_at_any_moment_nothing_is_written_and_the_trail_holds(path, client):
    with translation.override("en"):
        write = path(World(client))
        before = everything()
        statements = killed(write)
        assert statements > 1
        assert [killed(write, at) for at in (1, statements // 2 + 1)] == [1, statements // 2 + 1]
        assert everything() == before
        assert list(problems()) == []
        write()
        assert everything() != before
        assert list(problems()) == []
