"""The reference files of places: which file fills which model."""

from collections.abc import Callable

from regions.models import (
    County,
    Indicator,
    IndicatorValue,
    Jurisdiction,
    JurisdictionCounty,
    Mission,
    Region,
    State,
)
from regions.reference_csv import NoPlace, Row, Table


def _finding_jurisdictions() -> Callable[[Row], Row]:
    """Turns a mission and a state into their jurisdiction: the one of some counties, the latest if HQ split it by date."""
    found: dict[tuple[str, str], int] = {}
    in_order = Jurisdiction.objects.order_by("-extent", "valid_from", "pk")  # whole before part
    for pk, mission, state in in_order.values_list("pk", "mission_id", "state_id"):
        found[mission, state] = pk
    missions = set(Mission.objects.values_list("pk", flat=True))
    states = set(State.objects.values_list("pk", flat=True))

    def find(row: Row) -> Row:
        mission, state = row["mission"], row["state"]
        if mission not in missions:
            raise ValueError(f"mission: there is no mission with the code “{mission}”")
        if state not in states:
            raise ValueError(f"state: there is no state with the code “{state}”")
        if (mission, state) not in found:
            raise NoPlace(f"{mission} has no jurisdiction in {state} any more")
        if not row["county"].startswith(state):
            raise ValueError(f"county: “{row['county']}” is not in {state}")
        return {
            "jurisdiction": str(found[mission, state]),
            "county": row["county"],
            "is_confirmed": row["is_confirmed"],
        }

    return find


REFERENCE_TABLES = (
    Table(file="regions/reference/regions.csv", model=Region, key=("code",)),
    Table(file="regions/reference/states.csv", model=State, key=("code",), not_kept=("fips",)),
    Table(file="regions/reference/counties.csv", model=County, key=("code",)),
    Table(
        file="regions/reference/missions.csv",
        model=Mission,
        key=("code",),
        in_register_only=("requires_approval",),
    ),
    Table(
        file="regions/reference/jurisdictions.csv",
        model=Jurisdiction,
        key=("mission", "state", "valid_from"),
    ),
    Table(
        file="regions/reference/jurisdiction_counties.csv",
        model=JurisdictionCounty,
        key=("jurisdiction", "county"),
        columns={"mission": "", "state": "", "county": "county", "is_confirmed": "is_confirmed"},
        preparing=_finding_jurisdictions,
    ),
    Table(file="regions/reference/indicators.csv", model=Indicator, key=("code",)),
    Table(file="regions/reference/indicator_values.csv", model=IndicatorValue, key=("indicator", "state")),
)
