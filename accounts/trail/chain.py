"""The chain: what a record's hash covers, and how records come to stand one behind the other."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.trail.models import Record
from accounts.trail.versions import canonical

LOCK = 20170401
"""Taken on PostgreSQL by whoever appends, until his transaction ends: two can never follow the same record."""

COVERED = (
    "position", "at", "kind", "by_id", "by_name", "about", "source", "request_id", "reason", "missions", "touched",
    "details", "change_set", "row_count", "rows_digest", "previous",
)  # fmt: skip


def hash_of(record: Record) -> str:
    content = {name: canonical(getattr(record, name)) for name in COVERED}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def last() -> tuple[int, str, Any]:
    """Position, hash and moment of the last sealed record; (0, '', None) while there is none."""
    found = Record.objects.exclude(position=None).order_by("-position").first()
    return (found.position or 0, found.hash, found.at) if found else (0, "", None)


def look_up_references() -> None:
    """Now, rather than at the commit: there this transaction could wait, with the chain's lock in its hands, for a row of
    somebody who waits for that lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def append_open_records() -> None:
    """Seals what this transaction recorded, in the order in which it did. Others wait until it has committed."""
    records = list(Record.objects.filter(hash="").order_by("pk"))
    if not records:
        return
    look_up_references()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    position, previous, moment = last()
    for record in records:
        position += 1
        record.position, record.previous = position, previous
        record.at = moment = max(timezone.now(), moment or record.at)
        record.hash = previous = hash_of(record)
        record.save(update_fields=["position", "previous", "at", "hash"])
