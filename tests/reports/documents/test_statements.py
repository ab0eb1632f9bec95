"""The official document of 30 July 2021 laid beside the edition: every statement stands on the page of its own, in every file."""

import csv
import io
import re
import zipfile
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from reports.documents.edition_workbook import write_workbook
from reports.documents.pdf import write_pdf
from reports.documents.slides import write_slides
from reports.documents.web import edition_view
from tests.reports.documents.editions import pdf_pages, slide_texts, squeezed
from tests.reports.edition_example import ROOT, example_edition, rows_of

STATEMENTS = Path(__file__).resolve().parent.parent / "statements_2021_07_30.txt"


def statements() -> dict[str, list[str]]:
    """Page key -> what is to be printed; "values" stands for each value and rank of an indicator."""
    found: dict[str, list[str]] = {}
    for line in STATEMENTS.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        place, kind, text = (part.strip() for part in line.split("|"))
        found.setdefault(place.split()[1], []).extend(values(text) if kind == "values" else [text])
    return found


def values(indicator: str) -> list[str]:
    names = {row["code"]: row["name_ja"] for row in rows_of("regions/reference/states.csv")}
    rows = [row for row in rows_of("regions/reference/indicator_values.csv") if row["indicator"] == indicator]
    return [text for row in rows for text in (names[row["state"]], f"{int(row['value']):,}")]


def by_page(texts: list[str], headings: list[tuple[str, str]]) -> dict[str, str]:
    """The text of each page of the edition, pages that go on with those before."""
    found: dict[str, str] = {}
    for text in map(squeezed, texts):
        key = max(
            ((len(heading), key) for key, heading in headings if squeezed(heading) in text[: len(heading) + 90]),
            default=(0, ""),
        )[1]
        found[key] = found.get(key, "") + text
    return found


def printed(kind: str) -> dict[str, str]:
    content, photos = example_edition("ja")
    headings = [(page.key, page.heading) for page in content.pages]
    if kind == "pdf":
        return by_page(pdf_pages(write_pdf(content, photos)), headings)
    if kind == "pptx":
        return by_page(["".join(slide) for slide in slide_texts(write_slides(content, photos))], headings)
    if kind == "xlsx":
        return dict(
            zip((page.key for page in content.pages), map(squeezed, sheets(write_workbook(content))), strict=False)
        )
    view = edition_view(content, photo_url=lambda sha256: f"/photo/{sha256}")
    html = render_to_string("documents/_edition.html", {"edition": view})
    parts = re.split(r'<section class="edition__page"', html)[1:]
    return {
        page.key: squeezed(strip_tags(part).replace("&amp;", "&"))
        for page, part in zip(content.pages, parts, strict=True)
    }


def sheets(content: bytes) -> list[str]:
    """Texts, numbers with commas, and the foot of each sheet in order."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        shared = ["".join(each.itertext()) for each in ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))]  # noqa: S314  our own file
        found = []
        count = sum(name.startswith("xl/worksheets/sheet") for name in parts.namelist())
        for number in range(1, count + 1):
            tree = ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314  our own file
            cells = [
                shared[int(value)] if cell.get("t") == "s" else f"{int(value):,}"
                for cell in tree.iter(f"{space}c")
                if (value := cell.findtext(f"{space}v")) is not None
            ]
            found.append("".join([*cells, tree.findtext(f".//{space}oddFooter") or ""]))
    return found


@pytest.mark.parametrize("kind", ["pdf", "pptx", "xlsx", "web"])
def test_every_statement_of_the_seed_is_on_its_page(kind):
    pages = printed(kind)
    missing = {
        key: [text for text in texts if squeezed(text) not in pages.get(key, "")] for key, texts in statements().items()
    }
    assert {key: texts for key, texts in missing.items() if texts} == {}


def test_the_statements_cover_every_number_of_the_published_data():
    """The list itself is held against the reference data: no published number is left out of it."""
    known = {text for texts in statements().values() for text in texts}
    for row in csv.DictReader(
        line
        for line in (ROOT / "reports/reference/published_figures.csv").read_text(encoding="utf-8").splitlines()
        if line[0] != "#"
    ):
        number = f"{int(row['value']):,}"
        assert row["is_derived"] == "true" or any(number in text for text in known), number


def test_pages_follow_the_order_of_the_seed():
    content, _photos = example_edition("ja")
    order = [key for key, _lines in groupby(statements())]
    assert [page.key for page in content.pages][: len(order)] == order
