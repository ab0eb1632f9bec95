"""What is typed outlives a closed laptop, a lost connection and a sign-out, without anyone pressing a button."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from events.models import Event, UnsavedForm
from tests.factories import make_event, make_user

SOON = 25_000
pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_typed_survives_all_that_can_happen_to_a_page(new_page, faults):
    person = make_user()
    page = new_page(user=person)
    page.goto("/events/new/")
    title, kept, fault = page.locator("[name=title_en]"), page.locator("[data-kept]"), page.locator("[data-not-kept]")
    title.press_sequentially("Tea in the libr")
    expect(kept).to_contain_text("Kept at", timeout=SOON)
    assert [row.title for row in UnsavedForm.objects.of(person)] == ["Tea in the libr"]

    page.context.set_offline(True)
    title.press_sequentially("ary")
    expect(fault).to_contain_text("No connection", timeout=SOON)
    assert title.input_value() == "Tea in the library"
    page.context.set_offline(False)
    expect(fault).to_be_empty(timeout=SOON)
    assert [row.title for row in UnsavedForm.objects.of(person)] == ["Tea in the library"]
    faults.clear()  # the requests that the lost connection cost

    Session.objects.all().delete()
    title.press_sequentially(", 2026")
    expect(fault).to_contain_text("You are signed out", timeout=SOON)
    assert [row.title for row in UnsavedForm.objects.of(person)] == ["Tea in the library"]
    page.context.close()

    asked = []
    again = new_page(user=person)
    again.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    again.goto("/")
    again.get_by_role("link", name="Tea in the library").click()
    expect(again.locator("[name=title_en]")).to_have_value("Tea in the library")
    again.locator("[name=venue]").fill("Reading room")
    expect(again.locator("[data-kept]")).to_contain_text("Kept at", timeout=SOON)
    again.goto("/")
    assert asked == []  # nothing is lost by leaving
    again.get_by_role("link", name="Tea in the library").click()
    again.get_by_role("button", name="Save as a draft").click()
    expect(again.get_by_role("heading", level=1)).to_contain_text("Tea in the library")
    assert [(event.title_en, event.venue) for event in Event.objects.all()] == [("Tea in the library", "Reading room")]
    assert not UnsavedForm.objects.exists()


def test_two_tabs_on_one_draft_lose_nothing(new_page):
    event = make_event(status="draft", title_en="Tea in the library", city="Boston", venue="")
    address = f"/events/{event.pk}/edit/"
    first = new_page(user=make_user())
    second = first.context.new_page()
    for tab in (first, second):
        tab.goto(address)
    first.locator("[name=city]").fill("Salem")
    first.locator("[name=venue]").fill("Town hall")
    first.get_by_role("button", name="Save as a draft").click()
    expect(first).to_have_url(re.compile(rf"/events/{event.pk}/$"))
    second.locator("[name=city]").fill("Lowell")
    second.locator("[name=title_en]").fill("Tea in the reading room")
    second.get_by_role("button", name="Save as a draft").click()
    conflict = second.locator("main")
    for text in ("Salem", "Lowell"):
        expect(conflict).to_contain_text(text)
    event.refresh_from_db()
    assert (event.city, event.title_en) == ("Salem", "Tea in the library")
    assert [second.locator(f"[name={name}]").input_value() for name in ("title_en", "city", "venue")] == [
        "Tea in the reading room", "Lowell", "Town hall",
    ]  # fmt: skip
    second.get_by_role("button", name="Save as a draft").click()
    expect(second).to_have_url(re.compile(rf"/events/{event.pk}/$"))
    event.refresh_from_db()
    assert (event.city, event.title_en, event.venue) == ("Lowell", "Tea in the reading room", "Town hall")
