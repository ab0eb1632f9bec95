"""Triggers that note each version under the change set of its transaction, and let nothing that is written be changed.

A version without a change set is refused, however it comes. Versions, changed rows and records are only ever added to;
what of the sample is taken out again is noted as removed. On PostgreSQL TRUNCATE is refused as well. The triggers stand
outside of migrations for the reason given in events/triggers.py, under names of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.db import transaction

from accounts.trail.kinds import FOUND
from accounts.trail.models import ChangedRow, Record
from accounts.trail.sources import under
from accounts.trail.versions import histories, key_of
from regions.trigger_keeper import Statements, TriggerKeeper

KEEPER = TriggerKeeper("trail")
SETTING = "register.change_set"
NO_SET = "a change belongs to a change set"
KEPT = "the trail is only ever added to"

ROWS, RECORDS = ChangedRow._meta.db_table, Record._meta.db_table
COLUMNS = 'change_set, kind, "row", version, said, digest'
OF_A_PERSON = ("email", "name", "role", "mission_id", "is_active", "is_superuser")


def people() -> str:
    from accounts.models import User

    return User._meta.db_table


@cache
def watched() -> frozenset[str]:
    """Tables of which a write opens a change set."""
    return frozenset({*histories(), people(), RECORDS})


def _is_of_the_sample(model) -> str:
    """SQL: whether the OLD version may be taken out again, with the sample."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    if "is_sample" in fields:
        return "OLD.is_sample"
    if "event" in fields:
        events = fields["event"].related_model._meta.db_table
        return f"NOT EXISTS (SELECT 1 FROM {events} e WHERE e.id = OLD.event_id)"
    return "1 = 0"


class _Sqlite:
    """`texts`: of each trigger its name, its table, and what comes after CREATE TRIGGER."""

    now, object = "register_change_set()", "json_object"

    def said(self, old: str, new: str) -> str:
        return f"json_object('old', {old}, 'new', {new})"

    def texts(self) -> Iterator[tuple[str, str, str]]:
        needs_set = f"SELECT RAISE(ABORT, '{NO_SET}') WHERE {self.now} IS NULL"
        refuse = f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
        for table, model in histories().items():
            for event, row, said in (("INSERT", "NEW", ""), ("DELETE", "OLD", "removed")):
                note = (
                    f"INSERT INTO {ROWS} ({COLUMNS}) VALUES ({self.now}, '{table}', "
                    f"CAST({row}.{key_of(model)} AS TEXT), {row}.history_id, '{said}', '')"
                )
                yield f"{event}_{table}", table, f"AFTER {event} ON {table} FOR EACH ROW BEGIN {needs_set}; {note}; END"
            yield f"kept_{table}", table, f"BEFORE UPDATE ON {table} FOR EACH ROW {refuse}"
            kept = f"WHEN NOT ({_is_of_the_sample(model)})"
            yield f"stays_{table}", table, f"BEFORE DELETE ON {table} FOR EACH ROW {kept} {refuse}"
        for table, seal in ((ROWS, "digest"), (RECORDS, "hash")):
            yield f"kept_{table}", table, f"BEFORE UPDATE ON {table} FOR EACH ROW WHEN OLD.{seal} <> '' {refuse}"
            yield f"stays_{table}", table, f"BEFORE DELETE ON {table} FOR EACH ROW {refuse}"
        for event, when, row, old, new in _person_events("IS NOT"):
            said = self.said(_said(old, self.object), _said(new, self.object))
            note = (
                f"INSERT INTO {ROWS} ({COLUMNS}) VALUES ({self.now}, '{people()}', "
                f"CAST({row}.id AS TEXT), NULL, {said}, '')"
            )
            body = f"FOR EACH ROW {when} BEGIN {needs_set}; {note}; END"
            yield f"{event}_people", people(), f"AFTER {event} ON {people()} {body}"


class _Postgresql:
    """`texts`: of each trigger its name, its table, and on two lines its clause and what its function does."""

    now, object = f"NULLIF(current_setting('{SETTING}', true), '')::uuid", "json_build_object"

    def said(self, old: str, new: str) -> str:
        return f"json_build_object('old', {old}, 'new', {new})"

    def texts(self) -> Iterator[tuple[str, str, str]]:
        needs_set = f"IF {self.now} IS NULL THEN RAISE EXCEPTION '{NO_SET}' USING ERRCODE = 'check_violation'; END IF"
        refuse = f"RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'check_violation'"
        for table, model in histories().items():
            for event, rows, said in (("INSERT", "NEW", ""), ("DELETE", "OLD", "removed")):
                note = (
                    f"INSERT INTO {ROWS} ({COLUMNS}) SELECT {self.now}, '{table}', "
                    f"CAST({key_of(model)} AS text), history_id, '{said}', '' FROM written ORDER BY history_id"
                )
                clause = f"AFTER {event} ON {table} REFERENCING {rows} TABLE AS written FOR EACH STATEMENT"
                body = f"IF EXISTS (SELECT 1 FROM written) THEN {needs_set}; {note}; END IF; RETURN NULL"
                yield f"{event}_{table}", table, f"{clause}\n{body}"
            yield f"kept_{table}", table, f"BEFORE UPDATE ON {table} FOR EACH ROW\n{refuse}"
            kept = f"IF NOT ({_is_of_the_sample(model)}) THEN {refuse}; END IF; RETURN OLD"
            yield f"stays_{table}", table, f"BEFORE DELETE ON {table} FOR EACH ROW\n{kept}"
            yield f"whole_{table}", table, f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT\n{refuse}"
        for table, seal in ((ROWS, "digest"), (RECORDS, "hash")):
            once = f"IF OLD.{seal} <> '' THEN {refuse}; END IF; RETURN NEW"
            yield f"kept_{table}", table, f"BEFORE UPDATE ON {table} FOR EACH ROW\n{once}"
            yield f"stays_{table}", table, f"BEFORE DELETE ON {table} FOR EACH ROW\n{refuse}"
            yield f"whole_{table}", table, f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT\n{refuse}"
        for event, when, row, old, new in _person_events("IS DISTINCT FROM"):
            said = self.said(_said(old, self.object), _said(new, self.object))
            note = (
                f"INSERT INTO {ROWS} ({COLUMNS}) VALUES ({self.now}, '{people()}', "
                f"CAST({row}.id AS text), NULL, {said}, '')"
            )
            clause = f"AFTER {event} ON {people()} FOR EACH ROW {when}"
            yield f"{event}_people", people(), f"{clause}\n{needs_set}; {note}; RETURN NULL"


def _person_events(differs: str) -> Iterator[tuple[str, str, str, str, str]]:
    changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in OF_A_PERSON)
    yield "INSERT", "", "NEW", "", "NEW"
    yield "UPDATE", f"WHEN ({changed})", "NEW", "OLD", "NEW"
    yield "DELETE", "", "OLD", "OLD", ""


def _said(row: str, make: str) -> str:
    pairs = ", ".join(f"'{column}', {row}.{column}" for column in OF_A_PERSON)
    return f"{make}({pairs})" if row else "NULL"


def _speech(connection) -> _Sqlite | _Postgresql:
    return _Sqlite() if connection.vendor == "sqlite" else _Postgresql()


def _wanted(connection) -> Statements:
    """For the tables that there are; nothing before the trail's own."""
    tables = set(connection.introspection.table_names())
    if not {ROWS, RECORDS} <= tables:
        return {}
    texts = {name.lower(): text for name, table, text in _speech(connection).texts() if table in tables}
    if connection.vendor == "sqlite":
        return KEEPER.on_sqlite(texts)
    halves = {name: text.split("\n") for name, text in texts.items()}
    return KEEPER.on_postgresql({name: (f"BEGIN {body}; END", clause) for name, (clause, body) in halves.items()})


def are_in_place(connection) -> bool:
    return KEEPER.stand(connection, _wanted(connection))


def open_set(connection) -> None:
    """A change set for the transaction that is open."""
    from accounts.trail.change_sets import open_for

    open_for(connection)


def install(connection) -> bool:
    """Puts in place what is wanted, and takes away what is no longer; False when they stood already."""
    wanted = _wanted(connection)
    if KEEPER.stand(connection, wanted):
        return False
    KEEPER.replace(connection, wanted)
    return True


def remove(connection) -> None:
    """Takes all of them away: before a migration, and before `flush` empties everything."""
    KEEPER.remove(connection)


def adopt(connection) -> None:
    """Takes what no change set knows into the trail as found: what was there before it began, or a migration wrote.

    Of a database that was there before the trail, this is one record over all versions; the figures as of an earlier
    moment then go by the dates of those versions.
    """
    if not _wanted(connection):
        return
    with under(FOUND), transaction.atomic(using=connection.alias):
        open_set(connection)
        mine = _speech(connection).now
        with connection.cursor() as cursor:
            tables = set(connection.introspection.table_names(cursor))
            for table, model in histories().items():
                if table in tables:
                    cursor.execute(
                        f"INSERT INTO {ROWS} ({COLUMNS}) SELECT {mine}, '{table}', CAST(h.{key_of(model)} AS text), "
                        f"h.history_id, '', '' FROM {table} h WHERE NOT EXISTS (SELECT 1 FROM {ROWS} c WHERE "
                        f"c.kind = '{table}' AND c.\"row\" = CAST(h.{key_of(model)} AS text) "
                        "AND c.version = h.history_id) ORDER BY h.history_id"
                    )
            said = _speech(connection).said("NULL", _said("u", _speech(connection).object))
            cursor.execute(
                f"INSERT INTO {ROWS} ({COLUMNS}) SELECT {mine}, '{people()}', CAST(u.id AS text), NULL, {said}, '' "
                f"FROM {people()} u WHERE NOT EXISTS (SELECT 1 FROM {ROWS} c WHERE c.kind = '{people()}' "
                'AND c."row" = CAST(u.id AS text)) ORDER BY u.id'
            )
