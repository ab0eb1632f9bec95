"""Which events are probably one (重複候補). The database finds who is near, then pairs are compared (events/likeness.py).

Near are events of one mission within seven days, and events of other missions in one state whose days overlap give or
take three. `search` looks only at what changed since it last ran: the audit trail says which events that are, in the order
of their commits, so that none is passed over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nlargest
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.models import ChangedRow, Record
from events.likeness import (
    COLUMNS,
    NEAR_IN_OTHERS,
    NEAR_IN_OWN,
    Compared,
    Likeness,
    likeness,
    may_be_near,
    traits_of_pair,
)
from events.models import Event, HeldApart, LikelyPair, PairSearch, PartnerRole
from events.status import Status
from events.workbook.names import name_key

EVENTS = Event.history.model._meta.db_table
LONGEST = timedelta(days=60)
"""An event that lasts longer is only compared with what begins within this time of its own beginning."""

MOST_OF_AN_EVENT = 5
MOST_SHOWN = 3
AT_ONCE = 500
ANEW = 20_000
"""From so many changed events on everything is searched anew."""

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Two events, the older one first, and how alike they are."""

    key: Key
    likeness: Likeness
    traits: str


# ---- near each other


def _standing() -> QuerySet:
    return Event.objects.exclude(status=Status.WITHDRAWN).filter(starts_on__isnull=False)


def _read(rows: QuerySet) -> list[Compared]:
    """In the order of their first days."""
    return [Compared(row) for row in rows.order_by("starts_on", "pk").values_list(*COLUMNS).iterator()]


def _blocks(events: Iterable[Compared], of: Callable[[Compared], str | None]) -> Iterator[tuple[str, date, date]]:
    """Spans of days that hold these events, by mission or by state; far apart ones in spans of their own."""
    spans: dict[str, list[list[date]]] = defaultdict(list)
    for event in events:
        if not (code := of(event)):
            continue
        mine = spans[code]
        if mine and event.starts_on - mine[-1][1] <= LONGEST:
            mine[-1][1] = max(mine[-1][1], event.ends_on)
        else:
            mine.append([event.starts_on, event.ends_on])
    for code, some in spans.items():
        for first, last in some:
            yield code, first, last


def _pairs_of(
    rows: list[Compared], near: timedelta, fits: Callable[[Compared, Compared], bool]
) -> Iterator[tuple[Compared, Compared]]:
    """Each pair within reach of each other, once; `rows` in the order of their first days."""
    for n, one in enumerate(rows):
        reach = one.ends_on + near
        for m in range(n + 1, len(rows)):
            other = rows[m]
            if other.starts_on > reach:
                break
            if fits(one, other):
                yield one, other


def _near_each_other(changed: list[Compared] | None) -> Iterator[tuple[Compared, Compared]]:
    """Every pair to be compared, or those of which at least one has changed. One query for each block."""
    keys = None if changed is None else {event.pk for event in changed}

    def is_asked(one: Compared, other: Compared) -> bool:
        return keys is None or one.pk in keys or other.pk in keys

    for rows in _rows_by_block("mission", NEAR_IN_OWN, changed):
        yield from _pairs_of(rows, NEAR_IN_OWN, is_asked)
    for rows in _rows_by_block("state", NEAR_IN_OTHERS, changed):
        yield from _pairs_of(
            rows, NEAR_IN_OTHERS, lambda one, other: one.mission != other.mission and is_asked(one, other)
        )


def _rows_by_block(column: str, near: timedelta, changed: list[Compared] | None) -> Iterator[list[Compared]]:
    if changed is None:
        codes = _standing().order_by(column).values_list(column, flat=True).distinct()
        for code in [code for code in codes if code]:
            yield _read(_standing().filter(**{column: code}))
        return
    for code, first, last in _blocks(changed, lambda event: getattr(event, column)):
        span = (first - near - LONGEST, last + near)
        yield _read(_standing().filter(**{column: code, "starts_on__range": span}))


def pairs(changed: list[Compared] | None) -> dict[Key, Found]:
    """The pairs that are probably one; of each event at most its five likeliest."""
    found: dict[Key, tuple[Compared, Compared, Likeness]] = {}
    for one, other in _near_each_other(changed):
        if alike := likeness(one, other):
            found[min(one.pk, other.pk), max(one.pk, other.pk)] = (one, other, alike)
    partners = _partners_of({pk for key in found for pk in key})
    weighed: dict[Key, Found] = {}
    for key, (one, other, plain) in found.items():
        one.partners, other.partners = partners.get(one.pk, frozenset()), partners.get(other.pk, frozenset())
        alike = likeness(one, other) if one.partners & other.partners else plain
        weighed[key] = Found(key, alike or plain, traits_of_pair(one, other))
    return _likeliest(weighed)


def _likeliest(found: Mapping[Key, Found]) -> dict[Key, Found]:
    by_event: dict[int, list[Found]] = defaultdict(list)
    for each in found.values():
        for pk in each.key:
            by_event[pk].append(each)
    kept = (nlargest(MOST_OF_AN_EVENT, some, key=lambda each: each.likeness.score) for some in by_event.values())
    return {each.key: each for some in kept for each in some}


def _partners_of(keys: Collection[int]) -> dict[int, frozenset[str]]:
    names: dict[int, set[str]] = defaultdict(set)
    for some in _parts(sorted(keys)):
        for event, name in PartnerRole.objects.filter(event__in=some).order_by().values_list("event", "name"):
            names[event].add(name_key(name) and name)
    return {event: frozenset(some) for event, some in names.items()}


def _parts(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while part := list(islice(rest, AT_ONCE)):
        yield part


# ---- the search, which remembers what it found


def search() -> int:
    """Compares whatever changed since the last search, or everything the first time. Returns how many pairs it looked up.

    May be run as often as one likes, also by two at once: the second waits.
    """
    with transaction.atomic():
        PairSearch.objects.get_or_create(pk=1)
        mark = PairSearch.objects.select_for_update().get(pk=1)
        head = Record.objects.aggregate(last=Max("position"))["last"] or 0
        keys = _changed_since(mark.position) if mark.position else None
        if keys is not None and len(keys) > ANEW:
            keys = None
        found = pairs(None if keys is None else _of_keys(keys))
        _forget(keys)
        _keep(found.values())
        mark.position, mark.at = head, timezone.now()
        mark.save()
    return len(found)


def _changed_since(position: int) -> list[int]:
    sets = Record.objects.filter(position__gt=position).exclude(change_set=None).order_by().values("change_set")
    rows = ChangedRow.objects.filter(kind=EVENTS, change_set__in=sets).order_by().values_list("row", flat=True)
    return sorted({int(row) for row in rows})


def _of_keys(keys: Iterable[int]) -> list[Compared]:
    found = [each for some in _parts(keys) for each in _read(_standing().filter(pk__in=some))]
    return sorted(found, key=lambda event: (event.starts_on, event.pk))


def _forget(keys: list[int] | None) -> None:
    if keys is None:
        LikelyPair.objects.all().delete()
        return
    for some in _parts(keys):
        LikelyPair.objects.filter(first__in=some).delete()
        LikelyPair.objects.filter(second__in=some).delete()


def _keep(found: Iterable[Found]) -> None:
    decided = {(row.first_id, row.second_id): row.traits for row in HeldApart.objects.all()}
    LikelyPair.objects.bulk_create(
        [
            LikelyPair(
                first_id=each.key[0], second_id=each.key[1], score=each.likeness.score, grounds=each.likeness.grounds,
                traits=each.traits, is_held_apart=decided.get(each.key) == each.traits,
            )
            for each in found
        ],
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["score", "grounds", "traits", "is_held_apart"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Searched:
    """When the register was last searched, None for never, and how many changes it has had since."""

    at: Any
    changes: int


def searched() -> Searched:
    mark = PairSearch.objects.filter(pk=1).first()
    if mark is None:
        return Searched(None, 0)
    later = Record.objects.filter(position__gt=mark.position, touched__contains=f",{EVENTS},")
    return Searched(mark.at, later.count())


# ---- one pair


def compare(first: Event, second: Event) -> Likeness | None:
    """How alike two events are as they stand; None where they are not."""
    pair = _compared_pair(first, second)
    return likeness(*pair) if pair else None


def _compared_pair(first: Event, second: Event) -> tuple[Compared, Compared] | None:
    if not (first.starts_on and second.starts_on):
        return None
    one, other = Compared.of(first), Compared.of(second)
    partners = _partners_of({one.pk, other.pk})
    one.partners, other.partners = partners.get(one.pk, frozenset()), partners.get(other.pk, frozenset())
    return one, other


def hold_apart(first: Event, second: Event, *, by, because: str) -> HeldApart:
    """HQ says that these are two (別案件); they are proposed again only when what was compared changes.

    PermissionDenied for anybody else, ValidationError without a reason or for an event without a date.
    """
    if not by.is_hq:
        raise PermissionDenied
    if not because.strip():
        raise ValidationError(_("Give a reason, so that others can follow what happened."))
    pair = _compared_pair(first, second)
    if pair is None or first.pk == second.pk:
        raise ValidationError(_("There is nothing to compare: one of the two has no date."))
    older, newer = sorted((first.pk, second.pk))
    with trail.under(reason=because.strip()), transaction.atomic():
        held = Event.objects.filter(pk__in=(older, newer)).order_by("pk").select_for_update()
        list(held.values_list("pk", flat=True))  # count() would hold nothing
        row: Any = HeldApart.objects.filter(first=older, second=newer).first() or HeldApart(
            first_id=older, second_id=newer
        )
        row.traits, row.reason, row.by, row.at = traits_of_pair(*pair), because.strip(), by, timezone.now()
        row._history_user, row._change_reason = by, "hold apart"
        row.full_clean(validate_unique=False)
        row.save()
        LikelyPair.objects.filter(first=older, second=newer).update(is_held_apart=True)
    return row


# ---- while somebody enters an event


@dataclass(frozen=True, slots=True)
class Resembling:
    """An event that is there already; one of another mission that has not been confirmed cannot be opened."""

    event: Event
    likeness: Likeness
    may_open: bool

    @property
    def sentence(self) -> str:
        words = {"title": self.event, "mission": self.event.mission.short_name, "number": self.event.number or "―"}
        return _("This looks like “%(title)s” (%(mission)s, %(number)s), which is there already: %(reasons)s.") % {
            **words, "reasons": _(", ").join(self.likeness.reasons()),
        }  # fmt: skip


def alike_to(event: Event, *, by) -> list[Resembling]:
    """The likeliest events that are there already, of those that this person sees or his mission takes part in.

    Of an event as it is being entered, saved or not. Four queries at most, none without a date or a title.
    """
    if not event.starts_on or not (event.title_ja or event.title_en) or not event.mission_id:
        return []
    mine = Compared.of(event)
    own = Q(mission=mine.mission, starts_on__range=(mine.starts_on - NEAR_IN_OWN - LONGEST, mine.ends_on + NEAR_IN_OWN))
    span = (mine.starts_on - NEAR_IN_OTHERS - LONGEST, mine.ends_on + NEAR_IN_OTHERS)
    near = own | Q(state=mine.state, starts_on__range=span) if mine.state else own
    others = _read(_known_to(by).filter(near).exclude(pk=event.pk))
    found = [
        (other.pk, alike)
        for other in others
        if may_be_near(mine, other) and (alike := likeness(mine, other)) is not None
    ]
    apart = _found_to_be_other_than(event) if found and event.pk else set()
    known = [each for each in found if each[0] not in apart]
    best = dict(nlargest(MOST_SHOWN, known, key=lambda each: each[1].score))
    if not best:
        return []
    visible = set(Event.objects.visible_to(by).filter(pk__in=best).order_by().values_list("pk", flat=True))
    events = Event.objects.filter(pk__in=best).select_related("mission")
    rows = [Resembling(each, best[each.pk], each.pk in visible) for each in events]
    return sorted(rows, key=lambda each: (-each.likeness.score, each.event.pk))


def _found_to_be_other_than(event: Event) -> set[int]:
    pairs = HeldApart.objects.filter(Q(first=event) | Q(second=event)).values_list("first", "second")
    return {pk for pair in pairs for pk in pair} - {event.pk}


def _known_to(person) -> QuerySet:
    """What stands, as far as a person sees it or his mission takes part in it."""
    seen = Event.objects.visible_to(person)
    if person.is_of_mission:
        joint = Event.partner_missions.through.objects.filter(event=OuterRef("pk"), mission=person.mission_id)
        seen = seen | Event.objects.filter(Exists(joint))
    return seen.exclude(status=Status.WITHDRAWN).filter(starts_on__isnull=False)
