"""Makes a backup: media, then the database as of one moment, then the media that came meanwhile, then the manifest.

A photo whose row is in the copy of the database had its file before that row was committed: it was there when the media
were read, or it is found in the second round. What is deleted meanwhile was read before, or its row is gone as well.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.utils import timezone

import grassroots
from grassroots.operations.backup import Refused, encryption
from grassroots.operations.backup.archive import DATABASE, MEDIA, Writer
from grassroots.operations.backup.databases import KINDS, Kind
from grassroots.operations.backup.manifest import Manifest

Seen = dict[str, tuple[int, int]]
"""Name of a file below MEDIA_ROOT -> its size and when it was last written, as it was read."""


@dataclass(frozen=True, slots=True)
class Made:
    path: Path
    size: int
    manifest: Manifest


def make(path: Path, *, key_file: Path | None = None) -> Made:
    """The backup at `path`, whole or not at all. Refused when there is a file already, or something that it needs is
    missing; OSError when there is no room."""
    keys = encryption.recipients(key_file) if key_file else []
    kind = KINDS[connection.vendor](connection)
    kind.check_tools()
    if path.exists():
        raise Refused(f"{path} is there already, and a backup never replaces another. Choose another name.")
    if not path.parent.is_dir():
        raise Refused(f"There is no folder {path.parent}.")
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        made = Path(folder) / "whole"
        with made.open("xb") as file:
            made.chmod(0o600)
            with encryption.encrypted(file, keys) if keys else nullcontext(file) as stream:
                said = _write(stream, kind, Path(folder) / kind.file)
            file.flush()
            os.fsync(file.fileno())
        made.rename(path)
    _remember_the_name(path.parent)
    return Made(path, path.stat().st_size, said)


def _remember_the_name(folder: Path) -> None:
    """A rename outlives a power cut once its folder was written."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _write(stream: BinaryIO, kind: Kind, copy: Path) -> Manifest:
    root = Path(settings.MEDIA_ROOT)
    seen: Seen = {}
    with Writer(stream) as writer:
        _add_media(writer, root, seen)
        made_at = timezone.now()
        found, server = kind.copy(copy)
        writer.add(f"{DATABASE}/{kind.file}", copy)
        copy.unlink()
        _add_media(writer, root, seen)
        said = Manifest(
            made_at=made_at.isoformat(timespec="seconds"),
            version=grassroots.VERSION,
            kind=kind.name,
            server=server,
            facts=found,
            members=writer.members,
            missing=[name for name in media_named() if f"{MEDIA}/{name}" not in writer.members],
        )
        writer.finish(said)
    return said


def _add_media(writer: Writer, root: Path, seen: Seen) -> None:
    """Those that are new, or were written to since they were seen."""
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        try:
            about = path.stat()
            state = (about.st_size, about.st_mtime_ns)
            if seen.get(name) != state:
                writer.add(f"{MEDIA}/{name}", path)
                seen[name] = state
        except FileNotFoundError:
            continue  # deleted meanwhile, together with its row


def _files(root: Path) -> Iterator[Path]:
    """Without what lies in folders whose names begin with a dot: a restore's own."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts):
            yield path


def media_named() -> list[str]:
    """The names of all files that rows of the database name, in order; without those said to be removed."""
    names: set[str] = set()
    for model in apps.get_models():
        if hasattr(model, "history_id"):
            continue  # versions name photos that were taken away since
        rows = model._base_manager.order_by()
        if any(field.name == "file_removed_at" for field in model._meta.concrete_fields):
            rows = rows.filter(file_removed_at=None)
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                names.update(rows.exclude(**{field.name: ""}).values_list(field.name, flat=True).iterator())
    return sorted(names)
