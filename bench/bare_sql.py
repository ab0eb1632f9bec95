"""The cumulative report's answers in bare SQL over the events themselves: the limit that the app is measured against."""

from __future__ import annotations

from django.db import connection

COLUMNS = (
    "fiscal_year",
    "mission_id",
    "state_id",
    "category_id",
    "format",
    "region_type_id",
    "interest_level_id",
    "pillar_id",
)


def cumulative_report(first: int, last: int) -> list[list[tuple]]:
    """For each column: rows of code, events, participants (in person and live online) and unknown."""
    answers = []
    with connection.cursor() as cursor:
        for column in COLUMNS:
            cursor.execute(
                f"SELECT {column}, COUNT(*),"
                " SUM(COALESCE(in_person_count, 0) + COALESCE(online_count, 0)),"
                " SUM(CASE WHEN in_person_qualifier = 'unknown' OR online_qualifier = 'unknown' THEN 1 ELSE 0 END)"
                " FROM events_event WHERE status IN ('submitted', 'confirmed') AND fiscal_year BETWEEN %s AND %s"
                f" GROUP BY {column} ORDER BY {column}",
                [first, last],
            )
            answers.append(cursor.fetchall())
    return answers
