"""What an event is over the API: the same keys and values as the JSON file of the list, with its key and version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from events.models import CountingRule, Event
from events.querysets import EventQuerySet, Rules
from events.spreadsheets.coded_lists import CodedLists
from events.spreadsheets.columns import Context
from events.spreadsheets.event_list import as_json
from events.spreadsheets.rows import read_rows


def events_as_json(events: EventQuerySet, *, user, rules: Rules) -> Iterator[dict[str, Any]]:
    """Each event as the reader may see it; in a number of queries that does not depend on how many they are."""
    context = Context(lists=CodedLists.load(), rules=rules)
    names = context.lists.names
    for row in read_rows(events, user=user, rules=rules):
        said = as_json(row, context, names)
        del said["row_key"]
        yield {"id": row.pk, "version": row.version, **said}


def event_as_json(event: Event, *, user) -> dict[str, Any]:
    rules = CountingRule.objects.as_rules()
    [said] = events_as_json(Event.objects.visible_to(user).filter(pk=event.pk), user=user, rules=rules)
    return said


def in_order(found: Iterable[dict[str, Any]], keys: Iterable[int]) -> list[dict[str, Any]]:
    by_key = {each["id"]: each for each in found}
    return [by_key[key] for key in keys if key in by_key]


def etag_of(said: dict[str, Any]) -> str:
    """Begins with the event's version; the rest is of all that is said, which a counting rule changes as well."""
    rest = hashlib.sha256(orjson.dumps(said, default=float)).hexdigest()[:16]
    return f'"{said["version"]}-{rest}"'
