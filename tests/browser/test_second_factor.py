"""The second factor in a real browser: a passkey in an authenticator of the browser's own, an app, recovery codes."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import Record
from accounts.roles import Role
from tests.accounts.test_second_factor import code_of
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db(transaction=True)

HOME = re.compile(r":\d+/$")


@pytest.fixture(autouse=True)
def on_this_machine(settings):
    """A browser takes http://localhost for as safe as HTTPS; the register does not, unless it is told."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    settings.MFA_REQUIRED_FOR_HQ = True


def with_authenticator(page: Page):
    """A device that knows passkeys and whose owner shows his finger whenever it is asked for."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devices, made["authenticatorId"]


def enter_password(page: Page, person) -> None:
    page.goto("/")
    page.locator("[name=login]").fill(person.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def prove(page: Page) -> None:
    page.wait_for_url(re.compile("/reauthenticate/"))
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")


def test_a_passkey_is_added_signs_in_alone_and_after_the_password(new_page):
    person = make_user(Role.HQ_REVIEWER)
    page = new_page()
    devices, device = with_authenticator(page)
    enter_password(page, person)
    page.wait_for_url(re.compile(reverse("mfa_index")))  # nothing else opens without
    page.goto(reverse("mfa_add_webauthn"))
    prove(page)
    page.locator("[name=name]").fill("Office laptop")
    page.locator("[name=passwordless]").check()
    page.locator("#passkey").click()
    page.wait_for_url(re.compile(reverse("mfa_view_recovery_codes")))
    assert page.locator(".recovery-codes li").count() == 10
    page.goto(reverse("mfa_list_webauthn"))
    expect(page.locator("tbody th")).to_have_text("Office laptop")
    assert len(devices.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1
    page.goto("/")
    assert HOME.search(page.url)

    sign_out(page)
    page.goto("/")
    page.locator("#passkey").click()  # neither address nor password
    page.wait_for_url(HOME)
    expect(page.locator("main h1")).to_be_visible()
    assert Record.objects.filter(kind="sign_in").latest("position").details == {"with": ["webauthn"]}

    sign_out(page)
    enter_password(page, person)
    page.wait_for_url(re.compile(reverse("mfa_authenticate")))
    page.locator("#passkey").click()
    page.wait_for_url(HOME)

    sign_out(page)
    devices.send("WebAuthn.clearCredentials", {"authenticatorId": device})
    page.goto("/")
    page.locator("#passkey").click()  # a device that knows no passkey of this site
    expect(page.locator("[data-passkey-failed]")).to_be_visible()
    page.goto(reverse("report"))
    assert "login" in page.url


def test_an_app_and_a_recovery_code_sign_in(new_page):
    person = make_user(Role.HQ_REVIEWER)
    page = new_page(width=390)
    enter_password(page, person)
    page.wait_for_url(re.compile(reverse("mfa_index")))
    page.goto(reverse("mfa_activate_totp"))
    prove(page)
    secret = page.locator("#secret").input_value()
    page.locator("[name=code]").fill(code_of(secret))
    page.locator("[name=code]").press("Enter")
    page.wait_for_url(re.compile(reverse("mfa_view_recovery_codes")))
    codes = page.locator(".recovery-codes li").all_inner_texts()
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}

    sign_out(page)
    enter_password(page, person)
    page.wait_for_url(re.compile(reverse("mfa_authenticate")))
    page.locator("[name=code]").fill(codes[0])
    page.locator("[name=code]").press("Enter")
    page.wait_for_url(HOME)

    sign_out(page)
    enter_password(page, person)
    page.wait_for_url(re.compile(reverse("mfa_authenticate")))
    page.locator("[name=code]").fill(codes[0])
    page.locator("[name=code]").press("Enter")
    expect(page.locator("[data-error-summary]")).to_be_visible()
    page.goto(reverse("report"))
    assert "login" in page.url or "2fa" in page.url
