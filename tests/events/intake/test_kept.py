"""What is kept of an upload: sentences for every reader, samples of the columns, and the file for a while."""

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.roles import Role
from events.intake.found import Choices
from events.intake.reading import find, find_kept, open_again
from events.models import Intake
from events.workbook.days import decide_order, telling_dates
from events.workbook.names import Lookups
from tests.events.intake.flow import reviewed
from tests.events.intake.test_pages import review, upload
from tests.events.intake.workbooks import GOOD, made
from tests.factories import make_event, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = make_user(language="en")
    client.force_login(user)
    return user


def said_in_review(intake, user, language):
    from events.intake.review import how_read, shown

    with override(language):
        rows = shown(intake, list(intake.rows.all()), user=user)
        said = [
            (p["label"], p["sentence"], [label for _v, label in p["suggestions"]]) for r in rows for p in r.problems
        ]
        return said, [notice for row in rows for notice in row.notices], how_read(intake)["tables"][0]["notices"]


def test_what_was_uploaded_in_english_is_reviewed_in_japanese(staff):
    rows = [
        ["BOS", "祭り", "2021-05-01", "ナイ", "日本祭り", "対面", "12.9"],
        ["BOS", "寿司", "2021-06-09", "", "", "", 10],
        ["合計", "", "", "", "", "", 99],
    ]
    with override("en"):
        intake = reviewed(made(*rows), user=staff)
    english, japanese = (said_in_review(intake, staff, language) for language in ("en", "ja"))
    assert [label for label, _s, _o in english[0]] == ["State", "Participants in person"]
    assert [label for label, _s, _o in japanese[0]] == ["州・地域", "参加者数（対面）"]
    assert english[0][1][1:] == (
        "“12.9” is not a whole number. Write it without a decimal point, for example 1,200.",
        ["12", "13"],
    )
    assert japanese[0][1][1].startswith("「12.9」") and japanese[0][1][1] != english[0][1][1]
    assert [notice.partition(":")[0] for notice in english[1]] == ["It will be a draft. Before it can be submitted"]
    assert [notice.startswith("Row 4 states a total of 99") for notice in english[2]] == [True]
    for inside in (1, 2):
        assert len(japanese[inside]) == 1 and "Row" not in japanese[inside][0] and "draft" not in japanese[inside][0]


def test_the_columns_page_does_not_open_the_file_again(client, staff, monkeypatch):
    rows = [["BOS", f"祭り{n}", f"{n % 12 + 1}/{n % 28 + 1}/2021", "MA", "日本祭り", "対面", n] for n in range(400)]
    address = upload(client, made(*rows))
    intake = Intake.objects.get()
    lookups = Lookups.load()
    with override("en"):
        whole, [kept] = find(open_again(intake), intake, Choices(), lookups), find_kept(intake, Choices(), lookups)
    assert [(each.key, each.mapping, each.size, {n: o.order for n, o in each.orders.items()}) for each in whole] == [
        (kept.key, kept.mapping, 400, {"starts_on": "mdy"})
    ]
    assert len(kept.table.rows) < 220

    def not_again(*_args, **_options):
        raise AssertionError("the file was read")

    monkeypatch.setattr("events.intake.reading.read_workbook", not_again)
    assert client.get(address).context["form"].found[0].size == 400


def test_a_few_dates_tell_the_order_of_all():
    for cells in (["3/4/2021"] * 9 + ["3/14/2021"], ["14/3/2021", "3/14/2021"], ["3/4/21", "x", None, 5], []):
        assert decide_order(telling_dates(cells)) == decide_order(cells)


def test_old_files_go_and_the_record_says_so(client, staff):
    old, young = (review(client, made(GOOD)) for _n in range(2))
    Intake.objects.filter(pk=old.pk).update(
        **dict.fromkeys(("created_at", "read_at"), timezone.now() - timedelta(days=800))
    )
    folder = Path(settings.MEDIA_ROOT) / "imports"
    for name, days in (("stray.xlsx", 2), ("just-coming.xlsx", 0)):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, times=(timezone.now().timestamp() - days * 86_400,) * 2)
    out = StringIO()
    call_command("remove_old_uploads", stdout=out)
    assert out.getvalue() == "Removed 1 uploaded files older than 730 days and 1 that belonged to nothing.\n"
    assert sorted(path.name for path in folder.iterdir()) == sorted([Path(young.file.name).name, "just-coming.xlsx"])
    assert [each.file_removed_at is None for each in Intake.objects.order_by("pk")] == [False, True]
    page = client.get(reverse("import_columns", args=[old.pk]))
    assert (page.status_code, "was removed on" in page.context["sentence"]) == (409, True)
    call_command("remove_old_uploads", stdout=(again := StringIO()))
    assert again.getvalue() == ""


def test_imports_are_listed_in_the_admin_to_be_looked_at_only(client, staff):
    intake = review(client, made(GOOD))
    make_event(title_ja="別の案件")
    client.force_login(make_user(Role.HQ_ADMINISTRATOR))
    page = client.get(reverse("admin:events_intake_change", args=[intake.pk]))
    assert (page.status_code, intake.sha256 in page.content.decode(), "New 1" in page.content.decode()) == (
        200,
        True,
        True,
    )
    assert client.post(reverse("admin:events_intake_delete", args=[intake.pk]), {"post": "yes"}).status_code == 403
    assert client.get(reverse("admin:events_intake_add")).status_code == 403
