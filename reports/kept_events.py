"""The events that an edition counted, as rows to be kept, and how they are written: many at once, in plain SQL.

Through the model, row by row, a hundred thousand of them took most of the time of issuing in a profile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from django.db import connection

from reports.counted_events import CountedEvent, CountedEvents
from reports.edition_compiling import Compiled
from reports.models import EditionEvent

AT_ONCE = 5000


class KeptEvent(NamedTuple):
    """The columns of EditionEvent in their order, without its key."""

    edition_id: int
    event_id: int
    history_row: int | None
    version: int
    number: str
    status: str
    mission: str
    partners: str
    fiscal_year: int
    starts_on: date
    state: str
    region: str
    category: str
    format: str
    region_type: str
    interest_level: str
    pillar: str
    series: int | None
    participants: int | None
    is_unknown: bool
    is_counted: bool
    rule: str


def kept_events(edition: int, compiled: Compiled) -> Iterator[KeptEvent]:
    """In the order of their dates."""
    counted, region_of = compiled.counted, compiled.report.region_of
    rules = {rule.fiscal_year: "+".join(rule.modes or ()) for rule in compiled.rules}
    for row in counted.rows:
        yield _kept(edition, row, region_of.get(row.state or "", ""), rules.get(row.fiscal_year, ""), counted)


def _kept(edition: int, row: CountedEvent, region: str, rule: str, counted: CountedEvents) -> KeptEvent:
    return KeptEvent(
        edition_id=edition, event_id=row.event, history_row=row.history_row, version=row.version,
        number=row.number or "", status=row.status, mission=row.mission,
        partners=" ".join(counted.partners.get(row.event, ())), fiscal_year=row.fiscal_year, starts_on=row.starts_on,
        state=row.state or "", region=region, category=row.category or "", format=row.format,
        region_type=row.region_type or "", interest_level=row.interest_level or "", pillar=row.pillar or "",
        series=row.series, participants=row.participants, is_unknown=row.is_unknown,
        is_counted=row.event not in counted.left_out, rule=rule,
    )  # fmt: skip


def write(rows: Iterable[KeptEvent]) -> None:
    """On PostgreSQL a column at a time, so that a batch is one statement, on which its triggers look once."""
    meta = EditionEvent._meta
    columns = {field.attname: field for field in meta.concrete_fields if not field.primary_key}
    fields = [columns[name] for name in KeptEvent._fields]
    into = f"INSERT INTO {meta.db_table} ({', '.join(str(field.column) for field in fields)})"
    rest = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(rest, AT_ONCE)):
            if connection.vendor == "postgresql":
                lists = ", ".join(f"%s::{field.rel_db_type(connection)}[]" for field in fields)
                cursor.execute(
                    f"{into} SELECT * FROM unnest({lists})", [list(column) for column in zip(*batch, strict=True)]
                )
            else:
                cursor.executemany(f"{into} VALUES ({', '.join(['%s'] * len(fields))})", batch)
