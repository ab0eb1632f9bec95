"""What an ordinary import gets wrong with an office's file, one test each, from the upload to the written events."""

import csv
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
import xlsxwriter
from django.contrib import admin
from django.urls import reverse
from django.utils.translation import override

from accounts.roles import Role
from events.models import Event
from events.spreadsheets.row_key import row_key
from events.status import Status
from events.workbook.filling import DITTO
from events.workbook.reader import ERROR_TEXTS
from tests.events.intake.flow import outcomes, sentences
from tests.events.intake.test_pages import confirm, default_choices, review, upload
from tests.events.intake.workbooks import GOOD, NAMES, made
from tests.events.spreadsheets.reading import as_records, by_calamine, workbook_for
from tests.events.spreadsheets.test_event_list import HOSTILE, make_full_event
from tests.factories import make_event, make_rules, make_user

pytestmark = pytest.mark.django_db

EVENTS = ("title_ja", "starts_on", "in_person_count", "in_person_qualifier")


@pytest.fixture(autouse=True)
def staff(client):
    user = make_user(language="en")
    client.force_login(user)
    make_rules()
    with override("en"):
        yield user


def like_good(title="日本祭り", day="2021-05-01", count="約500名", mission="BOS"):
    return [mission, title, day, *GOOD[3:6], count]


def written(*fields):
    return list(Event.objects.order_by("pk").values_list(*(fields or EVENTS)))


def exported(client, suffix, **filters):
    """The list as its page gives it, as a file to upload."""
    response = client.get(reverse("event_export", args=[suffix]), filters)
    file = BytesIO(b"".join(response.streaming_content))
    file.name = f"events.{suffix}"
    return file


def with_city(file, city):
    """The same list after somebody wrote one city into every row."""
    header = "市・町 / City"
    out = BytesIO()
    if file.name.endswith(".csv"):
        head, *rows = csv.reader(StringIO(file.read().decode("utf-8-sig"), newline=""))
        text = StringIO(newline="")
        csv.writer(text).writerows(
            [head, *([*row[: head.index(header)], city, *row[head.index(header) + 1 :]] for row in rows)]
        )
        out.write(text.getvalue().encode("utf-8-sig"))
    else:
        workbook = openpyxl.load_workbook(file)
        column = [cell.value for cell in workbook.worksheets[0][1]].index(header) + 1
        for number in range(2, workbook.worksheets[0].max_row + 1):
            workbook.worksheets[0].cell(number, column).value = city
        workbook.save(out)
    out.name = file.name
    return out


def row_page(intake, number):
    return reverse("import_row", args=[intake.pk, intake.rows.get(number=number).pk])


def test_commas_and_about_are_read_as_counts(client):
    confirm(client, review(client, made(like_good("a", count="1,200"), like_good("b", count="約500名"))))
    assert written("in_person_count", "in_person_qualifier") == [(1200, "exact"), (500, "about")]


def test_a_fraction_of_a_person_is_asked_about(client):
    intake = review(client, made(like_good(count="12.9")))
    [problem] = intake.rows.get().problems
    assert (outcomes(intake), problem["field"], problem["text"], [value for value, _label in problem["suggestions"]]) == (
        [(2, "attention")], "in_person_count", "12.9", ["12", "13"],
    )  # fmt: skip
    assert (confirm(client, intake).status_code, written()) == (409, [])
    client.post(row_page(intake, 2), {"action": "cell", "field": "in_person_count", "suggestion": "13"})
    confirm(client, intake)
    assert written() == [("日本祭り", date(2021, 5, 1), 13, "exact")]


def test_days_are_read_as_they_are_written(client):
    days = ["2021/3/1", "令和3年3月1日", "R3.3.1", "2021年3月1日", "March 1, 2021"]
    confirm(client, review(client, made(*[like_good(f"{n}番目", day) for n, day in enumerate(days)])))
    assert written("starts_on") == [(date(2021, 3, 1),)] * 5


def test_a_mission_goes_by_each_of_its_names(client):
    client.force_login(make_user(mission="MIA", language="en"))
    names = ["マイアミ総", "在マイアミ日本国総領事館", "Miami", "ｍｉａ"]
    confirm(client, review(client, made(*[like_good(f"{n}番目", mission=name) for n, name in enumerate(names)])))
    assert written("mission") == [("MIA",)] * 4


def test_a_misspelt_header_is_shown_with_its_values_and_can_be_chosen(client):
    address = upload(client, made(GOOD, names=[*NAMES[:-1], "さんかしゃスウ"]))
    page = client.get(address)
    [table] = page.context["form"].tables
    column, field = table["columns"][-1]
    assert (column.header, list(column.samples), field.value()) == ("さんかしゃスウ", ["約500名"], "")
    client.post(address, {**default_choices(page), field.html_name: "in_person_count"})
    confirm(client, page.context["intake"])
    assert written() == [("日本祭り", date(2021, 5, 1), 500, "about")]


def test_the_same_file_twice_changes_nothing(client):
    file = made(GOOD, like_good("寿司の会", "R3.6.1", "不明"))
    confirm(client, review(client, file), submit="on")
    before = written("title_ja", "version", "updated_at", "number")
    again = review(client, file)
    assert outcomes(again) == [(2, "unchanged"), (3, "unchanged")]
    assert (confirm(client, again).status_code, written("title_ja", "version", "updated_at", "number")) == (409, before)


def test_one_bad_row_does_not_block_the_others(client):
    intake = review(client, made(GOOD, like_good("悪い行", "2021-13-45"), like_good("寿司の会")))
    assert outcomes(intake) == [(2, "new"), (3, "refused"), (4, "new")]
    assert (confirm(client, intake).status_code, written()) == (409, [])
    assert (confirm(client, intake, which="good").status_code, written("title_ja")) == (
        302, [("日本祭り",), ("寿司の会",)],
    )  # fmt: skip


def test_row_numbers_are_those_of_the_workbook(client):
    intake = review(client, made([], GOOD, [], [], like_good("悪い行", "2021-13-45"), above=["令和3年度", ""]))
    assert outcomes(intake)[1:] == [(5, "new"), (8, "refused")]
    page = client.get(intake.get_absolute_url())
    [shown] = page.context["rows"]
    assert (shown.place, shown.row.number, [(p["column"], p["text"]) for p in shown.problems]) == (
        "実績", 8, [("C", "2021-13-45")],
    )  # fmt: skip


def test_titles_above_the_header_are_set_apart(client):
    intake = review(client, made(GOOD, above=["在ボストン総領事館", "令和3年度 実績"]))
    assert list(intake.rows.values_list("number", "outcome", "title")) == [
        (1, "set_apart", "在ボストン総領事館"), (2, "set_apart", "令和3年度 実績"), (4, "new", "日本祭り"),
    ]  # fmt: skip
    confirm(client, intake)
    assert written() == [("日本祭り", date(2021, 5, 1), 500, "about")]


def test_a_total_is_set_apart_and_checked(client):
    intake = review(client, made(like_good(count=500), like_good("寿司の会", count=90), ["合計", *[""] * 5, 600]))
    assert outcomes(intake) == [(2, "new"), (3, "new"), (4, "set_apart")]
    [notice] = client.get(intake.get_absolute_url()).context["reading"]["tables"][0]["notices"]
    assert ("600" in notice, "590" in notice) == (True, True)
    confirm(client, intake)
    assert written("in_person_count") == [(500,), (90,)]


def test_every_sheet_is_read(client):
    out = BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        for name, title in [("上半期", "日本祭り"), ("メモ", ""), ("下半期", "寿司の会")]:
            sheet = workbook.add_worksheet(name)
            for number, line in enumerate([NAMES, like_good(title)] if title else [["来週までに"]]):
                sheet.write_row(number, 0, line)
    out.name = "year.xlsx"
    intake = review(client, out)
    assert list(intake.rows.values_list("sheet", "number", "title", "outcome")) == [
        ("上半期", 2, "日本祭り", "new"), ("下半期", 2, "寿司の会", "new"),
    ]  # fmt: skip
    confirm(client, intake)
    assert written("title_ja") == [("日本祭り",), ("寿司の会",)]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16"])
def test_text_files_are_read_in_the_encodings_of_offices(client, encoding):
    lines = [NAMES, like_good("①日本祭り～髙橋", "令和3年5月1日")]
    file = BytesIO("\r\n".join(",".join(line) for line in lines).encode(encoding))
    file.name = "events.csv"
    confirm(client, review(client, file))
    assert written() == [("①日本祭り～髙橋", date(2021, 5, 1), 500, "about")]


def test_numbers_and_days_leave_as_numbers_and_days(staff):
    make_event(in_person_count=1200, starts_on=date(2021, 3, 1))
    [row] = as_records(by_calamine(workbook_for(staff)))
    assert [(row[name], type(row[name])) for name in ("in_person_count", "starts_on")] == [
        (1200, float), (date(2021, 3, 1), date),
    ]  # fmt: skip


def test_the_review_shows_one_page_however_long_the_file(client):
    sizes = []
    for count in (60, 240):
        intake = review(client, made(*[like_good(f"第{n:03}回", f"2021-05-{n % 28 + 1:02}") for n in range(count)]))
        page = client.get(intake.get_absolute_url())
        assert (page.context["counts"]["new"], len(page.context["rows"])) == (count, 50)
        sizes.append(len(page.content))
    assert sizes[1] < sizes[0] * 1.1 < 500_000


def test_nobody_else_sees_or_confirms_an_upload(client, staff):
    intake = review(client, made(GOOD))
    others = [make_user(), make_user(Role.MISSION_APPROVER, mission="DEN"), make_user(Role.READ_ONLY)]
    for other in others:
        client.force_login(other)
        assert [client.get(intake.get_absolute_url()).status_code, confirm(client, intake).status_code] == [404, 404]
    assert written() == []
    client.force_login(staff)
    assert confirm(client, intake).status_code == 302
    assert written("title_ja", "created_by") == [("日本祭り", staff.pk)]


def test_another_offices_event_is_not_overwritten_by_its_id(client):
    theirs = make_event(mission="DEN", title_ja="秘密の祭り", title_en="", status=Status.DRAFT, number=None)
    before = Event.objects.values().get()
    names = ["id", "行キー（変更不可）", *NAMES]
    intake = review(client, made([theirs.pk, row_key(theirs.pk, 1), *like_good("乗取り")], names=names))
    assert (outcomes(intake), sentences(intake, 2)) == (
        [(2, "refused")],
        ["This row was made from an event that you may not change, or that is no longer there."],
    )
    assert "秘密" not in client.get(intake.get_absolute_url()).content.decode()
    assert (confirm(client, intake, which="good").status_code, Event.objects.values().get()) == (409, before)
    assert not hasattr(admin.site._registry[Event], "import_action")


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_ones_own_export_unchanged_is_nothing_to_do(client, suffix):
    make_full_event()
    make_event(status=Status.DRAFT, in_person_count=None, in_person_qualifier="unknown", starts_on=date(2021, 3, 1))
    make_event(
        format="online", in_person_count=None, in_person_qualifier="", online_count=0, online_qualifier="at_least"
    )
    before = list(Event.objects.order_by("pk").values())
    intake = review(client, exported(client, suffix))
    assert sorted(intake.rows.values_list("number", "outcome", "problems", "differences")) == [
        (number, "unchanged", [], []) for number in (2, 3, 4)
    ]
    response = confirm(client, intake)
    assert (response.status_code, response.context["sentence"], list(Event.objects.order_by("pk").values())) == (
        409, "There is nothing to write: no row is new or changed.", before,
    )  # fmt: skip


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_withdrawn_events_come_back_unchanged_and_are_not_changed(client, suffix):
    make_event(status=Status.WITHDRAWN, withdrawal_reason="Twice", city="Boston")
    file = exported(client, suffix, status=Status.WITHDRAWN)
    assert outcomes(review(client, file)) == [(2, "unchanged")]
    file.seek(0)
    changed = review(client, with_city(file, "Salem"))
    assert sentences(changed, 2) == ["This event was withdrawn. Put it back on its page before changing it."]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_titles_like_formulas_are_unharmed_after_the_round_trip(client, suffix):
    """A ditto mark and an error's name alone say in any workbook what they say there: they are no such titles."""
    for text in sorted(set(HOSTILE) - DITTO - ERROR_TEXTS):
        make_event(title_ja=text, title_en="", venue=text, city="Boston")
    before = written("title_ja", "venue")
    file = exported(client, suffix)
    assert set(review(client, file).rows.values_list("outcome", flat=True)) == {"unchanged"}
    file.seek(0)
    intake = review(client, with_city(file, "Salem"))
    confirm(client, intake)
    assert set(intake.rows.values_list("outcome", flat=True)) == {"changed"}
    assert (written("title_ja", "venue"), set(written("city"))) == (before, {("Salem",)})
