"""The permission table, cell by cell: an address without a row fails, and so does a row without an address."""

from datetime import date
from io import BytesIO

import pytest
from django.conf import settings
from django.contrib.admin import site
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from PIL import Image

from accounts.models import Invitation, User
from accounts.roles import Role
from events.models import Event, Excuse, Photo, QuarterlyReturn, Year, YearException
from events.quarters import Quarter
from events.returns import sign
from reports.issuing import issue
from reports.models import EditionDraft
from tests.events.intake.flow import reviewed
from tests.events.intake.workbooks import GOOD, made
from tests.factories import make_correction, make_event, make_mission, make_user
from tests.permission_arguments import ARGUMENTS, EDITION_ARGUMENTS, SENT, WITHOUT_ARGUMENTS
from tests.permission_table import (
    ADMIN,
    CLOSED_YEAR_PAGES,
    EVENT_PAGES,
    IMPORT_OWNER,
    IMPORT_PAGES,
    IN_A_CLOSED_YEAR,
    INVITATION_PAGES,
    MERGE_PAGES,
    ONLY_ASKED,
    PAGES,
    PERSON_PAGES,
    POST_ONLY,
    ROLES,
    STATUSES,
)
from tests.permission_table_api import NAMES
from tests.permission_table_editions import EDITION_PAGES
from tests.permission_table_reminders import AGAIN_PAGES, LETTER_PAGES
from tests.permission_table_returns import RETURN_PAGES
from tests.reports.editions import make_draft, only_data

pytestmark = pytest.mark.one_database


def make_person(role: str) -> User | None:
    match role.split(" "):
        case ["anonymous"]:
            return None
        case ["read-only"]:
            return make_user(Role.READ_ONLY)
        case ["HQ", kind]:
            return make_user(f"hq_{kind}")
        case [city, kind]:
            return make_user(f"mission_{kind}", mission={"Boston": "BOS", "Denver": "DEN"}[city])
    raise LookupError(role)


def client_of(person: User | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def answer(client: Client, method: str, address: str, data: dict | None = None) -> str:
    """The status as the table writes it."""
    response = getattr(client, method.lower())(address, data or {})
    if response.status_code == 302 and response.url.startswith(f"{reverse(settings.LOGIN_URL)}?next="):
        return "sign-in"
    return str(response.status_code)


def names(patterns, namespace: str = "") -> set[str]:
    """Every name of the URLconf; of the admin only its prefix."""
    found: set[str] = set()
    for pattern in patterns:
        inner = getattr(pattern, "url_patterns", None)
        if inner is None:
            found.add(pattern.name or f"unnamed {pattern.pattern}")
        elif getattr(pattern, "namespace", None) != "admin":
            prefix = f"{pattern.namespace}:" if getattr(pattern, "namespace", None) else ""
            found |= {prefix + name for name in names(inner)}
    return found


def read(table: str) -> dict[str, dict[str, str]]:
    head, *lines = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in table.strip().splitlines()]
    assert head == ["who", *STATUSES]
    rows = {cells[0]: dict(zip(STATUSES, cells[1:], strict=True)) for cells in lines}
    assert tuple(rows) == ROLES
    return rows


def test_every_address_has_its_row_and_every_row_its_address():
    tables = (
        EVENT_PAGES,
        IMPORT_PAGES,
        CLOSED_YEAR_PAGES,
        PERSON_PAGES,
        INVITATION_PAGES,
        EDITION_PAGES,
        MERGE_PAGES,
        RETURN_PAGES,
        LETTER_PAGES,
        AGAIN_PAGES,
    )
    rows = {name for table in tables for name, _method in table} | set(PAGES) | {"comment_withdraw"} | NAMES
    assert names(get_resolver().url_patterns) == rows


def make_target(name: str, status: str) -> int:
    event = make_event(mission="BOS", status=status)
    if name.startswith(("practice", "outcome")):
        Event.objects.filter(pk=event.pk).update(is_good_practice=True, story_en="x")
    if name.startswith("photo"):
        picture = BytesIO()
        Image.new("RGB", (2, 2)).save(picture, "JPEG")
        image = ContentFile(picture.getvalue(), name="x.jpg")
        return Photo.objects.create(event=event, image=image, is_publishable=True, consent_by="x").pk
    return event.pk


def everything() -> list[dict]:
    """All events as they stand, to be compared."""
    return list(Event.objects.order_by("pk").values())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "method", "role"),
    [(name, method, role) for name, method in EVENT_PAGES for role in ROLES],
)
def test_event_pages(name, method, role):
    """The status of each answer; and nothing is written unless the answer says that it was done.

    Then the same in a closed fiscal year, where nothing is written at all.
    """
    client = client_of(make_person(role))
    targets = {status: make_target(name, status) for status in STATUSES}
    sent = SENT.get(name) if method == "POST" else None
    close(2019)
    for tables, is_closed in ((IN_A_CLOSED_YEAR, True), (EVENT_PAGES, False)):
        expected = read(tables[name, method])[role]
        answers, before = {}, everything()
        for status in STATUSES:
            answers[status] = answer(client, method, reverse(name, args=[targets[status]]), sent)
            is_done = method == "POST" and expected[status] == "302" and name not in ONLY_ASKED
            after = everything()
            assert (after != before) == (is_done and not is_closed), (status, is_closed)
            before = after
        assert answers == expected, is_closed
        Year.objects.update(state="open", closed_at=None, closed_by=None)


def close(fiscal_year: int) -> Year:
    hq = make_user(Role.HQ_REVIEWER)
    year = Year.open(fiscal_year, by=hq)
    year.close(by=hq, because="counted")
    return year


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), list(CLOSED_YEAR_PAGES))
def test_pages_of_closed_years(name, method):
    """Of the mission that asked, and of HQ; for another mission there is no such page, and nothing is decided."""
    hq, staff = make_user(Role.HQ_REVIEWER), make_user()
    year = close(2019)
    answers, rest = {}, [0] if name == "correction_photo" else []
    for role in ROLES:
        if name.startswith("exception"):
            target = YearException.grant(
                mission=make_mission(), year=year, until_on=date(2099, 1, 1), because="x", by=hq
            )
        else:
            target = make_correction(asked_by=staff)
        before = vars(type(target).objects.get(pk=target.pk)) | {"_state": None}
        answers[role] = answer(
            client_of(make_person(role)), method, reverse(name, args=[target.pk, *rest]), SENT.get(name)
        )
        after = vars(type(target).objects.get(pk=target.pk)) | {"_state": None}
        assert (after != before) == (answers[role] == "302"), role
    assert answers == {role: str(status) for role, status in CLOSED_YEAR_PAGES[name, method].items()}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), list(MERGE_PAGES))
def test_pages_of_merges(name, method):
    """Headquarters merges and takes apart; the merged event's own mission reads it as it was."""
    hq = make_user(Role.HQ_REVIEWER)
    answers = {}
    for role in ROLES:
        event, survivor = make_event(), make_event()
        sent = {"version": "2"}
        if name == "event_restore":
            event.city = "Boston"
            event.save_version(by=hq, version=1, reason="edit")
            arguments = [event.pk, 1]
        elif name == "duplicate_detail":
            arguments = [survivor.pk, event.pk]
            sent = {
                "action": "merge",
                "survivor": survivor.pk,
                "reason": "x",
                "first_version": "1",
                "second_version": "1",
            }
        else:
            merge = event.merge_into(survivor, by=hq, because="x")
            arguments = [merge.pk if name == "merge_take_apart" else event.pk]
        before = everything()
        answers[role] = answer(client_of(make_person(role)), method, reverse(name, args=arguments), sent)
        assert (everything() != before) == (answers[role] == "302"), role
    assert answers == {role: str(status) for role, status in MERGE_PAGES[name, method].items()}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), list(RETURN_PAGES))
def test_pages_of_returns(name, method):
    """Of the mission and of HQ, an excuse of HQ alone; for others there is no such page, and nothing is written."""
    Year.open(2019, by=make_user(Role.HQ_REVIEWER))
    answers = {}
    for role in ROLES:
        quarter, boston = Quarter(2019, 1), make_mission()
        if name == "excuse_end":
            hq = make_user(Role.HQ_REVIEWER)
            Excuse.objects.standing().delete()
            target = Excuse.give(mission=boston, quarter=quarter, by=hq, because="x")
        else:
            QuarterlyReturn.objects.standing().delete()
            target = sign(boston, quarter, "nil", by=make_user())
        form = {"excuse_end": "end-reason", "return_take_back": "take-back-reason"}[name]
        answers[role] = answer(client_of(make_person(role)), method, reverse(name, args=[target.pk]), {form: "x"})
        is_ended = type(target).objects.get(pk=target.pk).ended_at is not None
        assert is_ended == (answers[role] == "302"), role
    assert answers == {role: str(status) for role, status in RETURN_PAGES[name, method].items()}


@pytest.mark.django_db
def test_pages_of_editions(monkeypatch):
    """An issued edition is there for all who sign in, a draft for headquarters; what others post changes nothing."""
    only_data(monkeypatch)
    hq = make_user(Role.HQ_REVIEWER)
    issued = issue(make_draft(by=hq), by=hq, reasons={"*": "for the meeting"})
    issued = issue(make_draft(by=hq), by=hq, reasons={"*": "for the meeting"})
    draft = make_draft(by=hq)
    answers: dict = {}
    for (name, method), row in EDITION_PAGES.items():
        for role in row:
            if issued.notices.exists():  # withdrawn by the role before
                issued = issue(make_draft(by=hq), by=hq, reasons={"*": "for the meeting"})
            first = draft.pk if name.startswith("draft") else 1 if "bridge" in name else issued.pk
            arguments = [first, *EDITION_ARGUMENTS.get(name, [])]
            before = (draft.history.count(), issued.notices.count())
            EditionDraft.objects.update(state="set_aside" if name == "draft_take_up" else "open")
            answer_ = answer(client_of(make_person(role)), method, reverse(name, args=arguments), {"reason": "x"})
            assert ((draft.history.count(), issued.notices.count()) != before) == (
                method == "POST" and answer_ == "302"
            )
            answers.setdefault((name, method), {})[role] = answer_
        if method == "POST":
            draft = make_draft(by=hq)
            issued = issue(make_draft(by=hq), by=hq, reasons={"*": "for the meeting"})
    assert answers == {key: {role: str(status) for role, status in row.items()} for key, row in EDITION_PAGES.items()}


@pytest.mark.parametrize("name", POST_ONLY)
def test_what_changes_something_is_never_a_get(name, client):
    args = None if name in WITHOUT_ARGUMENTS or name in ARGUMENTS else [1]
    response = client.get(reverse(name, args=args, kwargs=ARGUMENTS.get(name)))
    assert response.status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), [(name, method) for name, row in PAGES.items() for method in row])
def test_pages(name, method):
    address = reverse(name, kwargs=ARGUMENTS.get(name))
    Year.open(2016, by=make_user(Role.HQ_REVIEWER))
    answers = {role: answer(client_of(make_person(role)), method, address, SENT.get(name)) for role in ROLES}
    assert answers == {role: str(status) for role, status in PAGES[name][method].items()}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), list(IMPORT_PAGES))
def test_import_pages(name, method):
    """Nobody but its owner, his mission's approver and HQ; and who may not confirm has written nothing."""
    answers = {}
    for role in [*ROLES, IMPORT_OWNER]:
        owner = make_user()
        intake = reviewed(made(GOOD, ["BOS", "x", "", "", "", "", ""]), user=owner)
        arguments = [intake.pk, intake.rows.first().pk] if name == "import_row" else [intake.pk]
        sent = {"import_confirm": {"which": "good", "revision": intake.revision}, "import_row": {"action": "skip"}}
        person = owner if role == IMPORT_OWNER else make_person(role)
        answers[role] = answer(client_of(person), method, reverse(name, args=arguments), sent.get(name))
        is_written = name == "import_confirm" and answers[role] == "302"
        assert Event.objects.exists() == is_written
        Event.objects.all().delete()
    assert answers == {role: str(status) for role, status in IMPORT_PAGES[name, method].items()}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), list(PERSON_PAGES))
def test_pages_of_a_person(name, method):
    """HQ administrators act; HQ and the person's own approver look; for others there is no such page, and nothing changes."""
    answers = {}
    for role in ROLES:
        person = make_user(is_active=name != "person_reopen")
        before = User.objects.filter(pk=person.pk).values().get()
        answers[role] = answer(client_of(make_person(role)), method, reverse(name, args=[person.pk]))
        verbs = ("person_close", "person_reopen", "person_sign_out")
        changes = name in verbs and answers[role] == "302"
        assert (User.objects.filter(pk=person.pk).values().get() != before) == changes, role
    assert answers == {role: str(status) for role, status in PERSON_PAGES[name, method].items()}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), list(INVITATION_PAGES))
def test_pages_of_an_invitation(name, method):
    answers = {}
    for number, role in enumerate(ROLES):
        invitation = Invitation(email=f"new{number}@example.org", role=Role.MISSION_STAFF, mission=make_mission())
        invitation.send(by=make_user(Role.HQ_ADMINISTRATOR))
        before = Invitation.objects.filter(pk=invitation.pk).values().get()
        arguments = [invitation.pk, "0" * 64] if name == "invitation_accept" else [invitation.pk]
        answers[role] = answer(client_of(make_person(role)), method, reverse(name, args=arguments))
        after = Invitation.objects.filter(pk=invitation.pk).values().get()
        assert (after != before) == (answers[role] == "302"), role
    assert answers == {role: str(status) for role, status in INVITATION_PAGES[name, method].items()}
    assert not User.objects.filter(email__startswith="new").exists()


def admin_addresses() -> list[str]:
    """The index and each model's list, and its entry page where it takes entries."""
    found = [reverse("admin:index")]
    for model in site._registry:
        for page in ("changelist", "add"):
            try:
                found.append(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"))
            except NoReverseMatch:
                continue
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_admin(role):
    client = client_of(make_person(role))
    answers = {address: answer(client, "GET", address) for address in admin_addresses()}
    allowed = {str(ADMIN[role])} | ({"403"} if role == "HQ administrator" else {"sign-in"})
    assert {address: status for address, status in answers.items() if status not in allowed} == {}
    if role == "HQ administrator":
        assert answers[reverse("admin:index")] == "200"
