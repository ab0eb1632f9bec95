"""Files of imports that are old, or that nobody knows any more."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from events import whole_files
from events.models import Intake

FOLDER = "imports"


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
    """Files that belong to no import. Returns how many went."""
    return whole_files.remove_strays(FOLDER, lambda: Intake.objects.values_list("file", flat=True))
