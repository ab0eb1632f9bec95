"""A backup put in place, and what is then there held against what was backed up."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.trail.verifying import problems
from grassroots.operations.backup import Refused
from grassroots.operations.backup.manifest import Manifest
from grassroots.operations.backup.restoring import Target, check, restore
from grassroots.operations.health import is_migrated

MOST_SHOWN = 20


class Command(BaseCommand):
    help = "Verifies a backup and puts database and media in place, all or nothing; then checks what is there."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key-file", type=Path, help="the secret key (AGE-SECRET-KEY-1…) that opens it")
        parser.add_argument("--replace", action="store_true", help="also over people and events: they are lost")
        parser.add_argument("--check", action="store_true", help="only verifies the file; touches nothing")

    def handle(self, *, file: Path, key_file: Path | None, replace: bool, check: bool, **_options) -> None:
        target = Target(connection, Path(settings.MEDIA_ROOT))
        try:
            if check:
                self._tell("The file is whole", _checked(file, target, key_file))
                return
            said = restore(file, target, key_file=key_file, replace=replace)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except OSError as error:
            raise CommandError(f"Nothing was restored: {error}") from error
        connection.close()
        self._tell("Restored", said)
        self._compare(said, target)
        self._verify()

    def _tell(self, what: str, said: Manifest) -> None:
        media = len(said.members) - 1
        self.stdout.write(
            f"{what}: {said.server}, made {said.made_at} by version {said.version}, {media:,} media files."
        )
        for name in said.missing:
            self.stdout.write(f"{name} was not there when the backup was made.")

    def _compare(self, said: Manifest, target: Target) -> None:
        found = target.kind.facts()
        differences = said.facts.differences(found)
        if differences:
            raise CommandError(f"What is there now is not what was backed up: {'; '.join(differences)}.")
        self.stdout.write(
            f"The same {sum(found.rows.values()):,} rows in {len(found.rows)} tables as were backed up. "
            f"{len(found.editions)} editions with the same digests; {found.files} of their files, each with the hash of "
            "its bytes."
        )

    def _verify(self) -> None:
        if not is_migrated():
            self.stdout.write(
                "The backup is older than the program: run manage.py prepare --no-sample, then verify_audit."
            )
            return
        found = list(problems())
        for problem in found[:MOST_SHOWN]:
            self.stdout.write(str(problem))
        if found:
            raise CommandError(
                f"{len(found)} problems: the trail is not whole. It was not whole when it was backed up."
            )
        self.stdout.write("The trail is whole.")


def _checked(file: Path, target: Target, key_file: Path | None) -> Manifest:
    return check(file, target, key_file=key_file)
