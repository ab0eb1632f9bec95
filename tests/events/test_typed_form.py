"""A form typed by a person whose sign-in has expired comes back to that person, and to nobody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from events.models import Event
from tests.events.entry_page import sent_from, shortest
from tests.factories import PASSWORD, make_event, make_user

pytestmark = pytest.mark.django_db


def sign_in(client, person):
    return client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})


def test_what_was_typed_is_there_after_signing_in_again(client):
    person = make_user()
    client.force_login(person)
    address = reverse("event_create")
    typed = shortest(title_en="Typed", starts_on="nonsense", typed_by=client.get(address).context["typed_by"])
    client.logout()
    response = client.post(address, {**typed, "photos": SimpleUploadedFile("a.jpg", b"x")})
    assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next={address}")
    sign_in(client, person)
    page = client.get(address)
    assert [page.context["form"][name].value() for name in ("title_en", "starts_on")] == ["Typed", "nonsense"]
    assert page.context["entry"].notice == (
        "Here is what you typed before you were signed out. It is not saved yet. Photos have to be chosen again."
    )
    assert client.post(address, sent_from(page, starts_on="2026-05-01")).status_code == 302
    assert Event.objects.get().title_en == "Typed"
    assert client.get(address).context["form"]["title_en"].value() in (None, "")


def test_an_edit_keeps_the_version_it_was_opened_with(client):
    person, event = make_user(), make_event(status="draft", number=None)
    address = reverse("event_edit", args=[event.pk])
    client.force_login(person)
    typed = sent_from(client.get(address), city="Salem")
    client.logout()
    client.post(address, typed)
    Event.objects.get().save_version(by=person, version=1)
    sign_in(client, person)
    assert client.post(address, sent_from(client.get(address))).status_code == 409


def test_another_person_does_not_see_it(client):
    person = make_user()
    client.force_login(person)
    address = reverse("event_create")
    typed = shortest(typed_by=client.get(address).context["typed_by"])
    client.logout()
    client.post(address, typed)
    sign_in(client, make_user())
    assert client.get(address).context["form"]["title_en"].value() in (None, "")
    assert "typed_form" not in client.session


@pytest.mark.parametrize("signature", ["", "1", "forged:signature"])
def test_a_stranger_cannot_fill_the_sessions(client, signature):
    response = client.post(reverse("event_create"), shortest(typed_by=signature))
    assert (response.status_code, "typed_form" in client.session) == (302, False)


def test_it_may_be_dropped(client):
    person = make_user()
    client.force_login(person)
    address = reverse("event_create")
    typed = shortest(typed_by=client.get(address).context["typed_by"])
    client.logout()
    client.post(address, typed)
    sign_in(client, person)
    assert client.get(f"{address}?fresh").context["form"]["title_en"].value() in (None, "")
