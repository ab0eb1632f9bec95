"""The letter that carries an invitation's link, in the language of who is invited."""

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Invitation


def send(invitation: Invitation, *, link: str) -> None:
    """SMTPException or OSError when the mail server does not take it."""
    with translation.override(invitation.language or "ja"):
        text = render_to_string("accounts/invitation_letter.txt", {"invitation": invitation, "link": link})
        send_mail(_("Your account of the grassroots register"), text, None, [invitation.email])
