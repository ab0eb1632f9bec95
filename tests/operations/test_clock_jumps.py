"""The clock of the machine set forward and back between changes: order, trail, tokens, reminders and sessions stay right."""

import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import ApiToken, Record
from accounts.trail.verifying import problems
from events.changes import changes_of
from events.forms.conflict import values_of_version
from events.models import Event, Letter, PartnerRole
from events.status import Status
from grassroots.operations import doctor
from tests.factories import make_event, make_user

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STEPS = (timedelta(0), -HOUR, DAY, -DAY, timedelta(0), HOUR)
"""How far from the truth the clock is at each change."""


@pytest.fixture
def clock(monkeypatch):
    """`clock(by)`: from now on the program's clock is so far from the truth."""
    truth = timezone.now
    _all_imported_by_the_true_clock = get_resolver().url_patterns

    def set_to(by: timedelta) -> None:
        monkeypatch.setattr(timezone, "now", lambda: truth() + by)
        told = SimpleNamespace(time=lambda: time.time() + by.total_seconds())
        monkeypatch.setattr("accounts.sessions.time", told)

    return set_to


@pytest.mark.django_db(transaction=True)
def test_versions_and_the_trail_keep_their_order(clock):
    """Each change in a transaction of its own, as people make them."""
    person, event = make_user(), make_event(title_en="0", status=Status.DRAFT)
    for number, by in enumerate(STEPS, start=1):
        clock(by)
        event = Event.objects.get(pk=event.pk)
        event.title_en = str(number)
        event.revise(
            by=person,
            version=event.version,
            write_related=lambda event=event, number=number: _only_partner(event, f"partner {number}", person),
        )
    clock(timedelta(0))
    told = [
        (difference.old, difference.new)
        for change in reversed(changes_of(event))
        for difference in change.differences
        if (difference.old + difference.new).isdigit()  # the title, not the partner
    ]
    titles = list(Event.history.filter(id=event.pk).order_by("history_date").values_list("title_en", flat=True))
    assert titles == [str(number) for number in range(len(STEPS) + 1)]
    assert (told[0][0], told[-1][1]) == ("0", str(len(STEPS)))
    assert [new for _old, new in told[:-1]] == [old for old, _new in told[1:]]
    for number in range(1, len(STEPS) + 1):
        held = values_of_version(event.pk, number + 1)
        assert (held["title_en"], [row[0] for row in held["partners"]]) == (str(number), [f"partner {number}"])

    records = list(Record.objects.exclude(position=None).order_by("position").values_list("at", flat=True))
    assert records == sorted(records)
    assert list(problems()) == []
    assert list(Event.objects.as_of(records[-1]).values_list("title_en", flat=True)) == [str(len(STEPS))]


def _only_partner(event, name: str, by) -> None:
    from events.forms.rows import sign

    for row in event.partners.all():
        sign(row, event=event, by=by).delete()
    sign(PartnerRole(event=event, name=name, role="co_host"), event=event, by=by).save()


@pytest.mark.django_db
def test_a_token_holds_by_the_clock_as_it_is(clock):
    _row, text = ApiToken.make(by=make_user(), name="t", scope="read", days=30)
    found = []
    for by in (timedelta(0), -DAY, 31 * DAY, timedelta(0)):
        clock(by)
        found.append(ApiToken.objects.known_by(text) is not None)
    assert found == [True, True, False, True]


@pytest.mark.django_db
def test_a_clock_set_back_makes_no_session_longer(client, clock, settings):
    """Signed in while the clock was a day ahead: an idle session ends after its time, counted from when that was noticed."""
    from django.contrib.sessions.models import Session

    clock(DAY)
    client.force_login(make_user())
    session = client.session
    session["signed_in_at"] = session["seen_at"] = int(time.time() + DAY.total_seconds())
    session.save()
    clock(timedelta(0))
    assert client.get(reverse("home")).status_code == 200
    seen = Session.objects.get().get_decoded()["seen_at"]
    assert seen <= int(time.time())
    clock(timedelta(seconds=settings.SESSION_IDLE_SECONDS + 60))
    assert client.get(reverse("home")).status_code == 302


@pytest.mark.django_db
def test_no_reminder_is_told_twice(settings, mailoutbox):
    settings.PUBLIC_ADDRESS = "https://register.example.org"
    make_user(mission="BOS")
    make_event(status=Status.DRAFT, return_reason="Why?", mission="BOS")
    wednesday = datetime(2019, 7, 17, 16, tzinfo=UTC)
    for moment in (wednesday, wednesday - HOUR, wednesday - DAY, wednesday + DAY, wednesday, wednesday + HOUR):
        call_command("send_reminders", now=moment.isoformat(), stdout=_nowhere(), stderr=_nowhere())
    assert (Letter.objects.count(), len(mailoutbox)) == (1, 1)


def _nowhere():
    import io

    return io.StringIO()


@pytest.mark.django_db(transaction=True)
def test_the_doctor_says_that_the_clock_was_set_back(clock):
    clock(DAY)
    make_event(title_en="Ahead")
    clock(timedelta(0))
    said = [each.sentence for each in doctor._clock() if each.about == "clock"]
    assert len(said) == 1
    assert said[0].startswith("The trail's last moment is 86,") and said[0].endswith("which was set back.")
