"""What the list of likely duplicates and the page of one pair show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.strict_filterset import AnyOf, Flag, OneOf, StrictFilterSet, WholeNumber, WholeNumberField
from events.duplicates import compare
from events.fiscal_year import FIRST_DAY, LAST_DAY, first_day, fiscal_year_of, last_day
from events.intake.register import lists_of
from events.intake.said import LISTS, Words, label_of, standing
from events.likeness import Likeness
from events.merging import Choice, choices
from events.models import Event, HeldApart, LikelyPair
from events.spreadsheets.coded_lists import CodedLists
from events.status import Status
from regions.models import Mission

ONE, TWO = "one", "two"


class PairFilter(StrictFilterSet):
    """Pairs of events that are probably one, the likeliest first; what was found to be two only when asked for."""

    mission = AnyOf(label=_("Mission"), method="of_missions")
    fiscal_year = WholeNumber(
        label=_("Fiscal year"),
        method="of_fiscal_year",
        min_value=fiscal_year_of(FIRST_DAY),
        max_value=fiscal_year_of(LAST_DAY),
    )
    reported = OneOf(
        label=_("Reported by"),
        method="reported_by",
        choices=[("", _("Any")), (ONE, _("one mission")), (TWO, _("two missions"))],
    )
    least = WholeNumber(label=_("Score, at least"), field_name="score", lookup_expr="gte", min_value=0, max_value=100)
    apart = Flag(label=_("Found to be two"), method="found_apart")

    other_fields: ClassVar = {"page": WholeNumberField(required=False, min_value=1, max_value=1_000_000)}

    def __init__(self, data, *, user):
        rows = LikelyPair.objects.filter(~_either(status=Status.WITHDRAWN)).order_by(
            "-score", "-first_id", "-second_id"
        )
        super().__init__(data, rows, user=user)
        self.filters["mission"].extra["choices"] = [(row.pk, row.short_name) for row in Mission.objects.all()]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        rows = super().filter_queryset(queryset)
        return rows if "apart" in self.active else rows.filter(is_held_apart=False)

    def of_missions(self, queryset: QuerySet, _name: str, codes: list[str]) -> QuerySet:
        return queryset.filter(_either(mission__in=codes))

    def of_fiscal_year(self, queryset: QuerySet, _name: str, year: int) -> QuerySet:
        return queryset.filter(_either(starts_on__range=(first_day(year), last_day(year))))

    def reported_by(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(grounds__missions=1 if value == ONE else 2)

    def found_apart(self, queryset: QuerySet, _name: str, _value: str) -> QuerySet:
        return queryset.filter(is_held_apart=True)


def _either(**traits) -> Q:
    """That one of the two events has the traits. Looked up by its key: a join would lead through all events instead."""
    first, second = (Event.objects.filter(pk=OuterRef(name), **traits) for name in ("first", "second"))
    return Q(Exists(first)) | Q(Exists(second))


@dataclass(frozen=True, slots=True)
class PairLine:
    """One proposal: its two events, its score with the reasons in words, and who found them to be two, if somebody did."""

    pair: LikelyPair
    reasons: list[str]
    apart: HeldApart | None

    @property
    def events(self) -> tuple[Event, Event]:
        return self.pair.first, self.pair.second


def lines(pairs: list[LikelyPair]) -> list[PairLine]:
    """Two queries, whatever the number of pairs; none without any."""
    if not pairs:
        return []
    keys = {pk for pair in pairs for pk in (pair.first_id, pair.second_id)}
    events = Event.objects.select_related("mission", "state").in_bulk(keys)
    for pair in pairs:
        pair.first, pair.second = events[pair.first_id], events[pair.second_id]
    apart = HeldApart.objects.filter(first__in=keys).select_related("by")
    decided = {(row.first_id, row.second_id): row for row in apart}
    return [
        PairLine(
            pair,
            Likeness.from_grounds(pair.score, pair.grounds).reasons(),
            decided.get((pair.first_id, pair.second_id)),
        )
        for pair in pairs
    ]


@dataclass(frozen=True, slots=True)
class PartsLine:
    """What both events have of one kind, in words: after a merge the survivor has all of it."""

    label: str
    first: str
    second: str


class PairPage:
    """Two events side by side."""

    def __init__(self, first: Event, second: Event) -> None:
        self.first, self.second = first, second

    @property
    def events(self) -> tuple[Event, Event]:
        return self.first, self.second

    @cached_property
    def likeness(self) -> Likeness | None:
        return compare(self.first, self.second)

    @cached_property
    def apart(self) -> HeldApart | None:
        older, newer = sorted((self.first.pk, self.second.pk))
        return HeldApart.objects.filter(first=older, second=newer).select_related("by").first()

    @cached_property
    def fields(self) -> list[Choice]:
        """`kept` is of the first event, `other` of the second."""
        return choices(self.first, self.second)

    @property
    def proposed_survivor(self) -> Event:
        """The one that is further on its way; of two alike the older."""
        ranks = {Status.DRAFT: 0, Status.APPROVAL: 1, Status.SUBMITTED: 2, Status.CONFIRMED: 3}
        both = sorted((self.first, self.second), key=lambda event: (-ranks.get(Status(event.status), -1), event.pk))
        return both[0]

    def proposed_of(self, choice: Choice) -> int:
        """The key of the event whose value is offered: of the proposed survivor, unless it says nothing."""
        survivor = self.proposed_survivor
        says = choice.kept if survivor == self.first else choice.other
        other = self.second if survivor == self.first else self.first
        return survivor.pk if says else other.pk

    @cached_property
    def parts(self) -> list[PartsLine]:
        return list(self._parts())

    def _parts(self) -> Iterator[PartsLine]:
        words = Words(CodedLists.load())
        lists = lists_of([self.first.pk, self.second.pk])
        held = [standing(event, lists[event.pk]) for event in (self.first, self.second)]
        for name in LISTS:
            mine, its = (words.of(name, said[name]) for said in held)
            if mine or its:
                yield PartsLine(label_of(name), mine, its)
        counted = Event.objects.filter(pk__in=(self.first.pk, self.second.pk)).order_by()
        for name, label in (("photos", _("Photos")), ("comments", _("Comments")), ("outcomes", _("Outcomes"))):
            counts = dict(counted.annotate(count=Count(name)).values_list("pk", "count"))
            if any(counts.values()):
                yield PartsLine(str(label), *(str(counts.get(event.pk, 0)) for event in (self.first, self.second)))
