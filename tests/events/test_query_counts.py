"""Comparing, restoring and undoing cost as many queries for three rows of each kind as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Record
from accounts.roles import Role
from events.comments import write
from events.models import Event, EventLink, OfficialMet, Outcome, PartnerRole, Photo
from events.review import decide
from tests.events.test_merging import fresh
from tests.factories import make_event, make_rules, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def hq(client):
    make_rules()
    person = make_user(Role.HQ_ADMINISTRATOR)
    client.force_login(person)
    return person


def filled(count: int, **fields) -> Event:
    """With so many of everything that belongs to an event, and as many versions."""
    event = make_event(partner_missions=["NYC", "DEN", "CHI"][:count], **fields)
    for n in range(count):
        PartnerRole.objects.create(event=event, name=f"City {n}", role="host")
        OfficialMet.objects.create(event=event, name=f"Mayor {n}")
        EventLink.objects.create(event=event, url=f"https://example.org/{n}")
        Photo.objects.create(event=event, width=1, height=1)
        Outcome.objects.create(event=event, text_en=f"Visit {n}")
        write(event, by=make_user(), text=f"Why {n}?")
        event.city = f"Town {n}"
        event.save_version(by=make_user(), version=event.version)
    return event


def queries_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_comparing_two(client, hq):
    pairs = [(filled(count), filled(count)) for count in (1, 3)]
    one, three = (queries_of(client, reverse("duplicate_detail", args=[a.pk, b.pk])) for a, b in pairs)
    assert one == three


def test_an_event_into_which_others_were_merged(client, hq):
    counts = []
    for merged in (1, 3):
        survivor = make_event()
        for _n in range(merged):
            make_event().merge_into(fresh(survivor), by=hq, because="one")
        counts.append(queries_of(client, survivor.get_absolute_url()))
    assert counts[0] == counts[1]


def test_restoring(client, hq):
    one, three = (queries_of(client, reverse("event_restore", args=[filled(n).pk, 1])) for n in (1, 3))
    assert one == three


def test_undoing(client, hq):
    counts = []
    for count in (1, 3):
        chosen = [filled(1, status="submitted") for _n in range(count)]
        decide({event.pk: fresh(event).version for event in chosen}, by=hq, verb="confirm")
        record = Record.objects.filter(kind="change").latest("position")
        counts.append(queries_of(client, reverse("trail_undo", args=[record.position])))
    assert counts[0] == counts[1]
