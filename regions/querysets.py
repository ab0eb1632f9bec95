"""Questions about places: who serves where, and what an indicator adds up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Count, F, Max, Q, Sum, Value, When, Window
from django.db.models.functions import Rank

if TYPE_CHECKING:
    from regions.models import County, Mission, State

WHOLE, PART = "whole", "part"


@dataclass(frozen=True, slots=True)
class Share:
    """What of an indicator falls to one mission: `value` and `place` are None when nothing of it can be assigned."""

    code: str
    value: int | None
    states: tuple[str, ...]
    place: int | None = None


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


def _in_force(day: date, prefix: str = "") -> Q:
    started = Q(**{f"{prefix}valid_from": None}) | Q(**{f"{prefix}valid_from__lte": day})
    not_ended = Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": day})
    return started & not_ended


def _serving(*, state: State | str, county: County | str | None, on: date, prefix: str = "") -> Q:
    here = Q(**{f"{prefix}state": state}) & _in_force(on, prefix)
    if county is None:
        return here
    return here & (Q(**{f"{prefix}extent": WHOLE}) | Q(**{f"{prefix}county_links__county": county}))


def _places(values: Iterable[int | None]) -> dict[int, int]:
    """Value -> its place among the values, the largest first; equal values share a place (1, 2, 2, 4)."""
    places: dict[int, int] = {}
    for place, value in enumerate(sorted((v for v in values if v is not None), reverse=True), start=1):
        places.setdefault(value, place)
    return places


class _RowsOnce(models.QuerySet):
    def _once(self, condition: Q) -> Self:
        """Rows that meet a condition over many related rows, each once and without a join left behind."""
        return self.filter(pk__in=self.model._base_manager.filter(condition).values("pk"))


class JurisdictionQuerySet(_RowsOnce):
    def on(self, day: date) -> Self:
        """Those in force on a day."""
        return self.filter(_in_force(day))

    def serving(self, *, state: State | str, county: County | str | None = None, on: date) -> Self:
        """Who serves this state (or this county of it) on this day.

        Several rows mean that the state is split and no county was given, or that the
        county's mission is unconfirmed; no row means that nobody is known to serve it.
        """
        return self._once(_serving(state=state, county=county, on=on))

    def spans(self) -> dict[str, list[tuple[date, date]]]:
        """Mission -> the spans of days in which it serves some place; an open end is the calendar's. One query."""
        found: dict[str, list[tuple[date, date]]] = {}
        for mission, first, last in self.order_by().values_list("mission", "valid_from", "valid_to").distinct():
            found.setdefault(mission, []).append((first or date.min, last or date.max))
        return found

    def with_certainty(self, *, county: County | str) -> Self:
        """Adds `is_certain`: false where it is not confirmed that this county belongs to the jurisdiction."""
        confirmed = Q(county_links__county=county, county_links__is_confirmed=True)
        certain = Q(extent=WHOLE) | Q(pk__in=self.model._base_manager.filter(confirmed).values("pk"))
        return self.annotate(
            is_certain=Case(When(certain, then=Value(True)), default=False, output_field=models.BooleanField())
        )


class StateQuerySet(_RowsOnce):
    def split(self, *, on: date) -> Self:
        """States that two or more missions share on a day: there a county is asked for."""
        return self._once(Q(jurisdictions__extent=PART) & _in_force(on, "jurisdictions__"))

    def served_by(self, mission: Mission | str, *, on: date) -> Self:
        """The states a mission serves on a day, wholly or in part."""
        return self._once(Q(jurisdictions__mission=mission) & _in_force(on, "jurisdictions__"))


class MissionQuerySet(_RowsOnce):
    def serving(self, state: State | str, *, county: County | str | None = None, on: date) -> Self:
        """The missions that serve a state (or a county of it) on a day; several as in `JurisdictionQuerySet.serving`."""
        return self._once(_serving(state=state, county=county, on=on, prefix="jurisdictions__"))


class IndicatorValueQuerySet(models.QuerySet):
    """Figures of one indicator: filter by it first."""

    def total(self) -> int:
        """The sum of the values, territories included (not the source's stated total)."""
        return self.aggregate(total=Sum("value", default=0))["total"]

    def with_place(self) -> Self:
        """Adds `place`, the rank by value among these rows of the indicator, and `places`, how many there are.

        The largest is first; equal values share a place (1, 2, 2, 4). Ask of all states, and pick one afterwards.
        """
        indicator = F("indicator")
        return self.annotate(
            place=Window(Rank(), partition_by=indicator, order_by=F("value").desc()),
            places=Window(Count("pk"), partition_by=indicator),
        )

    def by_state(self) -> list[dict]:
        """Rows of `code`, `value`, `rank` (of the source), `place` (by value), largest value first."""
        rows = self.with_place().order_by("-value", "state")
        return list(rows.values("value", "rank", "place", code=F("state_id")))

    def by_region(self) -> list[dict]:
        """Rows of `code` (region), `value`, `place`, ordered by code; they add up to `total()`."""
        rows = self.order_by().values(code=F("state__region_id")).annotate(value=Sum("value", default=0))
        found = sorted(rows, key=lambda row: row["code"])
        places = _places(row["value"] for row in found)
        return [{**row, "place": places[row["value"]]} for row in found]

    def by_mission(self, *, on: date) -> Assignment:
        """What falls to each mission on a day. A split or unserved state is not assignable, never guessed."""
        served, only = self._service(on)
        values = dict(self.values_list("state", "value"))
        sums: dict[str, int | None] = {}
        for mission, states in served.items():
            own = [values[state] for state in states if only.get(state) == mission and state in values]
            sums[mission] = sum(own) if own else None
        places = _places(sums.values())
        shares = tuple(
            Share(
                code=mission,
                value=value,
                states=tuple(sorted(served[mission])),
                place=None if value is None else places[value],
            )
            for mission, value in sorted(sums.items())
        )
        rest = tuple(sorted((state, value) for state, value in values.items() if state not in only))
        return Assignment(shares=shares, not_assignable=rest)

    def _service(self, day: date) -> tuple[dict[str, list[str]], dict[str, str]]:
        """Mission -> the states it serves; state -> the one mission that serves the whole of it, and nobody else."""
        from regions.models import Jurisdiction

        served: dict[str, list[str]] = {}
        rows = Jurisdiction.objects.on(day).order_by()
        for mission, state in rows.values_list("mission", "state").distinct():
            served.setdefault(mission, []).append(state)
        whole = rows.values("state").annotate(missions=Count("mission", distinct=True), extent_=Max("extent"))
        alone = {row["state"] for row in whole if row["missions"] == 1 and row["extent_"] == WHOLE}
        only = {state: mission for mission, states in served.items() for state in states if state in alone}
        return served, only

    def places_by_rank(self) -> dict[int, int]:
        """How many states have each rank of the source: {1: 11, 2: 4} for jobs in 2018."""
        rows = self.exclude(rank=None).order_by("rank").values("rank").annotate(n=Count("pk"))
        return {row["rank"]: row["n"] for row in rows}
