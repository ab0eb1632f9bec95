"""The template workbook: what it is filled with, what it offers, and that unchanged it holds what it was made from."""

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from accounts.roles import Role
from events.models import ActionPlan, Approach, Event
from events.spreadsheets import template_texts as texts
from events.spreadsheets.row_key import RowKey, read_row_key
from events.spreadsheets.rows import read_rows
from events.spreadsheets.template import COLUMNS, HEADER_ROW, KEYS, Order, write_template
from regions.models import Mission
from tests.events.spreadsheets.reading import as_records, by_calamine, by_openpyxl, context
from tests.events.spreadsheets.test_event_list import HOSTILE, full_record, make_full_event
from tests.factories import make_event, make_series, make_user

pytestmark = pytest.mark.django_db

MADE_AT = datetime(2026, 4, 1, 9, 30, tzinfo=ZoneInfo("Asia/Tokyo"))


def order(mission: str = "BOS", year: int = 2020, **options) -> Order:
    return Order(Mission.objects.get(pk=mission), year, MADE_AT, **options)


def template(user=None, **options) -> bytes:
    user = user or make_user(Role.MISSION_STAFF)
    asked = order(**options)
    file = io.BytesIO()
    rows = read_rows(asked.events(Event.objects.editable_by(user)), user=user, rules={})
    write_template(file, rows, order=asked, context=context())
    return file.getvalue()


def records(content: bytes, read=by_calamine) -> list[dict]:
    table = read(content)[HEADER_ROW - 1 :]
    return as_records([row[: len(COLUMNS)] for row in table], COLUMNS)


def validations(content: bytes) -> dict:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return {
        COLUMNS[next(iter(rule.sqref.ranges)).min_col - 1].key: rule for rule in sheet.data_validations.dataValidation
    }


def test_unchanged_it_holds_what_the_event_is():
    event = make_full_event()
    expected = {key: value for key, value in full_record(event).items() if key in KEYS}
    [record] = records(template())
    assert record == {key: "" if value is None else value for key, value in expected.items()}
    assert read_row_key(record["row_key"]) == RowKey(event.pk, 3)


def test_only_the_missions_events_of_the_year_in_the_order_of_their_days():
    late = make_event(starts_on=date(2021, 3, 31), title_en="late")
    early = make_event(starts_on=date(2020, 4, 1), title_en="early", status="draft", number=None)
    make_event(starts_on=date(2020, 5, 1), mission="DEN", title_en="another mission's", status="draft", number=None)
    make_event(starts_on=date(2021, 4, 1), title_en="next year's")
    make_event(starts_on=date(2020, 5, 1), title_en="withdrawn", status="withdrawn")
    assert [row["title_en"] for row in records(template())] == [early.title_en, late.title_en]
    assert records(template(make_user(mission="DEN"))) == []


def test_hostile_titles_come_back_exactly():
    for title in HOSTILE:
        make_event(title_en=title, starts_on=date(2020, 5, 1), status="draft", number=None)
    assert [row["title_en"] for row in records(template())] == [title.replace("\r\n", "\n") for title in HOSTILE]


def test_every_coded_column_offers_its_list():
    make_series(name_ja="巡回", name_en="Caravan")
    ActionPlan.objects.get_or_create(
        code="9.0", defaults={"name_ja": "x", "name_en": "x", "valid_from": date(2001, 1, 1)}
    )
    Approach.objects.create(code="pillar-9.0-1", axis="pillar", plan_id="9.0", name_ja="柱", name_en="Pillar")
    content = template()
    rules = {key: (rule.type, rule.formula1, rule.errorStyle) for key, rule in validations(content).items()}
    qualifiers = {
        f"{mode}_qualifier": ("list", "list_qualifier", None) for mode in ("in_person", "online", "on_demand")
    }
    bases = {f"{mode}_basis": ("list", "list_basis", None) for mode in ("in_person", "online", "on_demand")}
    counts = {f"{mode}_count": ("whole", "0", "warning") for mode in ("in_person", "online", "on_demand")}
    own = ("state", "county", "format", "category", "region_type", "interest_level", "pillar")
    assert rules == {
        **qualifiers, **bases, **counts, **{key: ("list", f"list_{key}", None) for key in own},
        "series": ("list", "list_series", "information"), "is_good_practice": ("list", '"○"', None),
        "number": ("custom", "FALSE", None), "status": ("custom", "FALSE", None),
        "starts_on": ("date", "36617", "warning"), "ends_on": ("date", "36617", "warning"),
        "own_funds": ("decimal", "0", "warning"), "outside_funds": ("decimal", "0", "warning"),
    }  # fmt: skip
    assert {str(next(iter(rule.sqref.ranges))).split(":")[0][-1] for rule in validations(content).values()} == {"4"}


def test_a_list_has_each_choice_with_its_code_and_the_own_states_first():
    content = template()
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = book.defined_names["list_state"].attr_text
    sheet, area = cells.replace("'", "").split("!")
    first = book[sheet][area.replace("$", "").split(":")[0]]
    rows = [
        [cell.value for cell in row] for row in book[sheet].iter_rows(min_col=first.column, max_col=first.column + 1)
    ]
    assert rows[0] == ["州・地域 / State", "コード / Code"]
    served = {"US-MA", "US-ME", "US-NH", "US-RI", "US-VT", "US-CT"}
    assert {code for _text, code in rows[1:7]} == served
    texts_by_code = {code: text for text, code in rows[1:57]}
    assert texts_by_code == {code: entry.text for code, entry in context().lists["state"].by_code.items()}


def test_a_reader_knows_the_workbook_and_only_four_sheets_are_seen():
    content = template()
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    seen = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    assert seen == ["入力 Entry", "記入要領", "Instructions", "選択肢 Lists"]
    assert book.get_sheet_by_name("_register").to_python() == [
        ["form", "events-template/1"], ["mission", "BOS"], ["fiscal_year", "2020"],
        ["made_at", "2026-04-01T09:30:00+09:00"], ["entry_sheet", "入力 Entry"], ["header_row", "3"],
    ]  # fmt: skip


def test_the_head_is_protected_and_the_rest_open():
    make_full_event()
    sheet = openpyxl.load_workbook(io.BytesIO(template())).worksheets[0]
    assert (sheet.protection.sheet, sheet.protection.sort, sheet.protection.autoFilter) == (True, False, False)
    assert {cell.protection.locked for cell in sheet[HEADER_ROW]} == {True}
    assert {cell.protection.locked for cell in sheet[HEADER_ROW + 1] if cell.value is not None} == {False}
    assert (sheet.freeze_panes, sheet.column_dimensions["A"].hidden) == ("C4", True)
    comments = {COLUMNS[cell.column - 1].key for cell in sheet[HEADER_ROW] if cell.comment}
    assert comments == set(texts.HINTS)


def test_era_dates_are_the_same_days_in_another_dress():
    make_full_event()
    plain, era = template(), template(era=True)
    assert records(era, by_openpyxl) == records(plain, by_openpyxl)
    cell = openpyxl.load_workbook(io.BytesIO(era)).worksheets[0].cell(HEADER_ROW + 1, KEYS.index("starts_on") + 1)
    assert cell.number_format == '[$-411]ggge"年"m"月"d"日"'


def test_the_instructions_are_in_both_languages():
    content = template()
    japanese, english = (by_calamine(content, sheet) for sheet in (1, 2))
    assert (
        japanese[3][0]
        == "本様式は、2020年度にボストン総が実施したグラスルーツ事業を、まとめて登録簿に登録するためのものです。"
    )
    assert english[3][0].startswith(
        "Use it to hand in the grassroots events of Boston in fiscal year 2020 (April 2020 to"
    )
    for sheet in (japanese, english):
        names = [row[0] for row in sheet]
        assert [column.header for column in COLUMNS if column.key in texts.HINTS] == names[-len(texts.HINTS) :]


def test_as_many_queries_for_three_events_as_for_one(django_assert_num_queries):
    user, asked, given = make_user(), order(), context()
    make_event(starts_on=date(2020, 5, 1))
    for _round in range(2):
        rows = read_rows(asked.events(Event.objects.editable_by(user)), user=user, rules={})
        with django_assert_num_queries(5):  # the events, states, counties, pillars, series
            write_template(io.BytesIO(), rows, order=asked, context=given)
        for _more in range(2):
            make_event(starts_on=date(2020, 5, 1))


def test_the_command_writes_the_same_workbook(tmp_path, capsys):
    event = make_full_event()
    path = tmp_path / "bos.xlsx"
    call_command("template_workbook", mission="BOS", fiscal_year="2020", output=str(path))
    assert capsys.readouterr().out == f"{path}: 1 events of BOS in fiscal year 2020.\n"
    assert [row["number"] for row in records(path.read_bytes())] == [event.number]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"mission": "XXX"}, "mission: You cannot make a workbook for this mission."),
        ({"fiscal_year": "1999"}, "fiscal_year: A fiscal year is a number from 2000 to 2099."),
        ({"fiscal_year": "last"}, "fiscal_year: A fiscal year is a number from 2000 to 2099."),
        ({"output": "missing/x.xlsx"}, "cannot be written: No such file or directory."),
    ],
)
def test_the_command_says_what_is_wrong(tmp_path, monkeypatch, options, sentence):
    monkeypatch.chdir(tmp_path)
    given = {"mission": "BOS", "fiscal_year": "2020", "output": "x.xlsx"} | options
    with pytest.raises(CommandError) as error:
        call_command("template_workbook", **given)
    assert str(error.value).endswith(sentence)
    assert list(tmp_path.iterdir()) == []
