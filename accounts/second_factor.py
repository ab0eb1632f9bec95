"""The second factor: who must have one, how its secrets are kept, and what is in the way without it."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

MAIN_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor; recovery codes only stand in for one of these."""

OPEN_WITHOUT = {
    "mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "account_reauthenticate",
    "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout", "set_language",
}  # fmt: skip
"""Pages on which a person sets his second factor up, or leaves."""


def is_required_of(person) -> bool:
    return settings.MFA_REQUIRED_FOR_HQ and person.is_authenticated and person.is_hq


def has_one(person) -> bool:
    return Authenticator.objects.filter(user=person, type__in=MAIN_FACTORS).exists()


class SecondFactorMiddleware:
    """Where HQ must have a second factor, a person without one is led to set it up, and no other page opens."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, _view, _args, _kwargs) -> HttpResponse | None:
        match = request.resolver_match
        if (match and match.view_name in OPEN_WITHOUT) or not is_required_of(request.user) or has_one(request.user):
            return None
        return HttpResponseClientRedirect("/accounts/2fa/") if request.htmx else redirect("mfa_index")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are kept encrypted with a key made from the site's, so that a copy of the database gives none away."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """'' where the site's key was changed without keeping the old one: no code then fits."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""

    def can_delete_authenticator(self, authenticator) -> bool:
        """The last one stays where one is required: another has to be there first."""
        if not is_required_of(authenticator.user) or authenticator.type not in MAIN_FACTORS:
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=MAIN_FACTORS)
        return others.exclude(pk=authenticator.pk).exists()

    def get_totp_issuer(self) -> str:
        return _("Grassroots register")

    def _get_site_name(self) -> str:
        return _("Grassroots register")

    def generate_authenticator_name(self, user, type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}


def _box() -> MultiFernet:
    keys: list[str] = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(f"second factor:{key}".encode()).digest())) for key in keys])
