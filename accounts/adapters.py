"""How allauth behaves here: nobody signs up, and mail is sent behind the answer's back."""

import logging
from collections.abc import Callable
from threading import Thread

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMessage
from django.urls import reverse

NOBODY = 0
"""The key of a person who is not there: for him a letter is written as for everybody, and thrown away."""

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """Nobody makes an account for himself: HQ administrators do."""
        return False

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("home")

    def format_email_subject(self, subject: str) -> str:
        """As written: without the host's name in brackets."""
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """After the answer: how long a mail server takes must not tell whether there is an account."""
        letter = self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        person = context.get("user")
        later(lambda: None if person and person.pk == NOBODY else _send(letter))


def later(act: Callable[[], object]) -> None:
    Thread(target=act, name="mail").start()


def _send(letter: EmailMessage) -> None:
    try:
        letter.send()
    except OSError as error:  # SMTPException is one
        logger.error("A letter could not be sent: %s", type(error).__name__)
