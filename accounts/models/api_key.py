"""Keys by which a program says that two requests are one (Idempotency-Key)."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

REMEMBERED = timedelta(days=30)
"""A program that lost the answer asks again within minutes; until then the same key means the same request."""


class ApiKeyUsed(models.Model):
    """That a person's program has made something under a key; written in the transaction that made it.

    `digest` is of what was sent, so that another request under the same key is found to be another; `made` names what
    came of it.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    made = models.CharField(max_length=40)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key"],
                name="api_key_used_once",
                violation_error_message=_("This key was used already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.key}"

    @classmethod
    def find(cls, *, person, key: str) -> Self | None:
        return cls.objects.filter(person=person, key=key).first()

    @classmethod
    def forget_past(cls) -> int:
        """Removes the keys used longer than REMEMBERED ago, what they made stays. Returns how many."""
        return cls.objects.filter(made_at__lt=timezone.now() - REMEMBERED).delete()[0]

    def is_of(self, body: bytes) -> bool:
        return self.digest == digest_of(body)


def digest_of(body: bytes) -> str:
    return sha256(body).hexdigest()
