"""The drill: backed up while somebody writes, restored elsewhere, everything identical; and what is refused, changing nothing."""

import os
import shutil
import signal
import stat
import tarfile
import traceback
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.trail.models import Record
from events import triggers
from events.models import AxisTotal, Event, RunningTotal
from grassroots.operations.backup import Refused, databases, making
from grassroots.operations.backup.restoring import check, restore
from tests.factories import make_event
from tests.operations.drill import (
    add_photo,
    elsewhere,
    empty_place,
    make_register,
    somebody_writing,
    totals,
    wait_until_nobody_is_there,
    what_is_there,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def register(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return make_register(monkeypatch)


@pytest.fixture
def keys(tmp_path) -> tuple[Path, Path]:
    """The file with the recipient, for who makes backups, and the one with the secret key."""
    identity = pyrage.x25519.Identity.generate()
    public, secret = tmp_path / "recipient", tmp_path / "secret"
    public.write_text(f"# of the safe\n{identity.to_public()}\n")
    secret.write_text(f"{identity}\n")
    return public, secret


def media_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_drill_backed_up_under_writes_and_restored_elsewhere_everything_is_identical(register, keys, tmp_path):
    public, secret = keys
    file = tmp_path / "a.register-backup"
    with somebody_writing() as written:
        known = list(written)
        call_command("backup", str(file), key_file=public, stdout=StringIO())
        while len(written) < len(known) + 3:  # writing went on beside it
            pass
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"reports_edition" not in file.read_bytes()
    with empty_place(tmp_path) as (url, target):
        there = elsewhere(url, target.media, "restore", str(file), "--key-file", str(secret))
    live = what_is_there()
    head = Record.objects.get(hash=there["head"])
    then = what_is_there(as_of=head.at.isoformat())
    assert there["figures"] == then["figures"]
    assert set(known) <= set(there["events"]) < set(live["events"])
    assert (there["editions"], there["photos"]) == (live["editions"], live["photos"])
    assert len(there["editions"]) == len(there["photos"]) == 1
    assert (there["problems"], there["triggers"]) == ([], [True, True])
    assert "The trail is whole." in there["said"]
    assert "1 editions with the same digests; 1 of their files" in there["said"]
    Event._base_manager.exclude(pk__in=there["events"]).delete()
    triggers.recount(connection)
    assert there["totals"] == [totals(RunningTotal), totals(AxisTotal)]


@pytest.fixture
def two_backups(register, keys, tmp_path) -> tuple[Path, Path]:
    """Of the register, and of the register with an event and a photo more."""
    files = tmp_path / "first", tmp_path / "second"
    making.make(files[0], key_file=keys[0])
    add_photo(make_event(), "blue")
    making.make(files[1], key_file=keys[0])
    return files


def damaged(file: Path, how: str) -> Path:
    data = bytearray(file.read_bytes())
    if how.startswith("cut"):
        del data[int(len(data) * float(how[4:])) :]
    else:
        data[int(len(data) * float(how[8:]))] ^= 1
    other = file.with_name(how)
    other.write_bytes(bytes(data))
    return other


def with_other_bytes(file: Path, member: str) -> Path:
    """A tar like this one, but for one byte of a member."""
    folder = file.with_name("unpacked")
    with tarfile.open(file) as tar:
        tar.extractall(folder, filter="data")
        names = tar.getnames()
    files = (path for path in folder.rglob("*") if path.is_file())
    path = next(path for path in files if path.relative_to(folder).as_posix().startswith(member))
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    other = file.with_name(f"altered {path.name}")
    with tarfile.open(other, "w") as tar:
        for name in names:
            tar.add(folder / name, arcname=name)
    shutil.rmtree(folder)
    return other


def test_a_backup_that_is_not_whole_or_not_ours_is_refused_and_nothing_is_changed(two_backups, keys, tmp_path):
    first, second = two_backups
    _public, secret = keys
    stranger = tmp_path / "stranger"
    stranger.write_text(str(pyrage.x25519.Identity.generate()))
    plain = tmp_path / "plain"
    making.make(plain)
    with empty_place(tmp_path) as (_url, target):
        assert check(first, target, key_file=secret).members.keys() >= {f"database/{target.kind.file}"}
        assert not target.media.exists()
        assert target.kind.held() == {}
        restore(first, target, key_file=secret)
        facts, before = target.kind.facts(), (target.kind.held(), media_of(target.media))
        cases = [(damaged(second, f"cut {part}"), secret) for part in (0.001, 0.5, 0.9999)]
        cases += [(damaged(second, f"flipped {part}"), secret) for part in (0.0001, 0.5, 0.999)]
        cases += [(second, stranger), (second, None), (tmp_path / "missing", secret), (stranger, secret)]
        cases += [(with_other_bytes(plain, member), None) for member in ("database/", "media/photos/", "manifest.json")]
        for file, key in cases:
            with pytest.raises(Refused):
                restore(file, target, key_file=key, replace=True)
            assert (target.kind.held(), media_of(target.media)) == before, file.name
        with pytest.raises(Refused, match="The database is not empty"):
            restore(second, target, key_file=secret)
        assert (target.kind.facts(), media_of(target.media)) == (facts, before[1])
        said = restore(second, target, key_file=secret, replace=True)
        assert (target.kind.facts(), len(media_of(target.media))) == (said.facts, len(before[1]) + 1)


def killed(file: Path, target, secret: Path, where: str) -> None:
    """A copy of this process restores and is killed there."""
    child = os.fork()
    if child == 0:
        try:
            owner = databases if where == "in_between" else making_place()
            plain = getattr(owner, where)
            calls = []

            def end(*args):
                calls.append(args)
                if where != "in_between":
                    plain(*args)
                if where != "in_between" or len(calls) == (3 if connection.vendor == "sqlite" else 1):
                    os.kill(os.getpid(), signal.SIGKILL)

            setattr(owner, where, end)
            databases.PAGES_AT_A_TIME = 20
            databases.CHUNK = 4096
            restore(file, target, key_file=secret, replace=True)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the copy was not killed"


def making_place():
    from grassroots.operations.backup import restoring

    return restoring._Staged


def test_killed_half_way_the_target_is_as_it_was_and_restoring_again_succeeds(two_backups, keys, tmp_path):
    first, second = two_backups
    with empty_place(tmp_path) as (_url, target):
        restore(first, target, key_file=keys[1])
        facts, media = target.kind.facts(), media_of(target.media)
        for where in ("in_between", "place_media"):  # pages or rows are half in; all is in but the commit
            killed(second, target, keys[1], where)
            wait_until_nobody_is_there(target)
            assert target.kind.facts() == facts
            assert media.items() <= media_of(target.media).items()
        said = restore(second, target, key_file=keys[1], replace=True)
        assert said.facts.differences(target.kind.facts()) == []
        assert len(media_of(target.media)) == len(media) + 1  # no rest of the killed ones


def test_a_backup_is_there_whole_or_not_at_all(register, monkeypatch, tmp_path):
    file = tmp_path / "there"
    kind = databases.KINDS[connection.vendor]

    def full(_self, _path):
        raise OSError("No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(kind, "copy", full)
        with pytest.raises(CommandError, match="nothing of it is left"):
            call_command("backup", str(file))
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"media"}
    file.write_text("an older one")
    with pytest.raises(CommandError, match="a backup never replaces another"):
        call_command("backup", str(file))
    assert file.read_text() == "an older one"


def test_programs_of_postgresql_that_are_missing_or_too_old_are_named(register, monkeypatch, tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite needs none")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match="pg_dump is missing on this machine"):
        call_command("backup", str(tmp_path / "there"))
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    old.chmod(0o755)
    with pytest.raises(CommandError, match=r"pg_dump is older \(pg_dump \(PostgreSQL\) 9.6.24\) than the server"):
        call_command("backup", str(tmp_path / "there"))
    assert not (tmp_path / "there").exists()


def test_only_the_last_backups_of_a_folder_stay(register, tmp_path, capsys):
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in ("01", "02"):
        (folder / f"2026-11-{day}T000000Z.register-backup").write_text("older")
    (folder / "remark").write_text("not a backup")
    call_command("backup", str(folder), keep=2)
    names = sorted(path.name for path in folder.iterdir())
    assert names[0] == "2026-11-02T000000Z.register-backup"
    assert (len(names), names[-1]) == (3, "remark")
    assert "Removed 2026-11-01T000000Z.register-backup." in capsys.readouterr().out
