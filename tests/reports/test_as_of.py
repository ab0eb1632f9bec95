"""The figures at an earlier moment are those that were to be read then, whatever happened since and in whatever order."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from accounts.trail.verifying import problems
from events.models import Event
from reports.cumulative import Register, compile_report
from reports.figures import Definition
from tests.factories import make_event, make_rules, make_user
from tests.reports.every_verb import ONE_OF_EACH, QUIET, STEPS, VERBS, Story, begun, did

pytestmark = pytest.mark.django_db

YEARS = (2017, 2020)
BOTH = ("submitted", "confirmed")


EACH = Definition(*YEARS, missions=(), statuses=BOTH, series="each")
AS_ONE = Definition(*YEARS, missions=("BOS", "DEN"), statuses=BOTH, series="as_one")
"""Each event, of all missions; each series as one, of two."""


def report(register: Register, definition: Definition) -> object:
    return compile_report(definition, register=register)


def told(register: Story) -> tuple:
    whole, of_boston = Register.whole(), Register.visible_to(register.staff["BOS"])
    return (timezone.now(), report(whole, EACH), report(of_boston, AS_ONE))


def assert_each_moment_is_told_as_it_was(moments: list[tuple], register: Story) -> None:
    for moment, whole, of_boston in moments:
        assert report(Register.as_of(moment), EACH) == whole
        assert report(Register.as_of(moment, user=register.staff["BOS"]), AS_ONE) == of_boston
    assert list(problems()) == []


def test_after_each_verb_the_figures_of_every_moment_stay_those_recorded_then():
    register = begun()
    moments = []
    for verb in ONE_OF_EACH:
        assert any(did(verb, register, n) for n in range(12)), verb
        if verb not in QUIET:
            moments.append(told(register))
    assert set(ONE_OF_EACH) == set(VERBS)
    assert_each_moment_is_told_as_it_was(moments, register)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
