"""What people at the register do, for locust: bench/load.py starts it. 80 % read, 15 % log events, 5 % take files in and out.

`LOAD_OF=admin` does the same with Django's admin and django-import-export, on the same rows (bench/load_admin.py).
Each acknowledged write goes as a line into the file of `LOAD_LOG`, so that what the database holds can be compared.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import threading
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from locust import HttpUser, between, task
from locust.exception import StopUser

OF_ADMIN = os.environ.get("LOAD_OF") == "admin"
PASSWORD = os.environ["LOAD_PASSWORD"]
PEOPLE = itertools.count()
LOG = Path(os.environ["LOAD_LOG"])
ROWS = 20
"""Of a file taken in."""
SOUGHT = ("日本祭り", "寿司", "交流会", "説明会")
_lock = threading.Lock()
_numbers = itertools.count(1)
ADMIN = "/bench-admin/events/event/"


def acknowledged(title: str) -> None:
    with _lock, LOG.open("a", encoding="utf-8") as file:
        file.write(json.dumps(title) + "\n")


def form_of(page: str, *, with_field: str = "") -> tuple[str, dict[str, str | list[str]]]:
    """(action, fields) of the page's first form that is sent and holds the field, as a browser sends it untouched."""
    content = BeautifulSoup(page, "html.parser")
    for form in content.select("main form[method=post], #content form[method=post]"):
        if with_field and not form.find(attrs={"name": with_field}):
            continue
        sent: dict[str, str | list[str]] = {}
        for field in form.find_all(["input", "textarea", "select"]):
            name, kind = field.get("name"), field.get("type")
            if not name or kind in ("file", "submit", "button"):
                continue
            if kind in ("checkbox", "radio") and not field.has_attr("checked"):
                continue
            if field.name == "select":
                first = None if field.has_attr("multiple") else field.find("option")
                chosen = field.find("option", selected=True) or first
                if chosen is not None:
                    sent[name] = chosen.get("value", chosen.text)
            elif field.name == "textarea":
                sent[name] = field.text.removeprefix("\n")
            else:
                sent[name] = field.get("value", "on" if kind in ("checkbox", "radio") else "")
        return form.get("action") or "", sent
    raise LookupError(with_field or "a form")


class Person(HttpUser):
    wait_time = between(1, 3)

    def on_start(self) -> None:
        number = next(PEOPLE)
        self.is_hq = number % 10 == 9 and not OF_ADMIN  # bench/load_people.py
        self.random = random.Random(number)
        self.known: list[str] = []
        self.client.headers["Accept-Language"] = "ja"
        where = self.write("/accounts/login/", "sign in", login=f"load{number}@example.org", password=PASSWORD)
        if where is None:
            raise StopUser

    def read(self, path: str, name: str) -> str:
        """A page, with the answer's name in the statistics; its events are known from then on."""
        answer = self.client.get(path, name=name)
        return answer.text if answer.ok else ""

    def write(self, path: str, name: str, *, with_field: str = "", files=None, **changed: str) -> str | None:
        """Opens a page, fills its form in and sends it; where it led, None where it was refused."""
        page = self.client.get(path, name=f"{name}: open")
        if not page.ok:
            return None
        action, sent = form_of(page.text, with_field=with_field)
        where, said = urljoin(page.url, action), {**sent, **changed}
        asked = {"files": files, "headers": {"Referer": page.url}, "name": f"{name}: send", "catch_response": True}
        with self.client.post(where, said, **asked) as answer:
            if answer.ok and answer.history:
                return answer.url
            answer.failure(f"{answer.status_code} and not led on")
        return None

    def title(self) -> str:
        return f"Load {next(_numbers):06d} {self.random.randrange(10**6):06d}"

    @task(80)
    def reads(self) -> None:
        self.random.choices([self.list, self.filtered, self.search, self.detail, self.report], [30, 15, 10, 30, 15])[
            0
        ]()

    @task(15)
    def logs(self) -> None:
        if self.is_hq:
            self.read("/review/", "queue")
        elif OF_ADMIN:
            self.log_admin()
        else:
            self.log()

    @task(5)
    def files(self) -> None:
        self.export() if self.is_hq else self.random.choice([self.export, self.take_in])()

    # ---- reading

    def list(self) -> None:
        page = self.read(ADMIN if OF_ADMIN else "/events/", "list")
        links = [
            a["href"]
            for a in BeautifulSoup(page, "html.parser").select("#result_list a, main table a")
            if a.get("href")
        ]
        self.known = [
            urljoin(ADMIN if OF_ADMIN else "/events/", link)
            for link in links
            if link.rstrip("/").split("/")[-1].isdigit() or "/change/" in link
        ]

    def filtered(self) -> None:
        year = self.random.randint(2017, 2026)
        self.read(
            f"{ADMIN}?starts_on__gte={year}-04-01&starts_on__lt={year + 1}-04-01&category__code__exact=festival" if OF_ADMIN
            else f"/events/?fiscal_year_min={year}&fiscal_year_max={year}&category=festival",
            "list, filtered",
        )  # fmt: skip

    def search(self) -> None:
        self.read(f"{ADMIN if OF_ADMIN else '/events/'}?q={self.random.choice(SOUGHT)}", "list, text")

    def detail(self) -> None:
        if not self.known:
            self.list()
        if self.known:
            self.read(self.random.choice(self.known), "event")

    def report(self) -> None:
        if OF_ADMIN:
            self.read("/bench-admin/totals/", "report")
        else:
            self.read(self.random.choice(["/", "/report/", "/board/", "/calendar/"]), "report")

    # ---- writing

    def log(self) -> None:
        title = self.title()
        said = {
            "title_en": title, "starts_on": "2026-10-04", "category": "festival", "format": "in_person", "city": "Boston",
            "in_person_count": "about 500", "action": "save",
        }  # fmt: skip
        if self.write("/events/new/", "log", with_field="title_en", **said):
            acknowledged(title)

    def log_admin(self) -> None:
        title = self.title()
        said = {
            "title_en": title, "starts_on": "2026-10-04", "mission": "BOS", "category": "festival", "format": "in_person",
            "city": "Boston", "in_person_count": "500", "in_person_qualifier": "about", "status": "draft",
        }  # fmt: skip
        if self.write(f"{ADMIN}add/", "log", with_field="title_en", **said):
            acknowledged(title)

    # ---- files

    def export(self) -> None:
        """The events of one mission: some five thousand of a hundred thousand."""
        self.read(
            f"{ADMIN}export/?mission__code__exact=BOS" if OF_ADMIN else "/events/export.csv?mission=BOS", "export"
        )

    def take_in(self) -> None:
        """A file of twenty rows, to the end."""
        titles = [self.title() for _row in range(ROWS)]
        if self._take_in_admin(titles) if OF_ADMIN else self._take_in(titles):
            for title in titles:
                acknowledged(title)

    def _take_in(self, titles: list[str]) -> str | None:
        head = "件名（英語）,開催日,州,分野,開催形式,参加者数"
        lines = [head, *(f"{title},2026-10-04,MA,日本祭り,対面,約500名" for title in titles)]
        file = {"file": ("load.csv", BytesIO("\n".join(lines).encode()), "text/csv")}
        columns = self.write("/events/imports/new/", "import: file", with_field="file", files=file)
        review = columns and self.write(columns, "import: columns")
        return review and self.write(review, "import: confirm", with_field="revision", which="all")

    def _take_in_admin(self, titles: list[str]) -> str | None:
        head = "id,mission,title_en,starts_on,state,format,category,in_person_count,in_person_qualifier"
        lines = [head, *(f",BOS,{title},2026-10-04,US-MA,in_person,festival,500,about" for title in titles)]
        file = {"import_file": ("load.csv", BytesIO("\n".join(lines).encode()), "text/csv")}
        path = f"{ADMIN}import/"
        page = self.client.get(path, name="import: file: open")
        if not page.ok:
            return None
        _action, sent = form_of(page.text, with_field="import_file")
        preview = self.client.post(
            path, {**sent, "format": "0"}, files=file, headers={"Referer": page.url}, name="import: file: send"
        )
        if not preview.ok:
            return None
        action, said = form_of(preview.text, with_field="import_file_name")
        asked = {"headers": {"Referer": page.url}, "name": "import: confirm: send", "catch_response": True}
        with self.client.post(urljoin(page.url, action), said, **asked) as answer:
            if answer.ok and answer.history:
                return answer.url
            answer.failure(f"{answer.status_code} and not led on")
        return None
