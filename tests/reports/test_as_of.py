"""The figures at an earlier moment are those that were to be read then, whatever happened since and in whatever order."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from accounts.trail.verifying import problems
from events.models import Category, CountingRule, Event, EventLink
from regions.models import Mission, Region, State
from reports.cumulative import Register, compile_report
from reports.figures import Definition
from tests.factories import build_event, make_approach, make_event, make_rules, make_series, make_user

pytestmark = pytest.mark.django_db

YEARS = (2017, 2020)
BOTH = ("submitted", "confirmed")


def reports(register: Register) -> list:
    """Each event and each series as one; of all missions and of two."""
    definitions = [
        Definition(*YEARS, missions=missions, statuses=BOTH, series=series)
        for missions in ((), ("BOS", "DEN"))
        for series in ("each", "as_one")
    ]
    return [compile_report(definition, register=register) for definition in definitions]


class Story(list):
    """What the steps below act upon: events of two missions, and somebody of each office."""

    def __init__(self) -> None:
        self.staff = {code: make_user(mission=code) for code in ("BOS", "DEN")}
        self.reviewer = make_user(Role.HQ_REVIEWER, mission=None)
        self.series = make_series()
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
    "put back": lambda r, n: (event := r.pick(n)).put_back(by=r.staff[event.mission_id]),
    "counting rule": counting_rule,
    "move a state": move_state,
    "rename": rename,
    "link": unversioned,
}
STEPS = st.lists(st.tuples(st.sampled_from(sorted(VERBS)), st.integers(0, 60)), min_size=3, max_size=9)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_figures_at_each_moment_are_those_recorded_then(db, steps):
    make_rules(2017, 2020)
    register = Story()
    for n in range(4):
        create(register, n)
        VERBS["submit"](register, n)
    recorded = []
    for verb, n in steps:
        try:
            VERBS[verb](register, n)
        except (ValidationError, PermissionDenied):
            continue
        recorded.append(
            (timezone.now(), reports(Register.whole()), reports(Register.visible_to(register.staff["BOS"])))
        )
    for moment, whole, of_boston in recorded:
        assert reports(Register.as_of(moment)) == whole
        assert reports(Register.as_of(moment, user=register.staff["BOS"])) == of_boston
    assert list(problems()) == []


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
