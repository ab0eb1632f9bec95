"""The list of events by keyboard, and without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from tests.factories import make_event, make_rules, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def heads(page) -> list[str]:
    return [text.strip(" ▲▼\n") for text in page.locator("table.events thead th").all_inner_texts()]


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
