"""Letters are put on record first and sent then: whoever puts one on record sends it, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from smtplib import SMTPException, SMTPServerDisconnected

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from events.models import Letter
from events.models.reminder import SILENT_AFTER
from events.reminders.letters import Planned, plan

State = Letter.State
MOST_SILENT = 3
"""So many letters in a row to a mail server that does not answer, each after EMAIL_TIMEOUT, and a run ends."""


def send(*, now: datetime) -> Iterator[Letter]:
    """Sends to everybody what is due at this moment, and gives each letter as it ended.

    Of two that run at once, one sends a letter: the database holds one for a person and day. Whatever happens between
    putting on record and the mail server's answer, nothing is sent twice by itself. Where the server does not answer at all
    the run ends soon: whom it did not come to is not on record, and the next run writes to him.
    """
    silent = 0
    for planned in plan(now=now):
        if letter := _record(planned):
            silent = 0 if _hand_over(letter) else silent + 1
            yield letter
            if silent == MOST_SILENT:
                return


def _record(planned: Planned) -> Letter | None:
    """None when somebody else recorded this person's letter of the day in the meantime."""
    person = planned.person
    letter = Letter(
        person=person, day=planned.day, keys=list(planned.keys), role=person.role, mission_id=person.mission_id,
        subject=planned.subject, text=planned.text, html=planned.html,
    )  # fmt: skip
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
            _note(letter, "recorded")
    except IntegrityError:
        return None
    return letter


def resend(letter: Letter, *, by) -> None:
    """An HQ administrator sends a letter again that was refused, or of which nobody knows whether it went out.

    ValidationError when it is in other hands, was sent, or the person has moved on since.
    """
    if not by.is_staff:
        raise PermissionDenied
    if not letter.is_for:
        raise ValidationError(
            _("This person has another posting now, or no account any more. The letter was written for before.")
        )
    now = timezone.now()
    silent = Q(state=State.RECORDED, recorded_at__lt=now - SILENT_AFTER)
    mine = Letter.objects.filter(Q(state=State.FAILED) | silent, pk=letter.pk)
    with transaction.atomic():
        if not mine.update(state=State.RECORDED, recorded_at=now, settled_at=None, fault=""):
            raise ValidationError(_("This letter was sent already, or is being sent at this moment."))
        letter.refresh_from_db()
        _note(letter, "again", by=by)
    _hand_over(letter)


def _hand_over(letter: Letter) -> bool:
    """To the mail server; what it answers is kept. Outside of any transaction, because mail cannot be taken back.

    Whether it answered at all.
    """
    answers = True
    message = EmailMultiAlternatives(letter.subject, letter.text, None, [letter.person.email])
    message.attach_alternative(letter.html, "text/html")
    try:
        message.send()
    except (OSError, SMTPException) as error:
        letter.state, letter.fault = State.FAILED, type(error).__name__
        answers = isinstance(error, SMTPException) and not isinstance(error, SMTPServerDisconnected)
    else:
        letter.state = State.SENT
    letter.settled_at = timezone.now()
    with transaction.atomic():
        letter.save(update_fields=["state", "settled_at", "fault"])
        if letter.state == State.FAILED:
            _note(letter, "failed")
    return answers


def _note(letter: Letter, what: str, *, by=None) -> None:
    details = {"what": what, "keys": letter.keys}
    trail.record("reminder", by=by, about=letter.person.email, details=details, mission=letter.mission_id or "")
