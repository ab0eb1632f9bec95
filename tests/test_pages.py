"""The list of pages is that of the URLconf, and each is there for somebody on a register in use."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

from tests import pages, scene
from tests.permission_table import POST_ONLY
from tests.test_permissions import names

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FOR_NOBODY_NOW = {
    "account_set_password", "account_reset_password_from_key", "mfa_authenticate", "mfa_login_webauthn", "mfa_reauthenticate_webauthn",
    "mfa_edit_webauthn", "mfa_remove_webauthn", "openid_connect_login", "openid_connect_callback", "socialaccount_login_error",
    "view_open",
}  # fmt: skip
"""Steps of signing in, passkeys that nobody has, a ministry's sign-on that is not set up; the
address that leads on to the view with which somebody opens the list."""


def test_each_page_is_there_for_somebody():
    call_command("load_sample", "--with-accounts", verbosity=0)
    who = scene.set_up()
    answers: dict[str, set[int]] = {}
    in_two_groups = set()
    for person in (who.administrator, who.staff, who.leaving, None):
        client = scene.signed_in(person) if person else Client()
        for name in pages.names():
            for address in pages.addresses(name):
                response = client.get(address)
                answers.setdefault(name, set()).add(response.status_code)
                if not response.streaming and response.content.decode().count(' class="is-current"') > 1:
                    in_two_groups.add(name)
    assert {name for name, statuses in answers.items() if 200 not in statuses} == FOR_NOBODY_NOW
    assert in_two_groups == set(), "a page belongs to one group of the navigation"


def test_what_is_no_page_is_named():
    left_out = names(get_resolver().url_patterns) - set(pages.names()) - set(pages.NOT_PAGES)
    read = {name for name, methods in pages.PAGES.items() if "GET" in methods}
    read |= {name for table in pages.TABLES for name, method in table if method == "GET"}
    assert left_out & read == set()
    assert set(POST_ONLY) <= left_out | {"comment_withdraw"}
