"""Logging an event takes less than two minutes: what it costs the hands, counted from the first page to the saved event."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from events.models import Event, OfficialMet
from tests.factories import make_event, make_user

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = {"click": 1.1 + 0.4 + 0.2, "key": 0.28, "thought": 1.35}
"""The keystroke-level model's: pointing with the hand moved to the mouse and back; a key of an average typist; a decision."""


@dataclass
class Hand:
    """Does what a person does, and counts it: `clicks`, `typed` signs that the event itself consists of, `keys` besides."""

    page: Page
    clicks: int = 0
    typed: int = 0
    keys: int = 0
    fields: int = 0

    def click(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.clicks += 1

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def write(self, text: str, *, into: str) -> None:
        """Goes on with Tab until the field has the focus, as a person does who does not touch the mouse."""
        while self.page.evaluate("document.activeElement.name") != into:
            self.press("Tab")
            assert self.keys < 60, f"{into} is not reached"
        self.page.keyboard.type(text)
        self.typed += len(text)
        self.fields += 1

    @property
    def seconds(self) -> float:
        keys = self.keys + self.typed
        return self.clicks * SECONDS["click"] + keys * SECONDS["key"] + (self.fields + self.clicks) * SECONDS["thought"]


def test_a_festival_is_logged_from_the_first_page_in_few_keys(new_page):
    make_event(mission="MIA", state="US-FL", city="Orlando", title_en="An evening of taiko")
    page = new_page(user=make_user(mission="MIA"))
    page.goto("/")
    hand = Hand(page)
    hand.click("New event")
    expect(page.locator("[name=title_en]")).to_be_focused()
    hand.write("Orlando Japan Festival", into="title_en")
    hand.write("2026-05-01", into="starts_on")
    hand.write("ja", into="category")
    hand.write("or", into="city")
    expect(page.get_by_role("option", name="Orlando")).to_be_visible()
    hand.press("ArrowDown", "Enter")
    hand.write("about 5000", into="in_person_count")
    hand.press("Control+Enter")
    page.wait_for_url(re.compile(r"/events/\d+/$"))
    event = Event.objects.get(title_en="Orlando Japan Festival")
    assert (event.status, event.number, event.category_id, event.state_id, event.city, event.in_person_count) == (
        "submitted", "MIA-2026-0001", "festival", "US-FL", "Orlando", 5000,
    )  # fmt: skip
    assert hand.clicks <= 1
    assert hand.typed <= 46
    assert hand.keys <= 16
    assert hand.seconds < 30


def test_names_are_offered_chosen_and_refused_by_keyboard(new_page, axe):
    event = make_event(city="Salem")
    OfficialMet.objects.create(event=event, name="Maura Example", title="Governor", level="state")
    page = new_page(user=make_user())
    page.goto("/events/new/")
    city, offered = page.locator("[name=city]"), page.locator(".suggest__list:not([hidden]) [role=option]")
    city.focus()
    city.press("ArrowDown")
    expect(offered).to_have_text(["SalemMassachusetts"])
    expect(city).to_have_attribute("aria-expanded", "true")
    city.press("ArrowDown")
    expect(city).to_have_attribute("aria-activedescendant", "id_city-offered-0")
    assert axe.run(page).response["violations"] == []
    city.press("Escape")
    assert (city.input_value(), offered.count()) == ("", 0)
    city.press_sequentially("zzz")
    expect(page.locator(".suggest [role=status]")).to_have_text("No name like this yet.")

    page.get_by_text("With whom").click()
    page.locator("#rows-officials [value=add-officials]").click()
    last = page.locator("#rows-officials [name$='-name']").last
    expect(page.locator("#rows-officials [name$='-name']")).to_have_count(4)
    last.press_sequentially("mau")
    expect(offered).to_have_text(["Maura ExampleGovernor"])
    last.press("ArrowDown")
    last.press("Tab")
    row = last.evaluate("box => box.name.replace('name', '')")
    assert [page.locator(f"[name={row}{name}]").input_value() for name in ("name", "title", "level")] == [
        "Maura Example", "Governor", "state",
    ]  # fmt: skip
