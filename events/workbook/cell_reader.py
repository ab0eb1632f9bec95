"""Reads one cell as what its column is for: a text, a choice, days, yes or no, a list; and says what it did not understand."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError

from events.models import Event, OfficialMet
from events.sentences import first_of
from events.sentences import sentence as _
from events.spreadsheets.formula_guard import unmarked
from events.text import validate_text
from events.typed import excerpt
from events.workbook.days import read_days
from events.workbook.headers import FIELDS
from events.workbook.limits import letters
from events.workbook.names import Lookups, name_key
from events.workbook.reading import Cell, CellError, Row
from events.workbook.understood import ATTENTION, NOTICE, REFUSED, Habits, Problem, Suggestion
from events.workbook.values import Unclear, refuse_error, shown_text

CHOICES = {key for key, known in FIELDS.items() if known.kind == "choice"}
_FEW = 8
"""Lists no longer than this are offered as a whole where nothing in them is like the cell."""


class CellReader:
    """The cells of one table. A method gives the value, None for nothing, or raises Unclear."""

    def __init__(self, fields: dict[str, int], orders: dict[str, str], lookups: Lookups, habits: Habits) -> None:
        self.fields, self.orders, self.lookups, self.habits = fields, orders, lookups, habits
        self.longest = {name: _longest(name) for name in fields if FIELDS[name].kind in ("text", "long", "key")}

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
        near = names.near(text) or (tuple(names.labels) if len(names.labels) <= _FEW else ())
        sentence = (
            _("“%(text)s” may mean more than one. Choose.") if name_key(text) in names.ambiguous
            else _("“%(text)s” is not known. Is one of these meant?") if near
            else _("“%(text)s” is not known.")
        )  # fmt: skip
        raise Unclear(sentence % {"text": excerpt(text)}, suggestions=near)

    def _days(self, name: str, cell: Cell) -> Any:
        return read_days(
            cell, order=self.orders.get(name, ""), fiscal_year=self.habits.fiscal_year, is_1904=self.habits.is_1904,
            named=self.habits.years_named,
        )  # fmt: skip

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
            codes = (self._choice("mission", part) for part in parts)  # ボストン総 / Boston is one mission
            return tuple(dict.fromkeys(code for code in codes if code))
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
            bare = re.fullmatch(r"(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", address, re.I | re.A)
            raise Unclear(
                _("“%(text)s” is not the address of a page. It begins with https://.") % {"text": excerpt(line)},
                suggestions=(f"https://{line}",) if bare and len(line) < 200 else (),
            )
        return address, self._within(label.strip(), 200)

    def _within(self, text: str, most: int) -> str:
        if len(text) > most:
            raise Unclear(
                _("This text has %(length)d characters; %(most)d are kept. Shorten it.")
                % {"length": len(text), "most": most}
            )
        return unmarked(text) if self.habits.is_text else text

    # ---- problems

    def _letter(self, name: str) -> str:
        return letters(self.fields[name]) if name in self.fields else ""

    def _problem(self, name: str, cell: Cell, unclear: Unclear) -> Problem:
        names = "mission" if name == "partner_missions" else name
        labels = self.lookups[names].labels if names in CHOICES else {}
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
