"""Nothing of an issued edition can be changed, taken away or added to: by the ORM, the admin or plain SQL."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.admin import site
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.roles import Role
from reports import frozen_triggers
from reports.edition_choices import Choices
from reports.models import Edition, EditionBlob, EditionEvent, EditionFile, EditionFinding, EditionNotice
from tests.factories import make_event, make_user

pytestmark = pytest.mark.django_db
ALL = (Edition, EditionBlob, EditionEvent, EditionFile, EditionFinding, EditionNotice)


def frozen_event(edition_id: int, event) -> EditionEvent:
    return EditionEvent(
        edition_id=edition_id, event=event, version=1, number=event.number, status=event.status, mission="BOS",
        fiscal_year=2019, starts_on=event.starts_on, state="US-MA", participants=100, is_unknown=False,
        is_counted=True, rule="in_person",
    )  # fmt: skip


def make_edition(number: int = 1) -> Edition:
    """One event, one file, one finding, one notice; in the order that issuing writes them."""
    hq = make_user(Role.HQ_REVIEWER)
    blob = EditionBlob.keep(b"file")
    frozen_event(number, make_event()).save(force_insert=True)
    EditionFile.objects.create(edition_id=number, language="ja", format="json", blob_id=blob, size=4)
    EditionFinding.objects.create(edition_id=number, code="x", sentence_ja="x", sentence_en="x", reason="x")
    edition = Edition.objects.create(
        number=number, standing="final", issued_on=date(2021, 7, 30), as_of=datetime(2021, 7, 30, tzinfo=UTC),
        first_year=2017, last_year=2020, definition=Choices(2017, 2020).as_plain(), events=1, participants=100,
        unknown=0, digest="0" * 64, issued_by=hq,
    )  # fmt: skip
    edition.note("remark", by=hq, text="printed")
    connection.check_constraints()  # as a commit would; PostgreSQL empties no table that waits for that
    return edition


def everything() -> list[list[dict]]:
    return [list(model.objects.order_by("pk").values()) for model in ALL]


def columns(model) -> list[tuple[str, str]]:
    return [(model._meta.db_table, field.column) for field in model._meta.concrete_fields]


def test_no_column_of_any_table_can_be_updated_and_no_row_deleted():
    make_edition()
    before = everything()
    statements = [f"UPDATE {table} SET {column} = {column}" for model in ALL for table, column in columns(model)]
    statements += [f"DELETE FROM {model._meta.db_table}" for model in ALL]
    if connection.vendor == "postgresql":
        statements += [f"TRUNCATE {model._meta.db_table} CASCADE" for model in ALL]
    else:
        statements += [
            f"INSERT OR REPLACE INTO {model._meta.db_table} SELECT * FROM {model._meta.db_table}"
            for model in ALL
            if model is not EditionBlob
        ]
    for statement in statements:
        with (
            pytest.raises(DatabaseError, match=frozen_triggers.MARK),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert everything() == before


def test_bytes_cannot_be_put_in_place_of_others():
    """What is kept under a hash stays: the same bytes are kept once, others never take their place."""
    make_edition()
    sha256 = EditionBlob.keep(b"file")
    with transaction.atomic(), connection.cursor() as cursor:
        conflict = "OR REPLACE INTO" if connection.vendor == "sqlite" else "INTO"
        ending = "" if connection.vendor == "sqlite" else " ON CONFLICT DO NOTHING"
        cursor.execute(
            f"INSERT {conflict} reports_editionblob (sha256, data) VALUES (%s, %s){ending}", [sha256, b"forged"]
        )
    assert bytes(EditionBlob.objects.get(pk=sha256).data) == b"file"


def test_nothing_can_be_added_once_it_is_issued():
    make_edition()
    before = everything()
    blob = EditionBlob.objects.get().pk
    for row in (
        frozen_event(1, make_event()),
        EditionFile(edition_id=1, language="en", format="json", blob_id=blob, size=4),
        EditionFinding(edition_id=1, code="y", sentence_ja="y", sentence_en="y", reason="y"),
    ):
        with pytest.raises(DatabaseError, match=frozen_triggers.MARK), transaction.atomic():
            row.save(force_insert=True)
    assert everything() == before


def test_a_finding_is_kept_once_and_with_its_reason():
    said = {"edition_id": 1, "sentence_ja": "x", "sentence_en": "x"}
    with transaction.atomic():
        EditionFinding.objects.create(code="x", reason="x", **said)
        for code, reason in (("y", ""), ("y", "   "), ("x", "another")):
            with pytest.raises(IntegrityError, match="edition_finding|UNIQUE"), transaction.atomic():
                EditionFinding.objects.create(code=code, reason=reason, **said)
        assert list(EditionFinding.objects.order_by("pk").values_list("reason", flat=True)) == ["x"]
        transaction.set_rollback(True)  # there is no edition to which it belongs


def test_models_refuse_as_well():
    edition = make_edition()
    before = everything()
    for act in (
        edition.save,
        edition.delete,
        lambda: Edition.objects.update(events=2),
        lambda: EditionEvent.objects.all().delete(),
        lambda: EditionFile.objects.bulk_update([*EditionFile.objects.all()], ["size"]),
    ):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            act()
    assert everything() == before


def test_the_admin_knows_no_edition():
    assert not set(site._registry) & set(ALL)


def test_a_lost_trigger_is_seen_and_put_back():
    assert frozen_triggers.are_in_place(connection)
    with connection.cursor() as cursor:
        name, table = next(iter(frozen_triggers.KEEPER.present(connection, cursor).items()))
        cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
    assert not frozen_triggers.are_in_place(connection)
    assert frozen_triggers.install(connection)
    assert not frozen_triggers.install(connection)
