"""The cumulative tables for machines, by the rules of the Ministry of Internal Affairs (総務省, 2020).

One datum a cell, numbers as numbers, no merged cells, no decoration, the unit in the header, western years,
an area code (ISO 3166-2), one table a sheet that begins in A1, notes on a sheet of their own. What is not known
is an empty cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO, Any

from xlsxwriter import Workbook

from reports.documents.workbook import AXES, NOT_GIVEN, notes_of, plain
from reports.figures import CumulativeReport
from reports.typography import width

SPAN = ("集計開始年度（西暦）", "集計終了年度（西暦）")
FIGURES = ("件数（件）", "参加者数（名）", "参加者数不明の件数（件）")


def write_machine_tables(file: IO[bytes], report: CumulativeReport, *, made_on: date) -> None:
    """The workbook into `file`."""
    workbook = Workbook(file, {"in_memory": True})
    workbook.set_properties({"title": "グラスルーツ事業 累計実績（機械判読用）", "author": "外務省"})
    about = [
        *notes_of(report),
        "空欄は不明を示す。",
        f"作成日：{made_on.isoformat()}",
        "出典：外務省（在米公館からの報告に基づく集計）",
    ]
    notes = ("注記", ("番号", "内容"), list(enumerate(about, start=1)))
    write_tables(workbook, [*tables(report), notes])
    workbook.close()


def write_tables(workbook: Workbook, sheets: Iterable[tuple[str, Sequence[str], Sequence[Sequence[Any]]]]) -> None:
    """Each table on a sheet that begins in A1, columns as wide as their texts."""
    for name, head, lines in sheets:
        sheet = workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        for column in range(len(head)):
            widest = max(width(str(line[column])) for line in (head, *lines))
            sheet.set_column(column, column, min(widest, 60) + 2)
        _write(sheet, 0, head)
        for row, line in enumerate(lines, start=1):
            _write(sheet, row, line)


def tables(report: CumulativeReport) -> list[tuple[str, tuple[str, ...], list[tuple]]]:
    """Sheet name, header, lines of each table; a total stands on none, because it would be counted again."""
    span = (report.definition.first, report.definition.last)
    regions = report.labels["region"]

    def coded(breakdown: str, figures: Iterable[Any]) -> list[tuple]:
        labels = report.labels[breakdown]
        return [(*span, *_named(row.code, labels), *_figures(row)) for row in figures]

    def of_state(row: Any) -> tuple:
        return (
            *span,
            *_named(row.code, report.labels["state"]),
            *_named(report.region_of.get(str(row.code), ""), regions),
        )

    approaches = [
        (*span, row.axis, AXES[row.axis], *_named(row.code, report.labels["approach"]), *_figures(row))
        for row in report.by_approach
    ]
    return [
        ("年度別", ("年度（西暦）", *FIGURES), [(int(row.code), *_figures(row)) for row in report.by_fiscal_year]),
        ("公館別", (*SPAN, "公館コード", "公館名", "公館名（英語）", *FIGURES), coded("mission", report.by_mission)),
        ("共催公館別", (*SPAN, "公館コード", "公館名", "公館名（英語）", *FIGURES), coded("mission", report.joint)),
        ("地域別", (*SPAN, "地域区分コード", "地域区分", "地域区分（英語）", *FIGURES), coded("region", report.by_region)),
        (
            "州別",
            (*SPAN, "地域コード（ISO 3166-2）", "州名", "州名（英語）", "地域区分コード", "地域区分", "地域区分（英語）", *FIGURES),
            [(*of_state(row), *_figures(row)) for row in report.by_state],
        ),
        ("事業分野別", (*SPAN, "事業分野コード", "事業分野", "事業分野（英語）", *FIGURES), coded("category", report.by_category)),
        (
            "アプローチ別",
            (*SPAN, "軸コード", "軸", "アプローチコード", "アプローチ", "アプローチ（英語）", *FIGURES),
            approaches,
        ),
        ("開催形式別", (*SPAN, "開催形式コード", "開催形式", "開催形式（英語）", *FIGURES), coded("format", report.by_format)),
    ]  # fmt: skip


def _named(code: str | int, labels: Any) -> tuple[str, str, str]:
    """Code and names; "none" where the trait is not given."""
    if not code:
        return "none", NOT_GIVEN, "not given"
    label = labels.get(code)
    return (str(code), plain(label.ja), plain(label.en)) if label else (str(code), plain(str(code)), plain(str(code)))


def _figures(row: Any) -> tuple[int, int | None, int]:
    return row.events, row.known_participants, row.unknown


def _write(sheet: Any, row: int, values: Sequence) -> None:
    for column, value in enumerate(values):
        if isinstance(value, str):
            sheet.write_string(row, column, value)
        elif value is not None:
            sheet.write_number(row, column, value)
