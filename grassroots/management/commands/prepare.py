"""Everything between a new program and serving it, in one process, so that a second start takes seconds."""

import hashlib
from io import StringIO

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from accounts.models import User
from accounts.sample import PASSWORD
from events.models import Event, NumberSeries
from regions.pack import pack

STAMP = "collected-from"
SHOWN = {
    "staff.bos@example.org": "mission staff, Boston (every mission has one: staff.nyc@…)",
    "approver.bos@example.org": "mission approver, Boston",
    "staff.den@example.org": "mission staff, Denver",
    "reviewer@example.org": "HQ reviewer",
    "administrator@example.org": "HQ administrator",
    "reader@example.org": "read-only, another ministry",
}


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
        self._load_reference()
        self._offer_samples(wanted=not no_sample)
        call_command("remove_old_uploads", stdout=self.stdout)
        call_command("remove_used_api_keys", stdout=self.stdout)
        call_command("find_duplicates", stdout=StringIO())
        self._collect_static_files()
        call_command("check", databases=["default"], stdout=self.stdout)

    def _reach_database(self) -> None:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            place = connection.settings_dict.get("HOST") or connection.settings_dict["NAME"]
            raise CommandError(f"The database ({connection.vendor} at {place}) does not answer: {error}") from error

    def _load_reference(self) -> None:
        """Tells only of what changed."""
        out = StringIO()
        call_command("load_reference", stdout=out)
        for line in out.getvalue().splitlines():
            if not line.startswith("  added") and ": 0 added, 0 changed," not in line:
                self.stdout.write(line)

    def _offer_samples(self, *, wanted: bool) -> None:
        """Samples go only into a database that nobody has put anything into, and never again once they were removed."""
        is_empty = not Event.objects.exists() and not User.objects.exists()
        is_new = is_empty and not NumberSeries.objects.exists()
        if is_new and wanted and pack().is_of_the_united_states:
            self.stdout.write("The database is new: loading a sample (SAMPLE=0 leaves it out).")
            call_command("load_sample", stdout=StringIO())
            made = Event.objects.filter(is_sample=True).count()
            self.stdout.write(f"Loaded {made:,} sample events; manage.py remove_sample takes them out again.")
        elif is_empty:
            self.stdout.write("The database holds nobody yet: make the first account with manage.py createsuperuser.")
        known = User.objects.filter(is_sample=True, is_active=True, email__in=SHOWN)
        emails = set(known.values_list("email", flat=True))
        if emails:
            self.stdout.write(f"\nSample sign-ins; the password of each is {PASSWORD}")
            for email, who in SHOWN.items():
                if email in emails:
                    self.stdout.write(f"  {email:<26} {who}")

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
