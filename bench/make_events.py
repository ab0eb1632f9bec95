"""Makes N events in one SQL statement, the same on SQLite and PostgreSQL.

Plain arithmetic on the row number instead of a random generator: the same events on both
databases, spread over 18 missions and the states they serve, ten fiscal years, all categories,
formats and approaches. They have no history rows, which no measured page reads.
"""

from __future__ import annotations

from django.db import connection, transaction

from events import triggers
from events.models import AxisTotal, Event, RunningTotal
from regions.models import Jurisdiction

COLUMNS = {
    "number": "p.mission || '-' || CAST(2017 + (n / 97) % 10 AS varchar(4)) || '-' || CAST(n AS varchar(12))",
    "mission_id": "p.mission",
    "title_ja": "'第' || CAST(n AS varchar(12)) || '回' || CASE n % 4 WHEN 0 THEN '日本祭り' WHEN 1 THEN '寿司教室'"
    " WHEN 2 THEN '姉妹都市交流会' ELSE '日系企業説明会' END",
    "title_en": "'Event ' || CAST(n AS varchar(12))",
    "summary_ja": "'概要'",
    "summary_en": "''",
    "starts_on": "{day}",
    "venue": "''",
    "city": "'City ' || CAST(n % 400 AS varchar(4))",
    "state_id": "p.state",
    "format": "CASE n % 5 WHEN 0 THEN 'online' WHEN 1 THEN 'hybrid' ELSE 'in_person' END",
    "category_id": "c.code",
    "region_type_id": "CASE n % 6 WHEN 5 THEN NULL ELSE 'region-' || CAST(1 + n % 4 AS varchar(1)) END",
    "interest_level_id": "CASE n % 7 WHEN 6 THEN NULL ELSE 'interest-' || CAST(1 + n % 3 AS varchar(1)) END",
    "in_person_count": "CASE WHEN n % 5 = 0 OR n % 50 = 1 THEN NULL ELSE (n * 7919) % 3000 END",
    "in_person_qualifier": "CASE WHEN n % 50 = 1 THEN 'unknown' WHEN n % 5 = 0 THEN ''"
    " WHEN n % 3 = 0 THEN 'about' ELSE 'exact' END",
    "in_person_basis": "''",
    "online_count": "CASE WHEN n % 5 IN (0, 1) THEN (n * 104729) % 5000 ELSE NULL END",
    "online_qualifier": "CASE WHEN n % 5 IN (0, 1) THEN 'exact' ELSE '' END",
    "online_basis": "''",
    "on_demand_qualifier": "''",
    "on_demand_basis": "''",
    "is_good_practice": "{false}",
    "story_ja": "''",
    "story_en": "''",
    "outside_funds_source": "''",
    "status": "CASE n % 40 WHEN 0 THEN 'draft' WHEN 1 THEN 'submitted' ELSE 'confirmed' END",
    "return_reason": "''",
    "withdrawal_reason": "''",
    "is_sample": "{false}",
    "version": "1",
    "created_at": "CURRENT_TIMESTAMP",
    "updated_at": "CURRENT_TIMESTAMP",
}
DIALECT = {
    "sqlite": {
        "day": "date(CAST(2017 + (n / 97) % 10 AS text) || '-04-01', '+' || CAST((n * 31) % 365 AS text) || ' days')",
        "numbers": "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count})",
        "from": "s",
        "false": "0",
        "true": "1",
    },
    "postgresql": {
        "day": "make_date((2017 + (n / 97) % 10)::int, 4, 1) + ((n * 31) % 365)::int",
        "numbers": "",
        "from": "generate_series(1::bigint, {count}) AS s(n)",
        "false": "false",
        "true": "true",
    },
}


def make_events(count: int) -> None:
    """Replaces all events by `count` made ones and counts the running totals; needs the reference data."""
    dialect = DIALECT[connection.vendor]
    places = sorted(set(Jurisdiction.objects.filter(valid_to=None).values_list("mission_id", "state_id")))
    values = ", ".join(f"({i}, '{mission}', '{state}')" for i, (mission, state) in enumerate(places))
    categories = "(0, 'economy'), (1, 'sister-city'), (2, 'business-support'), (3, 'festival'), (4, 'tourism'), (5, 'food'), (6, 'other')"
    numbers = dialect["numbers"].format(count=count)
    ctes = f"p(i, mission, state) AS (VALUES {values}), c(i, code) AS (VALUES {categories})"
    head = f"{numbers}, {ctes}" if numbers else f"WITH {ctes}"
    select = ", ".join(expression.format(**dialect) for expression in COLUMNS.values())
    insert = (
        f"INSERT INTO {Event._meta.db_table} ({', '.join(COLUMNS)}) {head} SELECT {select}"
        f" FROM {dialect['from'].format(count=count)}"
        f" JOIN p ON p.i = (n * 13) % {len(places)} JOIN c ON c.i = (n * 3) % 7"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        for name, table in triggers._present(connection, cursor).items():
            cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
        for model in (Event.partner_missions.through, Event, RunningTotal, AxisTotal):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
        cursor.execute(insert)
        triggers.install(connection)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
