"""What an uploaded file holds, as far as choosing its columns needs it: kept, so that a large file is read once.

A table is kept as its header, the first values of each column packed into few rows, and the dates that decide how the
others in their column are read. Its columns are mapped from this exactly as from the whole table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import cached_property

from events.intake.cells import decoded, encoded
from events.models import ColumnMemory, Intake
from events.sentences import said, to_keep
from events.sentences import sentence as _
from events.spreadsheets.template import REGISTER_SHEET
from events.workbook.columns import Mapping as Columns
from events.workbook.columns import column_values, map_columns
from events.workbook.days import DateOrder, telling_dates
from events.workbook.headers import field_of_header, header_key
from events.workbook.names import Lookups
from events.workbook.reading import Cell, Row, Sheet, Workbook
from events.workbook.rows import date_orders
from events.workbook.tables import TITLE, SetApart, Table, TableColumn, find_tables, fiscal_years_named
from events.workbook.understood import Habits

LONGEST_SAMPLE = 200


@dataclass
class Choices:
    """What a person said about a file: which tables, which field a column fills, how days are read.

    `columns`: table -> column -> field or "". `date_orders`: table -> field -> ymd, mdy or dmy.
    """

    tables: list[str] | None = None
    columns: dict[str, dict[int, str]] = field(default_factory=dict)
    date_orders: dict[str, dict[str, str]] = field(default_factory=dict)
    fiscal_year: int | None = None


@dataclass(frozen=True, slots=True)
class Sheeted:
    """A table with its place in the file. `size` is how many rows of events it has; `table` may hold samples only."""

    key: str
    table: Table
    size: int
    is_hidden: bool = False


@dataclass(frozen=True)
class Found:
    """A table with its mapping. `key` names it within the file; `is_recognised`: it has a title and a date."""

    key: str
    table: Table
    mapping: Columns
    orders: dict[str, DateOrder]
    size: int
    is_hidden: bool = False

    @cached_property
    def is_recognised(self) -> bool:
        fields = set(self.mapping.fields)
        return "starts_on" in fields and bool({"title", "title_ja", "title_en"} & fields)

    @property
    def title(self) -> str:
        """The sheet's name; with its columns, where another table stands left of it."""
        columns = self.table.columns
        if self.table.place.isdigit() or not columns:
            return self.table.sheet
        return f"{self.table.sheet} {columns[0].letter}–{columns[-1].letter}".strip()

    @cached_property
    def is_nearly(self) -> bool:
        """It has a date or a title; what it lacks can be said."""
        return bool({"starts_on", "title", "title_ja", "title_en"} & set(self.mapping.fields))

    @property
    def is_offered(self) -> bool:
        """Whether it is read unless somebody says otherwise: a sheet that its author hid is not."""
        return self.is_recognised and not self.is_hidden


def tables_in(workbook: Workbook) -> list[Sheeted]:
    """Every table of every sheet. The register's own hidden sheets hold none."""
    return [
        Sheeted(f"{number}-{table.place}", table, len(table.rows), sheet.is_hidden)
        for number, sheet in enumerate(workbook.sheets)
        for table in find_tables(sheet)
        if not sheet.is_hidden or _looks_like_events(table)
    ]


def sheets_left_out(workbook: Workbook, tables: Iterable[Sheeted | Found]) -> list[Sheet]:
    """Sheets that hold something, but none of these tables, which are all that can be chosen."""
    with_tables = {int(each.key.partition("-")[0]) for each in tables}
    return [
        sheet for number, sheet in enumerate(workbook.sheets)
        if number not in with_tables and sheet.rows and sheet.name != REGISTER_SHEET
    ]  # fmt: skip


def notices_of(workbook: Workbook, tables: Iterable[Sheeted | Found]) -> list[str]:
    """What is told about the whole file: also which sheets nobody sees in it, and which hold no table."""
    tables = list(tables)
    hidden = dict.fromkeys(each.table.sheet for each in tables if each.is_hidden)
    sentences = [
        *workbook.notices,
        *(
            _("Sheet “%(sheet)s” is hidden. Its table is read only if it is chosen.") % {"sheet": name}
            for name in hidden
        ),
    ]
    left_out = sheets_left_out(workbook, tables)
    for is_hidden, text in (
        (True, _("Hidden sheets without a table of events were not read: %(sheets)s.")),
        (False, _("Sheets without a table were not read: %(sheets)s.")),
    ):
        names = [sheet.name for sheet in left_out if sheet.is_hidden == is_hidden]
        if names and any(names):
            sentences.append(text % {"sheets": ", ".join(names[:20]) + (" …" if len(names) > 20 else "")})
    return sentences


def _looks_like_events(table: Table) -> bool:
    fields = {field_of_header(column.header)[0] for column in table.columns}
    return "starts_on" in fields and bool({"title", "title_ja", "title_en"} & fields)


def map_all(
    sheeted: Iterable[Sheeted], workbook: Workbook, intake: Intake, choices: Choices, lookups: Lookups
) -> list[Found]:
    """Each table with its columns mapped; what was chosen for a header holds in the file's other tables too."""
    memory = ColumnMemory.objects.filter(mission=intake.mission_id).first() if intake.mission_id else None
    elsewhere: dict[str, str] = {}
    sheeted = list(sheeted)
    for each in sheeted:
        headers = {column.index: header_key(column.header) for column in each.table.columns}
        chosen = choices.columns.get(each.key, {})
        elsewhere |= {headers[n]: name for n, name in chosen.items() if headers.get(n)}
    found = []
    for each in sheeted:
        mapping = map_columns(
            each.table,
            remembered=memory.fields if memory else {},
            elsewhere=elsewhere,
            chosen=choices.columns.get(each.key),
            lookups=lookups,
            has_mission=bool(intake.mission_id) or _names_events(each.table),
        )
        habits = habits_of(workbook, intake, choices, each, memory)
        orders = date_orders(each.table, mapping, habits=habits)
        found.append(Found(each.key, each.table, mapping, orders, each.size, each.is_hidden))
    return found


def _names_events(table: Table) -> bool:
    """Rows with the register's own keys name their events, and these their mission."""
    return any(field_of_header(column.header)[0] == "row_key" for column in table.columns)


def habits_of(
    workbook: Workbook, intake: Intake, choices: Choices, each: Sheeted | Found, memory: ColumnMemory | None
) -> Habits:
    return Habits.of(
        workbook,
        mission=intake.mission_id or "",
        fiscal_year=choices.fiscal_year,
        date_orders={name: order for name, order in choices.date_orders.get(each.key, {}).items() if order},
        years_named=fiscal_years_named(each.table, intake.name),
        date_habit=(memory.date_orders.get("habit", "") if memory else ""),
    )


def years_named(found: Iterable[Found]) -> list[int]:
    return sorted({year for each in found for year in fiscal_years_named(each.table)})


# ---- kept


def keep(workbook: Workbook) -> dict[str, Any]:
    """What `kept` gives back."""
    tables = tables_in(workbook)
    return {
        "format": workbook.format,
        "is_1904": workbook.is_1904,
        "notices": [to_keep(notice) for notice in notices_of(workbook, tables)],
        "tables": [_table_kept(each) for each in tables],
    }


def _table_kept(each: Sheeted) -> dict[str, Any]:
    table = each.table
    titles = [row for row in table.set_apart if row.kind == TITLE]
    return {
        "key": each.key,
        "size": each.size,
        "is_hidden": each.is_hidden,
        "sheet": table.sheet,
        "place": table.place,
        "header_rows": list(table.header_rows),
        "columns": [[column.index, column.header] for column in table.columns],
        "rows": [encoded(row) for row in _packed(table)],
        "titles": [[row.number, row.text] for row in titles[:20]],
        "notices": [to_keep(notice) for notice in table.notices],
    }


def _packed(table: Table) -> list[list[Cell]]:
    """The values of each column one below the other, blanks left out."""
    width = max((column.index for column in table.columns), default=-1) + 1
    rows: list[list[Cell]] = []
    for column in table.columns:
        values = column_values(table, column.index)
        known = set(values)
        values += [date for date in telling_dates(row.cell(column.index) for row in table.rows) if date not in known]
        rows += [[None] * width for _n in range(len(values) - len(rows))]
        for row, value in zip(rows, values, strict=False):
            row[column.index] = value[:LONGEST_SAMPLE] if isinstance(value, str) else value
    return rows


def kept(found: dict[str, Any]) -> tuple[Workbook, list[Sheeted]]:
    """The file without its rows, and its tables with samples."""
    workbook = Workbook(
        (), found["format"], is_1904=found["is_1904"], notices=tuple(said(each) for each in found["notices"])
    )
    return workbook, [
        Sheeted(
            each["key"],
            Table(
                sheet=each["sheet"],
                header_rows=tuple(each["header_rows"]),
                columns=tuple(TableColumn(*column) for column in each["columns"]),
                rows=tuple(Row(n, decoded(cells)) for n, cells in enumerate(each["rows"], 1)),
                set_apart=tuple(SetApart(number, TITLE, text) for number, text in each["titles"]),
                notices=tuple(said(notice) for notice in each["notices"]),
                place=each["place"],
            ),
            each["size"],
            each["is_hidden"],
        )
        for each in found["tables"]
    ]
