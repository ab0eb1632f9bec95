"""Files are there whole or not at all, also where there is no room for them."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

A_DAY = timedelta(days=1)
"""A file younger than this may be one whose row is being written."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NO_ROOM_FOR_FILES = gettext_noop(
    "There is no room left for files on the server, so nothing was saved. What you typed is still here. Tell an "
    "administrator, and choose the file again later."
)


def is_no_room(error: BaseException) -> bool:
    """Whether a file could not be written because a disk, a quota or a limit of the process is full."""
    return isinstance(error, OSError) and error.errno in NO_ROOM


def said_of_no_room(error: OSError) -> str:
    """The sentence for the field of the file, in the language of the page; any other error goes on."""
    if not is_no_room(error):
        raise error
    return gettext(NO_ROOM_FOR_FILES)


def remove_strays(folder: str, known: Callable[[], Iterable[str]]) -> int:
    """Files of a folder of MEDIA_ROOT that are not among the `known` names: what a process that was killed left behind.

    `known` is asked only where there are files older than a day. Returns how many went.
    """
    place = Path(settings.MEDIA_ROOT) / folder
    oldest = (timezone.now() - A_DAY).timestamp()
    files = [path for path in place.glob("*") if path.stat().st_mtime < oldest] if place.is_dir() else []
    kept = {Path(name).name for name in known()} if files else set()
    strays = [path for path in files if path.name not in kept]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


class WholeFileStorage(FileSystemStorage):
    """Writes beside the place and moves there at the end: no half file is left when the disk is full or the process ends."""

    def _save(self, name: str, content: File) -> str:
        folder = Path(self.path(name)).parent
        folder.mkdir(parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            return super()._save(name, _Written(written))  # type: ignore[misc]
        finally:
            Path(written).unlink(missing_ok=True)


class _Written(File):
    """What Django's storage moves to its place instead of copying it."""

    def __init__(self, path: str) -> None:
        super().__init__(None, path)
        self.path = path

    def temporary_file_path(self) -> str:
        return self.path

    def close(self) -> Any:
        """There is nothing open."""
