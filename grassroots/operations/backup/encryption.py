"""Encrypted as age does it (age-encryption.org/v1): a file key for the recipients, then chunks of 64 KiB, each authenticated.

The file that makes backups needs recipients only (`age1…`); the identity (`AGE-SECRET-KEY-1…`) that opens them can stay in
a safe. Each line of a key file is one of either; lines that begin with # are remarks, as age itself writes them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO

import pyrage

from grassroots.operations.backup import Refused

BEGINS = b"age-encryption.org/v1"
MOST_READ = 1024 * 1024


def _keys(path: Path) -> Iterator[Any]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"The key file {path} cannot be read: {error}") from error
    for number, line in enumerate(map(str.strip, lines), start=1):
        if not line or line.startswith("#"):
            continue
        try:
            if line.startswith("AGE-SECRET-KEY-"):
                yield pyrage.x25519.Identity.from_str(line)
            else:
                yield pyrage.x25519.Recipient.from_str(line)
        except (pyrage.IdentityError, pyrage.RecipientError) as error:
            raise Refused(f"Line {number} of {path} is no key of age (age1… or AGE-SECRET-KEY-1…).") from error


def recipients(path: Path) -> list[Any]:
    """For whom to encrypt; of an identity, its own recipient."""
    found = [key.to_public() if isinstance(key, pyrage.x25519.Identity) else key for key in _keys(path)]
    if not found:
        raise Refused(f"{path} holds no key. `age-keygen` makes one.")
    return found


def identities(path: Path) -> list[Any]:
    """What opens a backup."""
    found = [key for key in _keys(path) if isinstance(key, pyrage.x25519.Identity)]
    if not found:
        raise Refused(f"{path} holds no secret key (AGE-SECRET-KEY-1…), and only that opens a backup.")
    return found


def is_encrypted(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(BEGINS)) == BEGINS


@contextmanager
def encrypted(target: BinaryIO, keys: list[Any]) -> Iterator[BinaryIO]:
    """A stream; what is written to it reaches `target` encrypted, whole once the block has ended."""
    with _beside(lambda reading: pyrage.encrypt_io(reading, target, keys)) as stream:
        yield stream


@contextmanager
def decrypted(source: BinaryIO, keys: list[Any]) -> Iterator[BinaryIO]:
    """A stream of what `source` holds. Refused, at the latest when the block ends, if any of it was altered or cut off."""
    ends = os.pipe()
    reading, writing = os.fdopen(ends[0], "rb"), os.fdopen(ends[1], "wb")
    failed: list[Exception] = []

    def work() -> None:
        with writing:
            try:
                pyrage.decrypt_io(source, writing, keys)
            except Exception as error:  # raised again by who reads
                failed.append(error)

    thread = Thread(target=work)
    thread.start()
    try:
        yield reading
        while reading.read(MOST_READ):
            pass  # what follows the last member is authenticated too
    finally:
        reading.close()
        thread.join()
    for error in failed:
        raise _refusal(error) from error


def _refusal(error: Exception) -> Refused:
    if isinstance(error, pyrage.DecryptError):
        return Refused("The key does not open this backup: it was encrypted for another one.")
    return Refused(f"The backup was altered or cut off after it was made ({error}).")


@contextmanager
def _beside(work: Callable[[BinaryIO], None]) -> Iterator[BinaryIO]:
    """Lets `work` read, in a thread, what the block writes; its failure becomes the block's."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def run() -> None:
        with os.fdopen(reading, "rb") as stream:
            try:
                work(stream)
            except BaseException as error:  # raised again below
                failed.append(error)

    thread = Thread(target=run)
    thread.start()
    try:
        with os.fdopen(writing, "wb") as stream:
            yield stream
    except BrokenPipeError:
        thread.join()
        if failed:
            raise failed[0] from None
        raise
    finally:
        thread.join()
    if failed:
        raise failed[0]
