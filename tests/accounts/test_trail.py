"""The audit trail: what is in it, that nothing of it can be changed, and that whatever was changed all the same is found."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts import trail
from accounts.models import ChangedRow, Record, User
from accounts.roles import Role
from accounts.trail import triggers
from accounts.trail.verifying import problems
from events.models import Event
from regions.models import State
from tests.behind import behind_its_back, nobody_watching
from tests.factories import PASSWORD, make_event, make_user

pytestmark = pytest.mark.django_db


def found(expect: str = "") -> list[str]:
    return [str(problem) for problem in problems(expect=expect)]


def sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_what_happens_to_an_event_is_one_record_for_each_transaction():
    person = make_user()
    before = Record.objects.count()
    event = make_event(status="draft", number=None, title_en="Tanabata evening")
    with trail.under("import 7", reason="a year handed in at once"):
        event.submit(by=person)
    records = list(Record.objects.order_by("position")[before:])
    assert [(each.kind, each.by, each.source, each.reason, each.missions, each.row_count) for each in records] == [
        ("change", None, records[0].source, "", ",BOS,", 1),
        ("change", person, "import 7", "a year handed in at once", ",BOS,", 1),
    ]
    assert records[1].details["kinds"] == {"events_historicalevent": {"~": 1}}
    assert (records[1].details["reasons"], records[1].touched) == (["submit"], ",events_historicalevent,")
    assert records[1].details["rows"] == {"events_historicalevent": [str(event.pk)]}
    assert "Tanabata" not in json.dumps([each.details for each in records])
    assert found() == []


def test_a_transaction_that_is_rolled_back_leaves_nothing_and_a_savepoint_takes_its_own_rows_back():
    event, person = make_event(status="draft"), make_user()
    before = Record.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        event.submit(by=person)
        raise ZeroDivisionError
    assert Record.objects.count() == before
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            State.objects.get(pk="US-MA").save()
            raise ZeroDivisionError
        Event.objects.get(pk=event.pk).submit(by=person)
    last = Record.objects.order_by("position").last()
    assert (Record.objects.count(), last.details["kinds"]) == (before + 1, {"events_historicalevent": {"~": 1}})
    assert found() == []


def test_each_change_of_a_persons_role_mission_and_access_is_recorded_with_old_and_new_values():
    person = make_user(email="aki@example.org", name="Aki")
    User.objects.filter(pk=person.pk).update(role=Role.MISSION_APPROVER)
    User.objects.filter(pk=person.pk).update(language="ja")
    rows = ChangedRow.objects.filter(kind="accounts_user", row=str(person.pk)).order_by("pk")
    first, second = (json.loads(row.said) for row in rows)
    assert (first["old"], first["new"]["role"], first["new"]["mission_id"]) == (None, "mission_staff", "BOS")
    changed = {
        name: (second["old"][name], value) for name, value in second["new"].items() if second["old"][name] != value
    }
    assert changed == {"role": ("mission_staff", "mission_approver")}
    assert Record.objects.get(change_set=rows[1].change_set).kind == "people"
    assert found() == []


def test_signing_in_and_out_and_failing_to_is_recorded_without_what_was_typed(client):
    person = make_user(email="emi@example.org")
    before = Record.objects.count()
    page = "/accounts/login/"
    client.post(page, {"login": "nobody@example.org", "password": "my dog's name"})
    client.post(page, {"login": "emi@example.org", "password": "my dog's name"})
    client.post(page, {"login": "emi@example.org", "password": PASSWORD}, headers={"X-Request-Id": "abcdef-12345"})
    client.post("/accounts/logout/")
    records = list(Record.objects.order_by("position")[before:])
    assert [(each.kind, each.by, each.source) for each in records] == [
        ("sign_in_failed", None, "page account_login"),
        ("sign_in_failed", None, "page account_login"),
        ("sign_in", person, "page account_login"),
        ("sign_out", person, "page account_logout"),
    ]
    assert records[2].request_id == "abcdef-12345"
    assert [sorted(each.details) for each in records[:2]] == [["address"], ["address"]]
    assert records[0].details != records[1].details
    written = json.dumps([[each.about, each.by_name, each.details] for each in records[:2]])
    assert "dog" not in written and "example.org" not in written


def test_a_kind_without_a_name_is_refused():
    with pytest.raises(ValueError, match="no kind of record"):
        trail.record("misspelt")


# ---- nothing can be changed while the triggers stand

REFUSED = {
    "a record is edited": "UPDATE accounts_record SET by_name = 'x'",
    "a record is deleted": "DELETE FROM accounts_record",
    "a changed row is edited": "UPDATE accounts_changedrow SET said = 'x'",
    "a changed row is deleted": "DELETE FROM accounts_changedrow",
    "a version is edited": "UPDATE events_historicalevent SET title_en = 'x'",
    "a version is deleted": "DELETE FROM events_historicalevent",
    "a version of a state is deleted": "DELETE FROM regions_historicalstate",
    "the records are emptied": "TRUNCATE accounts_record",
    "the versions are emptied": "TRUNCATE events_historicalevent CASCADE",
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_the_database_refuses_whatever_would_change_the_trail(statement):
    make_event()
    if connection.vendor == "postgresql":
        sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match=f"{triggers.KEPT}|syntax error"), transaction.atomic():
        sql(statement)
    assert found() == []


def test_the_database_refuses_a_version_without_a_change_set():
    event = make_event()
    columns = [field.column for field in Event.history.model._meta.concrete_fields if not field.generated]
    columns.remove("history_id")
    listed = ", ".join(columns)
    with nobody_watching(), pytest.raises(DatabaseError, match=triggers.NO_SET), transaction.atomic():
        sql(f"INSERT INTO events_historicalevent ({listed}) SELECT {listed} FROM events_historicalevent")
    assert Event.history.filter(id=event.pk).count() == 1


# ---- and what was changed all the same is found


@pytest.fixture
def story():
    """An event handed in and confirmed; its last three records are known."""
    event, person, reviewer = make_event(status="draft"), make_user(), make_user(Role.HQ_REVIEWER, mission=None)
    event.submit(by=person)
    event.confirm(by=reviewer)
    event.return_to_mission(by=reviewer, because="The count is missing.")
    assert found() == []
    return event


def positions() -> tuple[int, int, int]:
    last = Record.objects.order_by("position").last().position
    return last - 2, last - 1, last


def test_an_edited_record_is_found(story):
    _a, b, _c = positions()
    with behind_its_back():
        sql("UPDATE accounts_record SET by_id = NULL WHERE position = %s", b)
    assert found() == [f"record {b}: was changed after it was sealed"]


def test_an_edited_record_with_a_hash_of_its_own_is_found(story):
    from accounts.trail.chain import hash_of

    _a, b, c = positions()
    with behind_its_back():
        record = Record.objects.get(position=b)
        record.by = None
        record.hash = hash_of(record)
        record.save()
    assert found() == [f"record {c}: does not follow the record before it: one was removed, added, changed or moved"]


def test_a_deleted_record_is_found_with_what_it_held(story):
    _a, b, c = positions()
    with behind_its_back():
        sql("DELETE FROM accounts_record WHERE position = %s", b)
    version = Event.history.filter(id=story.pk).order_by("history_id")[2].pk
    assert found() == [
        f"record {c}: records {b} to {b} are missing",
        f"record {c}: does not follow the record before it: one was removed, added, changed or moved",
        f"events_historicalevent {story.pk}, version {version}: belongs to no change set",
    ]


def test_records_that_changed_places_are_found(story):
    a, b, c = positions()
    with behind_its_back():
        for old, new in ((a, -1), (b, a), (-1, b)):
            sql("UPDATE accounts_record SET position = %s WHERE position = %s", new, old)
    follows = "does not follow the record before it: one was removed, added, changed or moved"
    changed = "was changed after it was sealed"
    assert found() == [
        f"record {a}: {follows}", f"record {a}: {changed}", f"record {b}: {follows}", f"record {b}: {changed}",
        f"record {c}: {follows}",
    ]  # fmt: skip


def test_a_tail_that_was_cut_off_whole_is_found_by_the_head_that_was_kept(story):
    out = io.StringIO()
    call_command("audit_head", stdout=out)
    head = out.getvalue().strip()
    assert found(head) == []
    make_event()
    assert found(head) == [], "the trail went on since"
    _a, _b, last = positions()
    with behind_its_back():
        sql(
            "DELETE FROM accounts_changedrow WHERE change_set IN (SELECT change_set FROM accounts_record WHERE position >= %s)",
            last - 1,
        )
        sql("DELETE FROM accounts_record WHERE position >= %s", last - 1)
        versions = list(Event.history.order_by("-history_id").values_list("pk", "id")[:2])
        sql("DELETE FROM events_historicalevent WHERE history_id IN (%s, %s)", *(pk for pk, _id in versions))
        sql("DELETE FROM events_event WHERE id = %s", versions[0][1])
        sql("UPDATE events_event SET status = 'confirmed', return_reason = '', version = version - 1, "
            "updated_at = (SELECT updated_at FROM events_historicalevent WHERE id = %s ORDER BY history_id DESC LIMIT 1) "
            "WHERE id = %s", story.pk, story.pk)  # fmt: skip
    assert found() == [], "without the head nothing is missing"
    kept = "the end: the head that was kept is not in the trail: its tail was cut off, or it was written anew"
    assert found(head) == [kept]
    with pytest.raises(CommandError, match="1 problems"):
        call_command("verify_audit", expect=head, stdout=(said := io.StringIO()))
    assert said.getvalue().strip() == kept


BEHIND = {
    "an event is edited": (
        "UPDATE events_event SET in_person_count = 9000 WHERE id = {event}",
        ["events_event {event}: is not what its last version says: it was changed behind the register's back"],
    ),
    "a partner is added to an event": (
        "INSERT INTO events_event_partner_missions (event_id, mission_id) VALUES ({event}, 'DEN')",
        ["events_event {event}: is not what its last version says: it was changed behind the register's back"],
    ),
    "an event is deleted": (
        "DELETE FROM events_event WHERE id = {event}",
        ["events_event {event}: is gone, and no version says so: it was deleted behind the register's back"],
    ),
    "a version is edited": (
        "UPDATE events_historicalevent SET in_person_count = 9000 WHERE history_id = {first}",
        ["events_historicalevent {event}, version {first}: was changed after it was sealed"],
    ),
    "a version is deleted": (
        "DELETE FROM events_historicalevent WHERE history_id = {first}",
        ["events_historicalevent {event}, version {first}: is missing"],
    ),
    "a partner is added to a version": (
        "INSERT INTO events_historicalevent_partner_missions (id, history_id, event_id, mission_id) VALUES (1, {first}, {event}, 'DEN')",
        ["events_historicalevent {event}, version {first}: was changed after it was sealed"],
    ),
    "somebody becomes an administrator": (
        "UPDATE accounts_user SET role = 'hq_administrator', mission_id = NULL WHERE id = {person}",
        ["accounts_user {person}: role, mission or access were changed behind the register's back"],
    ),
    "a state moves to another region": (
        "UPDATE regions_state SET region_id = (SELECT code FROM regions_region WHERE code <> region_id LIMIT 1) WHERE code = 'US-MA'",
        ["regions_state US-MA: is not what its last version says: it was changed behind the register's back"],
    ),
}


@pytest.mark.parametrize(("statement", "expected"), BEHIND.values(), ids=BEHIND)
def test_what_was_changed_behind_the_registers_back_is_found(story, statement, expected):
    names = {
        "event": story.pk,
        "first": Event.history.filter(id=story.pk).earliest("history_id").pk,
        "person": User.objects.get(role=Role.MISSION_STAFF).pk,
    }
    with behind_its_back():
        sql(statement.format(**names))
    assert found() == [line.format(**names) for line in expected]


def test_what_was_there_before_the_trail_is_taken_in_as_found():
    with behind_its_back():
        event = make_event()
        make_user(email="old@example.org")
        assert len(found()) >= 2
    triggers.adopt(connection)
    record = Record.objects.order_by("position").last()
    assert (record.kind, record.details["kinds"]["events_historicalevent"], found()) == ("found", {"+": 1}, [])
    event.submit(by=make_user()) if event.status == "draft" else None
    assert found() == []
