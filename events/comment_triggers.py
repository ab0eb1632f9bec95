"""Triggers that keep comments as they were written, on both databases (events/triggers.py puts them).

A comment may be withdrawn, once. It goes only together with a sample event.
"""

from __future__ import annotations

MARK = "a comment is kept as it was written"
COMMENTS, EVENTS = "events_comment", "events_event"
FIXED = ("event_id", "text", "to_hq", "to_mission", "to_approver", "written_at", "written_by_id")
IS_SAMPLE = f"EXISTS (SELECT 1 FROM {EVENTS} e WHERE e.id = OLD.event_id AND e.is_sample)"


def _changed(is_other: str) -> str:
    columns = " OR ".join(f"OLD.{column} {is_other} NEW.{column}" for column in FIXED)
    return f"OLD.withdrawn_at IS NOT NULL OR {columns}"


def sqlite() -> dict[str, str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MARK}'); END"
    return {
        "comment_update": f"BEFORE UPDATE ON {COMMENTS} FOR EACH ROW WHEN {_changed('IS NOT')} {refuse}",
        "comment_delete": f"BEFORE DELETE ON {COMMENTS} FOR EACH ROW WHEN NOT {IS_SAMPLE} {refuse}",
    }


def postgresql() -> dict[str, tuple[str, str]]:
    def body(condition: str, row: str) -> str:
        return f"BEGIN IF {condition} THEN RAISE EXCEPTION '{MARK}' USING ERRCODE = 'check_violation'; END IF; RETURN {row}; END"

    return {
        "comment_update": (body(_changed("IS DISTINCT FROM"), "NEW"), f"BEFORE UPDATE ON {COMMENTS} FOR EACH ROW"),
        "comment_delete": (body(f"NOT {IS_SAMPLE}", "OLD"), f"BEFORE DELETE ON {COMMENTS} FOR EACH ROW"),
    }
