"""The cumulative report in a terminal: the same figures as the page, as a table or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.models import Approach
from reports.cumulative import Register, compile_report
from reports.figures import AxisFigure, CumulativeReport, Figure, Label
from reports.filters import ReportFilter
from reports.typography import fiscal_year_in, fiscal_years_in, number, pad, width

Counted = Figure | AxisFigure | CumulativeReport
OPTIONS = {
    "fiscal_year_min": "--from", "fiscal_year_max": "--to", "mission": "--mission", "status": "--status",
    "series": "--series",
}  # fmt: skip


class Command(BaseCommand):
    help = "Prints the cumulative report: events and participants in total and by every trait."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--from", dest="first", default="", help="first fiscal year; by default the first counted")
        parser.add_argument("--to", dest="last", default="", help="last fiscal year; by default the last counted")
        parser.add_argument("--mission", nargs="+", action="extend", default=[], help="codes; by default all missions")
        parser.add_argument("--status", nargs="+", action="extend", default=[], help="confirmed, submitted or both")
        parser.add_argument("--series", default="each", help="each (the default) or as-one")
        parser.add_argument("--as-of", default="", help="a moment, 2026-11-27T10:00: the figures as they stood then")
        parser.add_argument("--format", default="table", choices=["table", "json"])
        parser.add_argument("--language", default="ja", choices=["ja", "en"], help="of the table and of messages")

    def handle(self, *args, **options) -> None:
        with override(options["language"]):
            moment = _moment(options["as_of"])
            register = Register.as_of(moment) if moment else Register.whole()
            report = compile_report(_definition(options), register=register)
            if options["format"] == "json":
                self.stdout.write(json.dumps(as_json(report), ensure_ascii=False, indent=2))
            else:
                self.stdout.write("\n".join(as_lines(report, options["language"])))


def _moment(text: str) -> datetime | None:
    """In Tokyo's time, unless the text says another."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--as-of: {_('Write a moment such as 2026-11-27T10:00.')}") from error
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment, timezone.get_default_timezone())


def _definition(options: dict):
    statuses = sorted(set(options["status"]))
    asked = ReportFilter(
        MultiValueDict({
            "fiscal_year_min": [str(options["first"])],
            "fiscal_year_max": [str(options["last"])],
            "mission": options["mission"],
            "status": ["counted" if statuses == ["confirmed", "submitted"] else " ".join(statuses)],
            "series": [options["series"].replace("-", "_")],
        }),
        register=Register.whole(),
    )  # fmt: skip
    if asked.problems:
        raise CommandError("\n".join(f"{OPTIONS.get(row.name, row.name)}: {row.sentence}" for row in asked.problems))
    return asked.definition


def as_json(report: CumulativeReport) -> dict:
    """`definition`, `events`, `participants`, `unknown` and the seven breakdowns, ready for json.dumps."""
    definition = report.definition
    return {
        "definition": {
            "first": definition.first,
            "last": definition.last,
            "missions": list(definition.missions),
            "statuses": [str(status) for status in definition.statuses],
            "series": definition.series,
            "counting_rules": [
                {"fiscal_year": rule.fiscal_year, "modes": rule.modes and list(rule.modes)}
                for rule in report.counting_rules
            ],
        },
        "events": report.events,
        "participants": report.participants,
        "unknown": report.unknown,
        "by_fiscal_year": [_row(row) for row in report.by_fiscal_year],
        "by_mission": [_row(row) for row in report.by_mission],
        "by_region": [_row(row) for row in report.by_region],
        "by_state": [_row(row) for row in report.by_state],
        "by_category": [_row(row) for row in report.by_category],
        "by_approach": [{"axis": row.axis, **_row(row)} for row in report.by_approach],
        "by_format": [_row(row) for row in report.by_format],
    }


def _row(row: Figure | AxisFigure) -> dict:
    return {"code": row.code, "events": row.events, "participants": row.participants, "unknown": row.unknown}


def as_lines(report: CumulativeReport, language: str) -> list[str]:
    """A table for a terminal, aligned with full-width characters in mind."""
    definition = report.definition
    span = fiscal_years_in(language, definition.first, definition.last)
    years = [(fiscal_year_in(language, int(row.code)), row) for row in report.by_fiscal_year]
    sections: list[tuple[str, Sequence[tuple[str, Counted]]]] = [
        (_("In total"), [(span, report)]),
        (_("By fiscal year"), years),
    ]
    breakdowns: list[tuple[str, str, Sequence[Figure | AxisFigure]]] = [
        (_("By mission"), "mission", report.by_mission),
        (_("By region"), "region", report.by_region),
        (_("By state"), "state", report.by_state),
        (_("By category"), "category", report.by_category),
        *((str(axis.label), "approach", report.on_axis(axis.value)) for axis in Approach.Axis),
        (_("By format"), "format", report.by_format),
        (_("As partner of another mission (included in the total under the lead)"), "mission", report.joint),
    ]
    for title, trait, rows in breakdowns:
        sections.append((title, [(_name(report.labels[trait], str(row.code), language), row) for row in rows]))
    return [line for title, rows in sections for line in _section(title, rows)] + _notes(report, language)


def _name(labels: Mapping[str, Label], code: str, language: str) -> str:
    label = labels.get(code)
    return label.name(language) if label else code or _("Not given")


def _section(title: str, rows: Sequence[tuple[str, Counted]]) -> list[str]:
    heads = [title, _("Events"), _("Participants"), _("Unknown")]
    cells = [[name, number(row.events), number(row.participants), number(row.unknown)] for name, row in rows]
    columns = [max(width(line[i]) for line in [heads, *cells]) for i in range(4)]
    lines = [
        "  ".join(pad(text, columns[i], right=i > 0) for i, text in enumerate(line)).rstrip()
        for line in [heads, *cells]
    ]
    return [lines[0], "-" * width(lines[0]), *lines[1:], ""]


def _notes(report: CumulativeReport, language: str) -> list[str]:
    notes = []
    if report.not_confirmed:
        notes.append(
            _("Submitted but not yet confirmed, included: %(count)s") % {"count": number(report.not_confirmed)}
        )
    if report.sample_events:
        notes.append(
            _("Sample data, not real events: %(sample)s of %(events)s")
            % {"sample": number(report.sample_events), "events": number(report.events)}
        )
    for year in report.years_without_rule:
        label = fiscal_year_in(language, year)
        notes.append(_("%(year)s has no counting rule: its participants are not counted.") % {"year": label})
    if report.definition.counts_series_as_one:
        notes.append(_("A series counts as one event, its first; the participants of all its events are added up."))
    return notes
