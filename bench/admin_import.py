"""How long a whole import takes beside django-import-export's own admin flow, rows and fields the same, in one run.

    python -m bench.admin_import [ROWS …]      needs a database with the reference data, where it leaves nothing

Ours: the file received, read, compared and kept, the first page of the review, and all rows written. Theirs: upload with
the preview page, and the confirmation, with the defaults that its documentation starts from. Both import the same rows of
plain codes and numbers, since it refuses what offices write; ours imports besides a workbook as offices send it, with 15
columns, era dates and two partners a row. Seconds are those of the processor, child processes included.
"""

from __future__ import annotations

import io
import os
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grassroots.settings")
django.setup()

import openpyxl  # noqa: E402 after setup
from django.conf import settings  # noqa: E402 after setup
from django.contrib.admin import AdminSite  # noqa: E402 after setup
from django.db import transaction  # noqa: E402 after setup
from django.test import Client, override_settings  # noqa: E402 after setup
from django.urls import include, path  # noqa: E402 after setup
from django.utils.translation import override  # noqa: E402 after setup
from import_export.admin import ImportExportModelAdmin  # noqa: E402 after setup
from import_export.resources import ModelResource  # noqa: E402 after setup

from accounts.models import User  # noqa: E402 after setup
from bench.workbook_reading import write as write_workbook  # noqa: E402 after setup
from events.intake.reading import Choices, read, receive  # noqa: E402 after setup
from events.intake.writing import write  # noqa: E402 after setup
from events.models import Event  # noqa: E402 after setup
from events.spreadsheets.columns import BY_KEY  # noqa: E402 after setup
from events.workbook.names import Lookups  # noqa: E402 after setup
from regions.models import Mission  # noqa: E402 after setup

FIELDS = (
    "id", "mission", "title_ja", "title_en", "starts_on", "state", "city", "venue", "format", "category",
    "in_person_count", "in_person_qualifier",
)  # fmt: skip


class _Leave(Exception):
    """Takes everything back."""


class EventResource(ModelResource):
    class Meta:
        model = Event
        fields = FIELDS


class EventAdmin(ImportExportModelAdmin):
    resource_classes = [EventResource]


site = AdminSite(name="bench_admin")
site.register(Event, EventAdmin)
urlpatterns = [path("bench-admin/", site.urls), path("", include("grassroots.urls"))]


def processor_seconds(do: Callable[[], None]) -> float:
    before = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    do()
    after = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime for a, b in zip(before, after, strict=True))


def signed_in() -> tuple[Client, User]:
    user = User.objects.filter(role="hq_administrator").first()
    if not user:
        raise SystemExit("There is no HQ administrator.")
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client, user


def write_same(file, size: int, header, *, first: list) -> None:
    """The rows that both import, in codes and plain numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(header)
    for n in range(size):
        day = f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}"
        sheet.append(
            [
                *first,
                "BOS",
                f"案件{n}",
                f"Event {n}",
                day,
                "US-MA",
                "Boston",
                "Hall",
                "in_person",
                "festival",
                n,
                "exact",
            ]
        )
    book.save(file)


def ours(size: int, *, is_as_sent: bool) -> tuple[float, int]:
    client, user = signed_in()
    before = Event.objects.count()

    def whole() -> None:
        with file.open("rb") as content:
            intake, workbook = receive(content, user=user, mission=Mission.objects.get(pk="BOS"), name=file.name)
        kept.append(intake)
        read(intake, workbook, Choices(), lookups=Lookups.load())
        if client.get(intake.get_absolute_url()).status_code != 200:
            raise SystemExit("The review page did not come.")
        write(intake, by=user, good_rows_only=True, submit=False)

    kept: list = []
    with tempfile.TemporaryDirectory() as folder, override("en"):
        file = Path(folder) / "events.xlsx"
        if is_as_sent:
            write_workbook(file, size)
        else:
            write_same(file, size, [BY_KEY[name].header for name in FIELDS[1:]], first=[])
        try:
            with transaction.atomic():
                seconds = processor_seconds(whole)
                written = Event.objects.count() - before
                raise _Leave
        except _Leave:
            pass
    return seconds, written


def theirs(size: int) -> tuple[float, int]:
    client, _user = signed_in()
    before = Event.objects.count()
    content = io.BytesIO()
    write_same(content, size, FIELDS, first=[""])
    content.seek(0)
    content.name = "events.xlsx"

    def whole() -> None:
        upload = {"import_file": content, "format": _format_number("xlsx")}
        preview = client.post("/bench-admin/events/event/import/", upload)
        form = preview.context_data.get("confirm_form")
        if (
            form is None
            or preview.context_data["result"].has_errors()
            or preview.context_data["result"].has_validation_errors()
        ):
            raise SystemExit("The preview did not come, or with errors.")
        answer = client.post("/bench-admin/events/event/process_import/", form.initial)
        if answer.status_code != 302:
            raise SystemExit(f"The import was not confirmed: {answer.status_code}")

    try:
        with transaction.atomic(), override_settings(ROOT_URLCONF="bench.admin_import"):
            seconds = processor_seconds(whole)
            written = Event.objects.count() - before
            raise _Leave
    except _Leave:
        pass
    return seconds, written


def _format_number(extension: str) -> str:
    formats = EventAdmin(Event, site).get_import_formats()
    return str(next(i for i, each in enumerate(formats) if each().get_extension() == extension))


def main() -> None:
    settings.IMPORT_EXPORT_TMP_STORAGE_CLASS = "import_export.tmp_storages.TempFolderStorage"
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = None
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    print(
        "| rows | django-import-export | ours, the same rows | times faster | ours, as offices send it | times faster |"
    )
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for size in [int(text) for text in sys.argv[1:]] or [10_000]:
        (same, n), (sent, m), (other, o) = ours(size, is_as_sent=False), ours(size, is_as_sent=True), theirs(size)
        if {n, m, o} != {size}:
            raise SystemExit(f"Not all were written: {n}, {m}, {o}")
        print(f"| {size:,} | {other:.1f} s | {same:.1f} s | {other / same:.1f} | {sent:.1f} s | {other / sent:.1f} |")


if __name__ == "__main__":
    main()
