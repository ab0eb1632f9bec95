"""Security by construction: headers, cookies, methods, what production settings say, logs, uploads, and the admin's ways."""

import io
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.admin import site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image, PngImagePlugin

from accounts.models import User
from accounts.passwords import OwnWordsValidator
from accounts.roles import Role
from events.models import Event, Photo
from events.photos import paint
from grassroots.log_lines import LineFormatter
from tests.accounts.test_second_factor import with_app
from tests.factories import PASSWORD, make_event, make_user

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "HTTPS": "1",
    "DEBUG": "0",
    "SECRET_KEY": "".join(map(chr, range(48, 58))) * 6,
    "ALLOWED_HOSTS": "register.example.org",
}


def in_production(*command: str, **environment: str) -> subprocess.CompletedProcess:
    """The program with production's settings, in a process of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env={**kept, **PRODUCTION, **environment}, capture_output=True, text=True
    )


SAID = """
import json, django
from django.conf import settings as s
s.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # nothing is collected
s.TEMPLATES[0]["OPTIONS"]["context_processors"].remove("events.context_processors.sample_data")  # there is no table
django.setup()
from django.test import Client
answers = {}
for path in ("/accounts/login/", "/", "/nothing-here/", "/static/nothing.css"):
    answer = Client().get(path, secure=True, headers={"host": "register.example.org"})
    answers[path] = dict(answer.headers)
login = Client().get("/accounts/login/", secure=True, headers={"host": "register.example.org"})
cookies = {name: {k: v for k, v in morsel.items() if v} for name, morsel in login.cookies.items()}
names = [s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME]
flags = [[getattr(s, f"{kind}_COOKIE_{flag}") for flag in ("SECURE", "HTTPONLY", "SAMESITE")] for kind in ("SESSION", "CSRF", "LANGUAGE")]
plain = Client().get("/", headers={"host": "register.example.org"})
print(json.dumps([answers, cookies, names, flags, [plain.status_code, plain.headers["Location"]], s.MFA_REQUIRED_FOR_HQ]))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory) -> list:
    place = str(tmp_path_factory.mktemp("var"))
    said = in_production("-c", SAID, DJANGO_SETTINGS_MODULE="grassroots.settings", VAR_DIR=place, LOG_LEVEL="CRITICAL",
                         DATABASE_URL="sqlite://:memory:", DEBUG="0")  # fmt: skip
    assert said.returncode == 0, said.stderr[-3000:]
    return json.loads(said.stdout)


def test_production_settings_pass_djangos_own_check(tmp_path):
    done = in_production("manage.py", "check", "--deploy", "--fail-level", "WARNING", VAR_DIR=str(tmp_path))
    assert (done.returncode, "no issues" in done.stdout + done.stderr) == (0, True), done.stderr[-2000:]
    without = in_production("manage.py", "check", SECRET_KEY="", VAR_DIR=str(tmp_path))
    assert "SECRET_KEY is not set" in without.stderr


def test_cookies_are_bound_to_this_host_over_https(production):
    _answers, cookies, names, flags, _plain, mfa = production
    assert names == ["__Host-sessionid", "__Host-csrftoken", "__Host-django_language"]
    assert flags == [[True, True, "Lax"]] * 3
    kept = {
        name: {k: v for k, v in morsel.items() if k not in ("expires", "max-age")} for name, morsel in cookies.items()
    }
    assert kept == {"__Host-csrftoken": {"path": "/", "secure": True, "httponly": True, "samesite": "Lax"}}
    assert mfa is True, "required of headquarters unless it is said otherwise"


def test_every_answer_has_the_headers(production):
    answers, _cookies, _names, _flags, plain, _mfa = production
    for path, headers in answers.items():
        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        assert policy == {
            "default-src": "'none'", "object-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'",
            "script-src": "'self'", "style-src": "'self'", "font-src": "'self'", "connect-src": "'self'",
            "form-action": "'self'", "img-src": "'self' data:",
        }, path  # fmt: skip
        assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload", path
        assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin"), path
        assert headers["Content-Type"] == "text/html; charset=utf-8", path
        assert "Access-Control-Allow-Origin" not in headers, path
    assert plain == [301, "https://register.example.org/"]


def test_the_providers_own_page_may_follow_the_sign_on_form():
    code = "from grassroots import settings as s; print(s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
    said = in_production("-c", code, OIDC_SERVER_URL="https://login.example.go.jp/realms/x")
    assert said.stdout.strip() == "[\"'self'\", 'https://login.example.go.jp']"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/events/"])
def test_trace_is_refused(path):
    assert [Client().generic(method, path).status_code for method in ("TRACE", "TRACK", "CONNECT")] == [405] * 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/.git/config", "/.env", "/static/", "/static/../manage.py", "/media/", "/photos/", "/grassroots/settings.py"],
)
def test_nothing_but_pages_and_static_files_answers(client, path):
    client.force_login(make_user(Role.HQ_ADMINISTRATOR))
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_pages_of_a_person_are_not_kept_by_the_browser(client):
    client.force_login(make_user())
    for name in ("home", "event_list", "report", "session_list"):
        assert "no-store" in client.get(reverse(name)).headers["Cache-Control"], name
    assert client.post(reverse("account_logout")).headers["Clear-Site-Data"] == '"cache"'


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_everywhere():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(Role.HQ_ADMINISTRATOR))
    names = [
        "account_login",
        "account_logout",
        "invitation_create",
        "event_create",
        "session_list",
        "mfa_login_webauthn",
    ]
    assert {
        name: client.post(reverse(name), {"email": "x@example.org"}).status_code for name in names
    } == dict.fromkeys(names, 403)


@pytest.mark.django_db
def test_a_new_password_by_mail_does_not_pass_the_second_factor_by(client, mailoutbox):
    person = make_user()
    with_app(person)
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = mailoutbox[0].body.split("http://testserver")[1].split()[0]
    page = client.get(link, follow=True)
    new = "a much longer new sentence"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    answer = client.post(reverse("account_login"), {"login": person.email, "password": new})
    assert (answer.url, "_auth_user_id" in client.session) == (reverse("mfa_authenticate"), False)


def test_long_passwords_are_taken_and_words_of_the_register_are_not():
    check, refused = OwnWordsValidator().validate, []
    for password in (
        "x" * 500,
        "Grassroots picnic by the river",
        "Grassroots2026!",
        "ＧＲＡＳＳＲＯＯＴＳ登録簿2026",
        "lantern-festival-918",
    ):
        try:
            check(password)
        except Exception as error:
            refused.append((password, error.code))
    assert refused == [
        (each, "password_of_own_words")
        for each in ("Grassroots2026!", "ＧＲＡＳＳＲＯＯＴＳ登録簿2026", "lantern-festival-918")
    ]
    assert "accounts.passwords.OwnWordsValidator" in [row["NAME"] for row in django_settings.AUTH_PASSWORD_VALIDATORS]


# ---- logs


@pytest.fixture
def lines():
    """A logger with the site's formatter, and what it wrote."""
    logger, written = logging.getLogger("tests.lines"), io.StringIO()
    handler = logging.StreamHandler(written)
    assert django_settings.LOGGING["formatters"]["line"]["()"] == "grassroots.log_lines.LineFormatter"
    handler.setFormatter(LineFormatter("{levelname} {message}", style="{"))
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, written
    logger.removeHandler(handler)


@pytest.mark.django_db
def test_logs_hold_no_rows_no_secrets_and_one_line_for_each_message(lines):
    logger, written = lines
    hidden = {"email": "secret.person@example.org", "name": "Hidden Name"}
    detail = f"row\nDETAIL:  Failing row contains (7, {hidden['name']}, {hidden['email']}).\nCONTEXT:  SQL"
    make_user(email=hidden["email"])
    try:
        with transaction.atomic():
            User.objects.create(role=Role.READ_ONLY, **hidden)
    except IntegrityError as error:
        logger.exception("A save failed")
        logger.error("It was %s", error)
    try:
        raise ValueError(detail) from None
    except ValueError:
        logger.exception("Another")
    logger.warning("Gone: %s", "/invitations/7/0123abcd/")
    logger.warning("Gone: %s", "/accounts/password/reset/key/1-secretkey/")
    logger.warning("Not found: %s", "/x\n2026 ERROR forged\x1b[2J")
    said = written.getvalue()
    for secret in ("secret.person", "Hidden Name", "0123abcd", "secretkey", "\x1b"):
        assert secret not in said, secret
    for shown in (
        "IntegrityError",
        "Traceback",
        "/invitations/7/…",
        "reset/key/…",
        "/x\\n2026 ERROR forged\\x1b[2J",
        "CONTEXT",
    ):
        assert shown in said, shown
    assert not [line for line in said.splitlines() if line.startswith("2026")]
    if connection.vendor == "postgresql":
        assert "user_email_once" in said or "accounts_user_email" in said, "the rule that refused is named"


# ---- uploads


def test_a_picture_that_is_two_things_keeps_only_the_picture():
    """A PNG with a script behind its end and texts inside, and one that hides 169 million pixels in a few kilobytes."""
    whole = io.BytesIO()
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ann"
    exif.get_ifd(0x8825)[2] = (42.0, 21.0, 0.0)
    Image.new("RGB", (30, 20), "blue").save(whole, "PNG", pnginfo=info, exif=exif)
    both = SimpleUploadedFile(
        "a.png", whole.getvalue() + b"PK\x03\x04<?php system($_GET[0]); ?><script>alert(2)</script>"
    )
    kept = paint(both).read()
    for trace in (b"script", b"php", b"PK\x03\x04", b"Ann", b"Exif", b"GPS"):
        assert trace not in kept, trace
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif()), picture.info.get("comment")) == (
            "JPEG",
            (30, 20),
            {},
            None,
        )
    vast = io.BytesIO()
    Image.new("1", (13000, 13000), 1).save(vast, "PNG")
    assert vast.tell() < 60_000
    with pytest.raises(Exception, match="4,000|40 million"):
        paint(SimpleUploadedFile("vast.png", vast.getvalue()))
    comment = io.BytesIO()
    Image.new("RGB", (30, 20)).save(comment, "JPEG", comment=b"by Ann")
    assert b"by Ann" not in paint(SimpleUploadedFile("c.jpg", comment.getvalue())).read()


# ---- the admin


@pytest.mark.django_db
def test_the_admin_writes_no_event_photo_or_person_by_any_of_its_ways(client):
    """Neither its forms, nor an action on marked rows, nor an import that another model's admin offers."""
    client.force_login(make_user(Role.HQ_ADMINISTRATOR))
    event, before = make_event(), list(Event.objects.values())
    people = list(User.objects.order_by("pk").values())
    guarded = [model for model in site._registry if model._meta.app_label == "events" or model is User]
    written = {Event, User, Photo} & set(site._registry)
    answers = {}
    for model in sorted(written, key=lambda each: each.__name__):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        own = event if model is Event else User.objects.first()
        for page, args in (("add", []), ("change", [own.pk]), ("delete", [own.pk])):
            answers[model.__name__, page] = client.post(
                reverse(f"{name}_{page}", args=args), {"title_ja": "x", "post": "yes"}
            ).status_code
        assert not hasattr(site._registry[model], "import_action"), model
        marked = {"action": "delete_selected", "_selected_action": [own.pk], "post": "yes"}
        client.post(reverse(f"{name}_changelist"), marked)
    assert set(answers.values()) == {403}, answers
    assert (list(Event.objects.values()), list(User.objects.order_by("pk").values("password"))) == (
        before, [{"password": row["password"]} for row in people],
    )  # fmt: skip
    assert {Event, User} <= set(guarded)


@pytest.mark.django_db
def test_the_admins_own_sign_in_takes_no_password():
    """It would have no limit on attempts and would know nothing of the second factor."""
    client, person = Client(), make_user(Role.HQ_ADMINISTRATOR)
    answer = client.post("/admin/login/", {"username": person.email, "password": PASSWORD})
    assert (answer.status_code, answer.url.split("?")[0], "_auth_user_id" in client.session) == (
        302,
        "/accounts/login/",
        False,
    )
