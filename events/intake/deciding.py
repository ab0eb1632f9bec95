"""What a person decides in the review: about one row, or about all like it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from events.intake.comparing import CONFLICT, DUPLICATE, KEY
from events.intake.reading import assess_again, touch
from events.models import Intake, IntakeRow

Outcome = IntakeRow.Outcome


class NotOffered(Exception):
    """The row does not ask this, or no longer."""


def decide(row: IntakeRow, said: dict[str, Any]) -> int:
    """Takes the decision and compares anew. Returns to how many rows it was applied; NotOffered leaves all as it was."""
    intake = row.intake
    with transaction.atomic():
        if not Intake.objects.select_for_update().filter(pk=intake.pk, state=Intake.State.REVIEW).exists():
            raise NotOffered
        rows = [row, *_like(row, said)] if said.get("like") else [row]
        for each in rows:
            _put(each, said)
        assess_again(intake, rows)
        touch(intake)
    return len(rows)


def correct(row: IntakeRow, texts: dict[str, str]) -> None:
    """Cells of one row as a person wrote them."""
    with transaction.atomic():
        if not Intake.objects.select_for_update().filter(pk=row.intake_id, state=Intake.State.REVIEW).exists():
            raise NotOffered
        row.decisions = {**row.decisions, "cells": {**row.decisions.get("cells", {}), **texts}}
        row.is_skipped = False
        assess_again(row.intake, [row])
        touch(row.intake)


def _asked(row: IntakeRow, said: dict[str, Any]) -> list[dict]:
    """The row's problems that this decision answers."""
    match said["action"]:
        case "cell":
            return [each for each in row.problems if each["field"] == said["field"] and not each["ask"]]
        case "conflict":
            return [each for each in row.problems if each["field"] == said["field"] and each["ask"] == CONFLICT]
        case "target":
            new = said["value"] == "new"
            return [
                each for each in row.problems
                if each["ask"] in (DUPLICATE, KEY) and (new or int(said["value"]) in each.get("twins", ()))
            ]  # fmt: skip
    return []


def _like(row: IntakeRow, said: dict[str, Any]) -> list[IntakeRow]:
    """Other rows with the same text in the same field, or that ask the same."""
    own = _asked(row, said)
    asked = {(each["ask"], each["text"]) for each in own}
    if not own or (said["action"] == "target" and said["value"] != "new"):
        return []
    waiting = row.intake.rows.filter(outcome__in=[Outcome.ATTENTION, Outcome.REFUSED], is_skipped=False).exclude(
        pk=row.pk
    )
    return [each for each in waiting if any((other["ask"], other["text"]) in asked for other in _asked(each, said))]


def _put(row: IntakeRow, said: dict[str, Any]) -> None:
    action = said["action"]
    if action in ("skip", "unskip"):
        row.is_skipped = action == "skip"
        return
    decisions = dict(row.decisions)
    if action == "cell":
        text = said["suggestion"] or said["text"].replace("\r\n", "\n")
        decisions["cells"] = {**decisions.get("cells", {}), said["field"]: text}
    elif not _asked(row, said):
        raise NotOffered
    elif action == "conflict":
        decisions["conflicts"] = {**decisions.get("conflicts", {}), said["field"]: said["value"]}
    else:
        decisions["target"] = "new" if said["value"] == "new" else int(said["value"])
    row.decisions = decisions
