"""Signing in, passwords and the language a person reads in."""

import re
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone_name, template_localtime

from accounts.middleware import TimeZoneOfMissionMiddleware
from accounts.models import User
from accounts.roles import Role
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"
MISMATCH = {
    "en": "The email address and/or password you specified are not correct.",
    "ja": "入力されたメールアドレスもしくはパスワードが正しくありません。",
}


def sign_in(client, *, email: str, password: str = PASSWORD, language: str = "en", **extra):
    return client.post(SIGN_IN, {"login": email, "password": password}, headers={"accept-language": language}, **extra)


def errors_of(response) -> list[str]:
    """The sentences of the error summary, without their markup."""
    return [sentence for errors in response.context["form"].errors.values() for sentence in errors]


@pytest.mark.parametrize(("language", "label"), [("ja", "メールアドレス"), ("en", "Email")])
def test_sign_in_page_speaks_the_browsers_language(client, language, label):
    response = client.get(SIGN_IN, headers={"accept-language": language})
    page = response.content.decode()
    assert response.status_code == 200
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in page
    assert f'<label class="field__label" for="id_login">{label}' in page


@pytest.mark.parametrize("language", ["ja", "en"])
def test_right_password_leads_home_without_a_word(client, language):
    user = make_user(language=language)
    response = sign_in(client, email=user.email.upper(), language=language)
    assert (response.status_code, response.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_wrong_password_and_unknown_address_read_the_same(client, language):
    user = make_user()
    for email, password in [(user.email, "not the password"), ("nobody@example.org", PASSWORD)]:
        response = sign_in(client, email=email, password=password, language=language)
        assert response.status_code == 400
        assert errors_of(response) == [MISMATCH[language]]
        assert MISMATCH[language] in response.content.decode()
        assert f'value="{email}"' in response.content.decode()
        assert PASSWORD not in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_empty_form_says_so_beside_each_field(client):
    response = sign_in(client, email="", password="")
    page = response.content.decode()
    assert response.status_code == 400
    assert response.context["form"].errors == {
        "login": ["This field is required."],
        "password": ["This field is required."],
    }
    for field in ("login", "password"):
        assert f'<ul class="errorlist" id="id_{field}_error"><li>This field is required.</li></ul>' in page
        control = re.search(rf'<input [^>]*id="id_{field}"[^>]*>', page).group()
        assert 'aria-invalid="true"' in control
        assert f'aria-describedby="id_{field}_error"' in control
        assert f'<a href="#id_{field}">' in page


def test_a_closed_account_is_told_so(client):
    user = make_user(is_active=False)
    response = sign_in(client, email=user.email)
    assert (response.status_code, response.url) == (302, "/accounts/inactive/")
    assert "This account is not in use" in client.get(response.url, headers={"accept-language": "en"}).content.decode()
    assert "_auth_user_id" not in client.session


def test_next_is_followed_within_the_site_only(client):
    user = make_user()
    within = client.post(f"{SIGN_IN}?next=/report/", {"login": user.email, "password": PASSWORD, "next": "/report/"})
    assert (within.status_code, within.url) == (302, "/report/")
    client.logout()
    outside = client.post(SIGN_IN, {"login": user.email, "password": PASSWORD, "next": "https://evil.example/"})
    assert (outside.status_code, outside.url) == (302, "/")


def test_nobody_makes_an_account(client):
    for path in ("/accounts/signup/", "/accounts/email/", "/accounts/social/signup/", "/accounts/"):
        assert client.get(path).status_code == 404, path
        assert client.post(path, {"email": "new@example.org"}).status_code == 404, path
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert User.objects.count() == 0


def test_too_many_attempts_are_told_to_wait_and_the_right_password_does_not_help(client):
    user, other = make_user(), make_user()
    codes = [sign_in(client, email=user.email, password="wrong").status_code for _ in range(5)]
    assert codes == [400] * 5
    response = sign_in(client, email=user.email)
    assert response.status_code == 429
    assert errors_of(response) == ["Too many failed login attempts. Try again later."]
    assert "_auth_user_id" not in client.session
    assert sign_in(client, email=other.email).status_code == 302


def test_too_many_requests_from_one_address_get_a_page_of_ours(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    sign_in(client, email="a@example.org")
    response = sign_in(client, email="a@example.org")
    assert response.status_code == 429
    assert "Wait a few minutes, then try again." in response.content.decode()


def test_signing_out_is_a_post(client):
    client.force_login(make_user())
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    response = client.post("/accounts/logout/")
    assert (response.status_code, response.url) == (302, SIGN_IN)
    assert "_auth_user_id" not in client.session


# ---- passwords


def test_changing_the_password_needs_the_present_one(client):
    user = make_user()
    client.force_login(user)
    new = "a much longer new sentence"
    wrong = client.post("/accounts/password/change/", {"oldpassword": "no", "password1": new, "password2": new})
    assert wrong.status_code == 400
    assert wrong.context["form"].errors == {"oldpassword": ["Please type your current password."]}
    right = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (right.status_code, right.url) == (302, "/")
    assert User.objects.get().check_password(new)
    assert "_auth_user_id" in client.session


def test_a_forgotten_password_is_replaced_through_the_mailbox(client):
    user = make_user()
    asked = client.post("/accounts/password/reset/", {"email": user.email}, headers={"accept-language": "en"})
    assert (asked.status_code, asked.url) == (302, "/accounts/password/reset/done/")
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == ([user.email], "Choose a new password for the grassroots register")
    link = re.search(r"http://testserver(/\S+)", letter.body).group(1)
    page = client.get(link, follow=True)
    assert page.status_code == 200
    path = page.redirect_chain[-1][0]
    assert "set-password" in path
    short = client.post(path, {"password1": "short", "password2": "short"})
    assert short.status_code == 400
    new = "a much longer new sentence"
    done = client.post(path, {"password1": new, "password2": new})
    assert (done.status_code, done.url) == (302, "/accounts/password/reset/key/done/")
    assert User.objects.get().check_password(new)
    again = client.get(link, headers={"accept-language": "en"})
    assert again.status_code == 410
    assert "This link no longer works" in again.content.decode()


def test_an_unknown_address_gets_the_same_answer_and_no_letter(client):
    asked = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (asked.status_code, asked.url) == (302, "/accounts/password/reset/done/")
    assert mail.outbox == []


@pytest.mark.parametrize("key", ["1-abc", "zzzzzzzzzzzzzzzzzzzzzz-abc", "0-set-password", "1-x" * 50])
def test_a_made_up_link_is_told_that_it_does_not_work(client, key):
    page = client.get(f"/accounts/password/reset/key/{key}/", headers={"accept-language": "en"})
    assert page.status_code == 410
    assert "This link no longer works" in page.content.decode()


# ---- language


def test_a_chosen_language_is_kept_on_the_person_and_goes_before_the_browsers(client):
    user = make_user(language="")
    client.force_login(user)
    assert client.get("/accounts/logout/", headers={"accept-language": "ja"}).headers["Content-Language"] == "ja"
    chosen = client.post("/language/", {"language": "en", "next": "/accounts/logout/?a=1&b=%E5%AF%BF%E5%8F%B8"})
    assert (chosen.status_code, chosen.url) == (302, "/accounts/logout/?a=1&b=%E5%AF%BF%E5%8F%B8")
    user.refresh_from_db()
    assert user.language == "en"
    client.cookies.pop("django_language")
    assert client.get("/accounts/logout/", headers={"accept-language": "ja"}).headers["Content-Language"] == "en"


def test_the_choice_is_nobody_elses(client):
    other = make_user(language="ja")
    client.force_login(make_user(language="ja"))
    client.post("/language/", {"language": "en"})
    other.refresh_from_db()
    assert other.language == "ja"


def test_a_visitor_keeps_the_choice_in_his_browser(client):
    client.post("/language/", {"language": "en", "next": SIGN_IN})
    assert client.get(SIGN_IN, headers={"accept-language": "ja"}).headers["Content-Language"] == "en"


@pytest.mark.parametrize("language", ["", "fr", "ja-JP", "xx" * 5000, "en\x00"])
def test_a_language_we_lack_is_refused(client, language):
    user = make_user(language="ja")
    client.force_login(user)
    response = client.post("/language/", {"language": language})
    assert response.status_code == 400
    user.refresh_from_db()
    assert user.language == "ja"


def test_choosing_a_language_is_a_post_and_stays_on_the_site(client):
    assert client.get("/language/?language=en").status_code == 405
    response = client.post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert (response.status_code, response.url) == (302, "/")


# ---- the clock


@pytest.mark.parametrize(("mission", "hour"), [("BOS", "7 p.m."), ("HAG", "10 a.m."), (None, "9 a.m.")])
def test_moments_are_shown_by_the_clock_of_the_mission(rf, mission, hour):
    seen = []

    def page(request):
        seen.append(date_format(template_localtime(datetime(2026, 1, 1, tzinfo=UTC)), "g a"))
        return HttpResponse()

    request = rf.get("/")
    request.user = make_user(Role.MISSION_STAFF if mission else Role.HQ_REVIEWER, mission=mission)
    with translation.override("en"):
        TimeZoneOfMissionMiddleware(page)(request)
    assert (seen, get_current_timezone_name()) == ([hour], "Asia/Tokyo")
