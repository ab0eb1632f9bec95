"""Database and media in one file, while people work."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from grassroots.operations.backup import Refused
from grassroots.operations.backup.making import make

ENDING = ".register-backup"


class Command(BaseCommand):
    help = "Writes database and media into one file with a manifest and hashes, whole or not at all, while people work."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, help="the file; of a folder, a file in it named for the moment")
        parser.add_argument("--key-file", type=Path, help="recipients (age1…), a line each: encrypts for them")
        parser.add_argument("--keep", type=int, metavar="N", help="with a folder: removes all but its last N backups")

    def handle(self, *, file: Path, key_file: Path | None, keep: int | None, **_options) -> None:
        folder = file if file.is_dir() else None
        if keep is not None and (folder is None or keep < 1):
            raise CommandError("--keep needs a folder and a number of backups from 1.")
        if folder:
            file = folder / f"{timezone.now():%Y-%m-%dT%H%M%SZ}{ENDING}"
        try:
            made = make(file, key_file=key_file)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except OSError as error:
            raise CommandError(f"The backup could not be written, and nothing of it is left: {error}") from error
        self._tell(made)
        for old in sorted(folder.glob(f"*{ENDING}"))[:-keep] if folder and keep else ():
            old.unlink()
            self.stdout.write(f"Removed {old.name}.")

    def _tell(self, made) -> None:
        said = made.manifest
        total = sum(said.facts.rows.values())
        self.stdout.write(
            f"Wrote {made.path} ({made.size:,} bytes): {said.server}, {total:,} rows in {len(said.facts.rows)} tables, "
            f"{len(said.members) - 1:,} media files, {len(said.facts.editions)} editions. "
            f"Head of the trail {said.facts.head or '-'}"
        )
        for name in said.missing:
            self.stderr.write(f"The database names {name}, which is not below MEDIA_ROOT.")
