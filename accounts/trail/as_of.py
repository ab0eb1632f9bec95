"""Which versions stood at an earlier moment: those whose change set had been sealed by then.

A change counts from the moment at which it was committed, not from the one at which somebody began to write it: so the
figures as of a moment are those that were to be read at that moment, also while a long import was under way. What was there
before the trail began (a record “as found”) goes by the dates of its versions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import Max, QuerySet

from accounts.trail.kinds import FOUND
from accounts.trail.models import ChangedRow, Record
from accounts.trail.versions import key_of


@dataclass(frozen=True, slots=True)
class Cut:
    """A moment, the last record that had been sealed by then, and whether the trail took older rows in after it."""

    at: datetime
    position: int
    is_before_the_trail: bool

    @classmethod
    def at_moment(cls, moment: datetime | Cut) -> Cut:
        if isinstance(moment, Cut):
            return moment
        position = position_at(moment)
        later = Record.objects.filter(position__gt=position, kind=FOUND)
        return cls(moment, position, later.exists())


def position_at(moment: datetime) -> int:
    """The position of the last record that had been sealed by then; 0 before the first."""
    return Record.objects.filter(at__lte=moment).aggregate(last=Max("position"))["last"] or 0


def versions(model: Any, moment: datetime | Cut) -> QuerySet:
    """Of each row of the model its version at that moment, without rows that had been deleted by then.

    A QuerySet of the historical model: `pk` is the version, the model's own key is under its own name.
    """
    history, key = model.history.model, key_of(model.history.model)
    cut = Cut.at_moment(moment)
    after = Record.objects.filter(position__gt=cut.position).exclude(change_set=None)
    later = ChangedRow.objects.filter(
        kind=history._meta.db_table,
        version__isnull=False,
        change_set__in=after.exclude(kind=FOUND).values("change_set"),
    )
    known = history._base_manager.exclude(pk__in=later.order_by().values("version"))
    if cut.is_before_the_trail:
        known = known.filter(history_date__lte=cut.at)
    latest = known.order_by().values(key).annotate(last=Max("pk")).values("last")
    return model.history.filter(pk__in=latest).exclude(history_type="-").order_by()


def rows(model: Any, moment: datetime | Cut) -> list[Any]:
    """The rows of a small table as they were, as unsaved instances of the model, in its own order."""
    instances = [version.instance for version in versions(model, moment)]
    for name in reversed(model._meta.ordering):
        instances.sort(key=attrgetter(name.lstrip("-")), reverse=name.startswith("-"))
    return instances
