"""Everything between a new program and serving it, in one process, so that a second start takes seconds."""

import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from accounts.models import User
from events.models import Event

STAMP = "collected-from"


class Command(BaseCommand):
    help = (
        "Brings database, reference data and static files up to date; loads samples into a database that holds nothing."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--no-sample", action="store_true", help="never load samples")

    def handle(self, *, no_sample: bool, **_options) -> None:
        self._reach_database()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if "load_reference" in get_commands():
            call_command("load_reference", stdout=self.stdout)
        self._offer_samples(wanted=not no_sample)
        self._collect_static_files()
        call_command("check", databases=["default"], stdout=self.stdout)

    def _reach_database(self) -> None:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            place = connection.settings_dict.get("HOST") or connection.settings_dict["NAME"]
            raise CommandError(f"The database ({connection.vendor} at {place}) does not answer: {error}") from error

    def _offer_samples(self, *, wanted: bool) -> None:
        """Samples go only into a database that nobody has put anything into."""
        is_empty = not Event.objects.exists() and not User.objects.exists()
        if is_empty and wanted and "load_sample" in get_commands():
            self.stdout.write("The database is new: loading sample events and accounts (SAMPLE=0 leaves them out).")
            call_command("load_sample", stdout=self.stdout)
        elif is_empty:
            self.stdout.write("The database holds nobody yet: make the first account with manage.py createsuperuser.")

    def _collect_static_files(self) -> None:
        """Collects only when a source, or how files are stored, is not what it was the last time."""
        digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
        for finder in get_finders():
            for path, storage in finder.list([]):
                digest.update(f"{path} {storage.size(path)} {storage.get_modified_time(path)}\n".encode())
        stamp = settings.STATIC_ROOT / STAMP
        if stamp.exists() and stamp.read_text() == digest.hexdigest():
            return
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(digest.hexdigest())
