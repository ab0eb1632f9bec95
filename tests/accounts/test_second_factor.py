"""The second factor: required where the setting says so, asked for after the password, kept encrypted, one's own."""

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from accounts.second_factor import OPEN_WITHOUT
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def enter_password(person) -> tuple[Client, object]:
    client = Client(headers={"accept-language": "en"})
    return client, client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})


def with_app(person) -> Authenticator:
    return TOTP.activate(person, SECRET).instance


def test_after_the_password_the_code_and_once_only():
    person = make_user()
    with_app(person)
    client, answer = enter_password(person)
    assert (answer.url, "_auth_user_id" in client.session) == (reverse("mfa_authenticate"), False)
    assert client.get("/").status_code == 302
    code = code_of()
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000" if code != "000000" else "111111"})
    assert (wrong.status_code, "_auth_user_id" in client.session) == (400, False)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.session["_auth_user_id"] == str(person.pk)
    other, _answer = enter_password(person)
    assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == 400, "used codes are remembered"


def test_guessing_codes_is_stopped():
    person = make_user()
    with_app(person)
    client, _answer = enter_password(person)
    answers = [client.post(reverse("mfa_authenticate"), {"code": "x"}).status_code for _each in range(6)]
    assert answers == [400] * 5 + [429]
    assert client.post(reverse("mfa_authenticate"), {"code": code_of()}).status_code == 429


def test_a_recovery_code_works_once():
    person = make_user()
    with_app(person)
    codes = RecoveryCodes.activate(person).get_unused_codes()
    for expected in ("302", "400"):
        client, _answer = enter_password(person)
        assert str(client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code) == expected


def test_setting_up_the_app_needs_the_password_once_more_and_gives_recovery_codes():
    person = make_user()
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    address = reverse("mfa_activate_totp")
    assert client.get(address).url.startswith(reverse("account_reauthenticate"))
    proof = client.post(reverse("account_reauthenticate"), {"password": "wrong"})
    assert (proof.status_code, client.get(address).status_code) == (400, 302)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(address)
    secret = page.context["form"].secret
    assert f'value="{secret}"' in page.content.decode()
    assert client.post(address, {"code": "000"}).status_code == 400
    done = client.post(address, {"code": code_of(secret)})
    assert done.url == reverse("mfa_view_recovery_codes")
    kept = {row.type: row.data for row in Authenticator.objects.filter(user=person)}
    assert set(kept) == {"totp", "recovery_codes"}
    assert secret not in str(kept)
    codes = re.findall(r"<li>([^<\s]+)</li>", client.get(done.url).content.decode())
    assert (len(codes), any(code in str(kept) for code in codes)) == (10, False)
    assert client.get(reverse("mfa_download_recovery_codes")).content.decode().split() == codes


def test_secrets_are_kept_encrypted_and_survive_a_new_key(settings):
    adapter = get_adapter()
    kept = adapter.encrypt(SECRET)
    assert SECRET not in kept and adapter.decrypt(kept) == SECRET
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert adapter.decrypt(kept) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    assert adapter.decrypt(kept) == ""


@pytest.mark.parametrize(("role", "led"), [(Role.HQ_REVIEWER, True), (Role.HQ_ADMINISTRATOR, True), (Role.MISSION_STAFF, False), (Role.READ_ONLY, False)])  # fmt: skip
def test_hq_without_one_is_led_to_set_it_up_and_nothing_else_opens(settings, role, led):
    settings.MFA_REQUIRED_FOR_HQ = True
    person, client = make_user(role), Client()
    client.force_login(person)
    pages = ["home", "event_list", "people_list", "report", "admin:index", "session_list", "account_change_password"]
    answers = {name: client.get(reverse(name)) for name in pages}
    led_to = {name: getattr(answer, "url", "") for name, answer in answers.items()}
    assert (set(led_to.values()) == {reverse("mfa_index")}) == led
    if led:
        assert client.get(reverse("event_export", args=["csv"])).url == reverse("mfa_index")
        assert client.post(reverse("event_create"), {"title_ja": "x"}).url == reverse("mfa_index")
        assert client.get(reverse("home"), headers={"hx-request": "true"}).headers["HX-Redirect"] == reverse(
            "mfa_index"
        )
        assert client.get(reverse("mfa_index")).context["is_required"]
        with_app(person)
        assert client.get(reverse("home")).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(settings):
    settings.MFA_REQUIRED_FOR_HQ = True
    person, client = make_user(Role.HQ_REVIEWER), Client()
    RecoveryCodes.activate(person)
    client.force_login(person)
    assert client.get("/").url == reverse("mfa_index")


def test_what_stays_open_without_one_shows_nothing_of_the_register():
    assert not {name for name in OPEN_WITHOUT if not name.startswith(("mfa_", "account_", "set_language"))}


def test_the_last_one_stays_where_it_is_required(settings):
    settings.MFA_REQUIRED_FOR_HQ = True
    person = make_user(Role.HQ_REVIEWER)
    app = with_app(person)
    assert get_adapter().can_delete_authenticator(app) is False
    key = Authenticator.objects.create(user=person, type="webauthn", data={"name": "Key"})
    assert get_adapter().can_delete_authenticator(app) is True
    app.delete()
    client = proven(person)
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert Authenticator.objects.filter(pk=key.pk).exists()
    settings.MFA_REQUIRED_FOR_HQ = False
    assert get_adapter().can_delete_authenticator(key) is True


def proven(person) -> Client:
    """Signed in, and has just entered the password."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    return client


def test_keys_of_others_do_not_exist():
    key = Authenticator.objects.create(user=make_user(), type="webauthn", data={"name": "Key"})
    client = proven(make_user())
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        for method in (client.get, client.post):
            assert method(reverse(name, args=[key.pk])).status_code == 404, name
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_an_administrator_removes_a_lost_one_but_not_his_own(client):
    admin, person = make_user(Role.HQ_ADMINISTRATOR), make_user()
    theirs = Client()
    theirs.force_login(person)
    with_app(person), with_app(admin)
    client.force_login(admin)
    asked = client.post(reverse("person_remove_factors", args=[person.pk]))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("person_remove_factors", args=[person.pk]))
    client.post(reverse("person_remove_factors", args=[admin.pk]))
    assert list(Authenticator.objects.values_list("user", flat=True)) == [admin.pk]
    assert theirs.get("/").status_code == 302
