"""Whatever is given flows onto pages and slides: by their boxes, nothing lies over anything else or leaves its page.

Three shapes are looked at in every run, and one that chance makes; ROOM_EXAMPLES=50 looks at as many.
"""

import os
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from reports.documents.pdf import write_pdf
from reports.documents.slides import write_slides
from tests.reports.documents import boxes, slide_boxes
from tests.reports.documents.editions import hard_edition, pdf_pages, slide_texts, squeezed
from tests.reports.documents.test_edition_pdf import structure

CHOSEN = (
    {"title": 500, "rows": 60, "photos": 40, "language": "ja"},
    {"title": 137, "rows": 25, "photos": 9, "language": "en"},
    {"title": 0, "rows": 3, "photos": 0, "language": "ja"},
)


def shapes(test):
    """The chosen ones, and as many others as are asked for."""
    for one in CHOSEN:
        test = example(**one)(test)
    drawn = given(
        title=st.integers(0, 500),
        rows=st.integers(3, 60),
        photos=st.integers(0, 40),
        language=st.sampled_from(["ja", "en"]),
    )
    return settings(max_examples=int(os.environ.get("ROOM_EXAMPLES", "1")), deadline=None)(drawn(test))


@shapes
def test_pages(title, rows, photos, language):
    """No sign over another, over a picture, under the foot or outside; each photo, caption and title is there."""
    content, held = hard_edition(title=title, rows=rows, photos=photos, language=language)
    file = write_pdf(content, held)
    pages = boxes.pages_of(file)
    assert {place: said for place, page in enumerate(pages, 1) if (said := page.faults())} == {}
    feet = [page.foot() for page in pages]
    assert [place for place, foot in enumerate(feet, 1) if f"{place}/{len(feet)}" not in foot] == []
    text = squeezed("".join(pdf_pages(file)))
    for told in content.examples():
        assert squeezed(told.heading) in text
        for photo in told.photos:
            assert squeezed(photo.caption) in text
    with pikepdf.open(BytesIO(file)) as pdf:
        alts = [str(element.get("/Alt", "")) for kind, element in structure(pdf) if kind == "/Figure"]
    assert sum(alt in {photo.alt for photo in content.photos()} for alt in alts) == len(list(content.photos()))


@shapes
def test_slides(title, rows, photos, language):
    """No shape leaves its slide, no text is larger than its shape, nothing lies over anything; no photo is lost."""
    content, held = hard_edition(title=title, rows=rows, photos=photos, language=language)
    file = write_slides(content, held)
    assert slide_boxes.faults(file) == []
    kinds = [shape.shape_type for slide in Presentation(BytesIO(file)).slides for shape in slide.shapes]
    assert kinds.count(MSO_SHAPE_TYPE.PICTURE) == len(list(content.photos()))
    text = squeezed("".join("".join(each) for each in slide_texts(file)))
    for told in content.examples():
        assert all(squeezed(sign) in text for sign in (told.heading[:60], told.heading[-20:]))


# ---- that faults are found


@cache
def one_page() -> boxes.Page:
    content, held = hard_edition(title=0, rows=3, photos=1)
    return next(page for page in boxes.pages_of(write_pdf(content, held)) if page.pictures)


def test_signs_and_pictures_are_found_where_they_stand():
    page = one_page()
    assert len(page.signs) > 300 and len(page.pictures) == 1
    assert page.faults() == []
    navy_bar = [box for sign, box in page.signs if box[1] > page.height - 90]
    assert navy_bar and all(box[3] < page.height - 30 for box in navy_bar)


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        ((0, 0), "over one another"),
        ((-1000, 0), "outside"),
        (None, "over a picture"),
        ("foot", "under the foot"),
    ],
)
def test_a_sign_that_is_moved_is_a_fault(moved, said):
    page = one_page()
    sign, box = page.signs[40]
    if moved is None:
        box = page.pictures[0]
    elif moved == "foot":
        box = (box[0], boxes.FOOT_RULE - 3, box[0] + 5, boxes.FOOT_RULE + 3)
    else:
        box = (box[0] + moved[0], box[1], box[2] + moved[0], box[3])
    wrong = boxes.Page(page.width, page.height, (*page.signs, (sign, box)), page.pictures)
    assert any(each.startswith(said) for each in wrong.faults())


def test_a_slide_whose_text_is_too_long_or_over_another_is_a_fault():
    content, held = hard_edition(title=0, rows=3, photos=0)
    deck = Presentation(BytesIO(write_slides(content, held)))
    box = next(shape for shape in deck.slides[0].shapes if shape.name == "Map title")
    box.text_frame.paragraphs[0].runs[0].text = "長い題" * 200
    made = BytesIO()
    deck.save(made)
    faults = " ".join(slide_boxes.faults(made.getvalue()))
    assert "Map title has" in faults and "lie over one another" in faults
