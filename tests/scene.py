"""A register in use: of everything that has a page of its own at least one, whatever events there are already.

Pictures are taken of it, and every page of the URLconf is tried on it (tests/pages.py).
"""

from dataclasses import dataclass
from datetime import date
from io import StringIO
from unittest.mock import patch

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import Invitation, User
from accounts.roles import Role
from events.bulk import BulkChange, carry_out
from events.models import (
    CalendarFeed,
    Comment,
    CorrectionRequest,
    Event,
    Letter,
    Opening,
    SavedView,
    Year,
    YearException,
)
from events.status import Status
from reports import edition_files
from reports.issuing import issue
from reports.models import EditionDraft
from reports.starting_points import fresh
from tests.events.intake.flow import reviewed
from tests.events.intake.workbooks import GOOD, made
from tests.factories import make_event, make_mission, make_user

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TEXTS = {
    "title_ja": "草の根キャラバン　ケンブリッジ市における日系スタートアップ企業との意見交換会",
    "title_en": "Grassroots Caravan: Japanese start-ups meet their neighbours in Cambridge, Massachusetts",
    "summary_ja": "市長ほか約90名が参加した。" * 6, "summary_en": "The mayor and about 90 guests took part. " * 6,
    "city": "Cambridge", "venue": "Cambridge Innovation Center",
}  # fmt: skip

FREE_TEXTS = {
    "why": "参加者数の根拠を記してください。",
    "twice": "Entered twice.",
    "reported": "Reported to the task force.",
    "late": "A late festival.",
    "left out": "The festival was left out.",
    "letter": "報告期限が近づいています。",
    "asked": "参加者数はどのように数えましたか。",
    "edition": "見本のため",
    "editions": "令和3年版",
    "draft": "次回の版",
    "view": "参加者数不明の案件",
    "shared view": "今年度の日本祭り",
    "document": "グラスルーツからの日米関係強化に関する政府タスクフォース",
}
"""What people wrote in their own language, whoever reads it."""


@dataclass(frozen=True)
class People:
    staff: User
    approver: User
    reviewer: User
    administrator: User
    reader: User
    leaving: User


def people() -> People:
    """The sample's where there are any, or new ones; and one who uses a second factor and is about to leave."""
    wanted = {
        "staff": ("staff.bos", Role.MISSION_STAFF), "approver": ("approver.bos", Role.MISSION_APPROVER),
        "reviewer": ("reviewer", Role.HQ_REVIEWER), "administrator": ("administrator", Role.HQ_ADMINISTRATOR),
        "reader": ("reader", Role.READ_ONLY), "leaving": ("leaving.bos", Role.MISSION_STAFF),
    }  # fmt: skip
    found = {
        who: User.objects.filter(email=f"{name}@example.org").first()
        or make_user(role, email=f"{name}@example.org", name=name.replace(".", " ").title())
        for who, (name, role) in wanted.items()
    }
    TOTP.activate(found["leaving"], SECRET)
    RecoveryCodes.activate(found["leaving"])
    return People(**found)


def signed_in(person: User) -> Client:
    """A client of this person, who gave the password a moment ago."""
    client = Client()
    client.force_login(person)
    request = RequestFactory().get("/")
    request.session, request.user = client.session, person
    reauthenticate_by_password(request)
    request.session.save()
    return client


def set_up() -> People:
    """Makes the scene; who acts in it comes back."""
    who = people()
    _events_in_every_status(who)
    _what_headquarters_looks_after(who)
    _workbooks(who)
    _what_people_said(who)
    _editions(who)
    _lists(who)
    return who


def _events_in_every_status(who: People) -> None:
    for status in (Status.APPROVAL, Status.SUBMITTED, Status.WITHDRAWN):
        event = make_event(status=status, created_by=who.staff, is_sample=True, **TEXTS)
        if status == Status.WITHDRAWN:
            Event.objects.filter(pk=event.pk).update(withdrawal_reason=FREE_TEXTS["twice"])
    for reason in ("", FREE_TEXTS["why"]):
        draft = Event(mission=make_mission(), created_by=who.staff, return_reason=reason, is_sample=True, **TEXTS)
        draft.save()
    make_event(starts_on=date(2018, 6, 1), is_sample=True, **TEXTS)
    survivor, doubled = (make_event(is_sample=True, **TEXTS) for _each in range(2))
    doubled.merge_into(survivor, by=who.reviewer, because=FREE_TEXTS["twice"])
    edited = make_event(is_sample=True, status=Status.SUBMITTED, **TEXTS)
    edited.city = "Boston"
    edited.save_version(by=who.staff, version=edited.version, reason="edit")


def _what_headquarters_looks_after(who: People) -> None:
    year = Year.open(2018, by=who.reviewer)
    year.close(by=who.reviewer, because=FREE_TEXTS["reported"])
    Year.open(2019, by=who.reviewer, on=date(2020, 5, 15))
    YearException.grant(
        mission=make_mission("DEN"), year=year, until_on=date(2099, 1, 1), because=FREE_TEXTS["late"], by=who.reviewer
    )
    CorrectionRequest.objects.create(
        kind="new", mission=make_mission(), fiscal_year=2018, proposed={"city": "Boston", "in_person_count": 120},
        reason=FREE_TEXTS["left out"], asked_by=who.staff,
    )  # fmt: skip
    for email in ("new.person@example.org", "another.person@example.org"):
        Invitation(email=email, role=Role.MISSION_STAFF, mission=make_mission()).send(by=who.administrator)
    Letter.objects.create(
        person=who.staff, day=date(2020, 7, 15), role=who.staff.role, mission=make_mission(), subject="お知らせ",
        text=FREE_TEXTS["letter"], html="x", state="failed", settled_at=timezone.now(),
    )  # fmt: skip
    call_command("find_duplicates", verbosity=0, stdout=StringIO())


def _workbooks(who: People) -> None:
    with made(GOOD, ["BOS", "桜祭り", "", "", "", "", "約90名"], ["", "", "", "", "", "", ""]) as file:
        reviewed(file, user=who.staff)


def _what_people_said(who: People) -> None:
    event = Event.objects.filter(status=Status.SUBMITTED).latest("pk")
    Comment.objects.create(event=event, written_by=who.reviewer, text=FREE_TEXTS["asked"], to_mission=True)
    CalendarFeed.make(by=who.staff, mission=make_mission())


def _editions(who: People) -> None:
    """Two that were issued, with files of data only, and a draft."""
    with patch.object(edition_files, "formats", lambda: ("json",)):
        for name in (FREE_TEXTS["editions"], f"{FREE_TEXTS['editions']} 2"):
            draft = EditionDraft.start(name, fresh(2017, 2020), by=who.reviewer)
            issue(draft, by=who.reviewer, reasons={"*": FREE_TEXTS["edition"]})
    EditionDraft.start(FREE_TEXTS["draft"], fresh(2017, 2020), by=who.reviewer)


def _lists(who: People) -> None:
    """Views that are kept, one of them shared, and several events that were changed at once."""
    kept = SavedView.objects.create(owner=who.administrator, name=FREE_TEXTS["view"], query="unknown=1")
    SavedView.objects.create(owner=who.reviewer, name=FREE_TEXTS["shared view"], sharing="everybody")
    Opening.objects.create(person=who.administrator, view=kept)
    several = [make_event(mission=make_mission("DEN"), is_sample=True, **TEXTS) for _each in range(2)]
    seen = {event.pk: event.version for event in several}
    carry_out(seen, by=who.administrator, change=BulkChange(what="format", value="online"))
