"""Whole tasks without a mouse: each control is reached with Tab alone, in the order of the page, and shows that it has the focus."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from events.models import Event, QuarterlyReturn, Year
from tests.factories import PASSWORD, make_event, make_user

pytestmark = pytest.mark.django_db(transaction=True)

FOCUSED = """() => {
    const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
    const label = e.labels?.[0]?.innerText ?? e.getAttribute("aria-label") ?? e.innerText ?? "";
    return {
        label: label.trim().replace(/\\s+/g, " "), name: e.name ?? "", path: e.getAttribute("href") ?? "",
        isShown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        isThere: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
        isLater: !window.last || !!(window.last.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING),
        keep: (window.last = e) && true,
    };
}"""
MOST_TABS = 120


def tab_to(page: Page, label: str | re.Pattern) -> None:
    """Presses Tab until the control of this label has the focus; every stop on the way is visible, shown and in order."""
    page.evaluate("window.last = null")
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if not stop["label"] and not stop["name"]:
            continue  # the browser's own frame, between the last control and the first
        assert stop["isShown"] and stop["isThere"] and stop["isLater"], stop
        if re.fullmatch(label, stop["label"]) if isinstance(label, re.Pattern) else stop["label"] == label:
            return
    raise AssertionError(f"{label} is not reached with Tab")


def test_a_day_of_a_mission_without_a_mouse(new_page):
    hq, staff = make_user(Role.HQ_REVIEWER), make_user(email="emi@example.org")
    Year.open(2019, by=hq)
    make_event(mission="BOS", starts_on=date(2019, 5, 1), title_en="Spring Concert", status="confirmed")
    page = new_page(language="en")

    page.goto("/accounts/login/")
    tab_to(page, re.compile(r"E-?mail.*"))
    page.keyboard.type(staff.email)
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/login/" not in address)

    tab_to(page, "New event")
    page.keyboard.press("Enter")
    expect(page.locator("[name=title_en]")).to_be_focused()
    page.keyboard.type("Sakura Evening")
    while page.evaluate("document.activeElement.id") != "id_starts_on":
        page.keyboard.press("Tab")
    page.keyboard.type("2019-06-02")  # a whole day into the first of its three boxes
    for label, typed in [(re.compile(r"Category.*"), "ja"), (re.compile(r"City.*"), "Boston")]:
        tab_to(page, label)
        page.keyboard.type(typed)
    while page.evaluate("document.activeElement.name") != "in_person_count":
        page.keyboard.press("Tab")
    page.keyboard.type("120")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/events/\d+/$"))
    event = Event.objects.get(title_en="Sakura Evening")
    assert (event.status, event.starts_on, event.in_person_count) == ("submitted", date(2019, 6, 2), 120)

    page.goto("/")  # elsewhere: an address that is reached already would be waited for in vain
    tab_to(page, "Search the whole register")
    page.keyboard.type(event.number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/events/{event.pk}/")

    page.goto("/events/")
    tab_to(page, re.compile(r"Words in .*"))
    page.keyboard.type("concert")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q=concert"))
    expect(page.locator("main")).to_contain_text("Spring Concert")
    expect(page.locator("main")).not_to_contain_text("Sakura Evening")

    page.goto("/returns/2019/1/BOS/")
    tab_to(page, "Sign: events reported")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Signed by").first).to_be_visible()
    signed = QuarterlyReturn.objects.get(mission="BOS", fiscal_year=2019)
    assert (signed.kind, signed.signed_by) == ("events", staff)
