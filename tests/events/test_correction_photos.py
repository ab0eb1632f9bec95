"""Photos of a closed year: asked for, seen by whoever sees the request, changed in one step, and no file left behind."""

import errno
import os
from datetime import date
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from accounts.trail.verifying import problems
from events.corrections import accept
from events.models import CorrectionRequest, Photo, Year
from events.whole_files import NO_ROOM_FOR_FILES
from tests.events.entry_page import sent_from
from tests.events.test_photos import picture
from tests.factories import make_event, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hq():
    return make_user(Role.HQ_REVIEWER, name="Tokyo Taro")


@pytest.fixture
def staff(client):
    person = make_user()
    client.force_login(person)
    return person


@pytest.fixture
def event(hq):
    """With two photos, in a year that is closed."""
    event = make_event(starts_on=date(2019, 5, 1), city="Boston")
    for caption in ("Lanterns", "Dancers"):
        image = ContentFile(picture().read(), name="x.jpg")
        Photo.objects.create(event=event, caption_en=caption, image=image, consent_by="Ann", is_publishable=True)
    Year.open(2019, by=hq).close(by=hq, because="counted")
    return event


def files(settings) -> set[str]:
    return {str(path.relative_to(settings.MEDIA_ROOT)) for path in settings.MEDIA_ROOT.rglob("*.jpg")}


def asked(client, event, **changed) -> CorrectionRequest:
    address = reverse("event_edit", args=[event.pk])
    data = sent_from(client.get(address), action="correct", **changed) | {"correction-reason": "a better one"}
    response = client.post(address, data)
    assert response.status_code == 302, response.context["entry"].notice
    return CorrectionRequest.objects.latest("pk")


def all_three(client, event) -> CorrectionRequest:
    first, second = event.photos.all()
    changed = {f"photo-{first.pk}-credit": "Ann", f"photo-{second.pk}-remove": "on", "photos": picture()}
    return asked(client, event, **changed)


def test_what_is_asked_for_is_seen_and_changed_in_one_version(
    client, event, hq, staff, settings, django_capture_on_commit_callbacks
):
    first, second = event.photos.all()
    held = files(settings)
    request = all_three(client, event)
    assert (list(event.photos.values_list("credit", flat=True)), request.proposed.keys()) == (["", ""], {"photos"})
    [waiting] = files(settings) - held
    assert request.files == [waiting]
    for person in (staff, hq):
        client.force_login(person)
        page = client.get(request.get_absolute_url())
        assert [(each.heading, each.address, [(d.label, d.old, d.new) for d in each.differences]) for each in page.context["photos"]] == [
            ("Photo to be added", f"/corrections/{request.pk}/photos/0/", []),
            ("Photo to be described anew", f"/photos/{first.pk}/small/", [("Credit", "", "Ann")]),
            ("Photo to be removed", f"/photos/{second.pk}/small/", [
                ("English caption", "Dancers", ""), ("Consent given by", "Ann", ""), ("Consent kept on file in writing", "no", ""),
                ("May be published", "yes", ""),
            ]),
        ]  # fmt: skip
        shown = client.get(f"/corrections/{request.pk}/photos/0/")
        assert (shown.status_code, shown["Content-Type"], shown["X-Content-Type-Options"], shown["Content-Security-Policy"]) == (
            200, "image/jpeg", "nosniff", "default-src 'none'; sandbox",
        )  # fmt: skip
        assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
        assert client.get(f"/corrections/{request.pk}/photos/1/").status_code == 404
    for stranger in (make_user(mission="DEN"), make_user(Role.READ_ONLY)):
        client.force_login(stranger)
        assert client.get(f"/corrections/{request.pk}/photos/0/").status_code == 404

    with django_capture_on_commit_callbacks(execute=True):
        accept(request, by=hq)
    event.refresh_from_db()
    photos = list(event.photos.values_list("caption_en", "credit"))
    assert (event.version, photos) == (2, [("Lanterns", "Ann"), ("", "")])
    kept = {photo.image.name for photo in event.photos.all()}
    assert files(settings) == kept
    versions = Photo.history.filter(event_id=event.pk, history_user=hq).order_by("history_id")
    assert [(each.history_type, each.history_date == event.updated_at) for each in versions] == [
        ("~", True), ("-", True), ("+", True),
    ]  # fmt: skip
    assert event.history.latest().history_change_reason == f"correction {request.pk}"
    assert list(problems()) == []
    client.force_login(staff)
    assert client.get(f"/corrections/{request.pk}/photos/0/").status_code == 404
    addresses = [each.address for each in client.get(request.get_absolute_url()).context["photos"]]
    assert addresses == [f"/photos/{event.photos.last().pk}/small/", f"/photos/{first.pk}/small/", ""]


@pytest.mark.parametrize("how", ["decline", "take_back"])
def test_what_is_not_wanted_leaves_no_file_and_keeps_its_history(
    client, event, hq, staff, settings, how, django_capture_on_commit_callbacks
):
    held, photos = files(settings), list(event.photos.values())
    request = all_three(client, event)
    proposed = request.proposed
    with django_capture_on_commit_callbacks(execute=True):
        request.decline(by=hq, because="no") if how == "decline" else request.take_back(by=staff)
    assert (files(settings), list(event.photos.values())) == (held, photos)
    assert [each.proposed for each in request.history.all()] == [proposed, proposed]
    page = client.get(request.get_absolute_url())
    assert [bool(each.address) for each in page.context["photos"]] == [False, True, True]
    assert "The picture is not kept any more." in page.text


def test_what_cannot_be_accepted_changes_nothing_and_the_picture_waits_on(
    client, event, hq, staff, settings, monkeypatch
):
    request = all_three(client, event)
    held, photos = files(settings), list(event.photos.values())
    monkeypatch.setattr(CorrectionRequest, "settle", lambda *_args, **_options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        accept(request, by=hq)
    assert (files(settings), list(event.photos.values())) == (held, photos)
    assert CorrectionRequest.objects.get(pk=request.pk).is_open


def test_a_request_that_is_refused_stores_no_file(client, event, staff, settings):
    asked(client, event, city="Salem")
    held = files(settings)
    address = reverse("event_edit", args=[event.pk])
    data = sent_from(client.get(address), action="correct", photos=picture()) | {"correction-reason": "again"}
    assert client.post(address, data).status_code == 422  # another waits already
    assert files(settings) == held


def test_without_room_for_a_picture_nothing_is_asked_and_what_was_typed_stays(
    client, event, staff, settings, monkeypatch
):
    def full(*_arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    address = reverse("event_edit", args=[event.pk])
    data = sent_from(client.get(address), action="correct", city="Salem", photos=picture()) | {"correction-reason": "x"}
    held = files(settings)
    monkeypatch.setattr("events.whole_files.WholeFileStorage._save", full)
    page = client.post(address, data)
    said = page.context["entry"].new_photos.errors["photos"]
    assert (page.status_code, said) == (507, [NO_ROOM_FOR_FILES])
    assert ('value="Salem"' in page.text, CorrectionRequest.objects.count(), files(settings)) == (True, 0, held)


def test_a_forgotten_event_brings_its_photos(client, event, hq, staff, settings, django_capture_on_commit_callbacks):
    address = reverse("event_create")
    data = sent_from(client.get(address), action="correct", photos=picture()) | {
        "title_en": "Forgotten", "starts_on": "2019-06-01", "category": "festival", "format": "in_person", "state": "US-MA",
        "in_person_count": "10", "correction-reason": "forgotten",
    }  # fmt: skip
    assert client.post(address, data).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        made = accept(CorrectionRequest.objects.get(), by=hq)
    assert (made.photos.count(), made.photos.get().image.name in files(settings)) == (1, True)
    assert not [name for name in files(settings) if name.startswith("photos-asked")]


def test_a_file_that_a_killed_process_left_is_removed_and_one_that_waits_stays(client, event, staff, settings):
    request = all_three(client, event)
    folder = settings.MEDIA_ROOT / "photos-asked"
    for name in ("stray.jpg", "young.jpg"):
        (folder / name).write_bytes(b"x")
    for name in ("stray.jpg", request.files[0].rpartition("/")[2]):
        os.utime(folder / name, times=(timezone.now().timestamp() - 2 * 86_400,) * 2)
    call_command("remove_old_uploads", stdout=StringIO())
    assert {path.name for path in folder.iterdir()} == {"young.jpg", request.files[0].rpartition("/")[2]}


def test_a_caption_without_who_agreed_is_refused_before_it_is_asked(client, event, staff):
    first = event.photos.first()
    address = reverse("event_edit", args=[event.pk])
    data = sent_from(client.get(address), action="correct", **{f"photo-{first.pk}-consent_by": ""})
    response = client.post(address, data | {"correction-reason": "x"})
    assert (response.status_code, CorrectionRequest.objects.count()) == (422, 0)
