"""Checks the audit trail from its first record to its last, and every row that it vouches for."""

from django.core.management.base import BaseCommand, CommandError

from accounts import trail
from accounts.trail.models import Record
from accounts.trail.verifying import problems

MOST_SHOWN = 100


class Command(BaseCommand):
    help = "Finds records of the audit trail, versions and rows that were changed, removed, added or moved behind its back."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--expect", default="", help="a head that audit_head printed earlier: finds a tail cut off")

    def handle(self, *args, expect: str, **options) -> None:
        found = 0
        for problem in problems(expect=expect.strip()):
            found += 1
            if found <= MOST_SHOWN:
                self.stdout.write(str(problem))
        if found:
            raise CommandError(f"{found} problems: the trail is not whole.")
        self.stdout.write(f"The trail is whole: {Record.objects.count()} records. Head {trail.head() or '-'}")
