"""The pages of editions and drafts, whole: axe-core finds nothing, and nothing sticks out."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from reports.issuing import issue
from reports.models import Edition, EditionDraft
from reports.starting_points import all_pages
from tests.browser.test_accessibility import events, problems_of  # noqa: F401  the events are a fixture
from tests.factories import make_user
from tests.reports.editions import make_draft, only_data


@pytest.fixture
def edition(events, monkeypatch) -> tuple[Edition, EditionDraft]:  # noqa: F811  the fixture that is imported above
    """Two editions with every page, and a draft."""
    only_data(monkeypatch)
    hq = make_user(Role.HQ_REVIEWER)
    chosen = {
        "pages": all_pages(), "languages": ("ja", "en"),
        "practices": {"approach/region-3": (events["confirmed"].pk,), "others": (events["confirmed"].pk,)},
    }  # fmt: skip
    for _time in range(2):
        issued = issue(make_draft(by=hq, **chosen), by=hq, reasons={"*": "as a test"})
    return issued, make_draft(by=hq, **chosen)


@pytest.mark.parametrize(("language", "width", "dark"), [("ja", 390, True), ("en", 1280, False)])
def test_every_page_of_an_edition_is_accessible(edition, new_page, axe, language, width, dark):
    issued, draft = edition
    page = new_page(user=make_user(Role.HQ_REVIEWER, language=language), language=language, width=width, dark=dark)
    number = issued.number
    addresses = [
        reverse("edition_list"), reverse("edition_detail", args=[number]), reverse("edition_trace", args=[number]),
        reverse("trace_events", args=[number, "overview/total"]), reverse("edition_bridge", args=[number - 1, number]),
        reverse("reconciliation"), reverse("draft_detail", args=[draft.pk]), reverse("draft_issue", args=[draft.pk]),
        *(reverse("edition_web", args=[number, each]) for each in ("ja", "en")),
        *(reverse("draft_section", args=[draft.pk, each]) for each in ("count", "form", "pages", "texts", "practices")),
    ]  # fmt: skip
    problems = {}
    for address in addresses:
        page.goto(address)
        if found := problems_of(page, axe, language=language):
            problems[address] = found
    assert problems == {}
