"""Conditions of a write: which version was read, and whether the same request came before."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from accounts.api.problems import Problem

_VERSION = re.compile(r'"([0-9]{1,9})-[0-9a-f]{16}"')
_KEY = re.compile(r"[\x21-\x7e]{8,100}")


def version_read(request: Request) -> list[int]:
    """The versions of the ETags in If-Match. Problem 428 where none is named: nobody overwrites what he has not read."""
    given = request.headers.get("If-Match", "").strip()
    if given in ("", "*"):
        raise Problem(
            428, _("Send If-Match with the ETag of the event as you read it, so that nobody's change is lost.")
        )
    return [int(found[1]) for part in given.split(",") if (found := _VERSION.fullmatch(part.strip()))]


def require_version(request: Request, version: int) -> None:
    if version not in version_read(request):
        raise changed()


def changed() -> Problem:
    return Problem(412, _("Somebody saved this event after you read it. Nothing was done: read it again first."))


def key_sent(request: Request) -> str:
    """The Idempotency-Key; '' without one. Problem 400 for one that is none."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if key and not _KEY.fullmatch(key):
        raise Problem(400, _("An Idempotency-Key is 8 to 100 printable ASCII characters without a space."))
    return key
