"""The file itself: a tar, `media/…`, `database/…` and last `manifest.json`, which `tar` and `age` also read by hand."""

from __future__ import annotations

import hashlib
import io
import tarfile
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from grassroots.operations.backup import Refused, manifest
from grassroots.operations.backup.manifest import Manifest, Member

MEDIA, DATABASE = "media", "database"
CHUNK = 1024 * 1024


class _Hashing:
    """Reads a file and remembers the hash of what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.sum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.sum.update(data)
        return data


class Writer:
    """Adds members to a stream that need not be seekable, and knows what each of them was."""

    def __init__(self, stream: BinaryIO) -> None:
        self.tar = tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT, bufsize=CHUNK)  # noqa: SIM115 closed by `__exit__`
        self.members: dict[str, Member] = {}

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *error) -> None:
        self.tar.__exit__(*error)

    def add(self, name: str, path: Path) -> None:
        """The last one of a name counts. OSError where the file is gone or shrinks meanwhile."""
        with path.open("rb") as file:
            about = self.tar.gettarinfo(arcname=name, fileobj=file)
            about.uid = about.gid = 0
            about.uname = about.gname = ""
            about.mode = 0o600
            hashing = _Hashing(file)
            self.tar.addfile(about, hashing)
        self.members[name] = Member(about.size, hashing.sum.hexdigest())

    def finish(self, said: Manifest) -> None:
        data = said.as_bytes()
        about = tarfile.TarInfo(manifest.NAME)
        about.size, about.mode = len(data), 0o600
        self.tar.addfile(about, io.BytesIO(data))


def unpack(stream: BinaryIO, into: Path) -> Manifest:
    """Every member as a file below `into`, once all of them have the size and hash that the manifest says.

    Refused when anything is missing, altered or too much; `into` then holds what nobody should use.
    """
    found: dict[str, Member] = {}
    said = None
    try:
        with tarfile.open(fileobj=stream, mode="r|", bufsize=CHUNK) as tar:
            for about in tar:
                file = tar.extractfile(about)
                if file is None or said is not None:
                    raise Refused("The backup holds what no backup of the register holds: it was altered.")
                if about.name == manifest.NAME:
                    said = Manifest.read(file.read())
                else:
                    found[about.name] = _written(file, into / _safe(about.name))
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Refused(f"The backup cannot be read: {error}. It is damaged, or no backup at all.") from error
    if said is None:
        raise Refused("The backup ends before its manifest: it was cut off.")
    for name in sorted(found.keys() | said.members.keys()):
        if found.get(name) != said.members.get(name):
            raise Refused(f"{name} is not what was backed up (its size or SHA-256 differs, or it is missing).")
    return said


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[:1] not in ((MEDIA,), (DATABASE,)):
        raise Refused("The backup holds a file outside of its folders: it was altered.")
    return path


def _written(file: IO[bytes], path: Path) -> Member:
    path.parent.mkdir(parents=True, exist_ok=True)
    total, size = hashlib.sha256(), 0
    with path.open("wb") as written:
        while chunk := file.read(CHUNK):
            written.write(chunk)
            total.update(chunk)
            size += len(chunk)
    return Member(size, total.hexdigest())
