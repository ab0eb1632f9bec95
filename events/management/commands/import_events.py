"""A workbook into the register without a browser: the same reading, comparing and writing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from accounts.models import User
from accounts.roles import Role
from events.intake.cells import decoded
from events.intake.found import Found, sheets_left_out
from events.intake.reading import Choices, discard, find, obstacles, read, receive, to_take
from events.intake.writing import NotWritten, write
from events.models import Intake, IntakeRow
from events.sentences import said
from events.workbook.names import Lookups
from events.workbook.reading import Row, UnreadableFile
from events.workbook.values import shown_text
from regions.models import Mission

Outcome = IntakeRow.Outcome
SCHEMA = "import/1"
NAMES = {outcome: outcome.replace("_", "-") for outcome in Outcome.values}


class Command(BaseCommand):
    help = (
        "Reads a workbook of events, says row by row what it means for the register, and writes it. "
        "Ends with an error, and nothing written, when a row needs a person, unless --good-rows is given."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", help="the workbook: .xlsx, .xlsm, .xls, .ods, .csv, .tsv")
        parser.add_argument("--user", required=True, metavar="EMAIL", help="in whose name the events are entered")
        parser.add_argument("--mission", help="whose events these are, such as BOS, where no column says it")
        parser.add_argument("--sheet", metavar="NAME", help="read this sheet only")
        parser.add_argument("--fiscal-year", type=int, metavar="YEAR", help="of days without a year, such as 3/1")
        parser.add_argument("--good-rows", action="store_true", help="write the rows that can be, leave out the rest")
        parser.add_argument("--submit", action="store_true", help="hand in new events that are complete")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, leave nothing behind")
        parser.add_argument("--json", action="store_true", help="say it as JSON, each row of the workbook by itself")

    def handle(self, *args, **options) -> None:
        with override("en"):
            user = _user(options["user"])
            mission = _mission(options["mission"], user)
            path = Path(options["file"])
            lookups = Lookups.load()
            try:
                with path.open("rb") as file:
                    intake, workbook = receive(file, user=user, mission=mission, name=path.name)
            except OSError as error:
                raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
            except UnreadableFile as error:
                raise CommandError(error.sentence) from None
            is_kept = False
            try:
                is_kept = self._import(intake, workbook, lookups, person=user, **options)
            finally:
                if not is_kept:
                    discard(intake)

    def _import(self, intake: Intake, workbook: Any, lookups: Lookups, *, person: User, **options) -> bool:
        """Whether the import was written."""
        choices = Choices(fiscal_year=options["fiscal_year"])
        found = find(workbook, intake, choices, lookups)
        if options["sheet"]:
            choices.tables = [each.key for each in found if each.table.sheet == options["sheet"]]
            if not choices.tables:
                raise CommandError(f"There is no table on a sheet named “{options['sheet']}”.")
        stops = obstacles(to_take(found, choices))
        if stops:
            raise CommandError(" ".join(stops))
        read(intake, workbook, choices, lookups=lookups, is_trial=options["dry_run"])
        counts = intake.counts()
        waiting = counts["attention"] + counts["refused"]
        sentence, is_written = "", False
        if not options["dry_run"] and counts["new"] + counts["changed"]:
            try:
                write(intake, by=person, good_rows_only=options["good_rows"], submit=options["submit"])
                is_written = True
            except NotWritten as error:
                sentence = error.sentence
        taken = {meta["key"] for meta in intake.reading["tables"]}
        left_out = [row for each in found if each.key not in taken for row in _left_out_as_json(each)]
        left_out += [
            _apart_as_json(sheet.name, row.number, "sheet_without_table", _text_of(row))
            for sheet in sheets_left_out(workbook, found)
            for row in sheet.rows
        ]
        self._say(intake, left_out, is_written=is_written, sentence=sentence, as_json=options["json"])
        if waiting and not options["good_rows"]:
            raise CommandError(f"{waiting} rows need a person. Nothing was written.")
        if sentence:
            raise CommandError(sentence)
        return is_written

    def _say(self, intake: Intake, left_out: list[dict], *, is_written: bool, sentence: str, as_json: bool) -> None:
        counts = {NAMES.get(name, name): count for name, count in intake.counts().items()}
        if as_json:
            self.stdout.write(
                json.dumps(_as_json(intake, counts, left_out, is_written=is_written), ensure_ascii=False, indent=1)
            )
            return
        for row in intake.rows.filter(outcome__in=[Outcome.ATTENTION, Outcome.REFUSED]):
            for each in row.problems:
                where = f"{row.sheet} {each['column']}{row.number}".strip()
                self.stdout.write(f"{where}: {said(each['sentence'])}")
        for meta in intake.reading["tables"]:
            for letter, header, note in meta["unmatched"]:
                self.stdout.write(
                    f"{meta['sheet']}: column {letter} ({header or '-'}) is not read. {said(note)}".strip()
                )
            for notice in meta["notices"]:
                self.stdout.write(f"{meta['sheet']}: {said(notice)}")
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()) + ".")
        self.stdout.write("Written." if is_written else sentence or "Nothing was written.")


def _user(email: str) -> User:
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    if not user:
        raise CommandError(f"There is no active account {email}.")
    if user.role == Role.READ_ONLY:
        raise CommandError(f"{email} may not enter events.")
    return user


def _mission(code: str | None, user: User) -> Mission | None:
    if not code:
        return user.mission
    mission = Mission.objects.filter(pk=code.upper()).first()
    if not mission:
        raise CommandError(f"There is no mission {code}.")
    if not user.answers_for(mission.pk):
        raise CommandError(f"{user.email} may not enter events for {mission.pk}.")
    return mission


def _as_json(intake: Intake, counts: dict[str, int], left_out: list[dict], *, is_written: bool) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "file": intake.name,
        "sha256": intake.sha256,
        "written": is_written,
        "counts": counts,
        "notices": [said(notice) for notice in intake.reading["notices"]],
        "tables": [
            {
                "table": number,
                "sheet": meta["sheet"],
                "header_rows": meta["header_rows"],
                "columns": {name: meta["headers"].get(str(index), "") for name, index in meta["fields"].items()},
                "not_read": [
                    {"column": c, "header": header, "note": said(note)} for c, header, note in meta["unmatched"]
                ],
                "notices": [said(notice) for notice in meta["notices"]],
            }
            for number, meta in enumerate(intake.reading["tables"])
        ],
        "rows": _in_order(
            [
                *(_row_as_json(row) for row in intake.rows.select_related("event", "written__event").iterator()),
                *(
                    row
                    for number, meta in enumerate(intake.reading["tables"])
                    for row in _headers_as_json(meta["sheet"], meta["header_rows"], table=number)
                ),
                *left_out,
            ]
        ),
    }


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sheet by sheet, those that were read first, in the order of their rows."""
    place = {sheet: number for number, sheet in enumerate(dict.fromkeys(row["sheet"] for row in rows))}
    return sorted(rows, key=lambda row: (place[row["sheet"]], row["row"]))


def _headers_as_json(sheet: str, numbers: Iterable[int], *, table: int | None = None) -> list[dict[str, Any]]:
    return [_apart_as_json(sheet, number, "header", "", table=table) for number in numbers]


def _left_out_as_json(each: Found) -> list[dict[str, Any]]:
    """Every row of a table that was not taken."""
    sheet, table = each.table.sheet, each.table
    texts = {row.number: _text_of(row) for row in table.rows}
    texts |= {apart.number: apart.text for apart in table.set_apart}
    return [
        *_headers_as_json(sheet, table.header_rows),
        *(_apart_as_json(sheet, number, "table_not_taken", text) for number, text in sorted(texts.items())),
    ]


def _text_of(row: Row) -> str:
    return " ".join(shown_text(cell) for cell in row.cells if cell is not None)[:500]


def _apart_as_json(sheet: str, number: int, kind: str, text: str, *, table: int | None = None) -> dict[str, Any]:
    """`table` is the number of one that was read; None for a row of none of them."""
    return {
        "sheet": sheet, "row": number, "table": table, "outcome": "set-apart", "reasons": [kind], "text": text,
        "understood": {},
    }  # fmt: skip


def _row_as_json(row: IntakeRow) -> dict[str, Any]:
    event = row.event or (row.written.event if hasattr(row, "written") else None)
    if row.outcome == Outcome.SET_APART:
        return _apart_as_json(row.sheet, row.number, row.decisions["kind"], row.title, table=row.table)
    return {
        "sheet": row.sheet,
        "row": row.number,
        "table": row.table,
        "outcome": NAMES[row.outcome],
        "reasons": [
            {key: each[key] for key in ("field", "column", "text", "kind", "suggestions")}
            | {"sentence": said(each["sentence"])}
            for each in row.problems
        ],
        "understood": {"mission": row.mission_code or None, **row.said},
        "changes": [{"field": name, "old": old, "new": new} for name, old, new in row.differences],
        "event": event and {"pk": event.pk, "number": event.number},
        "cells": [shown_text(cell) for cell in decoded(row.cells)],
    }
