"""Two thousand broken workbooks into the register: each is refused in a sentence, or written whole, or not at all.

All of them go through the reading, the columns, the comparing and the writing by the functions that the pages and the
command call, the reading in this process. Every hundredth is also uploaded, corrected and confirmed through the pages,
read in a process of its own as in production. PostgreSQL takes every fifth, because reading and comparing do not ask which
database it is. MALFORMED_FILES names another number.
"""

import io
import os
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import override

from events.intake import reading
from events.intake.found import Choices
from events.intake.reading import find_kept, obstacles, read, receive, to_take
from events.intake.writing import NotWritten, write
from events.models import Event, Intake, IntakeRow
from events.workbook import reader
from events.workbook.limits import Refused
from events.workbook.names import Lookups
from events.workbook.reading import UnreadableFile, assemble, refusal
from tests.events.intake.test_pages import default_choices
from tests.events.workbook.mutations import broken_file
from tests.factories import make_event, make_rules, make_user

pytestmark = pytest.mark.django_db

COUNT = int(os.environ.get("MALFORMED_FILES", "2000"))
PARTS = 8
THROUGH_THE_PAGES = 100
REFUSED, STOPPED, NOTHING, WRITTEN = "refused", "stopped", "nothing to write", "written"


@pytest.fixture(autouse=True)
def staff():
    make_rules()
    day, entered = date(2021, 3, 2), datetime(2021, 4, 1, tzinfo=UTC)
    make_event(title_ja="日本祭り", title_en="", starts_on=day, number="BOS-2020-0900", created_at=entered)
    with override("en"):
        yield make_user()


def read_here(path, *, filename):
    """What `read_workbook` does, in this process."""
    out = io.StringIO()
    try:
        reader.read(str(path), filename, out)
    except Refused as refused:
        raise refusal(refused.code, **refused.details) from None
    return assemble(iter([line.encode("utf-8", "surrogatepass") + b"\n" for line in out.getvalue().splitlines()]))


def is_sentence(text: str) -> bool:
    return len(text) > 10 and text.endswith(".") and "%(" not in text


def outcome_of(number: int, user, lookups: Lookups) -> str:
    """Through the whole flow, as far as it goes; nothing of it is kept."""
    name, content = broken_file(number)
    before = Event.objects.count()
    sentence = ""
    try:
        intake, workbook = receive(io.BytesIO(content), user=user, mission=user.mission, name=name)
    except UnreadableFile as error:
        sentence = error.sentence
    if sentence:
        assert (is_sentence(sentence), Intake.objects.count()) == (True, 0), number
        return REFUSED
    stops = obstacles(to_take(find_kept(intake, Choices(), lookups), Choices()))
    if stops:
        assert all(map(is_sentence, stops)), number
        return STOPPED
    read(intake, workbook, Choices(), lookups=lookups)
    good = intake.rows.filter(outcome__in=[IntakeRow.Outcome.NEW, IntakeRow.Outcome.CHANGED]).count()
    new = intake.rows.filter(outcome=IntakeRow.Outcome.NEW).count()
    try:
        write(intake, by=user, good_rows_only=True, submit=bool(number % 3))
    except NotWritten as error:
        sentence = error.sentence
    if sentence:
        assert (is_sentence(sentence), good, Event.objects.count() - before) == (True, 0, 0), number
        return NOTHING
    assert (intake.written.count(), Event.objects.count() - before) == (good, new), number
    return WRITTEN


@pytest.mark.parametrize("part", range(PARTS))
def test_no_broken_workbook_gives_an_error_or_half_an_import(staff, monkeypatch, part):
    monkeypatch.setattr(reading, "read_workbook", read_here)
    lookups, ends = Lookups.load(), set()
    step = 5 if connection.vendor == "postgresql" else 1
    for number in range(part * COUNT // PARTS, (part + 1) * COUNT // PARTS, step):
        with transaction.atomic():
            ends.add(outcome_of(number, staff, lookups))
            transaction.set_rollback(True)
    assert ends == {REFUSED, STOPPED, NOTHING, WRITTEN} or COUNT < 2000 or step > 1


def test_no_broken_workbook_breaks_a_page(client, staff):
    client.force_login(staff)
    for number in range(THROUGH_THE_PAGES // 2 + 1, COUNT, THROUGH_THE_PAGES - 1):
        with transaction.atomic():
            go_through_the_pages(client, number)
            transaction.set_rollback(True)


def go_through_the_pages(client, number: int) -> None:
    """Upload, columns, each row, confirm, what is left: as far as the pages let it."""
    name, content = broken_file(number)
    file = io.BytesIO(content)
    file.name = name
    before = Event.objects.count()
    response = client.post(reverse("import_create"), {"file": file})
    if response.status_code == 422:
        assert (list(response.context["form"].errors), Intake.objects.count()) == (["file"], 0), number
        return
    page = client.get(response.url)
    answer = client.post(response.url, default_choices(page))
    if answer.status_code == 422:
        assert answer.context["stops"], number
        return
    intake = Intake.objects.get()
    review = client.get(intake.get_absolute_url())
    assert (answer.status_code, review.status_code) == (302, 200), number
    for each in review.context["rows"]:
        assert client.get(reverse("import_row", args=[intake.pk, each.row.pk])).status_code == 200, number
    new, good = (intake.rows.filter(outcome__in=outcomes).count() for outcomes in (["new"], ["new", "changed"]))
    said = client.post(reverse("import_confirm", args=[intake.pk]), {"which": "good", "revision": intake.revision})
    assert (said.status_code, Event.objects.count() - before) == ((302, new) if good else (409, 0)), number
    rest = client.get(reverse("import_rest", args=[intake.pk]))
    assert rest.status_code == (200 if review.context["has_rest"] else 404), number
