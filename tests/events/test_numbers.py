"""An event's number is given once, in order, and never to two events."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from accounts.roles import Role
from events.models import Event, NumberSeries
from events.status import Status
from tests.factories import make_event, make_mission, make_user


@pytest.mark.django_db
def test_numbers_follow_mission_and_fiscal_year():
    make_mission("BOS"), make_mission("NYC")
    assert NumberSeries.take(mission_id="BOS", fiscal_year=2019) == ["BOS-2019-0001"]
    assert NumberSeries.take(mission_id="BOS", fiscal_year=2019, count=3) == [
        "BOS-2019-0002",
        "BOS-2019-0003",
        "BOS-2019-0004",
    ]
    assert NumberSeries.take(mission_id="BOS", fiscal_year=2020) == ["BOS-2020-0001"]
    assert NumberSeries.take(mission_id="NYC", fiscal_year=2019) == ["NYC-2019-0001"]


@pytest.mark.django_db
def test_a_number_taken_in_a_transaction_that_fails_is_given_again():
    make_mission("BOS")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        NumberSeries.take(mission_id="BOS", fiscal_year=2019)
        raise ZeroDivisionError
    assert NumberSeries.take(mission_id="BOS", fiscal_year=2019) == ["BOS-2019-0001"]


@pytest.mark.django_db
def test_sequences_past_9999_go_on_with_five_digits():
    NumberSeries.objects.create(mission=make_mission("BOS"), fiscal_year=2019, last=9999)
    assert NumberSeries.take(mission_id="BOS", fiscal_year=2019) == ["BOS-2019-10000"]


@pytest.mark.django_db
def test_the_number_stays_when_the_event_is_returned_moved_to_another_year_and_submitted_again():
    user = make_user()
    event = make_event(status=Status.DRAFT, number=None)
    event.submit(by=user)
    assert event.number == "BOS-2019-0001"
    event.return_to_mission(by=make_user(Role.HQ_REVIEWER), because="Which day?")
    event.starts_on = event.starts_on.replace(year=2021)
    event.save_version(by=user, version=event.version)
    event.submit(by=user)
    assert Event.objects.values_list("number", "fiscal_year", "status").get(pk=event.pk) == (
        "BOS-2019-0001",
        2021,
        "submitted",
    )


@pytest.mark.django_db(transaction=True)
def test_eight_offices_submitting_at_once_share_no_number():
    user = make_user()
    events = [make_event(status=Status.DRAFT, number=None) for _ in range(24)]

    def submit(pk: int) -> None:
        try:
            Event.objects.get(pk=pk).submit(by=user)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(submit, [event.pk for event in events]))
    numbers = sorted(Event.objects.values_list("number", flat=True))
    assert numbers == [f"BOS-2019-{n:04d}" for n in range(1, 25)]
