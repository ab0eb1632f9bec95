"""From the rows of a mapped table to values of an event, with every problem of a row at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from typing import Any

from django.core.exceptions import ValidationError

from events.counts import UNKNOWN
from events.models import Event, OfficialMet
from events.querysets import MODES
from events.sentences import first_of
from events.sentences import sentence as _
from events.spreadsheets.formula_guard import unmarked
from events.text import validate_text
from events.typed import excerpt
from events.workbook.columns import Mapping
from events.workbook.days import DateOrder, decide_order, read_days
from events.workbook.headers import FIELDS
from events.workbook.limits import letters
from events.workbook.names import Lookups, name_key
from events.workbook.reading import Cell, CellError, Row
from events.workbook.tables import Table
from events.workbook.understood import ATTENTION, NOTICE, REFUSED, Habits, Problem, Suggestion, UnderstoodRow
from events.workbook.values import Unclear, read_count, read_money, refuse_error, shown_text

_JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-鿿々〆ヶｦ-ﾟ]")
_CHOICES = {key for key, known in FIELDS.items() if known.kind == "choice"}
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


class _RowReader:
    """Reads rows of one table; what a cell says is worked out once for all rows where it says the same."""

    def __init__(self, table: Table, mapping: Mapping, lookups: Lookups, habits: Habits) -> None:
        self.lookups, self.habits, self.fields = lookups, habits, mapping.fields
        orders = date_orders(table, mapping, habits=habits)
        self.orders = {**{name: decided.order for name, decided in orders.items()}, **habits.date_orders}
        self.known: dict[str, dict[Any, Any]] = {name: {} for name in self.fields}
        self.has_qualifiers = any(f"{mode}_qualifier" in self.fields for mode in MODES)
        self.longest = {name: _longest(name) for name in self.fields if FIELDS[name].kind in ("text", "long", "key")}
        self.plan = [(index, name, self._reader_of(name), self._taker_of(name)) for name, index in self.fields.items()]

    def _reader_of(self, name: str) -> Callable[[str, Cell], Any]:
        kind = FIELDS[name].kind
        if name in _CHOICES:
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

    # ---- one kind of cell each

    def _text(self, name: str, cell: Cell) -> str | None:
        if cell.__class__ is str and not self.habits.is_text and _is_plain(cell, self.longest[name]):
            return cell
        refuse_error(cell)
        text = shown_text(cell).replace("\r\n", "\n").strip()
        if self.habits.is_text:
            text = unmarked(text)
        if FIELDS[name].kind != "long":
            text = " ".join(text.split())
        most = self.longest[name]
        if len(text) > most:
            raise Unclear(
                _("This text has %(length)d characters; %(most)d are kept. Shorten it.")
                % {"length": len(text), "most": most}
            )
        try:
            validate_text(text)
        except ValidationError as error:
            raise Unclear(first_of(error)) from None
        return text or None

    def _choice(self, name: str, cell: Cell) -> str | None:
        refuse_error(cell)
        text = shown_text(cell).strip()
        names = self.lookups[name]
        code = names.find(text) or names.find(re.sub(r"^.*\[([^\]]+)\]$", r"\1", text))
        if code or not name_key(text):
            return code
        near = names.near(text)
        sentence = (
            _("“%(text)s” may mean more than one. Choose.") if name_key(text) in names.ambiguous
            else _("“%(text)s” is not known. Is one of these meant?") if near
            else _("“%(text)s” is not known.")
        )  # fmt: skip
        raise Unclear(sentence % {"text": excerpt(text)}, suggestions=near)

    def _days(self, name: str, cell: Cell) -> Any:
        return read_days(
            cell, order=self.orders.get(name, ""), fiscal_year=self.habits.fiscal_year, is_1904=self.habits.is_1904
        )

    def _yes(self, _name: str, cell: Cell) -> bool | None:
        refuse_error(cell)
        word = shown_text(cell).strip().lower()
        if word in {"○", "〇", "◯", "●", "◎", "yes", "y", "true", "1", "x", "✓", "✔", "レ", "はい", "有", "該当", "gp"}:
            return True
        if word in {"", "-", "×", "no", "n", "false", "0", "いいえ", "無", "―", "－", "非該当"}:
            return False if word else None
        raise Unclear(_("“%(text)s” is neither yes nor no.") % {"text": excerpt(word)}, suggestions=("○", "×"))

    def _list(self, name: str, cell: Cell) -> tuple | None:
        refuse_error(cell)
        separators = r"\n" if name in ("officials", "links") or "\n" in shown_text(cell) else r"[、,;；]|\s/\s"
        parts = [
            part.strip(" \t・")
            for part in re.split(separators, shown_text(cell).replace("\r", ""))
            if part.strip(" \t・-－―")
        ]
        if name == "partner_missions":
            return tuple(code for part in parts if (code := self._choice("mission", part)))
        if name == "officials":
            return tuple(self._official(part) for part in parts)
        if name == "links":
            return tuple(self._link(part) for part in parts)
        return tuple((name, self._within(part, 200)) for part in dict.fromkeys(parts))

    def _official(self, line: str) -> tuple[str, str, str]:
        parts = [part.strip() for part in re.split(r"[|｜]", line)] if re.search(r"[|｜]", line) else [line]
        person, title, level = [*parts, "", "", ""][:3]
        levels = {name_key(str(text)): code for code, text in OfficialMet.Level.choices} | {
            name_key(code): code for code in OfficialMet.Level.values
        }
        code = next(
            (levels[key] for part in level.split("/") if (key := name_key(part)) in levels),
            OfficialMet.Level.OTHER.value if not level else "",
        )
        return self._within(person, 120), self._within(title, 160), code or OfficialMet.Level.OTHER.value

    def _link(self, line: str) -> tuple[str, str]:
        address, _space, label = line.partition(" ")
        if not re.match(r"https?://\S+\.\S+$", address) or len(address) > 500:
            raise Unclear(
                _("“%(text)s” is not the address of a page. It begins with https://.") % {"text": excerpt(line)}
            )
        return address, self._within(label.strip(), 200)

    def _within(self, text: str, most: int) -> str:
        if len(text) > most:
            raise Unclear(
                _("This text has %(length)d characters; %(most)d are kept. Shorten it.")
                % {"length": len(text), "most": most}
            )
        return unmarked(text) if self.habits.is_text else text

    # ---- into the row

    def _taker_of(self, name: str) -> Callable | None:
        """How a value gets into the row; None where it simply stands under its field's name."""
        if name in _BY_LANGUAGE:
            return self._take_by_language
        if FIELDS[name].kind in ("date", "count"):
            return self._take_days if FIELDS[name].kind == "date" else self._take_count
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
        if "mission" not in values and self.habits.mission and not any(p.field == "mission" for p in problems):
            values["mission"] = self.habits.mission
        if self.has_qualifiers:
            self._qualifiers(row, values, problems)
        if problems:
            self._decide_by_seat(values, problems)
        if "series_name" in values:
            values["series"] = self.lookups.series.get((values.get("mission", ""), name_key(values["series_name"])))
        if "partners" in values:
            values["partners"] = tuple(dict.fromkeys(values["partners"]))
        if "county" in values and values.get("state") and not values["county"].startswith(values["state"]):
            problems.append(self._missing("county", row, _("The county is not in this state.")))
        start, end = values.get("starts_on"), values.get("ends_on")
        if start and end and end < start:
            problems.append(self._missing("ends_on", row, _("The end date is before the start date.")))
        elif start and end == start:
            del values["ends_on"]
        self._ask_for_the_rest(row, values, problems)

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

    # ---- problems

    def _letter(self, name: str) -> str:
        return letters(self.fields[name]) if name in self.fields else ""

    def _problem(self, name: str, cell: Cell, unclear: Unclear) -> Problem:
        names = "mission" if name == "partner_missions" else name
        labels = self.lookups[names].labels if names in _CHOICES else {}
        suggestions = tuple(Suggestion(value, labels.get(value, value)) for value in unclear.suggestions)
        kind = ATTENTION if suggestions else REFUSED
        return Problem(name, self._letter(name), _short(cell), unclear.sentence, kind, suggestions)

    def _notice(self, name: str, cell: Cell, sentence: str) -> Problem:
        return Problem(name, self._letter(name), _short(cell), sentence, NOTICE)

    def _missing(self, name: str, row: Row, sentence: str) -> Problem:
        cell = row.cell(self.fields[name]) if name in self.fields else None
        return Problem(name, self._letter(name), _short(cell), sentence, REFUSED)


def _short(cell: Cell) -> str:
    return cell.text if isinstance(cell, CellError) else shown_text(cell)[:200]


def _is_plain(text: str, most: int) -> bool:
    """Whether a text is kept as it is: printable, not too long, without blanks around it or two in a row."""
    return text.isprintable() and len(text) <= most and text[0] != " " and text[-1] != " " and "  " not in text


def _longest(name: str) -> int:
    """What the event's column holds."""
    column = {"title": "title_ja", "summary": "summary_ja", "story": "story_ja"}.get(name, name)
    if column in ("row_key", "number", "series"):
        return 200
    return getattr(Event._meta.get_field(column), "max_length", None) or 200
