"""Published figures beside what is recorded, headquarters' explanation, and which of them are baselines."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.roles import Role
from reports.models import PublishedFigure, ReconciliationNote
from reports.reconciling import lines
from tests.factories import make_user
from tests.reports.rows import make_small_register

pytestmark = pytest.mark.django_db


@pytest.fixture
def hq(client):
    make_small_register()
    PublishedFigure.objects.all().delete()
    user = make_user(Role.HQ_REVIEWER)
    client.force_login(user)
    return user


def publish(measure: str, first: int, last: int, value: int, **fields) -> PublishedFigure:
    fields = {
        "document_ja": "文書", "document_en": "Document", "published_on": date(2021, 7, 30), "unit_ja": "件", **fields,
    }  # fmt: skip
    return PublishedFigure.objects.create(
        measure=measure, fiscal_year_from=first, fiscal_year_to=last, value=value, **fields
    )


def explain(client, row: PublishedFigure, **said):
    return client.post(reverse("reconciliation"), {"line": row.pk, "version": 0, **said})


def test_each_year_says_published_recorded_and_the_difference(hq):
    """A year without a counting rule has no recorded participants, rather than none."""
    publish("participants", 2017, 2017, 100)
    publish("participants", 2016, 2016, 50)
    publish("events", 2017, 2018, 4)
    found = [
        (line.published.measure, line.published.fiscal_year_from, line.recorded, line.difference) for line in lines()
    ]
    assert found == [("events", 2017, 4, 0), ("participants", 2016, None, None), ("participants", 2017, 120, 20)]


def test_the_page_shows_them_and_keeps_the_explanation_with_its_author(hq, client):
    row = publish("participants", 2017, 2017, 100)
    assert "+20" in client.get(reverse("reconciliation")).content.decode()
    assert explain(client, row, text_ja="後から届いた。", text_en="It came late.").status_code == 302
    note = ReconciliationNote.objects.get()
    assert (note.text_en, note.updated_by, note.version, note.history.count()) == ("It came late.", hq, 1, 1)
    assert "It came late." in client.get(reverse("reconciliation")).content.decode()


def test_a_colleagues_explanation_is_not_written_over(hq, client):
    row = publish("participants", 2017, 2017, 100)
    explain(client, row, text_ja="一")
    assert explain(client, row, text_ja="二").status_code == 409
    assert ReconciliationNote.objects.get().text_ja == "一"


def test_a_baseline_that_is_added_to_recorded_events_says_why(hq, client):
    row = publish("events", 2017, 2017, 3)
    refused = explain(client, row, baseline="added")
    assert (refused.status_code, PublishedFigure.objects.get().baseline) == (422, "")
    assert "Say why recorded events are added" in refused.content.decode()
    assert explain(client, row, baseline="added", baseline_reason="paper files").status_code == 302
    assert PublishedFigure.objects.get().baseline == "added"


def test_no_year_has_two_baselines_of_one_measure(hq, client):
    first = publish("events", 2014, 2016, 30, baseline="unrecorded")
    publish("participants", 2014, 2016, 900, baseline="unrecorded")
    second = publish("events", 2016, 2016, 12, published_on=date(2022, 7, 30))
    refused = explain(client, second, baseline="unrecorded")
    assert refused.status_code == 422
    assert "The years would count twice: “Document” is a baseline of FY2014–FY2016 already." in refused.content.decode()
    assert not ReconciliationNote.objects.exists()
    assert explain(client, first, baseline="").status_code == 302
    assert explain(client, second, baseline="unrecorded").status_code == 302


@pytest.mark.parametrize("role", [Role.MISSION_STAFF, Role.READ_ONLY])
def test_others_explain_nothing(hq, client, role):
    row = publish("participants", 2017, 2017, 100)
    client.force_login(make_user(role))
    assert explain(client, row, text_ja="一").status_code == 404
    assert not ReconciliationNote.objects.exists()
