"""Removes uploaded workbooks that nobody needs any more; their imports stay, and say since when the file is gone."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from events import correction_photos
from events.intake.old_files import remove_files_before, remove_strays


class Command(BaseCommand):
    help = (
        "Removes the files of imports older than KEEP_UPLOADS_DAYS, and files that belong to no import and to no open correction request. "
        "What was imported, its rows and the record with name and hash stay."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--days", type=int, default=settings.KEEP_UPLOADS_DAYS, help="keep younger files than this")

    def handle(self, *, days: int, **_options) -> None:
        removed = remove_files_before(timezone.now() - timedelta(days=days)) if days > 0 else 0
        strays = remove_strays() + correction_photos.remove_strays()
        if removed or strays:
            self.stdout.write(
                f"Removed {removed} uploaded files older than {days} days and {strays} that belonged to nothing."
            )
