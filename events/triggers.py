"""Triggers that keep the running totals true, event numbers unchangeable and closed years closed, on both databases.

They stand in the database so that no way of writing can pass them by: save(), update(), bulk_create(),
the admin, a person at the SQL prompt. They are put in place after `migrate` rather than by a migration,
because SQLite drops a table's triggers whenever a later migration rebuilds the table.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from django.db import transaction

from events import comment_triggers, year_triggers
from regions.trigger_keeper import TriggerKeeper

KEEPER = TriggerKeeper("register")

TRAITS = {
    "status": "{r}.status",
    "fiscal_year": "COALESCE({r}.fiscal_year, 0)",
    "mission": "{r}.mission_id",
    "state": "COALESCE({r}.state_id, '')",
    "category": "COALESCE({r}.category_id, '')",
    "format": "{r}.format",
    "unknown_modes": "{r}.unknown_modes",
}
AXIS_TRAITS = ("status", "fiscal_year", "mission", "unknown_modes")
AXES = {
    "state": "COALESCE({r}.state_id, '')",
    "category": "COALESCE({r}.category_id, '')",
    "format": "COALESCE({r}.format, '')",
    "region": "COALESCE({r}.region_type_id, '')",
    "interest": "COALESCE({r}.interest_level_id, '')",
    "pillar": "COALESCE({r}.pillar_id, '')",
    "state_region": "COALESCE({r}.state_id, '') || '/' || COALESCE({r}.region_type_id, '')",
    "state_interest": "COALESCE({r}.state_id, '') || '/' || COALESCE({r}.interest_level_id, '')",
}
SUMS = {
    "event_count": "1",
    "in_person_sum": "COALESCE({r}.in_person_count, 0)",
    "online_sum": "COALESCE({r}.online_count, 0)",
    "on_demand_sum": "COALESCE({r}.on_demand_count, 0)",
}
WATCHED = (
    "status", "starts_on", "mission_id", "state_id", "category_id", "format", "region_type_id", "interest_level_id",
    "pillar_id", "in_person_count", "online_count", "on_demand_count", "in_person_qualifier", "online_qualifier",
    "on_demand_qualifier",
)  # fmt: skip

EVENTS, PARTNERS = "events_event", "events_event_partner_missions"
RUNNING, AXIS = "events_runningtotal", "events_axistotal"
RUNNING_KEY = tuple(TRAITS)
AXIS_KEY = ("axis", "code", *AXIS_TRAITS)


def _select(values: list[str], row: str, sign: int, source: str) -> str:
    sums = [f"{sign} * {column.format(r=row)}" for column in SUMS.values()]
    return f"SELECT {', '.join(value.format(r=row) for value in [*values, *sums])}{source}"


def _running(row: str, sign: int, source: str) -> str:
    return _select(list(TRAITS.values()), row, sign, source)


def _axes(row: str, sign: int, source: str) -> str:
    shared = [TRAITS[trait] for trait in AXIS_TRAITS]
    parts = [_select([f"'{axis}'", code, *shared], row, sign, source) for axis, code in AXES.items()]
    return " UNION ALL ".join(parts)


def _partners(row: str, sign: int, source: str) -> str:
    return _select(["'partner'", "p.mission_id", *(TRAITS[trait] for trait in AXIS_TRAITS)], row, sign, source)


Add = Callable[[str, tuple[str, ...], str], list[str]]
"""(table of totals, its key, the rows to add) -> the statements that add them."""


def _delta(key: tuple[str, ...], select: str) -> str:
    """The selected rows as one row for each cell that changes."""
    sums = ", ".join(f"SUM({column}) AS {column}" for column in SUMS)
    changed = " OR ".join(f"SUM({column}) <> 0" for column in SUMS)
    names = ", ".join(key)
    return (
        f"SELECT {names}, {sums} FROM (SELECT {_null_columns(key)} WHERE 1 = 0 UNION ALL {select}) AS changes "
        f"WHERE true GROUP BY {names} HAVING {changed}"
    )


def _add_alone(table: str, key: tuple[str, ...], select: str) -> list[str]:
    """Where one transaction writes at a time, a cell is one row."""
    delta, columns = _delta(key, select), ", ".join([*key, *SUMS])
    same = " AND ".join(f"{table}.{name} = delta.{name}" for name in key)
    sums = ", ".join(f"{column} = {table}.{column} + delta.{column}" for column in SUMS)
    missing = f"NOT EXISTS (SELECT 1 FROM {table} WHERE {same})"
    return [
        f"UPDATE {table} SET {sums} FROM ({delta}) AS delta WHERE {same}",
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM ({delta}) AS delta WHERE {missing}",
    ]


def _add_beside_others(table: str, key: tuple[str, ...], select: str) -> list[str]:
    """No writer waits for another over a total, so that no two can wait for each other whatever their order.

    Each adds to a row of the cell that nobody holds; where others hold all of them, it begins one more row.
    There are never more rows of a cell than there were writers at one moment.
    """
    columns, names = ", ".join([*key, *SUMS]), ", ".join(key)
    of_table = ", ".join(f"t.{name}" for name in key)
    sums = ", ".join(f"{column} = t.{column} + delta.{column}" for column in SUMS)
    statement = (
        f"WITH delta AS ({_delta(key, select)}), "
        f"free AS (SELECT t.id, {of_table} FROM {table} t JOIN delta USING ({names}) FOR UPDATE OF t SKIP LOCKED), "
        f"chosen AS (SELECT {names}, MIN(id) AS id FROM free GROUP BY {names}), "
        f"added AS (UPDATE {table} t SET {sums} FROM chosen JOIN delta USING ({names}) WHERE t.id = chosen.id "
        f"RETURNING {of_table}) "
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM delta WHERE ({names}) NOT IN (SELECT {names} FROM added)"
    )
    return [statement]


def _null_columns(key: tuple[str, ...]) -> str:
    """Gives the union that follows its column names and types, in a way both databases read."""
    types = {"fiscal_year": "smallint", "unknown_modes": "smallint"}
    texts = [f"CAST(NULL AS {types.get(column, 'varchar(40)')}) AS {column}" for column in key]
    return ", ".join(texts + [f"CAST(NULL AS bigint) AS {column}" for column in SUMS])


def _both(
    add: Add, table: str, key: tuple[str, ...], of, old: str | None, new: str | None, sources: tuple[str, str]
) -> list[str]:
    parts = []
    if old:
        parts.append(of(old, -1, sources[0]))
    if new:
        parts.append(of(new, 1, sources[1]))
    return add(table, key, " UNION ALL ".join(parts))


def _event_statements(
    add: Add, old: str | None, new: str | None, sources: tuple[str, str], links: tuple[str, str]
) -> list[str]:
    statements = [
        *_both(add, RUNNING, RUNNING_KEY, _running, old, new, sources),
        *_both(add, AXIS, AXIS_KEY, _axes, old, new, sources),
    ]
    if old and new:
        statements += _both(add, AXIS, AXIS_KEY, _partners, old, new, links)
    return statements


def _sqlite() -> dict[str, str]:
    def trigger(event: str, table: str, statements: list[str], when: str = "") -> str:
        return f"AFTER {event} ON {table} FOR EACH ROW {when} BEGIN {'; '.join(statements)}; END"

    links = tuple(f" FROM {PARTNERS} p WHERE p.event_id = {row}.id" for row in ("OLD", "NEW"))
    joined = f" FROM {EVENTS} e JOIN (SELECT {{row}}.event_id AS event_id, {{row}}.mission_id AS mission_id) p ON e.id = p.event_id"
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in WATCHED)
    none = ("", "")
    return {
        "event_insert": trigger("INSERT", EVENTS, _event_statements(_add_alone, None, "NEW", none, none)),
        "event_update": trigger(
            "UPDATE", EVENTS, _event_statements(_add_alone, "OLD", "NEW", none, (links[0], links[1])), f"WHEN {changed}"
        ),
        "event_delete": trigger("DELETE", EVENTS, _event_statements(_add_alone, "OLD", None, none, none)),
        "partner_insert": trigger(
            "INSERT", PARTNERS, _add_alone(AXIS, AXIS_KEY, _partners("e", 1, joined.format(row="NEW")))
        ),
        "partner_delete": trigger(
            "DELETE", PARTNERS, _add_alone(AXIS, AXIS_KEY, _partners("e", -1, joined.format(row="OLD")))
        ),
        "number_fixed": (
            f"BEFORE UPDATE OF number ON {EVENTS} FOR EACH ROW "
            "WHEN OLD.number IS NOT NULL AND NEW.number IS NOT OLD.number "
            "BEGIN SELECT RAISE(ABORT, 'an event number never changes'); END"
        ),
    }


def _postgresql() -> dict[str, tuple[str, str]]:
    """Name -> (function body, trigger clause). One statement, one round of totals, however many rows it writes."""
    old, new = (" FROM old_rows o", " FROM new_rows n")
    links = (
        f" FROM old_rows o JOIN {PARTNERS} p ON p.event_id = o.id",
        f" FROM new_rows n JOIN {PARTNERS} p ON p.event_id = n.id",
    )
    joined = f" FROM {EVENTS} e JOIN {{rows}} p ON p.event_id = e.id"

    def body(statements: list[str]) -> str:
        return f"BEGIN {'; '.join(statements)}; RETURN NULL; END"

    def after(event: str, table: str, tables: str) -> str:
        return f"AFTER {event} ON {table} REFERENCING {tables} FOR EACH STATEMENT"

    return {
        "event_insert": (
            body(_event_statements(_add_beside_others, None, "n", (old, new), links)),
            after("INSERT", EVENTS, "NEW TABLE AS new_rows"),
        ),
        "event_update": (
            body(_event_statements(_add_beside_others, "o", "n", (old, new), links)),
            after("UPDATE", EVENTS, "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        ),
        "event_delete": (
            body(_event_statements(_add_beside_others, "o", None, (old, new), links)),
            after("DELETE", EVENTS, "OLD TABLE AS old_rows"),
        ),
        "partner_insert": (
            body(_add_beside_others(AXIS, AXIS_KEY, _partners("e", 1, joined.format(rows="new_rows")))),
            after("INSERT", PARTNERS, "NEW TABLE AS new_rows"),
        ),
        "partner_delete": (
            body(_add_beside_others(AXIS, AXIS_KEY, _partners("e", -1, joined.format(rows="old_rows")))),
            after("DELETE", PARTNERS, "OLD TABLE AS old_rows"),
        ),
        "number_fixed": (
            (
                "BEGIN IF OLD.number IS NOT NULL AND NEW.number IS DISTINCT FROM OLD.number THEN "
                "RAISE EXCEPTION 'an event number never changes' USING ERRCODE = 'check_violation'; END IF; "
                "RETURN NEW; END"
            ),
            f"BEFORE UPDATE OF number ON {EVENTS} FOR EACH ROW",
        ),
    }


def _wanted(connection) -> dict[str, list[str]]:
    """Trigger name -> the statements that make it."""
    tables = set(connection.introspection.table_names())  # none of a table before its migration
    has_years, has_comments = set(year_triggers.TABLES) <= tables, comment_triggers.COMMENTS in tables
    if connection.vendor == "sqlite":
        texts = {**(year_triggers.sqlite() if has_years else {}), **(comment_triggers.sqlite() if has_comments else {})}
        return KEEPER.on_sqlite({**_sqlite(), **texts})
    functions = {
        **(year_triggers.postgresql() if has_years else {}),
        **(comment_triggers.postgresql() if has_comments else {}),
    }
    return KEEPER.on_postgresql({**_postgresql(), **functions})


def _present(connection, cursor) -> dict[str, str]:
    """The register's triggers that stand in the database: name -> table."""
    return KEEPER.present(connection, cursor)


def are_in_place(connection) -> bool:
    return KEEPER.stand(connection, _wanted(connection))


def install(connection) -> bool:
    """Puts the triggers in place and recounts; False when they stood already or there is no table yet."""
    if not {EVENTS, PARTNERS, RUNNING, AXIS} <= set(connection.introspection.table_names()):
        return False
    wanted = _wanted(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        present = _present(connection, cursor)
        if set(present) == set(wanted):
            # `flush` empties the tables in any order: on SQLite the triggers then subtract from totals already gone.
            for table in (RUNNING, AXIS):
                cursor.execute(f"DELETE FROM {table} WHERE NOT EXISTS (SELECT 1 FROM {EVENTS})")
            return False
        KEEPER.replace(connection, wanted)
        recount(connection)
    return True


def remove(connection) -> None:
    """Takes the triggers away: SQLite cannot rebuild a table that a trigger of another one names."""
    KEEPER.remove(connection)


def recount(connection) -> None:
    """Counts all events anew into the running totals, in one transaction."""
    source = f" FROM {EVENTS} e"
    add = _add_alone if connection.vendor == "sqlite" else _add_beside_others
    links = f" FROM {EVENTS} e JOIN {PARTNERS} p ON p.event_id = e.id"
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {RUNNING}")
        cursor.execute(f"DELETE FROM {AXIS}")
        added = [
            add(RUNNING, RUNNING_KEY, _running("e", 1, source)),
            add(AXIS, AXIS_KEY, _axes("e", 1, source)),
            add(AXIS, AXIS_KEY, _partners("e", 1, links)),
        ]
        for statement in chain.from_iterable(added):
            cursor.execute(statement)
