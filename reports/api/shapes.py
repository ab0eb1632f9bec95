"""The report's frozen value and an edition as the API says them: null is not known, 0 is zero."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from reports.figures import AxisFigure, Baseline, CumulativeReport, Figure, Label
from reports.models import Edition, EditionFile


def report_as_json(report: CumulativeReport) -> dict[str, Any]:
    """The same numbers as the page, its workbook and the command; each breakdown adds up to the total."""
    asked = report.definition
    return {
        "definition": {
            "fiscal_year_min": asked.first,
            "fiscal_year_max": asked.last,
            "missions": list(asked.missions),
            "statuses": [str(status) for status in asked.statuses],
            "series": asked.series,
        },
        "events": report.events,
        "participants": report.participants,
        "unknown": report.unknown,
        "baseline_events": report.baseline_events,
        "baseline_participants": report.baseline_participants,
        "cumulative_events": report.cumulative_events,
        "cumulative_participants": report.cumulative_participants,
        "not_confirmed": report.not_confirmed,
        "sample_events": report.sample_events,
        "by_fiscal_year": [{"fiscal_year": int(row.code), **_numbers(row)} for row in report.by_fiscal_year],
        "by_mission": _rows(report.by_mission, report.labels["mission"]),
        "by_region": _rows(report.by_region, report.labels["region"]),
        "by_state": [
            {**row, "region": report.region_of.get(row["code"] or "")}
            for row in _rows(report.by_state, report.labels["state"])
        ],
        "by_category": _rows(report.by_category, report.labels["category"]),
        "by_approach": [
            {"axis": row.axis, **named}
            for row, named in zip(report.by_approach, _rows(report.by_approach, report.labels["approach"]), strict=True)
        ],
        "by_format": _rows(report.by_format, report.labels["format"]),
        "joint": _rows(report.joint, report.labels["mission"]),
        "counting_rules": [
            {"fiscal_year": rule.fiscal_year, "modes": None if rule.modes is None else list(rule.modes)}
            for rule in report.counting_rules
        ],
        "baselines": [_baseline(row) for row in report.baselines],
    }


def _numbers(row: Figure | AxisFigure) -> dict[str, int | None]:
    return {"events": row.events, "participants": row.known_participants, "unknown": row.unknown}


def _rows(rows: Iterable[Figure | AxisFigure], labels: Mapping[str, Label]) -> list[dict[str, Any]]:
    """Code and names, both null where the trait is not given."""
    nothing = Label("", "")
    return [
        {
            "code": str(row.code) or None,
            "name_ja": labels.get(str(row.code), nothing).ja or None,
            "name_en": labels.get(str(row.code), nothing).en or None,
            **_numbers(row),
        }
        for row in rows
    ]


def _baseline(row: Baseline) -> dict[str, Any]:
    said = row.published
    return {
        "measure": said.measure, "fiscal_year_min": said.first, "fiscal_year_max": said.last, "value": said.value,
        "is_derived": said.is_derived, "source": said.source, "is_added": row.is_added,
    }  # fmt: skip


def edition_as_json(edition: Edition, *, address: Callable[[EditionFile], str]) -> dict[str, Any]:
    withdrawal = edition.withdrawal
    return {
        "number": edition.number,
        "standing": edition.standing,
        "title_ja": edition.title_ja,
        "title_en": edition.title_en,
        "meeting": edition.meeting,
        "issued_on": edition.issued_on,
        "issued_at": edition.issued_at,
        "as_of": edition.as_of,
        "fiscal_year_min": edition.first_year,
        "fiscal_year_max": edition.last_year,
        "events": edition.events,
        "participants": edition.participants,
        "unknown": edition.unknown,
        "baseline_events": edition.baseline_events,
        "baseline_participants": edition.baseline_participants,
        "cumulative_events": edition.cumulative_events,
        "cumulative_participants": edition.cumulative_participants,
        "is_sample": edition.is_sample,
        "withdrawn": withdrawal.text if withdrawal else None,
        "digest": edition.digest,
        "findings": [
            {
                "code": each.code, "sentence_ja": each.sentence_ja, "sentence_en": each.sentence_en,
                "reason": each.reason,
            }
            for each in edition.findings.all()
        ],
        "files": [
            {
                "language": file.language, "format": file.format, "name": file.name, "size": file.size,
                "sha256": file.sha256, "url": address(file),
            }
            for file in edition.files.all()
        ],
    }  # fmt: skip
