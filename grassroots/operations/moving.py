"""Everything of one database into another of either kind, in one transaction, read back and compared value by value."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models import Max, sql

from accounts.trail import change_sets
from accounts.trail import triggers as trail_triggers
from accounts.trail.versions import text_of
from events import triggers
from events.models import AxisTotal, RunningTotal
from grassroots.operations.backup import Refused
from grassroots.operations.backup.databases import KINDS, said_of_held
from reports import frozen_triggers

SOURCE, TARGET = DEFAULT_DB_ALIAS, "target"
AT_A_TIME = 500
KEEPERS = (trail_triggers, triggers, frozen_triggers)
COUNTED = (RunningTotal, AxisTotal)
"""Counted anew from the events, rather than copied."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Moved:
    tables: int
    rows: int


def move(*, say: Say) -> Moved:
    """From the register's database to the one under the alias TARGET. Refused, and that one stays empty, when it holds
    people or events, or when anything that was read back is not what was written."""
    target = connections[TARGET]
    if counts := said_of_held(KINDS[target.vendor](target)):
        raise Refused(f"The database that you name is not empty: it has {counts}. Name an empty one.")
    call_command("migrate", database=TARGET, interactive=False, verbosity=0)
    call_command("createcachetable", database=TARGET, verbosity=0)
    with ExitStack() as stack:
        stack.enter_context(change_sets.not_followed(target))
        stack.enter_context(transaction.atomic(using=SOURCE))  # on SQLite nobody else writes until the end
        stack.enter_context(transaction.atomic(using=TARGET))
        return _moved(target, say)


def _moved(target, say: Say) -> Moved:
    for keeper in KEEPERS:
        keeper.remove(target)
    copied = [model for model in _models() if model not in COUNTED]
    _empty(target)
    rows = 0
    for model in copied:
        count, written = _copy(model)
        if (count, written) != _digest(model, TARGET):
            raise Refused(f"{model._meta.db_table} was not read back as it was written.")
        rows += count
        if count >= AT_A_TIME:
            say(f"{model._meta.db_table}: {count:,} rows")
    target.check_constraints()
    _go_on_counting(copied)
    for keeper in KEEPERS:
        keeper.install(target)
    _must_agree()
    return Moved(len(copied), rows)


def _models() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def _fields(model) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if not isinstance(field, models.GeneratedField)]


def _empty(target) -> None:
    """Of what migrations and Django put there: the rows of the source bring all of it."""
    tables = [model._meta.db_table for model in _models()]
    with target.cursor() as cursor:
        if target.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(map(target.ops.quote_name, tables))} RESTART IDENTITY")
            return
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        for table in tables:
            cursor.execute(f"DELETE FROM {target.ops.quote_name(table)}")


def _rows(model, using: str) -> Iterator[tuple]:
    names = [field.attname for field in _fields(model)]
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)
    return rows.iterator(chunk_size=AT_A_TIME)


def _plain(value: Any) -> Any:
    return bytes(value).hex() if isinstance(value, memoryview | bytes) else value


def _digest(model, using: str) -> tuple[int, str]:
    """How many rows, and a hash over all their values in the order of the key, the same whichever database they are in."""
    total, count = hashlib.sha256(), 0
    for row in _rows(model, using):
        total.update(text_of(map(_plain, row)))
        count += 1
    return count, total.hexdigest()


def _copy(model) -> tuple[int, str]:
    """Writes every row just as it is: no default, no moment of change. Its count and digest, of what was read."""
    fields, names = _fields(model), [field.attname for field in _fields(model)]
    total, count = hashlib.sha256(), 0
    batch: list[models.Model] = []
    for row in _rows(model, SOURCE):
        total.update(text_of(map(_plain, row)))
        count += 1
        batch.append(model.from_db(TARGET, names, row))
        if len(batch) == AT_A_TIME:
            _insert(model, fields, batch)
            batch = []
    _insert(model, fields, batch)
    return count, total.hexdigest()


def _insert(model, fields: list[models.Field], rows: list[models.Model]) -> None:
    most = max(connections[TARGET].ops.bulk_batch_size(fields, rows), 1) if rows else 1
    for start in range(0, len(rows), most):
        query = sql.InsertQuery(model)
        query.insert_values(fields, rows[start : start + most], raw=True)
        query.get_compiler(using=TARGET).execute_sql()


def _go_on_counting(copied: list[type[models.Model]]) -> None:
    """Keys of rows that were deleted are not given out again in the new database either."""
    target = connections[TARGET]
    with target.cursor() as cursor:
        if target.vendor == "postgresql":
            for statement in target.ops.sequence_reset_sql(no_style(), copied):
                cursor.execute(statement)
        for model in copied:
            last = _last_given(model)
            if last and last > (model._base_manager.using(TARGET).aggregate(last=Max("pk"))["last"] or 0):
                table, column = model._meta.db_table, model._meta.pk.column
                if target.vendor == "postgresql":
                    cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', column, last])
                else:
                    cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


def _last_given(model) -> int:
    """The last key that the source gave out by itself; 0 where keys are given otherwise, or none was yet."""
    if not isinstance(model._meta.pk, models.AutoField):
        return 0
    source, table, column = connections[SOURCE], model._meta.db_table, model._meta.pk.column
    with source.cursor() as cursor:
        if source.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        else:
            cursor.execute("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s))", [f'"{table}"', column])
        found = cursor.fetchone()
    return (found[0] if found else None) or 0


TOTALS = ("event_count", "in_person_sum", "online_sum", "on_demand_sum")


def _cells(model, using: str) -> set[tuple]:
    """Cells that are not empty, each added up: on PostgreSQL a cell may have several rows."""
    key = [field.attname for field in model._meta.concrete_fields if field.attname not in ("id", *TOTALS)]
    sums = {f"sum_of_{name}": models.Sum(name) for name in TOTALS}
    rows = model._base_manager.using(using).order_by().values_list(*key).annotate(**sums)
    return {tuple(row) for row in rows if any(row[len(key) :])}


def _must_agree() -> None:
    for model in COUNTED:
        if _cells(model, SOURCE) != _cells(model, TARGET):
            raise Refused(
                f"{model._meta.db_table}, counted anew, is not what it was. Run manage.py migrate on the old database, "
                "which counts anew there too, and look into what differs before moving."
            )
