"""The list of events by keyboard, and without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from events.models import Event
from tests.factories import make_category, make_event, make_rules, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def heads(page) -> list[str]:
    return [text.strip(" ▲▼\n") for text in page.locator("table.events thead th:not(.review-select)").all_inner_texts()]


def test_columns_are_chosen_and_moved_by_keyboard(new_page):
    make_rules()
    make_event()
    page = new_page(user=make_user())
    page.goto("/events/?q=Festival")
    page.locator("#columns > summary").press("Enter")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("checkbox", name="Venue").press("Space")
    for _step in range(8):
        page.get_by_role("button", name="Move up: Venue").press("Enter")
    page.get_by_role("button", name="Move up: Venue").press("Enter")  # there is nothing above the first
    expect(page.locator("#columns [role=status]")).to_have_text("Venue: place 1")
    expect(page.get_by_role("button", name="Move up: Venue")).to_be_focused()
    page.get_by_label("Compact").press("Space")
    page.get_by_role("button", name="Show these columns").press("Enter")
    page.wait_for_url("**columns=venue*")
    usual = ["Event", "Date", "Mission", "State", "Category", "Participants", "Number", "Updated"]
    assert heads(page) == ["Venue", *usual]
    page.go_back()
    assert heads(page) == usual


def test_columns_are_chosen_and_moved_without_scripts(browser, live_server):
    make_rules()
    make_event()
    client = Client()
    client.force_login(make_user())
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-US")
    try:
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        page = context.new_page()
        page.goto("/events/?mission=BOS")
        page.locator("#columns > summary").click()
        page.get_by_label("Mission", exact=True).last.uncheck()
        page.get_by_role("button", name="Move up: Number").click()
        expect(page).to_have_url(
            f"{live_server.url}/events/?mission=BOS&columns=title,date,state,category,number,participants,updated#column-number"
        )
        expect(page.get_by_role("button", name="Move up: Number")).to_be_visible()  # the panel is open where one was
        assert heads(page) == ["Event", "Date", "State", "Category", "Number", "Participants", "Updated"]
    finally:
        context.close()


def test_events_are_chosen_and_changed_by_keyboard(new_page):
    make_rules()
    make_category("food")
    events = [make_event(status="draft", number=None, title_en=f"Evening {n}") for n in range(3)]
    page = new_page(user=make_user())
    page.goto("/events/?q=Evening")
    page.get_by_label("All events of this page").press("Space")
    page.get_by_label("Evening 1").press("Space")
    expect(page.locator("[data-chosen]")).to_have_text("2")
    assert Axe().run(page).response["violations"] == []
    page.get_by_label("What to do with the events").select_option("category")
    page.get_by_role("button", name="Next").press("Enter")
    page.get_by_label("New value").select_option("food")
    page.get_by_role("button", name="Show what will happen").press("Enter")
    expect(page.get_by_text("2 events will be changed together, all of them or none.")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Category", exact=True).press("Enter")
    page.get_by_role("button", name="Put all of them back as they were").press("Enter")
    expect(page.get_by_text("2 events are as they were before.")).to_be_visible()
    versions = dict(Event.objects.values_list("title_en", "version"))
    assert versions == {"Evening 0": 3, "Evening 1": 1, "Evening 2": 3}
    assert set(Event.objects.filter(pk__in=[event.pk for event in events]).values_list("category", flat=True)) == {
        "festival"
    }
