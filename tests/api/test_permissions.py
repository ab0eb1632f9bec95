"""The table of tests/permission_table_api.py, cell by cell."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models.api_token import Scope, scopes_of
from events.models import Event
from events.status import Status
from tests.api.asking import ROOT, Program
from tests.factories import make_event
from tests.permission_table_api import READ_BY_ALL, ROLES, WRITING
from tests.test_permissions import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", READ_BY_ALL)
def test_what_everybody_reads(name):
    """By a token of any kind or a session; nothing without either, and nothing is written by a method that is not there."""
    path = reverse(f"api:{name}").removeprefix(ROOT)
    for role in ROLES:
        person = make_person(role)
        programs = [Program(person, scope) for scope in scopes_of(person)]
        assert {program.get(path).status_code for program in programs} == {200}, role
        client = Client()
        client.force_login(person)
        assert client.get(ROOT + path).status_code == 200
        assert programs[-1].send("DELETE", path).status_code == 405
        assert programs[-1].send("DELETE", path)["Content-Type"] == "application/problem+json"
    assert Program().get(path).status_code == 401


@pytest.mark.parametrize("case", WRITING, ids="-".join)
def test_who_writes(case):
    """Each role with each kind of token at an event of Boston's; who may not has written nothing, not even a version."""
    name, method, *status = case
    allowed, others = WRITING[case]
    for role in ROLES:
        person = make_person(role)
        place = role.split(" ")[0]
        for scope in scopes_of(person):
            event = make_event(mission="BOS", status=status[0] if status else Status.DRAFT)
            path = "events" + (f"/{event.pk}" if status else "") + ("/submit" if name == "event_submit" else "")
            etag = Program(make_person("HQ reviewer")).get(f"events/{event.pk}")["ETag"]
            before = list(Event.objects.order_by("pk").values())
            answer = Program(person, scope).send(method, path, {"city": "x"}, If_Match=etag)
            done = 201 if name == "event_list" else 200
            expected = 403 if scope not in allowed else others.get(place, done)
            if scope == "draft" and status in (["submitted"], ["confirmed"]) and place == "Denver":
                expected = 404
            assert answer.status_code == expected, (role, scope)
            assert (list(Event.objects.order_by("pk").values()) != before) == (expected in (200, 201)), (role, scope)
    assert Program().send(method, path, {"city": "x"}, If_Match=etag).status_code == 401


def test_scopes_include_those_before_them():
    token = Program(make_person("Boston staff"), "draft").row
    assert [token.allows(scope) for scope in Scope] == [True, True, False]
