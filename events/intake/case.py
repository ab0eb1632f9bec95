"""One row on its way to an outcome: what it says, which event it speaks of, what is asked about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from events.intake.register import Held
from events.models import IntakeRow
from events.sentences import to_keep
from events.spreadsheets.row_key import RowKey
from events.workbook.limits import letters
from events.workbook.understood import ATTENTION, REFUSED, UnderstoodRow
from events.workbook.values import shown_text


def problem(sentence: str, kind: str, *, name: str = "", ask: str = "", **more: Any) -> dict[str, Any]:
    return {
        "field": name, "column": "", "text": "", "sentence": to_keep(sentence), "kind": kind, "suggestions": [], "ask": ask, **more,
    }  # fmt: skip


@dataclass
class Case:
    """One row on its way to an outcome."""

    row: IntakeRow
    understood: UnderstoodRow
    problems: list[dict] = field(default_factory=list)
    key: RowKey | None = None
    target: Held | None = None
    is_asked: bool = False

    @property
    def values(self) -> dict[str, Any]:
        return self.understood.values

    @property
    def titles(self) -> tuple[str, str]:
        return self.values.get("title_ja") or "", self.values.get("title_en") or ""

    @property
    def mission(self) -> str:
        return self.values.get("mission") or ""

    def refuse(self, sentence: str, name: str = "") -> None:
        index = self.understood.fields.get(name)
        cell = (
            {"column": letters(index), "text": shown_text(self.understood.row.cell(index))} if index is not None else {}
        )
        self.problems.append(problem(sentence, REFUSED, name=name) | cell)

    def ask(self, sentence: str, ask: str, **more: Any) -> None:
        self.is_asked = True
        self.problems.append(problem(sentence, ATTENTION, ask=ask, **more))


class Entered(NamedTuple):
    """A row of this import that enters an event. `gives_way`: it asked, or was asked, whether it is another one."""

    keys: tuple[str, str]
    number: int
    position: int
    gives_way: bool
