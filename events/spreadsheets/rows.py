"""Reads events for a spreadsheet: one query whatever their number, one row in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, cast

import orjson
from django.db.models import Aggregate, Case, Exists, F, Field, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast

from events.models import Event, EventLink, OfficialMet, PartnerRole
from events.querysets import MODES, Rules

ROWS_AT_A_TIME = 2000


class JsonRows(Aggregate):
    """The values of many rows as one JSON array of arrays, the same text on both databases."""

    output_field = TextField()
    arity = None

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="json_group_array(json_array(%(expressions)s))", **context)

    def as_postgresql(self, compiler, connection, **context):
        template = "json_agg(json_build_array(%(expressions)s))::text"
        return self.as_sql(compiler, connection, template=template, **context)


class EventRow(NamedTuple):
    """One event as it is read; `partner_missions`, `partners`, `officials`, `links` are JSON, or None for none."""

    pk: int
    version: int
    number: str | None
    mission: str
    status: str
    title_ja: str
    title_en: str
    summary_ja: str
    summary_en: str
    starts_on: date | None
    ends_on: date | None
    fiscal_year: int | None
    venue: str
    city: str
    state: str | None
    county: str | None
    format: str
    category: str | None
    region_type: str | None
    interest_level: str | None
    pillar: str | None
    in_person_count: int | None
    in_person_qualifier: str
    in_person_basis: str
    online_count: int | None
    online_qualifier: str
    online_basis: str
    on_demand_count: int | None
    on_demand_qualifier: str
    on_demand_basis: str
    is_good_practice: bool
    story_ja: str
    story_en: str
    is_sample: bool
    updated_at: datetime
    series_ja: str | None
    series_en: str | None
    participants: int | None
    own_funds: Decimal | None
    outside_funds: Decimal | None
    outside_funds_source: str
    partner_missions: str | None
    partners: str | None
    officials: str | None
    links: str | None

    def is_unknown(self, rules: Rules) -> bool:
        """Whether a count that the rule of its year counts is unknown, as `Figures` has it."""
        modes = rules.get(self.fiscal_year or 0)
        if modes is None:
            return True
        if "unknown" not in (self.in_person_qualifier, self.online_qualifier, self.on_demand_qualifier):
            return False
        return any(getattr(self, f"{mode}_qualifier") == "unknown" for mode in modes if mode in MODES)


COMPUTED = {
    "series_ja": F("series__name_ja"),
    "series_en": F("series__name_en"),
    "participants": F("participants"),
}
FUNDS = ("own_funds", "outside_funds", "outside_funds_source")
RELATED: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    "partners": (PartnerRole, "event", ("pk", "role", "name")),
    "officials": (OfficialMet, "event", ("pk", "name", "title", "level")),
    "links": (EventLink, "event", ("pk", "url", "label")),
    "partner_missions": (Event.partner_missions.through, "event", ("mission__position", "mission_id")),
}


def _related(name: str) -> Case:
    """As a correlated subquery, asked only of events that have such rows."""
    model, key, columns = RELATED[name]
    rows = model._default_manager.filter(**{key: OuterRef("pk")}).order_by()
    listed = rows.values(key).annotate(rows=JsonRows(*columns)).values("rows")
    return Case(When(Exists(rows), then=Subquery(listed)), default=None, output_field=TextField())


def _fund(name: str, user) -> Any:
    """What the event's page would show: funds are for the own mission and HQ."""
    column = F(name)
    if user.is_hq:
        return column
    field = cast("Field", Event._meta.get_field(name))
    nothing = Value("") if name == "outside_funds_source" else Cast(Value(None), field)
    own = When(mission=user.mission_id, then=column)
    return Case(*([own] if user.is_of_mission else []), default=nothing, output_field=field)


def read_rows(events: QuerySet[Event], *, user, rules: Rules) -> Iterator[EventRow]:
    """Rows of what `events` already limits to the person's sight, in its order, in one query and one snapshot."""
    extra: dict[str, Any] = {f"x_{name}": expression for name, expression in COMPUTED.items() if name != "participants"}
    extra |= {f"x_{name}": _fund(name, user) for name in FUNDS}
    extra |= {f"x_{name}": _related(name) for name in RELATED}
    rows = events.with_participants(rules=rules).annotate(**extra)  # type: ignore[attr-defined]  # an EventQuerySet
    names = [f"x_{name}" if f"x_{name}" in extra else name for name in EventRow._fields]
    return map(EventRow._make, rows.values_list(*names).iterator(chunk_size=ROWS_AT_A_TIME))


@lru_cache(maxsize=8)  # a row's partners are asked for role by role
def listed(rows: str | None) -> list[list]:
    """The rows of a JSON column in the order in which they were entered, without their keys."""
    return [row[1:] for row in sorted(orjson.loads(rows))] if rows else []
