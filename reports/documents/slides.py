"""The edition as PowerPoint: titles, leads, dates and numbers in placeholders of one master; charts, tables and the map
native and editable, a shape per state; sources and addresses in the notes. The same value gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from reports.documents import slide_master as master
from reports.documents import slide_parts as parts
from reports.documents.arrangement import Arrangement
from reports.documents.glyphs import outside_basic_fonts
from reports.documents.photo_files import bytes_of
from reports.documents.slide_pages import PAGES
from reports.documents.slide_parts import BAR, MARGIN, ROOM, TOP
from reports.documents.slide_text import Paragraph, fitting_size
from reports.documents.steady_zip import steady
from reports.documents.texts import texts_of
from reports.documents.words import as_of_line, date_line, edition_line, words_of
from reports.edition_content import EditionContent, Page, Photo


def write_slides(content: EditionContent, photos: Mapping[str, bytes]) -> bytes:
    """The file. ValueError, as a sentence, where a photo's bytes are missing."""
    deck = Deck(content, photos)
    for place, page in enumerate(content.pages):
        arranged = deck.arrangement.page(page, place)
        PAGES[type(page)](deck, page, arranged)
    deck.say_what_may_not_show()
    file = io.BytesIO()
    deck.properties()
    deck.presentation.save(file)
    return steady(file.getvalue(), content.issued_on)


class Deck:
    """The slides made so far."""

    def __init__(self, content: EditionContent, photos: Mapping[str, bytes]) -> None:
        self.content, self.photos, self.language = content, photos, content.language
        self.words = words_of(content)
        self.arrangement = Arrangement(content, photos)
        self.presentation = master.new_presentation(content.language)
        self.last_notes: Any = None

    def slide(self, page: Page, *, lead: Sequence[Paragraph] = (), lead_size: float = 15, again: bool = False,
              notes: Sequence[str] = (), lead_height: float = 60.0) -> Any:  # fmt: skip
        """A slide with the page's heading, its lead in the body placeholder, and the notes. `again`: it goes on."""
        slide = self.presentation.slides.add_slide(self.presentation.slide_layouts[0])
        title = page.heading + (self.words["continued"] if again else "")
        size = fitting_size([Paragraph(title)], ROOM, BAR - 14, largest=24, smallest=9)
        parts.write(slide.shapes.title, [Paragraph(title, is_bold=True)], size=size, language=self.language, anchor="middle",
                    colour="FFFFFF")  # fmt: skip
        body = slide.placeholders[1]
        if lead:
            parts.place(body, MARGIN, TOP, ROOM, lead_height)
            fitted = fitting_size(lead, ROOM, lead_height, largest=lead_size, smallest=8)
            parts.write(body, lead, size=fitted, language=self.language)
        else:
            body._element.getparent().remove(body._element)
        self._foot(slide)
        self._notes(slide, page, notes)
        return slide

    def _foot(self, slide: Any) -> None:
        content = self.content
        foot = [content.organisation, f"{content.title} {content.subtitle}".strip(), edition_line(content)]
        if content.is_sample:
            foot.append(content.sample_note)
        number = len(self.presentation.slides)
        master.with_foot(slide, date=date_line(content), foot="　".join(foot) if self.language == "ja" else " · ".join(foot),
                        number=number, language=self.language)  # fmt: skip

    def _notes(self, slide: Any, page: Page, notes: Sequence[str]) -> None:
        address = page.address or self.content.address
        lines = [*notes, *([f"{self.words['address']}{address}"] if address else [])]
        lines.append(as_of_line(self.content))
        frame = slide.notes_slide.notes_text_frame
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            parts.add_run(paragraph, line, size=11, language=self.language)
        self.last_notes = frame

    def photo(self, photo: Photo) -> bytes:
        return bytes_of(photo.sha256, self.photos)

    def say_what_may_not_show(self) -> None:
        """In the notes of the last slide: the reader's machine decides which font is used."""
        rare = outside_basic_fonts(texts_of(self.content))
        if rare and self.last_notes is not None:
            line = self.words["glyphs.viewer"] + self.words["comma"].join(
                f"{each.character}（{each.name}）" if self.language == "ja" else f"{each.character} ({each.name})"
                for each in rare
            )
            parts.add_run(self.last_notes.add_paragraph(), line, size=11, language=self.language)

    def properties(self) -> None:
        content, core = self.content, self.presentation.core_properties
        moment = datetime.combine(content.issued_on, datetime.min.time())
        core.title = parts.printable(f"{content.title} {content.subtitle} {edition_line(content)}")
        core.author = core.last_modified_by = parts.printable(content.organisation)
        core.language = parts.tag(content.language)
        core.created = core.modified = moment
        core.revision = 1
