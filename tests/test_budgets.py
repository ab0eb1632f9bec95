"""What a page may weigh and cost: bytes as they travel, statements, and processor time with room for a slow machine.

Bytes are those of gzip, as nginx and WhiteNoise send them. The main pages are held to it at a full page of a list; the style
sheets and scripts of each page are added up from what the page itself names.
"""

import gzip
import re
from datetime import date
from pathlib import Path
from time import process_time

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from events.models import Event
from tests.factories import build_event, make_rules, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HTML, STYLES_AND_SCRIPTS = 60_000, 60_000
STATEMENTS, SECONDS = 30, 0.5
PAGES = (
    "/", "/events/", "/events/new/", "/events/imports/paste/", "/calendar/", "/report/", "/board/", "/states/", "/dashboard/",
    "/practices/", "/returns/", "/review/", "/find/?q=festival",
)  # fmt: skip


@pytest.fixture
def register():
    """A full page of the list, in two years, and a few that wait for headquarters."""
    make_rules()
    days = [date(2025 + number % 2, 5, 1 + number % 28) for number in range(60)]
    fields = [{"mission": "BOS" if number % 2 else "DEN", "title_en": f"Festival {number}"} for number in range(60)]
    events = [build_event(starts_on=day, **each) for day, each in zip(days, fields, strict=True)]
    for event in events[:5]:
        event.status = "submitted"
    Event.objects.bulk_create(events)


@pytest.mark.parametrize("role", [Role.MISSION_STAFF, Role.HQ_ADMINISTRATOR])
def test_every_main_page_keeps_its_budget(register, client, role):
    client.force_login(make_user(role, language="ja"))
    over = []
    for address in PAGES:
        if client.get(address).status_code == 404:
            continue
        began = process_time()
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address)
        spent, html = process_time() - began, page.content
        static = {name.split("?")[0] for name in re.findall(r'/static/([^"]+\.(?:css|js))', html.decode())}
        weight = {name: len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in static}
        figures = {
            "html": (len(gzip.compress(html)), HTML),
            "styles and scripts": (sum(weight.values()), STYLES_AND_SCRIPTS),
            "statements": (len(asked), STATEMENTS),
            "seconds": (spent, SECONDS),
        }
        assert len(static) >= 3, address
        over += [(address, name, spent, most) for name, (spent, most) in figures.items() if spent > most]
    assert over == []
