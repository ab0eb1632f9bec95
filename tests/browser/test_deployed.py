"""The files of deploy/ as shipped, set up on loopback: nginx with TLS, two processes, PostgreSQL, and a day's tasks in Chromium."""

import configparser
import os
import re
import shlex
import shutil
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests import kept_database
from tests.factories import PASSWORD
from tests.sample_site import free_port

DEPLOY = Path(settings.BASE_DIR) / "deploy"
SERVER = os.environ.get("TEST_DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
PEOPLE = """
import sys, django
django.setup()
from django.core.management import call_command
call_command("prepare", no_sample=True)
from django.core.files.base import ContentFile
from django.db import transaction
from events.models import Photo
from tests.events.test_photos import picture
from tests.factories import make_event, make_rules, make_user
with transaction.atomic():
    make_rules()
    boston = make_user(email="boston@example.org", language="ja")
    make_user(email="denver@example.org", mission="DEN")
    photo = Photo(event=make_event(starts_on="2026-05-02", title_ja="茶会"))
    photo.image.save("a.jpg", picture(size=(800, 500)))
"""


def missing(reason: str) -> None:
    if os.environ.get("REQUIRE_ALL", "0") != "0":
        pytest.fail(reason)
    pytest.skip(reason)


def unit(name: str) -> dict[str, str]:
    """The [Service] of a unit as shipped; a name that stands twice keeps the last line."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(DEPLOY / "systemd" / name)
    return dict(parser["Service"])


def environment_file() -> dict[str, str]:
    lines = (DEPLOY / "register.env").read_text().splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: "".join(shlex.split(value)) if '"' in value else value for name, _is, value in pairs}


@dataclass
class Deployed:
    folder: Path
    port: int
    environment: dict[str, str]
    processes: list[subprocess.Popen] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def start(self, number: int) -> None:
        """Process `number` as its unit starts it."""
        said = unit("register@.service")
        name, _is, bind = said["Environment"].replace("%i", str(number)).partition("=")
        home = self.folder / "run" / str(number)
        home.mkdir(parents=True)
        command = said["ExecStart"].replace("/srv/register/.venv/bin/python", sys.executable)
        self.processes.append(
            subprocess.Popen(
                shlex.split(command),
                cwd=settings.BASE_DIR,
                env=self.environment | {name: bind.replace("/run/register", str(self.folder / "run"))},
                start_new_session=True,
            )
        )

    def kill(self, index: int) -> None:
        process = self.processes[index]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def replaced(self, text: str) -> str:
        """What an installation changes in nginx.conf: each of these stands in it."""
        changes = {
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{self.port} ssl http2;",
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl http2;\n": "",
            "register.example.go.jp": "127.0.0.1",
            "/etc/ssl/register/": f"{self.folder}/",
            "/run/register/": f"{self.folder}/run/",
            "/var/lib/register/": f"{self.folder}/var/",
            "/var/log/nginx/": f"{self.folder}/",
            "/srv/register/": f"{settings.BASE_DIR}/",
        }
        for shipped, here in changes.items():
            assert shipped in text, shipped
            text = text.replace(shipped, here)
        return text


@contextmanager
def a_database() -> Iterator[str]:
    try:
        psycopg.connect(SERVER, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        missing(f"no PostgreSQL answers: {error}")
    name = f"test_deployed_{os.getpid()}"
    kept_database.copy_to_server(SERVER, name)
    try:
        yield urlsplit(SERVER)._replace(path=f"/{name}").geturl()
    finally:
        kept_database.drop(SERVER, name)


def run(*command: str, **options) -> None:
    done = subprocess.run(command, capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-3000:]


@pytest.fixture(scope="module")
def deployed(tmp_path_factory) -> Iterator[Deployed]:
    if shutil.which("nginx") is None:
        missing("nginx is missing (Debian: apt install nginx-light)")
    with ExitStack() as stack:
        folder, port = tmp_path_factory.mktemp("deployed"), free_port()
        shipped = environment_file()
        own = {
            "SECRET_KEY": "only-for-the-test-that-sets-all-of-it-up-0123456789-abcdefghijklmnopqrstuvwxyz",
            "DATABASE_URL": stack.enter_context(a_database()),
            "ALLOWED_HOSTS": "127.0.0.1",
            "PUBLIC_ADDRESS": f"https://127.0.0.1:{port}",
            "VAR_DIR": str(folder / "var"),
            "WORKERS": "1",
        }
        assert own.keys() <= shipped.keys()
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        site = Deployed(folder, port, {**kept, **shipped, **own, "DJANGO_SETTINGS_MODULE": "grassroots.settings"})
        run(sys.executable, "-c", PEOPLE, cwd=settings.BASE_DIR, env=site.environment)
        run(
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *(
                "-keyout",
                f"{folder}/key.pem",
                "-out",
                f"{folder}/fullchain.pem",
                "-days",
                "2",
                "-subj",
                "/CN=127.0.0.1",
            ),
        )
        (folder / "register.conf").write_text(site.replaced((DEPLOY / "nginx.conf").read_text()))
        shutil.copy(DEPLOY / "register-proxy.conf", folder)
        (folder / "nginx.conf").write_text(
            f"user {'root' if os.geteuid() == 0 else ''};\n".replace("user ;\n", "")
            + f"pid {folder}/nginx.pid;\nevents {{}}\nhttp {{\n  include /etc/nginx/mime.types;\n"
            f"  client_body_temp_path {folder}/body;\n  proxy_temp_path {folder}/proxy;\n  include register.conf;\n}}\n"
        )
        for number in (1, 2):
            site.start(number)
        nginx = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "start.log")]
        run(*nginx, "-t")
        site.processes.append(subprocess.Popen([*nginx, "-g", "daemon off;"], start_new_session=True))
        stack.callback(stop, site)
        wait_until_it_answers(site)
        yield site


def stop(site: Deployed) -> None:
    for process in site.processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
    for process in site.processes:
        process.wait(20)


def asked(site: Deployed, path: str, **headers: str) -> tuple[int, list[tuple[str, str]], bytes]:
    connection = HTTPSConnection("127.0.0.1", site.port, context=ssl._create_unverified_context(), timeout=30)  # noqa: S323 a certificate of the test's own
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    found = answer.status, [(name.lower(), value) for name, value in answer.getheaders()], answer.read()
    connection.close()
    return found


def wait_until_it_answers(site: Deployed) -> None:
    sockets = [site.folder / "run" / number / "gunicorn.sock" for number in ("1", "2")]
    for _attempt in range(300):
        if all(each.exists() for each in sockets):
            try:
                if asked(site, "/readyz")[0] == 200:
                    return
            except OSError:
                pass
        time.sleep(0.1)
    raise AssertionError(f"it does not answer: {(site.folder / 'register.error.log').read_text()[-2000:]}")


SECURITY = ("content-security-policy", "strict-transport-security", "x-content-type-options", "x-frame-options")


def security_of(headers) -> list[str]:
    """Which of the headers stand there, as often as they do."""
    return sorted(name for name, _value in headers if name in SECURITY)


@pytest.fixture
def page_of(browser, deployed) -> Iterator:
    contexts = []

    def sign_in(email: str) -> Page:
        contexts.append(browser.new_context(base_url=deployed.address, ignore_https_errors=True, locale="ja-JP"))
        page = contexts[-1].new_page()
        page.set_default_timeout(20_000)
        page.goto("/")
        page.locator("[name=login]").fill(email)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(re.compile(r"/$"))
        return page

    yield sign_in
    for context in contexts:
        context.close()


def enter(page: Page, title: str) -> str:
    """Enters and submits an event; its address."""
    page.goto("/events/new/")
    page.locator("[name=title_ja]").fill(title)
    page.locator("#id_starts_on").fill("2026-05-18")
    page.locator("[name=category]").select_option("festival")
    page.locator("[name=format][value=in_person]").check()
    page.locator("[name=in_person_count]").fill("約１，２３４名")
    page.locator("button[name=action][value=submit]").click()
    expect(page.locator("h1")).to_contain_text(title)
    return page.url


def bring_in(page: Page) -> None:
    lines = "公館,件名,実施日,州,分野,開催形式,参加者数（名）\r\nボストン総,寿司の会,R8.6.12,マサチューセッツ,日本食,対面,1200\r\n"
    page.goto("/events/imports/new/")
    content = {"name": "実績.csv", "mimeType": "text/csv", "buffer": lines.encode("cp932")}
    page.locator("[name=file]").set_input_files(content)
    page.locator("main form[enctype] button").click()
    page.wait_for_url("**/columns/")
    page.locator(".action-bar .button").first.click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    page.locator("[name=which][value=all]").click()
    expect(page.locator("#written")).to_be_visible()


def nginx_answers_by_itself_as_it_should(deployed: Deployed) -> None:
    """Headers once, static files compressed and kept for ever, too much refused with a page, secrets in no log."""
    status, headers, body = asked(deployed, "/accounts/login/", **{"Accept-Encoding": "gzip"})
    assert (status, security_of(headers), dict(headers)["content-encoding"]) == (200, list(SECURITY), "gzip")
    assert dict(headers)["strict-transport-security"] == "max-age=31536000; includeSubDomains; preload"
    plain = asked(deployed, "/accounts/login/")[2].decode()
    sheet = re.search(r'href="(/static/[^"]+\.css)"', plain)[1]
    status, headers, body = asked(deployed, sheet, **{"Accept-Encoding": "gzip"})
    stored = deployed.folder / "var" / "static" / f"{sheet.removeprefix('/static/')}.gz"
    assert (status, body) == (200, stored.read_bytes())
    assert dict(headers)["cache-control"] == "public, max-age=31536000, immutable"
    assert security_of(headers) == ["strict-transport-security", "x-content-type-options"]
    for address, expected in (("/events/imports/new/", 413), ("/events/new/", None)):
        connection = HTTPSConnection("127.0.0.1", deployed.port, context=ssl._create_unverified_context(), timeout=10)  # noqa: S323 a certificate of the test's own
        connection.putrequest("POST", address)
        connection.putheader("Content-Length", str(60 * 1024 * 1024))
        connection.endheaders()
        if expected:
            answer = connection.getresponse()
            assert (answer.status, "送信されたファイルが大きすぎます" in answer.read().decode()) == (413, True)
        else:
            connection.sock.settimeout(0.5)
            with pytest.raises(TimeoutError):  # it waits for the photos
                connection.getresponse()
        connection.close()
    asked(deployed, "/calendar/secret-of-a-calendar.ics?q=searched")
    log = (deployed.folder / "register.log").read_text()
    assert "GET /calendar/... " in log
    assert "secret-of" not in log
    assert "searched" not in log


def test_the_days_tasks_through_everything_as_shipped(deployed, page_of):
    nginx_answers_by_itself_as_it_should(deployed)
    boston, denver = page_of("boston@example.org"), page_of("denver@example.org")
    submitted = enter(boston, "ボストン日本祭り")
    bring_in(boston)
    boston.goto("/events/")
    for title in ("ボストン日本祭り", "寿司の会", "茶会"):
        expect(boston.locator("main")).to_contain_text(title)
    with boston.expect_download() as download:
        boston.locator("a[href*='export.xlsx']").first.click()
    assert download.value.path().read_bytes()[:2] == b"PK"

    # a photo: its bytes by nginx, to whom the program lets have it and nobody else
    photo = boston.request.get("/photos/1/")
    stored = next((deployed.folder / "var" / "media" / "photos").rglob("*.jpg"))
    kept = {"/photos/1/": stored, "/photos/1/small/": stored.with_suffix(".small.jpg")}
    assert (photo.status, photo.body()) == (200, stored.read_bytes())
    assert security_of((each["name"].lower(), each["value"]) for each in photo.headers_array) == list(SECURITY[:3])
    assert photo.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert photo.headers["content-disposition"] == 'inline; filename="photo-1.jpg"'
    assert (photo.headers["content-type"], photo.headers["cache-control"]) == ("image/jpeg", "private, max-age=3600")
    assert (photo.headers["server"], "x-accel-redirect" in photo.headers) == ("nginx", False)
    assert boston.request.get("/photos/1/small/").body() == kept["/photos/1/small/"].read_bytes()
    inside = f"/protected-media/{stored.relative_to(deployed.folder / 'var' / 'media').as_posix()}"
    for address in ("/photos/1/", "/photos/1/small/", inside, f"/media/{stored.name}"):
        assert denver.request.get(address).status == 404, address
    assert boston.request.get(inside).status == 404
    assert asked(deployed, "/photos/1/")[0] == 302

    # one process is killed: the next requests are served, and what is entered is kept
    deployed.kill(0)
    boston.goto(submitted)
    expect(boston.locator("h1")).to_contain_text("ボストン日本祭り")
    enter(boston, "二つ目の祭り")
    deployed.kill(1)
    assert boston.goto("/events/").status == 502
    expect(boston.locator("h1")).to_have_text("ただいま登録簿を再起動しています")
