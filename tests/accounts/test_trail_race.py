"""Two who append at the same moment: one stands behind the other, whoever comes first."""

from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from accounts import trail
from accounts.models import Record
from accounts.trail.verifying import problems

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
