"""Reads the whole trail and everything that it vouches for, and says what does not agree. Memory does not grow with it."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, Max, OuterRef
from django.db.models.functions import Cast

from accounts.models import User
from accounts.trail.chain import hash_of
from accounts.trail.models import ChangedRow, Record, Shape
from accounts.trail.sealing import REMOVED, line_of
from accounts.trail.triggers import OF_A_PERSON
from accounts.trail.versions import (
    ABOUT_A_VERSION,
    LISTS,
    canonical,
    columns_of,
    contents,
    digest,
    histories,
    key_of,
    shape,
)

AT_A_TIME = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: a position, a table and key. Never what a row says."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def problems(*, expect: str = "") -> Iterator[Problem]:
    """Everything that does not agree; nothing when the trail is whole. `expect` is a head that was kept outside."""
    yield from _of_the_chain(expect)
    yield from _of_change_sets()
    yield from _of_loose_rows()
    for model in histories().values():
        yield from _of_rows_as_they_are(model)
    yield from _of_people()


def _batches(rows: Iterable, size: int = AT_A_TIME) -> Iterator[list]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


# ---- the chain


def _of_the_chain(expect: str) -> Iterator[Problem]:
    position, previous, is_known = 0, "", not expect
    for record in Record.objects.exclude(position=None).order_by("position").iterator(AT_A_TIME):
        here = record.position or 0
        where = f"record {here}"
        if here != position + 1:
            yield Problem(where, f"records {position + 1} to {here - 1} are missing")
        if record.previous != previous:
            yield Problem(where, "does not follow the record before it: one was removed, added, changed or moved")
        if hash_of(record) != record.hash:
            yield Problem(where, "was changed after it was sealed")
        position, previous = here, record.hash
        is_known = is_known or record.hash == expect
    if not is_known:
        yield Problem(
            "the end", "the head that was kept is not in the trail: its tail was cut off, or it was written anew"
        )
    open_records = Record.objects.filter(position=None).count()
    if open_records:
        yield Problem("the end", f"{open_records} records were never sealed")


# ---- change sets and their rows


def _of_change_sets() -> Iterator[Problem]:
    shapes = dict(Shape.objects.values_list("digest", "columns"))
    for name, columns in shapes.items():
        if shape(columns) != name:
            yield Problem(f"shape {name[:12]}", "was changed")
    sets = Record.objects.exclude(change_set=None).order_by("position")
    for records in _batches(sets.iterator(AT_A_TIME), 200):
        yield from _of_some_sets({record.change_set: record for record in records}, shapes)


def _of_some_sets(records: dict[UUID | None, Record], shapes: dict[str, list[str]]) -> Iterator[Problem]:
    sums: dict[UUID, Any] = defaultdict(hashlib.sha256)
    counts: dict[UUID, int] = defaultdict(int)
    rows = ChangedRow.objects.filter(change_set__in=list(records)).order_by("change_set", "pk")
    for some in _batches(rows.iterator(AT_A_TIME)):
        for row in some:
            sums[row.change_set].update(line_of(row))
            counts[row.change_set] += 1
        yield from _of_versions(some, records, shapes)
    for key, record in records.items():
        if key and (sums[key].hexdigest() != record.rows_digest or counts[key] != record.row_count):
            yield Problem(f"record {record.position}", "its list of changed rows is not what was sealed")


def _of_versions(rows: Sequence[ChangedRow], records: dict, shapes: dict[str, list[str]]) -> Iterator[Problem]:
    grouped: dict[tuple[str, str], list[ChangedRow]] = defaultdict(list)
    for row in rows:
        if row.version is None or row.said == REMOVED:
            if row.version is None and digest([row.said]) != row.digest:
                yield Problem(f"{row.kind} {row.row}", "what was said of it was changed")
            continue
        grouped[row.kind, records[row.change_set].details["shapes"].get(row.kind, "")].append(row)
    for (kind, name), some in grouped.items():
        model, columns = histories().get(kind), shapes.get(name)
        if model is None or columns is None:
            yield Problem(kind, "versions of it can no longer be checked: its table or the columns covered are gone")
            continue
        said = contents(model, columns, [row.version for row in some if row.version])
        gone = [row for row in some if row.version not in said]
        taken_out = _taken_out(kind, gone)
        for row in some:
            where = f"{kind} {row.row}, version {row.version}"
            if row.version not in said:
                if row.version not in taken_out:
                    yield Problem(where, "is missing")
            elif digest(said[row.version]) != row.digest:
                yield Problem(where, "was changed after it was sealed")


def _taken_out(kind: str, rows: Sequence[ChangedRow]) -> set[int | None]:
    if not rows:
        return set()
    noted = ChangedRow.objects.filter(kind=kind, said=REMOVED, row__in=[row.row for row in rows])
    return set(noted.values_list("version", flat=True))


def _of_loose_rows() -> Iterator[Problem]:
    """Rows that no sealed record covers, and versions that no row names."""
    sealed = Record.objects.filter(change_set=OuterRef("change_set")).exclude(position=None)
    loose = ChangedRow.objects.filter(~Exists(sealed)).order_by("pk")
    for row in loose.iterator(AT_A_TIME):
        yield Problem(f"{row.kind} {row.row}, version {row.version}", "belongs to no change set")
    for kind, model in histories().items():
        noted = ChangedRow.objects.filter(
            kind=kind, row=Cast(OuterRef(key_of(model)), models.CharField()), version=OuterRef("pk")
        )
        for key, pk in (
            model._base_manager.filter(~Exists(noted)).order_by().values_list(key_of(model), "pk").iterator()
        ):
            yield Problem(f"{kind} {key}, version {pk}", "belongs to no change set")


# ---- rows as they stand, beside their last versions


def _of_rows_as_they_are(model) -> Iterator[Problem]:
    """A row that differs from its last version, has none, or is gone without one that says so."""
    live, key = model.instance_type, key_of(model)
    name = live._meta.db_table
    columns = [each for each in columns_of(model) if each not in ABOUT_A_VERSION]
    latest = model._base_manager.order_by().values(key).annotate(last=Max("pk")).values_list(key, "last")
    for keys in _batches(live._base_manager.order_by("pk").values_list("pk", flat=True).iterator(AT_A_TIME)):
        last = dict(latest.filter(**{f"{key}__in": keys}))
        said = contents(model, columns, list(last.values()))
        for pk, values in _as_they_are(live, columns, keys).items():
            if pk not in last:
                yield Problem(f"{name} {pk}", "has no version: it was added behind the register's back")
            elif _same(said[last[pk]]) != _same(values):
                yield Problem(
                    f"{name} {pk}", "is not what its last version says: it was changed behind the register's back"
                )
    gone = model._base_manager.order_by().filter(~Exists(live._base_manager.filter(pk=OuterRef(key))))
    later = model._base_manager.filter(**{key: OuterRef(key)}, pk__gt=OuterRef("pk"))
    for pk in gone.filter(~Exists(later)).exclude(history_type="-").values_list(key, flat=True).iterator():
        yield Problem(f"{name} {pk}", "is gone, and no version says so: it was deleted behind the register's back")


def _as_they_are(live, columns: Sequence[str], keys: Sequence[Any]) -> dict[Any, list[Any]]:
    plain = [name for name in columns if not name.startswith(LISTS)]
    rows = live._base_manager.filter(pk__in=keys).order_by().values_list("pk", *plain)
    found = {pk: list(values) for pk, *values in rows}
    for name in (name.removeprefix(LISTS) for name in columns if name.startswith(LISTS)):
        field = live._meta.get_field(name)
        own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        entries = defaultdict(list)
        for pk, value in field.remote_field.through.objects.filter(**{f"{own}__in": keys}).values_list(own, other):
            entries[pk].append(str(value))
        for pk, values in found.items():
            values.append(sorted(entries[pk]))
    return found


def _same(values: Iterable[Any]) -> list[Any]:
    return [canonical(value) for value in values]


def _of_people() -> Iterator[Problem]:
    """Whether each account has the role, the mission and the access that the trail last gave it."""
    kind = User._meta.db_table
    for users in _batches(User.objects.order_by("pk").values("pk", *OF_A_PERSON).iterator(AT_A_TIME)):
        rows = ChangedRow.objects.filter(kind=kind, row__in=[str(user["pk"]) for user in users]).order_by("pk")
        said = {row.row: json.loads(row.said)["new"] for row in rows}
        for user in users:
            new = said.get(str(user["pk"]))
            if new is None:
                yield Problem(f"{kind} {user['pk']}", "was added behind the register's back")
            elif any(new[name] != user[name] for name in OF_A_PERSON):
                yield Problem(f"{kind} {user['pk']}", "role, mission or access were changed behind the register's back")
    there = User.objects.annotate(key=Cast(F("pk"), models.CharField())).filter(key=OuterRef("row"))
    gone = ChangedRow.objects.filter(~Exists(there), kind=kind).order_by("pk")
    last = {row.row: json.loads(row.said)["new"] for row in gone.iterator(AT_A_TIME)}
    for key, new in last.items():
        if new is not None:
            yield Problem(f"{kind} {key}", "was deleted behind the register's back")
