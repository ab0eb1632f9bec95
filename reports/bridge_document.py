"""The bridge as files: slides and a workbook drawn like an edition's own, a workbook and JSON for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import override

from events.models import Event
from reports.bridge import TERMS, Bridge
from reports.bridge_data import write_bridge_data
from reports.bridge_page import Breakdown, breakdowns, side_name, summary
from reports.documents.edition_workbook import write_workbook
from reports.documents.slides import write_slides
from reports.documents.words import with_unit
from reports.edition_content import Column, EditionContent, Row, Table, TablesPage
from reports.edition_texts import UNITS, say
from reports.issuing import frozen_content
from reports.models import Edition

FORMATS = ("pptx", "xlsx", "data-xlsx", "json")
MEASURES = ("events", "participants", "unknown")
FORMAT = "grassroots-bridge/1"


def bridge_file(bridge: Bridge, *, edition: Edition, language: str, suffix: str, user) -> bytes:
    """`user` None: every event is named, as for whoever reads the database anyway."""
    with override(language):
        if suffix == "json":
            return json.dumps(as_plain(bridge, user=user), ensure_ascii=False, indent=1).encode()
        if suffix == "pptx":
            return write_slides(_content(bridge, edition, language), {})
        if suffix == "data-xlsx":
            return write_bridge_data(bridge, language, titles=_numbers(bridge, user))
        return write_workbook(_content(bridge, edition, language))


def file_name(earlier: Edition, later: Edition | None, suffix: str) -> str:
    """bridge-1-2.xlsx, bridge-1-now-data.xlsx."""
    kind, _dash, ending = suffix.rpartition("-")
    return f"bridge-{earlier.number}-{later.number if later else 'now'}{f'-{kind}' if kind else ''}.{ending}"


def as_plain(bridge: Bridge, *, user=None) -> dict[str, Any]:
    """The JSON: `start`, `terms` with their events, `end`, and the same by fiscal year, mission and category."""
    names = _numbers(bridge, user)
    return {
        "format": FORMAT,
        "earlier": bridge.earlier.edition,
        "later": bridge.later.edition,
        "start": bridge.earlier.total._asdict(),
        "terms": [
            {
                "term": term,
                **amount._asdict(),
                "counted": [_step(step, names) for step in bridge.steps.get(term, ())],
            }
            for term, amount in bridge.terms
        ],
        "end": bridge.later.total._asdict(),
        **{
            f"by_{each}": [
                {
                    "code": code,
                    **{
                        name: row.of(name)._asdict() for name in ("start", *TERMS, "end") if not row.of(name).is_nothing
                    },
                }
                for code, row in bridge.by(each).items()
            ]
            for each in ("fiscal_year", "mission", "category")
        },
    }


def _step(step, names: dict[int, str]) -> dict[str, Any]:
    return {
        "number": step.shown.number if step.event in names else None,
        "mission": step.shown.mission,
        "fiscal_year": step.shown.fiscal_year,
        **step.amount._asdict(),
        "participants_before": step.before.participants if step.before else None,
        "participants_after": step.after.participants if step.after else None,
        "version_before": step.before.version if step.before else None,
        "version_after": step.after.version if step.after else None,
    }


def _numbers(bridge: Bridge, user) -> dict[int, str]:
    """Titles of the events that may be named, by their keys."""
    keys = {step.event for steps in bridge.steps.values() for step in steps}
    events = Event.objects.all() if user is None else Event.objects.visible_to(user)
    return {pk: str(event) for pk, event in events.only("title_ja", "title_en").in_bulk(keys).items()}


# ---- drawn like a page of an edition


def _content(bridge: Bridge, edition: Edition, language: str) -> EditionContent:
    """An edition's content with the bridge as its only page."""
    own = "ja" if language.startswith("ja") else "en"
    languages = edition.chosen.languages
    base = frozen_content(edition, own if own in languages else languages[0])
    names = f"{side_name(bridge.earlier.edition)} → {side_name(bridge.later.edition)}"
    page = TablesPage(
        "bridge", _now("Bridge: %(names)s") % {"names": names}, (_summary_table(bridge, own), *_breakdown_tables(bridge, language)),
        notes=(_now("Each term is the sum over the events that it lists. Nothing is rounded or balanced."),),
    )  # fmt: skip
    return EditionContent(
        language=own,  # type: ignore[arg-type]  # one of the two
        title=base.title,
        subtitle=base.subtitle,
        organisation=base.organisation,
        issued_on=timezone.localdate(),
        as_of=base.as_of,
        standing="draft",
        number=None,
        figures=base.figures,
        pages=(page,),
        is_sample=base.is_sample,
        sample_note=base.sample_note,
    )


def _summary_table(bridge: Bridge, language: str) -> Table:
    """The units stand in Japanese heads; in English the heads say it."""
    events, participants = (say(language, UNITS[key]) if language == "ja" else "" for key in ("events", "participants"))
    columns = (
        Column("name", _now("Term")),
        Column("events", _now("Events"), events, is_number=True),
        Column("participants", _now("Participants"), participants, is_number=True),
        Column("unknown", _now("Unknown participation"), events, is_number=True),
    )
    rows = [
        Row(line.term or f"side-{place}", (line.name, *line.amount), is_total=not line.term)
        for place, line in enumerate(summary(bridge))
    ]
    return Table("bridge/terms", _now("What makes the difference"), columns, tuple(rows))


def _breakdown_tables(bridge: Bridge, language: str) -> Iterable[Table]:
    """Of each breakdown the events, then the participants."""
    for measure, name in (("events", _now("Events")), ("participants", _now("Participants"))):
        for breakdown in breakdowns(bridge, language):
            yield _breakdown_table(breakdown, measure, with_unit(breakdown.name, name, language))


def _breakdown_table(breakdown: Breakdown, measure: str, title: str) -> Table:
    columns = (
        Column("name", breakdown.head),
        Column("start", _now("Earlier"), is_number=True),
        *(Column(term, name, is_number=True) for term, name in breakdown.terms),
        Column("end", _now("Later"), is_number=True),
    )
    rows = tuple(
        Row(
            line.code or "none",
            (line.name, *(getattr(amount, measure) for amount in (line.start, *line.changes, line.end))),
        )
        for line in breakdown.rows
    )
    return Table(f"bridge/{breakdown.dimension}/{measure}", title, columns, rows)
