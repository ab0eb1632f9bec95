"""Reads both sides of a bridge: editions as they were frozen, or the register as it stands now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice

from django.db.models import F, OuterRef, Subquery

from events.models import Event
from events.querysets import MODES
from events.status import COUNTED, Status
from reports.baselines import baselines
from reports.bridge import Bridge, Counted, Side, Term, build
from reports.counted_events import CountedEvents
from reports.cumulative import as_modes, report_of
from reports.edition_choices import Choices
from reports.edition_compiling import definition_of, register_of, rules_of
from reports.issuing import frozen_content
from reports.models import Edition

HISTORY = Event.history.model
AT_ONCE = 500
"""Keys in one query; SQLite takes no longer lists gladly."""

COLUMNS = (
    "event_id", "number", "version", "history_row", "status", "mission", "fiscal_year", "region", "category",
    "participants", "is_unknown", "is_counted", "rule",
)  # fmt: skip


def bridge_between(earlier: Edition, later: Edition | None = None) -> Bridge:
    """From one edition to another, or to what the same choices would count now (None)."""
    before = side_of(earlier)
    after = side_of(later) if later else side_now(earlier.chosen)
    moment = later.as_of if later else None
    return build(
        before,
        after,
        gone=_why_gone([key for key in before.rows if key not in after.rows], after, moment),
        under_old_rule=_under_old_rule(before, after),
    )


def side_of(edition: Edition) -> Side:
    """As it was issued."""
    rows = map(Counted._make, edition.counted_events.order_by().values_list(*COLUMNS).iterator())
    file = edition.files.first()
    used = frozen_content(edition, file.language).figures.baselines if file else ()
    return Side(edition.number, definition_of(edition.chosen), {row.event: row for row in rows}, tuple(used))


def side_now(choices: Choices) -> Side:
    """What an edition of these choices would count at this moment, by the register's counting rules of today."""
    choices = choices.with_(as_of="", rules=())
    register, definition = register_of(choices), definition_of(choices)
    rules = rules_of(choices, register)
    counted, whole = CountedEvents.read(definition, as_modes(rules), register=register)
    report = report_of(definition, counted.counts(among=whole), rules, register=register)
    names = {rule.fiscal_year: "+".join(rule.modes or ()) for rule in rules}
    rows = {
        row.event: Counted(
            row.event, row.number or "", row.version, row.history_row, row.status, row.mission, row.fiscal_year,
            report.region_of.get(row.state or "", ""), row.category or "", row.participants, row.is_unknown,
            row.event not in counted.left_out, names.get(row.fiscal_year, ""),
        )
        for row in counted.rows
    }  # fmt: skip
    return Side(None, definition, rows, baselines(report).used)


def _why_gone(events: list[int], after: Side, moment: datetime | None) -> dict[int, Term]:
    """By the event as it stood at the later side's moment; one that has vanished altogether counts as withdrawn."""
    found: dict[int, Term] = dict.fromkeys(events, "withdrawn")
    merged = "merged_into_id" if any(each.name == "merged_into" for each in Event._meta.concrete_fields) else None
    for keys in _parts(events):
        for row in _standing(keys, moment).values("key", "status", *([merged] if merged else [])):
            if merged and row[merged]:
                found[row["key"]] = "merged"
            elif row["status"] != Status.WITHDRAWN:
                # Handed back or not handed in; or still counted, in a year or of a mission that is not asked for.
                found[row["key"]] = "corrected" if row["status"] in COUNTED else "returned"
    return found


def _standing(keys: list[int], moment: datetime | None):
    if moment is None:
        return Event.objects.filter(pk__in=keys).annotate(key=F("pk"))
    newest = HISTORY.objects.filter(id=OuterRef("id"), history_date__lte=moment).order_by(
        "-history_date", "-history_id"
    )
    rows = HISTORY.objects.filter(id__in=keys, history_id=Subquery(newest.values("history_id")[:1]))
    return rows.exclude(history_type="-").annotate(key=F("id"))


def _under_old_rule(before: Side, after: Side) -> dict[int, Counted]:
    """Of events that changed in a year whose counting rule changed too: the new version, counted by the old rule."""
    both = [
        key
        for key, row in after.rows.items()
        if (old := before.rows.get(key)) and old.rule != row.rule and (old.version, old.history_row) != (row.version, row.history_row)
    ]  # fmt: skip
    versions = {row.history_row: key for key in both if (row := after.rows[key]).history_row}
    found = {}
    fields = [f"{mode}_{part}" for mode in MODES for part in ("count", "qualifier")]
    for rows in _parts(list(versions)):
        for version in HISTORY.objects.filter(history_id__in=rows).values("history_id", *fields):
            key = versions[version["history_id"]]
            found[key] = _by_rule(after.rows[key], version, before.rows[key].rule)
    return found


def _by_rule(row: Counted, version: Mapping, rule: str) -> Counted:
    modes = [mode for mode in rule.split("+") if mode]
    known = [version[f"{mode}_count"] for mode in modes if version[f"{mode}_count"] is not None]
    is_unknown = not modes or any(version[f"{mode}_qualifier"] == "unknown" for mode in modes)
    participants = sum(known) if known else (None if is_unknown else 0)
    return row._replace(rule=rule, participants=participants, is_unknown=is_unknown)


def _parts(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while part := list(islice(rest, AT_ONCE)):
        yield part
