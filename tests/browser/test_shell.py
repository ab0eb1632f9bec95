"""The frame of every page: by keyboard, without JavaScript, and with unsaved text."""

import pytest
from playwright.sync_api import expect

from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_without_javascript_a_phone_signs_in_reads_in_japanese_and_signs_out(browser, live_server):
    user = make_user(language="en")
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="en-US", viewport={"width": 390, "height": 844}
    )
    try:
        page = context.new_page()
        page.goto("/")
        page.get_by_label("Email").fill(user.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page).to_have_url(f"{live_server.url}/")
        expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
        page.locator("details.menu > summary").click()
        page.locator("button[name=language][value=ja]:visible").click()
        expect(page.locator("html")).to_have_attribute("lang", "ja")
        page.locator("details.menu > summary").click()
        page.locator("form[action='/accounts/logout/'] button:visible").click()
        expect(page).to_have_url(f"{live_server.url}/accounts/login/")
    finally:
        context.close()
    user.refresh_from_db()
    assert user.language == "ja"


def test_the_first_tab_leads_past_the_navigation(new_page):
    page = new_page(user=make_user())
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_text("Skip to the content")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_ones_name_opens_and_closes_by_keyboard(new_page):
    page = new_page(user=make_user())
    page.goto("/")
    name = page.locator(".site-header__account details.dropdown > summary")
    sign_out = page.get_by_role("button", name="Sign out")
    name.press("Enter")
    expect(sign_out).to_be_visible()
    sign_out.press("Escape")
    expect(sign_out).to_be_hidden()
    expect(name).to_be_focused()
    name.click()
    page.get_by_role("heading", level=1).click()
    expect(sign_out).to_be_hidden()


def test_every_control_of_the_frame_is_large_enough_for_a_thumb(new_page):
    page = new_page(user=make_user(), width=390)
    page.goto("/")
    page.locator("details.menu > summary").click()
    controls = page.locator(".site-header :is(a, button, summary):visible")
    small = []
    for control in controls.all():
        box = control.bounding_box()
        if box["height"] < 44 or box["width"] < 44:
            small.append((control.inner_text(), box["width"], box["height"]))
    assert controls.count() >= 4
    assert small == []


@pytest.mark.parametrize("is_changed", [True, False])
def test_a_form_with_unsaved_text_asks_before_it_is_left(new_page, is_changed):
    """The password form stands for any form with data-guard: the script is loaded again after the mark is set."""
    page = new_page(user=make_user())
    page.goto("/accounts/password/change/")
    page.evaluate("document.querySelector('main form').dataset.guard = ''")
    page.add_script_tag(url=page.locator("script[src*='js/register']").get_attribute("src"))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    if is_changed:
        page.get_by_label("Current Password").fill("typed")
    page.get_by_role("link", name="Grassroots register").click()
    page.wait_for_url("**/")
    assert asked == (["beforeunload"] if is_changed else [])
