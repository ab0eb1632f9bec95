"""How often one person may ask for what costs much."""

import pytest
from django.urls import reverse

from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_many_files_are_told_to_wait_and_another_person_is_not(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "file": "2/10m/user"}
    address, person = reverse("event_export", args=["csv"]), make_user()
    client.force_login(person)
    assert [client.get(address).status_code for _n in range(3)] == [200, 200, 429]
    assert client.get(reverse("event_list")).status_code == 200
    client.force_login(make_user())
    assert client.get(address).status_code == 200


def test_many_workbooks_are_told_to_wait_and_the_page_still_opens(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "workbook": "1/10m/user"}
    client.force_login(make_user())
    address = reverse("import_create")
    assert [client.post(address).status_code for _n in range(2)] == [422, 429]
    assert client.get(address).status_code == 200
