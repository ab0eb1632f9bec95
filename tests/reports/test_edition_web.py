"""An issued edition as a page: the words and photos that were frozen, for everybody who may sign in."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from accounts.roles import Role
from events.models import Event, Photo
from reports.edition_choices import PageChoice
from reports.issuing import frozen_content, issue
from reports.models import Edition, EditionBlob
from tests.factories import make_event, make_user
from tests.reports.editions import PAGES, make_draft, only_data
from tests.reports.rows import make_small_register

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(monkeypatch, settings, tmp_path) -> Edition:
    settings.MEDIA_ROOT = tmp_path
    only_data(monkeypatch)
    make_small_register()
    hq = make_user(Role.HQ_REVIEWER)
    told = make_event(title_ja="柴犬祭り", title_en="Shiba Festival", is_good_practice=True, story_ja="犬が集まった。")
    picture = BytesIO()
    Image.new("RGB", (30, 20), "red").save(picture, "JPEG")
    photo = Photo.objects.create(
        event=told, image=ContentFile(picture.getvalue(), name="x.jpg"), is_publishable=True, consent_by="A. Hart",
        consent_on_file=True, caption_ja="柴犬",
    )  # fmt: skip
    draft = make_draft(
        by=hq, languages=("ja", "en"), pages=(*PAGES, PageChoice("practices")), practices={"others": (told.pk,)},
        photos=(photo.pk,),
    )  # fmt: skip
    return issue(draft, by=hq, reasons={"*": "as a test"})


def test_it_shows_what_was_frozen_in_either_language(edition, client):
    Event.objects.filter(title_en="Shiba Festival").update(title_ja="改めた件名", title_en="Another title")
    client.force_login(make_user(Role.READ_ONLY))
    for language, title in (("ja", "柴犬祭り"), ("en", "Shiba Festival")):
        page = client.get(reverse("edition_web", args=[1, language]))
        text = page.content.decode()
        assert (page.status_code, title in text, frozen_content(edition, language).title in text) == (200, True, True)
        assert "改めた件名" not in text and "Another title" not in text
    assert reverse("edition_web", args=[1, "ja"]) in client.get(edition.get_absolute_url()).content.decode()
    assert client.get(reverse("edition_web", args=[1, "fr"])).status_code == 404


def test_each_page_leads_to_the_events_behind_its_numbers(edition, client):
    client.force_login(make_user(Role.READ_ONLY))
    html = client.get(reverse("edition_web", args=[1, "ja"])).content.decode()
    count = len(frozen_content(edition, "ja").pages)
    found = [reverse("edition_trace_page", args=[1, place]) in html for place in range(1, count + 2)]
    assert found == [True] * count + [False]


def test_its_photos_are_the_frozen_bytes_and_no_other_file_is_handed_out_there(edition, client):
    client.force_login(make_user(Role.READ_ONLY))
    [photo] = frozen_content(edition, "ja").photos()
    address = reverse("edition_photo", args=[1, photo.sha256])
    assert address in client.get(reverse("edition_web", args=[1, "ja"])).content.decode()
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert answer.content == bytes(EditionBlob.objects.get(pk=photo.sha256).data)
    for blob in EditionBlob.objects.exclude(pk=photo.sha256):
        assert client.get(reverse("edition_photo", args=[1, blob.pk])).status_code == 404
    assert client.get(reverse("edition_photo", args=[2, photo.sha256])).status_code == 404


def test_a_withdrawn_edition_says_so_on_its_page(edition, client):
    edition.withdraw(by=edition.issued_by, because="a mission was left out")
    client.force_login(make_user(Role.READ_ONLY))
    assert "a mission was left out" in client.get(reverse("edition_web", args=[1, "ja"])).content.decode()
