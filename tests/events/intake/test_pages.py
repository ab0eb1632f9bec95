"""The flow as a person goes through it: upload, columns, review, written, undone."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.roles import Role
from events.models import Event, Intake
from tests.events.intake.workbooks import GOOD, NAMES, made
from tests.factories import make_event, make_user

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
    # the menus of its head are closed as on every page: what the page calls open is the import
    assert page.content.count(b"data-dropdown") == client.get(reverse("event_list")).content.count(b"data-dropdown")
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


def test_the_review_costs_the_same_at_one_and_three_rows(client, staff, django_assert_num_queries):
    make_event(title_ja="日本祭り", title_en="", starts_on=date(2021, 5, 2), status="submitted")
    for count in (1, 3):
        intake = review(client, made(*[["", f"日本祭り{'！' * n}", *GOOD[2:]] for n in range(count)]))
        with django_assert_num_queries(18):
            assert client.get(intake.get_absolute_url()).status_code == 200


def test_a_colleague_of_the_same_mission_finds_no_such_page(client, staff):
    intake = review(client, made(GOOD))
    client.force_login(make_user())
    assert confirm(client, intake).status_code == 404
    assert intake.name not in client.get(reverse("import_list")).content.decode()
    client.force_login(make_user(Role.MISSION_APPROVER))
    assert confirm(client, intake).status_code == 302
    assert Event.objects.get().created_by.role == Role.MISSION_APPROVER


def test_a_file_that_is_none_leaves_nothing_behind(client, staff):
    file = BytesIO(b"MZ\x90\x00 not a workbook")
    file.name = "a.xlsx"
    response = client.post(reverse("import_create"), {"file": file})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["file"])
    assert Intake.objects.count() == 0
    assert not any(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*.xlsx"))


def test_a_stale_review_writes_nothing(client, staff):
    intake = review(client, made(GOOD, ["", "寿司の会", *GOOD[2:]]))
    row = intake.rows.first()
    client.post(reverse("import_row", args=[intake.pk, row.pk]), {"action": "skip"})
    response = client.post(reverse("import_confirm", args=[intake.pk]), {"which": "all", "revision": intake.revision})
    assert (response.status_code, Event.objects.count()) == (409, 0)
    assert confirm(client, intake).status_code == 302
    assert list(Event.objects.values_list("title_ja", flat=True)) == ["寿司の会"]


def test_a_corrected_row_is_read_again(client, staff):
    intake = review(client, made(["", "祭り", "2021-13-45", *GOOD[3:]]))
    row = intake.rows.get(number=2)
    address = reverse("import_row", args=[intake.pk, row.pk])
    form = client.get(address).context["form"]
    texts = {bound.name: bound.value() or "" for bound in form}
    assert client.post(address, {**texts, "starts_on": "令和3年7月1日"}).status_code == 302
    row.refresh_from_db()
    assert (row.outcome, row.starts_on, row.decisions["cells"]) == (
        "new",
        date(2021, 7, 1),
        {"starts_on": "令和3年7月1日"},
    )


def test_the_list_begins_with_the_latest_and_counts_each_kind_by_itself(client, staff):
    first = review(
        client, made(GOOD, ["", "寿司の会", "2021/6/1", "", "", "", ""], ["", "悪い行", "2021-13-45", "", "", "", ""])
    )
    confirm(client, first, which="good")
    second = review(
        client, made(["", "茶会", "2021-13-45", "", "", "", ""], ["", "花見", "2021-13-46", "", "", "", ""])
    )
    imports = client.get(reverse("import_list")).context["imports"]
    assert [(each.pk, each.waiting, each.events) for each in imports] == [(second.pk, 2, 0), (first.pk, 1, 2)]
    labels = [client.get(each.get_absolute_url()).context["tabs"][0].label for each in (first, second)]
    assert labels == ["Not written", "Need you"]


def test_rows_that_are_all_skipped_do_not_wait_for_anybody(client, staff):
    intake = review(client, made(GOOD, ["", "悪い行", "2021-13-45", "", "", "", ""]))
    [bad] = intake.rows.filter(outcome="refused")
    assert "Download the rows that need you" in client.get(intake.get_absolute_url()).content.decode()
    client.post(reverse("import_row", args=[intake.pk, bad.pk]), {"action": "skip"})
    page = client.get(intake.get_absolute_url()).content.decode()
    assert ("Download the rows that need you" in page, "Download the rows that were left out" in page) == (False, False)
    assert "Download the skipped rows" in page


def test_a_partner_mission_by_both_its_names_is_one(client, staff):
    intake = review(client, made([*GOOD, "ニューヨーク総 / New York、マイアミ総"], names=[*NAMES, "共催公館"]))
    assert intake.rows.get().said["partner_missions"] == [["MIA"], ["NYC"]]
