"""The edition's numbers for machines, by the rules of the Ministry of Internal Affairs (総務省, 2020).

The tables of `machine_tables` for the recorded figures, then the participants and regions as printed, the indicators by
area code, and every printed number under the key by which it is traced. What is not known is an empty cell.
"""

from __future__ import annotations

import io
from typing import Any

from xlsxwriter import Workbook

from reports.documents.edition_workbook import properties_of
from reports.documents.machine_tables import tables, write_tables
from reports.documents.words import edition_line
from reports.documents.workbook import notes_of, plain
from reports.edition_content import EditionContent, IndicatorPage, OverviewPage

Sheet = tuple[str, tuple[str, ...], list[tuple[Any, ...]]]

ENGLISH = {
    "年度別": "By fiscal year", "公館別": "By mission", "共催公館別": "By partner mission", "地域別": "By region", "州別": "By state",
    "事業分野別": "By category", "アプローチ別": "By approach", "開催形式別": "By format", "掲載年度別": "Printed years",
    "掲載地域別": "Printed regions", "指標": "Indicators", "数値の一覧": "Printed numbers", "注記": "Notes",
    "年度（西暦）": "Fiscal year", "集計開始年度（西暦）": "First fiscal year", "集計終了年度（西暦）": "Last fiscal year",
    "件数（件）": "Events (number)", "参加者数（名）": "Participants (persons)",
    "参加者数不明の件数（件）": "Events of unknown participation (number)",
    "公館コード": "Mission code", "公館名": "Mission (Japanese)", "公館名（英語）": "Mission (English)",
    "地域区分コード": "Region code", "地域区分": "Region (Japanese)", "地域区分（英語）": "Region (English)",
    "地域コード（ISO 3166-2）": "Area code (ISO 3166-2)", "州名": "State (Japanese)", "州名（英語）": "State (English)",
    "事業分野コード": "Category code", "事業分野": "Category (Japanese)", "事業分野（英語）": "Category (English)",
    "軸コード": "Axis code", "軸": "Axis (Japanese)", "アプローチコード": "Approach code", "アプローチ": "Approach (Japanese)",
    "アプローチ（英語）": "Approach (English)", "開催形式コード": "Format code", "開催形式": "Format (Japanese)",
    "開催形式（英語）": "Format (English)", "根拠キー": "Trace key", "値": "Value", "指標名": "Indicator", "単位": "Unit",
    "順位": "Rank", "名称": "Name", "値の区分": "Basis", "番号": "Number", "内容": "Text", "地域名": "Area",
}  # fmt: skip


def write_data_workbook(content: EditionContent) -> bytes:
    """The file; the same value gives the same bytes, as XlsxWriter dates what it packs in memory 1980."""
    file = io.BytesIO()
    workbook = Workbook(file, {"in_memory": True})
    workbook.set_properties(properties_of(content))
    write_tables(workbook, data_tables(content))
    workbook.close()
    return file.getvalue()


def data_tables(content: EditionContent) -> list[Sheet]:
    """Sheet name, header and lines of each table, notes last; the headers of an English edition are English."""
    found: list[Sheet] = [
        *tables(content.figures),
        *_printed(content),
        _indicators(content),
        _keys(content),
        _notes(content),
    ]
    if content.language == "ja":
        return found
    return [(ENGLISH[name], tuple(ENGLISH[head] for head in heads), lines) for name, heads, lines in found]


def _printed(content: EditionContent) -> list[Sheet]:
    pages = [page for page in content.pages if isinstance(page, OverviewPage)]
    years = [(year.key, year.year, year.value, year.basis) for page in pages for year in page.years]
    regions = [(region.key, region.code, plain(region.name), region.count) for page in pages for region in page.regions]
    return [
        ("掲載年度別", ("根拠キー", "年度（西暦）", "参加者数（名）", "値の区分"), years),
        ("掲載地域別", ("根拠キー", "地域区分コード", "名称", "件数（件）"), regions),
    ]


def _indicators(content: EditionContent) -> Sheet:
    lines = [
        (each.key, plain(page.heading), each.code, plain(each.name), each.value, page.unit, each.rank)
        for page in content.pages
        if isinstance(page, IndicatorPage)
        for each in page.values
    ]
    return "指標", ("根拠キー", "指標名", "地域コード（ISO 3166-2）", "地域名", "値", "単位", "順位"), lines


def _keys(content: EditionContent) -> Sheet:
    return "数値の一覧", ("根拠キー", "値"), list(content.traced())


def _notes(content: EditionContent) -> Sheet:
    """What was counted, in Japanese as the tables of the ministry say it, or the notes of the pages in English."""
    if content.language == "ja":
        said = [*notes_of(content.figures), "空欄は不明を示す。"]
    else:
        said = [
            *(note for page in content.pages for note in page.notes),
            "An empty cell is a number that is not known.",
        ]
    sources = [source for page in content.pages if (source := getattr(page, "source", ""))]
    said += [content.organisation, content.issued_on.isoformat(), content.as_of, edition_line(content), *sources]
    said += [content.sample_note] if content.is_sample else []
    return "注記", ("番号", "内容"), [(number, plain(text)) for number, text in enumerate(dict.fromkeys(said), start=1)]
