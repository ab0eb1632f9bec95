"""The PDF of an edition: its structure, its boxes, its words, and the characters that no font has."""

import io
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.documents.glyphs import GETA, MissingGlyph, missing_glyphs, outside_basic_fonts, shown
from reports.documents.pdf import page_pictures, write_pdf
from tests.reports.documents.editions import pdf_pages, squeezed
from tests.reports.edition_example import example_edition

A4_LANDSCAPE = (841.89, 595.28)


@pytest.fixture(scope="module", params=["ja", "en"])
def made(request):
    content, photos = example_edition(request.param)
    return content, write_pdf(content, photos)


def structure(pdf: pikepdf.Pdf) -> list[tuple[str, pikepdf.Dictionary]]:
    """Every element of the structure tree with its type, in reading order."""
    found = []

    def walk(kids) -> None:
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                found.append((str(kid.S), kid))
                walk(kid.get("/K", pikepdf.Array()))

    walk(pdf.Root.StructTreeRoot.K)
    return found


def test_it_says_that_it_is_tagged_archivable_and_accessible(made):
    content, file = made
    with pikepdf.open(io.BytesIO(file)) as pdf:
        meta = pdf.open_metadata()
        assert {
            "marked": bool(pdf.Root.MarkInfo.Marked),
            "language": str(pdf.Root.Lang),
            "title in the window": bool(pdf.Root.ViewerPreferences.DisplayDocTitle),
            "pdf/a": (meta["pdfaid:part"], meta["pdfaid:conformance"]),
            "pdf/ua": meta["pdfuaid:part"],
            "output intent": "/OutputIntents" in pdf.Root,
            "encrypted": pdf.is_encrypted,
            "scripts": [key for key in ("/OpenAction", "/AA", "/AcroForm") if key in pdf.Root],
        } == {
            "marked": True,
            "language": {"ja": "ja-JP", "en": "en-US"}[content.language],
            "title in the window": True,
            "pdf/a": ("2", "A"),
            "pdf/ua": "1",
            "output intent": True,
            "encrypted": False,
            "scripts": [],
        }
        assert content.title in str(meta["dc:title"])
        assert {tuple(round(float(side), 2) for side in page.mediabox[2:]) for page in pdf.pages} == {A4_LANDSCAPE}
        assert {str(page.Tabs) for page in pdf.pages} == {"/S"}


def test_headings_tables_and_pictures_have_what_a_screen_reader_needs(made):
    content, file = made
    with pikepdf.open(io.BytesIO(file)) as pdf:
        elements = structure(pdf)
        kinds = [kind for kind, _element in elements]
        levels = [int(kind[2]) for kind in kinds if kind in ("/H1", "/H2", "/H3")]
        assert levels.count(1) == len(content.pages)
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        figures = [element for kind, element in elements if kind == "/Figure"]
        assert len(figures) >= len(list(content.photos())) + 3  # two maps with numbers, one of ranks, a chart
        assert [element for element in figures if not str(element.get("/Alt", ""))] == []
        alts = " ".join(str(element.Alt) for element in figures)
        assert all(photo.alt in alts for photo in content.photos())
        tables = [element for kind, element in elements if kind == "/Table"]
        assert kinds.count("/TH") >= 2 * len(tables) > 8
        assert kinds.count("/TR") > 53


def test_an_independent_checker_of_pdf_ua_finds_nothing(made, tmp_path):
    """pdfua looks at 16 rules; a full validator (veraPDF) comes as no Python package: see the decision on documents."""
    _content, file = made
    (tmp_path / "edition.pdf").write_bytes(file)
    done = subprocess.run(
        [sys.executable, "-m", "pdfua", "check", str(tmp_path / "edition.pdf")], capture_output=True, text=True
    )
    assert (done.returncode, "PASS (no findings)" in done.stdout) == (0, True), done.stdout


def test_every_font_is_embedded_and_every_glyph_is_there(made):
    content, file = made
    fonts = {}
    with pikepdf.open(io.BytesIO(file)) as pdf:
        for page in pdf.pages:
            for font in (page.Resources.get("/Font") or {}).values():
                descriptor = font.DescendantFonts[0].FontDescriptor
                fonts[str(font.BaseFont).split("+")[-1].removesuffix("-Identity-H")] = (
                    any(key in descriptor for key in ("/FontFile2", "/FontFile3")) and "/ToUnicode" in font
                )
    weights = ("Regular", "Bold")
    own = "BIZUDPGothicBrackets" if content.language == "ja" else "NotoSansJPLatin"
    assert fonts == {f"{family}-{weight}": True for family in ("BIZUDPGothic", own) for weight in weights}


def test_the_same_edition_gives_the_same_bytes():
    content, photos = example_edition("ja")
    assert write_pdf(content, photos) == write_pdf(content, photos)


def test_a_photo_that_is_not_at_hand_stops_the_document():
    content, photos = example_edition("ja")
    with pytest.raises(ValueError, match="is not at hand"):
        write_pdf(content, dict(list(photos.items())[1:]))


def test_the_preview_shows_the_same_pages():
    content, photos = example_edition("ja")
    pictures = page_pictures(content, photos, pixels_per_inch=20)
    assert len(pictures) == len(pdf_pages(write_pdf(content, photos)))
    assert {picture[:4] for picture in pictures} == {b"\x89PNG"}


# ---- characters


def test_rare_characters_are_printed_as_they_are():
    content, photos = example_edition("ja")
    told = "𠮷野家と葛󠄀城市、Hawaiʻi、髙﨑、Ōtani"
    lead = replace(content.pages[1], lead=told)
    file = write_pdf(replace(content, pages=(lead,)), photos)
    assert squeezed(told) in squeezed(pdf_pages(file)[0])
    assert missing_glyphs([told]) == ()


def test_what_no_font_has_is_marked_and_named():
    content, photos = example_edition("ja")
    lead = replace(content.pages[1], lead="柴犬😀祭り", notes=())
    [text] = pdf_pages(write_pdf(replace(content, pages=(lead,)), photos))
    assert "柴犬〓祭り" in squeezed(text)
    assert squeezed("次の文字は書体にないため〓で示した：U+1F600 GRINNING FACE") in squeezed(text)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
@settings(max_examples=60, deadline=None)
def test_no_character_is_dropped(text):
    """Each is either printed as it is or counted among the missing, and what is printed has every glyph."""
    missing = missing_glyphs([text])
    assert missing_glyphs([shown(text)]) == ()
    lost = sum(each.times for each in missing)
    assert shown(text).count(GETA) <= text.count(GETA) + lost
    if not missing:
        assert shown(text) == text


def test_variation_sequences_that_no_font_has_are_counted():
    assert missing_glyphs(["辻\U000e01ef"]) == (MissingGlyph("辻\U000e01ef", 1),)
    assert shown("辻\U000e01ef") == "辻"
    assert [each.character for each in outside_basic_fonts(["𠮷田 Hawaiʻi 東京"])] == ["ʻ", "𠮷"]


# ---- room


@pytest.mark.parametrize("years", [4, 6, 7, 10])
def test_the_numbers_of_many_years_stay_whole(years):
    """Ten columns of eight digits have no room beside one another; a number broken in two would stop the edition."""
    content, photos = example_edition("ja")
    overview = content.pages[0]
    many = tuple(
        replace(overview.years[0], key=f"overview/years/{year}", year=year, name=f"{year}年度", value=20_875_958 + year)
        for year in range(2017, 2017 + years)
    )
    file = write_pdf(replace(content, pages=(replace(overview, years=many),)), photos)
    text = "".join(pdf_pages(file))
    assert [year.value for year in many if f"{year.value:,}" not in text] == []
