"""Entering and changing an event through the page, as a person does."""

from datetime import date

import pytest
from django.urls import reverse

from events.models import Event
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def boston(client):
    person = make_user(mission="BOS")
    client.force_login(person)
    return person


def fields_on(response) -> dict:
    """What a browser would send of the page as it stands (one value for each name)."""
    page = response.context["entry"]
    sent = {"version": str(page.version), "typed_by": response.context["typed_by"]}
    for part in page.parts:
        if hasattr(part, "management_form"):
            sent |= {f"{part.prefix}-TOTAL_FORMS": str(part.total_form_count()), f"{part.prefix}-INITIAL_FORMS": "0"}
        for form in getattr(part, "forms", [part]):
            for field in form:
                value = field.value()
                if value not in (None, False, "") and field.widget_type != "manyfiles":
                    sent[field.html_name] = "on" if value is True else value
    return {name: value for name, value in sent.items() if value is not None}


def shortest(**more) -> dict:
    return {
        "title_en": "Japan Festival", "starts_on": "2026-05-01", "category": "festival", "format": "in_person",
        "state": "US-MA", "in_person_count": "about 500", "action": "save", "version": "1", **lists(), **more,
    }  # fmt: skip


def lists() -> dict:
    return {
        f"{name}-{key}": "0" for name in ("partners", "officials", "links") for key in ("TOTAL_FORMS", "INITIAL_FORMS")
    }


def test_the_page_opens_with_the_persons_defaults(client, boston):
    response = client.get(reverse("event_create"))
    form = response.context["form"]
    assert response.status_code == 200
    assert (form["state"].value(), form["format"].value(), form["starts_on"].value()) == ("US-MA", "in_person", None)
    assert "mission" not in form.fields


def test_the_shortest_entry_is_saved_and_submitted(client, boston):
    response = client.post(reverse("event_create"), shortest(action="submit"))
    assert response.status_code == 302, response.context["entry"].all_errors()
    event = Event.objects.get()
    assert (response.status_code, response.url) == (302, reverse("event_detail", args=[event.pk]))
    assert {
        "mission": event.mission_id, "status": event.status, "number": event.number, "title": event.title_en,
        "day": event.starts_on, "count": (event.in_person_count, event.in_person_qualifier), "by": event.created_by,
        "online": (event.online_count, event.online_qualifier),
    } == {
        "mission": "BOS", "status": "submitted", "number": "BOS-2026-0001", "title": "Japan Festival",
        "day": date(2026, 5, 1), "count": (500, "about"), "by": boston, "online": (None, ""),
    }  # fmt: skip
