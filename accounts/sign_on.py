"""Sign-on by the ministry's identity provider (OpenID Connect): for people who are here or invited, and nobody else."""

from __future__ import annotations

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.template.response import TemplateResponse

from accounts.models import Invitation, User


class SignOnAdapter(DefaultSocialAccountAdapter):
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
