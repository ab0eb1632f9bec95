"""The queue of what waits for a person: asked by the filters of the list, oldest first, and walked through one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.strict_filterset import Flag, WholeNumberField
from events.changes import Difference, since_confirmation
from events.filters import EventFilter
from events.models import Event
from events.paging import PAGE_SIZE, Page
from events.review import waiting_for
from events.status import Status

NEWEST_LAST = ("updated_at", "pk")


class ReviewFilter(EventFilter):
    """Of the events that wait for the person those that have all the traits asked for."""

    again = Flag(label=_("Confirmed before and changed since"), method="confirmed_before")

    other_fields: ClassVar[dict[str, forms.Field]] = {
        "page": WholeNumberField(label=_("Page"), required=False, min_value=1),
    }

    def __init__(self, data, *, user):
        super().__init__(data, waiting_for(user), user=user)

    def confirmed_before(self, queryset, _name, _value):
        versions = Event.history.filter(status=Status.CONFIRMED, id__in=waiting_for(self.user).order_by().values("pk"))
        return queryset.filter(pk__in=versions.order_by().values("id"))


@dataclass(frozen=True, slots=True)
class QueuePage(Page):
    """`differences`: event -> what was changed since it was confirmed, where it was."""

    differences: dict[int, tuple[Difference, ...]]

    @property
    def lines(self) -> list[tuple[Event, bool, tuple[Difference, ...]]]:
        """Each event, whether it was confirmed before, and what differs since."""
        return [(event, event.pk in self.differences, self.differences.get(event.pk, ())) for event in self.events]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event stands in the queue: `number` of `count`, and its neighbours; number 0 when it does not wait."""

    number: int
    count: int
    previous: int | None
    following: int | None

    @property
    def is_waiting(self) -> bool:
        return self.number > 0


def page_of_queue(filters: ReviewFilter) -> QueuePage:
    count = filters.qs.count()
    number = filters.settled["page"] or 1
    pages = max(1, -(-count // PAGE_SIZE))
    start = (number - 1) * PAGE_SIZE
    keys = list(filters.qs.order_by(*NEWEST_LAST).values_list("pk", flat=True)[start : start + PAGE_SIZE])
    rows = Event.objects.visible_to(filters.user).filter(pk__in=keys).order_by(*NEWEST_LAST)
    events = list(rows.with_participants(rules=filters.rules).select_related("mission", "state", "updated_by"))
    return QueuePage(events, number, pages, count, since_confirmation(keys))


def place_in(filters: ReviewFilter, event: Event) -> Place:
    """By when it was last saved: the event's neighbours, also when it has left the queue in the meantime."""
    rows = filters.qs.order_by(*NEWEST_LAST)
    earlier = Q(updated_at__lt=event.updated_at) | Q(updated_at=event.updated_at, pk__lt=event.pk)
    before = rows.filter(earlier)
    after = rows.exclude(earlier).exclude(pk=event.pk)
    is_waiting = rows.filter(pk=event.pk).exists()
    return Place(
        number=before.count() + 1 if is_waiting else 0,
        count=rows.count(),
        previous=before.reverse().values_list("pk", flat=True).first(),
        following=after.values_list("pk", flat=True).first(),
    )
