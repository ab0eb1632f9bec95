"""Killed at any moment while it is issued, an edition is not there at all: no row, no bytes, and the draft as it was."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection, transaction

from accounts.roles import Role
from accounts.trail.verifying import problems
from reports.issuing import issue
from reports.models import Edition, EditionBlob, EditionDraft, EditionEvent, EditionFile, EditionFinding
from tests.factories import make_user
from tests.reports.editions import make_draft, only_data
from tests.reports.rows import make_small_register

KILLED = """
import sys, django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from importlib import import_module
from accounts.models import User
from reports import edition_files, issuing
from reports.models import EditionDraft
edition_files.formats = lambda: ("json",)
def stop_here(*args, **options):
    print("here", flush=True)
    import time; time.sleep(60)
owner = issuing
*path, name = sys.argv[2].split(".")
for part in path:
    owner = getattr(owner, part)
setattr(owner, name, stop_here)
draft = EditionDraft.objects.get(pk=sys.argv[3])
issuing.issue(draft, by=User.objects.get(pk=sys.argv[4]), reasons={"*": "for the meeting"})
"""
MOMENTS = {
    "before anything is written": "_write",
    "the draft is marked, no bytes yet": "EditionBlob.keep",
    "the bytes are kept, no event yet": "kept_events.write",
    "everything but the edition": "digest_of",
    "the edition is written, not yet committed": "trail.record",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_killed_at_any_moment_nothing_is_issued(moment, monkeypatch):
    make_small_register()
    hq = make_user(Role.HQ_REVIEWER)
    draft = make_draft(by=hq)
    found = list(problems())
    before = EditionDraft.objects.filter(pk=draft.pk).values().get()
    arguments = [sys.executable, "-c", KILLED, str(connection.settings_dict["NAME"]), moment, str(draft.pk), str(hq.pk)]
    with subprocess.Popen(
        arguments,
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "grassroots.settings"},
    ) as process:
        assert process.stdout.readline() == b"here\n"
        process.send_signal(signal.SIGKILL)
    time.sleep(0.2)
    left = [model.objects.count() for model in (Edition, EditionFile, EditionEvent, EditionFinding, EditionBlob)]
    assert left == [0, 0, 0, 0, 0]
    assert EditionDraft.objects.filter(pk=draft.pk).values().get() == before
    assert list(problems()) == found
    only_data(monkeypatch)
    with transaction.atomic():  # an edition cannot be taken away again, not even by a test
        assert issue(EditionDraft.objects.get(pk=draft.pk), by=hq, reasons={"*": "for the meeting"}).number == 1
        transaction.set_rollback(True)
