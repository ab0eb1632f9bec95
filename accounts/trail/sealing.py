"""Digests what a transaction wrote and puts it into the chain as one record."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.trail.chain import append_open_records, look_up_references
from accounts.trail.kinds import CHANGE, FOUND, PEOPLE
from accounts.trail.models import ChangedRow, Record, Shape
from accounts.trail.sources import current
from accounts.trail.versions import columns_of, contents, digest, histories, shape

AT_A_TIME = 1000
MOST_REASONS, MOST_NAMED = 5, 20
REMOVED = "removed"


@dataclass
class Sum:
    """What a change set's record says about its rows."""

    rows: Any = field(default_factory=hashlib.sha256)
    row_count: int = 0
    kinds: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    shapes: dict[str, str] = field(default_factory=dict)
    people: set[int | None] = field(default_factory=set)
    reasons: dict[str, None] = field(default_factory=dict)
    missions: set[str] = field(default_factory=set)
    named: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))


def line_of(row: ChangedRow) -> bytes:
    """What of a row the digest of its change set covers."""
    return f"{row.kind}|{row.row}|{row.version or ''}|{row.said}|{row.digest}\n".encode()


def seal(key: str) -> None:
    """One record for the change set, if it wrote anything; then everything recorded goes into the chain."""
    change_set = UUID(key)
    found = Sum()
    look_up_references()
    for rows in _some_at_a_time(change_set):
        _digest(rows, found)
    if found.row_count:
        _record(change_set, found)
    append_open_records()


def _some_at_a_time(change_set: UUID) -> Iterator[list[ChangedRow]]:
    after, is_more = 0, True
    while is_more:
        rows = list(ChangedRow.objects.filter(change_set=change_set, pk__gt=after).order_by("pk")[:AT_A_TIME])
        if is_more := len(rows) == AT_A_TIME:
            after = rows[-1].pk
        yield rows


def _digest(rows: Sequence[ChangedRow], found: Sum) -> None:
    versions = {kind: _contents_of(kind, rows, found) for kind in {row.kind for row in rows}}
    for row in rows:
        values = versions[row.kind].get(row.version)
        row.digest = digest(values if values is not None else [row.said])
        found.rows.update(line_of(row))
        found.row_count += 1
        _note(row, dict(zip(columns_of(histories()[row.kind]), values, strict=True)) if values else {}, found)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {ChangedRow._meta.db_table} SET digest = %s WHERE id = %s", [(row.digest, row.pk) for row in rows]
        )


def _contents_of(kind: str, rows: Sequence[ChangedRow], found: Sum) -> dict[int | None, list[Any]]:
    model = histories().get(kind)
    keys = [row.version for row in rows if row.kind == kind and row.version and row.said != REMOVED]
    if model is None or not keys:
        return {}
    if kind not in found.shapes:
        found.shapes[kind] = _shape(columns_of(model))
    found_now: dict[int | None, list[Any]] = {}
    found_now.update(contents(model, columns_of(model), keys).items())
    return found_now


def _shape(columns: Sequence[str]) -> str:
    name = shape(columns)
    Shape.objects.get_or_create(digest=name, defaults={"columns": list(columns)})
    return name


def _note(row: ChangedRow, said: dict[str, Any], found: Sum) -> None:
    """Counts the row, and remembers who, why, of which missions, and the first rows by their keys."""
    found.kinds[row.kind][said.get("history_type") or (REMOVED if row.said == REMOVED else "~")] += 1
    if len(found.named[row.kind]) < MOST_NAMED:
        found.named[row.kind][row.row] = None
    if not said:
        return
    found.people.add(said["history_user_id"])
    if said.get("mission_id"):
        found.missions.add(said["mission_id"])
    reason = said["history_change_reason"]
    if reason and len(found.reasons) < MOST_REASONS:
        found.reasons[reason] = None


def _record(change_set: UUID, found: Sum) -> None:
    source = current()
    by_id = source.by.pk if source.by else _only(found.people)
    details = {
        "kinds": {kind: dict(sorted(counts.items())) for kind, counts in sorted(found.kinds.items())},
        "shapes": found.shapes,
        "rows": {kind: list(keys) for kind, keys in sorted(found.named.items())},
        "reasons": list(found.reasons),
    }
    kind = PEOPLE if set(found.kinds) == {_people()} else CHANGE
    Record.objects.create(
        kind=FOUND if source.said == FOUND else kind, by_id=by_id, by_name=_address(by_id), source=source.name[:120],
        request_id=source.request_id, reason=source.reason, missions=_listed(found.missions),
        touched=_listed(found.kinds), details=details, change_set=change_set, row_count=found.row_count,
        rows_digest=found.rows.hexdigest(),
    )  # fmt: skip


def _only(people: set[int | None]) -> int | None:
    return next(iter(people)) if len(people) == 1 else None


def _people() -> str:
    from accounts.models import User

    return User._meta.db_table


def _address(pk: int | None) -> str:
    from accounts.models import User

    return (User.objects.filter(pk=pk).values_list("email", flat=True).first() or "") if pk else ""


def _listed(codes) -> str:
    return f",{','.join(sorted(codes))}," if codes else ""
