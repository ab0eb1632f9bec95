"""A mail server that takes a connection and never says a word: everything goes on within a bounded time, nothing is lost."""

import io
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread
from time import monotonic

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from accounts.models import Invitation
from accounts.roles import Role
from events.models import Letter
from events.status import Status
from tests.factories import make_event, make_user

pytestmark = pytest.mark.django_db
PATIENCE = 1
MONDAY = datetime(2019, 7, 15, 16, tzinfo=UTC)
IN_MEMORY = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def silent(settings) -> Iterator[None]:
    """EMAIL_HOST is a socket that is connected to and then waits."""
    taken: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as door:

        def take() -> None:
            while True:
                try:
                    taken.append(door.accept()[0])
                except OSError:
                    return

        Thread(target=take, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", door.getsockname()[1]
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = PATIENCE
        yield
        door.shutdown(socket.SHUT_RDWR)
    for each in taken:
        each.close()


def test_the_settings_bound_how_long_mail_is_waited_for(settings):
    """Below what gunicorn lets a request take."""
    from grassroots import gunicorn

    assert 0 < settings.EMAIL_TIMEOUT < gunicorn.timeout


def test_an_invitation_is_kept_and_its_link_shown(client, silent, settings):
    client.force_login(make_user(Role.HQ_ADMINISTRATOR, language="en"))
    said = {"email": "new@example.org", "name": "New", "role": "mission_staff", "mission": "BOS", "language": "en"}
    began = monotonic()
    page = client.post(reverse("invitation_create"), said, follow=True).content.decode()
    assert PATIENCE <= monotonic() - began < PATIENCE + 30
    invitation = Invitation.objects.get()
    assert "The mail could not be sent. Hand the link over yourself." in page
    assert (invitation.state, f'value="http://testserver{invitation.link}"' in page) == ("waiting", True)

    settings.EMAIL_BACKEND = IN_MEMORY
    page = client.post(reverse("invitation_resend", args=[invitation.pk]), follow=True).content.decode()
    assert "The invitation is on its way to new@example.org." in page
    assert [letter.to for letter in mail.outbox] == [["new@example.org"]]


def test_who_forgot_a_password_is_answered_as_ever_and_the_log_says_it(client, silent, caplog):
    make_user(email="hanako@example.org")
    answer = client.post(reverse("account_reset_password"), {"email": "hanako@example.org"})
    assert answer.status_code == 302
    assert [record.getMessage() for record in caplog.records] == ["A letter could not be sent: SMTPServerDisconnected"]


def reminded(now: datetime) -> str:
    out = io.StringIO()
    call_command("send_reminders", now=now.isoformat(), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_reminders_stop_soon_and_every_one_arrives_later(silent, settings):
    """Five people: three are tried and refused, two are not. All have what concerns them by the next day."""
    people = [make_user(email=f"person{number}@example.org", mission="BOS") for number in range(5)]
    make_event(status=Status.DRAFT, return_reason="Why?", title_en="Lanterns", mission="BOS")
    began = monotonic()
    with pytest.raises(CommandError) as said, translation.override("en"):
        reminded(MONDAY)
    assert monotonic() - began < 3 * PATIENCE + 30
    assert str(said.value) == (
        "3 letters were not taken by the mail server. It does not answer: 2 more were not tried, and the next run writes them."
    )
    states = list(Letter.objects.order_by("pk").values_list("state", "fault"))
    assert states == [("failed", "SMTPServerDisconnected")] * 3

    settings.EMAIL_BACKEND = IN_MEMORY
    assert reminded(MONDAY + timedelta(hours=1)) == "2 letters sent.\n"
    assert reminded(MONDAY + timedelta(days=1)) == "3 letters sent.\n"
    assert sorted(letter.to[0] for letter in mail.outbox) == [person.email for person in people]
    assert all("Lanterns" in letter.body for letter in mail.outbox)
    assert reminded(MONDAY + timedelta(days=1, hours=1)) == "0 letters sent.\n"
