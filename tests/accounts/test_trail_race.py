"""Two who append at the same moment: one stands behind the other, whoever comes first."""

from threading import Barrier, Event, Thread, Timer

import pytest
from django.db import connection, connections, transaction

from accounts import trail
from accounts.models import Record
from accounts.trail.verifying import problems
from events.models import Series
from regions.models import Mission

WRITERS, EACH = 3, 5


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_moment_never_fork_the_chain():
    start, failures = Barrier(WRITERS), []

    def write(n: int) -> None:
        try:
            start.wait(timeout=20)
            for k in range(EACH):
                trail.record("edition", about=f"{n}-{k}")
        except Exception as error:
            failures.append(repr(error))
        finally:
            connections.close_all()

    before = Record.objects.count()
    threads = [Thread(target=write, args=(n,)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    said = list(Record.objects.order_by("position").values_list("about", flat=True))[before:]
    assert sorted(said) == sorted(f"{n}-{k}" for n in range(WRITERS) for k in range(EACH))
    assert list(problems()) == [], connection.vendor


@pytest.mark.django_db(transaction=True)
def test_who_waits_to_be_sealed_is_in_nobodys_way():
    """One holds the row of a mission and is sealed last; the other's series refers to it: neither waits for the other for ever."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    is_held, is_sealing, failures = Event(), Event(), []

    def holds_the_mission() -> None:
        try:
            with transaction.atomic():
                Mission.objects.select_for_update().get(pk="BOS")
                is_held.set()
                is_sealing.wait(timeout=20)
                Series.objects.create(mission_id="BOS", name_en="Of the first")
        except Exception as error:
            failures.append(repr(error))
        finally:
            connections.close_all()

    def refers_to_it() -> None:
        try:
            is_held.wait(timeout=20)
            with transaction.atomic():
                Series.objects.create(mission_id="BOS", name_en="Of the second")
                Timer(0.5, is_sealing.set).start()  # by then it is sealed, or waits before it
        except Exception as error:
            failures.append(repr(error))
        finally:
            connections.close_all()

    threads = [Thread(target=holds_the_mission), Thread(target=refers_to_it)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert set(Series.objects.values_list("name_en", flat=True)) == {"Of the first", "Of the second"}
    assert list(problems()) == []
