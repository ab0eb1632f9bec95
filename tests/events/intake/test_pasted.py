"""Rows pasted as text or from the grid: read as a workbook would be, checked while they are typed, kept by their author."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.roles import Role
from events.intake.pasted import COLUMNS, lines_of, look_at, places_of
from events.models import Event, Intake, UnsavedForm
from events.spreadsheets.columns import BY_KEY
from events.spreadsheets.row_key import row_key
from tests.events.intake.flow import outcomes, reviewed
from tests.events.intake.test_pages import confirm
from tests.events.intake.workbooks import made
from tests.factories import make_event, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "/events/imports/paste/"
OFFICE = ["件名", "実施日", "都市", "州", "参加者数", "形式", "分野", "謎の列"]
GOOD = ["日本祭り", "令和3年5月1日", "Boston", "MA", "約500名", "対面", "food", "?"]
BAD = ["寿司の会", "R3.13.1", "Salem", "MA", "300名以上", "対面", "food", ""]


def text_of(*lines: list[str]) -> str:
    return "\r\n".join("\t".join(line) for line in lines)


def in_grid(**cells: str) -> list[str]:
    return [cells.get(column.key, "") for column in COLUMNS]


@pytest.fixture
def staff(client):
    user = make_user()
    client.force_login(user)
    return user


def test_pasted_rows_become_what_the_same_workbook_becomes(client, staff):
    response = client.post(ADDRESS, {"rows": text_of(OFFICE, GOOD, BAD)})
    pasted = Intake.objects.get()
    assert (response.status_code, response.url, pasted.state, pasted.name) == (
        302, pasted.get_absolute_url(), "review", "Pasted rows.csv",
    )  # fmt: skip
    sheet = reviewed(made(GOOD, BAD, names=OFFICE), user=staff)
    facts = ("number", "outcome", "said", "problems", "is_complete")
    assert list(pasted.rows.values_list(*facts)) == list(sheet.rows.values_list(*facts))
    assert outcomes(pasted) == [(2, "new"), (3, "refused")]
    assert confirm(client, pasted, which="good", submit="on").status_code == 302
    assert list(Event.objects.values_list("title_ja", "number", "in_person_count", "in_person_qualifier", "city")) == [
        ("日本祭り", "BOS-2021-0001", 500, "about", "Boston")
    ]


def test_rows_without_a_header_stand_in_the_columns_of_the_template(client, staff):
    row = in_grid(
        title_ja="日本祭り", starts_on="2021-05-01", state="MA", in_person_count="300+", summary_ja='"一"\n二'
    )
    client.post(ADDRESS, {"rows": text_of([f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row])})
    said = Intake.objects.get().rows.get().said
    assert {name: said[name] for name in ("title_ja", "starts_on", "state", "in_person", "summary_ja")} == {
        "title_ja": "日本祭り", "starts_on": "2021-05-01", "state": "US-MA", "in_person": [300, "at_least"],
        "summary_ja": '"一"\n二',
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" \r\n\t", "There is no row yet. Paste rows, or type into the cells."),
        (text_of(OFFICE, *[GOOD] * 501), "These are 501 rows; the grid takes 500. Upload them as a workbook instead."),
        (f"件名\t実施日\r\n{'x' * 32_768}\t\r\n", ""),
    ],
)
def test_what_cannot_be_taken_in_is_said_and_stays_on_the_page(client, staff, text, sentence):
    response = client.post(ADDRESS, {"rows": text})
    errors = response.context["form"].errors["rows"]
    assert (response.status_code, response.context["form"]["rows"].value()) == (422, text)
    assert errors == [sentence] if sentence else "32767" in errors[0].replace(",", "")
    assert Intake.objects.count() == 0


def test_headquarters_says_whose_they_are(client):
    client.force_login(make_user(Role.HQ_REVIEWER))
    client.post(ADDRESS, {"rows": text_of(OFFICE, GOOD), "mission": "DEN"})
    intake = Intake.objects.get()
    assert (intake.mission_id, list(intake.rows.values_list("mission_code", flat=True))) == ("DEN", ["DEN"])


def test_a_header_that_nobody_knows_is_asked_about(client, staff):
    response = client.post(ADDRESS, {"rows": text_of(["件名", "都市", "When it was"], ["日本祭り", "Boston", "2021"])})
    intake = Intake.objects.get()
    assert (intake.state, client.get(response.url).url) == ("columns", reverse("import_columns", args=[intake.pk]))


# ---- while it is typed


def check(client, *lines: list[str]) -> dict:
    return client.post(ADDRESS, {"action": "check", "rows": text_of(*lines)}).json()


def test_each_problem_is_said_at_its_cell_and_nothing_is_kept(client, staff):
    assert check(client, OFFICE, GOOD, BAD, ["※ 集計中"]) == {
        "sentence": "1 row can be entered. 2 rows need you.",
        "rows": [
            {"number": 3, "cells": [{"column": 1, "is_asked": True, "sentence": "“R3.13.1”: there is no month 13."}]},
            {"number": 4, "cells": [{"column": None, "is_asked": True, "sentence":
                                     "This row is not read as an event: give it a title and a start date."}]},
        ],
    }  # fmt: skip
    assert Intake.objects.count() == 0
    assert not any(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*.csv"))


def test_a_check_says_what_stops_everything(client, staff):
    said = check(client, ["件名", "都市"], ["日本祭り", "Boston"])
    assert (said["sentence"], said["rows"]) == ("No column gives the date of the events. Choose the column.", [])


def test_a_check_tells_nothing_of_other_missions(client, staff):
    hidden = make_event(mission="DEN", state="US-CO", title_en="Secret visit", status="draft", city="Aspen")
    lines = [[BY_KEY["row_key"].header, *OFFICE], [row_key(hidden.pk, hidden.version), *GOOD]]
    said = look_at(text_of(*lines), user=staff, mission=staff.mission)
    assert said["rows"]
    assert not any(word in str(said) for word in ("Secret", "Aspen", "DEN", "Denver"))


def test_a_check_costs_the_same_at_one_and_three_rows(client, staff, django_assert_max_num_queries):
    make_event(title_ja="日本祭り", title_en="", starts_on="2021-05-02", status="submitted")
    counts = []
    for rows in (1, 3):
        with django_assert_max_num_queries(40) as made_queries:
            check(client, OFFICE, *[[f"日本祭り{'！' * n}", *GOOD[1:]] for n in range(rows)])
        counts.append(len(made_queries))
    assert counts[0] == counts[1]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("line", "places"),
    [
        (["件名", "実施日", "参加者数（名）", "謎"], ["title_ja|title_en", "starts_on", "in_person_count", ""]),
        (["Title in English", "Start date", "State"], ["title_en", "starts_on", "state"]),
        (["件名", "件名", "実施日"], ["title_ja|title_en", "", "starts_on"]),
        (["行キー（変更不可）", "開始日", "公館"], ["", "starts_on", ""]),
        (["日本祭り", "令和3年5月1日", "Boston"], None),
        (["件名"], None),
    ],
)
def test_the_places_of_a_header(line, places):
    assert places_of(line) == places


@pytest.mark.one_database
def test_the_template_s_header_stands_above_rows_without_one():
    assert lines_of("a\tb\n")[0][:2] == ["件名（日本語） / Title in Japanese", "件名（英語） / Title in English"]
    assert lines_of(text_of(OFFICE, GOOD)) == [OFFICE, GOOD]


# ---- kept


def test_what_is_typed_is_kept_and_forgotten_when_it_is_taken_in(client, staff):
    key = client.get(ADDRESS).context["entry_key"]
    typed = {"rows": text_of(OFFICE, GOOD), "entry_key": key}
    assert client.post(ADDRESS, typed | {"action": "keep"}).status_code == 200
    assert [row.title for row in UnsavedForm.objects.of(staff)] == ["Pasted rows"]
    page = client.get(UnsavedForm.objects.get().get_absolute_url())
    assert (page.context["form"]["rows"].value(), page.context["entry_key"]) == (typed["rows"], key)
    client.force_login(make_user())
    assert client.get(ADDRESS).context["form"]["rows"].value() is None
    client.force_login(staff)
    client.post(ADDRESS, typed)
    assert (Intake.objects.count(), UnsavedForm.objects.count()) == (1, 0)
