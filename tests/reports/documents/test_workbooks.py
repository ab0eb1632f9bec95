"""The two workbooks of the cumulative report, read back."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from regions.models import Region
from reports.cumulative import Register, compile_report
from reports.documents.machine_tables import tables, write_machine_tables
from reports.documents.workbook import notes_of, write_presentation
from reports.figures import CumulativeReport, Definition, Label
from tests.factories import make_user
from tests.reports.rows import make_small_register

pytestmark = pytest.mark.django_db

WHOLE = ("submitted", "confirmed")


@pytest.fixture
def report() -> CumulativeReport:
    make_small_register()
    return compile_report(Definition(2017, 2020, (), WHOLE), register=Register.whole())


def written(write, report: CumulativeReport) -> bytes:
    file = io.BytesIO()
    write(file, report, made_on=date(2021, 7, 30))
    return file.getvalue()


def sheets(content: bytes) -> dict[str, list[list]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_presentation_says_the_figures(report):
    read = sheets(written(write_presentation, report))
    assert list(read) == ["総括", "地域別", "州別", "公館別", "分野・アプローチ別", "注記"]
    summary = [[cell for cell in row if cell != ""] for row in read["総括"]]
    assert [row for row in summary if row] == [
        ["グラスルーツ事業　累計実績"],
        ["2017年度～2020年度（平成29年度～令和2年度）"],
        [f"累計{report.events}件の事業を実施　参加者数{report.participants}名"],
        ["年度別"],
        ["年度", "件数（件）", "参加者数（名）", "参加者数不明（件）"],
        *(
            [
                f"{row.code}年度",
                row.events,
                "―" if row.known_participants is None else row.known_participants,
                row.unknown,
            ]
            for row in report.by_fiscal_year
        ),
        ["合計", report.events, report.participants, report.unknown],
    ]
    assert "―" in [row[2] for row in summary if row and row[0] == "2019年度"]  # unknown is not zero


def test_every_table_of_the_presentation_adds_up(report):
    read = sheets(written(write_presentation, report))
    totals = [row for table in read.values() for row in table if "合計" in row]
    assert [[cell for cell in row if cell != ""] for row in totals] == [
        ["合計", report.events, report.participants, report.unknown]
    ] * len(totals)
    assert len(totals) == 8 + any(row.code for row in report.on_axis("pillar"))


def test_charts_are_native_and_pages_are_a4_landscape(report):
    content = written(write_presentation, report)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
    book = openpyxl.load_workbook(io.BytesIO(content))
    set_up = {(each.page_setup.orientation, each.page_setup.paperSize, each.page_setup.fitToHeight) for each in book}
    assert (len(charts), set_up) == (6, {("landscape", 9, 0)})
    assert {each.oddFooter.left.text for each in book} == {"外務省　令和3年7月30日"}


def test_notes_say_what_was_counted(report):
    text = "\n".join(notes_of(report))
    assert "対象：全在米公館" in text
    assert "うち提出済みで未確認のもの：1件" in text
    assert "2017年度の計上基準：対面、オンライン（同時配信）" in text
    assert "見本データ1件を含む。実際の実績ではない。" in text
    one = replace(report, definition=replace(report.definition, missions=("BOS",), series="as_one"), sample_events=0)
    other = "\n".join(notes_of(one))
    assert "対象：ボストン総" in other
    assert "連続企画は1件として数え" in other
    assert "見本データ" not in other


def test_machine_tables_hold_one_datum_a_cell(report):
    content = written(write_machine_tables, report)
    read = sheets(content)
    assert list(read) == [*(name for name, _head, _lines in tables(report)), "注記"]
    for name, head, lines in tables(report):
        assert read[name] == [list(head), *[["" if value is None else value for value in line] for line in lines]], name
        assert len({len(line) for line in lines} | {len(head)}) == 1, name
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [each.merged_cells.ranges for each in book] == [set()] * len(read)
    assert {each.cell(1, 1).font.b for each in book} == {False}


def test_machine_tables_have_area_codes_and_western_years(report):
    read = {name: [dict(zip(head, line, strict=True)) for line in lines] for name, head, lines in tables(report)}
    [boston] = [row for row in read["州別"] if row["地域コード（ISO 3166-2）"] == "US-MA"]
    assert boston == {
        "集計開始年度（西暦）": 2017, "集計終了年度（西暦）": 2020, "地域コード（ISO 3166-2）": "US-MA",
        "州名": "マサチューセッツ", "州名（英語）": "Massachusetts", "地域区分コード": "northeast",
        "地域区分": Region.objects.get(pk="northeast").name_ja, "地域区分（英語）": "Northeast", "件数（件）": 3,
        "参加者数（名）": 120, "参加者数不明の件数（件）": 1,
    }  # fmt: skip
    assert [row["年度（西暦）"] for row in read["年度別"]] == [2017, 2018, 2019, 2020]
    assert read["年度別"][2]["参加者数（名）"] is None
    for name in ("年度別", "公館別", "地域別", "州別", "事業分野別", "開催形式別"):
        assert sum(row["件数（件）"] for row in read[name]) == report.events, name
        assert sum(row["参加者数（名）"] or 0 for row in read[name]) == report.participants, name


@pytest.mark.parametrize("name", ["=1+1", "<r><t>x</t></r>", "@x", "https://example.org"])
def test_a_name_is_a_text_whatever_it_begins_with(report, name):
    hostile = replace(report, labels={**report.labels, "mission": {"BOS": Label(name, name)}})
    for write in (write_presentation, write_machine_tables):
        content = written(write, hostile)
        cells = [cell for row in sheets(content)["公館別"] for cell in row if isinstance(cell, str)]
        assert name in [cell.strip() for cell in cells]
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            text = "".join(parts.read(part).decode() for part in parts.namelist() if "worksheets/sheet" in part)
        assert ("<f>" in text, "<hyperlink" in text) == (False, False)


# ---- the addresses


def signed_in(role: str = "read_only") -> Client:
    client = Client()
    client.force_login(make_user(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize("name", ["cumulative", "cumulative-data"])
def test_the_files_are_of_the_report_that_the_page_shows(name):
    make_small_register()
    query = "?fiscal_year_min=2018&fiscal_year_max=2020&mission=DEN&status=confirmed"
    response = signed_in().get(f"/report/{name}.xlsx{query}")
    assert response["Content-Disposition"] == f'attachment; filename="{name}-2018-2020.xlsx"'
    read = sheets(b"".join(response.streaming_content))
    assert [row[-3] for row in read["公館別"] if "DEN" in row] == ([3] if name == "cumulative-data" else [])
    text = signed_in().get(f"/report/{query}").text
    assert f'href="/report/{name}.xlsx{query.replace("&", "&amp;")}"' in text


@pytest.mark.parametrize("name", ["cumulative", "cumulative-data"])
def test_a_report_that_is_not_understood_gives_no_file(name):
    make_small_register()
    response = signed_in().get(f"/report/{name}.xlsx?mission=XXX")
    assert (response.status_code, "Content-Disposition" in response) == (400, False)
    assert "“XXX”" in response.text


def test_read_only_sees_submitted_events_in_no_file():
    make_small_register()
    counts = {}
    for role in ("read_only", "hq_reviewer"):
        content = b"".join(
            signed_in(role)
            .get("/report/cumulative-data.xlsx?fiscal_year_min=2017&fiscal_year_max=2020")
            .streaming_content
        )
        counts[role] = sum(row[1] for row in sheets(content)["年度別"][1:])
    assert counts == {"read_only": 6, "hq_reviewer": 7}
