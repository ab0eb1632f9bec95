"""An earlier version given back, and a whole change set undone: by the rules, as change sets themselves."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from accounts.models import Record
from accounts.roles import Role
from accounts.trail.verifying import problems
from events import changes
from events.changes import changes_of
from events.models import Event, Photo, Year
from events.review import decide
from events.status import Status
from events.undoing import may_be_undone, undo
from tests.events.entry_page import sent_from
from tests.events.test_running_totals import assert_totals_are_true
from tests.factories import make_event, make_rules, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def staff(client):
    person = make_user(language="en")
    client.force_login(person)
    return person


def newest() -> Record:
    return Record.objects.exclude(change_set=None).order_by("-position").first()


def edit(client, event: Event, **changed) -> Event:
    address = reverse("event_edit", args=[event.pk])
    answer = client.post(address, sent_from(client.get(address), **changed))
    assert answer.status_code == 302
    return Event.objects.get(pk=event.pk)


@pytest.fixture
def edited(client, staff):
    """Version 2 with a city and partners, version 3 with other ones."""
    event = make_event(status="submitted", city="")
    edit(client, event, city="Boston", partner_missions=["NYC"],
         **{"partners-TOTAL_FORMS": "1", "partners-0-name": "City", "partners-0-role": "host"})  # fmt: skip
    return edit(client, event, city="Salem", in_person_count="unknown", partner_missions=["DEN"],
                **{"partners-TOTAL_FORMS": "1", "partners-0-name": "State", "partners-0-role": "host"})  # fmt: skip


def held(event: Event) -> tuple:
    event = Event.objects.get(pk=event.pk)
    return (
        event.city, event.in_person_count, event.in_person_qualifier,
        list(event.partner_missions.values_list("pk", flat=True)), list(event.partners.values_list("name", flat=True)),
    )  # fmt: skip


def test_a_version_is_shown_first_and_then_given_back_as_a_new_one(client, edited, monkeypatch):
    monkeypatch.setattr(changes, "ONE_SAVE", timedelta(0))  # the test types faster than anybody
    Photo.objects.create(event=edited, width=1, height=1)
    address = reverse("event_restore", args=[edited.pk, 2])
    assert address in client.get(edited.get_absolute_url()).content.decode()
    page = client.get(address)
    shown = {line.label: (line.old, line.new) for line in page.context["restoring"].differences}
    assert {name: shown[name] for name in ("City", "Participants in person", "Partners")} == {
        "City": ("Salem", "Boston"), "Participants in person": ("unknown", "100"), "Partners": ("State, host", "City, host"),
    }  # fmt: skip
    assert held(edited)[0] == "Salem"
    answer = client.post(address, {"version": edited.version})
    assert answer.url == edited.get_absolute_url()
    assert held(edited) == ("Boston", 100, "exact", ["NYC"], ["City"])
    restored = Event.objects.get(pk=edited.pk)
    assert (restored.version, restored.photos.count()) == (4, 1)
    assert changes_of(restored)[0].what == ("Version 2 restored",)
    assert newest().source == "page event_restore"
    assert list(problems()) == []


def test_a_confirmed_event_goes_back_to_review_as_by_an_edit(client, edited, staff):
    edited.confirm(by=make_user(Role.HQ_REVIEWER))
    client.post(reverse("event_restore", args=[edited.pk, 2]), {"version": edited.version})
    assert Event.objects.get(pk=edited.pk).status == "submitted"


def test_what_others_saved_since_a_closed_year_and_a_withdrawal_stop_it(client, edited, staff):
    address = reverse("event_restore", args=[edited.pk, 2])
    before = held(edited)
    said = client.post(address, {"version": "2"})
    assert (said.status_code, "Somebody saved this event after you opened it." in said.content.decode()) == (409, True)
    hq = make_user(Role.HQ_REVIEWER)
    year = Year.open(2019, by=hq)
    year.close(by=hq, because="counted")
    said = client.post(address, {"version": edited.version})
    assert (said.status_code, "Fiscal year 2019 has been closed since" in said.content.decode()) == (409, True)
    year.reopen(by=hq, because="x")
    edited.withdraw(by=staff, because="x")
    said = client.post(address, {"version": edited.version})
    assert (said.status_code, "that cannot be done with it now" in said.content.decode()) == (409, True)
    assert held(edited) == before


def test_nobody_else_restores_and_no_version_is_made_up(client, edited):
    assert client.get(reverse("event_restore", args=[edited.pk, 99])).status_code == 404
    assert client.get(reverse("event_restore", args=[edited.pk, edited.version])).status_code == 404
    client.force_login(make_user(mission="DEN"))
    address = reverse("event_restore", args=[edited.pk, 2])
    assert client.post(address, {"version": edited.version}).status_code == 404
    Event.objects.filter(pk=edited.pk).update(status="confirmed")
    assert client.get(reverse("event_detail", args=[edited.pk])).status_code == 200
    assert client.get(address).status_code == 404, "a confirmed event is read by others, its versions are not restored"


# ---- a whole change set


@pytest.fixture
def administrator(client):
    make_rules()
    person = make_user(Role.HQ_ADMINISTRATOR)
    client.force_login(person)
    return person


def statuses(events) -> list[tuple[str, str]]:
    return [
        (row.status, row.return_reason) for row in Event.objects.filter(pk__in=[e.pk for e in events]).order_by("pk")
    ]


@pytest.mark.parametrize(
    ("verb", "before"), [("confirm", "submitted"), ("return", "submitted"), ("return", "confirmed")]
)
def test_a_batch_is_undone_as_a_whole_and_is_a_change_set_itself(client, administrator, verb, before):
    with transaction.atomic():
        events = [make_event(status=before, partner_missions=["NYC"]) for _ in range(3)]
    stood = statuses(events)
    decide({event.pk: 1 for event in events}, by=administrator, verb=verb, because="as a test")
    record = newest()
    assert may_be_undone(record)
    page = client.get(reverse("trail_list"))
    assert reverse("trail_undo", args=[record.position]) in page.content.decode()
    shown = client.get(reverse("trail_undo", args=[record.position]))
    assert [line.hindrance for line in shown.context["undoing"].lines] == ["", "", ""]
    assert client.post(reverse("trail_undo", args=[record.position]), {"reason": " "}).status_code == 422
    answer = client.post(reverse("trail_undo", args=[record.position]), {"reason": "one too early"})
    assert answer.url == reverse("trail_list")
    assert statuses(events) == stood
    assert [list(e.partner_missions.values_list("pk", flat=True)) for e in events] == [["NYC"]] * 3
    undone = newest()
    assert (undone.source, undone.reason, undone.by, undone.row_count) == (
        f"undo of {record.position}", "one too early", administrator, 3,
    )  # fmt: skip
    assert_totals_are_true()
    assert list(problems()) == []
    undo(undone, by=administrator, because="it was right after all")
    assert statuses(events) != stood


def test_one_changed_event_keeps_the_whole_from_being_undone(client, administrator):
    events = [make_event(status="submitted") for _ in range(2)]
    decide({event.pk: 1 for event in events}, by=administrator, verb="confirm")
    record = newest()
    changed = Event.objects.get(pk=events[1].pk)
    changed.return_to_mission(by=administrator, because="which day?")
    before = statuses(events)
    page = client.get(reverse("trail_undo", args=[record.position]))
    assert [line.hindrance for line in page.context["undoing"].lines] == ["", f"{administrator} changed it since."]
    assert client.post(reverse("trail_undo", args=[record.position]), {"reason": "x"}).status_code == 409
    assert statuses(events) == before


def test_a_closed_year_a_number_and_other_change_sets(client, administrator):
    draft = make_event(status="draft", number=None, starts_on=date(2021, 5, 1))
    draft.submit(by=administrator)
    number, record = draft.number, newest()
    year = Year.open(2021, by=administrator)
    year.close(by=administrator, because="counted")
    with pytest.raises(ValidationError, match="Fiscal year 2021 has been closed"):
        undo(record, by=administrator, because="x")
    assert not may_be_undone(newest())
    with pytest.raises(ValidationError, match="Only what changed events alone"):
        undo(newest(), by=administrator, because="x")
    year.reopen(by=administrator, because="x")
    undo(record, by=administrator, because="too early")
    draft.refresh_from_db()
    assert (draft.status, draft.number) == (Status.DRAFT, number)
    merged = make_event().merge_into(make_event(), by=administrator, because="x")
    assert merged.pk
    assert not may_be_undone(newest())


def test_nothing_is_undone_without_a_reason(administrator):
    event = make_event(status="submitted")
    event.confirm(by=administrator)
    with pytest.raises(ValidationError, match="Give a reason"):
        undo(newest(), by=administrator, because=" ")
    assert Event.objects.get(pk=event.pk).status == "confirmed"


@pytest.mark.parametrize("role", [Role.MISSION_STAFF, Role.HQ_REVIEWER, Role.READ_ONLY])
def test_only_administrators_undo(client, administrator, role):
    event = make_event(status="submitted")
    event.confirm(by=administrator)
    record, person = newest(), make_user(role)
    with pytest.raises(PermissionDenied):
        undo(record, by=person, because="x")
    client.force_login(person)
    assert client.post(reverse("trail_undo", args=[record.position]), {"reason": "x"}).status_code == 404
    assert Event.objects.get(pk=event.pk).status == "confirmed"
