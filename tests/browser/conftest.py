"""Chromium against a server of the test's own. CHROMIUM names the browser; without one the tests say why they skip."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from accounts.models import User

KNOWN_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parent.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, KNOWN_NAMES)), None)
    if found and shutil.which(found):
        return found
    reason = f"Chromium is missing: install it, or set CHROMIUM to its path (looked for {', '.join(KNOWN_NAMES)})"
    if os.environ.get("REQUIRE_ALL", "0") != "0":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser(chromium) -> Iterator[Browser]:
    # Playwright's synchronous interface runs an event loop in this thread, at which Django would refuse to work.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def faults() -> list[str]:
    """What the pages of this test complained about: script errors, blocked or failed requests. Must stay empty."""
    return []


@pytest.fixture
def new_page(browser, live_server, faults) -> Iterator[Callable[..., Page]]:
    """Opens a page on the test's server: `new_page(user=…, language="ja", width=390)`; a user is signed in already."""
    contexts: list[BrowserContext] = []

    def open_page(*, user: User | None = None, language: str = "en", width: int = 1280, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            locale={"ja": "ja-JP", "en": "en-US"}[language],
            viewport={"width": width, "height": 844 if width < 600 else 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        if user:
            client = Client()
            client.force_login(user)
            value = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("requestfailed", lambda request: _note_failure(faults, request))
        page.on("console", lambda message: _note(faults, page, message))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def _note_failure(faults: list[str], request) -> None:
    if request.failure != "net::ERR_ABORTED":  # the page was left before its picture had come
        faults.append(f"{request.url}: {request.failure}")


def _note(faults: list[str], page: Page, message) -> None:
    is_answer = message.text.startswith("Failed to load resource: the server responded with a status of 4")
    if message.type == "error" and not is_answer:
        faults.append(f"{page.url}: {message.text}")


@pytest.fixture(scope="session")
def axe() -> Axe:
    return Axe()
