"""What the review shows: one page of rows with what was read, what it means, and what is asked."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from events.counts import parse_count, write_count
from events.intake.cells import decoded
from events.intake.comparing import CONFLICT
from events.intake.said import ALL, CODES, Words, label_of
from events.models import Event, Intake, IntakeRow
from events.querysets import MODES
from events.sentences import said
from events.spreadsheets.coded_lists import CodedLists
from events.workbook.headers import FIELDS
from events.workbook.limits import letters
from events.workbook.understood import NOTICE
from events.workbook.values import shown_text

PAGE_SIZE = 50
Outcome = IntakeRow.Outcome
WAITING = "waiting"
TABS = {
    WAITING: _("Need you"),
    "new": _("New"),
    "changed": _("Changed"),
    "unchanged": _("Unchanged"),
    "skipped": _("Skipped"),
    "set_apart": _("Set apart"),
}
KINDS = {
    "title": _("Title"),
    "note": _("Note"),
    "total": _("Total"),
    "subtotal": _("Subtotal"),
    "heading": _("Heading"),
    "repeated_header": _("Repeated header"),
    "example": _("Example"),
}
ASKED = ("state", "format", "category", "in_person_count")
"""Fields of a complete event that a workbook may have no column for."""
IN_SHORT = ("starts_on", "ends_on", "state", "city", "category", "format", *MODES)


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Read:
    """One field: what the workbook has, and what was understood; '' for nothing."""

    label: str
    text: str
    understood: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of the review. `problems` ask or refuse, `notices` only tell; `twins` are events like this one."""

    row: IntakeRow
    place: str
    short: str
    problems: list[dict]
    notices: list[str]
    differences: list[tuple[str, str, str]]
    reads: list[Read]
    twins: list[Event]
    kind: str = ""


def tabs_of(counts: dict[str, int], *, is_open: bool) -> list[Tab]:
    """Once the import is written, nobody is asked any more: rows that waited were not written."""
    counts = {**counts, WAITING: counts["attention"] + counts["refused"]}
    labels = TABS if is_open else {**TABS, WAITING: _("Not written")}
    return [Tab(name, str(label), counts[name]) for name, label in labels.items() if counts[name]]


def rows_under(intake: Intake, tab: str):
    """The rows that a tab shows."""
    if tab == "skipped":
        return intake.rows.filter(is_skipped=True)
    rows = intake.rows.filter(is_skipped=False)
    return rows.filter(outcome__in=[Outcome.ATTENTION, Outcome.REFUSED] if tab == WAITING else [tab])


def shown(intake: Intake, rows: list[IntakeRow], *, user) -> list[Shown]:
    """In a fixed number of queries."""
    words = Words(CodedLists.load())
    wanted = {pk for row in rows for each in row.problems for pk in each.get("twins", ())}
    twins = Event.objects.answered_for_by(user).select_related("state", "category").in_bulk(list(wanted))
    return [_shown(intake, row, words, twins) for row in rows]


def _shown(intake: Intake, row: IntakeRow, words: Words, twins: dict[int, Event]) -> Shown:
    meta = intake.reading["tables"][row.table]
    understood = {
        name: words.of(name, row.said[name]) for name in ALL if name in row.said and row.said[name] is not None
    }
    asked = [each for each in row.problems if each["kind"] != NOTICE]
    seen = [pk for each in asked for pk in each.get("twins", ())]
    problems = [_problem(each, words) for each in asked]
    mission = words.lists["mission"].text_of(row.mission_code) if row.mission_code else ""
    return Shown(
        row=row,
        place=row.sheet,
        short=" · ".join(part for part in (mission, *(_in_short(name, understood) for name in IN_SHORT)) if part),
        problems=problems,
        notices=[said(each["sentence"]) for each in row.problems if each["kind"] == NOTICE],
        differences=[(label_of(name), words.of(name, old), words.of(name, new)) for name, old, new in row.differences],
        reads=_reads(row, meta, understood),
        twins=[twins[pk] for pk in seen if pk in twins],
        kind=str(KINDS.get(row.decisions.get("kind", ""), "")),
    )


def _problem(each: dict[str, Any], words: Words) -> dict[str, Any]:
    """A problem as the page says it, in the language of who looks at it."""
    name = each["field"]
    shown = {
        **each,
        "sentence": said(each["sentence"]),
        "suggestions": [(value, _suggested(name, value, label, words)) for value, label in each["suggestions"]],
        "label": label_of(name) if name else "",
        "is_cell": _is_cell(each),
    }
    if each["ask"] == CONFLICT:
        shown |= {side: words.of(name, each[side]) or "―" for side in ("mine", "theirs")}
    return shown


def _suggested(name: str, value: str, label: str, words: Words) -> str:
    """A code by its names; a count in words."""
    if name in FIELDS and FIELDS[name].kind == "count":
        with suppress(ValueError):
            return write_count(*parse_count(value))
    return words.of(name, value) if name in CODES or name == "mission" else label


def _in_short(name: str, understood: dict[str, str]) -> str:
    text = understood.get(name, "")
    return f"{label_of(name)}: {text}" if text and name in MODES else text


def _is_cell(each: dict[str, Any]) -> bool:
    return not each["ask"] and each["field"] in FIELDS


def texts_of(row: IntakeRow, meta: dict[str, Any]) -> dict[str, str]:
    """Field -> its cell as the workbook has it, or as it was corrected."""
    cells = decoded(row.cells)
    texts = {
        name: shown_text(cells[index]) if index < len(cells) else ""
        for name, index in sorted(meta["fields"].items(), key=lambda pair: pair[1])
        if name != "row_key"
    }
    asked = {name: "" for name in ASKED if name not in texts}
    return texts | asked | row.decisions.get("cells", {})


_PARTS = {"host": "partners", "co_host": "partners", "support": "partners", "cooperation": "partners"}


def _reads(row: IntakeRow, meta: dict[str, Any], understood: dict[str, str]) -> list[Read]:
    reads = []
    for name, text in texts_of(row, meta).items():
        base = _PARTS.get(name, name.removesuffix("_count"))
        if name in ("title", "summary", "story"):
            base = next((f"{name}_{lang}" for lang in ("ja", "en") if f"{name}_{lang}" in understood), name)
        if text and base in understood:
            reads.append(Read(str(FIELDS[name].label), text, understood[base]))
    return reads


def how_read(intake: Intake) -> dict[str, Any]:
    """What was found beside the rows: sentences about the file and about each of its tables."""
    return {
        "notices": [said(each) for each in intake.reading["notices"]],
        "tables": [
            {
                "sheet": meta["sheet"],
                "notices": [said(each) for each in meta["notices"]],
                "unmatched": [(letter, header, said(note)) for letter, header, note in meta["unmatched"]],
            }
            for meta in intake.reading["tables"]
        ],
    }


def column_of(meta: dict[str, Any], name: str) -> str:
    return letters(meta["fields"][name]) if name in meta["fields"] else ""
