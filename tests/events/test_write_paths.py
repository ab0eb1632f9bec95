"""Every way of writing leaves one change set in the trail: with who, why and where from. A path that left none would fail."""

import io
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from accounts.models import Record
from accounts.roles import Role
from accounts.trail.verifying import problems
from events.intake.writing import undo as undo_import
from events.models import Category, CorrectionRequest, Event, Merge, Year, YearException
from regions.models import IndicatorValue
from tests.events.entry_page import sent_from, shortest
from tests.events.intake.flow import reviewed
from tests.events.intake.workbooks import GOOD, made
from tests.events.test_photos import picture
from tests.factories import make_event, make_mission, make_rules, make_user

pytestmark = pytest.mark.django_db

EVENT, PHOTO, MERGE = "events_historicalevent", "events_historicalphoto", "events_historicalmerge"
PRACTICE = "events_historicalpractice"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


class World:
    """Two people of one mission's day, and what they write on."""

    def __init__(self, client) -> None:
        make_rules()
        self.client = client
        self.staff = make_user(email="staff@example.org")
        self.hq = make_user(Role.HQ_ADMINISTRATOR, mission=None, email="hq@example.org")

    def post(self, name: str, *arguments, by, **data) -> None:
        self.client.force_login(by)
        address = reverse(name, args=arguments)
        answer = self.client.post(address, data)
        assert answer.status_code == 302, (name, answer.status_code)

    def edit(self, event: Event, **changed) -> None:
        self.client.force_login(self.staff)
        address = reverse("event_edit", args=[event.pk])
        assert self.client.post(address, sent_from(self.client.get(address), **changed)).status_code == 302

    def closed(self) -> Year:
        year = Year.objects.filter(pk=2019).first() or Year.open(2019, by=self.hq)
        year.close(by=self.hq, because="counted")
        return year


def events(world: World, status: str, count: int = 1) -> list[Event]:
    return [make_event(status=status, **({"number": None} if status == "draft" else {})) for _ in range(count)]


# ---- each path prepares what it needs, then writes when it is called: (path, by, source, kind of rows)


def create(world):
    return lambda: world.post("event_create", by=world.staff, **shortest(mission="BOS"))


def edit(world):
    [event] = events(world, "submitted")
    return lambda: world.edit(event, city="Salem")


def photo(world):
    [event] = events(world, "submitted")
    return lambda: world.edit(event, photos=picture())


def submit(world):
    [event] = events(world, "draft")
    return lambda: world.post("event_submit", event.pk, by=world.staff)


def confirm(world):
    [event] = events(world, "submitted")
    return lambda: world.post("event_confirm", event.pk, by=world.hq)


def give_back(world):
    [event] = events(world, "submitted")
    return lambda: world.post("event_return", event.pk, by=world.hq, reason="which day?")


def withdraw(world):
    [event] = events(world, "submitted")
    return lambda: world.post("event_withdraw", event.pk, by=world.staff, reason="twice")


def put_back(world):
    [event] = events(world, "withdrawn")
    return lambda: world.post("event_put_back", event.pk, by=world.staff)


def copy(world):
    [event] = events(world, "confirmed")
    return lambda: world.post("event_copy", event.pk, by=world.staff, starts_on="2026-05-01")


def repeat(world):
    [event] = events(world, "confirmed")
    return lambda: world.post("event_repeat", event.pk, by=world.staff, dates="2026-05-01", series_name="Caravan")


def review(world):
    [event] = events(world, "submitted")
    return lambda: world.post("review_event", event.pk, by=world.hq, verb="confirm", version="1", reason="")


def batch(world):
    chosen = [f"{event.pk}:1" for event in events(world, "submitted", 3)]
    return lambda: world.post("review_batch", by=world.hq, event=chosen, verb="confirm", sure="1", reason="")


def several(world):
    """The category of several events at once."""
    chosen = [f"{event.pk}:1" for event in events(world, "submitted", 3)]
    return lambda: world.post("selection", by=world.staff, event=chosen, what="category", value="other", sure="1")


def put_several_back(world):
    several(world)()
    record = newest()
    return lambda: world.post("selection_done", record.position, by=world.staff)


def withdraw_several(world):
    chosen = [f"{event.pk}:1" for event in events(world, "submitted", 3)]
    sent = {"event": chosen, "what": "withdraw", "because": "twice", "sure": "1"}
    return lambda: world.post("selection", by=world.staff, **sent)


def restore(world):
    [event] = events(world, "submitted")
    world.edit(event, city="Salem")
    return lambda: world.post("event_restore", event.pk, 1, by=world.staff, version="2")


def undo_changes(world):
    batch(world)()
    record = newest()
    return lambda: world.post("trail_undo", record.position, by=world.hq, reason="too early")


def merge(world):
    first, second = events(world, "submitted", 2)
    sent = {"action": "merge", "survivor": first.pk, "first_version": 1, "second_version": 1, "reason": "one festival"}
    return lambda: world.post("duplicate_detail", first.pk, second.pk, by=world.hq, **sent)


def keep_two(world):
    first, second = events(world, "submitted", 2)
    sent = {"action": "two", "first_version": 1, "second_version": 1, "reason": "two halls"}
    return lambda: world.post("duplicate_detail", first.pk, second.pk, by=world.hq, **sent)


def take_apart(world):
    merge(world)()
    return lambda: world.post("merge_take_apart", Merge.objects.get().pk, by=world.hq)


def bring_in(world):
    intake = reviewed(made(GOOD), user=world.staff)
    return lambda: world.post("import_confirm", intake.pk, by=world.staff, which="all", revision=intake.revision)


def take_out(world):
    bring_in(world)()
    from events.models import Intake

    return lambda: undo_import(Intake.objects.get(), by=world.staff)


def ask(world):
    [event] = events(world, "submitted")
    world.closed()
    sent = {"correction-reason": "entered twice"}
    return lambda: world.post("event_ask_withdrawal", event.pk, by=world.staff, **sent)


def accept(world):
    ask(world)()
    request = CorrectionRequest.objects.get()
    return lambda: world.post("correction_decide", request.pk, by=world.hq, decision="accept", answer="")


def close_year(world):
    Year.open(2019, by=world.hq)
    return lambda: world.post("year_close", 2019, by=world.hq, reason="counted", sure="1", confirm="on")


def grant(world):
    year = world.closed()
    sent = {"mission": make_mission(), "year": year, "until_on": date(2099, 1, 1), "because": "late", "by": world.hq}
    return lambda: YearException.grant(**sent)


def practice(world) -> Event:
    return make_event(is_good_practice=True, story_en="We sang.", status="confirmed")


def tell(world):
    event = practice(world)
    sent = {"version": "1", "story_en": "We sang and danced.", "why_en": "The mayor came."}
    return lambda: world.post("practice_edit", event.pk, by=world.staff, **sent)


def nominate(world):
    event = practice(world)
    return lambda: world.post("practice_verb", event.pk, by=world.staff, verb="nominate")


def select(world):
    event = practice(world)
    return lambda: world.post("practice_verb", event.pk, by=world.hq, verb="select", version="1")


def came_of_it(world):
    event = practice(world)
    return lambda: world.post("outcome_create", event.pk, by=world.staff, text_en="A visit followed.")


def start_likewise(world):
    event = practice(world)
    return lambda: world.post("practice_start", event.pk, by=world.staff, starts_on="2026-05-02")


def in_the_admin(world):
    category = Category.objects.get(pk="festival")
    names = ("code", "name_ja", "name_en", "position")
    sent = {name: getattr(category, name) for name in names} | {"name_en": "Festivals", "_save": "1"}
    return lambda: world.post("admin:events_category_change", "festival", by=world.hq, **sent)


def by_command(world):
    IndicatorValue.objects.first().delete()
    return lambda: call_command("load_reference", stdout=io.StringIO())


def around_the_model(world):
    """As a colleague's script would: no verb of the model, no person."""
    [event] = events(world, "draft")
    event.city = "Salem"
    return event.save


PATHS = {
    create: ("staff@example.org", "page event_create", EVENT),
    edit: ("staff@example.org", "page event_edit", EVENT),
    photo: ("staff@example.org", "page event_edit", PHOTO),
    submit: ("staff@example.org", "page event_submit", EVENT),
    confirm: ("hq@example.org", "page event_confirm", EVENT),
    give_back: ("hq@example.org", "page event_return", EVENT),
    withdraw: ("staff@example.org", "page event_withdraw", EVENT),
    put_back: ("staff@example.org", "page event_put_back", EVENT),
    copy: ("staff@example.org", "page event_copy", EVENT),
    repeat: ("staff@example.org", "page event_repeat", EVENT),
    review: ("hq@example.org", "page review_event", EVENT),
    batch: ("hq@example.org", "page review_batch", EVENT),
    several: ("staff@example.org", "bulk edit", EVENT),
    put_several_back: ("staff@example.org", "undo of ", EVENT),
    withdraw_several: ("staff@example.org", "bulk withdraw", EVENT),
    restore: ("staff@example.org", "page event_restore", EVENT),
    undo_changes: ("hq@example.org", "undo of ", EVENT),
    merge: ("hq@example.org", "page duplicate_detail", MERGE),
    keep_two: ("hq@example.org", "page duplicate_detail", "events_historicalheldapart"),
    take_apart: ("hq@example.org", "page merge_take_apart", MERGE),
    bring_in: ("staff@example.org", "page import_confirm", EVENT),
    take_out: ("staff@example.org", "program ", EVENT),
    ask: ("staff@example.org", "page event_ask_withdrawal", "events_historicalcorrectionrequest"),
    accept: ("hq@example.org", "page correction_decide", EVENT),
    close_year: ("hq@example.org", "page year_close", "events_historicalyear"),
    grant: ("hq@example.org", "program ", "events_historicalyearexception"),
    tell: ("staff@example.org", "page practice_edit", EVENT),
    nominate: ("staff@example.org", "page practice_verb", PRACTICE),
    select: ("hq@example.org", "page practice_verb", PRACTICE),
    came_of_it: ("staff@example.org", "page outcome_create", "events_historicaloutcome"),
    start_likewise: ("staff@example.org", "page practice_start", EVENT),
    in_the_admin: ("hq@example.org", "admin ", "events_historicalcategory"),
    by_command: ("", "command load_reference", "regions_historicalindicatorvalue"),
    around_the_model: ("", "program ", EVENT),
}
"""Path -> whose address stands in the record, how its source begins, and a table that it names."""


def newest() -> Record:
    return Record.objects.exclude(change_set=None).order_by("-position").first()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_a_path_leaves_one_change_set(path, client):
    write = path(World(client))
    before = newest()
    write()
    made_since = Record.objects.exclude(change_set=None).filter(position__gt=before.position if before else 0)
    records = [record for record in made_since if PATHS[path][2] in record.touched]
    person, source, _kind = PATHS[path]
    assert [(record.by_name, record.source[: len(source)]) for record in records] == [(person, source)]
    assert records[0].row_count > 0
    assert list(problems()) == []


def test_every_page_that_writes_events_is_among_them():
    """A verb's page that is added later is named here as well, or said not to write."""
    verbs = {"event_create", "event_edit", "event_submit", "event_confirm", "event_return", "event_withdraw",
             "event_put_back", "event_copy", "event_repeat", "event_restore", "event_ask_withdrawal"}  # fmt: skip
    asked_alike = {"event_ask_confirmation", "event_ask_put_back"}
    comments = {"event_comment", "event_comments_read"}  # kept by triggers of their own, never part of an event
    from tests.permission_table import EVENT_PAGES, MERGE_PAGES

    posted = {name for name, method in (*EVENT_PAGES, *MERGE_PAGES) if method == "POST"}
    sources = {source.removeprefix("page ") for _person, source, _kind in PATHS.values()}
    assert posted - asked_alike - comments <= sources | verbs
    assert verbs <= sources
