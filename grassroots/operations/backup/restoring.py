"""Puts a backup in place: first everything is read and held against the manifest, then one transaction replaces the
database, with the media put beside it right before it commits."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from grassroots.operations.backup import Refused, encryption
from grassroots.operations.backup.archive import DATABASE, MEDIA, unpack
from grassroots.operations.backup.databases import KINDS, Kind, said_of_held
from grassroots.operations.backup.manifest import Manifest

STAGING = ".restoring"
"""Below MEDIA_ROOT, so that files only change their names; a later restore clears what a killed one left."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to: a database and the folder of media."""

    connection: BaseDatabaseWrapper
    media: Path

    @property
    def kind(self) -> Kind:
        return KINDS[self.connection.vendor](self.connection)


def check(file: Path, target: Target, *, key_file: Path | None = None) -> Manifest:
    """What the backup says of itself, once every byte of it was held against that; touches nothing."""
    with _Staged(file, target, key_file) as staged:
        return staged.manifest


def restore(file: Path, target: Target, *, key_file: Path | None = None, replace: bool = False) -> Manifest:
    """All of the backup, or Refused and nothing. `replace`: also where there are people or events already."""
    kind = target.kind
    kind.check_tools()
    if (counts := said_of_held(kind)) and not replace:
        raise Refused(
            f"The database is not empty: it has {counts}. Restore into an empty one, or say --replace to lose them."
        )
    with _Staged(file, target, key_file) as staged:
        said = staged.manifest
        if said.kind != kind.name:
            raise Refused(
                f"The backup is of {said.kind} and this database is {kind.name}. Restore it into {said.kind}, and then "
                "run manage.py move_database."
            )
        _refuse_a_newer_one(said)
        placed: list[Path] = []
        try:
            kind.replace(staged.database, said.facts, lambda: staged.place_media(placed))
        except BaseException:
            for path in placed:
                path.unlink(missing_ok=True)
            raise
    return said


def _refuse_a_newer_one(said: Manifest) -> None:
    known = MigrationLoader(None).disk_migrations
    unknown = sorted(f"{app} {name}" for app, name in said.facts.migrations.items() if (app, name) not in known)
    if unknown:
        raise Refused(
            f"The backup is of a newer program ({said.version}; {', '.join(unknown)}). Install that one, then restore."
        )


class _Staged:
    """The backup unpacked beside the media, for as long as the block lasts."""

    def __init__(self, file: Path, target: Target, key_file: Path | None) -> None:
        self.file, self.media, self.key_file = file, target.media, key_file
        self.folder = target.media / STAGING
        self.had_media = target.media.exists()
        self.manifest: Manifest

    def __enter__(self) -> _Staged:
        if not self.file.is_file():
            raise Refused(f"There is no file {self.file}.")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, mode=0o700)
        try:
            self._unpack()
        except BaseException:
            self._clear()
            raise
        return self

    def __exit__(self, *_error) -> None:
        self._clear()

    def _clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        if not self.had_media and not any(self.media.iterdir()):
            self.media.rmdir()

    def _unpack(self) -> None:
        is_encrypted = encryption.is_encrypted(self.file)
        if is_encrypted and self.key_file is None:
            raise Refused("The backup is encrypted: give the key that opens it with --key-file.")
        with self.file.open("rb") as file, self._opened(file, is_encrypted=is_encrypted) as stream:
            self.manifest = unpack(stream, self.folder)
        if not self.database.is_file():
            raise Refused("The backup holds no database: it was altered.")

    def _opened(self, file: BinaryIO, *, is_encrypted: bool):
        if not is_encrypted or self.key_file is None:
            return nullcontext(file)
        return encryption.decrypted(file, encryption.identities(self.key_file))

    @property
    def database(self) -> Path:
        return self.folder / DATABASE / KINDS[self.manifest.kind].file

    def place_media(self, placed: list[Path]) -> None:
        """Each under its name; those that are new there are added to `placed`."""
        root = self.folder / MEDIA
        for path in sorted(root.rglob("*")):
            if path.is_file():
                to = self.media / path.relative_to(root)
                to.parent.mkdir(parents=True, exist_ok=True)
                if not to.exists():
                    placed.append(to)
                path.replace(to)
