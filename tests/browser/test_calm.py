"""Pages stand still: nothing jumps while a page loads, and nothing moves for whoever asked for less motion."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from playwright.sync_api import Page, expect

from events.models import Photo
from tests.factories import make_event, make_rules, make_user

pytestmark = pytest.mark.django_db(transaction=True)

WATCH = """
window.shifts = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) {
    const moved = entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.nodeName);
    window.shifts.push([entry.value, moved.join(" | ")]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
MOVING = """() => [...document.querySelectorAll("*")].filter(each => ["", "::before", "::after"].some(part => {
  const style = getComputedStyle(each, part || null);
  const seconds = [style.animationDuration, style.transitionDuration].flatMap(text => text.split(", "));
  return style.scrollBehavior === "smooth" || seconds.some(text => parseFloat(text) > 0.01);
})).map(each => `${each.tagName} ${each.className}`)"""
PLANT = """() => {
  const box = document.createElement("div");
  box.style.height = "20rem";
  document.querySelector("main").prepend(box);
  document.querySelector("h1").style.setProperty("transition", "color 1s", "important");
}"""


def shifted(page: Page) -> tuple[float, str]:
    """How much of the page has jumped, by Chromium's own measure, and what did; after two frames, in which the last is told."""
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"
    )
    shifts = page.evaluate("window.shifts")
    return round(sum(value for value, _what in shifts), 4), "; ".join(what for _value, what in shifts)


def with_photo(**fields) -> str:
    event = make_event(is_good_practice=True, story_en="Well done", **fields)
    picture = BytesIO()
    Image.new("RGB", (600, 400), "teal").save(picture, "JPEG")
    photo = Photo(event=event, consent_by="all", is_publishable=True)
    photo.image.save("a.jpg", ContentFile(picture.getvalue(), name="a.jpg"), save=False)
    photo.save()
    return event.get_absolute_url()


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_jumps_while_it_loads_and_none_moves(new_page, settings, width):
    settings.DEBUG = False
    make_rules()
    address = with_photo(starts_on="2019-06-01", title_en="Festival")
    page = new_page(user=make_user(), width=width)
    page.add_init_script(WATCH)
    main = ("/", "/events/", address, address.replace("events", "practices"), "/practices/", "/dashboard/", "/report/", "/states/",
            "/returns/", "/events/new/")  # fmt: skip
    found = {}
    for path in main:
        for _visit in range(2):  # a page that comes in pieces may settle once; what it does each time is a fault
            page.goto(path)
            page.wait_for_load_state("networkidle")
            found[path] = (*shifted(page), page.evaluate(MOVING))
            if found[path][0] < 0.01:
                break
    assert {path: told for path, told in found.items() if told[0] >= 0.01 or told[2]} == {}

    page.locator("#id_starts_on_month").fill("5")
    page.locator("#id_starts_on_day").fill("1")
    page.locator("[name=in_person_count]").fill("about 500")
    page.locator("[name=in_person_count]").press("Tab")
    expect(page.locator("#read-in_person_count")).to_have_text("Read as: about 500")
    assert shifted(page)[0] < 0.01, "what was read arrives where a line is kept for it"

    page.evaluate("window.scrollTo(0, 0)")
    page.evaluate(PLANT)
    assert (shifted(page)[0] > 0.01, page.evaluate(MOVING)) == (True, ["H1 "]), "this test can fail"
