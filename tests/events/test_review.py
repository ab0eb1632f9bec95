"""Who may bring an event from which status to which: each row of the table, through each way there is."""

import threading
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.roles import Role
from events.changes import since_confirmation
from events.management.commands.draw_review import drawn
from events.models import Event, EventLink, PartnerRole, Year
from events.review import NotDecided, decide, waiting_for
from events.status import Status
from events.transitions import TRANSITIONS, VERBS, possible
from regions.models import Mission
from tests.events.entry_page import sent_from
from tests.events.intake.flow import written
from tests.events.intake.workbooks import GOOD, made
from tests.factories import make_event, make_user

pytestmark = pytest.mark.django_db
PEOPLE = {
    "staff": (Role.MISSION_STAFF, "BOS"), "approver": (Role.MISSION_APPROVER, "BOS"),
    "other staff": (Role.MISSION_STAFF, "DEN"), "other approver": (Role.MISSION_APPROVER, "DEN"),
    "reviewer": (Role.HQ_REVIEWER, None), "administrator": (Role.HQ_ADMINISTRATOR, None), "reader": (Role.READ_ONLY, None),
}  # fmt: skip
HQ, OWN = ("reviewer", "administrator"), ("staff", "approver", "reviewer", "administrator")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def person(name: str):
    role, mission = PEOPLE[name]
    return make_user(role, mission=mission)


LEADS = {
    ("submit", "draft"): {"staff": "submitted", "bound": "approval", "approver": "submitted", "hq": "submitted"},
    ("submit", "approval"): {"staff": "submitted", "approver": "submitted", "hq": "submitted"},
    ("edit", "draft"): dict.fromkeys(("staff", "bound", "approver", "hq"), "draft"),
    ("edit", "approval"): dict.fromkeys(("staff", "bound", "approver", "hq"), "approval"),
    ("edit", "submitted"): {"staff": "submitted", "bound": "approval", "approver": "submitted", "hq": "submitted"},
    ("edit", "confirmed"): {"staff": "submitted", "bound": "approval", "approver": "submitted", "hq": "confirmed"},
    ("confirm", "submitted"): {"hq": "confirmed"},
    ("return", "approval"): {"approver": "draft"},
    ("return", "submitted"): {"hq": "draft"},
    ("return", "confirmed"): {"hq": "draft"},
    **{
        ("withdraw", status): dict.fromkeys(("staff", "bound", "approver", "hq"), "withdrawn")
        for status in ("draft", "approval", "submitted", "confirmed")
    },
    ("put_back", "withdrawn"): dict.fromkeys(("staff", "bound", "approver", "hq"), "draft"),
}
"""By hand, and not from the table: (verb, status) -> kind of person -> status. "bound": staff whose approver looks first."""


def expected(name: str, verb: str, status: str, *, approver_first: bool) -> str | None:
    if name not in OWN:
        return None
    kind = "hq" if name in HQ else "bound" if name == "staff" and approver_first else name
    return LEADS.get((verb, str(status)), {}).get(kind)


def do(event: Event, verb: str, *, by) -> None:
    match verb:
        case "edit":
            event.city = "Salem"
            event.revise(by=by, version=event.version)
        case "return":
            event.return_to_mission(by=by, because="Which day?")
        case "withdraw":
            event.withdraw(by=by, because="twice")
        case _:
            getattr(event, verb)(by=by)


@pytest.mark.parametrize("approver_first", [False, True])
@pytest.mark.parametrize("name", PEOPLE)
def test_every_verb_in_every_status(client, name, approver_first):
    """On the model, and through the pages: the same, and nothing but that; the buttons offer just what is done."""
    Mission.objects.filter(pk="BOS").update(requires_approval=approver_first)
    by = person(name)
    client.force_login(by)
    wrong = {}
    for verb in VERBS:
        for status in Status:
            wanted = expected(name, verb, status, approver_first=approver_first)
            on_model = Event.objects.get(pk=make_event(status=status).pk)
            found = possible(on_model, by=by, verb=verb)
            with suppress(PermissionDenied, ValidationError):
                do(on_model, verb, by=by)
            through_page = make_event(status=status)
            if verb != "edit":
                address = reverse(f"event_{verb}", args=[through_page.pk])
                client.post(address, {"reason": "x", "version": "1"})
            elif wanted:
                address = reverse("event_edit", args=[through_page.pk])
                client.post(address, sent_from(client.get(address), city="Salem"))
            got = []
            for event in (on_model, through_page):
                after = Event.objects.get(pk=event.pk)
                got.append(after.status if after.version == 2 else None)
            if [*got, found and found.after] != [wanted, wanted, wanted]:
                wrong[verb, str(status)] = (wanted, got, found)
    assert wrong == {}


def test_a_reason_is_needed_where_the_table_says_so():
    for row in TRANSITIONS:
        if row.needs_reason:
            event, by = make_event(status=row.before), person("approver" if row.before == "approval" else "reviewer")
            with pytest.raises(ValidationError, match="Give a reason"):
                event.withdraw(by=by, because=" ") if row.verb == "withdraw" else event.return_to_mission(
                    by=by, because=""
                )


def test_the_document_is_drawn_from_the_table():
    path = Path(settings.BASE_DIR) / "docs" / "review.md"
    text = path.read_text(encoding="utf-8")
    assert drawn(text) == text


# ---- the mission's own approval


def test_approval_comes_before_the_number_and_before_every_figure(client):
    Mission.objects.filter(pk="BOS").update(requires_approval=True)
    event = make_event(status="draft", number=None)
    event = Event.objects.get(pk=event.pk)
    event.submit(by=person("staff"))
    assert (event.status, event.number, Event.objects.counted().count()) == ("approval", None, 0)
    assert list(waiting_for(person("approver"))) == [event]
    assert [list(waiting_for(person(name))) for name in ("other approver", "staff", "reviewer", "reader")] == [[]] * 4
    event.submit(by=person("approver"))
    assert (event.status, event.number, Event.objects.counted().count()) == ("submitted", "BOS-2019-0001", 1)
    assert list(event.history.order_by("history_id").values_list("history_change_reason", flat=True)) == [
        None,
        "ask approval",
        "approve",
    ]


def test_when_the_mission_gives_it_up_whoever_asked_submits():
    event = make_event(status="approval", number=None)
    event.submit(by=person("staff"))
    assert (event.status, event.number) == ("submitted", "BOS-2019-0001")


@pytest.mark.parametrize("name", PEOPLE)
def test_who_sets_it(client, name):
    by = person(name)
    mission = Mission.objects.get(pk="BOS")
    if name in ("approver", "administrator"):
        mission.require_approval(by=by, is_required=True)
        assert mission.history.first().history_user == by
    else:
        with pytest.raises(PermissionDenied):
            mission.require_approval(by=by, is_required=True)
    assert Mission.objects.get(pk="BOS").requires_approval == (name in ("approver", "administrator"))
    if name == "other approver":
        client.force_login(by)
        client.post(reverse("review_approval"), {"is_required": "1", "mission": "BOS"})
        assert list(Mission.objects.filter(requires_approval=True).values_list("pk", flat=True)) == ["DEN"]


def test_an_import_asks_for_approval_too():
    Mission.objects.filter(pk="BOS").update(requires_approval=True)
    written(made(GOOD), user=person("staff"), submit=True)
    written(made([*GOOD[:1], "別の祭り", *GOOD[2:]]), user=person("approver"), submit=True)
    assert list(Event.objects.order_by("pk").values_list("status", "number")) == [
        ("approval", None),
        ("submitted", "BOS-2021-0001"),
    ]


# ---- the queue


def test_the_queue_is_oldest_first_and_leads_on(client):
    hq = person("reviewer")
    client.force_login(hq)
    events = [make_event(status="submitted", mission=code) for code in ("BOS", "DEN", "BOS")]
    make_event(status="draft")
    listed = client.get(reverse("review_list"))
    assert [event.pk for event in listed.context["page"].events] == [event.pk for event in events]
    only_boston = client.get(reverse("review_list"), {"mission": "BOS"})
    assert [event.pk for event in only_boston.context["page"].events] == [events[0].pk, events[2].pk]
    assert client.get(reverse("review_list"), {"missoin": "BOS"}).status_code == 400
    first = reverse("review_event", args=[events[0].pk])
    assert client.get(first, {"missoin": "BOS"}).url == reverse("review_list") + "?missoin=BOS"
    page = client.get(first, {"mission": "BOS"})
    assert (page.context["place"].number, page.context["place"].count) == (1, 2)
    done = client.post(f"{first}?mission=BOS", {"verb": "confirm", "version": "1"})
    assert done.url == reverse("review_event", args=[events[2].pk]) + "?mission=BOS"
    asked = client.post(done.url, {"verb": "return", "version": "1", "reason": " "})
    assert (asked.status_code, asked.context["form"].errors["reason"]) == (
        422,
        ["Give a reason, so that others can follow what happened."],
    )
    last = client.post(done.url, {"verb": "return", "version": "1", "reason": "Which day?"})
    assert last.url == reverse("review_list") + "?mission=BOS"
    assert list(Event.objects.order_by("pk").values_list("status", "return_reason")) == [
        ("confirmed", ""), ("submitted", ""), ("draft", "Which day?"), ("draft", ""),
    ]  # fmt: skip


def chosen(*events: Event, **data) -> dict:
    return {"event": [f"{event.pk}:{event.version}" for event in events], **data}


def test_a_batch_is_shown_first_and_done_as_a_whole(client):
    client.force_login(person("reviewer"))
    events = [make_event(status="submitted") for _ in range(3)]
    address = reverse("review_batch")
    shown = client.post(address, chosen(*events, verb="confirm"))
    assert (shown.status_code, [line.hindrance for line in shown.context["lines"]]) == (200, ["", "", ""])
    assert set(Event.objects.values_list("status", flat=True)) == {"submitted"}
    other = Event.objects.get(pk=events[1].pk)
    other.city = "Salem"
    other.revise(by=make_user(name="Hanako"), version=1)
    refused = client.post(address, chosen(*events, verb="confirm", sure="1"))
    assert refused.status_code == 422
    assert [line.hindrance for line in refused.context["lines"] if line.hindrance] == [
        "Hanako saved this event after you looked at it. Look at it again first."
    ]
    assert set(Event.objects.values_list("status", flat=True)) == {"submitted"}
    without = client.post(address, chosen(events[0], events[2], verb="return", sure="1"))
    assert (without.status_code, bool(without.context["form"].reason_missing)) == (422, True)
    assert client.post(address, chosen(events[0], events[2], verb="return", sure="1", reason="R")).status_code == 302
    assert list(Event.objects.order_by("pk").values_list("status", "return_reason", "version")) == [
        ("draft", "R", 2), ("submitted", "", 2), ("draft", "R", 2),
    ]  # fmt: skip


@pytest.mark.parametrize("name", PEOPLE)
def test_a_batch_does_no_more_than_its_person_may(name):
    """Of another's events, and of those in another status, not one; and then none at all."""
    by = person(name)
    for verb in ("confirm", "submit", "return", "withdraw"):
        for status in Status:
            event = make_event(status=status)
            allowed = expected(name, verb, status, approver_first=False)
            allowed = (
                allowed if name != "staff" and verb != "withdraw" and not (verb == "submit" and name in HQ) else None
            )
            with suppress(PermissionDenied, NotDecided):
                decide({event.pk: 1}, by=by, verb=verb, because="x")
            after = Event.objects.get(pk=event.pk)
            assert (after.status if after.version == 2 else None) == allowed, (verb, status)
    mine, foreign = make_event(status="submitted"), make_event(status="draft", mission="DEN")
    with pytest.raises((PermissionDenied, NotDecided)):
        decide({mine.pk: 1, foreign.pk: 1}, by=by, verb="confirm")
    assert Event.objects.get(pk=mine.pk).status == "submitted"


def test_a_batch_leaves_a_closed_year_alone():
    hq = person("reviewer")
    events = [make_event(status="submitted", starts_on=day) for day in (date(2019, 5, 1), date(2021, 5, 1))]
    Year.open(2019, by=hq).close(by=hq, because="counted")
    with pytest.raises(NotDecided) as refusal:
        decide({event.pk: 1 for event in events}, by=hq, verb="confirm")
    assert list(refusal.value.reasons) == [events[0].pk]
    assert set(Event.objects.values_list("status", flat=True)) == {"submitted"}


def test_what_changed_since_it_was_confirmed_is_shown(client):
    event = make_event(status="submitted", city="Boston")
    hq, staff = person("reviewer"), person("staff")
    event.confirm(by=hq)
    old = PartnerRole.objects.create(event=event, name="City")  # as loading the sample does, a moment later
    PartnerRole.objects.create(event=event, name="Port")
    event.city = "Salem"

    def write_related():
        old.delete()
        PartnerRole.objects.create(event=event, name="Japan Society")

    event.revise(by=staff, version=2, write_related=write_related)
    fresh = make_event(status="submitted")
    found = since_confirmation([event.pk, fresh.pk])
    assert list(found) == [event.pk]
    assert {(each.label, each.old, each.new) for each in found[event.pk]} == {
        ("city", "Boston", "Salem"),
        ("partner", "City (Co-host)", ""),
        ("partner", "", "Japan Society (Co-host)"),
    }
    client.force_login(hq)
    page = client.get(reverse("review_list"), {"again": "1"})
    assert [each.pk for each in page.context["page"].events] == [event.pk]
    for response in (page, client.get(reverse("review_event", args=[event.pk]))):
        assert "<del>Boston</del>" in response.content.decode() and "<ins>Salem</ins>" in response.content.decode()


def test_the_queue_costs_the_same_for_one_and_for_three(client):
    client.force_login(person("reviewer"))
    costs = []
    for n in (1, 2):
        for _ in range(n):
            event = make_event(status="submitted")
            event.confirm(by=person("reviewer"))
            event.city = "Salem"
            event.revise(by=make_user(), version=2)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("review_list"))
        costs.append(len(queries))
    assert costs[0] == costs[1]


# ---- decided about something else


def test_a_decision_about_what_changed_since_keeps_the_reason_and_shows_the_difference(client):
    event = make_event(status="submitted", city="Boston")
    link = EventLink.objects.create(event=event, url="https://example.org/old")
    client.force_login(person("reviewer"))
    event.city = "Salem"
    event.revise(by=make_user(name="Ann"), version=1, write_related=link.delete)
    address, sent = (
        reverse("review_event", args=[event.pk]),
        {"verb": "return", "reason": "Which hall?", "version": "1"},
    )
    response = client.post(address, sent)
    assert (response.status_code, response.templates[0].name) == (409, "events/review_event.html")
    assert response.context["sentences"] == ["Ann saved this event after you looked at it. Look at it again first."]
    assert [(each.label, each.old, each.new) for each in response.context["since_seen"]] == [
        ("city", "Boston", "Salem"), ("link", "https://example.org/old", ""),
    ]  # fmt: skip
    assert (response.context["form"]["reason"].value(), response.context["event"].version) == ("Which hall?", 2)
    assert client.post(address, {**sent, "version": "2"}).status_code == 302
    assert Event.objects.values_list("status", "return_reason").get() == ("draft", "Which hall?")
    late = client.post(address, {**sent, "reason": "Which day?", "version": "2"})
    assert (late.status_code, late.templates[0].name, late.context["typed"]) == (
        409, "events/event_refused.html", "Which day?",
    )  # fmt: skip


def test_a_batch_of_which_nothing_is_left_still_shows_the_reason(client):
    event = make_event(status="submitted")
    event.confirm(by=person("administrator"))
    client.force_login(person("reviewer"))
    sent = {"event": f"{event.pk}:1", "verb": "return", "reason": "Which hall?", "sure": "1"}
    response = client.post(reverse("review_batch"), sent)
    assert (response.status_code, "Which hall?" in response.content.decode()) == (422, True)


# ---- two at once (killed in the middle: test_killed.py)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does_and_the_other_is_told():
    event = make_event(status="submitted")
    people = {"confirm": person("reviewer"), "return": person("administrator")}
    told, ready = [], threading.Barrier(2)

    def act(verb: str) -> None:
        try:
            ready.wait()
            decide({event.pk: 1}, by=people[verb], verb=verb, because="x")
            told.append(verb)
        except NotDecided:
            told.append("told")
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=act, args=[verb]) for verb in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    [verb] = set(told) - {"told"}
    after = Event.objects.get(pk=event.pk)
    assert (len(told), after.version, event.history.filter(history_change_reason=verb).count()) == (2, 2, 1)
    assert after.status == ("confirmed" if verb == "confirm" else "draft")
