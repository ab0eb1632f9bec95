"""The files of an edition: each a pure function of its frozen value and photos, in every format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec

from django.utils.module_loading import import_string

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
WITH_PHOTOS: dict[str, str] = {
    Format.PDF: "reports.documents.pdf.write_pdf",
    Format.SLIDES: "reports.documents.slides.write_slides",
}
OF_FIGURES: dict[str, str] = {
    Format.WORKBOOK: "reports.documents.edition_workbook.write_workbook",
    Format.DATA: "reports.documents.edition_data.write_data_workbook",
}


def formats() -> tuple[str, ...]:
    """Those that this installation can write, in the order of the list of files."""
    writers = {**WITH_PHOTOS, **OF_FIGURES}
    return tuple(
        str(name) for name in Format.values if name not in writers or find_spec(writers[name].rpartition(".")[0])
    )


def render(content: EditionContent, photos: Photos, format_: str) -> bytes:
    """ValueError where a photo is not at hand."""
    if format_ == Format.JSON:
        return to_json(content).encode()
    if format_ in WITH_PHOTOS:
        write: Callable[..., bytes] = import_string(WITH_PHOTOS[format_])
        return write(content, photos)
    write = import_string(OF_FIGURES[format_])
    return write(content)


def render_all(content: EditionContent, photos: Photos) -> dict[str, bytes]:
    return {format_: render(content, photos, format_) for format_ in formats()}
