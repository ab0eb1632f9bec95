"""Large imports go on in a process of their own: followed, left, killed, started again."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from events.intake import working
from events.models import Event, Intake, IntakeWork
from tests.events.intake.flow import reviewed
from tests.events.intake.test_pages import confirm, default_choices, upload
from tests.events.intake.workbooks import GOOD, made
from tests.factories import make_user

KILLED = """
import sys, time
import django
from django.conf import settings
name, intake, key = sys.argv[1:]
settings.DATABASES["default"]["NAME"] = name
django.setup()
from events.intake import working
from events.models import IntakeWork
def stand_still(done, total):
    print("here", flush=True)
    time.sleep(60)
working._DO = {kind: lambda work, progress, do=do: do(work, stand_still) for kind, do in working._DO.items()}
working.run(IntakeWork.objects.get(pk=intake, key=key))
"""


@pytest.fixture
def staff(client, db):
    user = make_user(language="en")
    client.force_login(user)
    return user


@pytest.fixture
def waiting(monkeypatch):
    """Everything is large; the processes that would have been started."""
    started: list[IntakeWork] = []
    monkeypatch.setattr(working, "AT_ONCE", 0)
    monkeypatch.setattr(working, "spawn", started.append)
    return started


def ask_to_read(client, file, commit) -> Intake:
    address = upload(client, file)
    with commit(execute=True):
        assert client.post(address, default_choices(client.get(address))).status_code == 302
    return Intake.objects.latest("pk")


def ask_to_write(client, intake, commit, **data) -> None:
    with commit(execute=True):
        assert confirm(client, intake, **data).status_code == 302


def test_a_large_import_is_read_written_and_taken_back_elsewhere(
    client, staff, waiting, django_capture_on_commit_callbacks
):
    commit = django_capture_on_commit_callbacks
    intake = ask_to_read(client, made(GOOD), commit)
    page = client.get(intake.get_absolute_url())
    assert (page.templates[0].name, page.context["done"]) == ("events/import_progress.html", None)
    assert "http-equiv" in page.content.decode()
    part = client.get(intake.get_absolute_url(), headers={"HX-Request": "true"})
    assert part.templates[0].name == "events/_import_progress.html"

    seen = []
    do = working._DO[IntakeWork.Kind.READING]

    def watched(work, progress):
        do(work, lambda done, total: (progress(done, total), seen.append((done, total))))

    working._DO, kept = {**working._DO, IntakeWork.Kind.READING: watched}, working._DO
    try:
        working.run(waiting[0])
    finally:
        working._DO = kept
    assert seen == [(0, 1)]
    assert client.get(intake.get_absolute_url(), headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert client.get(intake.get_absolute_url()).context["counts"]["new"] == 1

    ask_to_write(client, intake, commit, submit="on")
    assert (Event.objects.count(), client.get(intake.get_absolute_url()).templates[0].name) == (
        0,
        "events/import_progress.html",
    )
    working.run(waiting[1])
    assert list(Event.objects.values_list("number", "status")) == [("BOS-2021-0001", "submitted")]
    assert client.get(intake.get_absolute_url()).context["written"] == 1
    with commit(execute=True):
        client.post(reverse("import_undo", args=[intake.pk]))
    working.run(waiting[2])
    assert list(Event.objects.values_list("status", "version")) == [("withdrawn", 2)]
    assert (IntakeWork.objects.count(), list(Path(settings.MEDIA_ROOT).rglob("*.progress"))) == (0, [])


def test_nothing_else_is_done_with_it_meanwhile(client, staff, waiting, django_capture_on_commit_callbacks):
    intake = reviewed(made(GOOD), user=staff)
    row = intake.rows.get()
    ask_to_write(client, intake, django_capture_on_commit_callbacks)
    for name, arguments, sent in [
        ("import_row", [intake.pk, row.pk], {"action": "skip"}),
        ("import_confirm", [intake.pk], {"which": "all", "revision": intake.revision}),
        ("import_delete", [intake.pk], {}),
        ("import_columns", [intake.pk], {}),
        ("import_undo", [intake.pk], {}),
    ]:
        response = client.post(reverse(name, args=arguments), sent)
        assert (name, response.status_code, response.url) == (name, 302, intake.get_absolute_url())
    with pytest.raises(working.AlreadyAtWork):
        working.start(intake, IntakeWork.Kind.WRITING, by=staff, asked={})
    assert (len(waiting), Intake.objects.get().state, intake.rows.get().is_skipped) == (1, "review", False)


def test_what_could_not_be_written_is_said_on_the_page(client, staff, waiting, django_capture_on_commit_callbacks):
    intake = reviewed(made(GOOD, ["BOS", "悪い行", "2021-13-45", *GOOD[3:]]), user=staff)
    ask_to_write(client, intake, django_capture_on_commit_callbacks)
    working.run(waiting[0])
    page = client.get(intake.get_absolute_url())
    assert (page.context["sentence"], Event.objects.count()) == (
        "Some rows still need you. Correct or skip them, or write the good rows only.",
        0,
    )
    ask_to_write(client, intake, django_capture_on_commit_callbacks, which="good")
    working.run(waiting[1])
    assert Event.objects.get().title_ja == "日本祭り"


def test_a_reading_that_was_given_up_leaves_the_new_one_alone(
    client, staff, waiting, django_capture_on_commit_callbacks
):
    intake = ask_to_read(client, made(GOOD), django_capture_on_commit_callbacks)
    IntakeWork.objects.filter(pk=intake.pk).update(key="00000000-0000-4000-8000-000000000000")
    working.run(waiting[0])
    assert (Intake.objects.get().state, IntakeWork.objects.count()) == ("columns", 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["reading", "writing"])
def test_a_killed_process_is_found_and_started_again(client, kind, monkeypatch):
    staff = make_user(language="en")
    client.force_login(staff)
    intake = reviewed(made(GOOD, ["BOS", "寿司の会", *GOOD[2:]]), user=staff)
    monkeypatch.setattr(working, "spawn", lambda work: None)
    choices = working.as_asked(working.Choices())
    asked = choices if kind == "reading" else {"good_rows_only": False, "submit": False, "revision": intake.revision}
    working.start(intake, kind, by=staff, asked=asked)
    work = IntakeWork.objects.get()
    arguments = [sys.executable, "-c", KILLED, str(connection.settings_dict["NAME"]), str(intake.pk), str(work.key)]
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "grassroots.settings", "MEDIA_ROOT": str(settings.MEDIA_ROOT)
    }  # fmt: skip
    with subprocess.Popen(arguments, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout.readline() == b"here\n"
        assert client.get(intake.get_absolute_url()).templates[0].name == "events/import_progress.html"
        process.send_signal(signal.SIGKILL)
    time.sleep(0.1)
    assert client.get(intake.get_absolute_url()).templates[0].name == "events/import_progress.html"
    monkeypatch.setattr(working, "QUIET", timedelta(seconds=-1))
    page = client.get(intake.get_absolute_url(), follow=True)
    sentence = "The work stopped before it was done. Nothing of it was kept; start it again."
    assert sentence in page.content.decode()
    assert (Event.objects.count(), list(Path(settings.MEDIA_ROOT).rglob("*.progress"))) == (0, [])
    monkeypatch.undo()
    monkeypatch.setattr(working, "spawn", lambda work: None)
    working.start(intake, kind, by=staff, asked=asked)
    assert timezone.now() - IntakeWork.objects.get().started_at < timedelta(minutes=1)
    working.run(IntakeWork.objects.get())
    state, events = Intake.objects.values_list("state", flat=True).get(), Event.objects.count()
    assert (state, events) == (("review", 0) if kind == "reading" else ("written", 2))


def test_the_process_has_a_limit_of_memory(tmp_path):
    greedy = """
import os
import django
django.setup()
from events.intake.working import MEMORY, limit_memory
limit_memory()
kept = bytearray(MEMORY // 4)
try:
    bytearray(2 * MEMORY)
except MemoryError:
    print("stopped")
"""
    said = subprocess.run([sys.executable, "-c", greedy], cwd=settings.BASE_DIR, env=os.environ, capture_output=True, text=True, check=True)  # fmt: skip
    assert said.stdout.strip() == "stopped"


def test_work_that_needs_too_much_memory_says_so(
    client, staff, waiting, monkeypatch, django_capture_on_commit_callbacks
):
    def too_much(_work, _progress):
        raise MemoryError

    intake = ask_to_read(client, made(GOOD), django_capture_on_commit_callbacks)
    monkeypatch.setitem(working._DO, IntakeWork.Kind.READING, too_much)
    working.run(waiting[0])
    page = client.get(reverse("import_columns", args=[intake.pk]))
    assert page.context["failure"].startswith("The work needed more memory than it may have, and was stopped.")
    assert intake.rows.count() == 0
