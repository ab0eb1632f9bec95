"""Takes a workbook in, finds its tables and columns, and turns its rows into rows of the import."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime

from events.intake.cells import decoded, encoded
from events.intake.comparing import ROWS_AT_A_TIME, Comparison
from events.intake.found import Choices, Found, habits_of, keep, kept, map_all, notices_of, tables_in
from events.models import ColumnMemory, Intake, IntakeRow
from events.sentences import sentence as _
from events.sentences import to_keep
from events.workbook.columns import CHOSEN, ColumnMapping
from events.workbook.columns import Mapping as Columns
from events.workbook.names import Lookups
from events.workbook.reading import Row, UnreadableFile, Workbook, read_workbook
from events.workbook.rows import each_row, understand
from events.workbook.tables import Table
from events.workbook.understood import Habits, UnderstoodRow
from regions.models import Mission

LONGEST_NAME = 255


# ---- the file


def receive(upload: Any, *, user, mission: Mission | None, name: str) -> tuple[Intake, Workbook]:
    """Keeps the file and its hash as an import that waits for its columns. UnreadableFile: nothing is kept."""
    with tempfile.NamedTemporaryFile(suffix=".upload") as copy:
        shutil.copyfileobj(upload, copy)
        copy.flush()
        workbook = read_workbook(copy.name, filename=name)
        intake = Intake(mission=mission, name=Path(name).name[-LONGEST_NAME:], created_by=user)
        intake.sha256, intake.found = _hash_of(copy.name), keep(workbook)
        copy.seek(0)
        intake.file.save(intake.name, File(copy), save=False)
    try:
        intake.save(force_insert=True)
    except BaseException:
        intake.file.delete(save=False)
        raise
    return intake, workbook


def open_again(intake: Intake) -> Workbook:
    """The workbook as it was uploaded. UnreadableFile when the kept file is another one, or gone."""
    check_file(intake)
    return read_workbook(intake.file.path, filename=intake.name)


def check_file(intake: Intake) -> None:
    """UnreadableFile when the kept file is not the one that was uploaded."""
    if intake.file_removed_at:
        raise UnreadableFile(
            _("The file was removed on %(day)s, as all old uploads are. Upload it again.")
            % {"day": date_format(localtime(intake.file_removed_at))},
            code="removed",
        )
    try:
        if _hash_of(intake.file.path) != intake.sha256:
            raise UnreadableFile(_("The kept file is not the one that was uploaded. Upload it again."), code="changed")
    except FileNotFoundError:
        raise UnreadableFile(_("The kept file is gone. Upload it again."), code="gone") from None


def _hash_of(path: str) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def discard(intake: Intake) -> None:
    """Takes away an import that was never written, with its file."""
    storage, name = intake.file.storage, intake.file.name or ""
    with transaction.atomic():
        intake.rows.all()._raw_delete(using=intake.rows.db)
        intake.delete()
        transaction.on_commit(lambda: storage.delete(name))


# ---- tables and columns


def find(workbook: Workbook, intake: Intake, choices: Choices, lookups: Lookups) -> list[Found]:
    """Every table of the file with all its rows, its columns mapped."""
    return map_all(tables_in(workbook), workbook, intake, choices, lookups)


def find_kept(intake: Intake, choices: Choices, lookups: Lookups) -> list[Found]:
    """The same with samples for rows, from what was kept when the file came in."""
    workbook, sheeted = kept(intake.found)
    return map_all(sheeted, workbook, intake, choices, lookups)


def to_take(found: list[Found], choices: Choices) -> list[Found]:
    """The tables that the person chose; those recognised when nobody chose, or the first of which one column is missing."""
    if choices.tables is None:
        offered = [each for each in found if each.is_offered]
        return offered or [each for each in found if each.is_nearly and not each.is_hidden][:1]
    return [each for each in found if each.key in choices.tables]


def obstacles(taken: list[Found]) -> list[str]:
    """What stops the reading, in sentences; [] when it can go on."""
    if not taken:
        return [_("No table of events was found. Choose the table, and the columns for the title and the date.")]
    several = len(taken) > 1
    return [
        f"{each.table.sheet}: {sentence}" if several and each.table.sheet else sentence
        for each in taken
        for sentence in each.mapping.problems
    ]


# ---- rows


def read(
    intake: Intake,
    workbook: Workbook,
    choices: Choices,
    *,
    lookups: Lookups,
    progress: Callable[[int, int], None] = lambda done, total: None,
    at_end: Callable[[], None] = lambda: None,
    is_trial: bool = False,
) -> None:
    """Reads the chosen tables into rows of the import and compares them; the import is then in review.

    Written some thousand rows at a time, so that nobody else has to wait; until the last its columns are still to be
    checked. `progress` is told rows done and rows in all; `at_end` belongs to the last transaction. What a trial learns of a
    mission's columns is not kept.
    """
    memory = ColumnMemory.objects.filter(mission=intake.mission_id).first() if intake.mission_id else None
    found = find(workbook, intake, choices, lookups)
    taken = to_take(found, choices)
    total = sum(len(each.table.rows) + len(each.table.set_apart) for each in taken)
    Intake.objects.filter(pk=intake.pk).update(state=Intake.State.COLUMNS)
    intake.rows.all()._raw_delete(using=intake.rows.db)
    comparison = Comparison(intake.created_by)
    position = 0
    metas = []
    for number, each in enumerate(taken):
        habits = habits_of(workbook, intake, choices, each, memory)
        metas.append(_meta(each, habits))
        for rows in _batches(pairs_of(intake, number, each, habits, lookups)):
            progress(position, total)
            for row, _understood in rows:
                row.position, position = position, position + 1
            comparison.assess([pair for pair in rows if pair[1] is not None])  # type: ignore[misc]  # just looked
            IntakeRow.objects.bulk_create([row for row, _understood in rows], batch_size=500)
    intake.reading = {
        "tables": metas,
        "notices": [to_keep(notice) for notice in notices_of(workbook, found)],
        "fiscal_year": choices.fiscal_year,
        "is_1904": workbook.is_1904,
        "is_text": workbook.format == "csv",
        "format": workbook.format,
        "encoding": workbook.encoding,
    }
    intake.read_at, intake.state, intake.revision = timezone.now(), Intake.State.REVIEW, intake.revision + 1
    with transaction.atomic():
        intake.save()
        if not is_trial:
            _keep_in_mind(intake, taken)
        at_end()


def _batches(pairs: Iterator) -> Iterator[list[tuple[IntakeRow, UnderstoodRow | None]]]:
    while batch := list(islice(pairs, ROWS_AT_A_TIME)):
        yield batch


def pairs_of(
    intake: Intake, number: int, each: Found, habits: Habits, lookups: Lookups
) -> Iterator[tuple[IntakeRow, UnderstoodRow | None]]:
    """The table's rows in their order, those that are no events among them."""
    sheet = each.table.sheet[:255]
    apart = list(each.table.set_apart)
    for understood in each_row(each.table, each.mapping, lookups=lookups, habits=habits):
        while apart and apart[0].number < understood.number:
            yield _set_apart(intake, number, sheet, apart.pop(0)), None
        row = IntakeRow(
            intake=intake, table=number, sheet=sheet, number=understood.number, cells=encoded(understood.row.cells)
        )
        if understood.number in each.table.hidden:
            row.decisions = {"is_hidden": True}
        yield row, understood
    for rest in apart:
        yield _set_apart(intake, number, sheet, rest), None


def _set_apart(intake: Intake, number: int, sheet: str, apart: Any) -> IntakeRow:
    return IntakeRow(
        intake=intake, table=number, sheet=sheet, number=apart.number, outcome=IntakeRow.Outcome.SET_APART,
        title=apart.text[:400], decisions={"kind": apart.kind},
    )  # fmt: skip


def _meta(each: Found, habits: Habits) -> dict[str, Any]:
    """What reading one of the table's rows again needs, and what the review says about the table."""
    return {
        "key": each.key,
        "sheet": each.table.sheet,
        "header_rows": list(each.table.header_rows),
        "headers": {str(column.index): column.header for column in each.table.columns},
        "fields": each.mapping.fields,
        "years": list(habits.years_named),
        "unmatched": [[c.letter, c.header, to_keep(c.note)] for c in each.mapping.unmatched],
        "orders": {**{name: order.order for name, order in each.orders.items()}, **habits.date_orders},
        "notices": [
            to_keep(n)
            for n in (
                *each.table.notices,
                *each.mapping.notices,
                *(o.sentence for o in each.orders.values() if o.sentence),
            )
        ],
    }


def _keep_in_mind(intake: Intake, taken: list[Found]) -> None:
    """The next file of this mission starts from this mapping."""
    if not intake.mission_id:
        return
    memory, _is_new = ColumnMemory.objects.get_or_create(mission_id=intake.mission_id)
    for each in taken:
        memory.fields |= each.mapping.to_remember()
        certain = [order.order for order in each.orders.values() if order.order and order.is_certain]
        memory.date_orders |= {"habit": certain[0]} if certain else {}
    memory.save()


# ---- one row again, after a decision


def understand_again(
    intake: Intake, rows: Iterable[IntakeRow], lookups: Lookups
) -> list[tuple[IntakeRow, UnderstoodRow]]:
    """The rows with the cells as people corrected them."""
    return [(row, _understood(intake, row, lookups)) for row in rows]


def _understood(intake: Intake, row: IntakeRow, lookups: Lookups) -> UnderstoodRow:
    meta = intake.reading["tables"][row.table]
    cells = list(decoded(row.cells))
    fields: dict[str, int] = dict(meta["fields"])
    cells += [None] * (max([-1, *fields.values()]) + 1 - len(cells))
    for name, text in row.decisions.get("cells", {}).items():
        if name not in fields:
            fields[name] = len(cells)
            cells.append(None)
        cells[fields[name]] = text or None
    habits = Habits(
        mission=intake.mission_id or "",
        fiscal_year=intake.reading["fiscal_year"],
        date_orders={name: order for name, order in meta["orders"].items() if order},
        is_1904=intake.reading["is_1904"],
        is_text=intake.reading["is_text"],
        years_named=tuple(meta.get("years", ())),
    )
    columns = tuple(ColumnMapping(index, "", name, CHOSEN, ()) for name, index in fields.items())
    table = Table(meta["sheet"], (), (), (Row(row.number, tuple(cells)),), ())
    return understand(table, Columns(columns, ()), lookups=lookups, habits=habits)[0]


def assess_again(intake: Intake, rows: list[IntakeRow]) -> None:
    """Understands and compares these rows anew and writes what came of it. In the caller's transaction."""
    assess(intake, rows)
    changed = ["outcome", "is_skipped", "is_complete", "said", "problems", "differences", "decisions", "mission_code",
               "starts_on", "title", "event", "version"]  # fmt: skip
    IntakeRow.objects.bulk_update(rows, changed, batch_size=200)


def assess(intake: Intake, rows: list[IntakeRow]) -> None:
    """Understands and compares these rows anew; writes nothing.

    Always with the eyes of who uploaded them: what HQ may see of other missions does not show in a mission's import.
    """
    comparison = Comparison(intake.created_by, intake=intake, again={row.pk for row in rows})
    comparison.assess(understand_again(intake, rows, Lookups.load()))


def touch(intake: Intake) -> None:
    """One more decision was taken in it."""
    Intake.objects.filter(pk=intake.pk).update(revision=F("revision") + 1)
