"""What reading gives: a row's values, its problems with their suggestions, and the habits it was read by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from events.workbook.reading import Row, Workbook
from events.workbook.values import shown_text

REFUSED, ATTENTION, NOTICE = "refused", "attention", "notice"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`value` may be put into the cell as it is; `label` is what a person reads."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Problem:
    """`kind`: refused (not understood), attention (a choice to make), notice (read, and said how)."""

    field: str
    column: str
    text: str
    sentence: str
    kind: str
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Habits:
    """What a file's cells cannot say themselves. `mission` is whose events these are where no column says it.

    `date_orders`: field -> ymd, mdy or dmy, chosen by the person or kept from the mission's last file. `years_named` are
    fiscal years in the titles around the table, to offer for days without a year.
    """

    mission: str = ""
    fiscal_year: int | None = None
    date_orders: dict[str, str] = field(default_factory=dict)
    date_habit: str = ""
    is_1904: bool = False
    is_text: bool = False
    years_named: tuple[int, ...] = ()

    @classmethod
    def of(cls, workbook: Workbook, **chosen: Any) -> Habits:
        return cls(is_1904=workbook.is_1904, is_text=workbook.format == "csv", **chosen)


@dataclass(frozen=True, slots=True)
class UnderstoodRow:
    """`values` holds what the row says and nothing for empty cells: codes, days, counts with qualifier, texts.

    `partners` is ((role, name), …), `officials` ((name, title, level), …), `links` ((address, label), …),
    `partner_missions` (code, …). `series` is a key or None beside `series_name`. `marks` keeps 非公表 and ― apart.
    """

    number: int
    values: dict[str, Any]
    problems: tuple[Problem, ...]
    row: Row
    fields: dict[str, int]
    marks: dict[str, str] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        return any(problem.kind != NOTICE for problem in self.problems)

    @property
    def texts(self) -> dict[str, str]:
        """field -> the cell as the workbook has it, for those that hold anything."""
        return {key: text for key, index in self.fields.items() if (text := shown_text(self.row.cell(index)))}
