from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import transaction

from regions.reference_csv import BadFile, Outcome, load
from reports.reference_tables import ALL_REFERENCE_TABLES

SHOWN = 12


class Command(BaseCommand):
    help = (
        "Loads the reference data (places, missions, jurisdictions, indicators, categories, approaches, counting "
        "rules, published figures) from the CSV files and prints what changed. Safe to run again: what HQ edited "
        "stays and is reported, and nothing is ever removed."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--overwrite", action="store_true", help="let the files win over HQ's own edits")
        parser.add_argument("--dry-run", action="store_true", help="print what would change and write nothing")
        parser.add_argument(
            "--root",
            type=Path,
            default=settings.DATA_PACK,
            help="read the files below this folder, laid out as in the source tree",
        )

    @no_translations
    def handle(self, *, overwrite: bool, dry_run: bool, root: Path, verbosity: int, **_options) -> None:
        try:
            with transaction.atomic():
                outcomes = load(ALL_REFERENCE_TABLES, root=root, overwrite=overwrite)
                if dry_run:
                    transaction.set_rollback(True)
        except BadFile as error:
            raise CommandError(f"{error} Nothing was loaded.") from None
        for outcome in outcomes:
            self._print(outcome, shown=SHOWN if verbosity < 2 else None)
        if dry_run:
            self.stdout.write("Nothing was written (--dry-run).")
        if any(outcome.kept for outcome in outcomes):
            self.stdout.write("HQ's own edits were kept; --overwrite lets the files win.")

    def _print(self, outcome: Outcome, *, shown: int | None) -> None:
        self.stdout.write(
            f"{outcome.file} (as of {outcome.as_of}): {len(outcome.added)} added, "
            f"{outcome.changed_rows} changed, {outcome.unchanged} unchanged"
        )
        for mark, texts in (
            ("added", outcome.added),
            ("changed", outcome.changed),
            ("kept HQ's edit:", outcome.kept),
            ("only in the register, left as it is:", outcome.only_in_register),
        ):
            if mark == "added" and shown is not None and len(texts) > shown:
                continue
            for text in texts:
                self.stdout.write(f"  {mark} {text}")
