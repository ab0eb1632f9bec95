"""Versions written by the database itself are those that django-simple-history would have written."""

from datetime import date

import pytest
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from events.intake.history import copy_into_history
from events.intake.reading import assess
from events.models import Event, PartnerRole
from tests.events.intake.flow import reviewed
from tests.events.intake.workbooks import GOOD, made
from tests.factories import make_event, make_user

pytestmark = pytest.mark.django_db


def versions(model, pks):
    return list(model.history.filter(id__in=pks).order_by("history_id").values())


@pytest.mark.parametrize("kind", ["+", "~", "-"])
def test_a_version_says_the_same_as_one_that_was_made_row_by_row(kind):
    user, moment = make_user(), timezone.now()
    given = {"default_user": user, "default_change_reason": "import", "default_date": moment}
    event = make_event()
    fields = {
        "mission_id": "BOS", "title_ja": "“引用” %s", "starts_on": date(2021, 3, 1), "in_person_count": 5,
        "in_person_qualifier": "about", "own_funds": "12.50", "created_by": user, "updated_by": user,
    }  # fmt: skip
    events = bulk_create_with_history([Event(**fields), Event(**fields)], Event, **given)
    partners = bulk_create_with_history([PartnerRole(event=event, role="host", name="甲")], PartnerRole, **given)
    for model, rows in ((Event, events), (PartnerRole, partners)):
        pks = [row.pk for row in rows]
        expected = versions(model, pks)
        copy_into_history(model, pks, moment=moment, by=user, reason="import", kind=kind)
        found = versions(model, pks)[len(expected) :]
        assert [{**row, "history_id": 0} for row in found] == [
            {**row, "history_id": 0, "history_type": kind} for row in expected
        ]
    copy_into_history(Event, [], moment=moment, by=user, reason="import", kind=kind)


def test_a_correction_looks_at_few_of_the_other_rows(django_assert_num_queries):
    """However long the file: those of the same day and mission, and those that speak of the same event."""
    user = make_user()
    rows = [["BOS", f"第{n}回", f"2021-{n % 12 + 1:02}-{n % 28 + 1:02}", *GOOD[3:]] for n in range(60)]
    twins = [["BOS", "第0回", "2021-01-01", *GOOD[3:]], ["BOS", "別の会", "2021-01-01", *GOOD[3:]]]
    intake = reviewed(made(*rows, *twins), user=user)
    assert intake.rows.get(number=62).outcome == "attention"
    last = intake.rows.get(number=63)
    last.decisions = {"cells": {"title": "第0回"}}
    with django_assert_num_queries(15):
        assess(intake, [last])
    assert (last.outcome, [each["ask"] for each in last.problems]) == ("attention", ["duplicate"])
