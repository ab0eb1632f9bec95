"""Many events at once: pasted, mended and written from the keyboard alone."""

import pytest
from playwright.sync_api import expect

from events.models import Event, Intake, UnsavedForm
from tests.factories import make_rules, make_user

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 25_000
COPIED = (
    "件名\t実施日\t都市\t州\t参加者数\t形式\t分野\t担当課\n"
    "日本祭り\t令和3年5月1日\tBoston\tMA\t約500名\t対面\tfood\t広報\n"
    '"寿司の会\n（第2回）"\tR3.13.1\tSalem\tMA\t300名以上\t対面\tfood\t広報\n'
)
CURRENT = "document.activeElement.ariaLabel"
PASTE = """text => {
  const held = new DataTransfer();
  held.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
}"""


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_rows_are_pasted_mended_and_written_from_the_keyboard(new_page, axe):
    make_rules()
    person = make_user()
    page = new_page(user=person)
    page.goto("/events/imports/paste/")
    assert page.evaluate(CURRENT) == "Row 2, Title in Japanese"
    page.evaluate(PASTE, COPIED)
    status, said = page.locator("[data-grid-status]"), page.locator("#grid-said")
    expect(status).to_have_text("1 row can be entered. 1 row needs you.")
    assert page.evaluate(CURRENT) == "Row 2, Title in Japanese"

    press(page, "ArrowDown", "Tab", "Tab")
    assert page.evaluate(CURRENT) == "Row 3, Start date"
    expect(said).to_have_text("“R3.13.1”: there is no month 13.")
    expect(page.locator(":focus")).to_have_attribute("aria-invalid", "true")
    assert axe.run(page).response["violations"] == []
    page.keyboard.type("R3.12.1")
    press(page, "Enter")
    assert page.evaluate(CURRENT) == "Row 4, Start date"
    expect(status).to_have_text("2 rows can be entered.")
    expect(page.locator("[data-grid-asked]")).to_be_hidden()

    page.keyboard.type("to be taken back")
    press(page, "Enter", "Control+z")
    assert (page.evaluate(CURRENT), page.locator(":focus").input_value()) == ("Row 4, Start date", "")
    press(page, "ArrowUp", "F2", "Backspace", "2", "Escape")
    assert page.locator(":focus").input_value() == "R3.12.1"
    press(page, "Shift+ArrowUp", "Delete", "Control+z", "Control+Shift+z", "Control+z")
    expect(page.locator("#paste-form")).to_have_attribute("data-keep", "kept", timeout=SOON)
    assert [row.title for row in UnsavedForm.objects.of(person)] == ["Pasted rows"]
    page.reload()
    expect(page.locator(".grid__value").filter(has_text="R3.12.1")).to_have_count(1)

    press(page, "Escape", "Tab")
    assert page.evaluate("document.activeElement.textContent") == "Check the rows"
    press(page, "Shift+Tab", "Control+Enter")
    page.wait_for_url(lambda url: "paste" not in url)
    assert list(Intake.objects.get().rows.values_list("number", "outcome", "title")) == [
        (2, "new", "日本祭り"), (3, "new", "寿司の会 （第2回）"),
    ]  # fmt: skip
    page.locator("[name=submit]").focus()
    press(page, "Space", "Tab", "Enter")
    expect(page.locator("#written")).to_be_visible()
    assert list(
        Event.objects.order_by("starts_on").values_list("city", "status", "in_person_count", "in_person_qualifier")
    ) == [("Boston", "submitted", 500, "about"), ("Salem", "submitted", 300, "at_least")]
    assert not UnsavedForm.objects.exists()
