"""Every page, in both languages, wide and narrow, light and dark: axe-core finds nothing, and nothing sticks out.

Each page is loaded once for a visit: the zoom is tried on what is there already.
"""

from datetime import date
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from accounts.roles import Role
from events.models import Event, EventLink, OfficialMet, PartnerRole, Photo
from events.status import Status
from tests import pages, scene
from tests.factories import make_event, make_rules, make_series, make_user

STICKS_OUT = """() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return [...document.querySelectorAll("body *")]
        .filter(e => e.getBoundingClientRect().right > room + 1 && !e.closest(".table-scroll, .visually-hidden"))
        .slice(0, 3).map(e => e.outerHTML.slice(0, 120));
}"""


@pytest.fixture
def events(transactional_db) -> dict[str, Event]:
    """One event per status, the confirmed one with everything an event can have, and a few more for the figures."""
    make_rules()
    series = make_series(name_ja="草の根キャラバン", name_en="Grassroots Caravan")
    texts = {
        "title_ja": "草の根キャラバン　ケンブリッジ市における日系スタートアップ企業との意見交換会",
        "title_en": "Grassroots Caravan: Japanese start-ups meet their neighbours in Cambridge, Massachusetts",
        "summary_ja": "市長ほか約90名が参加。" * 12, "summary_en": "The mayor and about 90 guests took part. " * 6,
        "story_ja": "後日、市長が訪日した。", "story_en": "The mayor later travelled to Japan.",
    }  # fmt: skip
    full = make_event(
        **texts, series=series, partner_missions=["NYC"], venue="CIC", city="Cambridge", is_good_practice=True,
        region_type="region-3", interest_level="interest-2", in_person_count=90, in_person_qualifier="about",
        online_qualifier="unknown", on_demand_count=1_234_567, on_demand_qualifier="at_least", format="hybrid",
        ends_on=date(2019, 5, 2), own_funds="1234.50", outside_funds="99999.99", outside_funds_source="City of Cambridge",
    )  # fmt: skip
    PartnerRole.objects.create(event=full, name="City of Cambridge", role="co_host")
    OfficialMet.objects.create(event=full, name="Jane Roe", title="Mayor", level="local")
    EventLink.objects.create(event=full, url="https://example.org/caravan", label="Announcement")
    picture = BytesIO()
    Image.new("RGB", (640, 480), "#345").save(picture, "JPEG")
    file = ContentFile(picture.getvalue(), name="x.jpg")
    Photo.objects.create(event=full, image=file, caption_ja="意見交換会", caption_en="The exchange")
    for year in (2017, 2018, 2020):
        make_event(starts_on=date(year, 6, 1), in_person_count=None, in_person_qualifier="unknown")
        make_event(mission="DEN", state="US-CO", starts_on=date(year, 9, 1), category="food", is_sample=True)
    statuses = {status: make_event(status=status, **texts) for status in (Status.SUBMITTED, Status.WITHDRAWN)}
    Event.objects.filter(pk=statuses[Status.WITHDRAWN].pk).update(withdrawal_reason="Entered twice.")
    draft = Event(mission=full.mission, return_reason="Please say how many took part.")
    draft.save()
    return {"draft": draft, "confirmed": full, **statuses}


def addresses() -> list[str]:
    """Every page of the URLconf that is read, and those that answer bad or empty input."""
    found = [address for name in pages.names() for address in pages.addresses(name)]
    events_list, report = reverse("event_list"), reverse("report")
    return [
        *found,
        f"{events_list}?state=US-MA&fiscal_year_min=2017&mission=BOS",
        f"{events_list}?columns=number,title,venue,online,partners&density=compact&sort=title",
        f"{events_list}?q=zzzz",
        f"{events_list}?fiscal_year_min=x&nonsense=1",
        f"{report}?fiscal_year_min=2017&fiscal_year_max=2020&mission=BOS",
        f"{report}?fiscal_year_min=x&nonsense=1",
        f"{reverse('board')}?question=no-event&measure=participants&state=US-MA",
        f"{reverse('board')}?sort=nonsense",
        f"{reverse('practice_list')}?q=x",
        "/nothing/is/here/",
    ]


WIDE, PHONE = 1280, 390
ZOOMED = {WIDE: 640, PHONE: 320}
"""How wide a page is, and how wide the same page has to do: at a zoom of 200 %, and on the narrowest screen."""
VISITS = {
    "staff, ja, phone, dark": (Role.MISSION_STAFF, "ja", PHONE, True),
    "staff, en, wide, light": (Role.MISSION_STAFF, "en", WIDE, False),
    "HQ, ja, wide, dark": (Role.HQ_ADMINISTRATOR, "ja", WIDE, True),
    "HQ, en, phone, light": (Role.HQ_ADMINISTRATOR, "en", PHONE, False),
    "nobody, ja, phone, light": (None, "ja", PHONE, False),
    "nobody, en, wide, dark": (None, "en", WIDE, True),
}


def opens(page: Page, address: str) -> bool:
    """False for an address that hands out a file."""
    try:
        page.goto(address)
    except PlaywrightError as error:
        if "Download is starting" in str(error):
            return False
        raise
    return True


def problems_of(page: Page, axe: Axe, *, language: str) -> list[str]:
    """Of the page as it stands, and at twice its size."""
    faults = axe.run(page).response["violations"]
    found = [f"{fault['id']}: {node['html'][:160]}" for fault in faults for node in fault["nodes"]]
    found += [f"sticks out: {html}" for html in page.evaluate(STICKS_OUT)]
    size = page.viewport_size
    if size and size["width"] in ZOOMED:
        page.set_viewport_size({**size, "width": ZOOMED[size["width"]]})
        found += [f"sticks out when it is zoomed: {html}" for html in page.evaluate(STICKS_OUT)]
        page.set_viewport_size(size)
    shown = page.locator("html").get_attribute("lang")
    return found if shown == language else [*found, f"is in “{shown}”"]


@pytest.mark.parametrize("visit", VISITS)
def test_every_page_is_accessible(visit, events, new_page, axe):
    role, language, width, dark = VISITS[visit]
    scene.set_up()
    user = make_user(role, language=language) if role else None
    page = new_page(user=user, language=language, width=width, dark=dark)
    problems = {}
    seen = set()
    for address in addresses():
        if not opens(page, address) or (place := place_of(page)) in seen:
            continue
        seen.add(place)
        if found := problems_of(page, axe, language=language):
            problems[address] = found
    assert problems == {}


def place_of(page: Page) -> str:
    """Its address; the sign-in page is the same wherever it leads back to."""
    path, _question, asked = page.url.partition("?")
    return path if asked.startswith("next=") else page.url


def test_a_fault_is_found(new_page, axe):
    page = new_page(language="en")
    page.goto(reverse("account_login"))
    assert problems_of(page, axe, language="en") == []
    page.evaluate("""() => {
        document.documentElement.lang = "ja";
        document.querySelector("main").innerHTML = "<img src='data:,'><p id='wide'>x</p>";
        document.querySelector("#wide").style.minWidth = "3000px";
    }""")
    found = problems_of(page, axe, language="en")
    kinds = {"image-alt", "sticks out", "sticks out when it is zoomed", "is in “ja”"}
    assert {line.split(":")[0] for line in found} >= kinds
