"""The text of every file of the example edition, in both languages, as it was when a person last looked at it.

A difference is either a fault or a change to be looked at: `SNAPSHOTS=write pytest tests/reports/documents/test_snapshots.py`
writes the texts anew, and the change shows in the commit.
"""

import io
import json
import os
import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from python_calamine import CalamineWorkbook

from reports.documents.web import edition_view
from reports.edition_files import formats, render
from tests.reports.documents.editions import pdf_pages, slide_texts
from tests.reports.edition_example import example_edition

pytestmark = pytest.mark.one_database
FOLDER = Path(__file__).parent / "snapshots"
WEB = "html"


def text_of(kind: str, language: str) -> str:
    content, photos = example_edition("ja" if language == "ja" else "en")
    if kind == WEB:
        view = edition_view(content, photo_url=lambda sha256: f"/photos/{sha256}/")
        return _lines(strip_tags(render_to_string("documents/_edition.html", {"edition": view})))
    data = render(content, photos, kind)
    if kind == "json":
        return json.dumps(json.loads(data), ensure_ascii=False, indent=0) + "\n"
    if kind == "pdf":
        return "\f\n".join(_lines(page) for page in pdf_pages(data))
    if kind == "pptx":
        return "\f\n".join(_lines("\n".join(texts)) for texts in slide_texts(data))
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return "\f\n".join(_sheet(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def _sheet(name: str, rows: list) -> str:
    return _lines("\n".join([name, *("\t".join(map(str, row)).rstrip() for row in rows)]))


def _lines(text: str) -> str:
    """Without blank lines, and without the blanks of a template."""
    lines = (re.sub(r"[ \u00a0]+", " ", line).strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", [*formats(), WEB])
def test_it_says_what_it_said(kind, language):
    path = FOLDER / f"{language}.{kind}.txt"
    found = text_of(kind, language)
    if os.environ.get("SNAPSHOTS") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8", newline="")
    assert found == path.read_bytes().decode()
