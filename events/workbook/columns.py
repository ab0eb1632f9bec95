"""Which column of a table fills which field, how that was found, and what a person needs to correct it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from events.sentences import sentence as _
from events.typed import fold
from events.workbook import sections
from events.workbook.days import read_days
from events.workbook.headers import (
    ALIASES,
    EXACT,
    FIELDS,
    GIVEN,
    INCLUDES_ONLINE,
    NO_PLACE,
    SECONDARY_KEYS,
    field_of_header,
    header_key,
)
from events.workbook.limits import letters
from events.workbook.names import Lookups
from events.workbook.tables import Table
from events.workbook.values import Unclear, read_count, shown_text

NAME, ALIAS, REMEMBERED, ELSEWHERE, CONTENT, CHOSEN, NOTHING = (
    "name", "alias", "remembered", "elsewhere", "content", "chosen", "",
)  # fmt: skip
SAMPLES = 3
LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """One column: `field` is a key of FIELDS or "", `how` is name, alias, remembered, elsewhere, content, chosen or "".

    `note` says why a column is left out; `alternatives` are fields worth offering; `samples` are its first values.
    """

    index: int
    header: str
    field: str
    how: str
    samples: tuple[str, ...]
    alternatives: tuple[str, ...] = ()
    note: str = ""

    @property
    def letter(self) -> str:
        return letters(self.index)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Columns in the order of the sheet. `problems` are sentences that stop the reading; `notices` are only told."""

    columns: tuple[ColumnMapping, ...]
    problems: tuple[str, ...]
    notices: tuple[str, ...] = ()

    @property
    def fields(self) -> dict[str, int]:
        """field -> index of its column."""
        return {column.field: column.index for column in self.columns if column.field}

    @property
    def unmatched(self) -> tuple[ColumnMapping, ...]:
        return tuple(column for column in self.columns if not column.field)

    def to_remember(self) -> dict[str, str]:
        """header key -> field, "" where a person left the column out: what the next file of this mission starts from."""
        return {
            header_key(c.header): c.field
            for c in self.columns
            if c.header and c.header != sections.HEADER and (c.field or c.how == CHOSEN)
        }


def map_columns(
    table: Table,
    *,
    remembered: MappingType[str, str] | None = None,
    elsewhere: MappingType[str, str] | None = None,
    chosen: MappingType[int, str] | None = None,
    lookups: Lookups | None = None,
    has_mission: bool = False,
) -> Mapping:
    """The mapping of a table's columns: chosen by the person, by exact name, remembered, by alias, by content.

    `remembered` is an earlier `Mapping.to_remember()`, `elsewhere` what was chosen for the same headers in the file's other
    tables, which goes before it; `chosen` maps a column's index to a field or "".
    `has_mission` says that the mission follows from elsewhere. `lookups` lets columns be recognised by what is in them.
    """
    remembered, elsewhere, chosen = remembered or {}, elsewhere or {}, chosen or {}
    samples = {column.index: column_values(table, column.index) for column in table.columns}
    columns = [
        _by_header(c.index, c.header, samples[c.index], remembered=remembered, elsewhere=elsewhere, chosen=chosen)
        for c in table.columns
    ]
    columns = _without_strange_numbers(_without_secondary(columns), samples)
    taken = {column.field for column in columns if column.field}
    for n, column in enumerate(columns):
        if (
            not column.field
            and not column.note
            and column.index not in chosen
            and {**remembered, **elsewhere}.get(header_key(column.header)) != ""
        ):
            found = _by_content(column, samples[column.index], taken, lookups)
            columns[n] = found
            taken.add(found.field)
    return Mapping(tuple(columns), tuple(_problems(columns, has_mission=has_mission)), tuple(_notices(columns)))


def column_values(table: Table, index: int) -> list:
    """The first values of a column, by which it is recognised."""
    found: list = []
    for row in table.rows[: LOOKED_AT * 5]:
        cell = row.cell(index)
        if cell is not None:
            found.append(cell)
            if len(found) == LOOKED_AT:
                break
    return found


def _by_header(
    index: int, header: str, values: list, *, remembered: MappingType, elsewhere: MappingType, chosen: MappingType
) -> ColumnMapping:
    shown = tuple(list(dict.fromkeys(shown_text(value)[:80] for value in values))[:SAMPLES])
    blank = ColumnMapping(index, header, "", NOTHING, shown)
    if index in chosen:
        field = chosen[index] if chosen[index] in FIELDS else ""
        return replace(blank, field=field, how=CHOSEN)
    field, how = field_of_header(header) if header else ("", "")
    key = header_key(header)
    earlier = {**remembered, **elsewhere}.get(key) if header else None
    if earlier is not None and (how != NAME or field not in FIELDS) and (earlier in FIELDS or earlier == ""):
        return replace(blank, field=earlier, how=ELSEWHERE if key in elsewhere else REMEMBERED)
    if field == NO_PLACE:
        return replace(blank, note=_("The register has no field for this. Choose one if it belongs into an event."))
    if field == GIVEN:
        return replace(blank, note=_("The register works this out itself. The column is not read."))
    return replace(blank, field=field, how=how) if field else replace(blank, alternatives=_alike(header))


def _without_secondary(columns: list[ColumnMapping]) -> list[ColumnMapping]:
    """A code column steps back where the name is there too."""
    named = [column.field for column in columns if header_key(column.header) not in SECONDARY_KEYS]
    return [
        replace(c, field="", how=NOTHING, note=_("The name beside it is read instead."))
        if c.how in (NAME, ALIAS) and header_key(c.header) in SECONDARY_KEYS and c.field in named
        else c
        for c in columns
    ]


_EVENT_NUMBER = re.compile(r"[A-Z]{2,10}-\d{4}-\d+", re.I)


def _without_strange_numbers(columns: list[ColumnMapping], samples: dict[int, list]) -> list[ColumnMapping]:
    """An office's own numbers, under a header that may mean the register's, are no numbers of this register."""
    note = _("These are not event numbers of this register. The column is not read.")
    return [
        replace(c, field="", how=NOTHING, note=note)
        if c.field == "number" and c.how == ALIAS and samples[c.index]
        and not any(_EVENT_NUMBER.fullmatch(fold(shown_text(value)).replace("―", "-")) for value in samples[c.index])
        else c
        for c in columns
    ]  # fmt: skip


def _alike(header: str) -> tuple[str, ...]:
    """Fields whose names resemble a header: Attendence -> in_person_count."""
    key = header_key(header)
    if not key:
        return ()
    names = get_close_matches(key, [*EXACT, *ALIASES], n=6, cutoff=0.75)
    if not names:  # 先方の主な出席者（敬称略）
        names = sorted((name for name in ALIASES if len(name) >= 3 and name in key), key=len, reverse=True)
    fields = [EXACT.get(name) or ALIASES[name] for name in names]
    return tuple(dict.fromkeys(field for field in fields if field in FIELDS))[:3]


def _by_content(column: ColumnMapping, values: list, taken: set[str], lookups: Lookups | None) -> ColumnMapping:
    """A header that nobody knows: most of what is in the column decides, where that field is still free."""
    if len(values) < 2:
        return column
    shares = {"starts_on": _share(values, _is_date)}
    if lookups:
        shares |= {name: _share(values, lookups[name].is_known) for name in ("mission", "state", "category", "format")}
    shares["in_person_count"] = _share(values, _is_count) if _alike(column.header) or _has_people(values) else 0
    ranked = sorted(((share, field) for field, share in shares.items() if share >= 0.8), reverse=True)
    free = [field for _share_of, field in ranked if field not in taken]
    offered = tuple(dict.fromkeys([*column.alternatives, *free, *(field for _s, field in ranked)]))[:3]
    if free and (not column.alternatives or free[0] == column.alternatives[0]):
        return replace(column, field=free[0], how=CONTENT, alternatives=offered)
    return replace(column, alternatives=offered)


def _share(values: Sequence, test) -> float:
    return sum(bool(test(value)) for value in values) / len(values)


def _is_date(value: object) -> bool:
    if isinstance(value, date):
        return True
    if not isinstance(value, str):
        return False
    try:
        return read_days(value, order="mdy", fiscal_year=2020).first is not None
    except Unclear:
        return False


def _is_count(value: object) -> bool:
    if isinstance(value, date):
        return False
    try:
        return read_count(value).stated.qualifier != ""  # type: ignore[arg-type]  # a cell
    except Unclear:
        return False


def _has_people(values: Sequence) -> bool:
    texts = [unicodedata.normalize("NFKC", value) for value in values if isinstance(value, str)]
    return any(text.rstrip().endswith(("名", "人", "people")) for text in texts)


def _notices(columns: Sequence[ColumnMapping]) -> list[str]:
    return [
        _("Column %(column)s (%(header)s) says that people online are included. All are read as in person; correct the rows where you know better.")
        % {"column": column.letter, "header": column.header}
        for column in columns
        if column.field == "in_person_count" and INCLUDES_ONLINE.search(header_key(column.header))
        and "online_part" not in {other.field for other in columns}
    ]  # fmt: skip


def _problems(columns: Sequence[ColumnMapping], *, has_mission: bool) -> list[str]:
    sentences: list[str] = []
    by_field: dict[str, list[ColumnMapping]] = {}
    for column in columns:
        if column.field:
            by_field.setdefault(column.field, []).append(column)
    for field, claims in by_field.items():
        if len(claims) > 1:
            sentences.append(
                _("Columns %(columns)s both give the field %(field)s. Choose one of them.")
                % {"columns": ", ".join(f"{c.letter} ({c.header})" for c in claims), "field": FIELDS[field].label}
            )
    if not {"title", "title_ja", "title_en"} & set(by_field):
        sentences.append(_("No column gives the title of the events. Choose the column."))
    if "starts_on" not in by_field:
        sentences.append(_("No column gives the date of the events. Choose the column."))
    if "mission" not in by_field and not has_mission:
        sentences.append(_("No column gives the mission. Choose the column, or say whose events these are."))
    return sentences
