"""Prints the hash of the trail's last record, to be kept where nobody can change it."""

from django.core.management.base import BaseCommand

from accounts.trail.chain import last


class Command(BaseCommand):
    help = "Prints the head of the audit trail. Keep it outside, and give it to verify_audit --expect."

    def handle(self, *args, **options) -> None:
        position, head, at = last()
        self.stdout.write(head)
        if options["verbosity"] > 1 and at:
            self.stdout.write(f"record {position}, {at.isoformat(timespec='seconds')}")
