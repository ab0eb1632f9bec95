"""Sign-on by the ministry's identity provider (OpenID Connect): for people who are here or invited, and nobody else."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import Invitation, User

DISCOVERY = "/.well-known/openid-configuration"


class SignOnAdapter(DefaultSocialAccountAdapter):
    def get_requests_session(self):
        """The provider is asked where we know it, and nowhere else: a redirect is a fault of its."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin) -> None:
        """Whom the provider vouches for: the account it was bound to before, else the one with the verified address.

        An open invitation for that address is accepted; without one nobody is let in, and no account is made.
        """
        if sociallogin.is_existing:
            return
        address = verified_address(sociallogin)
        person = User.objects.filter(email__iexact=address, is_active=True).first() if address else None
        if person is None and address:
            person = self._invited(address, name=sociallogin.user.name)
        if person is None:
            answer = TemplateResponse(request, "socialaccount/not_known.html", status=403).render()
            raise ImmediateHttpResponse(answer)
        sociallogin.connect(request, person)

    def _invited(self, address: str, *, name: str) -> User | None:
        invitation = Invitation.objects.open_for(address).first()
        return invitation.accept(name=name) if invitation else None

    def is_open_for_signup(self, request: HttpRequest, sociallogin) -> bool:
        """Never: `pre_social_login` has already said who may come in."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin, data: dict) -> User:
        """Only the name is taken; role and mission are what headquarters said."""
        user = sociallogin.user
        user.name = (data.get("name") or "")[:80]
        return user


def verified_address(sociallogin) -> str:
    """The address that the provider says it has verified, in small letters; '' without one.

    The word has to be the truth value itself: the text "false" counts as true in many programs.
    """
    return next((each.email.lower() for each in sociallogin.email_addresses if each.verified is True), "")


class CheckedProvider(OpenIDConnectOAuth2Adapter):
    """The provider as allauth speaks to it, with what the standard lets a client leave out.

    Its description names the issuer that we asked; the signature of a token is checked although it comes directly; and a
    token answers the very question that this browser was sent with (nonce).
    """

    @property
    def openid_config(self) -> dict[str, Any]:
        is_new = not hasattr(self, "_openid_config")
        found = super().openid_config
        if is_new and f"{str(found.get('issuer', '')).rstrip('/')}{DISCOVERY}" != self.get_provider().server_url:
            del self._openid_config
            raise OAuth2Error("the provider's description names another issuer than the one that was asked")
        return found

    def _decode_id_token(self, app, id_token: str) -> dict[str, Any]:
        said = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        if not constant_time_compare(str(said.get("nonce", "")), nonce_of(self.request.GET.get("state", ""))):
            raise OAuth2Error("the token answers another question")
        return said


def nonce_of(state: str) -> str:
    """What the token has to say again: made from the state, which the session keeps and which is used once."""
    return salted_hmac("accounts.sign_on.nonce", state, algorithm="sha256").hexdigest()
