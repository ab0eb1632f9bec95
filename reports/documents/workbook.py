"""The cumulative tables as a workbook to hand round: titles, tables, native charts, notes; A4 landscape, Japanese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from xlsxwriter import Workbook

from reports.figures import CumulativeReport, Figure, Label
from reports.typography import UNKNOWN, counted, era_date, era_fiscal_year, fiscal_year_in

FONT = "Yu Gothic"
NAVY, BLUE, PALE, LINE, SOFT = "#00118F", "#3460FB", "#E8F1FE", "#B3B3B3", "#595959"
FIGURE_HEADS = ("件数（件）", "参加者数（名）", "参加者数不明（件）")
MODES = {"in_person": "対面", "online": "オンライン（同時配信）", "on_demand": "録画視聴"}
STATUSES = {"submitted": "提出済み", "confirmed": "確認済み"}
AXES = {"region": "地域の類型", "interest": "関心度", "pillar": "行動計画の柱"}
NOT_GIVEN = "記載なし"
BESIDE_A_CHART = (46, 19, 19, 19, 3, *(10,) * 8)
TWO_TABLES = (30, 15, 16, 19, 4, 30, 15, 16, 19)
"""Widths of columns: a table and a chart beside it; two tables."""


def plain(text: str) -> str:
    """XlsxWriter takes a text between <r> and </r> for markup of its own; a blank in front keeps it a text."""
    return f" {text}" if text.startswith("<r>") and text.endswith("</r>") else text


def name_of(code: str | int, labels: Mapping[str, Label]) -> str:
    """The Japanese name of a code; the code itself when it has none."""
    if not code:
        return NOT_GIVEN
    label = labels.get(str(code))
    return plain(label.name("ja")) if label else plain(str(code))


def period(report: CumulativeReport) -> str:
    """2017年度～2020年度（平成29年度～令和2年度）."""
    first, last = report.definition.first, report.definition.last
    if first == last:
        return f"{fiscal_year_in('ja', first)}（{era_fiscal_year(first)}）"
    western = f"{fiscal_year_in('ja', first)}～{fiscal_year_in('ja', last)}"
    return f"{western}（{era_fiscal_year(first)}～{era_fiscal_year(last)}）"


def notes_of(report: CumulativeReport) -> list[str]:
    """What a reader must know to read the numbers, one sentence each."""
    selection = report.definition
    missions = report.labels["mission"]
    notes = [
        "対象：" + ("全在米公館" if selection.is_of_all_missions else "、".join(name_of(m, missions) for m in selection.missions)),
        "対象とした案件の状態：" + "、".join(STATUSES.get(status, status) for status in selection.statuses)
        + (f"（うち提出済みで未確認のもの：{counted(report.not_confirmed, '件')}）" if report.not_confirmed else ""),
        "年度は、現地の開始日が属する4月から翌年3月までである。",
        "参加者数は、判明している人数の合計である。人数が不明の案件は「参加者数不明」に件数を示し、0名とはしていない。",
    ]  # fmt: skip
    notes += [
        "連続企画は1件として数え、参加者数は全ての回を合計している。"
        if selection.counts_series_as_one
        else "連続企画は、回ごとに1件として数えている。",
        "複数の公館が共催した案件は主担当公館の1件として数え、他の公館については「共催（再掲）」に示す。",
    ]
    for rule in report.counting_rules:
        modes = (
            "記録なし（参加者数を計上していない）"
            if rule.modes is None
            else "、".join(MODES[m] for m in rule.modes) or "なし"
        )
        notes.append(f"{fiscal_year_in('ja', rule.fiscal_year)}の計上基準：{modes}")
    notes += dict.fromkeys(plain(rule.note("ja")) for rule in report.counting_rules if rule.note("ja"))
    if report.sample_events:
        notes.append(f"見本データ{counted(report.sample_events, '件')}を含む。実際の実績ではない。")
    return notes


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a sheet: a line for each figure, and their total where they add up to one."""

    title: str
    head: str
    lines: Sequence[tuple[str, Any]]
    total: Any = None


class _Sheet:
    """A page of the workbook, written from top to bottom."""

    def __init__(self, book: _Book, name: str, title: str, *, widths: Sequence[float] = BESIDE_A_CHART) -> None:
        self.book, self.name = book, name
        self.sheet = book.workbook.add_worksheet(name)
        sheet = self.sheet
        sheet.hide_gridlines(2)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 34)
        for column in range(len(widths)):
            sheet.write_blank(0, column, None, book.title)
        sheet.write_string(0, 0, title, book.title)
        sheet.write_string(1, 0, period(book.report), book.lead)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.center_horizontally()
        sheet.set_footer(f"&L外務省　{era_date(book.made_on)}&C&A&R&P／&N")
        self.row = 3

    def table(self, table: Table, *, left: int = 0) -> tuple[int, int]:
        """Writes it from the column `left` on; returns the first and the last row of its lines."""
        book, sheet, self.left = self.book, self.sheet, left
        sheet.write_string(self.row, left, table.title, book.heading)
        sheet.set_row(self.row + 1, 22)
        for column, text in enumerate((table.head, *FIGURE_HEADS)):
            sheet.write_string(self.row + 1, left + column, text, book.head_right if column else book.head)
        self.row += 2
        first = self.row
        for name, figure in table.lines:
            self._line(name, figure, book.cell, book.number)
        last = self.row - 1
        if table.total is not None:
            self._line("合計", table.total, book.total, book.total_number)
        self.row += 1
        return first, last

    def _line(self, name: str, figure: Any, text: Any, number: Any) -> None:
        self.sheet.write_string(self.row, self.left, name, text)
        values = figure.events, figure.known_participants, figure.unknown
        for column, value in enumerate(values, start=self.left + 1):
            if value is None:
                self.sheet.write_string(self.row, column, UNKNOWN, number)
            else:
                self.sheet.write_number(self.row, column, value, number)
        self.row += 1

    def bars(self, title: str, rows: tuple[int, int], *, row: int, column: int, colour: str, height: int) -> None:
        """A native bar chart of one column of a table, the first line on top."""
        chart = self.book.workbook.add_chart({"type": "bar"})
        self._series(chart, title, rows, column, colour)
        chart.set_y_axis({"reverse": True, "num_font": {"name": FONT, "size": 9}, "line": {"color": LINE}})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        self._place(chart, title, row=row, height=height)

    def columns(self, title: str, rows: tuple[int, int], *, row: int, column: int, colour: str, height: int) -> None:
        """The same with upright columns, for years."""
        chart = self.book.workbook.add_chart({"type": "column"})
        self._series(chart, title, rows, column, colour)
        chart.set_x_axis({"num_font": {"name": FONT, "size": 9}, "line": {"color": LINE}})
        chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
        self._place(chart, title, row=row, height=height)

    def _series(self, chart: Any, title: str, rows: tuple[int, int], column: int, colour: str) -> None:
        chart.add_series({
            "name": title,
            "categories": [self.name, rows[0], 0, rows[1], 0],
            "values": [self.name, rows[0], column, rows[1], column],
            "fill": {"color": colour},
            "gap": 45,
            "data_labels": {"value": True, "num_format": "#,##0", "font": {"name": FONT, "size": 9}},
        })  # fmt: skip

    def _place(self, chart: Any, title: str, *, row: int, height: int) -> None:
        chart.set_title({"name": title, "overlay": False, "name_font": {"name": FONT, "size": 11, "color": NAVY}})
        chart.set_legend({"none": True})
        chart.set_chartarea({"border": {"color": LINE}})
        chart.set_size({"width": 590, "height": height})
        self.sheet.insert_chart(row, 5, chart, {"description": title})


class _Book:
    def __init__(self, workbook: Workbook, report: CumulativeReport, *, made_on: date) -> None:
        self.workbook, self.report, self.made_on = workbook, report, made_on
        add = workbook.add_format
        line: dict[str, Any] = {"bottom": 1, "bottom_color": LINE, "valign": "vcenter"}
        self.title = add(
            {"bold": True, "font_size": 18, "font_color": "#FFFFFF", "bg_color": NAVY, "valign": "vcenter"}
        )
        self.lead = add({"font_size": 11, "font_color": SOFT})
        self.big = add({"bold": True, "font_size": 16, "font_color": NAVY})
        self.heading = add({"bold": True, "font_size": 12, "font_color": NAVY})
        self.head = add({"bold": True, "bg_color": PALE, "top": 2, "top_color": NAVY, **line})
        self.head_right = add({"bold": True, "bg_color": PALE, "top": 2, "top_color": NAVY, "align": "right", **line})
        self.cell = add({"text_wrap": True, **line})
        self.number = add({"num_format": "#,##0", "align": "right", **line})
        self.total = add({"bold": True, "top": 1, "bottom": 2, "bottom_color": NAVY, "valign": "vcenter"})
        self.total_number = add({"bold": True, "num_format": "#,##0", "align": "right", "top": 1, "bottom": 2,
                                 "bottom_color": NAVY, "valign": "vcenter"})  # fmt: skip
        self.note = add({"text_wrap": True, "valign": "top"})

    def lines(self, breakdown: str, figures: Sequence[Any]) -> list[tuple[str, Any]]:
        return [(name_of(figure.code, self.report.labels[breakdown]), figure) for figure in figures]


def write_presentation(file: IO[bytes], report: CumulativeReport, *, made_on: date) -> None:
    """The workbook into `file`."""
    options = {"in_memory": True, "default_format_properties": {"font_name": FONT, "font_size": 10}}
    workbook = Workbook(file, options)
    workbook.set_properties({"title": f"グラスルーツ事業 累計実績 {period(report)}", "author": "外務省"})
    book = _Book(workbook, report, made_on=made_on)
    _summary(book)
    _places(book)
    _missions(book)
    _kinds(book)
    _notes(book)
    workbook.close()


def _total(report: CumulativeReport) -> Figure:
    return Figure(code="", events=report.events, participants=report.participants, unknown=report.unknown)


def _summary(book: _Book) -> None:
    report = book.report
    page = _Sheet(book, "総括", "グラスルーツ事業　累計実績")
    page.sheet.set_row(3, 28)
    lead = f"累計{counted(report.events, '件')}の事業を実施　参加者数{counted(report.participants, '名')}"
    page.sheet.write_string(3, 0, lead, book.big)
    page.row = 5
    years = [(fiscal_year_in("ja", int(row.code)), row) for row in report.by_fiscal_year]
    rows = page.table(Table("年度別", "年度", years, _total(report)))
    page.columns("年度別の参加者数（名）", rows, row=5, column=2, colour=NAVY, height=300)
    page.columns("年度別の件数（件）", rows, row=21, column=1, colour=BLUE, height=300)


def _places(book: _Book) -> None:
    report = book.report
    page = _Sheet(book, "地域別", "地域別の実績")
    regions = page.table(Table("地域別", "地域", book.lines("region", report.by_region), _total(report)))
    page.bars("地域別の件数（件）", regions, row=3, column=1, colour=NAVY, height=260)
    page.bars("地域別の参加者数（名）", regions, row=17, column=2, colour=BLUE, height=260)
    page = _Sheet(book, "州別", "州・地域別の実績", widths=TWO_TABLES)
    states = book.lines("state", report.by_state)
    half = -(-len(states) // 2)
    page.table(Table("州・地域別", "州・地域", states[:half]))
    page.row = 3
    page.table(Table("州・地域別（続き）", "州・地域", states[half:], _total(report)), left=5)


def _missions(book: _Book) -> None:
    report = book.report
    page = _Sheet(book, "公館別", "公館別の実績")
    rows = page.table(Table("公館別（主担当）", "公館", book.lines("mission", report.by_mission), _total(report)))
    height = max(200, 26 * len(report.by_mission) + 60)
    page.bars("公館別の件数（件）", rows, row=3, column=1, colour=NAVY, height=height)
    joint = [line for line in book.lines("mission", report.joint) if line[1].events]
    if joint:
        page.table(Table("共催（再掲：他公館が主担当の案件）", "公館", joint))


def _kinds(book: _Book) -> None:
    report = book.report
    page = _Sheet(book, "分野・アプローチ別", "事業分野・アプローチ別の実績")
    rows = page.table(Table("事業分野別", "事業分野", book.lines("category", report.by_category), _total(report)))
    page.bars("事業分野別の件数（件）", rows, row=3, column=1, colour=NAVY, height=300)
    for axis, title in AXES.items():
        figures = report.on_axis(axis)
        if any(figure.code for figure in figures):
            page.table(Table(f"アプローチ別：{title}", title, book.lines("approach", figures), _total(report)))
    page.table(Table("開催形式別", "開催形式", book.lines("format", report.by_format), _total(report)))


def _notes(book: _Book) -> None:
    page = _Sheet(book, "注記", "注記")
    sheet = page.sheet
    for number, note in enumerate(notes_of(book.report), start=1):
        sheet.merge_range(page.row, 0, page.row, 12, "", book.note)
        sheet.write_string(page.row, 0, f"（注{number}）{note}", book.note)
        sheet.set_row(page.row, 18 * -(-len(note) // 85))
        page.row += 1
    sheet.write_string(page.row + 1, 0, "出典：外務省（在米公館からの報告に基づく集計）", book.note)
