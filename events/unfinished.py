"""What of the events is counted quarter by quarter, and what of them nobody has finished."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Count, DateField, Q
from django.db.models.functions import Coalesce, ExtractMonth

from events.quarters import Quarter
from events.status import Status

STALE_DAYS = 30
"""A draft that nobody changed for so long is shown to its mission and to headquarters."""


class Unfinished(models.QuerySet):
    def by_quarter(self) -> Counter[tuple[str, Quarter]]:
        """(Lead mission, quarter in which it starts) -> events (件). One query; an event without a date is in none."""
        found: Counter[tuple[str, Quarter]] = Counter()
        rows = self.order_by().filter(starts_on__isnull=False).values("mission", "fiscal_year")
        for row in rows.annotate(month=ExtractMonth("starts_on"), events=Count("pk")):
            found[row["mission"], Quarter(row["fiscal_year"], _number(row["month"]))] += row["events"]
        return found

    def in_quarter(self, quarter: Quarter) -> Self:
        """Those that start in it."""
        return self.filter(starts_on__gte=quarter.first_day, starts_on__lte=quarter.last_day)

    def without_count(self, *, now: datetime, zones: Iterable[str]) -> Self:
        """Those that are over, by the clock of their mission, and of which no number of participants is known yet.

        Nothing is said of it, or that it is unknown. `zones` are the missions' time zones. Withdrawn ones are left out.
        """
        over = Q(pk__in=[])
        for zone in sorted(set(zones)):
            over |= Q(mission__time_zone=zone, over_on__lt=now.astimezone(ZoneInfo(zone)).date())
        last = Coalesce("ends_on", "starts_on", output_field=DateField())
        rows = self.filter(in_person_count=None, online_count=None, on_demand_count=None)
        return rows.exclude(status=Status.WITHDRAWN).alias(over_on=last).filter(over)

    def returned(self) -> Self:
        """Drafts that came back with a reason."""
        return self.filter(status=Status.DRAFT).exclude(return_reason="")

    def never_returned(self) -> Self:
        """All others."""
        return self.exclude(Q(status=Status.DRAFT) & ~Q(return_reason=""))

    def left_alone(self, *, now: datetime) -> Self:
        """Drafts that nobody changed for STALE_DAYS."""
        return self.filter(status=Status.DRAFT, updated_at__lte=now - timedelta(days=STALE_DAYS))


def _number(month: int) -> int:
    return Quarter.of(date(2000, month, 1)).number
