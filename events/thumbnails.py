"""Small pictures of photos: made when one is first asked for, kept beside the photo, removed with it.

A photo is never changed in place (`events.photos.paint` writes a new file each time), so a small picture never ages.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import PurePosixPath

from django.core.files.base import ContentFile, File
from django.db.models.fields.files import ImageFieldFile
from PIL import Image

from events.whole_files import is_no_room

LONGEST_SIDE = 640


def small_name(name: str) -> str:
    """`photos/7/abc.small.jpg` of `photos/7/abc.jpg`."""
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}.small.jpg"))


def small_picture(image: ImageFieldFile) -> File:
    """The photo as a JPEG of at most 640 pixels a side, open for reading; without a name where it could not
    be kept. FileNotFoundError where its file is gone."""
    storage, name = image.storage, small_name(image.name or "")
    try:
        return storage.open(name, "rb")
    except FileNotFoundError:
        painted = _painted(image)
    try:
        written = storage.save(name, ContentFile(painted))
    except OSError as error:
        if not is_no_room(error):
            raise
        return File(BytesIO(painted))  # shown all the same; it is made again next time
    if written != name:  # somebody else's was there first
        storage.delete(written)
    return storage.open(name, "rb")


def _painted(image: ImageFieldFile) -> bytes:
    with image.open("rb") as file, Image.open(file, formats=("JPEG",)) as picture:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        small = picture.convert("RGB")
        small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return out.getvalue()


@contextmanager
def stored_together() -> Iterator[list[ImageFieldFile]]:
    """Photos that are stored within it are put into the list; where it fails, their files go again."""
    written: list[ImageFieldFile] = []
    try:
        yield written
    except BaseException:
        for image in written:
            delete_files(image)
        raise


def delete_files(image: ImageFieldFile) -> None:
    """The photo's file and its small picture, from the disk."""
    if image.name:
        image.storage.delete(image.name)
        image.storage.delete(small_name(image.name))
