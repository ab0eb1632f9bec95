"""Editions of what nobody would wish for: each is issued whole, over a sentence that says what is odd, or not at all."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from accounts.roles import Role
from events.models import CountingRule, Photo
from regions.models import Jurisdiction, Mission
from reports import edition_files
from reports.edition_choices import PageChoice
from reports.issuing import NotIssued, frozen_content, is_whole, issue
from reports.models import Edition, EditionBlob, EditionDraft, EditionEvent, EditionFile, EditionFinding
from reports.starting_points import all_pages
from tests.factories import make_event, make_user
from tests.reports.documents.editions import pdf_pages, squeezed
from tests.reports.editions import PAGES, make_draft, only_data
from tests.reports.rows import make_small_register

pytestmark = pytest.mark.django_db
OVER = {"*": "for the meeting"}
PRACTICES = (PageChoice("practices"), *PAGES)


@pytest.fixture
def hq(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_small_register()
    return make_user(Role.HQ_REVIEWER)


def nothing_is_left(draft: EditionDraft) -> bool:
    rows = [model.objects.count() for model in (Edition, EditionBlob, EditionEvent, EditionFile, EditionFinding)]
    return rows == [0] * 5 and EditionDraft.objects.get(pk=draft.pk).is_open


def refused(draft: EditionDraft, *, by) -> dict[str, tuple[str, str]]:
    """Code -> what is said in Japanese and in English."""
    with pytest.raises(NotIssued) as caught:
        issue(draft, by=by, reasons={})
    assert nothing_is_left(draft)
    return {each.code: (each.sentence_ja, each.sentence_en) for each in caught.value.findings}


def whole_files(edition: Edition) -> dict[str, bytes]:
    assert is_whole(edition)
    return {file.format: bytes(file.blob.data) for file in edition.files.select_related("blob")}


def test_an_edition_of_no_events(hq):
    draft = make_draft(by=hq, first=2030, last=2031, pages=all_pages())
    assert refused(draft, by=hq)["empty"] == ("計上する案件が一件もありません。", "The edition counts no event at all.")
    files = whole_files(issue(draft, by=hq, reasons=OVER))
    assert set(files) == {"pdf", "pptx", "xlsx", "data-xlsx", "json"}
    assert "累計0件" in squeezed("".join(pdf_pages(files["pdf"])))


def test_a_year_without_a_counting_rule_prints_no_participants_rather_than_none(hq, monkeypatch):
    monkeypatch.setattr(edition_files, "formats", lambda: ("pdf", "json"))
    CountingRule.objects.filter(pk=2018).delete()
    draft = make_draft(by=hq, first=2017, last=2018)
    assert refused(draft, by=hq)["no-rule-2018"] == (
        "2018年度は計上基準がないため、参加者数を計上していません。", "FY2018 has no counting rule: its participants are not counted."
    )  # fmt: skip
    edition = issue(draft, by=hq, reasons=OVER)
    by_year = {row.code: row.known_participants for row in frozen_content(edition, "ja").figures.by_fiscal_year}
    assert by_year == {2017: 120, 2018: None}
    assert "2018年度" in squeezed("".join(pdf_pages(whole_files(edition)["pdf"])))


def test_a_mission_that_closed_in_between_keeps_its_events(hq, monkeypatch):
    only_data(monkeypatch)
    Jurisdiction.objects.filter(mission="DEN").update(valid_from=None, valid_to=None)
    draft = make_draft(by=hq, missions=("DEN", "BOS"))
    assert "mission-closed-DEN" not in refused(draft, by=hq)
    Jurisdiction.objects.filter(mission="DEN").update(valid_to=date(2020, 6, 30))
    name = Mission.objects.get(pk="DEN")
    assert refused(draft, by=hq)["mission-closed-DEN"] == (
        f"{name.short_ja}は現在どの地域も管轄していません。その案件は従来どおり計上されます。", f"{name.short_en} serves no place any more; its events count as before."
    )  # fmt: skip
    edition = issue(draft, by=hq, reasons=OVER)
    assert set(edition.counted_events.values_list("mission", flat=True)) == {"BOS", "DEN"}


def test_the_longest_titles(hq, monkeypatch):
    """Of an event and of the document: 200 characters."""
    monkeypatch.setattr(edition_files, "formats", lambda: ("pdf", "json"))
    title = ("日米友好親善と地域経済の発展を目的とした州都における合同シンポジウム、" * 20)[:200]
    told = make_event(title_ja=title, is_good_practice=True, story_ja="一" * 900)
    draft = make_draft(by=hq, pages=PRACTICES, practices={"others": (told.pk,)}, title_ja=title, subtitle_ja=title)
    files = whole_files(issue(draft, by=hq, reasons=OVER))
    assert squeezed(title) in squeezed("".join(pdf_pages(files["pdf"])))


def test_a_title_of_500_characters_is_refused_in_a_sentence(hq, client):
    client.force_login(hq)
    draft = make_draft(by=hq)
    sent = {"version": draft.version, "languages": ["ja"], "standing": "final", "title_ja": "祭" * 500}
    response = client.post(reverse("draft_section", args=[draft.pk, "form"]), sent)
    assert response.status_code == 422
    assert "at most 200 characters (it has 500)" in response.content.decode()


def photo_of(kind: str, data: bytes, event) -> Photo:
    fields = {"is_publishable": True, "consent_by": "A. Hart", "consent_on_file": True, "caption_ja": kind}
    photo = Photo(event=event, width=60, height=40, **fields)
    photo.image.save(f"{kind}.jpg", ContentFile(data), save=False)
    photo.width, photo.height = 60, 40
    Photo.objects.bulk_create([photo])
    return Photo.objects.get(caption_ja=kind)


def drawn(mode: str = "RGB") -> bytes:
    out = BytesIO()
    Image.new(mode, (60, 40)).save(out, "JPEG")
    return out.getvalue()


def test_photos_whose_file_went_bad_are_left_out_by_name_and_the_edition_is_whole(hq, monkeypatch):
    """Whatever happened to the file since it was painted on upload: cut short, exchanged, gone."""
    monkeypatch.setattr(edition_files, "formats", lambda: ("pdf", "pptx", "json"))
    told = make_event(title_ja="祭り", is_good_practice=True, story_ja="物語")
    good = photo_of("good", drawn(), told)
    bad = [
        photo_of("cut", drawn()[:300], told),
        photo_of("press", drawn(mode="CMYK"), told),
        photo_of("phone", b"\x00\x00\x00\x18ftypheic" + bytes(40), told),
        photo_of("empty", b"", told),
        photo_of("gone", drawn(), told),
    ]
    bad[-1].image.storage.delete(bad[-1].image.name)
    draft = make_draft(
        by=hq, pages=PRACTICES, practices={"others": (told.pk,)}, photos=(good.pk, *(photo.pk for photo in bad))
    )
    sentences = (
        "選択した写真のうち、ファイルを読めないため掲載しないもの：5枚。",
        "Chosen photos whose file cannot be read, and are left out: 5.",
    )
    assert refused(draft, by=hq)["photos-unreadable"] == sentences
    edition = issue(draft, by=hq, reasons=OVER)
    assert [photo.caption for photo in frozen_content(edition, "ja").photos()] == ["good"]
    assert set(whole_files(edition)) == {"pdf", "pptx", "json"}


def test_a_writer_that_fails_leaves_nothing(hq, monkeypatch):
    draft = make_draft(by=hq)

    def fail(*_args):
        raise MemoryError

    monkeypatch.setitem(edition_files.WRITERS, "pptx", fail)
    with pytest.raises(MemoryError):
        issue(draft, by=hq, reasons=OVER)
    assert nothing_is_left(draft)
