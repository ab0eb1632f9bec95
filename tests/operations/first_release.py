"""How tests/operations/first_release_dumps/ was made: the tables of the first release with a few rows, as each database dumps them.

`DATABASE_URL=… python -m tests.operations.first_release` fills an empty database; `sqlite3 FILE .dump` and
`pg_dump --no-owner --no-privileges --schema=public` wrote the files. They are never made anew: that is their point.
"""

from datetime import UTC, date, datetime

import django
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

OURS = {
    "accounts": "0001_people",
    "events": "0001_register",
    "regions": "0002_history_of_places",
    "reports": "0001_published_figures",
}
MOMENT = datetime(2026, 9, 1, 9, tzinfo=UTC)


def fill() -> None:
    executor = MigrationExecutor(connection)
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in OURS]
    state = executor.migrate([*OURS.items(), *others])
    apps = state.apps

    def make(model: str, **values):
        return apps.get_model(model).objects.create(**values)

    north = make("regions.Region", code="northeast", name_ja="北東部", name_en="Northeast", position=1)
    names = {"name_ja": "マサチューセッツ州", "name_en": "Massachusetts", "full_name_ja": "マサチューセッツ州"}
    state_row = make("regions.State", code="US-MA", usps="MA", kind="state", region=north, **names)
    boston = make(
        "regions.Mission", code="BOS", kind="consulate_general", name_ja="在ボストン日本国総領事館", name_en="Boston",
        short_ja="ボストン総", short_en="Boston", city="Boston", seat=state_row, time_zone="America/New_York",
    )  # fmt: skip
    festival = make("events.Category", code="festival", name_ja="日本祭り", name_en="Festival")
    make("events.CountingRule", fiscal_year=2019)
    person = make("accounts.User", email="first@example.org", name="First", role="mission_staff", mission=boston)
    fields = {
        "mission": boston, "state": state_row, "category": festival, "format": "in_person", "status": "confirmed",
        "in_person_qualifier": "exact", "created_by": person, "updated_by": person,
    }  # fmt: skip
    for number, (title, day, people) in enumerate(
        [("日本祭り", date(2019, 5, 18), 1234), ("寿司の会", date(2020, 2, 1), 66)], start=1
    ):
        event = make(
            "events.Event",
            title_ja=title,
            starts_on=day,
            in_person_count=people,
            number=f"BOS-2019-000{number}",
            **fields,
        )
        history = apps.get_model("events.HistoricalEvent")
        own = {field.attname for field in history._meta.concrete_fields if not getattr(field, "generated", False)}
        values = {name: value for name, value in vars(event).items() if name in own}
        history.objects.create(**values, history_date=MOMENT, history_type="+", history_user_id=person.pk)


if __name__ == "__main__":
    django.setup()
    fill()
