"""Photos: painted anew, shown to those who may see the event, removed from the disk only after the save."""

from io import BytesIO
from zlib import crc32

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageCms

from events.models import Event, Photo
from events.photos import is_printable
from tests.events.entry_page import errors_on, sent_from, shortest
from tests.factories import make_event, make_user

pytestmark = pytest.mark.django_db


def picture(
    name: str = "a.jpg", *, kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options
) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new(mode, size, options.pop("color", None) or "red").save(out, kind, **options)
    return SimpleUploadedFile(name, out.getvalue())


def with_metadata() -> SimpleUploadedFile:
    """A landscape picture that the camera marked as taken upright, with a place and a camera's name."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera of Ann"
    exif.get_ifd(0x8825)[2] = (42.0, 21.0, 0.0)
    return picture(exif=exif)


@pytest.fixture
def boston(client):
    person = make_user()
    client.force_login(person)
    return person


def upload(client, *files, **more):
    return client.post(reverse("event_create"), shortest(photos=list(files), **more))


def test_a_photo_is_upright_small_and_without_metadata(client, boston):
    assert (
        upload(
            client, with_metadata(), picture("b.png", kind="PNG", size=(5200, 100), mode="RGBA", color=(0, 0, 0, 0))
        ).status_code
        == 302
    )
    upright, wide = Photo.objects.all()
    assert [(row.width, row.height) for row in (upright, wide)] == [(40, 60), (2560, 49)]
    with Image.open(upright.image) as kept:
        assert (kept.format, kept.mode, dict(kept.getexif()), b"Camera of Ann" in upright.image.open().read()) == (
            "JPEG",
            "RGB",
            {},
            False,
        )
    with Image.open(wide.image) as kept:
        assert kept.getpixel((0, 0)) == (255, 255, 255)
    assert not upright.image.name.endswith("/a.jpg")


def truncated() -> SimpleUploadedFile:
    whole = picture(size=(900, 900)).read()
    return SimpleUploadedFile("cut.jpg", whole[: len(whole) // 2])


def header_of(width: int, height: int) -> SimpleUploadedFile:
    """A PNG that says it is so large; its points would fill a gigabyte."""
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    chunks = ((b"IHDR", size + bytes([8, 2, 0, 0, 0])), (b"IDAT", bytes(9)))
    parts = [
        len(data).to_bytes(4, "big") + name + data + crc32(name + data).to_bytes(4, "big") for name, data in chunks
    ]
    return SimpleUploadedFile("square.png", b"\x89PNG\r\n\x1a\n" + b"".join(parts))


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (lambda: SimpleUploadedFile("phone.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"),
         "“phone.heic” is in a format of phones (HEIC) that cannot be read here. Save it as JPEG and choose it again."),
        (lambda: header_of(20_000, 20_000), "“square.png” has more than 40 million pixels. Save it smaller and choose it again."),
        (lambda: SimpleUploadedFile("text.jpg", b"not a picture"), "“text.jpg” is not a picture that can be read. Choose a JPEG, PNG or WebP file."),
        (lambda: picture("gif.jpg", kind="GIF"), "“gif.jpg” is not a picture that can be read. Choose a JPEG, PNG or WebP file."),
        (truncated, "“cut.jpg” is damaged or incomplete. Copy it from the camera again."),
        (lambda: picture("vast.png", kind="PNG", size=(8000, 5001), mode="1", color=1),
         "“vast.png” has more than 40 million pixels. Save it smaller and choose it again."),
        (lambda: picture("bomb.png", kind="PNG", size=(12000, 12000), mode="1", color=1),
         "“bomb.png” has more than 40 million pixels. Save it smaller and choose it again."),
        (lambda: SimpleUploadedFile("big.jpg", bytes(20 * 1024 * 1024 + 1)), "“big.jpg” is larger than 20 MB. Save it smaller and choose it again."),
        (lambda: SimpleUploadedFile("vast.jpg", bytes(100 * 1024 * 1024)), "“vast.jpg” is larger than 20 MB. Save it smaller and choose it again."),
    ],
)  # fmt: skip
def test_what_is_no_good_is_refused_in_a_sentence_and_nothing_is_saved(client, boston, file, sentence, settings):
    response = upload(client, picture(), file())
    assert (response.status_code, errors_on(response)) == (422, {"id_photos": sentence})
    assert (Event.objects.count(), Photo.objects.count(), list(settings.MEDIA_ROOT.rglob("*.jpg"))) == (0, 0, [])


def test_a_picture_for_a_printing_press_is_kept_as_screens_and_documents_show_it(client, boston):
    upload(client, picture("press.jpg", mode="CMYK", color=(0, 255, 255, 0)))
    with Photo.objects.get().image.open() as file:
        data = file.read()
    with Image.open(BytesIO(data)) as kept:
        red, green, blue = kept.getpixel((10, 10))
        assert (kept.mode, red > 200, green < 90, blue < 90) == ("RGB", True, True, True)
    assert is_printable(data)


def test_what_a_document_can_hold():
    """The kinds that are painted on upload, whole to their end."""
    kinds = [picture(), picture(kind="PNG"), picture(mode="L"), picture(mode="CMYK"), picture(kind="GIF"), truncated()]
    assert [is_printable(file.read()) for file in kinds] == [True, True, True, False, False, False]
    assert not is_printable(b"") and not is_printable(header_of(20_000, 20_000).read())


def test_eleven_at_once_are_too_many(client, boston):
    response = upload(client, *(picture(f"{n}.jpg") for n in range(11)))
    sentence = "11 photos at once are too many. Choose up to 10 and add the rest afterwards."
    assert (response.status_code, errors_on(response)) == (422, {"id_photos": sentence})


def test_captions_and_removal(client, boston, settings, django_capture_on_commit_callbacks):
    upload(client, picture(), picture("b.jpg"))
    event = Event.objects.get()
    one, two = Photo.objects.all()
    address = reverse("event_edit", args=[event.pk])
    page = client.get(address)
    changed = {
        f"photo-{one.pk}-caption_ja": "写真",
        f"photo-{one.pk}-is_publishable": "on",
        f"photo-{one.pk}-consent_by": "A. Sato, the dancers",
        f"photo-{two.pk}-remove": "on",
    }
    with django_capture_on_commit_callbacks() as callbacks:
        client.post(address, sent_from(page, **changed))
        assert len(list(settings.MEDIA_ROOT.rglob("*.jpg"))) == 2
    assert len(callbacks) == 1
    callbacks[0]()
    assert list(Photo.objects.values_list("pk", "caption_ja", "consent_by", "consent_on_file", "is_publishable")) == [
        (one.pk, "写真", "A. Sato, the dancers", False, True)
    ]
    assert len(list(settings.MEDIA_ROOT.rglob("*.jpg"))) == 1
    assert list(Photo.history.filter(id=two.pk).values_list("history_type", flat=True)) == ["-", "+"]


def test_a_photo_is_publishable_only_with_a_name_behind_it(client, boston):
    upload(client, picture())
    event, photo = Event.objects.get(), Photo.objects.get()
    address = reverse("event_edit", args=[event.pk])
    response = client.post(address, sent_from(client.get(address), **{f"photo-{photo.pk}-is_publishable": "on"}))
    sentence = "Say who agreed, or do not mark the photo as publishable."
    assert (response.status_code, errors_on(response)) == (422, {f"id_photo-{photo.pk}-consent_by": sentence})
    assert Photo.objects.get().is_publishable is False


def test_who_sees_which_photo_and_which_of_them_a_document_may_show():
    """Other missions and ministries see the publishable photos of confirmed events, and no other."""
    made = {}
    for status in ("draft", "submitted", "confirmed", "withdrawn"):
        event = make_event(status=status)
        for may in (False, True):
            row = Photo.objects.create(event=event, width=1, height=1, is_publishable=may, consent_by="x" * may)
            made[row.pk] = (status, may)

    def seen(user):
        return {made[pk] for pk in Photo.objects.visible_to(user).values_list("pk", flat=True)}

    assert seen(make_user(mission="BOS")) == seen(make_user("hq_reviewer")) == set(made.values())
    assert seen(make_user(mission="DEN")) == seen(make_user("read_only")) == {("confirmed", True)}
    assert seen(AnonymousUser()) == set()
    assert {made[row.pk][1] for row in Photo.objects.publishable()} == {True}
    Photo.objects.filter(is_publishable=True, event__status="draft").update(consent_on_file=True)
    assert {made[row.pk] for row in Photo.objects.publishable().without_consent()} == {
        (status, True) for status in ("submitted", "confirmed", "withdrawn")
    }


def test_a_save_that_fails_leaves_no_file_behind(client, boston, settings, monkeypatch):
    monkeypatch.setattr("events.forms.entry.Entry._write_related", _write_photos_and_fail)
    with pytest.raises(ZeroDivisionError):
        upload(client, picture())
    assert (Event.objects.count(), list(settings.MEDIA_ROOT.rglob("*.jpg"))) == (0, [])


def _write_photos_and_fail(entry) -> None:
    from events.forms.photo import write_photos

    write_photos(entry.event, [], entry.new_photos.cleaned_data["photos"], by=entry.user, written=entry._written)
    raise ZeroDivisionError


def test_the_file_is_served_with_care_to_those_who_see_the_event(client, boston):
    upload(client, picture())
    photo = Photo.objects.get()
    address = reverse("photo", args=[photo.pk])
    response = client.get(address)
    assert {name: response.headers[name] for name in ("Content-Type", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control")} == {
        "Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, max-age=3600",
    }  # fmt: skip
    assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"
    client.force_login(make_user(mission="DEN"))
    assert client.get(address).status_code == 404
    shared = Photo(event=make_event(), is_publishable=True, consent_by="x")
    shared.image.save("x.jpg", picture())
    assert client.get(reverse("photo", args=[shared.pk])).status_code == 200
    Photo.objects.update(is_publishable=False)
    assert client.get(reverse("photo", args=[shared.pk])).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_a_lost_file_is_no_page(client, boston):
    photo = Photo(event=make_event())
    photo.image.save("x.jpg", picture())
    photo.image.storage.delete(photo.image.name)
    assert client.get(reverse("photo", args=[photo.pk])).status_code == 404


def test_the_colours_of_a_profile_are_turned_into_plain_ones(client, boston):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    upload(client, picture(icc_profile=profile), picture("broken.jpg", icc_profile=b"no profile"))
    for photo in Photo.objects.all():
        with Image.open(photo.image) as kept:
            red, green, blue = kept.getpixel((5, 5))
            assert (red > 245, green < 10, blue < 10, "icc_profile" in kept.info) == (True, True, True, False)
