"""What Lighthouse says of the main pages, as staff and as headquarters see them, on a phone and at a desk.

    npm install lighthouse@12 somewhere, then LIGHTHOUSE=…/node_modules/.bin/lighthouse python -m bench.lighthouse

It starts the register with its sample, as `bin/serve` does, behind nothing: what nginx would add (HTTP/2, TLS) is not there. To
reach: 95 for performance, accessibility and best practices. It prints a Markdown table, with what cost a page its points.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORT = 8191
LIGHTHOUSE = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse") or "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices")
LEAST = 95
PAGES = {
    "": ("/accounts/login/",),
    "staff.bos@example.org": ("/", "/events/", "/events/new/", "/events/imports/paste/", "/calendar/", "/dashboard/"),
    "reviewer@example.org": ("/", "/report/", "/board/", "/returns/", "/practices/"),
}
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"


def served(folder: Path) -> tuple[subprocess.Popen, dict[str, str]]:
    """The register, and the cookie of each person."""
    said = {
        **os.environ, "DATABASE_URL": f"sqlite:///{folder}/register.sqlite3", "VAR_DIR": str(folder), "SECRET_KEY": "only-for-measuring",
        "HTTPS": "0", "DEBUG": "0", "PORT": str(PORT), "DJANGO_SETTINGS_MODULE": "grassroots.settings",
    }  # fmt: skip
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=said, check=True, stdout=subprocess.DEVNULL)
    sign_in = (
        "import django, json; django.setup(); from django.test import Client; from accounts.models import User\n"
        "def cookie(email):\n"
        "    client = Client(); client.force_login(User.objects.get(email=email)); return client.cookies['sessionid'].value\n"
        f"print(json.dumps({{email: cookie(email) for email in {[email for email in PAGES if email]!r}}}))"
    )
    cookies = subprocess.run(
        [sys.executable, "-c", sign_in], cwd=ROOT, env=said, check=True, capture_output=True, text=True
    )
    command = [sys.executable, "-m", "gunicorn", "--config", "python:grassroots.gunicorn", "grassroots.wsgi"]
    process = subprocess.Popen(command, cwd=ROOT, env=said, stdout=subprocess.DEVNULL)
    for _try in range(300):
        with suppress(OSError):
            connection = HTTPConnection("127.0.0.1", PORT, timeout=10)
            connection.request("GET", "/accounts/login/")
            if connection.getresponse().status == 200:
                return process, {"": "", **json.loads(cookies.stdout)}
        time.sleep(0.2)
    process.kill()
    raise SystemExit("The register did not start.")


def asked(address: str, cookie: str, *, is_desk: bool) -> dict:
    """Lighthouse's report of a page."""
    command = [
        LIGHTHOUSE, f"http://127.0.0.1:{PORT}{address}", "--output=json", "--output-path=stdout", "--quiet", "--disable-full-page-screenshot",
        f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS}", *(["--preset=desktop"] if is_desk else []),
    ]  # fmt: skip
    if cookie:
        command.append(f"--extra-headers={json.dumps({'Cookie': f'sessionid={cookie}', 'Accept-Language': 'ja'})}")
    browser = os.environ.get("CHROME_PATH") or shutil.which("chromium") or ""
    done = subprocess.run(
        command, env={**os.environ, "CHROME_PATH": browser}, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def lost(report: dict) -> str:
    """The audits that cost points in a category that missed."""
    missed = [
        report["categories"][name] for name in CATEGORIES if round(report["categories"][name]["score"] * 100) < LEAST
    ]
    found = [ref["id"] for category in missed for ref in category["auditRefs"] if ref.get("weight")]
    return ", ".join(name for name in dict.fromkeys(found) if (report["audits"][name]["score"] or 0) < 0.9)


def main() -> None:
    print("| page | as | on | performance | accessibility | best practices | layout shift | what cost points |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        process, cookies = served(Path(name))
        try:
            for email, addresses in PAGES.items():
                for address in addresses:
                    for is_desk in (False, True):
                        report = asked(address, cookies[email], is_desk=is_desk)
                        if not report["finalDisplayedUrl"].endswith(address):
                            raise SystemExit(f"{address} led to {report['finalDisplayedUrl']}")
                        scores = " | ".join(
                            str(round(report["categories"][each]["score"] * 100)) for each in CATEGORIES
                        )
                        shift = report["audits"]["cumulative-layout-shift"]["numericValue"]
                        who, where = email.partition("@")[0] or "nobody", "a desk" if is_desk else "a phone"
                        print(
                            f"| `{address}` | {who} | {where} | {scores} | {shift:.3f} | {lost(report)} |", flush=True
                        )
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
