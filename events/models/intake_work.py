"""Long work of an import that goes on in a process of its own (events/intake/working.py)."""

from __future__ import annotations

import json
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.intake import Intake
from events.sentences import said


class IntakeWork(models.Model):
    """What is being done with an import, or why it ended undone. Gone once the work is done: one at most an import.

    `asked` is what the person asked for; `failure` the sentence that says why it was not done, "" while it goes on.
    A process works only as long as its `key` stands here.
    """

    class Kind(models.TextChoices):
        READING = "reading", _("Reading the rows")
        WRITING = "writing", _("Writing the events")
        UNDOING = "undoing", _("Taking the import back")

    intake = models.OneToOneField(Intake, models.CASCADE, primary_key=True, related_name="work")
    kind = models.CharField(max_length=7, choices=Kind)
    key = models.UUIDField(default=uuid4)
    asked = models.JSONField(default=dict)
    failure = models.TextField(blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    @property
    def why(self) -> str:
        """The failure in the language of now."""
        return said(json.loads(self.failure)) if self.failure.startswith("{") else self.failure

    def __str__(self) -> str:
        return f"{self.intake_id} {self.kind}"
