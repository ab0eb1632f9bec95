"""Submitting, confirming, returning, withdrawing, putting back; copying and repeating."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.roles import Role
from events.models import Event, PartnerRole, Series
from tests.factories import make_event, make_user

pytestmark = pytest.mark.django_db


def act(client, verb: str, event: Event, **data):
    return client.post(reverse(f"event_{verb}", args=[event.pk]), data)


@pytest.fixture
def boston(client):
    person = make_user()
    client.force_login(person)
    return person


@pytest.fixture
def headquarters(client):
    person = make_user(Role.HQ_REVIEWER)
    client.force_login(person)
    return person


def messages_of(client, response) -> list[str]:
    return [str(message) for message in client.get(response.url).context["messages"]]


def test_a_draft_is_submitted_once(client, boston):
    event = make_event(status="draft", number=None, title_en="Festival")
    first = act(client, "submit", event, version="1")
    assert (first.status_code, messages_of(client, first)) == (302, ["“Festival” was submitted as BOS-2019-0001."])
    second = act(client, "submit", event, version="1")
    assert (second.status_code, second.context["sentences"]) == (
        409,
        ["Somebody saved this event after you opened it. Nothing was done: look at it again first."],
    )
    third = act(client, "submit", event)
    assert third.context["sentences"] == ["This event is “Submitted”; that cannot be done with it now."]
    assert Event.objects.values_list("status", "number", "version").get() == ("submitted", "BOS-2019-0001", 2)


def test_submitting_an_incomplete_draft_opens_it_with_what_is_missing(client, boston):
    event = make_event(status="draft", number=None, starts_on=None)
    response = act(client, "submit", event)
    assert (response.status_code, response.context["form"].errors.get("starts_on")) == (
        422,
        ["Say on which day the event started."],
    )
    assert response.templates[0].name == "events/event_form.html"


@pytest.mark.parametrize(
    ("verb", "before", "after", "field"),
    [("return", "submitted", "draft", "return_reason"), ("return", "confirmed", "draft", "return_reason"),
     ("withdraw", "confirmed", "withdrawn", "withdrawal_reason")],
)  # fmt: skip
def test_a_reason_is_asked_for_first(client, headquarters, verb, before, after, field):
    event = make_event(status=before)
    asked = act(client, verb, event)
    assert (asked.status_code, asked.context["form"].errors) == (200, {})
    empty = act(client, verb, event, reason=" ")
    assert (empty.status_code, empty.context["form"].errors["reason"]) == (
        422,
        ["Give a reason, so that others can follow what happened."],
    )
    event.refresh_from_db()
    assert (event.status, event.version) == (before, 1)
    assert act(client, verb, event, reason="Which day?").status_code == 302
    event.refresh_from_db()
    assert (event.status, getattr(event, field), event.version) == (after, "Which day?", 2)


def test_confirming_and_putting_back(client, headquarters):
    event = make_event(status="submitted")
    assert act(client, "confirm", event).status_code == 302
    assert Event.objects.get().status == "confirmed"
    act(client, "withdraw", event, reason="twice")
    assert act(client, "put_back", event).status_code == 302
    assert Event.objects.values_list("status", "withdrawal_reason").get() == ("draft", "")


@pytest.mark.parametrize("verb", ["submit", "confirm", "put_back"])
def test_a_verb_is_not_done_by_a_link(client, headquarters, verb):
    assert client.get(reverse(f"event_{verb}", args=[make_event().pk])).status_code == 405


def test_a_copy_is_offered_52_weeks_later_and_keeps_what_repeats_itself(client, boston):
    event = make_event(
        starts_on=date(2025, 5, 10), ends_on=date(2025, 5, 11), own_funds=5, partner_missions=["NYC"], story_en="S"
    )
    PartnerRole.objects.create(event=event, name="Japan Society", role="host")
    address = reverse("event_copy", args=[event.pk])
    assert client.get(address).context["form"]["starts_on"].value() == "2026-05-09"
    refused = client.post(address, {"starts_on": "10 May"})
    assert (refused.status_code, refused.context["form"].errors["starts_on"]) == (
        422,
        ["“10 May” has no year. Write it as 2026-05-01."],
    )
    response = client.post(address, {"starts_on": "2026-05-09"})
    copy = Event.objects.exclude(pk=event.pk).get()
    assert response.url == reverse("event_edit", args=[copy.pk])
    assert {
        "days": (copy.starts_on, copy.ends_on), "status": copy.status, "number": copy.number, "title": copy.title_en,
        "count": (copy.in_person_count, copy.in_person_qualifier), "funds": copy.own_funds, "story": copy.story_en,
        "partners": list(copy.partners.values_list("name", "role")), "with": list(copy.partner_missions.values_list("pk", flat=True)),
        "history": copy.history.count(), "by": copy.created_by,
    } == {
        "days": (date(2026, 5, 9), date(2026, 5, 10)), "status": "draft", "number": None, "title": event.title_en,
        "count": (None, ""), "funds": None, "story": "", "partners": [("Japan Society", "host")], "with": ["NYC"],
        "history": 1, "by": boston,
    }  # fmt: skip


def test_repeating_makes_one_series_of_drafts(client, boston):
    event = make_event(starts_on=date(2026, 5, 1), status="submitted")
    typed = {"dates": "2026-06-01\n\n令和8年7月1日\r\nAugust 3, 2026\n", "series_name": "キャラバン"}
    assert client.post(reverse("event_repeat", args=[event.pk]), typed).status_code == 302
    series = Series.objects.get()
    assert (series.name_ja, series.name_en, series.mission_id) == ("キャラバン", "", "BOS")
    assert list(Event.objects.order_by("starts_on").values_list("starts_on", "status", "series")) == [
        (date(2026, 5, 1), "submitted", series.pk), (date(2026, 6, 1), "draft", series.pk),
        (date(2026, 7, 1), "draft", series.pk), (date(2026, 8, 3), "draft", series.pk),
    ]  # fmt: skip


def test_each_bad_line_is_named_and_nothing_is_made(client, boston):
    event = make_event(starts_on=date(2026, 5, 1), status="draft", number=None)
    typed = {"dates": "2026-06-01\n2026-06-31\nsoon\n2026-06-01\n2026-05-01", "series_name": "S"}
    response = client.post(reverse("event_repeat", args=[event.pk]), typed)
    assert (response.status_code, response.context["form"].errors["dates"]) == (422, [
        "Line 2: “2026-06-31”: month 6 of 2026 has 30 days, so there is no day 31.",
        "Line 3: “soon” is not understood as a date. Write year, month and day, for example 2026-05-01.",
        "Line 4: “2026-06-01” is there twice.",
        "Line 5: “2026-05-01” is the day of the event itself.",
    ])  # fmt: skip
    assert (Event.objects.count(), Series.objects.count()) == (1, 0)


def test_sixty_repeats_are_the_most(client, boston):
    event = make_event(status="draft", number=None)
    days = [date.fromordinal(date(2026, 5, 1).toordinal() + n).isoformat() for n in range(61)]
    response = client.post(reverse("event_repeat", args=[event.pk]), {"dates": "\n".join(days), "series_name": "S"})
    assert response.context["form"].errors["dates"] == ["61 dates are too many at once. Give up to 60."]
    assert (
        client.post(
            reverse("event_repeat", args=[event.pk]), {"dates": "\n".join(days[:60]), "series_name": "S"}
        ).status_code
        == 302
    )
    assert Event.objects.count() == 61


def test_what_somebody_wrote_is_kept_where_another_was_first(client, headquarters):
    event = make_event(status="submitted", city="Boston")
    event.city = "Salem"
    event.revise(by=make_user(name="Ann"), version=1)
    written = {"reason": "Held twice", "version": "1"}
    for name in ("event_withdraw", "event_return"):
        response = client.post(reverse(name, args=[event.pk]), written)
        assert (response.status_code, response.templates[0].name) == (409, "events/event_reason.html")
        assert [(each.label, each.old, each.new) for each in response.context["since_seen"]] == [
            ("city", "Boston", "Salem")
        ]
        assert (response.context["form"]["reason"].value(), response.context["event"].version) == ("Held twice", 2)
    again = client.post(reverse("event_withdraw", args=[event.pk]), {**written, "version": "2"})
    assert (again.status_code, Event.objects.get().withdrawal_reason) == (302, "Held twice")
    refused = client.post(reverse("event_withdraw", args=[event.pk]), {"reason": "Once more", "version": "3"})
    assert (refused.status_code, refused.context["typed"]) == (409, "Once more")
