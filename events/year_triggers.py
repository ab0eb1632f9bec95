"""Triggers that refuse every write into a closed fiscal year, whichever way it comes (events/triggers.py puts them).

A write is let through when the mission has an exception that holds, or when the transaction carries a pass for the
mission and the year (`events.years.passing`). On PostgreSQL each write shares a lock that closing takes alone, so
that a write in flight is either finished before the year closes or refused; SQLite lets one transaction write at a time.
"""

from __future__ import annotations

MARK = "this fiscal year is closed"
"""In the error of either database; `events.years` says it in a sentence."""

YEARS, EXCEPTIONS, PASSES = "events_year", "events_yearexception", "events_yearpass"
EVENTS = "events_event"
BELONGING = {
    "partner_missions": "events_event_partner_missions",
    "partners": "events_partnerrole",
    "officials": "events_officialmet",
    "links": "events_eventlink",
    "photos": "events_photo",
}
"""Tables whose rows belong to an event by `event_id`. A table that alters nothing counted, and that HQ lets missions
fill in after a year is closed, would simply not be named here; a column of the event itself would be left out of the
UPDATE triggers' columns."""

RETURNS, EXCUSES = "events_quarterlyreturn", "events_excuse"
OF_A_MISSION = {"event": EVENTS, "return": RETURNS, "excuse": EXCUSES}
"""Tables whose rows name a mission and a fiscal year."""

RULES, DEADLINES = "events_countingrule", "events_quarterdeadline"
OF_ALL = {"rule": RULES, "deadline": DEADLINES}
"""Tables whose rows name a fiscal year alone: closed to everybody, whatever the exceptions."""

MAY_TRUNCATE = "register.may_truncate"
"""A setting of the PostgreSQL session: only where it is `on` may a table be emptied while a year is closed."""

TABLES = (*OF_A_MISSION.values(), *BELONGING.values(), DEADLINES, YEARS, EXCEPTIONS, PASSES)

LOCK = 20190401
NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "clock_timestamp()"}
ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def _is_closed(row: str, *, vendor: str) -> str:
    """SQL: whether the year of `row` (with fiscal_year and mission_id) is closed to its mission."""
    return (
        f"EXISTS (SELECT 1 FROM {YEARS} y WHERE y.fiscal_year = {row}.fiscal_year AND y.state = 'closed'"
        f" AND NOT EXISTS (SELECT 1 FROM {EXCEPTIONS} x WHERE x.year_id = y.fiscal_year"
        f" AND x.mission_id = {row}.mission_id AND x.ended_at IS NULL AND x.until > {NOW[vendor]})"
        f" AND NOT EXISTS (SELECT 1 FROM {PASSES} p WHERE p.fiscal_year = y.fiscal_year"
        f" AND p.mission_id = {row}.mission_id))"
    )


def sqlite() -> dict[str, str]:
    """Name -> what comes after CREATE TRIGGER."""
    texts = {}
    for write, rows in ROWS.items():
        own = " OR ".join(_is_closed(row, vendor="sqlite") for row in rows)
        for name, table in OF_A_MISSION.items():
            texts[f"year_{name}_{write.lower()}"] = _refusing(write, table, own)
        for name, table in BELONGING.items():
            of_events = " OR ".join(
                f"EXISTS (SELECT 1 FROM {EVENTS} e WHERE e.id = {row}.event_id AND {_is_closed('e', vendor='sqlite')})"
                for row in rows
            )
            texts[f"year_{name}_{write.lower()}"] = _refusing(write, table, of_events)
        for name, table in OF_ALL.items():
            texts[f"year_{name}_{write.lower()}"] = _refusing(write, table, _any_has_closed(table, rows))
    return texts


def _has_closed(row: str) -> str:
    """SQL: whether the year of a row that names no mission is closed."""
    return f"EXISTS (SELECT 1 FROM {YEARS} y WHERE y.fiscal_year = {row}.fiscal_year AND y.state = 'closed')"


def _any_has_closed(table: str, rows: tuple[str, ...]) -> str:
    """SQL: a deadline may go with the sample, under a pass for its year; a counting rule never."""
    if table != DEADLINES:
        return " OR ".join(map(_has_closed, rows))
    passed = f"EXISTS (SELECT 1 FROM {PASSES} p WHERE p.fiscal_year = {{row}}.fiscal_year)"
    return " OR ".join(f"({_has_closed(row)} AND NOT {passed.format(row=row)})" for row in rows)


def _refusing(write: str, table: str, condition: str) -> str:
    return f"AFTER {write} ON {table} FOR EACH ROW WHEN {condition} BEGIN SELECT RAISE(ABORT, '{MARK}'); END"


def postgresql() -> dict[str, tuple[str, str]]:
    """Name -> (function body, trigger clause). One look for each statement, however many rows it writes."""
    triggers = {}
    for write, rows in ROWS.items():
        tables = [f"{row.lower()}_rows" for row in rows]
        own = " UNION ".join(f"SELECT fiscal_year, mission_id FROM {table}" for table in tables)
        for name, table in OF_A_MISSION.items():
            triggers[f"year_{name}_{write.lower()}"] = (_body(own), _clause(write, table, rows))
        for name, table in BELONGING.items():
            of_events = " UNION ".join(
                f"SELECT e.fiscal_year, e.mission_id FROM {rows_} r JOIN {EVENTS} e ON e.id = r.event_id"
                for rows_ in tables
            )
            triggers[f"year_{name}_{write.lower()}"] = (_body(of_events), _clause(write, table, rows))
        for name, table in OF_ALL.items():
            condition = _any_has_closed(table, rows)
            triggers[f"year_{name}_{write.lower()}"] = (_row_body(condition), f"AFTER {write} ON {table} FOR EACH ROW")
    triggers |= _emptied()
    for name, table in {"years": YEARS, "exceptions": EXCEPTIONS}.items():
        triggers[f"year_waits_{name}"] = (
            f"BEGIN PERFORM pg_advisory_xact_lock({LOCK}); RETURN NULL; END",
            f"BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH STATEMENT",
        )
    return triggers


def _emptied() -> dict[str, tuple[str, str]]:
    """No table is emptied while a year is closed. Versions are kept by the trail (accounts/trail/triggers.py)."""
    is_closed = f"EXISTS (SELECT 1 FROM {YEARS} WHERE state = 'closed')"
    unless_told = f"COALESCE(current_setting('{MAY_TRUNCATE}', true), '') <> 'on'"
    return {
        f"year_empty_{table.removeprefix('events_')}": (
            _row_body(f"{unless_told} AND {is_closed}"),
            f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
        )
        for table in (*OF_A_MISSION.values(), *BELONGING.values(), YEARS, *OF_ALL.values())
    }


def _row_body(condition: str) -> str:
    return f"BEGIN IF {condition} THEN RAISE EXCEPTION '{MARK}' USING ERRCODE = 'check_violation'; END IF; RETURN NULL; END"


def _body(written: str) -> str:
    """Refuses when one of the `written` years is closed to its mission; waits first for a closing that is under way."""
    return (
        "DECLARE found_year smallint; "
        f"BEGIN PERFORM pg_advisory_xact_lock_shared({LOCK}); "
        f"SELECT w.fiscal_year INTO found_year FROM ({written}) w WHERE {_is_closed('w', vendor='postgresql')} LIMIT 1; "
        f"IF FOUND THEN RAISE EXCEPTION '{MARK}' USING ERRCODE = 'check_violation'; END IF; "
        "RETURN NULL; END"
    )


def _clause(write: str, table: str, rows: tuple[str, ...]) -> str:
    named = " ".join(f"{row} TABLE AS {row.lower()}_rows" for row in rows)
    return f"AFTER {write} ON {table} REFERENCING {named} FOR EACH STATEMENT"
