"""Which columns of a file stand for a column of the list on the screen."""

from collections.abc import Iterable, Mapping

IN_A_SHEET: dict[str, tuple[str, ...]] = {
    "title": ("title_ja", "title_en"),
    "date": ("starts_on",),
    "ends": ("ends_on",),
    "mission": ("mission",),
    "state": ("state", "city"),
    "category": ("category",),
    "participants": ("participants", "participants_unknown"),
    "number": ("number",),
    "updated": ("updated_at",),
    "status": ("status",),
    "fiscal_year": ("fiscal_year",),
    "city": ("city",),
    "venue": ("venue",),
    "format": ("format",),
    "region_type": ("region_type",),
    "interest_level": ("interest_level",),
    "pillar": ("pillar",),
    "in_person": ("in_person_count", "in_person_qualifier"),
    "online": ("online_count", "online_qualifier"),
    "on_demand": ("on_demand_count", "on_demand_qualifier"),
    "series": ("series",),
    "partner_missions": ("partner_missions",),
    "partners": ("host", "co_host", "support", "cooperation"),
    "officials": ("officials",),
}
"""Column of the list -> columns of `events.spreadsheets.columns`. A place is a state and a city on the screen, too."""

IN_JSON: dict[str, tuple[str, ...]] = {
    **IN_A_SHEET,
    **dict.fromkeys(("in_person", "online", "on_demand"), ("participants_by_mode",)),
    "partners": ("partners",),
}


def in_a_sheet(columns: Iterable[str]) -> tuple[str, ...]:
    return _each_once(columns, IN_A_SHEET)


def in_json(columns: Iterable[str]) -> tuple[str, ...]:
    return _each_once(columns, IN_JSON)


def _each_once(columns: Iterable[str], names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """In the order of the columns; a city that has a column of its own stands there."""
    chosen = list(columns)
    own = {names[key][0] for key in chosen}
    found = [name for key in chosen for name in names[key] if name == names[key][0] or name not in own]
    return tuple(dict.fromkeys(found))
