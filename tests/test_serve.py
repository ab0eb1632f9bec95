"""bin/serve says in a sentence what is missing, and `prepare` puts a sample only where nobody has put anything."""

import os
import shutil
import socket
import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from accounts.models import User
from accounts.roles import Role
from events.models import Event
from grassroots.management.commands import prepare
from tests.factories import make_event, make_user

# ---- the command, in an empty folder that holds nothing but bin/ and the requirements


@pytest.fixture
def tree(tmp_path) -> Path:
    shutil.copytree(settings.BASE_DIR / "bin", tmp_path / "bin")
    for name in ("requirements.txt", "requirements-dev.txt"):
        shutil.copy(settings.BASE_DIR / name, tmp_path / name)
    return tmp_path


def serve(tree: Path, **environment) -> tuple[int, str]:
    """The exit status and what was said on standard error."""
    done = subprocess.run(
        [tree / "bin" / "serve"],
        env={"PATH": os.environ["PATH"], "HOME": str(tree), "PORT": str(free_port()), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stderr


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def make_python(tree: Path, script: str) -> str:
    """A program that stands in for Python; $REAL is the real one."""
    program = tree / "python-of-test"
    program.write_text(f"#!/bin/sh\nREAL={sys.executable}\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


def test_an_old_python_is_named(tree):
    old = make_python(tree, "exit 1")
    status, said = serve(tree, PYTHON=old)
    assert (status, said) == (
        1,
        f"PYTHON={old} is not Python 3.11 or newer. Name one that is, or unset PYTHON.\n",
    )


def test_no_python_at_all_is_said(tree):
    tools = tree / "tools"
    tools.mkdir()
    for name in ("sh", "dirname", "cat"):
        (tools / name).symlink_to(shutil.which(name))
    status, said = serve(tree, PATH=str(tools))
    assert status == 1
    assert said.startswith("Python 3.11 or newer is needed; this machine offers no python3.")


def test_a_taken_port_is_said(tree):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = door.getsockname()[1]
        status, said = serve(tree, PORT=str(port), PYTHON=sys.executable)
    assert status == 1
    assert said.startswith(f"Port {port} is taken or not allowed")


@pytest.mark.parametrize("port", [" ", "80a", "-1"])
def test_a_port_is_a_number(tree, port):
    said = f"PORT is not a number: {port}. Write one, such as PORT=8080.\n"
    assert serve(tree, PORT=port, PYTHON=sys.executable) == (1, said)


def test_a_missing_venv_module_is_said(tree):
    without = make_python(tree, 'case "$2" in "import venv"*) exit 1 ;; esac\nexec "$REAL" "$@"')
    status, said = serve(tree, PYTHON=without)
    assert status == 1
    assert said == f"This Python ({without}) has no venv module. On Debian or Ubuntu: apt install python3-venv\n"


def test_a_package_index_out_of_reach_is_said_and_tried_again(tree):
    closed = f"http://127.0.0.1:{free_port()}/simple"
    nowhere = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": closed, "PIP_RETRIES": "0", "PIP_DEFAULT_TIMEOUT": "2"}
    for _attempt in range(2):
        status, said = serve(tree, PYTHON=sys.executable, **nowhere)
        assert status == 1
        assert "The package index is out of reach, so the requirements could not be installed." in said
    assert not list((tree / ".venv").glob("*.installed"))


# ---- what `prepare` does to a database


@pytest.fixture
def prepared(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path / "static"

    def run(*arguments) -> str:
        out = StringIO()
        call_command("prepare", *arguments, stdout=out)
        return out.getvalue()

    return run


@pytest.mark.django_db
def test_a_new_database_gets_the_sample_once(prepared, no_reference_data):
    first = prepared()
    assert "regions/reference/states.csv (as of 2021-07-30): 56 added, 0 changed, 0 unchanged" in first
    assert "Loaded 918 sample events" in first
    sign_ins = first[first.index("Sample sign-ins") :].splitlines()[1:7]
    assert [line.split()[0] for line in sign_ins] == list(prepare.SHOWN)
    second = prepared()
    assert Event.objects.count() == 918
    assert "reference" not in second
    assert "Loaded" not in second
    assert second[second.index("Sample sign-ins") :].splitlines()[1:7] == sign_ins


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_event, lambda: make_user(Role.HQ_ADMINISTRATOR)], ids=["event", "person"])
def test_a_database_that_holds_anything_gets_no_sample(prepared, make):
    make()
    people = User.objects.count()
    assert "ample" not in prepared()
    assert (Event.objects.filter(is_sample=True).count(), User.objects.count()) == (0, people)


@pytest.mark.django_db
def test_a_sample_that_was_removed_does_not_come_back(prepared):
    prepared()
    call_command("remove_sample", stdout=StringIO())
    assert "make the first account with manage.py createsuperuser" in prepared()
    assert (Event.objects.count(), User.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_no_sample_when_none_is_wanted(prepared):
    assert "make the first account with manage.py createsuperuser" in prepared("--no-sample")
    assert (Event.objects.count(), User.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_static_files_are_collected_again_only_when_they_changed(prepared, settings):
    prepared("--no-sample")
    sheet = settings.STATIC_ROOT / "css" / "register.css"
    wanted = sheet.read_bytes()
    sheet.write_text("left alone")
    prepared("--no-sample")
    assert sheet.read_text() == "left alone"
    (settings.STATIC_ROOT / prepare.STAMP).write_text("of another program")
    prepared("--no-sample")
    assert sheet.read_bytes() == wanted


def test_a_database_out_of_reach_is_said(monkeypatch):
    def refuse():
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    with pytest.raises(CommandError, match=r"^The database \(.*\) does not answer: connection refused$"):
        call_command("prepare")
