"""From the rows of a mapped table to values of an event, with every problem of a row at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from typing import Any

from events.counts import UNKNOWN
from events.querysets import MODES
from events.sentences import sentence as _
from events.workbook.cell_reader import CHOICES
from events.workbook.columns import Mapping
from events.workbook.days import DateOrder, decide_order
from events.workbook.headers import FIELDS
from events.workbook.names import Lookups, name_key
from events.workbook.place_reader import PlaceReader
from events.workbook.places import Place
from events.workbook.reading import Cell, Row
from events.workbook.tables import Table
from events.workbook.understood import NOTICE, Habits, Problem, UnderstoodRow
from events.workbook.values import Unclear, read_count, read_money

_JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-鿿々〆ヶｦ-ﾟ]")
_PARTNERS = {"host", "co_host", "support", "cooperation"}
_BY_LANGUAGE = {"title", "summary", "story"}


def date_orders(table: Table, mapping: Mapping, *, habits: Habits) -> dict[str, DateOrder]:
    """How each date column is read, decided by the whole column, with the sentence to show."""
    decided = {}
    for name in ("starts_on", "ends_on"):
        index = mapping.fields.get(name)
        if index is not None and name not in habits.date_orders:
            decided[name] = decide_order((row.cell(index) for row in table.rows), habit=habits.date_habit)
    return decided


def understand(
    table: Table, mapping: Mapping, *, lookups: Lookups, habits: Habits, only: Container[int] | None = None
) -> tuple[UnderstoodRow, ...]:
    """Each row of the table, or those whose numbers are in `only`. Sentences are in the language of the page."""
    return tuple(each_row(table, mapping, lookups=lookups, habits=habits, only=only))


def each_row(
    table: Table, mapping: Mapping, *, lookups: Lookups, habits: Habits, only: Container[int] | None = None
) -> Iterator[UnderstoodRow]:
    """The same, one at a time, for who does not need them all in memory."""
    reader = _RowReader(table, mapping, lookups, habits)
    for row in table.rows:
        if only is None or row.number in only:
            yield reader.read(row)


class _RowReader(PlaceReader):
    """Reads rows of one table; what a cell says is worked out once for all rows where it says the same."""

    def __init__(self, table: Table, mapping: Mapping, lookups: Lookups, habits: Habits) -> None:
        decided = {name: each.order for name, each in date_orders(table, mapping, habits=habits).items()}
        super().__init__(mapping.fields, {**decided, **habits.date_orders}, lookups, habits)
        self.known: dict[str, dict[Any, Any]] = {name: {} for name in self.fields}
        self.places: list[tuple[Cell, Place]] = []
        self.has_qualifiers = any(f"{mode}_qualifier" in self.fields for mode in MODES)
        self.plan = [(index, name, self._reader_of(name), self._taker_of(name)) for name, index in self.fields.items()]

    def _reader_of(self, name: str) -> Callable[[str, Cell], Any]:
        kind = FIELDS[name].kind
        if name in ("city", "state"):
            return self._city if name == "city" else self._state
        if name in CHOICES:
            return self._choice
        by_kind: dict[str, Callable[[str, Cell], Any]] = {
            "count": lambda _name, cell: read_count(cell),
            "money": lambda _name, cell: read_money(cell),
            "date": self._days,
            "yes": self._yes,
            "list": self._list,
        }
        return by_kind.get(kind, self._text)

    def read(self, row: Row) -> UnderstoodRow:
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        marks: dict[str, str] = {}
        cells, width = row.cells, len(row.cells)
        for index, name, reader, take in self.plan:
            cell = cells[index] if index < width else None
            if cell is None:
                continue
            result = self._once(name, cell, reader)
            if result.__class__ is Unclear:
                problems.append(self._problem(name, cell, result))
            elif result is None:
                continue
            elif take is None:
                values[name] = result
            else:
                take(name, cell, result, values, problems, marks)
        self._finish(row, values, problems)
        return UnderstoodRow(row.number, values, tuple(problems), row, self.fields, marks)

    def _once(self, name: str, cell: Cell, reader: Callable[[str, Cell], Any]) -> Any:
        """The value or the Unclear that this cell gives in this field."""
        known = self.known[name]
        key = cell if cell.__class__ is str else (cell.__class__, cell)
        if key in known:
            return known[key]
        try:
            result = reader(name, cell)
        except Unclear as unclear:
            result = unclear.with_traceback(None)
        if name not in self.longest or len(known) < 1_000:
            known[key] = result
        return result

    # ---- into the row

    def _taker_of(self, name: str) -> Callable | None:
        """How a value gets into the row; None where it simply stands under its field's name."""
        if name in _BY_LANGUAGE:
            return self._take_by_language
        if FIELDS[name].kind in ("date", "count"):
            return self._take_days if FIELDS[name].kind == "date" else self._take_count
        if name in ("city", "state"):
            return self._take_city if name == "city" else self._take_state
        if name in _PARTNERS or name == "series":
            return self._take_partners if name in _PARTNERS else self._take_series
        return None

    def _take_by_language(self, name: str, _cell: Cell, text: str, values: dict, _problems: list, _marks: dict) -> None:
        values.setdefault(f"{name}_ja" if _JAPANESE.search(text) else f"{name}_en", text)

    def _take_partners(
        self, _name: str, _cell: Cell, found: tuple, values: dict, _problems: list, _marks: dict
    ) -> None:
        values["partners"] = values.get("partners", ()) + found

    def _take_series(self, _name: str, _cell: Cell, text: str, values: dict, _problems: list, _marks: dict) -> None:
        values["series_name"] = text

    def _take_days(self, name: str, cell: Cell, days: Any, values: dict, problems: list[Problem], _marks: dict) -> None:
        if days.first is None:
            return
        if name == "ends_on":
            values["ends_on"] = days.last or days.first
            return
        values["starts_on"] = days.first
        if days.last:
            values.setdefault("ends_on", days.last)
        if days.note:
            problems.append(self._notice(name, cell, days.note))

    def _take_count(
        self, name: str, cell: Cell, count: Any, values: dict, problems: list[Problem], marks: dict
    ) -> None:
        mode = name.removesuffix("_count")
        modes = count.modes or ({mode: count.stated} if count.stated.qualifier else {})
        if any(values.get(f"{each}_count", stated.count) != stated.count for each, stated in modes.items()):
            sentence = _("Another cell of this row gives another number for the same people. Which is right?")
            problems.append(self._problem(name, cell, Unclear(sentence)))
            return
        for each, stated in modes.items():
            values[f"{each}_count"], values[f"{each}_qualifier"] = stated
        if count.kind != "number":
            marks[name] = count.kind
        if count.note:
            problems.append(self._notice(name, cell, count.note))

    def _finish(self, row: Row, values: dict, problems: list[Problem]) -> None:
        if "online_part_qualifier" in values:
            self._take_part_out(row, values, problems)
        if "mission" not in values and self.habits.mission and not any(p.field == "mission" for p in problems):
            values["mission"] = self.habits.mission
        if self.has_qualifiers:
            self._qualifiers(row, values, problems)
        while self.places:
            self._decide_place(*self.places.pop(), row, values, problems)
        if problems:
            self._decide_by_seat(values, problems)
        if "series_name" in values:
            values["series"] = self.lookups.series.get((values.get("mission", ""), name_key(values["series_name"])))
        if "partners" in values:
            values["partners"] = tuple(dict.fromkeys(values["partners"]))
        if "county" in values and values.get("state") and not values["county"].startswith(values["state"]):
            problems.append(self._missing("county", row, _("The county is not in this state.")))
        self._check_days(row, values, problems)
        self._ask_for_the_rest(row, values, problems)

    def _check_days(self, row: Row, values: dict, problems: list[Problem]) -> None:
        start, end = values.get("starts_on"), values.get("ends_on")
        if start and end and end < start:
            problems.append(self._missing("ends_on", row, _("The end date is before the start date.")))
        elif start and end == start:
            del values["ends_on"]

    def _ask_for_the_rest(self, row: Row, values: dict, problems: list[Problem]) -> None:
        if (
            len(values) > 3
            and not problems
            and "starts_on" in values
            and "mission" in values
            and ("title_ja" in values or "title_en" in values)
        ):
            return
        troubled = {problem.field for problem in problems if problem.kind != NOTICE}
        if not {"title_ja", "title_en"} & set(values) and not {"title", "title_ja", "title_en"} & troubled:
            title = next((name for name in ("title", "title_ja", "title_en") if name in self.fields), "title")
            problems.append(self._missing(title, row, _("Give the event a title, in Japanese or in English.")))
        if "starts_on" not in values and "starts_on" not in troubled:
            problems.append(self._missing("starts_on", row, _("Say on which day the event started.")))
        if "mission" not in values and "mission" not in troubled:
            problems.append(self._missing("mission", row, _("Say which mission held the event.")))

    def _qualifiers(self, row: Row, values: dict, problems: list[Problem]) -> None:
        """A qualifier of its own column joins the count; two that differ are a choice to make."""
        for mode in MODES:
            name = f"{mode}_qualifier"
            index, count = self.fields.get(name), values.get(f"{mode}_count")
            cell = row.cell(index) if index is not None else None
            if cell is None:
                continue
            said = self._once(name, cell, self._choice)
            if said.__class__ is Unclear or said is None:
                continue
            inside = self._inside(mode, row)
            if inside and inside not in ("exact", said):
                problems.append(self._missing(name, row, _("The count and its qualifier say different things.")))
            elif (count is None) != (said == UNKNOWN):
                problems.append(
                    self._missing(
                        name, row, _("A number goes with exactly, about, at least or under; unknown goes without.")
                    )
                )
            else:
                values[name] = said

    def _inside(self, mode: str, row: Row) -> str:
        """The qualifier that the count's own cell gives, or a cell that tells both modes."""
        for name in (f"{mode}_count", "in_person_count", "online_count"):
            index = self.fields.get(name)
            cell = row.cell(index) if index is not None else None
            found = self._once(name, cell, lambda _name, value: read_count(value)) if cell is not None else None
            if found is None or found.__class__ is Unclear:
                continue
            stated = (found.modes or {name.removesuffix("_count"): found.stated}).get(mode)
            if stated and stated.qualifier:
                return stated.qualifier
        return ""

    def _decide_by_seat(self, values: dict, problems: list[Problem]) -> None:
        """ワシントン, written by Seattle, is the state; written by the embassy, the district. It is said."""
        seat = self.lookups.seats.get(values.get("mission", ""))
        for n, problem in enumerate(problems):
            if (
                problem.field == "state"
                and seat in {s.value for s in problem.suggestions}
                and name_key(problem.text) in self.lookups["state"].ambiguous
            ):
                values["state"] = seat
                sentence = _("“%(text)s” was read as %(name)s.") % {
                    "text": problem.text,
                    "name": self.lookups["state"].labels[seat],
                }
                problems[n] = Problem("state", problem.column, problem.text, sentence, NOTICE, problem.suggestions)
