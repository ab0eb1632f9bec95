"""What is typed and not saved: kept while typing, given back to its author alone, gone once it is saved."""

import html
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event, UnsavedForm
from events.models.unsaved import KEPT_FOR, MOST_KEPT
from tests.events.entry_page import sent_from, shortest
from tests.factories import make_event, make_rules, make_user

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: clock_now[0])
    clock_now[0] = NOON
    make_rules()


clock_now = [NOON]


def keep(client, address: str, *, key=None, **typed):
    return client.post(address, {**shortest(entry_key=(key or uuid4()).hex), **typed, "action": "keep"})


def test_half_a_form_is_there_again_on_another_machine(client):
    person = make_user()
    client.force_login(person)
    address, key = reverse("event_create"), uuid4()
    answer = keep(client, address, key=key, title_en="Half a ti", starts_on="nonsense")
    assert (answer.status_code, answer.json()["sentence"][:8]) == (200, "Kept at ")
    keep(client, address, key=key, title_en="Half a title", starts_on="nonsense")
    assert Event.objects.count() == 0
    assert [(row.title, row.path) for row in UnsavedForm.objects.of(person)] == [("Half a title", address)]
    client.cookies.clear()
    client.force_login(person)
    page = client.get(address)
    assert [page.context["form"][name].value() for name in ("title_en", "starts_on")] == ["Half a title", "nonsense"]
    assert page.context["entry"].notice.startswith("Here is what you had typed by ")
    assert page.context["entry_key"] == key.hex
    saved = client.post(address, sent_from(page, starts_on="2026-05-01", entry_key=key.hex))
    assert saved.status_code == 302
    assert Event.objects.get().title_en == "Half a title"
    assert UnsavedForm.objects.count() == 0
    assert keep(client, address, key=key, title_en="Half a title").status_code == 409
    assert client.get(address).context["entry"].notice == ""


def test_two_tabs_keep_two_forms_and_saving_one_leaves_the_other(client):
    person = make_user()
    client.force_login(person)
    address, first, second = reverse("event_create"), uuid4(), uuid4()
    keep(client, address, key=first, title_en="First")
    clock_now[0] += timedelta(minutes=1)
    keep(client, address, key=second, title_en="Second")
    home = client.get("/")
    assert [row.get_absolute_url() for row in home.context["unsaved"]] == [
        f"{address}?resume={second.hex}",
        f"{address}?resume={first.hex}",
    ]
    assert client.get(address).context["form"]["title_en"].value() == "Second"
    assert client.get(f"{address}?resume={first.hex}").context["form"]["title_en"].value() == "First"
    assert client.get(f"{address}?fresh").context["form"]["title_en"].value() in (None, "")
    client.post(address, shortest(title_en="Second", entry_key=second.hex))
    assert [row.title for row in UnsavedForm.objects.of(person)] == ["First"]


def test_a_change_of_an_event_is_merged_with_what_another_saved_meanwhile(client):
    person, event = make_user(), make_event(status="draft", number=None, city="Boston", venue="Old hall")
    client.force_login(person)
    address = reverse("event_edit", args=[event.pk])
    page = client.get(address)
    keep(client, address, **sent_from(page, city="Salem"))
    other = Event.objects.get()
    other.venue = "New hall"
    other.save_version(by=person, version=1)
    resumed = client.get(address)
    assert resumed.context["form"]["city"].value() == "Salem"
    answer = client.post(address, sent_from(resumed, entry_key=resumed.context["entry_key"]))
    assert answer.status_code == 409
    assert (Event.objects.get().city, Event.objects.get().venue) == ("Boston", "New hall")
    assert UnsavedForm.objects.count() == 1


def test_nobody_else_reads_opens_or_discards_it(client):
    author, colleague = make_user(), make_user()
    client.force_login(author)
    address, key = reverse("event_create"), uuid4()
    keep(client, address, key=key, title_en="Walnut evening")
    client.force_login(colleague)
    for page in ("/", address, f"{address}?resume={key.hex}", "/find/?q=walnut"):
        assert "Walnut evening" not in html.unescape(client.get(page).content.decode())
    assert client.post(reverse("unsaved_discard", args=[key])).status_code == 404
    keep(client, address, key=key, title_en="Colleague")
    assert {(row.person_id, row.title) for row in UnsavedForm.objects.all()} == {
        (author.pk, "Walnut evening"),
        (colleague.pk, "Colleague"),
    }
    client.force_login(author)
    assert client.post(reverse("unsaved_discard", args=[key]), follow=True).redirect_chain == [("/", 302)]
    assert [row.title for row in UnsavedForm.objects.all()] == ["Colleague"]


def test_it_is_kept_for_as_long_as_the_page_says(client):
    person = make_user()
    client.force_login(person)
    address = reverse("event_create")
    keep(client, address, title_en="Old")
    clock_now[0] += KEPT_FOR - timedelta(seconds=1)
    client.force_login(person)
    assert client.get("/").context["unsaved"]
    clock_now[0] += timedelta(seconds=1)
    client.force_login(person)
    assert client.get("/").context["unsaved"] == []
    keep(client, address, title_en="New")
    assert [row.title for row in UnsavedForm.objects.all()] == ["New"]


def test_what_cannot_be_kept_is_said(client):
    person = make_user()
    client.force_login(person)
    address, last = reverse("event_create"), uuid4()
    no_key = client.post(address, shortest(action="keep", entry_key="x"))
    assert (no_key.status_code, no_key.json()["sentence"]) == (409, "What you type here is not kept until you save it.")
    UnsavedForm.objects.bulk_create(
        UnsavedForm(person=person, key=uuid4(), path=address) for _number in range(MOST_KEPT - 1)
    )
    assert keep(client, address, key=last).status_code == 200
    too_many = keep(client, address)
    assert too_many.status_code == 409
    assert too_many.json()["sentence"].startswith(f"You have {MOST_KEPT} unsaved forms.")
    assert keep(client, address, key=last, title_en="Still").status_code == 200


def test_a_character_that_no_database_text_holds_is_kept_as_its_sign(client):
    """PostgreSQL refuses U+0000 in a text and in JSON; what was typed around it is kept all the same."""
    client.force_login(make_user())
    assert keep(client, reverse("event_create"), title_en="Tea\x00time").status_code == 200
    (kept,) = UnsavedForm.objects.all()
    assert (kept.title, kept.fields["title_en"]) == (
        "Tea\N{REPLACEMENT CHARACTER}time",
        ["Tea\N{REPLACEMENT CHARACTER}time"],
    )
