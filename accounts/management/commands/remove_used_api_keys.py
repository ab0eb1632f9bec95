"""Forgets the keys of the API (Idempotency-Key) that no program can mean any more."""

from django.core.management.base import BaseCommand

from accounts.models import ApiKeyUsed
from accounts.models.api_key import REMEMBERED


class Command(BaseCommand):
    help = (
        f"Removes Idempotency-Keys that were used more than {REMEMBERED.days} days ago. What was made under them stays."
    )

    def handle(self, **_options) -> None:
        if removed := ApiKeyUsed.forget_past():
            self.stdout.write(f"Removed {removed} keys of the API used more than {REMEMBERED.days} days ago.")
