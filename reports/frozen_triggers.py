"""Triggers that let nothing of an issued edition be changed, taken away or added to, whichever way it is tried.

Issuing writes what belongs to an edition first and the edition itself last (the foreign keys wait for the end of the
transaction). From then on there is a row of that number, and whatever would be added to it is refused.
"""

from __future__ import annotations

from regions.trigger_keeper import Statements, TriggerKeeper

KEEPER = TriggerKeeper("frozen")
MARK = "an issued edition never changes"

EDITIONS = "reports_edition"
BELONGING = {
    "file": "reports_editionfile",
    "event": "reports_editionevent",
    "finding": "reports_editionfinding",
}
"""Tables whose rows belong to an edition by `edition_id` and come before it."""
KEPT = {"edition": EDITIONS, **BELONGING, "blob": "reports_editionblob", "notice": "reports_editionnotice"}
LOCK = 20210730
"""Held by whoever issues, on PostgreSQL, so that numbers follow one another and nothing is added meanwhile."""


def _sqlite() -> dict[str, str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MARK}'); END"
    texts = {
        f"{name}_{write.lower()}": f"BEFORE {write} ON {table} FOR EACH ROW {refuse}"
        for name, table in KEPT.items()
        for write in ("UPDATE", "DELETE")
    }
    for name, table in BELONGING.items():
        is_issued = f"EXISTS (SELECT 1 FROM {EDITIONS} e WHERE e.number = NEW.edition_id)"
        texts[f"{name}_insert"] = f"BEFORE INSERT ON {table} FOR EACH ROW WHEN {is_issued} {refuse}"
    # INSERT OR REPLACE deletes the row in its way without a word to the triggers of DELETE.
    for name, table in KEPT.items():
        key = {"edition": "number", "blob": "sha256"}.get(name, "id")
        twice = f"EXISTS (SELECT 1 FROM {table} e WHERE e.{key} = NEW.{key})"
        ignored = "RAISE(IGNORE)" if name == "blob" else f"RAISE(ABORT, '{MARK}')"
        texts[f"{name}_replace"] = f"BEFORE INSERT ON {table} FOR EACH ROW WHEN {twice} BEGIN SELECT {ignored}; END"
    return texts


def _postgresql() -> dict[str, tuple[str, str]]:
    refuse = f"RAISE EXCEPTION '{MARK}' USING ERRCODE = 'check_violation';"
    triggers = {}
    for name, table in KEPT.items():
        changing = f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"
        triggers[f"{name}_change"] = (f"BEGIN {refuse} RETURN NULL; END", changing)
        emptied = f"BEGIN IF EXISTS (SELECT 1 FROM {table}) THEN {refuse} END IF; RETURN NULL; END"
        triggers[f"{name}_truncate"] = (emptied, f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT")
    for name, table in BELONGING.items():
        is_issued = f"EXISTS (SELECT 1 FROM new_rows n JOIN {EDITIONS} e ON e.number = n.edition_id)"
        body = f"BEGIN PERFORM pg_advisory_xact_lock({LOCK}); IF {is_issued} THEN {refuse} END IF; RETURN NULL; END"
        clause = f"AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT"
        triggers[f"{name}_insert"] = (body, clause)
    return triggers


def _wanted(connection) -> Statements:
    if connection.vendor == "sqlite":
        return KEEPER.on_sqlite(_sqlite())
    return KEEPER.on_postgresql(_postgresql())


def _has_tables(connection) -> bool:
    return set(KEPT.values()) <= set(connection.introspection.table_names())


def are_in_place(connection) -> bool:
    return KEEPER.stand(connection, _wanted(connection))


def install(connection) -> bool:
    """False when they stood already or there is no table yet."""
    if not _has_tables(connection) or are_in_place(connection):
        return False
    KEEPER.replace(connection, _wanted(connection))
    return True


def remove(connection) -> None:
    KEEPER.remove(connection)
