"""Pages for what went wrong: in our layout, in the reader's language, without leaking why."""

import pytest
from django.conf import settings
from django.core.exceptions import DisallowedHost, PermissionDenied, RequestDataTooBig
from django.test import Client
from django.urls import get_resolver
from django.utils import translation

from tests.factories import make_user


def page_of(code: int, error: Exception | None, rf, language: str = "en") -> str:
    request = rf.get("/", headers={"accept-language": language})
    with translation.override(language):
        handler = get_resolver(settings.ROOT_URLCONF).resolve_error_handler(code)
        response = handler(request) if error is None else handler(request, exception=error)
    assert response.status_code == code
    return response.content.decode()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_for_our_own_faults_asks_the_database_nothing(rf, language):
    """No database mark: one query would fail the test."""
    page = page_of(500, None, rf, language)
    with translation.override(language):
        assert f"<h1>{translation.gettext('Something went wrong on our side')}</h1>" in page
    assert f'<html lang="{language}">' in page
    assert "css/register.css" in page


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("error", [RequestDataTooBig("secret"), DisallowedHost("secret")])
def test_a_malformed_request_is_answered_before_anything_is_known_of_it(rf, language, error):
    page = page_of(400, error, rf, language)
    with translation.override(language):
        assert f"<h1>{translation.gettext('This request could not be understood')}</h1>" in page
    assert f'<html lang="{language}">' in page
    assert "secret" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_missing_page_keeps_the_person_and_the_navigation(client, language):
    user = make_user(name="Hanako Boston", language=language)
    client.force_login(user)
    response = client.get("/no-such-page/")
    page = response.content.decode()
    assert response.status_code == 404
    with translation.override(language):
        assert f"<h1>{translation.gettext('There is no such page')}</h1>" in page
    assert f'<html lang="{language}">' in page
    assert "Hanako Boston" in page
    assert "no-such-page" not in page.replace('name="next" value="/no-such-page/"', "")


@pytest.mark.django_db
def test_a_forbidden_page_does_not_say_why_to_strangers(rf):
    request = rf.get("/")
    request.user = make_user()
    with translation.override("en"):
        handler = get_resolver(settings.ROOT_URLCONF).resolve_error_handler(403)
        response = handler(request, exception=PermissionDenied("the secret list"))
    assert response.status_code == 403
    assert "<h1>This is not open to you</h1>" in response.content.decode()
    assert "secret list" not in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_told_how_to_keep_what_was_typed():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/accounts/login/", {"login": "a@example.org"}, headers={"accept-language": "en"})
    assert response.status_code == 403
    assert "Go back in your browser: what you typed is still there." in response.content.decode()
