"""Two people of a mission who sign one quarter, or take its return back, at the same moment."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.utils import translation

from accounts.roles import Role
from accounts.trail.verifying import problems
from events.models import QuarterlyReturn, Year
from events.returns import sign
from events.status import Status
from tests.events.returns.spring import SPRING
from tests.factories import make_event, make_mission, make_user


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What became of each: "done", the words of a refusal, or a fault."""
    start, outcomes = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=20)
            with translation.override("en"):
                act()
            outcomes.append("done")
        except ValidationError as error:
            outcomes.append(" ".join(error.messages))
        except Exception as error:
            outcomes.append(repr(error))
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["nil", "events"])
def test_two_who_sign_at_once_sign_once(kind):
    Year.open(2019, by=make_user(Role.HQ_REVIEWER))
    mission, people = make_mission(), [make_user(), make_user(Role.MISSION_APPROVER)]
    if kind == "events":
        make_event(status=Status.SUBMITTED)
    outcomes = at_once(*(lambda person=person: sign(mission, SPRING, kind, by=person) for person in people))
    assert outcomes == ["This quarter is signed already.", "done"]
    assert QuarterlyReturn.objects.count() == QuarterlyReturn.history.count() == 1
    assert list(problems()) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_take_a_return_back_at_once_take_it_back_once():
    Year.open(2019, by=make_user(Role.HQ_REVIEWER))
    people = [make_user(), make_user()]
    sign(make_mission(), SPRING, "nil", by=people[0])

    def take_back(person) -> None:
        QuarterlyReturn.objects.get().take_back(by=person, because="x")

    outcomes = at_once(*(lambda person=person: take_back(person) for person in people))
    assert (len(outcomes), outcomes.count("done")) == (2, 1)
    assert [reason for reason in outcomes if "Error" in reason] == []
    assert [row.history_change_reason for row in QuarterlyReturn.history.order_by("history_id")] == [
        "sign",
        "take back",
    ]
    assert list(problems()) == []
