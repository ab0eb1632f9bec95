"""Reading over the API: what a person sees and nothing more, refusals as problems, pages, ETags, limits."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from events.models import Event
from events.status import Status
from regions.models import Mission, State
from tests.api.asking import ROOT, Program
from tests.factories import make_event, make_rules, make_user

pytestmark = pytest.mark.django_db
SECRET = "4321.25"


@pytest.fixture
def events() -> dict[str, Event]:
    """Of two missions, in every status, with funds that only some may see."""
    make_rules()
    return {
        f"{mission} {status}": make_event(
            mission=mission, status=status, title_en=f"{mission} {status}", own_funds=SECRET,
            outside_funds_source="City Hall",
        )
        for mission in ("BOS", "DEN")
        for status in Status.values
    }  # fmt: skip


def titles(answer) -> list[str]:
    return [each["title_en"] for each in answer.json()["results"]]


EVERY = [
    f"{mission} {status}" for mission in ("BOS", "DEN") for status in ("draft", "approval", "submitted", "confirmed")
]
SEEN = {
    Role.MISSION_STAFF: [*EVERY[:4], "DEN confirmed"],
    Role.MISSION_APPROVER: [*EVERY[:4], "DEN confirmed"],
    Role.HQ_REVIEWER: EVERY,
    Role.HQ_ADMINISTRATOR: EVERY,
    Role.READ_ONLY: ["BOS confirmed", "DEN confirmed"],
}


@pytest.mark.parametrize("role", SEEN)
def test_each_role_reads_what_its_pages_show(role, events):
    """The list, each event by key and by number, funds of one's own mission alone; for others there is no such event."""
    program = Program(make_user(role))
    answer = program.get("events")
    assert sorted(titles(answer)) == sorted(SEEN[role])
    inside = [name for name in SEEN[role] if role in (Role.HQ_REVIEWER, Role.HQ_ADMINISTRATOR) or name[:3] == "BOS"]
    inside = [] if role == Role.READ_ONLY else inside
    funds = {each["title_en"]: each["own_funds"] for each in answer.json()["results"] if each["own_funds"]}
    assert funds == dict.fromkeys(inside, float(SECRET))
    sources = {each["title_en"] for each in answer.json()["results"] if each["outside_funds_source"]}
    assert sources == set(inside)
    seen = {*SEEN[role], *(name for name in events if "withdrawn" in name and name in _withdrawn_seen(role))}
    for name, event in events.items():
        by_key = program.get(f"events/{event.pk}")
        assert by_key.status_code == (200 if name in seen else 404), name
        if event.number:
            assert program.get(f"events/{event.number}").content == by_key.content
        assert (SECRET in by_key.content.decode()) == (name in seen and (name in inside or _own(role, name))), name


def _own(role, name: str) -> bool:
    return role in (Role.HQ_REVIEWER, Role.HQ_ADMINISTRATOR) or (role != Role.READ_ONLY and name.startswith("BOS"))


def _withdrawn_seen(role) -> list[str]:
    if role in (Role.HQ_REVIEWER, Role.HQ_ADMINISTRATOR):
        return ["BOS withdrawn", "DEN withdrawn"]
    return [] if role == Role.READ_ONLY else ["BOS withdrawn"]


def test_an_event_says_all_of_it_by_codes_and_names():
    make_rules()
    event = make_event(
        partner_missions=["NYC"], in_person_count=90, in_person_qualifier="about", online_qualifier="unknown",
        title_ja="日本祭り", title_en="Japan Festival", region_type="region-3",
    )  # fmt: skip
    said = Program(make_user()).get(f"events/{event.pk}").json()
    mission, state = Mission.objects.get(pk="BOS"), State.objects.get(pk="US-MA")
    assert said["id"] == event.pk and said["version"] == 1 and "row_key" not in said
    assert said["mission"] == {"code": "BOS", "name_ja": mission.short_ja, "name_en": mission.short_en}
    assert said["state"] == {"code": "US-MA", "name_ja": state.full_name_ja, "name_en": state.name_en}
    assert [each["code"] for each in said["partner_missions"]] == ["NYC"]
    assert (said["title_ja"], said["starts_on"], said["fiscal_year"]) == ("日本祭り", "2019-05-01", 2019)
    assert (said["participants"], said["participants_unknown"]) == (90, True)
    assert said["participants_by_mode"] == {
        "in_person": {"count": 90, "qualifier": "about", "basis": None},
        "online": {"count": None, "qualifier": "unknown", "basis": None},
        "on_demand": {"count": None, "qualifier": None, "basis": None},
    }, "unknown is null, not zero"
    assert (said["county"], said["series"], said["own_funds"]) == (None, None, None)


def test_the_list_takes_the_pages_filters_and_refuses_what_it_does_not_know(events):
    program = Program(make_user(Role.HQ_REVIEWER))
    assert titles(program.get("events", {"mission": "DEN", "status": "submitted"})) == ["DEN submitted"]
    asked = program.get("events", {"mision": "DEN", "state": "US-XX", "fiscal_year_min": "x"})
    assert (asked.status_code, asked["Content-Type"]) == (400, "application/problem+json")
    said = asked.json()
    assert {each["parameter"]: each["detail"] for each in said.pop("errors")} == {
        "mision": "There is no filter called “mision”. Did you mean “mission”?",
        "state": "“US-XX” is not one of the choices. Did you mean “US-TX”?",
        "fiscal_year_min": "Write a fiscal year from 2000 to 2099.",
    }
    assert (
        said["status"] == 400
        and said["type"] == "/api/#parameters"
        and set(said) == {"type", "title", "status", "detail"}
    )
    for wrong in ({"page": "2"}, {"sort": "date"}, {"cursor": "x"}, {"cursor": "YWZ0ZXI6LTE="}, {"limit": "201"}):
        assert program.get("events", wrong).status_code == 400, wrong


def test_refusals_are_in_the_language_asked_for_else_in_the_persons():
    japanese = make_user(language="ja")
    said = {
        language: Program(japanese, language=language).get("events", {"fiscal_year_min": "x"}).json()["detail"]
        for language in ("en", "ja", "")
    }
    assert said["en"] == "Write a fiscal year from 2000 to 2099."
    assert said["ja"] == said[""] != said["en"]
    assert (
        Program(make_user(language="en"), language="").get("events/1").json()["title"]
        == "There is nothing here for you"
    )


@pytest.mark.parametrize(
    "path", ["nothing", "", "events/x", "events/0", "events/BOS-2019-0001", "events/1/nothing", "states/US-MA"]
)
def test_an_address_that_is_none_is_a_problem_too(path):
    answer = Program(make_user()).get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert Program().get(path).status_code == 401


def test_pages_stay_true_while_events_come_and_go():
    """Nothing that was there all along is missed or read twice; the address of the next page keeps what was asked."""
    first = [make_event(title_en=f"{number:02}") for number in range(10)]
    make_event(title_en="elsewhere", mission="DEN", state="US-CO")
    program, read = Program(make_user(Role.HQ_REVIEWER)), []
    page = program.get("events", {"limit": 3, "state": "US-MA"}).json()
    read += page["results"]
    make_event(title_en="new")
    Event.objects.filter(pk__in=[first[9].pk, first[5].pk]).update(status=Status.WITHDRAWN)
    while page["next"]:
        page = program.client.get(page["next"], headers=program.headers).json()
        assert len(page["results"]) <= 3
        read += page["results"]
    assert [each["title_en"] for each in read] == ["09", "08", "07", "06", "04", "03", "02", "01", "00"]


def test_what_changed_since_a_moment_names_what_was_withdrawn_too(events):
    program = Program(make_user(Role.HQ_REVIEWER))
    now = timezone.now()
    Event.objects.update(updated_at=now - timedelta(days=9))
    for name in ("BOS withdrawn", "DEN draft"):
        Event.objects.filter(pk=events[name].pk).update(updated_at=now)
    since = (now - timedelta(hours=1)).isoformat()
    assert titles(program.get("events", {"updated_since": since})) == ["DEN draft", "BOS withdrawn"]
    for wrong in ("2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z", "x"):
        assert program.get("events", {"updated_since": wrong}).status_code == 400, wrong


def test_whoever_has_it_already_is_told_so(events):
    program = Program(make_user())
    event = events["BOS confirmed"]
    for path in (f"events/{event.pk}", "events", "states"):
        answer = program.get(path)
        assert answer["Cache-Control"] == "private, no-cache"
        assert {"Authorization", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}
        again = program.get(path, **{"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path
    before = program.get(f"events/{event.pk}")["ETag"]
    assert before.startswith('"1-')
    make_rules()
    type(event).objects.filter(pk=event.pk).update(version=2)
    assert program.get(f"events/{event.pk}", **{"If-None-Match": before}).status_code == 200


def test_too_many_requests_are_told_when_to_come_again(settings):
    settings.API_RATE = "2/min"
    person = make_user()
    program, other = Program(person), Program(person)
    assert [program.get("states").status_code for _turn in range(3)] == [200, 200, 429]
    refused = program.get("states")
    assert refused["Content-Type"] == "application/problem+json"
    assert 0 < int(refused["Retry-After"]) <= 61
    assert other.get("states").status_code == 200, "each token has its own count"


def test_over_http_nothing_is_answered_nor_redirected(settings):
    settings.SECURE_SSL_REDIRECT = True
    program = Program(make_user(), "submit")
    for method, path in (("GET", "states"), ("POST", "events"), ("GET", "nothing")):
        refused = program.send(method, path, {})
        assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert program.client.get(f"{ROOT}states", headers=program.headers, secure=True).status_code == 200


def test_a_session_reads_and_never_writes(events):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    assert client.get("/api/v1/events").status_code == 200
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)("/api/v1/events", "{}", content_type="application/json").status_code == 401


@pytest.mark.parametrize("path", [
    "events", "regions", "states", "missions", "jurisdictions", "categories", "action-plans", "approaches",
    "counting-rules", "indicators",
])  # fmt: skip
def test_each_list_costs_the_same_for_one_row_and_for_three(path, connection_queries):
    program = Program(make_user(Role.HQ_REVIEWER))
    make_rules()
    make_event(partner_missions=["NYC"])
    program.get(path)
    one = connection_queries(lambda: program.get(path))
    for _turn in range(2):
        make_event(partner_missions=["NYC", "DEN"])
    assert connection_queries(lambda: program.get(path)) == one <= 15


def test_reference_data_is_whole():
    program = Program(make_user(Role.READ_ONLY))
    states = program.get("states").json()["results"]
    assert len(states) == 56
    assert next(each for each in states if each["code"] == "US-MA")["usps"] == "MA"
    missions = program.get("missions").json()["results"]
    assert [each["code"] for each in missions] == list(Mission.objects.values_list("code", flat=True))
    split = [each for each in program.get("jurisdictions").json()["results"] if each["extent"] == "part"]
    assert split and all(each["counties"] == sorted(each["counties"]) for each in split)
    bases = next(each for each in program.get("indicators").json()["results"] if each["stated_total"] == 9048)
    assert sum(each["value"] for each in bases["values"]) == 9048
    assert {each["axis"] for each in program.get("approaches").json()["results"]} >= {"region", "interest"}
