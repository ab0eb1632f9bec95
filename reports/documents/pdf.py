"""The edition as PDF: A4 landscape, tagged, PDF/A-2a and PDF/UA-1, set by typst from the templates in assets/typst.

The same value gives the same bytes: no clock, no font of the machine, the day of issue as the file's date.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import segno
import typst

from reports.documents import maps
from reports.documents.arrangement import arranged
from reports.documents.glyphs import FONTS
from reports.documents.photo_files import file_of
from reports.documents.rank_labels import boxes_of
from reports.documents.words import words_of
from reports.edition_content import EditionContent, IndicatorPage, OverviewPage

TEMPLATES = Path(__file__).resolve().parent / "assets" / "typst"
STANDARDS = ["a-2a", "ua-1"]


def write_pdf(content: EditionContent, photos: Mapping[str, bytes]) -> bytes:
    """The file. ValueError, as a sentence, where a photo's bytes are missing."""
    moment = datetime.combine(content.issued_on, datetime.min.time(), tzinfo=UTC)
    made = _compiled(content, photos, format="pdf", pdf_standards=STANDARDS, timestamp=int(moment.timestamp()))
    if not isinstance(made, bytes):
        raise TypeError("typst returned no single file")
    return made


def page_pictures(
    content: EditionContent, photos: Mapping[str, bytes], *, pixels_per_inch: int = 72
) -> tuple[bytes, ...]:
    """Each page as PNG, as it will be printed."""
    made = _compiled(content, photos, format="png", ppi=float(pixels_per_inch))
    return (made,) if isinstance(made, bytes) else tuple(made or ())


def _compiled(content: EditionContent, photos: Mapping[str, bytes], **how: Any) -> Any:
    """typst reads pictures from a directory only; it is of this call and gone afterwards."""
    files = {path.name: path.read_bytes() for path in sorted(TEMPLATES.glob("*.typ"))}
    files |= {file_of(photo.sha256, photos): photos[photo.sha256] for photo in content.photos()}
    files |= _maps(content)
    sheet = arranged(content, photos)
    files |= {page["qr"]: _qr(page["address"]) for page in sheet["pages"] if page["qr"]}
    files["content.json"] = json.dumps(sheet, ensure_ascii=False).encode()
    with TemporaryDirectory(prefix="edition-") as directory:
        for name, held in files.items():
            (Path(directory) / name).write_bytes(held)
        return typst.compile(
            f"{directory}/edition.typ", root=directory, font_paths=_fonts(), ignore_system_fonts=True, **how
        )


@cache
def _fonts() -> typst.Fonts:
    """Read once per process; only the fonts in the tree."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _maps(content: EditionContent) -> dict[str, bytes]:
    files = {}
    for number, page in enumerate(content.pages):
        if isinstance(page, OverviewPage):
            files[f"map-{number}.svg"] = maps.svg(maps.fills_of(page), without=maps.NOT_IN_A_REGION)
        elif isinstance(page, IndicatorPage) and page.values:
            boxes = boxes_of(page, words_of(content), content.language)
            labels = boxes or maps.value_labels(page.values)
            without = maps.NOT_LISTED if page.form == "ranks" else maps.SHADES[0]
            files[f"map-{number}.svg"] = maps.svg(maps.fills_of(page), without=without, leaders=labels)
    return files


def _qr(address: str) -> bytes:
    file = io.BytesIO()
    segno.make(address, error="m", micro=False).save(file, kind="svg", border=2, xmldecl=False, svgns=True)
    return file.getvalue()
