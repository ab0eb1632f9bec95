"""The table of tests/permission_table_api.py, cell by cell."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models.api_token import Scope, scopes_of
from tests.api.asking import ROOT, Program
from tests.permission_table_api import READ_BY_ALL, ROLES
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


def test_scopes_include_those_before_them():
    token = Program(make_person("Boston staff"), "draft").row
    assert [token.allows(scope) for scope in Scope] == [True, True, False]
