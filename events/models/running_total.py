"""Running totals of events, kept by triggers in the database (events/triggers.py): nothing else writes them.

A cell may be several rows, to be added up: writers at one moment each have their own, so that none waits for another.
"""

from django.db import models

from events.querysets import AxisTotalQuerySet, RunningTotalQuerySet


class RunningTotal(models.Model):
    """How many events share these traits, and the sums of their counts by mode.

    An absent trait is '' (or 0 for the fiscal year), so that it is one cell on both databases.
    """

    status = models.CharField(max_length=10)
    fiscal_year = models.SmallIntegerField()
    mission = models.CharField(max_length=3)
    state = models.CharField(max_length=6)
    category = models.CharField(max_length=30)
    format = models.CharField(max_length=10)
    unknown_modes = models.SmallIntegerField()
    event_count = models.BigIntegerField(default=0)
    in_person_sum = models.BigIntegerField(default=0)
    online_sum = models.BigIntegerField(default=0)
    on_demand_sum = models.BigIntegerField(default=0)

    objects = RunningTotalQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["status", "fiscal_year", "mission", "state", "category", "format", "unknown_modes"],
                name="running_total_cell",
            )
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.fiscal_year} {self.mission} {self.state}: {self.event_count}"


class AxisTotal(models.Model):
    """The same along one axis at a time, so that a whole report reads a few thousand rows.

    Axis is one of `events.querysets.AXES` (code '' where the event has none), "partner" (a partner mission), or
    "state_region" and "state_interest" (state and approach: "US-MA/interest-1", either part '' where it is not given).
    """

    axis = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    status = models.CharField(max_length=10)
    fiscal_year = models.SmallIntegerField()
    mission = models.CharField(max_length=3)
    unknown_modes = models.SmallIntegerField()
    event_count = models.BigIntegerField(default=0)
    in_person_sum = models.BigIntegerField(default=0)
    online_sum = models.BigIntegerField(default=0)
    on_demand_sum = models.BigIntegerField(default=0)

    objects = AxisTotalQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["axis", "code", "status", "fiscal_year", "mission", "unknown_modes"], name="axis_total_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.axis} {self.code} {self.status} {self.fiscal_year} {self.mission}: {self.event_count}"
