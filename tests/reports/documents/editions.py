"""Reading documents back, and editions that are hard to set."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import replace

import pypdf
from pptx import Presentation

from reports.edition_content import (
    ApproachesPage,
    EditionContent,
    Example,
    Group,
    IndicatorPage,
    OverviewPage,
    PracticesPage,
    StateValue,
)
from tests.reports.edition_example import Album, example_edition

LONG = "日米友好親善と地域経済の発展を目的とした州都における合同シンポジウム及び文化交流行事、"


def squeezed(text: str) -> str:
    """Without blanks and line ends, in which a printed text differs from what was written."""
    return re.sub(r"[\s\u200b\u3000]+", "", unicodedata.normalize("NFC", text))


def pdf_pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def slide_texts(content: bytes) -> list[list[str]]:
    """The texts of each slide, tables and notes included, in order."""
    found = []
    for slide in Presentation(io.BytesIO(content)).slides:
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        for shape in slide.shapes:
            if shape.has_table:
                texts += [cell.text for row in shape.table.rows for cell in row.cells]
            if shape.has_chart:
                texts += [str(each) for each in shape.chart.plots[0].categories]
                texts += [f"{value:,.0f}" for value in shape.chart.plots[0].series[0].values if value is not None]
        found.append([*texts, slide.notes_slide.notes_text_frame.text])
    return found


def workbook_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read("xl/sharedStrings.xml").decode()


def hard_edition(
    *, title: int, rows: int, photos: int, language: str = "ja"
) -> tuple[EditionContent, dict[str, bytes]]:
    """Titles of so many characters, an indicator with so many rows, so many photos shared out among the examples."""
    content, held = example_edition("ja" if language == "ja" else "en")
    album = Album()
    album.bytes.update(held)
    long = (
        (LONG * (title // len(LONG) + 1))[:title]
        if language == "ja"
        else ("Aloha and friendship " * (title // 20 + 1))[:title]
    )
    given = [
        album.photo(
            f"{'写真' if language == 'ja' else 'Photo'} {number + 1}",
            language=language,
            size=(320, 480) if number % 3 else (640, 300),
        )
        for number in range(photos)
    ]
    names = {each.code: each.name for page in content.pages if isinstance(page, OverviewPage) for each in page.states}
    pages = []
    for page in content.pages:
        changed = page
        if isinstance(page, ApproachesPage | PracticesPage):
            changed = replace(page, groups=tuple(_hard(group, long, given) for group in page.groups))
        elif isinstance(page, IndicatorPage) and page.values:
            changed = replace(page, values=_rows(page, rows, names))
        pages.append(changed)
    return replace(content, pages=tuple(pages)), album.bytes


def _rows(page: IndicatorPage, count: int, names: dict[str, str]) -> tuple[StateValue, ...]:
    """So many: those of the page, then states that it lacks, then places that no map has."""
    listed = {each.code for each in page.values}
    places = {code: name for code, name in names.items() if code not in listed}
    places |= {f"XX-{number:02}": f"{page.values[number % 9].name} {number}" for number in range(count)}
    others = [
        replace(page.values[number % len(page.values)], key=f"{page.key}/{code}", code=code, name=name)
        for number, (code, name) in enumerate(places.items())
    ]
    return (*page.values, *others)[:count]


def _hard(group: Group, title: str, photos: list) -> Group:
    """The next of the photos that are still to be shown, up to seven for an example."""
    examples: list[Example] = []
    for example in group.examples:
        own, photos[:] = tuple(photos[:7]), photos[7:]
        examples.append(replace(example, heading=title or example.heading, photos=own))
    return replace(group, examples=tuple(examples))
