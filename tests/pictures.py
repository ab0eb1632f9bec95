"""`bin/pictures`: every page of the URLconf as it looks, in a folder to leaf through, and which of them scroll sideways."""

import argparse
import shutil
import sys
from collections.abc import Iterator
from html import escape
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.sample_site import ROOT, sample_site

KNOWN_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
ROLES = {
    "staff": "staff.bos", "approver": "approver.bos", "reviewer": "reviewer", "administrator": "administrator",
    "reader": "reader", "leaving": "leaving.bos", "nobody": "",
}  # fmt: skip
"""Who may look -> the name of his address at example.org."""
OF_ROLES = {
    "staff": "mission_staff", "approver": "mission_approver", "reviewer": "hq_reviewer",
    "administrator": "hq_administrator", "reader": "read_only",
}  # fmt: skip
OF_NOBODY = (
    "account_login", "account_inactive", "account_reset_password", "invitation_accept", "mfa_authenticate",
    "socialaccount_login_cancelled", "socialaccount_login_error",
)  # fmt: skip
OF_MISSIONS = (
    "home",
    "event_create",
    "event_edit",
    "event_copy",
    "again_list",
    "import_",
    "reminders",
    "practice_edit",
    "practice_start",
)
WITH_A_SECOND_FACTOR = ("mfa_", "account_reauthenticate", "session_list")


TALLEST = 12_000


class Look(NamedTuple):
    """How a picture is taken."""

    role: str
    language: str
    theme: str
    width: int

    def __str__(self) -> str:
        return f"{self.language}-{self.width}-{self.theme}-{self.role}"


class Shot(NamedTuple):
    name: str
    look: Look
    file: str
    fault: str


def usual_role(name: str) -> str:
    """Who has most to see on this page."""
    if name.startswith(OF_NOBODY):
        return "nobody"
    if name.startswith(WITH_A_SECOND_FACTOR):
        return "leaving"
    if name.startswith(OF_MISSIONS):
        return "staff"
    return "administrator"


def take(browser: Browser, address: str, asked: argparse.Namespace) -> Iterator[Shot]:
    from tests import pages

    every = product(pages.names(), asked.language, asked.theme, asked.width)
    wanted: dict[tuple[str, str, str], list[tuple[str, int]]] = {}
    for name, language, theme, width in every:
        if not asked.only or any(part in name for part in asked.only):
            for role in asked.role or [usual_role(name)]:
                wanted.setdefault((role, language, theme), []).append((name, width))
    for (role, language, theme), visits in wanted.items():
        context = _signed_in(browser, address, role, language, theme)
        page = context.new_page()
        for name, width in visits:
            for number, path in enumerate(pages.addresses(name)):
                yield _picture(page, path, name, number, Look(role, language, theme, width), asked.out)
        context.close()


def _signed_in(browser: Browser, address: str, role: str, language: str, theme: str) -> BrowserContext:
    from django.conf import settings

    from accounts.models import User
    from tests import scene

    locale = {"ja": "ja-JP", "en": "en-US"}[language]
    context = browser.new_context(base_url=address, locale=locale, color_scheme=theme, reduced_motion="reduce")
    if ROLES[role]:
        person = User.objects.get(email=f"{ROLES[role]}@example.org")
        User.objects.filter(pk=person.pk).update(language=language)
        cookie = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": cookie, "value": scene.signed_in(person).cookies[cookie].value, "url": address}])
    return context


def _picture(page: Page, path: str, name: str, number: int, look: Look, out: Path) -> Shot:
    page.set_viewport_size({"width": look.width, "height": 844 if look.width < 600 else 900})
    file = f"{look}/{name}{f'-{number}' if number else ''}.png"
    try:
        answer = page.goto(path)
    except PlaywrightError as error:
        return Shot(name, look, "", str(error).splitlines()[0])
    page.evaluate("document.querySelectorAll('img[loading]').forEach(each => { each.loading = 'eager'; })")
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": look.width, "height": min(max(height, 844), TALLEST)})
    page.wait_for_load_state("networkidle")
    page.screenshot(path=out / file)
    fault = "" if answer and answer.status < 500 else "the server failed"
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        fault = "scrolls sideways"
    return Shot(name, look, file, fault)


def take_for_the_guide(browser: Browser, address: str, asked: argparse.Namespace) -> Iterator[Shot]:
    """What grassroots/guides.py shows: the upper part of a page, small enough to be kept with the code."""
    from grassroots.guides import PICTURES
    from tests import pages

    for role, language in product(sorted({role for role, _name in PICTURES}), asked.language):
        who = next(key for key, value in OF_ROLES.items() if value == role)
        page = _signed_in(browser, address, who, language, "light").new_page()
        page.set_viewport_size({"width": 1120, "height": 700})
        folder = ROOT / "static" / "img" / "guide" / language
        folder.mkdir(parents=True, exist_ok=True)
        for name in sorted(name for each, name in PICTURES if each == role):
            page.goto(pages.addresses(name)[0])
            page.wait_for_load_state("networkidle")
            with Image.open(BytesIO(page.screenshot())) as picture:
                picture.resize((640, 400), Image.Resampling.LANCZOS).save(folder / f"{role}-{name}.webp", quality=72)
            yield Shot(name, Look(who, language, "light", 1120), "", "")
        page.context.close()


def index(shots: list[Shot]) -> str:
    """A page with every picture, in the order in which they were taken."""
    figures = "\n".join(
        f'<figure><a href="{shot.file}"><img src="{shot.file}" alt="" loading="lazy"></a>'
        f"<figcaption>{escape(shot.name)} <small>{shot.look} <b>{escape(shot.fault)}</b></small></figcaption></figure>"
        for shot in shots
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Pictures</title><style>'
        "body{display:flex;flex-wrap:wrap;gap:1rem;font:14px sans-serif}figure{margin:0;width:20rem}"
        "img{width:100%;max-height:30rem;object-fit:cover;object-position:top;border:1px solid #999}b{color:#c00}"
        f"</style>{figures}</html>"
    )


def choices() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/pictures", description=__doc__)
    parser.add_argument("--only", action="append", metavar="NAME", help="pages whose name in the URLconf holds this")
    parser.add_argument("--language", action="append", choices=["ja", "en"])
    parser.add_argument("--theme", action="append", choices=["light", "dark"])
    parser.add_argument("--width", action="append", type=int, metavar="PIXELS", help="390 and 1280 where not given")
    parser.add_argument("--role", action="append", choices=list(ROLES), help="who looks; else who has most to see")
    parser.add_argument("--guide", action="store_true", help="those of the guide instead, into static/img/guide")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "pictures", help="a folder; emptied first")
    return parser


def main(*arguments: str) -> int:
    """How many pages have a fault."""
    asked = choices().parse_args(arguments)
    asked.language = asked.language or ["ja", "en"]
    asked.theme = asked.theme or ["light", "dark"]
    asked.width = asked.width or [390, 1280]
    shutil.rmtree(asked.out, ignore_errors=True)
    asked.out.mkdir(parents=True)
    program = next(filter(None, map(shutil.which, KNOWN_NAMES)), None)
    with sample_site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        shots = list((take_for_the_guide if asked.guide else take)(browser, address, asked))
        browser.close()
    (asked.out / "index.html").write_text(index(shots), encoding="utf-8")
    faults = [shot for shot in shots if shot.fault]
    for shot in faults:
        sys.stdout.write(f"{shot.fault}: {shot.name} ({shot.look})\n")
    sys.stdout.write(f"{len(shots)} pictures, {len(faults)} with a fault: {asked.out / 'index.html'}\n")
    return len(faults)


if __name__ == "__main__":
    sys.exit(min(main(*sys.argv[1:]), 1))
