"""Sign-on by an OpenID Connect provider, tried against a small one: who is let in, and that nobody is made by it."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse

from accounts.models import Invitation, User
from accounts.roles import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db
KEY, ANOTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _key in range(2))
"""The little provider's own, and one that it has never shown."""


class Provider(BaseHTTPRequestHandler):
    """Discovery, token and user information; what it says of the person is in `claims`."""

    claims: dict = {}
    description: dict = {}
    signs_with = KEY
    moved = ""
    token_requests: list[dict] = []

    def answer(self, body: dict) -> None:
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def do_GET(self) -> None:
        if self.path.startswith("/.well-known"):
            pages = ("authorization", "token", "userinfo")
            found = {f"{name}_endpoint": f"{self.base}/{name}" for name in pages}
            self.answer({"issuer": self.base, "jwks_uri": f"{self.base}/keys", **found, **self.description})
        elif self.path == "/keys":
            public = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
            self.answer({"keys": [{**public, "kid": "1", "alg": "RS256"}]})
        elif self.moved:
            self.send_response(302)
            self.send_header("Location", self.moved)
            self.end_headers()
        else:
            self.answer(self.claims)

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.token_requests.append({name: values[0] for name, values in sent.items()})
        now = int(time.time())
        token = {"iss": self.base, "aud": "register", "iat": now, "exp": now + 60, **self.claims}
        self.answer(
            {
                "access_token": "x",
                "token_type": "Bearer",
                "id_token": jwt.encode(token, self.signs_with, "RS256", {"kid": "1"}),
            }
        )

    def log_message(self, *_args) -> None:
        pass


@pytest.fixture
def provider(settings):
    server = HTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    app = {
        "provider_id": "ministry", "name": "Ministry", "client_id": "register", "secret": "s",
        "settings": {"server_url": f"http://127.0.0.1:{server.server_port}"},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    Provider.claims, Provider.token_requests, Provider.description = {}, [], {}
    Provider.signs_with, Provider.moved = KEY, ""
    yield Provider
    server.shutdown()
    server.server_close()


def sign_on(provider, *, state: str | None = None, **claims):
    client = Client(headers={"accept-language": "en"})
    sent_to = client.post(reverse("openid_connect_login", args=["ministry"]))
    asked = parse_qs(urlsplit(sent_to.url).query)
    provider.claims = {"sub": "42", "name": "Sato Hanako", "nonce": asked["nonce"][0], **claims}
    assert (asked["response_type"], asked["code_challenge_method"]) == (["code"], ["S256"])
    given = {"code": "c", "state": state or asked["state"][0]}
    return client, client.get(reverse("openid_connect_callback", args=["ministry"]), given)


def test_a_person_with_the_verified_address_comes_in_and_is_known_from_then_on(provider):
    person = make_user(email="sato@example.org")
    client, answer = sign_on(provider, email="Sato@example.org", email_verified=True)
    assert (answer.status_code, client.session["_auth_user_id"]) == (302, str(person.pk))
    assert "code_verifier" in provider.token_requests[0]
    User.objects.filter(pk=person.pk).update(email="other@example.org")
    client, _answer = sign_on(provider, email="whatever@example.org", email_verified=False)
    assert client.session["_auth_user_id"] == str(person.pk), "bound to the provider's own key, not to an address"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@example.org", "email_verified": True},
        {"email": "sato@example.org", "email_verified": False},
        {"email": "sato@example.org", "email_verified": "false"},
        {"email": "sato@example.org"},
        {"email": "gone@example.org", "email_verified": True},
        {"email_verified": True},
    ],
)
def test_nobody_else_comes_in_and_nobody_is_made(provider, claims):
    make_user(email="sato@example.org")
    make_user(email="gone@example.org", is_active=False)
    client, answer = sign_on(provider, **claims)
    assert (answer.status_code, "_auth_user_id" in client.session) == (403, False)
    assert "nobody has invited this address" in answer.content.decode()
    assert (User.objects.count(), SocialAccount.objects.count()) == (2, 0)


def test_an_invited_person_comes_in_with_the_role_of_the_invitation(provider):
    Invitation(email="sato@example.org", role=Role.READ_ONLY, office="METI").send(by=make_user(Role.HQ_ADMINISTRATOR))
    client, _answer = sign_on(provider, email="sato@example.org", email_verified=True, role="hq_administrator")
    person = User.objects.get(email="sato@example.org")
    assert (client.session["_auth_user_id"], person.role, person.name, person.has_usable_password()) == (
        str(person.pk), Role.READ_ONLY, "Sato Hanako", False,
    )  # fmt: skip
    assert Invitation.objects.get().state == "accepted"


def test_an_answer_that_was_not_asked_for_is_refused(provider):
    make_user(email="sato@example.org")
    client, answer = sign_on(provider, state="made-up", email="sato@example.org", email_verified=True)
    assert (answer.status_code, "_auth_user_id" in client.session) == (401, False)


@pytest.mark.parametrize(
    "wrong",
    [{"aud": "another"}, {"iss": "http://127.0.0.1:1"}, {"exp": 1}, {"nonce": "of another question"}, {"nonce": ""}],
)
def test_a_token_for_somebody_else_or_grown_old_is_refused(provider, wrong):
    make_user(email="sato@example.org")
    client, answer = sign_on(provider, email="sato@example.org", email_verified=True, **wrong)
    assert (answer.status_code, "_auth_user_id" in client.session) == (401, False)


def test_a_token_that_another_signed_is_refused(provider):
    make_user(email="sato@example.org")
    provider.signs_with = ANOTHER_KEY
    client, answer = sign_on(provider, email="sato@example.org", email_verified=True)
    assert (answer.status_code, "_auth_user_id" in client.session) == (401, False)


def test_a_description_of_another_issuer_is_not_believed(provider):
    make_user(email="sato@example.org")
    provider.description = {"issuer": "http://127.0.0.1:1"}
    said = {"email": "sato@example.org", "email_verified": True, "iss": "http://127.0.0.1:1"}
    client, answer = sign_on(provider, **said)
    assert (answer.status_code, "_auth_user_id" in client.session, provider.token_requests) == (502, False, [])


def test_a_provider_that_sends_the_register_elsewhere_is_not_followed(provider):
    make_user(email="sato@example.org")
    provider.moved = "http://127.0.0.1:1/userinfo"
    client, answer = sign_on(provider, email="sato@example.org", email_verified=True)
    assert (answer.status_code, "_auth_user_id" in client.session) == (401, False)


def test_a_provider_that_does_not_answer_gives_a_page(settings, provider):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:1"
    answer = Client(headers={"accept-language": "en"}).post(reverse("openid_connect_login", args=["ministry"]))
    assert (answer.status_code, "Sign-on did not work" in answer.content.decode()) == (502, True)


def test_the_button_stands_on_the_sign_in_page_only_where_there_is_a_provider(settings, provider):
    assert "Ministry" in Client().get(reverse("account_login")).content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "Ministry" not in Client().get(reverse("account_login")).content.decode()
