"""Every way into a closed year from outside: pages, imports, the admin. Each is refused, with nothing written."""

import threading
from datetime import date
from time import sleep

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse
from django.utils import translation

from accounts.roles import Role
from events import years
from events.intake.writing import NotWritten, undo, write
from events.middleware import ClosedYearMiddleware
from events.models import Event, IntakeRow, Photo, Year
from events.status import Status
from events.years import YearIsClosed
from tests.events.entry_page import sent_from, shortest
from tests.events.intake.flow import outcomes, reviewed, sentences, written
from tests.events.intake.workbooks import GOOD, made
from tests.events.test_closed_year import everything
from tests.events.test_photos import picture
from tests.factories import make_event, make_user

pytestmark = pytest.mark.django_db
SENTENCE = "Fiscal year 2021 has been closed since "


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def hq():
    return make_user(Role.HQ_REVIEWER, name="Tokyo Taro")


@pytest.fixture
def staff():
    return make_user()


def close(hq, fiscal_year: int = 2021) -> None:
    year = Year.objects.filter(pk=fiscal_year).first() or Year.open(fiscal_year, by=hq)
    year.close(by=hq, because="counted")


# ---- pages


@pytest.mark.parametrize("role", [Role.MISSION_STAFF, Role.HQ_ADMINISTRATOR])
def test_no_page_writes_into_a_closed_year(client, hq, role):
    client.force_login(make_user(role))
    inside = {status: make_event(status=status, starts_on=date(2021, 5, 1)) for status in Status}
    outside = make_event(starts_on=date(2022, 5, 1))
    confirmed = inside[Status.CONFIRMED].pk
    photo = Photo.objects.create(event_id=confirmed, width=1, height=1)
    edit = reverse("event_edit", args=[confirmed])
    opened, opened_outside = client.get(edit), client.get(reverse("event_edit", args=[outside.pk]))
    close(hq)
    before = everything()
    sent = {
        "edit": (edit, sent_from(opened, city="Salem")),
        "add a photo": (edit, sent_from(opened, photos=picture())),
        "remove a photo": (edit, sent_from(opened, **{f"photo-{photo.pk}-remove": "on"})),
        "add a partner": (edit, sent_from(opened, **{"partners-0-name": "City", "partners-0-role": "host"})),
        "move out": (edit, sent_from(opened, starts_on="2022-05-01")),
        "move in": (reverse("event_edit", args=[outside.pk]), sent_from(opened_outside, starts_on="2021-05-01")),
        "change the series": (edit, sent_from(opened, new_series="Caravan")),
        "create": (reverse("event_create"), shortest(starts_on="2021-05-01", mission="BOS")),
        "create and submit": (
            reverse("event_create"),
            shortest(starts_on="2021-05-01", mission="BOS", action="submit"),
        ),
        "copy into it": (reverse("event_copy", args=[outside.pk]), {"starts_on": "2021-05-01"}),
        "repeat into it": (reverse("event_repeat", args=[outside.pk]), {"dates": "2021-05-01", "series_name": "x"}),
        "repeat out of it": (reverse("event_repeat", args=[confirmed]), {"dates": "2022-05-01", "series_name": "x"}),
        "submit": (reverse("event_submit", args=[inside[Status.DRAFT].pk]), {}),
        "withdraw": (reverse("event_withdraw", args=[confirmed]), {"reason": "x"}),
        "put back": (reverse("event_put_back", args=[inside[Status.WITHDRAWN].pk]), {}),
    }
    if role == Role.HQ_ADMINISTRATOR:
        sent["confirm"] = (reverse("event_confirm", args=[inside[Status.SUBMITTED].pk]), {})
        sent["return"] = (reverse("event_return", args=[confirmed]), {"reason": "x"})
    refused = {}
    for name, (address, data) in sent.items():
        response = client.post(address, data)
        assert everything() == before, name
        refused[name] = (response.status_code in (409, 422), SENTENCE in response.content.decode())
    assert {name: said for name, said in refused.items() if said != (True, True)} == {}


def test_whatever_a_page_forgot_is_said_in_a_sentence(rf, staff, event_of_2021):
    """The trigger's refusal never becomes a server error."""
    request = rf.post("/")
    request.user = staff
    for failure in (IntegrityError("CHECK: this fiscal year is closed"), YearIsClosed(None, by=staff)):
        answer = ClosedYearMiddleware(lambda request: None).process_exception(request, failure)
        assert answer.status_code == 409
        assert "The fiscal year was being closed at that moment." in answer.content.decode()
    for other in (IntegrityError("UNIQUE constraint failed"), ValueError("this fiscal year is closed")):
        assert ClosedYearMiddleware(lambda request: None).process_exception(request, other) is None


@pytest.fixture
def event_of_2021(hq):
    event = make_event(starts_on=date(2021, 5, 1), status=Status.SUBMITTED)
    close(hq)
    return event


def test_a_server_error_is_not_what_a_forgetful_page_answers(client, staff, event_of_2021, monkeypatch):
    """As when every look at the closed years had been forgotten: the database still refuses."""
    monkeypatch.setattr(years.ClosedYears, "stop", lambda self, mission, *years: None)
    client.force_login(staff)
    before = everything()
    for name, data in {"event_withdraw": {"reason": "x"}, "event_copy": {"starts_on": "2021-06-01"}}.items():
        response = client.post(reverse(name, args=[event_of_2021.pk]), data)
        assert (response.status_code, "was being closed at that moment" in response.content.decode()) == (409, True)
    assert everything() == before


def test_the_admin_writes_no_event(client, event_of_2021):
    client.force_login(make_user(Role.HQ_ADMINISTRATOR))
    before = everything()
    for page in ("change", "delete"):
        client.post(reverse(f"admin:events_event_{page}", args=[event_of_2021.pk]), {"city": "x", "post": "yes"})
    assert everything() == before


# ---- workbooks


def test_a_row_of_a_closed_year_is_refused_in_the_review(hq, staff):
    event = make_event(title_ja="祭り", title_en="", starts_on=date(2021, 6, 1), number="BOS-2021-0001")
    close(hq)
    header = ["公館", "案件番号", "件名", "開催日", "州", "分野", "開催形式", "参加者数"]
    rows = [["BOS", "", *GOOD[1:]], ["BOS", "", "別の祭り", "2022-05-01", *GOOD[3:]],
            ["BOS", event.number, "祭り", "2021-06-01", "MA", "日本祭り", "対面", "300名"]]  # fmt: skip
    intake = reviewed(made(*rows, names=header), user=staff)
    assert outcomes(intake) == [(2, "refused"), (3, "new"), (4, "refused")]
    for number in (2, 4):
        assert any(sentence.startswith(SENTENCE) for sentence in sentences(intake, number))
    write(intake, by=staff, good_rows_only=True, submit=True)
    assert Event.objects.filter(fiscal_year=2021).count() == 1
    assert Event.objects.get(pk=event.pk).version == 1


def test_a_year_closed_after_the_review_stops_the_writing(hq, staff):
    intake = reviewed(made(GOOD), user=staff)
    close(hq)
    before = everything()
    with pytest.raises(NotWritten, match="closed after this file was read"):
        write(intake, by=staff, good_rows_only=False, submit=True)
    assert everything() == before
    assert list(IntakeRow.objects.values_list("outcome", flat=True)) == ["refused"]


def test_a_year_closed_while_it_is_written_stops_it_too(hq, staff, monkeypatch):
    intake = reviewed(made(GOOD), user=staff)
    close(hq)
    monkeypatch.setattr("events.intake.writing.in_closed_years", lambda new, changed: [])
    before = everything()
    with pytest.raises(NotWritten, match="was being closed at that moment"):
        write(intake, by=staff, good_rows_only=False, submit=True)
    assert everything() == before


def test_an_import_is_not_undone_in_a_closed_year(hq, staff):
    intake = written(made(GOOD), user=staff, submit=True)
    close(hq)
    before = everything()
    with pytest.raises(NotWritten, match=SENTENCE):
        undo(intake, by=staff)
    assert everything() == before
    intake.refresh_from_db()
    assert intake.state == "written"


# ---- two at once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_first", ["the write", "the closing"])
def test_a_write_in_flight_is_before_the_closing_or_refused(hq, is_first):
    """Whoever comes second waits for the first: the write is in the year as it was closed, or it is refused."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one transaction write at a time")
    event = make_event(starts_on=date(2021, 5, 1))
    year = Year.open(2021, by=hq)
    told: list[str] = []

    def change() -> None:
        try:
            event.city = "Salem"
            event.save()
            told.append("written")
        except IntegrityError:
            told.append("refused")

    def shut() -> None:
        year.close(by=hq, because="counted")
        told.append("closed")

    first, second = (change, shut) if is_first == "the write" else (shut, change)

    def in_a_thread() -> None:
        try:
            second()
        finally:
            connections["default"].close()

    thread = threading.Thread(target=in_a_thread)
    with transaction.atomic():
        first()
        thread.start()
        sleep(0.4)
        assert len(told) == 1  # the second one waits
    thread.join(timeout=10)
    assert told == (["written", "closed"] if is_first == "the write" else ["closed", "refused"])
    assert Event.objects.get(pk=event.pk).city == ("Salem" if is_first == "the write" else "")
    year.reopen(by=hq, because="the test is over")
