"""Lines of the log: each with its request, slow statements without what was put into them, mail without forms."""

import io
import json
import logging
import threading
from datetime import datetime

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory

from accounts.trail.sources import SourceMiddleware
from events.models import Event
from grassroots.log_lines import JsonFormatter, RequestId
from grassroots.operations.error_mail import ErrorMailHandler
from grassroots.operations.requests_seen import RequestsSeenMiddleware
from tests.factories import make_event, make_user


@pytest.fixture
def written():
    """What the register's loggers write as JSON."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(RequestId())
    logger = logging.getLogger("register")
    level = logger.level
    requests_level = logging.getLogger("register.requests").level
    logger.addHandler(handler)
    logging.getLogger("register.requests").setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)
    logger.setLevel(level)
    logging.getLogger("register.requests").setLevel(requests_level)


@pytest.mark.django_db
@pytest.mark.one_database
def test_a_line_for_a_request_names_view_request_and_person_by_number_alone(client, written):
    person = make_user(email="secret.person@example.org", name="secret")
    client.force_login(person)
    answer = client.get("/events/?q=secret-title")
    line = written()[-1]
    assert line["request"] == answer.headers["X-Request-Id"]
    assert (line["logger"], line["level"]) == ("register.requests", "INFO")
    assert (line["method"], line["view"], line["status"]) == ("GET", "event_list", 200)
    assert line["person"] == person.pk
    assert datetime.fromisoformat(line["time"]).utcoffset() is not None
    assert line["queries"] > 3
    assert line["message"].startswith("GET event_list 200 ")
    assert "secret" not in json.dumps(written())


@pytest.mark.django_db
@pytest.mark.one_database
def test_what_is_refused_is_told_with_the_person_and_the_page(client, caplog):
    event, person = make_event(status="draft", number=None, mission="DEN"), make_user()
    client.force_login(person)
    caplog.handler.addFilter(RequestId())
    own = make_event(status="draft", number=None, category=None)
    client.get(f"/events/{event.pk}/")
    client.post(f"/events/{own.pk}/submit/")
    lines = [
        (record.levelname, record.person, record.getMessage())
        for record in caplog.records
        if record.name == "django.request"
    ]
    assert lines == [
        ("WARNING", person.pk, f"Not Found: /events/{event.pk}/"),
        ("WARNING", person.pk, f"Unprocessable Entity: /events/{own.pk}/submit/"),
    ]


@pytest.mark.django_db
def test_a_slow_statement_is_told_without_what_was_put_into_it(written, settings):
    settings.SLOW_QUERY_MS = -1
    make_event(title_ja="秘密の件名")

    def view(request):
        list(Event.objects.filter(title_ja="秘密の件名"))
        return type("Answer", (), {"status_code": 200, "headers": {}})()

    SourceMiddleware(RequestsSeenMiddleware(view))(RequestFactory().get("/events/"))
    slow = [line for line in written() if line["logger"] == "register.slow_queries"]
    assert len(slow) == 1
    assert "events_event" in slow[0]["message"]
    assert "秘密" not in json.dumps(slow, ensure_ascii=False)


@pytest.mark.django_db
@pytest.mark.one_database
def test_a_quick_statement_is_not_told(client, written):
    client.get("/accounts/login/")
    assert [line["logger"] for line in written()] == ["register.requests"]


@pytest.mark.django_db
@pytest.mark.one_database
def test_the_wrapper_of_a_request_ends_with_it(client):
    before = list(connection.execute_wrappers)
    client.get("/accounts/login/")
    assert connection.execute_wrappers == before


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_begins_within_a_request_keeps_all_that_watch_it():
    found = []

    def ask() -> None:
        Client().get("/accounts/login/")
        found.extend(wrapper.__module__ for wrapper in connection.execute_wrappers)
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join(timeout=30)
    assert set(found) == {"accounts.trail.change_sets", "grassroots.operations.requests_seen"}


@pytest.mark.django_db
@pytest.mark.one_database
def test_administrators_are_mailed_where_it_broke_and_nothing_of_the_form(rf, settings):
    settings.ADMINS = [("administrator@example.org", "administrator@example.org")]
    cache.clear()
    request = rf.post(
        "/events/new/", {"title_ja": "秘密の件名", "password": "hunter2"}, headers={"cookie": "sessionid=abc"}
    )
    request.id = "request-0001"
    logger, handler = logging.getLogger("tests.faults"), ErrorMailHandler()
    logger.addHandler(handler)

    def fail():
        try:
            raise LookupError("a fault of ours")
        except LookupError:
            logger.exception("Internal Server Error: %s", request.path, extra={"request": request, "status_code": 500})

    fail()
    fail()
    logger.removeHandler(handler)
    assert [message.subject for message in mail.outbox] == ["[register] LookupError at none"], "the second is not new"
    said = mail.outbox[0].body
    assert "Request: request-0001" in said
    assert "a fault of ours" in said
    assert "test_logs.py" in said
    for secret in ("秘密", "hunter2", "sessionid", "abc"):
        assert secret not in said, secret


def test_the_page_for_our_own_faults_names_the_request(rf):
    from grassroots.operations.health import server_error

    request = rf.get("/")
    request.id = "request-0002"
    page = server_error(request)
    assert page.status_code == 500
    assert "request-0002" in page.content.decode()
