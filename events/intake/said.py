"""What a row says and what an event holds, in one form, so that the two can be compared field by field.

A plain field is text, a code, a day, an amount, or None for nothing. A mode ("in_person", "online", "on_demand")
is [count, qualifier] or None. A list is a list of lists, or None for an empty one. Everything is as JSON keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.participation import MODE_NAMES, count_in_words
from events.querysets import MODES
from events.spreadsheets.coded_lists import CodedLists, bilingual
from events.spreadsheets.columns import CUT
from events.spreadsheets.formula_guard import unmarked
from events.workbook.headers import FIELDS
from events.workbook.names import name_key
from events.workbook.understood import NOTICE, UnderstoodRow
from events.workbook.values import shown_text

LINES = ("title_ja", "title_en", "venue", "city", "outside_funds_source")
PROSE = ("summary_ja", "summary_en", "story_ja", "story_en")
DAYS = ("starts_on", "ends_on")
MONEY = ("own_funds", "outside_funds")
CODES = ("state", "county", "format", "category", "region_type", "interest_level", "pillar",
         *(f"{mode}_basis" for mode in MODES))  # fmt: skip
LISTS = ("partner_missions", "partners", "officials", "links")
ROLES = ("host", "co_host", "support", "cooperation")
SIMPLE = (*LINES, *PROSE, *DAYS, *MONEY, *CODES)
ALL = (
    "title_ja", "title_en", "starts_on", "ends_on", "state", "county", "city", "venue", "format", "category", *MODES,
    *(f"{mode}_basis" for mode in MODES), "region_type", "interest_level", "pillar", "series", *LISTS,
    "summary_ja", "summary_en", "is_good_practice", "story_ja", "story_en", *MONEY, "outside_funds_source",
)  # fmt: skip
"""Every field that an import may write, in the order in which a page shows them."""

_EXTRA_LABELS = {"partners": _("Partners")}


def label_of(name: str) -> str:
    """What a page calls a field of the event or of the workbook."""
    if name in MODE_NAMES:
        return str(MODE_NAMES[name])
    if name in _EXTRA_LABELS:
        return str(_EXTRA_LABELS[name])
    return str(FIELDS[name].label) if name in FIELDS else name


def label_to_keep(name: str) -> Any:
    """The same, to be said later in another language."""
    return MODE_NAMES.get(name) or _EXTRA_LABELS.get(name) or (FIELDS[name].label if name in FIELDS else name)


def _line(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _prose(text: str | None) -> str | None:
    return text.replace("\r\n", "\n").strip() or None if text else None


def _plain(name: str, value: Any) -> Any:
    if value is None or value == "":
        return None
    if name in LINES:
        return _line(value)
    if name in PROSE:
        return _prose(value)
    if name in DAYS:
        return value.isoformat()
    return f"{Decimal(value):.2f}" if name in MONEY else value


def _listed(name: str, rows: Iterable) -> list[list] | None:
    """Rows as a workbook can hold them: one line each, no stroke inside an official's parts."""
    if name == "partner_missions":
        return sorted([code] for code in rows) or None
    if name == "officials":
        return [[" ".join(str(part).split()).replace("|", "¦") for part in row] for row in rows] or None
    return [[" ".join(str(part).split()) for part in row] for row in rows] or None


def standing(event: Any, lists: Mapping[str, list]) -> dict[str, Any]:
    """All fields of an event or of one version of it; `lists` holds its rows of LISTS where they are known."""
    held: dict[str, Any] = {
        name: _plain(name, getattr(event, f"{name}_id" if hasattr(event, f"{name}_id") else name)) for name in SIMPLE
    }
    for mode in MODES:
        qualifier = getattr(event, f"{mode}_qualifier")
        held[mode] = [getattr(event, f"{mode}_count"), qualifier] if qualifier else None
    held["is_good_practice"] = event.is_good_practice
    held["series"] = event.series_id
    return held | {name: _listed(name, lists[name]) for name in LISTS if name in lists}


def said_by(row: UnderstoodRow, *, clears: bool) -> dict[str, Any]:
    """The fields that a row speaks of. `clears`: an empty cell says that there is nothing, as in the register's own
    workbooks; otherwise it says nothing at all. A cell that was not understood says nothing either."""
    values = row.values
    unread = {problem.field for problem in row.problems if problem.kind != NOTICE} | _cut_short(row)
    unread |= {f"{name.removesuffix('_qualifier')}_count" for name in unread if name.endswith("_qualifier")}
    mapped = {name for name in row.fields if name not in unread} if clears else set()
    said: dict[str, Any] = {}
    for name in SIMPLE:
        if name in values or name in mapped:
            said[name] = _plain(name, values.get(name))
    if "is_good_practice" in values or "is_good_practice" in mapped:
        said["is_good_practice"] = bool(values.get("is_good_practice"))
    if "series_name" in values or "series" in mapped:
        said["series"] = values.get("series") or values.get("series_name")
    return said | _modes_said(values, mapped) | _lists_said(values, mapped)


def _modes_said(values: dict[str, Any], mapped: set[str]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for mode in MODES:
        if values.get(f"{mode}_qualifier"):
            said[mode] = [values.get(f"{mode}_count"), values[f"{mode}_qualifier"]]
        elif f"{mode}_count" in mapped:
            said[mode] = None
    return said


def _lists_said(values: dict[str, Any], mapped: set[str]) -> dict[str, Any]:
    said: dict[str, Any] = {
        name: _listed(name, values.get(name, ()))
        for name in ("partner_missions", "officials", "links")
        if name in values or name in mapped
    }
    if "partners" in values or any(role in mapped for role in ROLES):
        said["partners"] = _listed("partners", values.get("partners", ()))
    return said


def _cut_short(row: UnderstoodRow) -> set[str]:
    """Lists that did not fit into one cell when the workbook was made: they are left as they stand."""
    return {
        name for name, index in row.fields.items()
        if FIELDS[name].kind == "list" and shown_text(row.row.cell(index)).endswith(CUT)
    }  # fmt: skip


def partners_kept(said: list | None, held: list | None, row: UnderstoodRow, *, clears: bool) -> list[list] | None:
    """What a row's partners make of an event's: roles without a column, and empty cells that say nothing, keep theirs.

    So does a cell that still holds what the register wrote there, one name a line, commas and all.
    """
    held = held or []
    named = {role for role, _name in said or ()}
    spoken = {role for role in ROLES if role in row.fields} if clears else named
    spoken -= {role for role in spoken if _is_as_written(row, role, [name for kind, name in held if kind == role])}
    rows = [each for each in held if each[0] not in spoken] + [each for each in said or () if each[0] in spoken]
    return sorted(rows, key=lambda each: ROLES.index(each[0])) or None


def _is_as_written(row: UnderstoodRow, role: str, names: list[str]) -> bool:
    text = shown_text(row.row.cell(row.fields[role])) if role in row.fields else ""
    return bool(names) and any(
        [" ".join(line.split()) for line in each.split("\n")] == names for each in (text, unmarked(text))
    )


def is_same(name: str, one: Any, other: Any, *, series: tuple[str, str] | None = None) -> bool:
    """`series`: the names of the event's own, which a workbook may give in either language or in both."""
    if name == "series" and isinstance(one, str) and series:
        return name_key(one) in {name_key(text) for text in (*series, bilingual(*series)) if text}
    if name == "partners":
        return sorted(one or ()) == sorted(other or ())
    return one == other


class Words:
    """Values as a person reads them: a code by both its names, a count with its qualifier."""

    def __init__(self, lists: CodedLists) -> None:
        self.lists = lists

    def of(self, name: str, value: Any, *, series: tuple[str, str] | None = None) -> str:
        """'' for nothing."""
        if value is None:
            return ""
        if isinstance(value, str) and (name in MODES or name in LISTS or name == "is_good_practice"):
            return value  # a row that was read before values were kept as they are
        if name in MODES:
            return count_in_words(*value)
        if name == "is_good_practice":
            return _now("yes") if value else _now("no")
        if name == "series":
            return bilingual(*series) if series and not isinstance(value, str) else str(value)
        if name in LISTS:
            return "; ".join(self._row(name, row) for row in value)
        listed = "basis" if name.endswith("_basis") else name
        return self.lists[listed].text_of(value) if listed in self.lists.lists else str(value)

    def _row(self, name: str, row: list) -> str:
        if name == "partner_missions":
            return self.lists["mission"].text_of(row[0])
        if name == "partners":
            return f"{row[1]} ({FIELDS[row[0]].label})"
        if name == "officials":
            return f"{row[0]} ({', '.join(part for part in (row[1], self.lists['level'].text_of(row[2])) if part)})"
        return " ".join(part for part in row if part)


def put_into(event: Event, said: Mapping[str, Any]) -> list[str]:
    """Sets the event's own columns; returns their names. Lists and a series by name are written by who calls."""
    columns: list[str] = []
    for name, value in said.items():
        if name in MODES:
            count, qualifier = value or (None, "")
            setattr(event, f"{name}_count", count)
            setattr(event, f"{name}_qualifier", qualifier)
            columns += [f"{name}_count", f"{name}_qualifier"]
        elif name not in LISTS and not (name == "series" and isinstance(value, str)):
            field = Event._meta.get_field(name)
            setattr(event, field.attname, _as_kept(name, value))  # type: ignore[union-attr]  # a column of its own
            columns.append(name)
    return columns


_NULL = {"state", "county", "category", "region_type", "interest_level", "pillar", "series", *DAYS, *MONEY}


def _as_kept(name: str, value: Any) -> Any:
    if value is None:
        return None if name in _NULL else ""
    if name in DAYS:
        return date.fromisoformat(value)
    return Decimal(value) if name in MONEY else value
