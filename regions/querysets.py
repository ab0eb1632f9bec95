"""Questions about places: who serves where, and what an indicator adds up to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Q, Sum

if TYPE_CHECKING:
    from regions.models import County, State


@dataclass(frozen=True, slots=True)
class Share:
    """What of an indicator falls to one mission: `value` is None when nothing of it can be assigned."""

    code: str
    value: int | None
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """An indicator by mission: shares, and what belongs to split or unserved states."""

    shares: tuple[Share, ...]
    not_assignable: tuple[tuple[str, int], ...]

    @property
    def assigned_total(self) -> int:
        return sum(share.value or 0 for share in self.shares)

    @property
    def not_assignable_total(self) -> int:
        return sum(value for _state, value in self.not_assignable)


class JurisdictionQuerySet(models.QuerySet):
    def on(self, day: date) -> JurisdictionQuerySet:
        """Those in force on a day."""
        started = Q(valid_from=None) | Q(valid_from__lte=day)
        not_ended = Q(valid_to=None) | Q(valid_to__gte=day)
        return self.filter(started & not_ended)

    def serving(self, *, state: State | str, county: County | str | None = None, on: date) -> JurisdictionQuerySet:
        """Who serves this state (or this county of it) on this day.

        Several rows mean that the state is split and no county was given, or that the
        county's mission is unconfirmed; no row means that nobody is known to serve it.
        """
        rows = self.on(on).filter(state=state)
        if county is not None:
            whole = Q(extent="whole")
            listed = Q(county_links__county=county)
            rows = rows.filter(whole | listed).distinct()
        return rows


class StateQuerySet(models.QuerySet):
    def split(self, *, on: date) -> StateQuerySet:
        """States that two or more missions share on a day: there a county is asked for."""
        from regions.models import Jurisdiction

        parts = Jurisdiction.objects.on(on).filter(extent="part")
        return self.filter(pk__in=parts.values("state"))

    def served_by(self, mission, *, on: date) -> StateQuerySet:
        """The states a mission serves on a day, wholly or in part."""
        from regions.models import Jurisdiction

        return self.filter(pk__in=Jurisdiction.objects.on(on).filter(mission=mission).values("state"))


class MissionQuerySet(models.QuerySet):
    def serving(self, state, *, on: date) -> MissionQuerySet:
        """The missions that serve a state on a day, wholly or in part."""
        from regions.models import Jurisdiction

        return self.filter(pk__in=Jurisdiction.objects.on(on).filter(state=state).values("mission"))


class IndicatorValueQuerySet(models.QuerySet):
    def total(self) -> int:
        """The sum of the values, territories included (not the source's stated total)."""
        return self.aggregate(total=Sum("value", default=0))["total"]

    def by_state(self) -> list[dict]:
        """Rows of `code`, `value`, `rank` (of the source), largest value first."""
        return list(self.order_by("-value", "state").values("value", "rank", code=models.F("state_id")))

    def by_region(self) -> list[dict]:
        """Rows of `code` (region), `value`; they add up to `total()`."""
        rows = self.order_by().values(code=models.F("state__region_id")).annotate(value=Sum("value", default=0))
        return sorted(rows, key=lambda row: row["code"])

    def by_mission(self, *, on: date) -> Assignment:
        """What falls to each mission on a day. A split or unserved state is not assignable, never guessed."""
        from regions.models import Jurisdiction

        served: dict[str, list[str]] = {}
        whole: dict[str, str] = {}
        for mission, state, extent in Jurisdiction.objects.on(on).values_list("mission", "state", "extent"):
            served.setdefault(mission, []).append(state)
            if extent == "whole":
                whole[state] = mission
        values = dict(self.values_list("state", "value"))
        shares = []
        for mission, states in sorted(served.items()):
            own = [values[state] for state in states if whole.get(state) == mission and state in values]
            shares.append(Share(code=mission, value=sum(own) if own else None, states=tuple(sorted(states))))
        rest = tuple(sorted((state, value) for state, value in values.items() if state not in whole))
        return Assignment(shares=tuple(shares), not_assignable=rest)

    def places_by_rank(self) -> dict[int, int]:
        """How many states have each rank of the source: {1: 11, 2: 4} for jobs in 2018."""
        rows = self.exclude(rank=None).order_by().values("rank").annotate(n=Count("pk"))
        return {row["rank"]: row["n"] for row in rows}
