"""Writing over the API: the rules of the pages hold, a version is checked, a retry does not double, the trail says the token."""

import threading
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import ApiKeyUsed
from accounts.roles import Role
from accounts.trail.models import Record
from events.models import Event, Year
from events.status import Status
from tests.api.asking import Program
from tests.factories import make_event, make_mission, make_rules, make_user

pytestmark = pytest.mark.django_db

FULL = {
    "title_ja": "日本祭り", "title_en": "Japan Festival", "starts_on": "2026-05-01", "ends_on": "2026-05-02", "state": "US-MA",
    "city": "Cambridge", "venue": "CIC", "format": "hybrid", "category": "festival", "region_type": "region-3",
    "interest_level": "interest-2", "series": "Grassroots Caravan", "partner_missions": ["NYC"],
    "participants_by_mode": {
        "in_person": {"count": 90, "qualifier": "about", "basis": "headcount"},
        "online": {"qualifier": "unknown"},
    },
    "partners": [{"role": "host", "name": "City of Cambridge"}],
    "officials": [{"name": "Jane Roe", "title": "Mayor", "level": "local"}],
    "links": [{"url": "https://example.org/", "label": "Announcement"}],
    "summary_en": "About 90 guests.", "is_good_practice": True, "story_en": "x", "own_funds": 1234.5,
}  # fmt: skip


def pointers(answer) -> list[str]:
    assert answer["Content-Type"] == "application/problem+json", answer.content
    return sorted(each["pointer"] for each in answer.json()["errors"])


def everything() -> list[dict]:
    return list(Event.objects.order_by("pk").values())


def test_a_draft_is_made_changed_and_submitted():
    make_rules()
    person = make_user()
    program = Program(person, "submit")
    made = program.send("POST", "events", FULL)
    assert made.status_code == 201, made.content
    said = made.json()
    assert made["Location"] == f"http://testserver/api/v1/events/{said['id']}"
    assert program.get(f"events/{said['id']}").json() == said
    sent_back = {name: said[name] for name in FULL}
    assert sent_back == FULL | {
        "state": said["state"], "category": said["category"], "region_type": said["region_type"],
        "interest_level": said["interest_level"], "partner_missions": said["partner_missions"],
        "series": {"name_ja": "", "name_en": "Grassroots Caravan"},
        "participants_by_mode": {
            "in_person": {"count": 90, "qualifier": "about", "basis": "headcount"},
            "online": {"count": None, "qualifier": "unknown", "basis": None},
            "on_demand": {"count": None, "qualifier": None, "basis": None},
        },
    }  # fmt: skip
    codes = {name: said[name]["code"] for name in ("state", "category", "region_type", "interest_level", "mission")}
    assert codes == {name: FULL.get(name, "BOS") for name in codes}
    assert [each["code"] for each in said["partner_missions"]] == ["NYC"]
    change = {"city": "Boston", "participants_by_mode": {"online": {"count": 5, "qualifier": "exact"}}, "venue": None}
    changed = program.send("PATCH", f"events/{said['id']}", change, If_Match=made["ETag"])
    assert changed.status_code == 200, changed.content
    after = changed.json()
    assert after["version"] == 2
    differs = {name for name in said if said[name] != after[name]}
    assert differs == {
        "city",
        "venue",
        "participants_by_mode",
        "participants",
        "participants_unknown",
        "version",
        "updated_at",
    }
    assert (after["participants"], after["participants_unknown"], after["venue"]) == (95, False, "")
    submitted = program.send("POST", f"events/{said['id']}/submit", None, If_Match=changed["ETag"])
    assert (submitted.status_code, submitted.json()["status"]) == (200, "submitted")
    assert submitted.json()["number"] == "BOS-2026-0001"
    event = Event.objects.get()
    assert [row.history_user for row in event.history.all()] == [person] * 3
    reasons = [row.history_change_reason for row in event.history.order_by("history_id")]
    assert reasons == ["create", "edit", "submit"]


def test_each_write_stands_in_the_trail_under_its_token():
    program = Program(make_user(), "submit")
    made = program.send("POST", "events", {"title_en": "x"})
    program.send("PATCH", f"events/{made.json()['id']}", {"city": "x"}, If_Match=made["ETag"])
    found = Record.objects.filter(source__startswith="api").order_by("pk").values_list("source", "by")
    assert list(found) == [(f"api token {program.row.pk}", program.person.pk)] * 2


@pytest.mark.parametrize(("sent", "wrong"), [
    ({"titel_en": "x"}, ["/titel_en"]),
    ({"starts_on": "1.5.2026", "own_funds": "many"}, ["/own_funds", "/starts_on"]),
    ({"starts_on": "2026-05-02", "ends_on": "2026-05-01"}, ["/ends_on"]),
    ({"starts_on": "1999-05-02"}, ["/starts_on"]),
    ({"state": "US-XX", "category": "none-such"}, ["/category", "/state"]),
    ({"mission": "DEN"}, ["/mission"]),
    ({"county": "US-CA-037"}, ["/county"]),
    ({"title_en": "x\x07"}, ["/title_en"]),
    ({"title_en": ["x"]}, ["/title_en"]),
    ({"participants_by_mode": {"online": {"count": 5}}}, ["/participants_by_mode/online"]),
    ({"participants_by_mode": {"online": {"count": 5, "qualifier": "unknown"}}}, ["/participants_by_mode/online"]),
    ({"participants_by_mode": {"online": {"qualifier": "about"}}}, ["/participants_by_mode/online"]),
    ({"participants_by_mode": {"online": {"count": -1, "qualifier": "exact"}}}, ["/participants_by_mode/online/count"]),
    ({"participants_by_mode": {"here": {}}}, ["/participants_by_mode/here"]),
    ({"partners": [{"name": "x", "role": "host"}, {"name": "y", "role": "boss"}]}, ["/partners/1/role"]),
    ({"links": [{"url": "javascript:alert(1)"}]}, ["/links/0/url"]),
    ({"partner_missions": ["BOS"]}, ["/partner_missions"]),
    ({"own_funds": -1}, ["/own_funds"]),
    ({"number": "BOS-2026-0001"}, ["/number"]),
    ({"status": "confirmed"}, ["/status"]),
])  # fmt: skip
def test_what_does_not_hold_is_said_where_it_is_and_nothing_is_written(sent, wrong):
    program = Program(make_user(), "submit")
    answer = program.send("POST", "events", {"title_en": "x"} | sent)
    assert (answer.status_code, pointers(answer)) == (422, wrong)
    event = make_event(status=Status.DRAFT)
    before = everything()
    etag = program.get(f"events/{event.pk}")["ETag"]
    answer = program.send("PATCH", f"events/{event.pk}", sent, If_Match=etag)
    assert (answer.status_code, pointers(answer)) == (422, wrong)
    assert everything() == before


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff", b'{"title_en": NaN}', b"null", b""])
def test_a_body_that_is_no_event_is_refused(body):
    answer = Program(make_user(), "draft").send("POST", "events", body)
    assert answer.status_code in (400, 422) and answer["Content-Type"] == "application/problem+json"
    assert not Event.objects.exists()


def test_an_empty_body_changes_nothing():
    program, event = Program(make_user(), "draft"), make_event(status=Status.DRAFT)
    etag = program.get(f"events/{event.pk}")["ETag"]
    assert program.send("PATCH", f"events/{event.pk}", b"", If_Match=etag).status_code == 400
    assert Event.objects.get().version == event.version


def test_nobody_overwrites_what_he_has_not_read():
    program = Program(make_user(), "submit")
    event = make_event(status=Status.DRAFT)
    etag = program.get(f"events/{event.pk}")["ETag"]
    path = f"events/{event.pk}"
    for address, method in ((path, "PATCH"), (f"{path}/submit", "POST")):
        for given in ("", "*"):
            assert program.send(method, address, {}, **({"If_Match": given} if given else {})).status_code == 428
        for given in ("x", '"2-0123456789abcdef"', f"W/{etag}", '"1"'):
            assert program.send(method, address, {}, If_Match=given).status_code == 412, given
    assert program.send("PATCH", path, {"city": "mine"}, If_Match=f'"9-0123456789abcdef", {etag}').status_code == 200
    late = program.send("PATCH", path, {"city": "late"}, If_Match=etag)
    assert (late.status_code, late.json()["type"]) == (412, "/api/#changed")
    assert Event.objects.get().city == "mine"


def test_who_saves_in_between_wins(monkeypatch):
    """Between the look at the version and the write."""
    program = Program(make_user(), "submit")
    event = make_event(status=Status.DRAFT)
    etag = program.get(f"events/{event.pk}")["ETag"]
    monkeypatch.setattr(
        "events.api.views.require_version", lambda *_: Event.objects.filter(pk=event.pk).update(version=7)
    )
    for method, path in (("PATCH", f"events/{event.pk}"), ("POST", f"events/{event.pk}/submit")):
        Event.objects.filter(pk=event.pk).update(version=1)
        assert program.send(method, path, {"city": "mine"}, If_Match=etag).status_code == 412
    assert (Event.objects.get().city, Event.objects.get().status) == ("", "draft")


def test_what_is_missing_for_a_submission_is_said_in_pointers():
    program = Program(make_user(), "submit")
    made = program.send("POST", "events", {"city": "x"})
    answer = program.send("POST", f"events/{made.json()['id']}/submit", None, If_Match=made["ETag"])
    assert answer.status_code == 422
    assert pointers(answer) == [
        "/category",
        "/format",
        "/participants_by_mode/in_person",
        "/starts_on",
        "/state",
        "/title_ja",
    ]


def test_what_cannot_be_done_now_is_a_conflict():
    program = Program(make_user(), "submit")
    for status in (Status.SUBMITTED, Status.WITHDRAWN):
        event = make_event(status=status)
        etag = program.get(f"events/{event.pk}")["ETag"]
        answer = program.send("POST", f"events/{event.pk}/submit", None, If_Match=etag)
        assert (answer.status_code, answer.json()["type"]) == (409, "/api/#conflict")
    answer = program.send("PATCH", f"events/{event.pk}", {"city": "x"}, If_Match=etag)
    assert (answer.status_code, answer.json()["type"]) == (409, "/api/#conflict")


def test_a_closed_year_is_closed_to_programs_too():
    hq = make_user(Role.HQ_REVIEWER)
    event = make_event(status=Status.DRAFT)
    Year.open(2019, by=hq).close(by=hq, because="counted")
    before = everything()
    for person in (make_user(), hq):
        program = Program(person, "submit")
        etag = program.get(f"events/{event.pk}")["ETag"]
        sent = {"title_en": "x", "starts_on": "2019-06-01"} | ({"mission": "BOS"} if person == hq else {})
        answers = [
            program.send("POST", "events", sent),
            program.send("PATCH", f"events/{event.pk}", {"city": "x"}, If_Match=etag),
            program.send("POST", f"events/{event.pk}/submit", None, If_Match=etag),
        ]
        assert {(answer.status_code, answer.json()["type"]) for answer in answers} == {(409, "/api/#closed-year")}
    assert everything() == before


def test_a_retry_does_not_double():
    program, other = Program(make_user(), "draft"), Program(make_user(), "draft")
    first, again = (program.send("POST", "events", FULL, Idempotency_Key="a-key-of-mine") for _turn in range(2))
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert (first["Location"], first["ETag"]) == (again["Location"], again["ETag"])
    assert Event.objects.count() == 1
    another = program.send("POST", "events", FULL | {"city": "x"}, Idempotency_Key="a-key-of-mine")
    assert (another.status_code, Event.objects.count()) == (422, 1)
    assert other.send("POST", "events", FULL, Idempotency_Key="a-key-of-mine").status_code == 201
    assert program.send("POST", "events", {"titel": "x"}, Idempotency_Key="another-key").status_code == 422
    assert not ApiKeyUsed.objects.filter(key="another-key").exists(), "what was refused may be sent again, mended"
    for wrong in ("short", "with a space", "x" * 101):
        assert program.send("POST", "events", FULL, Idempotency_Key=wrong).status_code == 400


def test_keys_are_forgotten_past_their_time_and_what_they_made_stays():
    program = Program(make_user(), "draft")
    for key in ("long-ago", "yesterday"):
        program.send("POST", "events", {"title_en": key}, Idempotency_Key=key)
    for key, days in (("long-ago", 31), ("yesterday", 29)):
        ApiKeyUsed.objects.filter(key=key).update(made_at=timezone.now() - timedelta(days=days))
    out = StringIO()
    call_command("remove_used_api_keys", stdout=out)
    assert out.getvalue() == "Removed 1 keys of the API used more than 30 days ago.\n"
    assert list(ApiKeyUsed.objects.values_list("key", flat=True)) == ["yesterday"]
    assert sorted(Event.objects.values_list("title_en", flat=True)) == ["long-ago", "yesterday"]
    call_command("remove_used_api_keys", stdout=(again := StringIO()))
    assert again.getvalue() == ""


@pytest.mark.django_db(transaction=True)
def test_two_at_once_under_one_key_make_one():
    program = Program(make_user(), "draft")
    answers = []

    def send() -> None:
        try:
            answers.append(program.send("POST", "events", {"title_en": "x"}, Idempotency_Key="at-once-1"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Event.objects.count() == 1


def test_the_mission_is_ones_own_and_for_headquarters_the_one_that_is_named():
    hq = Program(make_user(Role.HQ_REVIEWER), "draft")
    assert pointers(hq.send("POST", "events", {"title_en": "x"})) == ["/mission"]
    assert hq.send("POST", "events", {"title_en": "x", "mission": "DEN"}).json()["mission"]["code"] == "DEN"
    own = Program(make_user(), "draft").send("POST", "events", {"title_en": "x", "mission": "BOS"})
    assert own.json()["mission"]["code"] == "BOS"


def test_photos_and_what_was_not_sent_stay():
    make_mission("NYC")
    program = Program(make_user(), "draft")
    made = program.send("POST", "events", FULL)
    before = made.json()
    after = program.send("PATCH", f"events/{before['id']}", {"city": "Boston"}, If_Match=made["ETag"]).json()
    assert {name for name in before if before[name] != after[name]} == {"city", "version", "updated_at"}
    assert date.fromisoformat(after["starts_on"]) == date(2026, 5, 1)
