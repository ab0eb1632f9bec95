"""One page of a long list, without walking through all the pages before it.

Three things keep a page of a million events as fast as one of a thousand. The page's keys are
read first, from an index that holds all that is asked, and only then the fifty rows. Where the
running totals know how many events each fiscal year (mission, state, category) has, the pages
of the years before are skipped rather than walked. And from the far half the list is read backwards.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, F, Func, IntegerField, Q, Sum, Value, When
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce, NullIf

from events.filters import EventFilter
from events.fiscal_year import first_day, last_day
from events.list_columns import COLUMNS
from events.models import Event
from events.status import Status
from regions.bilingual import in_current_language

PAGE_SIZE = 50
DEFAULT_SORT = "-date"
WORTH_SKIPPING = 1000
"""Fewer events than this are walked sooner than counted."""


class TitleShown(Func):
    """The title as it is read in the language of the moment; None where there is none."""

    def resolve_expression(self, *arguments, **options):
        names = ("title_ja", "title_en")
        first = in_current_language(*names)
        parts = [NullIf(F(name), Value("")) for name in sorted(names, key=lambda name: name != first)]
        return Coalesce(*parts).resolve_expression(*arguments, **options)


_AS_IT_GOES = Case(
    *(When(status=status, then=Value(place)) for place, status in enumerate(Status.values)),
    output_field=IntegerField(),
)
_LATEST_FIRST = (F("starts_on").desc(nulls_first=True), F("pk").desc())
ORDERS: dict[str, tuple[OrderBy, ...]] = {
    "-date": _LATEST_FIRST,
    "number": (F("number").asc(nulls_last=True), F("pk").asc()),
    "mission": (F("mission_id").asc(), *_LATEST_FIRST),
    "state": (F("state_id").asc(nulls_last=True), *_LATEST_FIRST),
    "category": (F("category_id").asc(nulls_last=True), *_LATEST_FIRST),
    "updated": (F("updated_at").asc(), F("pk").asc()),
    "title": (TitleShown().asc(nulls_last=True), *_LATEST_FIRST),
    "status": (_AS_IT_GOES.asc(), *_LATEST_FIRST),
    "format": (NullIf(F("format"), Value("")).asc(nulls_last=True), *_LATEST_FIRST),
    "city": (NullIf(F("city"), Value("")).asc(nulls_last=True), *_LATEST_FIRST),
}
"""Sort -> order. Each ends in the key, so that a page never depends on chance; undated events come as the latest."""

SKIPPED_BY = {"date": "fiscal_year", "mission": "mission", "state": "state", "category": "category"}


def _reversed(order: tuple[OrderBy, ...]) -> tuple[OrderBy, ...]:
    mirrored = tuple(part.copy() for part in order)
    for part in mirrored:
        part.reverse_ordering()
    return mirrored


for _sort, _order in list(ORDERS.items()):
    ORDERS[_sort.removeprefix("-") if _sort.startswith("-") else f"-{_sort}"] = _reversed(_order)
ORDERS["participants"] = (F("participants").asc(nulls_last=True), *_LATEST_FIRST)
ORDERS["-participants"] = (F("participants").desc(nulls_last=True), *_LATEST_FIRST)


@dataclass(frozen=True, slots=True)
class Page:
    """`events` of one page and where they stand in the list; `first` and `last` count from 1."""

    events: list[Event]
    number: int
    pages: int
    count: int

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.events) - 1

    @property
    def previous_number(self) -> int:
        return self.number - 1

    @property
    def next_number(self) -> int:
        return self.number + 1

    @property
    def exists(self) -> bool:
        return self.number <= self.pages

    @property
    def neighbours(self) -> list[int | None]:
        """Page numbers to offer; None stands for those left out."""
        near = {1, self.pages, *range(self.number - 2, self.number + 3)}
        offered: list[int | None] = []
        for number in sorted(number for number in near if 1 <= number <= self.pages):
            if offered and offered[-1] != number - 1:
                offered.append(None)
            offered.append(number)
        return offered


def page_of(filters: EventFilter, *, count: int) -> Page:
    """The page that the parameters ask for, of a list of `count` events; empty when there is no such page."""
    number = filters.settled["page"] or 1
    pages = max(1, -(-count // PAGE_SIZE))
    if filters.problems or number > pages or not count:
        return Page([], number, pages, count)
    sort = filters.settled["sort"] or DEFAULT_SORT
    keys = _keys(filters, sort=sort, start=(number - 1) * PAGE_SIZE, count=count)
    columns = [COLUMNS[key] for key in filters.columns]
    rows = filters.queryset.filter(pk__in=keys).for_list(
        rules=filters.rules, also=[name for column in columns for name in column.needs]
    )
    rows = rows.prefetch_related(*(name for column in columns for name in column.needs_many))
    by_key = {event.pk: event for event in rows}
    return Page([by_key[key] for key in keys if key in by_key], number, pages, count)


def _keys(filters: EventFilter, *, sort: str, start: int, count: int) -> list[int]:
    rows = filters.found
    stop = min(start + PAGE_SIZE, count)
    order = ORDERS[sort]
    if sort.endswith("participants"):
        rows = rows.with_participants(rules=filters.rules)
    trait = SKIPPED_BY.get(sort.removeprefix("-"))
    totals = filters.totals(by=trait) if trait and min(start, count - stop) > WORTH_SKIPPING else None
    if trait and totals:
        groups = _groups(*totals, backwards=sort.startswith("-"))
        rows, skipped, count = _around(rows, trait, groups, start=start, stop=stop)
        start, stop = start - skipped, stop - skipped
    if start > count - stop:
        keys = list(rows.order_by(*_reversed(order)).values_list("pk", flat=True)[count - stop : count - start])
        return keys[::-1]
    return list(rows.order_by(*order).values_list("pk", flat=True)[start:stop])


def _groups(totals, column: str | None, *, backwards: bool) -> list[tuple]:
    """The trait's values, in the order of the list, each with the number of its events."""
    rows = totals.order_by(column).values_list(column).annotate(events=Sum("event_count")).filter(events__gt=0)
    groups = sorted(rows, key=lambda group: not group[0])  # stable: an absent trait comes last
    return groups[::-1] if backwards else groups


def _around(rows, trait: str, groups: list[tuple], *, start: int, stop: int):
    """The part of `rows` whose values of the trait hold `start` to `stop`, how many lie before it, how many within."""
    before, passed, within = 0, 0, 0
    wanted: list = []
    for value, events in groups:
        if passed + events > start and passed < stop:
            before = before if wanted else passed
            wanted.append(value)
            within += events
        passed += events
    return rows.filter(_spanning(trait, wanted)), before, within


def _spanning(trait: str, values: list) -> Q:
    """Values that follow each other, as a range, which an index can be read along; an absent one is 0 or ''."""
    named = [value for value in values if value]
    absent = Q(**{"starts_on" if trait == "fiscal_year" else trait: None})
    if not named:
        return absent
    if trait == "fiscal_year":
        span = Q(starts_on__range=(first_day(min(named)), last_day(max(named))))
    elif len(named) == 1:
        span = Q(**{trait: named[0]})
    else:
        span = Q(**{f"{trait}__in": named})
    return span if len(named) == len(values) else span | absent
