"""Several events at once: what will happen is shown first, then all of it is done or nothing, and can be put back."""

import html
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Record
from accounts.roles import Role
from accounts.trail.models import ChangedRow
from events import bulk
from events.bulk import BulkChange, NotDone, carry_out
from events.forms import selection as forms
from events.models import ActionPlan, Approach, Category, Event, Year
from regions.models import Mission
from tests.factories import make_category, make_event, make_mission, make_rules, make_series, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules():
    make_category("food")
    make_mission("DEN")
    make_rules()
    with translation.override("en"):
        yield


@pytest.fixture
def staff():
    return make_user()


@pytest.fixture
def client(staff) -> Client:
    return signed_in(staff)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def of(*events: Event) -> list[str]:
    return [f"{event.pk}:{event.version}" for event in events]


def post(client: Client, *events: Event, **sent):
    return client.post("/events/selected/", {"what": "category", "value": "food", "event": of(*events), **sent})


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.text.split("<main", 1)[1])
    return " ".join(html.unescape(text).split())


def categories(*events: Event) -> list[str]:
    return [Event.objects.get(pk=event.pk).category_id for event in events]


def versions() -> set[int]:
    return set(Event.objects.values_list("version", flat=True))


def test_a_change_that_changes_nothing_is_refused_and_names_no_earlier_one(client):
    one, other = make_event(format="in_person"), make_event(format="hybrid")
    first = carry_out({other.pk: 1}, by=make_user(), change=BulkChange("format", "in_person"))
    response = post(client, one, what="format", value="in_person", sure="1")
    assert (response.status_code, "every one of these events is so already" in words(response)) == (409, True)
    assert (Record.objects.latest("position"), Event.objects.get(pk=one.pk).version) == (first, 1)


# ---- choosing


def test_the_list_offers_rows_the_page_and_all_that_match(client):
    event = make_event(title_en="one")
    text = client.get("/events/?mission=BOS").text
    assert re.findall(r'name="event" value="([^"]*)"', text) == of(event)
    assert re.findall(r'name="which" value="(\w+)"', text) == ["chosen", "page", "all"]
    assert '<input type="hidden" name="query" value="mission=BOS">' in text
    assert '<input type="hidden" name="count" value="1">' in text


def test_who_may_change_nothing_is_offered_nothing():
    event = make_event()
    reader = signed_in(make_user(Role.READ_ONLY))
    assert 'name="event"' not in reader.get("/events/").text
    assert post(reader, event, sure="1").status_code == 404
    assert versions() == {1}


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"event": []}, "Choose at least one event first."),
        ({"event": ["x"]}, "It cannot be read which events you chose."),
        ({"what": ""}, "Say what to do with the chosen events."),
        ({"what": "confirm"}, "Say what to do with the chosen events."),
        ({"what": "version"}, "Say what to do with the chosen events."),
        ({"which": "all", "query": "misson=BOS"}, "There is no filter called “misson”."),
    ],
)
def test_what_was_not_said_is_asked_for(client, sent, sentence):
    make_event()
    response = client.post("/events/selected/", {"what": "category", **sent}, follow=True)
    assert sentence in html.unescape(response.text)


def test_no_more_than_can_be_looked_at(client, monkeypatch):
    monkeypatch.setattr(forms, "MOST_AT_ONCE", 2)
    events = [make_event() for _ in range(3)]
    assert (
        "At most 2 events are changed at once."
        in client.post("/events/selected/", {"what": "category", "event": of(*events)}, follow=True).text
    )
    assert (
        "At most 2 events are changed at once."
        in client.post("/events/selected/", {"what": "category", "which": "all"}, follow=True).text
    )


def test_all_that_match_are_asked_for_anew_and_a_difference_is_said(client):
    first = make_event(title_en="first", status="draft", number=None)
    make_event(title_en="other", starts_on=date(2018, 5, 1), status="draft", number=None)
    sent = {"what": "category", "which": "all", "query": "fiscal_year_min=2019", "count": "1"}
    assert "match its filters now" not in words(client.post("/events/selected/", sent))
    second = make_event(title_en="second", status="draft", number=None)
    asked = client.post("/events/selected/", sent)
    assert "The list showed 1 events; 2 match its filters now." in words(asked)
    assert 'name="which" value="all"' in asked.text
    shown = client.post("/events/selected/", {**sent, "value": "food"})
    assert sorted(re.findall(r'name="event" value="([^"]*)"', shown.text)) == sorted(of(first, second))


def test_a_page_is_its_fifty_events(client, monkeypatch):
    monkeypatch.setattr("events.paging.PAGE_SIZE", 2)
    old, *_others = (make_event(starts_on=date(2019, 5, day), status="draft", number=None) for day in (1, 2, 3))
    sent = {"what": "category", "which": "page", "query": "page=2", "value": "food"}
    shown = client.post("/events/selected/", sent)
    assert re.findall(r'name="event" value="([^"]*)"', shown.text) == of(old)


# ---- a field


def test_a_field_is_changed_after_a_look(client, staff):
    events = [make_event(title_en=f"n{n}", status="draft", number=None) for n in range(2)]
    same = make_event(title_en="has it", category="food", status="draft", number=None)
    asked = client.post("/events/selected/", {"what": "category", "event": of(*events, same)})
    assert (asked.status_code, "Show what will happen" in words(asked)) == (200, True)
    shown = post(client, *events, same)
    said = words(shown)
    old, new = (str(Category.objects.get(pk=key)) for key in ("festival", "food"))
    for event in events:
        assert f"{event.title_en} Boston May 1, 2019 {old} {new}" in said
    assert "2 events will be changed together, all of them or none. 1 is so already." in said
    assert versions() == {1}
    before = Record.objects.count()
    done = post(client, *events, same, sure="1")
    assert done.status_code == 302
    assert categories(*events, same) == ["food"] * 3
    assert [Event.objects.get(pk=event.pk).version for event in (*events, same)] == [2, 2, 1]
    assert Record.objects.count() == before + 1
    record = Record.objects.latest("position")
    assert (record.by, record.source, record.row_count) == (staff, "bulk edit", 2)
    assert "2 events were changed together" in words(client.get(done.url))


def test_partner_missions_are_added_and_taken_out(client):
    one, two = (
        make_event(status="draft", number=None),
        make_event(status="draft", number=None, partner_missions=["NYC"]),
    )
    names = {code: Mission.objects.get(pk=code).short_name for code in ("DEN", "NYC")}
    shown = words(post(client, one, two, what="add_partner", value="DEN"))
    assert f"― {names['DEN']}" in shown
    assert f"{names['NYC']} {names['NYC']}, {names['DEN']}" in shown
    post(client, one, two, what="add_partner", value="DEN", sure="1")
    assert [sorted(event.partner_codes()) for event in (Event.objects.filter(pk=one.pk), Event.objects.filter(pk=two.pk))] == [["DEN"], ["DEN", "NYC"]]  # fmt: skip
    one, two = Event.objects.get(pk=one.pk), Event.objects.get(pk=two.pk)
    post(client, one, two, what="remove_partner", value="NYC", sure="1", event=of(two))
    assert Event.objects.filter(pk=two.pk).partner_codes() == ["DEN"]


def test_events_are_put_into_a_series_of_their_mission(client):
    event, series = make_event(status="draft", number=None), make_series(name_en="Caravan")
    assert f"― {series.name}" in words(post(client, event, what="series", value=series.pk))
    post(client, event, what="series", value=series.pk, sure="1")
    assert Event.objects.get().series == series


def test_an_approach_is_taken_away(client):
    event = make_event(status="draft", number=None, region_type="region-1")
    post(client, event, what="region_type", value="", sure="1")
    assert Event.objects.get().region_type is None


def test_what_an_edit_makes_of_a_confirmed_event_is_shown(client):
    event = make_event()
    assert "Confirmed → Submitted: to be confirmed again" in words(post(client, event))
    post(client, event, sure="1")
    assert Event.objects.get().status == "submitted"


def test_a_value_that_is_none_is_asked_for(client):
    event = make_event()
    response = post(client, event, value="")
    assert (response.status_code, "Choose the new value." in words(response)) == (422, True)
    assert post(client, event, value="nothing like it", sure="1").status_code == 422
    assert versions() == {1}


# ---- what cannot be


def hindered(client: Client, *events: Event, **sent) -> str:
    return words(post(client, *events, **sent)).split("cannot be changed", 1)[1]


def test_what_hinders_is_said_in_the_words_of_its_rule(client):
    hq = make_user(Role.HQ_ADMINISTRATOR)
    theirs = make_event(mission="DEN", title_en="theirs")
    changed = make_event(title_en="changed")
    Event.objects.get(pk=changed.pk).revise(by=hq, version=1)
    withdrawn = make_event(status="withdrawn", title_en="gone")
    said = hindered(client, theirs, changed, withdrawn)
    assert f"This event is of {theirs.mission.short_name}: only its own people and headquarters change it." in said
    assert f"{hq} saved this event after you looked at it. Look at it again first." in said
    assert "This event is “Withdrawn”; that cannot be done with it now." in said


def test_a_closed_year_hinders(client):
    hq = make_user(Role.HQ_ADMINISTRATOR)
    event = make_event(starts_on=date(2018, 5, 1))
    Year.open(2018, by=hq).close(by=hq, because="counted")
    assert "Fiscal year 2018 has been closed since" in hindered(client, event)
    assert post(client, event, sure="1").status_code == 409
    assert categories(event) == ["festival"]


def test_values_that_do_not_fit_hinder(client):
    event = make_event(starts_on=date(2019, 5, 1))
    hq = signed_in(make_user(Role.HQ_REVIEWER))
    series = make_series(mission=make_mission("DEN"), name_en="Caravan", name_ja="")
    make_event(mission="DEN", series=series)
    assert "The series “Caravan” is of another mission." in hindered(hq, event, what="series", value=series.pk)
    assert "The mission that leads an event is not its partner as well." in hindered(
        client, event, what="add_partner", value="BOS"
    )
    plan = ActionPlan.objects.get(pk="2.0")
    pillar = Approach.objects.create(code="pillar-2.0-1", axis="pillar", plan=plan, name_ja="柱", name_en="pillar")
    assert "which was not in force on the start date." in hindered(client, event, what="pillar", value=pillar.pk)


def test_those_that_cannot_are_left_out_only_when_one_says_so(client):
    ours, theirs = make_event(title_en="ours"), make_event(mission="DEN", title_en="theirs")
    sent = {"sure": "1", "left": [theirs.pk]}
    refused = post(client, ours, theirs, **sent)
    assert (refused.status_code, "say that those that cannot are left out" in words(refused)) == (422, True)
    assert versions() == {1}
    assert post(client, ours, theirs, **sent, leave="1").status_code == 302
    assert categories(ours, theirs) == ["food", "festival"]


# ---- scope


def test_nobody_changes_or_sees_what_is_not_his(client):
    ours = make_event(title_en="ours")
    secret = make_event(mission="DEN", status="draft", title_en="secret", number=None)
    theirs = make_event(mission="DEN", title_en="theirs")
    shown = words(post(client, ours, secret, theirs))
    assert ("secret" in shown, "1 can no longer be seen by you." in shown) == (False, True)
    for events in ([ours, secret], [secret], [ours, theirs], [theirs]):
        assert post(client, *events, sure="1").status_code == 409
    everything = {"what": "category", "which": "all", "value": "food", "query": ""}
    assert "secret" not in client.post("/events/selected/", everything).text
    assert client.post("/events/selected/", {**everything, "sure": "1"}).status_code == 409
    assert categories(ours, secret, theirs) == ["festival"] * 3


def test_the_verb_itself_keeps_to_its_scope(staff):
    ours, theirs = make_event(), make_event(mission="DEN")
    change = BulkChange("category", Category.objects.get(pk="food"))
    with pytest.raises(NotDone) as refusal:
        carry_out({ours.pk: 1, theirs.pk: 1}, by=staff, change=change)
    assert refusal.value.reasons == {theirs.pk: "You may not change this event."}
    with pytest.raises(NotDone):
        carry_out({theirs.pk: 1}, by=make_user(Role.READ_ONLY), change=change)
    assert categories(ours, theirs) == ["festival", "festival"]


def test_a_series_of_others_is_no_choice(client):
    event = make_event()
    series = make_series(mission=make_mission("DEN"), name_en="plan of Denver")
    make_event(mission="DEN", series=series)
    asked = client.post("/events/selected/", {"what": "series", "event": of(event)})
    assert "plan of Denver" not in asked.text
    assert post(client, event, what="series", value=series.pk, sure="1").status_code == 422


# ---- two people at once


def test_what_somebody_saved_meanwhile_is_not_overwritten(client, staff):
    one, two = make_event(), make_event()
    other = make_user(name="Other Person")
    latest = Event.objects.get(pk=two.pk)
    latest.city = "Salem"
    latest.revise(by=other, version=1)
    refused = post(client, one, two, sure="1")
    assert (refused.status_code, "Other Person saved this event after you looked at it." in words(refused)) == (
        409,
        True,
    )
    with pytest.raises(NotDone) as refusal:
        carry_out({one.pk: 1, two.pk: 1}, by=staff, change=BulkChange("category", Category.objects.get(pk="food")))
    assert list(refusal.value.reasons) == [two.pk]
    assert categories(one, two) == ["festival", "festival"]
    assert Event.objects.get(pk=two.pk).city == "Salem"


def test_the_page_that_follows_is_that_of_the_change_itself(client, staff, monkeypatch):
    """The same person changes others at the same moment, in another tab."""
    here, there = make_event(), make_event()
    real, tab = bulk._record_of, signed_in(staff)

    def after_the_other_tab(key):
        monkeypatch.setattr(bulk, "_record_of", real)
        post(tab, there, sure="1")
        return real(key)

    monkeypatch.setattr(bulk, "_record_of", after_the_other_tab)
    answer = post(client, here, sure="1")
    first, second = Record.objects.filter(source="bulk edit").order_by("position")
    assert answer.url == f"/events/selected/{first.position}/"
    rows = ChangedRow.objects.filter(kind="events_historicalevent").values_list("change_set", "row")
    changed = dict(rows.filter(change_set__in=[first.change_set, second.change_set]))
    assert changed == {first.change_set: str(here.pk), second.change_set: str(there.pk)}


def test_nothing_to_change_is_said_and_leaves_no_record(client):
    event = make_event(category="food")
    answer = post(client, event, sure="1")
    said = "Nothing was done: every one of these events is so already."
    assert (answer.status_code, said in words(answer)) == (409, True)
    assert not Record.objects.filter(source="bulk edit").exists()


def test_a_save_at_that_very_moment_leaves_nothing_half_done(staff, monkeypatch):
    events = [make_event() for _ in range(2)]
    real = bulk._do

    def saved_between(event, *, by, change):
        if event.pk == events[1].pk:
            Event.objects.filter(pk=event.pk).update(version=7)
        real(event, by=by, change=change)

    monkeypatch.setattr(bulk, "_do", saved_between)
    with pytest.raises(NotDone):
        carry_out(dict.fromkeys([event.pk for event in events], 1), by=staff,
                  change=BulkChange("category", Category.objects.get(pk="food")))  # fmt: skip
    assert categories(*events) == ["festival", "festival"]


# ---- cost


def test_as_many_queries_for_three_events_as_for_one(client):
    counts = []
    for count in (1, 3):
        events = [make_event(partner_missions=["NYC"], series=make_series()) for _ in range(count)]
        with CaptureQueriesContext(connection) as queries:
            assert post(client, *events, make_event(mission="DEN")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 30  # on PostgreSQL two more than on SQLite
