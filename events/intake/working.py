"""Reads, writes and takes back more rows than one answer can wait for, in a process of its own.

The process leaves how far it came in a file beside the upload: a large write is one transaction, so nothing it
counted in the database could be seen from outside before it is over. The file is touched every second; when it
is not any more, the process is dead, and the import says so and can be started again.
"""

from __future__ import annotations

import json
import logging
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from events.intake.reading import Choices, open_again, read
from events.intake.writing import NotWritten, undo, write
from events.models import Intake, IntakeWork
from events.sentences import sentence as _
from events.sentences import to_keep
from events.workbook.names import Lookups
from events.workbook.reading import UnreadableFile

AT_ONCE = 2_000
"""Rows that are read or written while the person waits for the page: about a second."""
MEMORY = 700 * 1024 * 1024
"""Data of the process; 100,000 rows take about a third of it (bench/README.md)."""
QUIET = timedelta(seconds=30)
"""A process that has not been heard of for so long is dead."""
Kind = IntakeWork.Kind
log = logging.getLogger(__name__)


class AlreadyAtWork(Exception):
    """Something is being done with this import now."""


class _Superseded(Exception):
    """Somebody gave this work up and started it anew."""


# ---- asked for by a page


def start(intake: Intake, kind: str, *, by, asked: dict[str, Any]) -> None:
    """Begins in a process of its own. AlreadyAtWork when another one goes on."""
    try:
        with transaction.atomic():
            IntakeWork.objects.filter(intake=intake).exclude(failure="").delete()
            work = IntakeWork.objects.create(intake=intake, kind=kind, asked=asked, started_by=by)
            transaction.on_commit(lambda: spawn(work))
    except IntegrityError:
        raise AlreadyAtWork from None


def spawn(work: IntakeWork) -> None:
    """A process that outlives the page and the server that started it."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work_on_import", str(work.pk), str(work.key)]
    subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 nothing of it is typed


def as_asked(choices: Choices) -> dict[str, Any]:
    return asdict(choices)


def choices_of(asked: dict[str, Any]) -> Choices:
    columns = {key: {int(index): name for index, name in each.items()} for key, each in asked["columns"].items()}
    return Choices(**{**asked, "columns": columns})


# ---- looked at by a page


def work_of(intake: Intake) -> IntakeWork | None:
    """What goes on, or what ended undone; a process that died is found here and said."""
    work = IntakeWork.objects.filter(intake=intake).first()
    if work and not work.failure and not _is_alive(work):
        with override(work.started_by.language or settings.LANGUAGE_CODE):
            _fail(work, _("The work stopped before it was done. Nothing of it was kept; start it again."))
    return work if work and (not work.failure or _is_undone(work)) else None


def _is_undone(work: IntakeWork) -> bool:
    """A process killed between its last transaction and its last breath did all it was asked for."""
    state = Intake.objects.values_list("state", flat=True).get(pk=work.pk)
    return state != {Kind.READING: Intake.State.REVIEW, Kind.WRITING: Intake.State.WRITTEN,
                     Kind.UNDOING: Intake.State.UNDONE}[Kind(work.kind)]  # fmt: skip


def _is_alive(work: IntakeWork) -> bool:
    heard = work.started_at
    with suppress(FileNotFoundError):
        heard = max(heard, datetime.fromtimestamp(_track(work.intake).stat().st_mtime, tz=UTC))
    return timezone.now() - heard < QUIET


def progress_of(work: IntakeWork) -> tuple[int, int] | None:
    """Rows done and rows in all; None before the first is counted."""
    try:
        said = json.loads(_track(work.intake).read_text())
    except (FileNotFoundError, ValueError):
        return None
    return (said["done"], said["total"]) if said["key"] == str(work.key) and said["total"] else None


def _track(intake: Intake) -> Path:
    return Path(f"{intake.file.path}.progress")


# ---- done by the process


def limit_memory() -> None:
    """A file that needs more memory than any year of events fails by itself, and not with the whole machine."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def run(work: IntakeWork) -> None:
    """Does the work; what cannot be done is said on the import's page, and nothing of it is kept."""
    with override(work.started_by.language or settings.LANGUAGE_CODE), _heard(work) as progress:
        try:
            _DO[Kind(work.kind)](work, progress)
        except (NotWritten, UnreadableFile) as error:
            _fail(work, error.sentence)
        except MemoryError:
            _fail(work, _("The work needed more memory than it may have, and was stopped. Nothing of it was kept. Split the file and upload the parts one after the other."))  # fmt: skip
        except _Superseded:
            log.warning("Import %s was started again elsewhere", work.pk)
        except Exception:
            _fail(work, _("Something went wrong here, and nothing of it was kept. Start it again; if it happens again, tell the administrators."))  # fmt: skip
            raise
        else:
            IntakeWork.objects.filter(pk=work.pk, key=work.key).delete()


def _read(work: IntakeWork, progress) -> None:
    choices, lookups = choices_of(work.asked), Lookups.load()
    workbook = open_again(work.intake)

    def at_end() -> None:
        if not IntakeWork.objects.filter(pk=work.pk, key=work.key).delete()[0]:
            raise _Superseded

    read(work.intake, workbook, choices, lookups=lookups, progress=progress, at_end=at_end)


def _write(work: IntakeWork, progress) -> None:
    write(work.intake, by=work.started_by, progress=progress, **work.asked)


def _undo(work: IntakeWork, progress) -> None:
    undo(work.intake, by=work.started_by, progress=progress)


_DO = {Kind.READING: _read, Kind.WRITING: _write, Kind.UNDOING: _undo}


def _fail(work: IntakeWork, sentence: str) -> None:
    work.failure = json.dumps(to_keep(sentence)) if isinstance(to_keep(sentence), dict) else sentence
    IntakeWork.objects.filter(pk=work.pk, key=work.key, failure="").update(failure=work.failure)
    _track(work.intake).unlink(missing_ok=True)


@contextmanager
def _heard(work: IntakeWork) -> Iterator[Any]:
    """Writes how far the work came every second, from a thread, so that one long statement is no silence."""
    track, said, is_over = _track(work.intake), {"key": str(work.key), "done": 0, "total": 0}, threading.Event()

    def say() -> None:
        new = track.with_name(f"{track.name}.{work.key}")
        new.write_text(json.dumps(said))
        new.replace(track)

    def keep_saying() -> None:
        while not is_over.wait(1):
            say()

    def progress(done: int, total: int) -> None:
        said.update(done=done, total=total)

    say()
    thread = threading.Thread(target=keep_saying, daemon=True)
    thread.start()
    try:
        yield progress
    finally:
        is_over.set()
        thread.join()
        track.unlink(missing_ok=True)
