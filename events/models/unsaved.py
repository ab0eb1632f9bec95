"""What a person has typed and not saved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT_FOR = timedelta(days=30)
MOST_KEPT = 50


class UnsavedFormQuerySet(models.QuerySet):
    def of(self, person) -> Self:
        """The person's own, latest first, as long as they are kept: nobody reads what another has not saved."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(person=person, kept_at__gt=timezone.now() - KEPT_FOR).order_by("-kept_at", "-pk")


class UnsavedForm(models.Model):
    """An entry page as it was typed so far (未保存の入力): in no figure and no list, read by its author alone.

    `key` is the open page's own, so that two pages open at once do not overwrite each other; `path` is its address,
    `fields` each field's values as the browser sent them. It goes when the page is saved, discarded, or after KEPT_FOR.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.UUIDField()
    path = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    fields: Any = models.JSONField(default=dict)
    kept_at = models.DateTimeField(default=timezone.now)

    objects = UnsavedFormQuerySet.as_manager()

    class Meta:
        ordering = ["-kept_at", "-pk"]
        verbose_name = _("unsaved form")
        verbose_name_plural = _("unsaved forms")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key"],
                name="unsaved_form_once",
                violation_error_message=_("What was typed on this page is kept already."),
            ),
        ]
        indexes = [models.Index(fields=["person", "path", "-kept_at"], name="unsaved_form_latest")]

    def __str__(self) -> str:
        return self.title or self.path

    def get_absolute_url(self) -> str:
        """The page, with what was typed in it."""
        return f"{self.path}?{urlencode({'resume': self.key.hex})}"
