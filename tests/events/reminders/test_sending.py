"""Letters go out once, whatever happens on the way: two at once, a refusal, an end in the middle, and by hand again."""

import io
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPServerDisconnected
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Record
from accounts.roles import Role
from accounts.trail.verifying import problems
from events.models import Letter
from events.reminders.letters import plan
from events.reminders.sending import resend, send
from events.status import Status
from tests.factories import make_event, make_user

MONDAY = datetime(2019, 7, 15, 16, tzinfo=UTC)
State = Letter.State


def returned(**fields):
    return make_event(status=Status.DRAFT, return_reason="Why?", **fields)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("send_reminders", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.mark.django_db
def test_a_dry_run_prints_just_what_is_sent_then(boston, hq):
    returned(title_en="Festival")
    make_event(status=Status.SUBMITTED)
    make_user(mission="DEN")
    moment = "2019-07-15T16:00+00:00"
    shown = run("--dry-run", "--now", moment)
    assert (mail.outbox, Letter.objects.count()) == ([], 0)
    assert shown == run("--dry-run", "--now", moment)
    assert run("--now", moment) == "2 letters sent.\n"
    told = [f"To: {m.to[0]}\nSubject: {m.subject}\n\n{m.body}\n{'-' * 72}\n" for m in mail.outbox]
    assert shown == "".join(told) + "2 letters would be sent.\n"
    assert sorted((m.to, [kind for _text, kind in m.alternatives]) for m in mail.outbox) == [
        (["hanako@example.org"], ["text/html"]),
        (["taro@example.org"], ["text/html"]),
    ]
    assert run("--now", moment) == "0 letters sent.\n"
    assert (len(mail.outbox), run("--dry-run", "--now", moment)) == (2, "0 letters would be sent.\n")


@pytest.mark.django_db
def test_a_moment_is_read_or_refused(boston):
    returned()
    assert "2019年" not in run("--dry-run", "--now", "2019-07-15")
    for text in ("yesterday", "2019-13-45", "2019-07"):
        with pytest.raises(CommandError, match="is no moment"):
            run("--now", text)


@pytest.mark.django_db
def test_each_letter_is_in_the_trail(boston):
    event = returned()
    list(send(now=MONDAY))
    record = Record.objects.filter(kind="reminder").get()
    assert (record.about, record.missions) == (boston.email, ",BOS,")
    assert record.details == {"what": "recorded", "keys": ["week:2019-W29", f"returned:{event.pk}:None"]}
    assert list(problems()) == []


@pytest.mark.django_db
def test_a_refused_letter_is_shown_and_sent_again_by_hand(boston, monkeypatch):
    administrator = make_user(Role.HQ_ADMINISTRATOR)
    returned()

    def refuse(self, *args, **options):
        raise SMTPServerDisconnected

    with monkeypatch.context() as broken:
        broken.setattr(EmailMultiAlternatives, "send", refuse)
        with pytest.raises(CommandError, match="1 letters were not taken"):
            run("--now", "2019-07-15T16:00+00:00")
        letter = Letter.objects.get()
        assert (letter.state, letter.fault) == (State.FAILED, "SMTPServerDisconnected")
        resend(letter, by=administrator)
        assert letter.state == State.FAILED
    with pytest.raises(PermissionDenied):
        resend(letter, by=boston)
    resend(letter, by=administrator)
    assert ([m.to for m in mail.outbox], mail.outbox[0].body) == ([[boston.email]], letter.text)
    assert (Letter.objects.get().state, Letter.objects.get().fault) == (State.SENT, "")
    with pytest.raises(ValidationError, match="sent already"):
        resend(letter, by=administrator)
    assert len(mail.outbox) == 1
    whats = [record.details["what"] for record in Record.objects.filter(kind="reminder").order_by("pk")]
    assert whats == ["recorded", "failed", "again", "failed", "again"]


@pytest.mark.django_db
@pytest.mark.parametrize("goes_out", [True, False])
def test_an_end_in_the_middle_sends_nothing_twice(boston, monkeypatch, goes_out):
    """The process dies before or after the mail server took the letter: nobody can know, so a person decides."""
    administrator = make_user(Role.HQ_ADMINISTRATOR)
    returned()
    plain = EmailMultiAlternatives.send

    def dies(self, *args, **options):
        if goes_out:
            plain(self, *args, **options)
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(EmailMultiAlternatives, "send", dies)
        with pytest.raises(KeyboardInterrupt):
            list(send(now=MONDAY))
    letter = Letter.objects.get()
    assert letter.state == State.RECORDED
    for days in (0, 1, 2):
        assert list(send(now=MONDAY + timedelta(days=days))) == []
    assert len(mail.outbox) == goes_out
    with pytest.raises(ValidationError, match="being sent at this moment"):
        resend(letter, by=administrator)
    Letter.objects.update(recorded_at=timezone.now() - timedelta(minutes=16))
    assert list(Letter.objects.not_certain(now=timezone.now())) == [letter]
    resend(letter, by=administrator)
    assert (len(mail.outbox), Letter.objects.get().state) == (goes_out + 1, State.SENT)


@pytest.mark.django_db
def test_nobody_who_has_moved_on_gets_an_old_letter(boston):
    administrator = make_user(Role.HQ_ADMINISTRATOR)
    returned()
    list(send(now=MONDAY))
    Letter.objects.update(state=State.FAILED)
    boston.move(
        by=administrator, email=boston.email, name=boston.name, role=boston.role, office="",
        mission=make_user(mission="DEN").mission,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="another posting now"):
        resend(Letter.objects.get(), by=administrator)
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_each_letter_once():
    for code in ("BOS", "DEN", "CHI"):
        make_user(mission=code)
        returned(mission=code)
    start, failures = Barrier(2), []

    def sends() -> None:
        try:
            start.wait(timeout=20)
            list(send(now=MONDAY))
        except Exception as error:
            failures.append(repr(error))
        finally:
            connections.close_all()

    threads = [Thread(target=sends) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Counter(address for m in mail.outbox for address in m.to) == Counter(
        Letter.objects.values_list("person__email", flat=True)
    )
    assert (len(mail.outbox), {letter.state for letter in Letter.objects.all()}) == (3, {State.SENT})
    assert list(problems()) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_send_one_letter_again_send_it_once():
    administrators = [make_user(Role.HQ_ADMINISTRATOR) for _ in range(2)]
    make_user()
    returned()
    list(send(now=MONDAY))
    Letter.objects.update(state=State.FAILED)
    mail.outbox.clear()
    start, outcomes = Barrier(2), []

    def sends(by) -> None:
        try:
            letter = Letter.objects.select_related("person").get()
            start.wait(timeout=20)
            resend(letter, by=by)
            outcomes.append("sent")
        except ValidationError:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [Thread(target=sends, args=(by,)) for by in administrators]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(outcomes), len(mail.outbox)) == (["refused", "sent"], 1)


class AnyOrder(TestCase):
    """Whatever comes up, is dealt with, fails or is tried twice: what is planned is what is sent, once a day at most."""

    @given(st.lists(st.sampled_from(["arise", "settle", "day", "week", "run", "run", "fail"]), max_size=20))
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def test_what_is_planned_is_sent_and_nothing_is_told_twice_in_a_week(self, steps):
        person, moment, told = make_user(), MONDAY, []
        for step in steps:
            if step == "arise":
                returned(starts_on=date(2030, 1, 1))
            elif step == "settle" and (event := person.mission.events.filter(status=Status.DRAFT).first()):
                event.withdraw(by=person, because="x")
            elif step in ("day", "week"):
                moment += timedelta(days=1 if step == "day" else 7)
            elif step == "fail":
                Letter.objects.filter(person=person, day=moment.date()).update(state=State.FAILED)
            elif step == "run":
                planned = [(each.person.pk, each.text) for each in plan(now=moment)]
                sent = list(send(now=moment))
                assert planned == [(letter.person_id, letter.text) for letter in sent]
                told += sent
        days = [letter.day for letter in told]
        assert len(days) == len(set(days))
        certain = [letter for letter in Letter.objects.filter(person=person) if letter.state == State.SENT]
        told_in = Counter((f"{letter.day:%G-W%V}", key) for letter in certain for key in letter.keys)
        assert {place: count for place, count in told_in.items() if count > 1} == {}
