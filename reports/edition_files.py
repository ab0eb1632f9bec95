"""The files of an edition: each a pure function of its frozen value and photos, in every format."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reports.documents.edition_data import write_data_workbook
from reports.documents.edition_workbook import write_workbook
from reports.documents.pdf import write_pdf
from reports.documents.slides import write_slides
from reports.edition_content import EditionContent
from reports.edition_json import to_json
from reports.models import EditionFile

Photos = Mapping[str, bytes]
Format = EditionFile.Format
OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES: dict[str, str] = {
    Format.PDF: "application/pdf",
    Format.SLIDES: f"{OFFICE}.presentationml.presentation",
    Format.WORKBOOK: f"{OFFICE}.spreadsheetml.sheet",
    Format.DATA: f"{OFFICE}.spreadsheetml.sheet",
    Format.JSON: "application/json; charset=utf-8",
}
WRITERS: dict[str, Callable[[EditionContent, Photos], bytes]] = {
    Format.PDF: write_pdf,
    Format.SLIDES: write_slides,
    Format.WORKBOOK: lambda content, _photos: write_workbook(content),
    Format.DATA: lambda content, _photos: write_data_workbook(content),
    Format.JSON: lambda content, _photos: to_json(content).encode(),
}


def formats() -> tuple[str, ...]:
    """In the order of the list of files."""
    return tuple(str(name) for name in Format.values)


def render(content: EditionContent, photos: Photos, format_: str) -> bytes:
    """ValueError where a photo is not at hand."""
    return WRITERS[format_](content, photos)


def render_all(content: EditionContent, photos: Photos) -> dict[str, bytes]:
    return {format_: render(content, photos, format_) for format_ in formats()}
