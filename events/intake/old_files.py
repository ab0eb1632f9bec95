"""Files of imports that are old, or that nobody knows any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from events.models import Intake

FOLDER = "imports"
A_DAY = timedelta(days=1)
"""A file younger than this may be an upload whose record is being written."""


def remove_files_before(moment: datetime) -> int:
    """Files of imports that were last touched before that moment; the record says when. Returns how many went."""
    old = Intake.objects.filter(created_at__lt=moment, file_removed_at=None).exclude(undone_at__gte=moment)
    old = old.exclude(written_at__gte=moment).exclude(read_at__gte=moment).filter(work=None)
    count = 0
    for intake in old.only("file").iterator():
        if Intake.objects.filter(pk=intake.pk, file_removed_at=None).update(file_removed_at=timezone.now()):
            intake.file.storage.delete(intake.file.name or "")
            count += 1
    return count


def remove_strays() -> int:
    """Files that belong to no import: what a process that was killed left behind. Returns how many went."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    oldest = (timezone.now() - A_DAY).timestamp()
    files = [path for path in folder.glob("*") if path.stat().st_mtime < oldest] if folder.is_dir() else []
    known = {Path(name).name for name in Intake.objects.values_list("file", flat=True)} if files else set()
    strays = [path for path in files if path.name not in known]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)
