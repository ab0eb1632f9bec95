"""An upgrade of a register in use: its tables change under the triggers that keep the totals."""

import pytest
from django.core.management import call_command
from django.db import connection

from events import triggers
from events.models import RunningTotal
from tests.factories import make_event, make_rules

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_register_in_use_migrates_back_and_forth_and_its_totals_stay_true():
    rules = make_rules()
    make_event(partner_missions=["DEN"])
    before = RunningTotal.objects.figures(rules=rules)
    call_command("migrate", "events", "0014", verbosity=0)  # tables are rebuilt, and the totals' own as well
    assert triggers.are_in_place(connection)
    call_command("migrate", verbosity=0)  # the apps that stand on it went back as well
    assert triggers.are_in_place(connection)
    assert RunningTotal.objects.figures(rules=rules) == before == {"events": 1, "participants": 100, "unknown": 0}
    make_event()
    assert RunningTotal.objects.figures(rules=rules) == {"events": 2, "participants": 200, "unknown": 0}
