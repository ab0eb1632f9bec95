"""Photos from a phone: made small before they are sent, upright, each listed, the unreadable ones left out in words."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from events.models import Event, Photo
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)
LYING = 6
"""The EXIF orientation of a phone held upright: the picture is stored on its side."""


def photo_of_phone(width: int = 3600, height: int = 2400) -> bytes:
    picture = Image.effect_noise((width, height), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = LYING
    out = BytesIO()
    picture.save(out, "JPEG", exif=exif, quality=95)
    return out.getvalue()


def test_photos_are_made_small_and_the_unreadable_is_said(new_page, axe, settings):
    page = new_page(user=make_user())
    page.goto("/events/new/?fresh")
    page.locator("[name=title_en]").fill("Tea in the library")
    page.get_by_text("Photos", exact=True).click()
    large = photo_of_phone()
    page.locator("[name=photos]").set_input_files([
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": large},
        {"name": "b.heic", "mimeType": "image/heic", "buffer": b"\0\0\0\x18ftypheic" + b"\0" * 100},
        {"name": "c.jpg", "mimeType": "image/jpeg", "buffer": photo_of_phone(300, 200)},
    ])  # fmt: skip
    chosen = page.locator(".chosen-photos")
    expect(chosen.get_by_role("alert")).to_have_text(
        "“b.heic” cannot be read here and was left out. Save it as JPEG on the phone and choose it again."
    )
    expect(chosen.locator("img")).to_have_count(2)
    sizes = page.evaluate("[...document.querySelector('[name=photos]').files].map(file => [file.name, file.size])")
    assert [name for name, _size in sizes] == ["a.jpg", "c.jpg"]
    assert sizes[0][1] < len(large) / 2
    assert axe.run(page).response["violations"] == []
    chosen.get_by_role("button", name="Leave out “c.jpg”").press("Enter")
    expect(chosen.locator("img")).to_have_count(1)
    assert page.locator("[name=title_en]").input_value() == "Tea in the library"
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tea in the library")
    assert list(Photo.objects.values_list("event", "width", "height")) == [(Event.objects.get().pk, 1707, 2560)]
