"""The figures at an earlier moment are those that were to be read then, whatever happened since and in whatever order."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Record
from accounts.roles import Role
from accounts.trail.verifying import problems
from events.corrections import accept, ask_for_change, ask_for_withdrawal, fields_held
from events.merging import take_apart
from events.models import (
    Category,
    CorrectionRequest,
    CountingRule,
    Event,
    EventLink,
    Handover,
    Merge,
    QuarterlyReturn,
    Year,
)
from events.models.event import EditConflict
from events.quarters import Quarter
from events.restoring import Restoring
from events.returns import sign
from events.review import NotDecided, decide
from events.transitions import required
from events.undoing import may_be_undone, undo
from events.year_triggers import MARK
from events.years import what_stops
from regions.models import Mission, Region, State
from reports.cumulative import Register, compile_report
from reports.figures import Definition
from tests.factories import build_event, make_approach, make_event, make_rules, make_series, make_user

pytestmark = pytest.mark.django_db

YEARS = (2017, 2020)
BOTH = ("submitted", "confirmed")


def reports(register: Register) -> list:
    """Each event, of all missions; each series as one, of two."""
    definitions = [
        Definition(*YEARS, missions=missions, statuses=BOTH, series=series)
        for missions, series in (((), "each"), (("BOS", "DEN"), "as_one"))
    ]
    return [compile_report(definition, register=register) for definition in definitions]


class Story(list):
    """What the steps below act upon: events of two missions, and somebody of each office."""

    def __init__(self) -> None:
        self.staff = {code: make_user(mission=code) for code in ("BOS", "DEN")}
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
        series=register.series if n % 3 == 0 else None,
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
        ask_for_withdrawal(event, **asked)


def answer(register: Story, n: int) -> None:
    request = nth(CorrectionRequest.objects.waiting().filter(event__in=set(register)), n)
    if n % 4:
        accept(request, by=register.reviewer)
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
    "ask": ask,
    "answer": answer,
    "sign a return": sign_a_return,
    "take a return back": take_a_return_back,
    "hand over": hand_over,
    "put back": lambda r, n: (event := r.pick(n)).put_back(by=r.staff[event.mission_id]),
    "counting rule": counting_rule,
    "move a state": move_state,
    "rename": rename,
    "link": unversioned,
}
STEPS = st.lists(st.tuples(st.sampled_from(sorted(VERBS)), st.integers(0, 60)), min_size=4, max_size=10)


ONE_OF_EACH = (
    "counting rule", "move a state", "rename", "link", "confirm", "edit", "restore", "return", "submit", "confirm several",
    "undo", "withdraw", "put back", "submit", "merge", "take apart", "merge", "sign a return", "take a return back",
    "create", "hand over", "close a year", "ask", "answer", "reopen a year",
)  # fmt: skip
"""An order in which each verb finds something to do."""


def did(verb: str, register: Story, n: int) -> bool:
    """False where a rule refused it: of the verbs, or of the database for what goes past them in a closed year."""
    try:
        with transaction.atomic():
            VERBS[verb](register, n)
    except (ValidationError, PermissionDenied, EditConflict, NotDecided):
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


def told(register: Story) -> tuple:
    return (timezone.now(), reports(Register.whole()), reports(Register.visible_to(register.staff["BOS"])))


def assert_each_moment_is_told_as_it_was(moments: list[tuple], register: Story) -> None:
    for moment, whole, of_boston in moments:
        assert reports(Register.as_of(moment)) == whole
        assert reports(Register.as_of(moment, user=register.staff["BOS"])) == of_boston
    assert list(problems()) == []


def test_after_each_verb_the_figures_of_every_moment_stay_those_recorded_then():
    register = begun()
    moments = []
    for verb in ONE_OF_EACH:
        assert any(did(verb, register, n) for n in range(12)), verb
        moments.append(told(register))
    assert set(ONE_OF_EACH) == set(VERBS)
    assert_each_moment_is_told_as_it_was(moments, register)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_figures_at_each_moment_are_those_recorded_then(db, steps):
    register = begun()
    moments = [told(register) for verb, n in steps if did(verb, register, n)]
    assert_each_moment_is_told_as_it_was(moments, register)


def test_before_the_first_record_there_is_nothing_and_an_event_is_there_as_it_was():
    before = timezone.now()
    event = make_event(title_en="As it was", in_person_count=40)
    then = timezone.now()
    event.in_person_count = 90
    event.revise(by=make_user(), version=event.version)
    assert list(Event.objects.as_of(before)) == []
    versions = Event.objects.as_of(then).values_list("id", "in_person_count", "status")
    assert list(versions) == [(event.pk, 40, "confirmed")]
    assert Event.objects.as_of(timezone.now()).values_list("in_person_count", "status").get() == (90, "submitted")


def test_the_number_of_queries_at_an_earlier_moment_does_not_grow(django_assert_num_queries):
    make_rules(2017, 2020)
    definition = Definition(*YEARS, missions=(), statuses=BOTH)
    for count in (1, 3):
        for n in range(count):
            make_event(in_person_count=n)
        register = Register.as_of(timezone.now())
        with django_assert_num_queries(11):
            compile_report(definition, register=register)
