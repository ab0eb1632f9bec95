"""The register with the sample and a scene (tests/scene.py), served from a temporary folder as it is in production."""

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import django

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def sample_site(*, port: int = 0, settings_module: str = "grassroots.settings") -> Iterator[str]:
    """The address of its first page. Django is set up for this process too: the rows behind the pages are at hand.

    `port` 0 takes one that is free.
    """
    port = port or free_port()
    with tempfile.TemporaryDirectory(prefix="register-") as folder:
        os.environ |= {
            "VAR_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/register.sqlite3", "SECRET_KEY": "for-pictures-only",
            "HTTPS": "0", "DEBUG": "0", "PORT": str(port), "PUBLIC_ADDRESS": f"http://127.0.0.1:{port}",
            "DJANGO_SETTINGS_MODULE": settings_module, "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
        }  # fmt: skip
        _fill(Path(folder))
        with serving(port) as (address, _process):
            yield address


def session_of(email: str) -> str:
    """The value of the cookie with which somebody of the sample site is signed in."""
    from django.test import Client

    from accounts.models import User

    client = Client()
    client.force_login(User.objects.get(email=email))
    return client.cookies["sessionid"].value


def _fill(folder: Path) -> None:
    from tests import kept_database

    shutil.copyfile(kept_database.sqlite_file(), folder / "register.sqlite3")
    django.setup()
    from django.core.management import call_command

    from tests import scene

    call_command("prepare", stdout=io.StringIO())
    scene.set_up()


@contextmanager
def serving(port: int, *, environment: dict[str, str] | None = None) -> Iterator[tuple[str, subprocess.Popen]]:
    """The address, and gunicorn's own process; in this process's environment where no other is given."""
    command = [sys.executable, "-m", "gunicorn", "--config", "python:grassroots.gunicorn", "grassroots.wsgi"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/healthz", server)
        yield address, server
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(address: str, server: subprocess.Popen) -> None:
    for _attempt in range(300):
        if server.poll() is not None:
            raise SystemExit("The server ended before it answered; what it said stands above.")
        try:
            urlopen(address).close()  # noqa: S310  an address of this machine
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not answer within half a minute.")


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]
