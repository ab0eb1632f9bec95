"""Migrations that would keep people from writing while a large table is read through or written anew."""

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from events.quiet_index import AddIndexQuietly

BEFORE_THE_RULE = {"accounts": 5, "events": 25, "regions": 6, "reports": 3}
"""Migrations up to these numbers ran on registers of some thousand events; nothing of them is asked."""

GROWING = {
    "accounts": {"record", "changedrow"},
    "events": {
        "event",
        "historicalevent",
        "partnerrole",
        "officialmet",
        "eventlink",
        "photo",
        "comment",
        "intakerow",
        "intakeevent",
        "letter",
    },
    "reports": {"editionevent"},
}
"""Tables that grow with events; the historical models besides, whatever they are called."""

EXCEPTIONS: dict[str, str] = {}
""" "events 0026_name": why it does no harm, such as a table that is empty until then."""


def offences(app: str, migration: migrations.Migration) -> list[str]:
    """What of it reads through or writes anew a large table while nobody can write to it."""
    made = {each.name_lower for each in migration.operations if isinstance(each, migrations.CreateModel)}
    found = []
    for each in migration.operations:
        if isinstance(each, migrations.RunPython | migrations.RunSQL):
            found.append(f"{type(each).__name__}: nobody knows what it holds, and for how long")
            continue
        model = getattr(each, "model_name", "").lower()
        if model in made or not (model in GROWING.get(app, ()) or model.startswith("historical")):
            continue
        if isinstance(each, migrations.AddIndex) and not isinstance(each, AddIndexQuietly):
            found.append(f"AddIndex on {model}: use events.quiet_index.AddIndexQuietly")
        elif isinstance(each, AddIndexQuietly) and migration.atomic:
            found.append(f"AddIndexQuietly on {model}: its migration has to say atomic = False")
        elif isinstance(each, migrations.AddConstraint):
            found.append(f"AddConstraint on {model}: every row is read under a lock")
        elif isinstance(each, migrations.AlterField):
            found.append(f"AlterField of {model}.{each.name}: the table may be written anew")
        elif isinstance(each, migrations.AddField) and _is_heavy(each.field):
            found.append(f"AddField of {model}.{each.name}: with an index or a value of its own for each row")
    return found


def _is_heavy(field: models.Field) -> bool:
    """An index is made with it, or each row has to be written; a plain column with one default is added at once."""
    is_volatile = field.has_db_default() and not isinstance(getattr(field, "db_default", None), str | int | bool)
    return bool(field.db_index or field.unique or is_volatile or isinstance(field, models.GeneratedField))


def test_no_later_migration_keeps_writers_waiting():
    found = []
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if app in BEFORE_THE_RULE and int(name[:4]) > BEFORE_THE_RULE[app] and f"{app} {name}" not in EXCEPTIONS:
            found += [f"{app} {name}: {each}" for each in offences(app, migration)]
    assert found == []


def test_the_tables_that_grow_are_there():
    named = {model._meta.model_name for app in GROWING for model in apps.get_app_config(app).get_models()}
    assert set().union(*GROWING.values()) - named == set()


def a_migration(*operations, atomic: bool = True) -> migrations.Migration:
    made = migrations.Migration("0099_made", "events")
    made.operations, made.atomic = list(operations), atomic
    return made


INDEX = models.Index(fields=["venue"], name="by_venue")


@pytest.mark.parametrize(
    ("operations", "count"),
    [
        ([migrations.AddIndex("event", INDEX)], 1),
        ([migrations.AddIndex("historicalevent", INDEX)], 1),
        ([migrations.AddIndex("savedview", INDEX)], 0),
        ([AddIndexQuietly("event", INDEX)], 1),
        ([migrations.AddConstraint("photo", models.CheckConstraint(condition=models.Q(pk__gt=0), name="x"))], 1),
        ([migrations.AlterField("event", "venue", models.TextField())], 1),
        ([migrations.AddField("event", "note", models.TextField(default=""))], 0),
        ([migrations.AddField("event", "other", models.ForeignKey("events.Event", models.CASCADE, null=True))], 1),
        ([migrations.RunPython(migrations.RunPython.noop)], 1),
        ([migrations.CreateModel("photo", [("id", models.BigAutoField(primary_key=True))]), migrations.AddIndex("photo", INDEX)], 0),
    ],
)  # fmt: skip
def test_the_rule_finds_what_it_is_for(operations, count):
    assert len(offences("events", a_migration(*operations))) == count


def test_a_quiet_index_needs_no_transaction():
    assert offences("events", a_migration(AddIndexQuietly("event", INDEX), atomic=False)) == []


@pytest.mark.django_db(transaction=True)
def test_a_quiet_index_is_made_and_taken_away_on_both_databases():
    """And on PostgreSQL without a transaction, in which it could not be made beside writers."""
    operation = AddIndexQuietly("event", INDEX)
    before = ProjectState.from_apps(apps)
    after = before.clone()
    operation.state_forwards("events", after)

    def indexes() -> set[str]:
        with connection.cursor() as cursor:
            table = "pg_indexes" if connection.vendor == "postgresql" else "sqlite_master"
            name = "indexname" if connection.vendor == "postgresql" else "name"
            cursor.execute(f"SELECT {name} FROM {table} WHERE {name} = 'by_venue'")
            return {row[0] for row in cursor.fetchall()}

    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards("events", editor, before, after)
    assert "by_venue" in indexes()
    with connection.schema_editor(atomic=False) as editor:
        operation.database_backwards("events", editor, after, before)
    assert "by_venue" not in indexes()
