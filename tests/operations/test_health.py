"""What watches over the site: alive, ready, counters; and what none of it may tell."""

from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import override_settings

from grassroots.operations import health
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_alive_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.one_database
def test_both_are_reached_without_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert [client.get(path).status_code for path in ("/healthz", "/readyz", "/")] == [200, 200, 301]


def test_ready_says_what_is_there(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": True, "migrations": True, "media": True}
    assert list(settings.MEDIA_ROOT.iterdir()) == [], "what was written to try is taken away again"


def test_not_ready_when_the_database_is_gone(client, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path

    def gone(*_args, **_kwargs):
        raise OperationalError("password of the database: hunter2")

    monkeypatch.setattr(health.connection, "cursor", gone)
    monkeypatch.setattr(health, "MigrationExecutor", gone)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": False, "migrations": False, "media": True}


@pytest.mark.one_database
def test_not_ready_when_photos_cannot_be_written(client, settings, tmp_path):
    (tmp_path / "taken").write_text("a file where the folder should be")
    settings.MEDIA_ROOT = tmp_path / "taken"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["media"], answer.json()["database"]) == (503, False, True)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("token", "sent", "status"),
    [
        ("", "Bearer ", 404),
        ("", "", 404),
        ("letters-and-digits", "", 404),
        ("letters-and-digits", "Bearer letters", 404),
        ("letters-and-digits", "letters-and-digits", 404),
        ("letters-and-digits", "Bearer letters-and-digits", 200),
    ],
)
def test_counters_are_for_who_has_the_token(client, settings, token, sent, status):
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", headers={"Authorization": sent} if sent else {}).status_code == status


def counted(client, name: str) -> dict[str, float]:
    """Label text -> number, of one counter."""
    with override_settings(METRICS_TOKEN="t"):
        text = client.get("/metrics", headers={"Authorization": "Bearer t"}).content.decode()
    lines = [line for line in text.splitlines() if line.startswith(f"{name}{{")]
    return {line[len(name) : line.rindex(" ")]: float(line.rpartition(" ")[2]) for line in lines}


@pytest.mark.one_database
def test_requests_are_counted_by_view_and_hold_nothing_of_a_person(client):
    user = make_user(email="secret.person@example.org")
    client.force_login(user)
    label = '{method="GET",status="200",view="event_list"}'
    before = counted(client, "register_request_seconds_count").get(label, 0)
    client.get("/events/?q=secret-title")
    client.get("/events/")
    after = counted(client, "register_request_seconds_count")
    assert after[label] - before == 2
    said = "\n".join(counted(client, "register_queries_total"))
    assert "event_list" in said
    assert "secret" not in said + "\n".join(after)


@pytest.mark.one_database
def test_an_address_that_there_is_not_is_one_label(client):
    label = '{method="GET",status="404",view="none"}'
    before = counted(client, "register_request_seconds_count").get(label, 0)
    for path in ("/no-such-page-1/", "/no-such-page-2/"):
        client.get(path)
    after = counted(client, "register_request_seconds_count")
    assert after[label] - before == 2
    assert not [each for each in after if "no-such" in each]


def test_processes_of_one_server_are_added_up(tmp_path):
    """Two processes count; a third, which counted nothing, tells both."""
    import os
    import subprocess
    import sys

    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONPATH": str(Path.cwd())}
    count = "from grassroots.operations.metrics import QUERIES; QUERIES.labels('home').inc(3)"
    tell = "from grassroots.operations import metrics; print(metrics.page().decode())"
    for code in (count, count):
        subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    told = subprocess.run([sys.executable, "-c", tell], env=environment, check=True, capture_output=True, text=True)
    assert 'register_queries_total{view="home"} 6.0' in told.stdout
