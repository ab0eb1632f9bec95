"""Every verb by which the register changes, each as one step of a story: what to act upon is chosen by a number."""

from contextlib import nullcontext
from datetime import date
from functools import partial
from io import BytesIO

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from hypothesis import strategies as st

from accounts.models import Record
from accounts.roles import Role
from events.bulk import BulkChange, NotDone, carry_out
from events.corrections import accept, ask_about, ask_for_change, fields_held
from events.duplicates import hold_apart
from events.intake.still_true import NotWritten
from events.intake.writing import undo as undo_import
from events.merging import take_apart
from events.models import (
    Category,
    CorrectionRequest,
    CountingRule,
    Event,
    EventLink,
    Handover,
    Intake,
    Merge,
    Outcome,
    Practice,
    QuarterlyReturn,
    Year,
    YearException,
)
from events.models.event import EditConflict
from events.quarters import Quarter
from events.restoring import Restoring
from events.returns import sign
from events.review import NotDecided, decide
from events.transitions import required
from events.undoing import may_be_undone, may_undo_own, undo, undo_own
from events.year_triggers import MARK
from events.years import what_stops
from regions.models import Mission, Region, State
from tests.events.intake.flow import written
from tests.events.intake.workbooks import NAMES, made
from tests.factories import build_event, make_approach, make_rules, make_series, make_user


class Story(list):
    """What the steps below act upon: events of two missions, and somebody of each office."""

    def __init__(self) -> None:
        self.staff = {code: make_user(mission=code) for code in ("BOS", "DEN")}
        self.approvers = {code: make_user(Role.MISSION_APPROVER, mission=code) for code in self.staff}
        self.reviewer = make_user(Role.HQ_REVIEWER, mission=None)
        self.administrator = make_user(Role.HQ_ADMINISTRATOR, mission=None)
        self.series = make_series()
        for year in Year.objects.closed():
            year.reopen(by=self.reviewer, because="another story")
        super().__init__()

    def pick(self, n: int) -> Event:
        return Event.objects.get(pk=self[n % len(self)])


def create(register: Story, n: int) -> None:
    code = ("BOS", "DEN")[n % 2]
    event = build_event(
        mission=code, status="draft", number=None, state=("US-MA", "US-CO", "US-CT")[n % 3],
        starts_on=date(2017 + n % 4, 5, 1 + n % 28), in_person_count=n, region_type=make_approach("region-1") if n % 2 else None,
        series=register.series if n % 3 == 0 else None, is_good_practice=n % 2 == 0, story_en="Told" if n % 2 == 0 else "",
    )  # fmt: skip
    other = Mission.objects.get(pk=("DEN", "BOS")[n % 2])
    event.create(
        by=register.staff[code], write_related=(lambda: event.partner_missions.set([other])) if n % 2 else None
    )
    register.append(event.pk)


def edit(register: Story, n: int) -> None:
    event = register.pick(n)
    event.in_person_count, event.in_person_qualifier = (None, "unknown") if n % 5 == 0 else (n * 3, "about")
    event.starts_on = date(2017 + (n // 2) % 4, 6, 1)
    event.revise(
        by=register.staff[event.mission_id], version=event.version,
        write_related=lambda: event.partner_missions.set(["CHI"] if n % 2 else []),
    )  # fmt: skip


def nth(rows, n: int):
    """One of the rows; ValidationError, as from a verb that finds nothing to do, when there is none."""
    found = list(rows)
    if not found:
        raise ValidationError("nothing to do")
    return found[n % len(found)]


def restore(register: Story, n: int) -> None:
    event = register.pick(n)
    staff = register.staff[event.mission_id]
    restoring = Restoring.of(event, 1 + n % event.version)
    required(event, by=staff, verb="edit")
    entry = restoring.entry(by=staff, seen=event.version) if restoring else None
    if entry is None or not entry.is_valid():
        raise ValidationError("not as it stands")
    entry.save(reason=restoring.reason)


def undo_a_change(register: Story, n: int) -> None:
    latest = Record.objects.order_by("-position")[:4]
    undo(nth([each for each in latest if may_be_undone(each)], n), by=register.administrator, because="too early")


def confirm_several(register: Story, n: int) -> None:
    waiting = Event.objects.filter(pk__in=set(register), status="submitted").order_by("pk")[: 1 + n % 3]
    decide({event.pk: event.version for event in waiting}, by=register.reviewer, verb="confirm")


def year_of(register: Story, n: int) -> Year:
    return Year.objects.filter(pk=2017 + n % 4).first() or Year.open(2017 + n % 4, by=register.reviewer)


def ask(register: Story, n: int) -> None:
    """What staff could not do in the closed year."""
    event = nth((each for each in Event.objects.filter(pk__in=set(register)) if what_stops(each)), n)
    asked = {"closed": what_stops(event), "by": register.staff[event.mission_id], "because": "counted twice"}
    if n % 3:
        ask_for_change(event, {**fields_held(event), "in_person": [n, "about"]}, **asked)
    else:
        ask_about(event, ("withdrawal", "confirm", "put_back")[n // 3 % 3], **asked)


def ask_for_a_forgotten_one(register: Story, n: int) -> None:
    code = ("BOS", "DEN")[n % 2]
    new = build_event(mission=code, number=None, status="draft", starts_on=date(2017 + n % 4, 7, 1), in_person_count=n)
    if not (closed := what_stops(new)):
        raise ValidationError("nothing to ask for")
    said = {"title_en": f"Forgotten {n}", "starts_on": new.starts_on.isoformat(), "state": new.state_id, "in_person": [n, "exact"],
            "category": new.category_id, "format": "in_person"}  # fmt: skip
    ask_for_change(new, said, closed=closed, by=register.staff[code], because="it was forgotten")


def answer(register: Story, n: int) -> None:
    request = nth(CorrectionRequest.objects.waiting().filter(mission__in=register.staff).order_by("pk"), n)
    if n % 5 == 1:
        request.take_back(by=register.staff[request.mission_id])
    elif n % 5:
        register.append(accept(request, by=register.reviewer).pk)
    else:
        request.decline(by=register.reviewer, because="the first count stands")


def sign_a_return(register: Story, n: int) -> None:
    person = register.staff[("BOS", "DEN")[n % 2]]
    year = year_of(register, n)  # returns are asked for once it is opened
    sign(person.mission, Quarter(year.pk, 1 + n % 4), "events" if n % 3 else "nil", by=person)


def take_a_return_back(register: Story, n: int) -> None:
    signed = nth(QuarterlyReturn.objects.standing(), n)
    signed.take_back(by=register.staff[signed.mission_id], because="one was forgotten")


def hand_over(register: Story, n: int) -> None:
    staff = register.staff[("BOS", "DEN")[n % 2]]
    drafts = Event.objects.filter(pk__in=set(register), status="draft", created_by=staff)
    colleague = make_user(mission=staff.mission_id)
    Handover.make(of=staff, to=colleague, events=[event.pk for event in drafts], by=register.administrator)


def import_a_workbook(register: Story, n: int) -> None:
    """A new event, and another count for one that is there; in a closed year neither is written."""
    code = ("BOS", "DEN")[n % 2]
    rows = [["", code, f"Imported {n}", f"{2017 + n % 4}-08-{1 + n % 28:02}", "MA", "日本祭り", "対面", f"{n}名"]]
    known = Event.objects.filter(pk__in=set(register), mission=code).exclude(number=None).exclude(status="withdrawn")
    if event := known.order_by("pk").first():
        rows.append([event.number, code, event.title_ja, event.starts_on.isoformat(), "", "", "", f"{n + 7}名"])
    file: BytesIO = made(*rows, names=["案件番号", *NAMES])
    intake = written(file, user=register.staff[code], good_rows_only=True, submit=n % 3 != 0)
    register.extend(intake.written.values_list("event", flat=True))


def undo_an_import(register: Story, n: int) -> None:
    intake = nth(Intake.objects.filter(state=Intake.State.WRITTEN, mission__in=register.staff).order_by("-pk"), n)
    undo_import(intake, by=register.staff[intake.mission_id])


BULK = (
    BulkChange("format", "hybrid"), BulkChange("format", "in_person"), BulkChange("submit"), BulkChange("withdraw", None, "held twice"),
)  # fmt: skip


def change_several(register: Story, n: int) -> None:
    code = ("BOS", "DEN")[n % 2]
    events = Event.objects.filter(pk__in=set(register), mission=code).exclude(status="withdrawn")[: 1 + n % 3]
    partner = Mission.objects.get(pk="CHI")
    change = (*BULK, BulkChange("add_partner", partner), BulkChange("remove_partner", partner))[n % 6]
    carry_out({event.pk: event.version for event in events}, by=register.staff[code], change=change)


def put_several_back(register: Story, n: int) -> None:
    latest = Record.objects.order_by("-position")[:4]
    people = register.staff.values()
    record, person = nth(((each, by) for each in latest for by in people if may_undo_own(each, by=by)), n)
    undo_own(record, by=person)


def hold_two_apart(register: Story, n: int) -> None:
    hold_apart(register.pick(n), register.pick(n + 1), by=register.reviewer, because="two festivals")


PRACTICE = ("explain", "nominate", "take_back", "select", "decline", "outcome", "no_outcome")


def practice(register: Story, n: int, verb: str) -> None:
    """What is done about a good practice and what came of it."""
    event = nth(Event.objects.filter(pk__in=set(register), is_good_practice=True).order_by("pk"), n)
    staff = register.staff[event.mission_id]
    if verb == "outcome":
        return Outcome(event=event, text_en=f"A visit {n}").keep(by=staff)
    if verb == "no_outcome":
        return nth(Outcome.objects.filter(event__in=set(register)).order_by("pk"), n).take_out(
            by=register.administrator
        )
    told = Practice.locked(event, by=register.reviewer)
    match verb:
        case "explain":
            told.explain(by=staff, why_ja="", why_en=f"Because {n}")
        case "nominate" | "take_back":
            getattr(told, verb)(by=staff)
        case "select":
            told.select(by=register.reviewer, version=event.version)
        case "decline":
            told.decline(by=register.reviewer, because="another was chosen")
    return None


def grant_an_exception(register: Story, n: int) -> None:
    mission = register.staff[("BOS", "DEN")[n % 2]].mission
    year = nth(Year.objects.closed().order_by("pk"), n)
    YearException.grant(
        mission=mission, year=year, until_on=date(2100, 3, 31), because="late papers", by=register.reviewer
    )


def end_an_exception(register: Story, n: int) -> None:
    nth(YearException.objects.current().order_by("pk"), n).end(by=register.reviewer)


def require_approval(register: Story, n: int) -> None:
    for mission in Mission.objects.filter(pk__in=register.staff):
        mission.require_approval(by=register.administrator, is_required=n % 2 == 0 and not mission.requires_approval)


def approve(register: Story, n: int) -> None:
    event = nth(Event.objects.filter(pk__in=set(register), status="approval").order_by("pk"), n)
    event.submit(by=register.approvers[event.mission_id])


def counting_rule(_register: Story, n: int) -> None:
    rule = CountingRule.objects.get(pk=2017 + n % 4)
    rule.counts_online, rule.counts_in_person = not rule.counts_online, n % 3 != 0
    rule.save()


def move_state(_register: Story, n: int) -> None:
    state = State.objects.get(pk=("US-MA", "US-CO")[n % 2])
    state.region = list(Region.objects.order_by("code"))[n % Region.objects.count()]
    state.save()


def rename(_register: Story, n: int) -> None:
    category = Category.objects.order_by("code")[0]
    category.name_en = f"Name {n}"
    category.save()


def unversioned(_register: Story, n: int) -> None:
    """What belongs to an event but alters no figure."""
    if event := Event.objects.order_by("pk").first():
        EventLink.objects.create(event=event, url=f"https://example.org/{n}")


VERBS = {
    "create": create,
    "edit": edit,
    "submit": lambda r, n: (event := r.pick(n)).submit(by=r.staff[event.mission_id]),
    "confirm": lambda r, n: r.pick(n).confirm(by=r.reviewer),
    "return": lambda r, n: r.pick(n).return_to_mission(by=r.reviewer, because="Which day?"),
    "withdraw": lambda r, n: (event := r.pick(n)).withdraw(by=r.staff[event.mission_id], because="Held twice"),
    "confirm several": confirm_several,
    "merge": lambda r, n: r.pick(n).merge_into(r.pick(n + 1 + n % 2), by=r.reviewer, because="one festival"),
    "take apart": lambda r, n: take_apart(nth(Merge.objects.standing().filter(event__in=set(r)), n), by=r.reviewer),
    "restore": restore,
    "undo": undo_a_change,
    "close a year": lambda r, n: year_of(r, n).close(by=r.reviewer, because="counted"),
    "reopen a year": lambda r, n: nth(Year.objects.closed(), n).reopen(by=r.reviewer, because="one was forgotten"),
    "grant an exception": grant_an_exception,
    "end an exception": end_an_exception,
    "ask": ask,
    "ask for a forgotten one": ask_for_a_forgotten_one,
    "answer": answer,
    "sign a return": sign_a_return,
    "take a return back": take_a_return_back,
    "hand over": hand_over,
    "put back": lambda r, n: (event := r.pick(n)).put_back(by=r.staff[event.mission_id]),
    "counting rule": counting_rule,
    "move a state": move_state,
    "rename": rename,
    "link": unversioned,
    "import": import_a_workbook,
    "undo an import": undo_an_import,
    "change several": change_several,
    "put several back": put_several_back,
    "hold two apart": hold_two_apart,
    "require approval": require_approval,
    "approve": approve,
    **{f"practice: {verb}": partial(practice, verb=verb) for verb in PRACTICE},
}
STEPS = st.lists(st.tuples(st.sampled_from(sorted(VERBS)), st.integers(0, 60)), min_size=4, max_size=8)


ONE_OF_EACH = (
    "counting rule", "move a state", "rename", "link", "confirm", *(f"practice: {verb}" for verb in PRACTICE),
    "edit", "restore", "return", "submit", "confirm several",
    "undo", "withdraw", "put back", "submit", "merge", "take apart", "merge", "sign a return", "take a return back",
    "create", "hand over", "change several", "put several back", "import", "undo an import", "import", "hold two apart",
    "require approval", "submit", "approve", "require approval", "close a year", "grant an exception", "end an exception",
    "ask", "answer", "ask for a forgotten one", "answer", "reopen a year",
)  # fmt: skip
"""An order in which each verb finds something to do."""
QUIET = {
    *(f"practice: {verb}" for verb in PRACTICE), "link", "hand over", "hold two apart", "sign a return", "take a return back",
    "require approval", "grant an exception", "end an exception", "ask", "ask for a forgotten one",
}  # fmt: skip
"""Verbs that alter no figure: the moment after the next one tells of them too."""


def did(verb: str, register: Story, n: int) -> bool:
    """False where a rule refused it: of the verbs, or of the database for what goes past them in a closed year."""
    try:
        # What hands back its record is closed when it ends, not with a transaction around it.
        with nullcontext() if verb == "change several" else transaction.atomic():
            VERBS[verb](register, n)
    except (ValidationError, PermissionDenied, EditConflict, NotDecided, NotDone, NotWritten):
        return False
    except IntegrityError as refusal:
        if MARK not in str(refusal):
            raise
        return False
    return True


def begun() -> Story:
    make_rules(2017, 2020)
    register = Story()
    for n in range(4):
        create(register, n)
        VERBS["submit"](register, n)
    return register
