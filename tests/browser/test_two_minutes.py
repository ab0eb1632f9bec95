"""Logging an event takes less than two minutes: what it costs the hands, counted from the first page to the saved event."""

import re
from dataclasses import dataclass
from datetime import date

import pytest
from django.utils import timezone
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
        while self.page.evaluate("document.activeElement.name || document.activeElement.id") != into:
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
    person = make_user(mission="MIA")
    make_event(mission="MIA", state="US-FL", city="Orlando", title_en="An evening of taiko", created_by=person)
    page = new_page(user=person)
    page.goto("/")
    hand = Hand(page)
    hand.click("New event")
    expect(page.locator("[name=title_en]")).to_be_focused()
    hand.write("Orlando Japan Festival", into="title_en")
    hand.write("5", into="id_starts_on_month")  # the year is there
    hand.write("1", into="id_starts_on_day")
    hand.write("ja", into="category")
    expect(page.get_by_label("City")).to_have_value("Orlando")  # as last time
    hand.write("about 5000", into="in_person_count")
    hand.press("Control+Enter")
    page.wait_for_url(re.compile(r"/events/\d+/$"))
    event, year = Event.objects.get(title_en="Orlando Japan Festival"), timezone.localdate().year
    assert event.starts_on == date(year, 5, 1)
    assert (event.status, event.number, event.category_id, event.state_id, event.city, event.in_person_count) == (
        "submitted", f"MIA-{year}-0001", "festival", "US-FL", "Orlando", 5000,
    )  # fmt: skip
    assert hand.clicks <= 1
    assert hand.typed <= 36
    assert hand.keys <= 18
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


PASTE = """text => {
  document.activeElement.value = text;
  document.activeElement.dispatchEvent(new InputEvent("input", { bubbles: true }));
  document.activeElement.dispatchEvent(new Event("change", { bubbles: true }));
}"""


def test_a_date_is_typed_in_parts_in_one_piece_or_chosen_by_keyboard(new_page, axe):
    page = new_page(user=make_user())
    page.goto("/events/new/?fresh")
    boxes = [page.locator(f"#id_starts_on{part}") for part in ("", "_month", "_day")]
    sent, year = page.locator("[name=starts_on]"), str(timezone.localdate().year)

    def shown() -> list[str]:
        return [box.input_value() for box in boxes]

    assert (shown(), sent.input_value()) == ([year, "", ""], "")
    boxes[0].focus()
    page.evaluate(PASTE, "令和３年３月１日")
    expect(boxes[2]).to_have_value("1")
    assert (shown(), sent.input_value()) == (["2021", "3", "1"], "2021-03-01")
    boxes[0].fill("R3")
    assert sent.input_value() == "R3.3.1"
    boxes[0].fill("not a date 1/2")
    boxes[0].press("Tab")
    assert shown() == ["not a date 1/2", "3", "1"]
    boxes[0].fill("2021")

    page.get_by_role("group", name="Start date").get_by_role("button", name="Calendar").press("Enter")
    current = page.locator("dialog :focus")
    expect(current).to_have_accessible_name("Monday, March 1, 2021")
    assert axe.run(page).response["violations"] == []
    for key, name in (
        ("ArrowLeft", "Sunday, February 28, 2021"), ("ArrowDown", "Sunday, March 7, 2021"),
        ("PageDown", "Wednesday, April 7, 2021"), ("Home", "Sunday, April 4, 2021"), ("End", "Saturday, April 10, 2021"),
        ("Shift+PageUp", "Friday, April 10, 2020"),
    ):  # fmt: skip
        page.keyboard.press(key)
        expect(current).to_have_accessible_name(name)
    page.keyboard.press("Escape")
    assert (page.locator("dialog[open]").count(), sent.input_value()) == (0, "2021-03-01")
    page.keyboard.press("Enter")
    for key in ("ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert (shown(), sent.input_value()) == (["2021", "3", "2"], "2021-03-02")
    expect(page.locator("#read-starts_on")).to_have_text("Read as: March 2, 2021")

    ends = page.locator("#id_ends_on_day")
    page.locator("#id_ends_on_month").fill("3")
    ends.fill("4")
    assert page.locator("[name=ends_on]").input_value() == "2021-03-04"
