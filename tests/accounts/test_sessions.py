"""Sessions: listed, ended, and ended by themselves; sign-in that does not tell who has an account."""

import time

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import adapters
from accounts.templatetags.devices import device
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1"


def signed_in(person, agent: str = WINDOWS) -> Client:
    client = Client(headers={"user-agent": agent, "accept-language": "en"})
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def test_the_list_shows_ones_own_devices_and_ends_the_others():
    person, other = make_user(), make_user()
    here, there, stranger = signed_in(person), signed_in(person, IPHONE), signed_in(other)
    page = here.get(reverse("session_list"))
    assert sorted(device(row.user_agent) for row in page.context["sessions"]) == ["Chrome, Windows", "Safari, iPhone"]
    asked = here.post(reverse("session_list"), {"which": "others"})
    assert asked.url.startswith(reverse("account_reauthenticate")), "an open screen is not enough"
    assert there.get("/").status_code == 200
    before = here.session.session_key
    here.post(asked.url, {"password": PASSWORD, "next": reverse("session_list")})  # goes on with what was asked for
    assert here.session.session_key != before, "a new key for a session that proved itself"
    assert [each.get("/").status_code for each in (here, there, stranger)] == [200, 302, 200]
    assert [device(row.user_agent) for row in here.get(reverse("session_list")).context["sessions"]] == [
        "Chrome, Windows"
    ]
    here.post(reverse("session_list"), {"which": "all"})
    assert [each.get("/").status_code for each in (here, stranger)] == [302, 200]


def test_a_new_password_ends_the_other_sessions():
    person = make_user()
    here, there = signed_in(person), signed_in(person)
    new = "a much longer new sentence"
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert [each.get("/").status_code for each in (here, there)] == [200, 302]


def test_signing_in_gives_a_new_key_and_signing_out_forgets_it():
    person, client = make_user(), Client()
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    after = client.session.session_key
    assert before != after
    client.post(reverse("account_logout"))
    client.cookies["sessionid"] = after
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("seen_ago", "began_ago", "answer"),
    [(100, 200, 200), (7000, 7000, 200), (7300, 7300, 302), (10, 43000, 200), (10, 43300, 302)],
)
def test_a_session_ends_when_left_alone_and_after_some_hours(seen_ago, began_ago, answer):
    client = signed_in(make_user())
    session, now = client.session, int(time.time())
    session["seen_at"], session["signed_in_at"] = now - seen_ago, now - began_ago
    session.save()
    page = client.get("/")
    assert page.status_code == answer
    if answer == 302:
        assert UserSession.objects.count() == 0
        assert "the session had lasted long enough" in client.get(page.url).content.decode()
        assert "lasted long enough" not in client.get(page.url).content.decode()
    else:
        assert now - client.session["seen_at"] <= 60


def test_an_unknown_address_costs_as_many_hashes_as_a_wrong_password(monkeypatch):
    known, closed = make_user(), make_user(is_active=False)
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))
    costs = {}
    for email in (known.email, closed.email, "nobody@example.org"):
        hashed.clear()
        Client().post(reverse("account_login"), {"login": email, "password": "wrong"})
        costs[email] = len(hashed)
    assert set(costs.values()) == {1}, costs


def test_asking_for_a_new_password_takes_the_same_work_with_and_without_an_account(monkeypatch):
    """The letter is written for nobody too, and how long a mail server takes never reaches the answer."""
    known, closed = make_user(), make_user(is_active=False)
    written, put_off = [], []
    render = adapters.AccountAdapter.render_mail
    monkeypatch.setattr(adapters.AccountAdapter, "render_mail", lambda *args: written.append(1) or render(*args))
    monkeypatch.setattr(adapters, "later", put_off.append)
    answers = []
    for email in (known.email, closed.email, "nobody@example.org"):
        answer = Client().post(reverse("account_reset_password"), {"email": email})
        answers.append((answer.status_code, answer.url, len(written), len(put_off), len(mail.outbox)))
    assert answers == [(302, reverse("account_reset_password_done"), n, n, 0) for n in (1, 2, 3)]
    for act in put_off:
        act()
    assert [letter.to for letter in mail.outbox] == [[known.email]]


def test_many_requests_for_new_passwords_are_refused():
    client = Client()
    answers = {
        client.post(reverse("account_reset_password"), {"email": "a@example.org"}).status_code for _n in range(7)
    }
    assert answers == {302, 429}
