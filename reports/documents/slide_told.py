"""The slides that tell: approaches and good practices with their photos. What does not fit goes on on a further slide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reports.documents import slide_parts as parts
from reports.documents.slide_parts import BOTTOM, MARGIN, NAVY, PALE, ROOM, SOFT, TOP
from reports.documents.slide_text import Paragraph, fitting_size, height_of, kept_whole, split_to_fit
from reports.edition_content import ApproachesPage, Example, Photo, PracticesPage

if TYPE_CHECKING:
    from reports.documents.slides import Deck

Arranged = dict[str, Any]
Box = tuple[float, float, float, float]
SMALLEST = 9.0
GAP = 14.0


def paragraphs_of(deck: Deck, example: Example) -> list[Paragraph]:
    found = [Paragraph(example.heading, is_bold=True, scale=1.08)]
    if example.method:
        found.append(Paragraph(example.method, is_bold=True, colour=NAVY))
    found += [Paragraph(point, is_bullet=True, gap=0.35) for point in example.points]
    if example.outcome:
        found.append(Paragraph(deck.words["outcome"] + example.outcome, colour="7A4B00", gap=0.5))
    return found


def approaches(deck: Deck, page: ApproachesPage, arranged: Arranged) -> None:
    """By type of region four columns a slide; by level of interest three rows."""
    if page.axis == "region":
        _in_columns(deck, page, arranged)
    else:
        _in_rows(deck, page, arranged)


def practices(deck: Deck, page: PracticesPage, arranged: Arranged) -> None:
    """Two examples a slide under the heading of their group."""
    is_first = True
    for group in page.groups:
        for start in range(0, max(1, len(group.examples)), 2):
            lead = [Paragraph(group.heading, is_bold=True, colour=NAVY)]
            slide = deck.slide(
                page, lead=lead, lead_size=17, again=not is_first, notes=arranged["notes"], lead_height=28
            )
            is_first = False
            width = (ROOM - GAP * 2) / 2
            row = group.examples[start : start + 2]
            box = (MARGIN, TOP + 34, width, BOTTOM - TOP - 38)
            _side_by_side(deck, page, slide, row, box, gap=GAP * 2, shown=2, largest=16)
        for example in group.examples:
            more_photos(deck, page, example, example.photos[2:])


def _in_columns(deck: Deck, page: ApproachesPage, arranged: Arranged) -> None:
    lead = [Paragraph(page.lead)] if page.lead else []
    pairs = [(group, example) for group in page.groups for example in group.examples or (None,)]
    for start in range(0, max(1, len(pairs)), 4):
        part = pairs[start : start + 4]
        slide = deck.slide(page, lead=lead, lead_size=14, again=start > 0, notes=arranged["notes"], lead_height=42)
        width = (ROOM - GAP * 3) / 4 if len(pairs) > 2 else (ROOM - GAP) / 2
        heads = [(group.heading, arranged["groups"][page.groups.index(group)]["count"]) for group, _example in part]
        largest = min((_head_size(head, (0, 0, width, 52)) for head in heads), default=13.0)
        for place, head in enumerate(heads):
            _head(deck, slide, (MARGIN + place * (width + GAP), TOP + 48, width, 52), head, largest=largest)
        row = [example for _group, example in part]
        _side_by_side(
            deck, page, slide, row, (MARGIN, TOP + 106, width, BOTTOM - TOP - 110), gap=GAP, shown=1, largest=13
        )
    for _group, example in pairs:
        if example:
            more_photos(deck, page, example, example.photos[1:])


def _in_rows(deck: Deck, page: ApproachesPage, arranged: Arranged) -> None:
    lead = [Paragraph(page.lead)] if page.lead else []
    pairs = [(group, example) for group in page.groups for example in group.examples or (None,)]
    for start in range(0, max(1, len(pairs)), 3):
        slide = deck.slide(page, lead=lead, lead_size=14, again=start > 0, notes=arranged["notes"], lead_height=38)
        top, height = TOP + 42, (BOTTOM - TOP - 42) / 3
        for place, (group, example) in enumerate(pairs[start : start + 3]):
            y = top + place * height
            count = arranged["groups"][page.groups.index(group)]["count"]
            _head(deck, slide, (MARGIN, y, ROOM, 24), (group.heading, count))
            if example:
                photos = example.photos[:2]
                photo_width = 150.0 * len(photos)
                box = (MARGIN + 8, y + 28, ROOM - photo_width - 24, height - 32)
                _words(deck, page, slide, paragraphs_of(deck, example), box, largest=13)
                for number, photo in enumerate(photos):
                    spot = (MARGIN + ROOM - photo_width + 150 * number + 6, y + 28, 144.0, height - 34)
                    _photo(deck, slide, photo, spot)
    for _group, example in pairs:
        if example:
            more_photos(deck, page, example, example.photos[2:])


def _head_line(head: tuple[str, str]) -> list[Paragraph]:
    heading, count = head
    return [Paragraph(heading + (f"　{count}" if count else ""), is_bold=True, colour=NAVY, gap=0)]


def _head_size(head: tuple[str, str], box: Box, largest: float = 13.0) -> float:
    return fitting_size(_head_line(head), box[2] - 14, box[3] - 4, largest=largest, smallest=6)


def _head(deck: Deck, slide: Any, box: Box, head: tuple[str, str], largest: float = 13.0) -> None:
    """A group's heading with its number of events."""
    shape = parts.panel(slide.shapes, box, fill=PALE)
    size = _head_size(head, box, largest)
    line = [kept_whole(each, box[2] - 14, size) for each in _head_line(head)]
    parts.write(shape, line, size=size, language=deck.language, anchor="middle", inset=4)
    parts.describe(shape, "Heading")


def _side_by_side(deck: Deck, page: Any, slide: Any, examples: Sequence[Example | None], box: Box, *, gap: float, shown: int,
                  largest: float) -> None:  # fmt: skip
    """Examples in columns, the first in the box: words of one size, and below the longest a row of as many photos each."""
    x, y, width, height = box
    told = [(x + place * (width + gap), each) for place, each in enumerate(examples) if each]
    most = max((len(each.photos[:shown]) for _x, each in told), default=0)
    photo_height = min(height * 0.48, width / most * 0.75 + 34) if most else 0.0
    room = height - photo_height - 6
    words = [paragraphs_of(deck, each) for _x, each in told]
    size = min((fitting_size(each, width, room, largest=largest, smallest=SMALLEST) for each in words), default=largest)
    used = [
        _words(deck, page, slide, each, (left, y, width, room), largest=size)
        for (left, _example), each in zip(told, words, strict=True)
    ]
    top = min(y + max(used, default=0.0) + 8, y + height - photo_height)
    for left, example in told:
        photos = example.photos[:shown]
        for number, photo in enumerate(photos):
            wide = (width - 8 * (len(photos) - 1)) / len(photos)
            _photo(deck, slide, photo, (left + number * (wide + 8), top, wide, photo_height))


def _words(deck: Deck, page: Any, slide: Any, paragraphs: Sequence[Paragraph], box: Box, *, largest: float) -> float:
    """The height used; what does not fit at the smallest size goes on on slides of its own."""
    x, y, width, height = box
    size = fitting_size(paragraphs, width, height, largest=largest, smallest=SMALLEST)
    whole = [kept_whole(paragraphs[0], width, size), *paragraphs[1:]] if paragraphs else []
    taken, rest = split_to_fit(whole, width, height, size=size)
    used = height_of(taken, width, size)
    parts.text_box(
        slide, (x, y, width, min(height, used + 4)), taken, size=size, language=deck.language, name="Example"
    )
    while rest:
        room = BOTTOM - TOP - 8
        further = deck.slide(page, again=True)
        more, left = split_to_fit(rest, ROOM, room, size=14)
        parts.text_box(
            further, (MARGIN, TOP, ROOM, room), more, size=14, language=deck.language, name="Example, continued"
        )
        rest = left if left != rest else []
    return used


def _photo(deck: Deck, slide: Any, photo: Photo, box: Box) -> None:
    """The picture with caption and credit under it, all within the box."""
    x, y, width, height = box
    lines = [Paragraph(photo.caption, gap=0)] if photo.caption else []
    if photo.credit:
        lines.append(Paragraph(deck.words["credit"] + photo.credit, colour=SOFT, scale=0.9, gap=0))
    size = fitting_size(lines, width, height * 0.35, largest=9, smallest=6)
    lines = [kept_whole(each, width, size) for each in lines]
    words = min(height_of(lines, width, size), height * 0.4) + 3 if lines else 0.0
    alt = photo.alt or photo.caption
    top, high = parts.picture(
        slide, deck.photo(photo), (x, y, width, height - words - 2), name=f"Photo {photo.sha256[:8]}", alt=alt
    )
    if lines:
        parts.text_box(
            slide,
            (x, top + high + 2, width, words),
            lines,
            size=size,
            language=deck.language,
            name="Caption",
            align="center",
        )


def more_photos(deck: Deck, page: Any, example: Example, photos: Sequence[Photo]) -> None:
    """Eight to a slide, four in a row."""
    for start in range(0, len(photos), 8):
        lead = [Paragraph(deck.words["more_photos"] + deck.words["colon"] + example.heading, is_bold=True, colour=NAVY)]
        high = max(34.0, height_of(lead, ROOM, 8) + 2)
        slide = deck.slide(page, lead=lead, lead_size=14, again=True, lead_height=high)
        width, height = (ROOM - GAP * 3) / 4, (BOTTOM - TOP - high - 6 - GAP) / 2
        for place, photo in enumerate(photos[start : start + 8]):
            x, y = MARGIN + place % 4 * (width + GAP), TOP + high + 6 + place // 4 * (height + GAP)
            _photo(deck, slide, photo, (x, y, width, height))
