from django.core.management.base import BaseCommand

from events.duplicates import search


class Command(BaseCommand):
    help = (
        "Searches for events that are probably one, among those that changed since the last search. Safe to run often."
    )

    def handle(self, **_options) -> None:
        self.stdout.write(f"{search()} pairs look alike among the events that have changed.")
