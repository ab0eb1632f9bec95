"""Decisions about several events at once, and putting back what was done with them."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import Record
from accounts.roles import Role
from events.models import Event
from events.undoing import undo_own
from tests.events.test_selection import categories, client, of, post, rules, signed_in, staff, versions, words
from tests.factories import make_event, make_mission, make_user

__all__ = ["client", "rules", "staff"]  # fixtures

pytestmark = pytest.mark.django_db


# ---- verbs


def test_drafts_are_submitted_together_and_what_is_missing_is_said(client):
    ready = make_event(status="draft", number=None)
    bare = make_event(status="draft", number=None, category=None, state=None)
    said = words(client.post("/events/selected/", {"what": "submit", "event": of(ready, bare)}))
    assert "Draft Submitted" in said
    assert "Say in which state the event took place. Choose a category." in said
    sent = {"what": "submit", "event": of(ready, bare), "left": [bare.pk], "leave": "1", "sure": "1"}
    assert client.post("/events/selected/", sent).status_code == 302
    assert [Event.objects.get(pk=event.pk).status for event in (ready, bare)] == ["submitted", "draft"]
    assert Event.objects.get(pk=ready.pk).number


def test_a_withdrawal_needs_its_reason(client):
    events = [make_event(), make_event()]
    asked = client.post("/events/selected/", {"what": "withdraw", "event": of(*events)})
    assert (asked.status_code, 'name="because"' in asked.text) == (200, True)
    refused = client.post("/events/selected/", {"what": "withdraw", "event": of(*events), "because": " ", "sure": "1"})
    assert (refused.status_code, versions()) == (422, {1})
    sent = {"what": "withdraw", "event": of(*events), "because": "entered twice", "sure": "1"}
    assert client.post("/events/selected/", sent).status_code == 302
    rows = set(Event.objects.values_list("status", "withdrawal_reason"))
    assert rows == {("withdrawn", "entered twice")}


def test_headquarters_confirm_and_return():
    hq = signed_in(make_user(Role.HQ_REVIEWER))
    one, two = make_event(status="submitted"), make_event(status="submitted")
    assert hq.post("/events/selected/", {"what": "confirm", "event": of(one), "sure": "1"}).status_code == 302
    sent = {"what": "return", "event": of(two), "because": "which day?", "sure": "1"}
    assert hq.post("/events/selected/", sent).status_code == 302
    assert [Event.objects.get(pk=event.pk).status for event in (one, two)] == ["confirmed", "draft"]


# ---- putting back


def changed(client: Client, *events: Event, **sent) -> str:
    return post(client, *events, sure="1", **sent).url


def test_who_made_an_edit_puts_it_back_by_the_rules_of_an_edit(client):
    draft = make_event(status="draft", number=None, partner_missions=["NYC"])
    confirmed = make_event()
    done = changed(client, draft, confirmed)
    assert "Put all of them back as they were" in words(client.get(done))
    assert client.post(done).status_code == 302
    assert categories(draft, confirmed) == ["festival", "festival"]
    assert [Event.objects.get(pk=event.pk).status for event in (draft, confirmed)] == ["draft", "submitted"]
    assert Event.objects.filter(pk=draft.pk).partner_codes() == ["NYC"]
    assert versions() == {3}


def test_nobody_puts_back_what_another_did(client, staff):
    done = changed(client, make_event())
    for other in (make_user(), make_user(Role.HQ_REVIEWER), make_user(mission="DEN")):
        assert (signed_in(other).get(done).status_code, signed_in(other).post(done).status_code) == (404, 404)
    record = Record.objects.filter(source="bulk edit").get()
    with pytest.raises(ValidationError):
        undo_own(record, by=make_user())
    staff.mission = make_mission("DEN")
    staff.save()
    with pytest.raises(ValidationError, match="You may not change all of these events any more"):
        undo_own(record, by=staff)
    assert versions() == {2}


def test_what_was_changed_since_is_not_put_back(client):
    one, two = make_event(), make_event()
    done = changed(client, one, two)
    Event.objects.get(pk=two.pk).revise(by=make_user(), version=2)
    refused = client.post(done)
    assert (refused.status_code, "changed it since." in words(refused)) == (409, True)
    assert categories(one, two) == ["food", "food"]


def test_a_decision_is_taken_back_by_administrators_alone(client):
    submitted = client.post(
        "/events/selected/", {"what": "withdraw", "event": of(make_event()), "because": "x", "sure": "1"}
    )
    assert "Put all of them back" not in words(client.get(submitted.url))
    assert client.post(submitted.url).status_code == 409
    admin = signed_in(make_user(Role.HQ_ADMINISTRATOR))
    done = admin.post(
        "/events/selected/", {"what": "confirm", "event": of(make_event(status="submitted")), "sure": "1"}
    )
    position = Record.objects.latest("position").position
    assert f'href="/trail/{position}/undo/"' in admin.get(done.url).text
