"""A year as an office sends it, from the upload to the corrected import, and out of the register again."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from openpyxl.utils.escape import unescape
from playwright.sync_api import Page, expect

from events.intake.rest import REASON
from events.models import Event, Intake
from events.spreadsheets.columns import COLUMNS
from tests.factories import make_rules, make_user

pytestmark = pytest.mark.usefixtures("transactional_db")

TITLES = ["令和3年度　草の根事業　実績報告", "在ボストン日本国総領事館"]
NAMES = ["公館", "件名", "実施日", "州", "分野", "開催形式", "参加者数（名）"]
ROWS = [
    ["ボストン総", "日本祭り", "令和3年5月1日", "マサチューセッツ", "日本祭り", "対面", "約500名"],
    ["", "寿司の会", "R3.6.12", "マサチセッツ", "日本食", "対面", "１，２００"],
    ["", "茶会", "令和三年七月四日", "マサチセッツ", "日本祭り", "対面", "300名以上"],
    ["", "投資セミナー", "令和3年9月31日", "ニューハンプシャー", "経済", "オンライン", "不明"],
    ["", "来年度の企画", "未定", "メーン", "日本祭り", "対面", ""],
    ["合計", "", "", "", "", "", 1900],
]
NOTE = "※参加者数は概数を含む"
FIRST = len(TITLES) + 2
"""The row of the header; the rows of events follow."""
WRITTEN = [
    ("日本祭り", date(2021, 5, 1), "US-MA", "in_person", 500, "about"),
    ("寿司の会", date(2021, 6, 12), "US-MA", "in_person", 1200, "exact"),
    ("茶会", date(2021, 7, 4), "US-MA", "in_person", 300, "at_least"),
    ("投資セミナー", date(2021, 9, 30), "US-NH", "online", None, "unknown"),
]


def ugly_workbook() -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "実績"
    for number, title in enumerate(TITLES, 1):
        sheet.cell(number, 1, title)
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(NAMES))
    for number, line in enumerate([NAMES, *ROWS], FIRST):
        for column, text in enumerate(line, 1):
            if text != "":
                sheet.cell(number, column, text)
    sheet.merge_cells(start_row=FIRST + 1, end_row=FIRST + 5, start_column=1, end_column=1)
    sheet.cell(FIRST + len(ROWS) + 2, 1, NOTE)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def its_twin_as_text() -> bytes:
    lines = [*([title] for title in TITLES), [], NAMES, *ROWS, [], [NOTE]]
    return "\r\n".join(",".join(str(text) for text in line) for line in lines).encode("cp932")


FILES = {"実績.xlsx": ugly_workbook, "実績.csv": its_twin_as_text}


def upload(page: Page, name: str, content: bytes) -> None:
    """As far as the review."""
    page.goto(reverse("import_create"))
    page.locator("[name=file]").set_input_files({"name": name, "mimeType": "", "buffer": content})
    page.locator("main form[enctype] button").click()
    page.wait_for_url("**/columns/")
    page.locator(".action-bar .button").first.click()
    page.wait_for_url(Intake.objects.latest("pk").get_absolute_url())


def row(page: Page, number: int):
    pk = Intake.objects.latest("pk").rows.get(number=number).pk
    return page.locator(f"#row-{pk}")


def downloaded(page: Page, link) -> tuple[list[list], bytes]:
    """The workbook that a link gives: the lines of the first sheet that is seen, and the file."""
    with page.expect_download() as file:
        link.click()
    content = file.value.path().read_bytes()
    sheets = openpyxl.load_workbook(BytesIO(content)).worksheets
    lines = next(sheet for sheet in sheets if sheet.sheet_state == "visible").values
    return [[unescape(cell) if isinstance(cell, str) else cell for cell in line] for line in lines], content


def by_header(lines: list[list], *headers: str) -> list[tuple]:
    """The cells below some headers, of each row that has the first of them."""
    head = next(n for n, line in enumerate(lines) if headers[0] in line)
    places = [lines[head].index(header) for header in headers]
    return [tuple(line[place] for place in places) for line in lines[head + 1 :] if line[places[0]]]


HEADERS = {column.key: column.header for column in COLUMNS}


@pytest.mark.parametrize("name", FILES)
def test_a_year_goes_in_is_corrected_and_comes_out_again(new_page, name):
    make_rules()
    page = new_page(user=make_user(language="ja"), language="ja")
    upload(page, name, FILES[name]())
    intake = Intake.objects.get()
    assert list(intake.rows.values_list("number", "outcome")) == [
        (1, "set_apart"), (2, "set_apart"), (5, "new"), (6, "attention"), (7, "attention"), (8, "refused"),
        (9, "refused"), (10, "set_apart"), (12, "set_apart"),
    ]  # fmt: skip
    expect(page.locator("main")).to_contain_text("1,900")  # the stated total differs from the sum of the rows

    # one answer for both rows that misspell Massachusetts, one cell written anew, one row left out
    problem = row(page, 6).locator(".import-problem").first
    problem.locator("[name=like]").check()
    problem.locator("[name=suggestion][value='US-MA']").click()
    expect(row(page, 7)).to_have_count(0)
    problem = row(page, 8).locator(".import-problem").first
    problem.locator("[name=text]").fill("令和3年9月30日")
    problem.locator(".input-group button").click()
    expect(row(page, 8)).to_have_count(0)
    row(page, 9).locator("[value=skip]").click()
    expect(row(page, 9)).to_have_count(0)
    page.locator("[name=submit]").check()
    page.locator("[name=which][value=all]").click()
    expect(page.locator("#written")).to_be_visible()
    events = Event.objects.order_by("starts_on")
    assert list(events.values_list("title_ja", "starts_on", "state", "format", "in_person_count", "in_person_qualifier")) == WRITTEN  # fmt: skip

    # out again: what was left out, the list, the template
    rest, _workbook = downloaded(page, page.locator("main a[download]"))
    [(title, day, reason)] = by_header(rest, "件名", "実施日", REASON)
    assert (title, day, reason.startswith("(9) ")) == ("来年度の企画", "未定", True)
    page.goto(reverse("event_list"))
    listed, workbook = downloaded(page, page.locator("a[aria-describedby='export-all'][href*='export.xlsx']"))
    said = by_header(listed, HEADERS["title_ja"], HEADERS["starts_on"], HEADERS["in_person_count"])
    assert sorted((title, day.date(), count) for title, day, count in said) == sorted(
        (title, day, count) for title, day, _state, _format, count, _qualifier in WRITTEN
    )
    page.goto(reverse("event_template"))
    page.locator("[name=fiscal_year]").fill("2021")
    template, _workbook = downloaded(page, page.locator("main form button"))
    assert sorted(title for (title,) in by_header(template, HEADERS["title_ja"])) == sorted(row[0] for row in WRITTEN)

    # and what came out changes nothing when it goes in again
    upload(page, "list.xlsx", workbook)
    expect(page.locator("#confirm + p b")).to_have_text("4")
    assert set(Intake.objects.latest("pk").rows.values_list("outcome", flat=True)) == {"unchanged"}
