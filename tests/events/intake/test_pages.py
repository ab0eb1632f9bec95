"""The flow as a person goes through it: upload, columns, review, written, undone."""

import pytest
from django.urls import reverse

from events.models import Event, Intake
from tests.events.intake.workbooks import GOOD, made
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def upload(client, file, **data):
    """The columns page's address."""
    file.seek(0)
    response = client.post(reverse("import_create"), {"file": file, **data})
    assert response.status_code == 302, response.context["form"].errors
    return response.url


def default_choices(page) -> dict:
    """What the columns page would send if nobody touched it."""
    form = page.context["form"]
    return {bound.html_name: value for bound in form if (value := bound.value()) not in (None, "", False)}


def review(client, file, **data) -> Intake:
    address = upload(client, file, **data)
    response = client.post(address, default_choices(client.get(address)))
    assert response.status_code == 302
    return Intake.objects.latest("pk")


def confirm(client, intake, **data):
    intake.refresh_from_db()
    return client.post(
        reverse("import_confirm", args=[intake.pk]), {"which": "all", "revision": intake.revision, **data}
    )


@pytest.fixture
def staff(client):
    user = make_user()
    client.force_login(user)
    return user


def test_from_upload_to_written_and_back(client, staff):
    intake = review(client, made(GOOD, ["", "寿司の会", "2021/6/1", "", "", "", ""], above=["令和3年度 実績"]))
    page = client.get(intake.get_absolute_url())
    assert (page.status_code, page.context["counts"]["new"], page.context["complete"]) == (200, 2, 1)
    assert Event.objects.count() == 0
    response = confirm(client, intake, submit="on")
    assert response.status_code == 302
    assert list(Event.objects.order_by("starts_on").values_list("title_ja", "status", "number", "in_person_count")) == [
        ("日本祭り", "submitted", "BOS-2021-0001", 500), ("寿司の会", "draft", None, None),
    ]  # fmt: skip
    assert client.get(intake.get_absolute_url()).status_code == 200
    assert confirm(client, intake).status_code == 409
    assert client.post(reverse("import_undo", args=[intake.pk])).status_code == 302
    assert set(Event.objects.values_list("status", "version")) == {("withdrawn", 2)}
    assert client.post(reverse("import_undo", args=[intake.pk])).status_code == 409
