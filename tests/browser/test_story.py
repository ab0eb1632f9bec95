"""A day with the register: Boston logs an event in Japanese, the report changes by exactly it, Denver cannot touch it."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import gettext, override
from playwright.sync_api import Page, expect

from accounts.sample import PASSWORD
from events.models import Category, Event
from regions.models import Mission, Region, State
from reports.typography import fiscal_year_in, fiscal_years_in

TITLE = "ボストン日本祭り　寿司と茶の湯の夕べ"
REPORT = "/report/?fiscal_year_min=2017&fiscal_year_max=2020"
SIGNS = str.maketrans({"−": "-", "―": "0", ",": None, "±": None, "+": None})

READ_TABLES = """() => Object.fromEntries(
    [...document.querySelectorAll("main table[data-breakdown] tr:has(td.num)")].map(row => [
        row.closest("table").dataset.breakdown + " / " + row.querySelector("th").innerText.replace(/\\s+/g, " ").trim(),
        [...row.querySelectorAll("td.num")].map(cell => cell.innerText.trim()),
    ])
)"""
"""Every number of the report: "breakdown / row" -> the row's cells."""


@pytest.fixture
def sample(transactional_db):
    call_command("load_sample", stdout=StringIO())


def sign_in(page: Page, email: str) -> None:
    page.goto("/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(re.compile(r"/$"))


def numbers(page: Page) -> dict[str, list[str]]:
    page.goto(REPORT)
    return page.evaluate(READ_TABLES)


def growth(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, list[int]]:
    """By how much each cell grew, of the rows that changed."""
    assert set(before) == set(after)
    return {
        row: [int(b.translate(SIGNS)) - int(a.translate(SIGNS)) for a, b in zip(before[row], after[row], strict=True)]
        for row in before
        if before[row] != after[row]
    }


def growth_by_one_event(people: int) -> dict[str, list[int]]:
    """What a festival in Massachusetts in May 2019, led by Boston, adds to the report as Japanese readers see it."""
    state = State.objects.get(pk="US-MA")
    with override("ja"):
        total, none = gettext("Total"), gettext("Not given")
        year, span = fiscal_year_in("ja", 2019), fiscal_years_in("ja", 2017, 2020)
        rows = [
            f"fiscal_year / {year} 令和元年度",
            f"region / {Region.objects.get(pk=state.region_id).name}",
            f"state-{state.region_id} / {state.name}",
            f"category / {Category.objects.get(pk='festival').name}",
            f"format / {gettext('In person')}",
            *(f"approach-{axis} / {none}" for axis in ("region", "interest", "pillar")),
        ]
        expected = {row: [1, people, 0] for row in rows}
        expected |= {f"{row.split(' / ')[0]} / {total}": [1, people, 0] for row in [*rows, "mission / "]}
        expected[f"mission / {Mission.objects.get(pk='BOS').short_name}"] = [1, people, 0, 0]
        expected |= {
            "published / " + gettext("Events, %(span)s") % {"span": span}: [0, 1, 1],
            "published / " + gettext("Participants, %(span)s") % {"span": span}: [0, people, people],
            "published / " + gettext("Participants, %(span)s") % {"span": year}: [0, people, people],
        }
    return expected


def log_event(page: Page) -> Event:
    page.goto(reverse("event_create"))
    page.locator("[name=title_ja]").fill(TITLE)
    page.locator("#id_starts_on").fill("令和元年5月18日")
    page.locator("[name=category]").select_option("festival")
    page.locator("[name=format][value=in_person]").check()
    page.locator("[name=in_person_count]").fill("約１，２３４名")
    page.locator("button[name=action][value=submit]").click()
    expect(page.locator("h1")).to_contain_text(TITLE)
    return Event.objects.get(title_ja=TITLE)


def test_boston_logs_an_event_and_denver_cannot_touch_it(sample, new_page):
    boston, denver, reviewer = (new_page(language="ja") for _person in range(3))
    sign_in(boston, "staff.bos@example.org")
    sign_in(denver, "staff.den@example.org")
    sign_in(reviewer, "reviewer@example.org")
    before, before_in_denver = numbers(boston), numbers(denver)
    assert len(before) > 90
    expect(boston.locator("main .big-figure").first).to_have_text("918")

    event = log_event(boston)
    said = (event.status, event.mission_id, event.state_id, event.in_person_count, event.in_person_qualifier)
    assert said == ("submitted", "BOS", "US-MA", 1234, "about")
    assert re.fullmatch(r"BOS-2019-\d{4}", event.number or "")
    assert growth(before, numbers(boston)) == growth_by_one_event(1234)
    assert numbers(reviewer) == numbers(boston)

    # Not confirmed yet: for Denver there is no such event, in no list and in no sum.
    read, change = reverse("event_detail", args=[event.pk]), reverse("event_edit", args=[event.pk])
    for address in (read, change):
        answer = denver.goto(address)
        assert answer.status == 404, address
        expect(denver.locator("body")).not_to_contain_text(TITLE)
    assert numbers(denver) == before_in_denver
    denver.goto(f"{reverse('event_list')}?mission=BOS&fiscal_year_min=2019&fiscal_year_max=2019")
    expect(denver.locator("main")).not_to_contain_text(TITLE)

    # Confirmed: Denver reads and counts it, and finds no way to change it.
    reviewer.goto(read)
    reviewer.locator("form[action$='/confirm/'] button").click()
    expect(reviewer.locator("main .badge--confirmed").first).to_be_visible()
    assert denver.goto(read).status == 200
    expect(denver.locator("h1")).to_contain_text(TITLE)
    assert denver.locator(f"main a[href*='/{event.pk}/edit'], main form[method=post]").count() == 0
    assert denver.goto(change).status == 404
    assert growth(before_in_denver, numbers(denver)) == growth_by_one_event(1234)

    boston.goto(read)
    assert boston.locator(f"main a[href='{change}']").count() == 1
