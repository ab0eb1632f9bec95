from typing import Any

from django.core.management.commands import flush
from django.db import connections

from accounts.trail import triggers


class Command(flush.Command):
    """Django's own, which asks before it empties everything; the trail, which nothing else may empty, goes with it."""

    def handle(self, **options: Any) -> None:
        triggers.remove(connections[options["database"]])
        super().handle(**options)
        triggers.install(connections[options["database"]])
