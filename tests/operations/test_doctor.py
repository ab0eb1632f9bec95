"""The doctor: a sound installation gives no problem, and each fault its sentence."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from accounts.roles import Role
from grassroots.operations import doctor
from tests.factories import make_user


@pytest.fixture
def sound(db, settings, tmp_path, monkeypatch):
    """An installation as it should be, on whichever database."""
    settings.MEDIA_ROOT, settings.VAR_DIR, settings.STATIC_ROOT = (
        tmp_path / name for name in ("media", "var", "static")
    )
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").write_text("{}")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.PUBLIC_ADDRESS = "https://register.example.org"
    settings.ADMINS = [("administrator@example.org", "administrator@example.org")]

    class Answers:
        def open(self):
            return True

        def close(self):
            pass

    monkeypatch.setattr(doctor, "get_connection", Answers)
    asked = doctor._shown
    monkeypatch.setattr(doctor, "_shown", lambda name: "on" if name in doctor.SAFE_WHEN_ON else asked(name))
    make_user(Role.HQ_ADMINISTRATOR)
    return settings


def levels(about: str = "") -> list[tuple[str, str]]:
    """(level, what it is about) of what is not in order."""
    return [(each.level, each.about) for each in doctor.examine() if each.level in ("problem", "warning")]


def sentences() -> str:
    return "\n".join(f"{each.level} {each.about} {each.sentence} {each.what_to_do}" for each in doctor.examine())


def test_a_sound_installation_has_no_problem(sound):
    assert [each for each in levels() if each[0] == "problem"] == [], sentences()


@pytest.mark.one_database
def test_each_fault_has_its_sentence(sound, tmp_path):
    sound.DEBUG, sound.HTTPS = True, True
    (tmp_path / "file").write_text("")
    sound.MEDIA_ROOT = tmp_path / "file"
    make_user(Role.MISSION_STAFF, is_sample=True)
    said = sentences()
    for sentence in (
        "problem settings DEBUG is on",
        "problem folders Nothing can be written into MEDIA_ROOT",
        "problem people 1 sample accounts with a printed password can sign in.",
    ):
        assert sentence in said


@pytest.mark.one_database
def test_a_mail_server_that_does_not_answer_is_told(sound, monkeypatch):
    class Refuses:
        def open(self):
            raise ConnectionRefusedError("refused")

    monkeypatch.setattr(doctor, "get_connection", Refuses)
    assert ("problem", "e-mail") in levels()


@pytest.mark.one_database
def test_a_full_disk_is_told(sound, monkeypatch):
    usage = type("Usage", (), {"free": 10**8})()
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _folder: usage)
    assert levels().count(("warning", "folders")) == 2
    assert "0.1 GB left" in sentences()


def test_a_database_that_is_older_than_the_program_is_told_and_the_rest_is_still_looked_at(sound, monkeypatch):
    monkeypatch.setattr(doctor, "is_migrated", lambda: False)
    assert ("problem", "migrations") in levels()
    assert "MEDIA_ROOT can be written" in sentences()


@pytest.mark.one_database
def test_a_database_that_does_not_answer_is_told_and_the_rest_is_still_looked_at(sound):
    def gone():
        raise OperationalError("connection refused\nDETAIL: secret")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(doctor.connection, "ensure_connection", gone)
        said = sentences()
    assert "problem database The database does not answer: connection refused " in said
    assert "secret" not in said
    assert "MEDIA_ROOT can be written" in said


def test_nobody_who_administers_is_told(sound):
    from accounts.models import User

    User.objects.update(is_active=False)
    assert ("problem", "people") in levels()


@pytest.mark.django_db
def test_a_database_that_may_lose_what_it_acknowledged_is_told():
    if connection.vendor != "postgresql":
        pytest.skip("asks PostgreSQL")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    assert "problem database synchronous_commit is off" in sentences()


@pytest.mark.one_database
def test_the_command_ends_with_1_and_prints_json(sound):
    sound.DEBUG = True
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", json=True, stdout=out)
    assert ended.value.code == 1
    found = json.loads(out.getvalue())
    assert {"level": "problem", "about": "settings"}.items() <= found[0].items()
