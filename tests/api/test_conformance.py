"""The API does what its description says: schemathesis sends what fits and what does not, and finds no fault.

The seed is fixed and the examples few; for a longer run: API_EXAMPLES=200 pytest tests/api/test_conformance.py
"""

import os
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from accounts.models import ApiToken
from accounts.roles import Role
from events.models import Event
from events.status import Status
from reports.issuing import issue
from tests.api.asking import ROOT, Program
from tests.factories import make_event, make_rules, make_user
from tests.reports.editions import make_draft, only_data

EXAMPLES = int(os.environ.get("API_EXAMPLES", "3"))
LEFT_OUT = ["positive_data_acceptance", "use_after_free", "ensure_resource_availability"]
"""What fits the description may still name a state that is none; nothing is ever deleted."""
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def program(monkeypatch, settings) -> Iterator[Program]:
    only_data(monkeypatch)
    settings.API_RATE = "1000000/min"
    settings.ACCOUNT_RATE_LIMITS = {}
    make_rules()
    hq = make_user(Role.HQ_REVIEWER)
    issue(make_draft(by=hq), by=hq, reasons={"*": "for the meeting"})
    for status in Status.values:
        make_event(status=status)
    for signal in (request_started, request_finished):  # the server would close the test's own connection
        signal.disconnect(close_old_connections)
    yield Program(make_user(), "submit")
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_nothing_contradicts_the_description(program):
    load_all_checks()
    checks = CHECKS.get_all()
    left_out = [check for check in checks if check.__name__ in LEFT_OUT]
    described = schemathesis.openapi.from_wsgi(f"{ROOT}openapi.json", get_wsgi_application(), headers=program.headers)
    faults: dict[str, str] = {}
    tried = 0
    for found in described.get_all_operations():
        operation = found.ok()
        for mode in MODES:

            @seed(20260401)
            @settings(max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
                      suppress_health_check=list(HealthCheck))  # fmt: skip
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case):
                nonlocal tried
                tried += 1
                try:
                    case.call_and_validate(headers=program.headers, checks=checks, excluded_checks=left_out)
                except AssertionError as error:
                    faults[f"{case.method} {case.path}: {type(error).__name__}"] = str(error)[:1500]
                except BaseExceptionGroup as group:
                    for error in group.exceptions:
                        faults[f"{case.method} {case.path}: {type(error).__name__}"] = str(error)[:1500]

            try:
                ask()
            except BaseException as error:
                faults.setdefault(f"{operation.label} {mode.value}: {type(error).__name__}", str(error)[:300])
    assert faults == {}
    assert tried >= 15 * EXAMPLES
    assert Event.objects.count() > len(Status.values), "some of what fitted was written"
    assert ApiToken.objects.count() == 1
