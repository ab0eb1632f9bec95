"""Correction requests: how a closed year changes, through the pages and on the model."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.roles import Role
from events.corrections import accept, ask_about, ask_for_change, ask_for_withdrawal, differences_of, fields_held
from events.models import CorrectionRequest, Event, Year, YearPass
from events.status import Status
from events.years import Closed, YearIsClosed, what_stops
from tests.events.entry_page import sent_from, shortest
from tests.factories import build_event, make_event, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hq():
    return make_user(Role.HQ_REVIEWER, name="Tokyo Taro")


@pytest.fixture
def staff():
    return make_user()


@pytest.fixture
def event(hq):
    event = make_event(starts_on=date(2019, 5, 1), city="Boston")
    close(hq)
    return event


def close(hq) -> None:
    (Year.objects.filter(pk=2019).first() or Year.open(2019, by=hq)).close(by=hq, because="counted")


def ask(event: Event, *, by, **changed) -> CorrectionRequest:
    closed = what_stops(event)
    said = {**fields_held(event), **changed}
    return ask_for_change(event, said, closed=closed, by=by, because="a second count")


def test_what_is_accepted_becomes_one_version_that_names_the_request(event, hq, staff):
    request = ask(
        event, by=staff, city="Salem", in_person=[250, "about"], partners=[["host", "City of Salem"]],
        partner_missions=[["DEN"]], officials=[["Kim", "Mayor", "local"]], links=[["https://example.org", "Page"]],
    )  # fmt: skip
    assert Event.objects.get(pk=event.pk).city == "Boston"
    assert request.before == {
        "city": "Boston", "in_person": [100, "exact"], "partners": None, "partner_missions": None, "officials": None, "links": None,
    }  # fmt: skip
    accept(request, by=hq, answer="thank you")
    event.refresh_from_db()
    request.refresh_from_db()
    assert (event.city, event.in_person_count, event.in_person_qualifier) == ("Salem", 250, "about")
    assert (event.status, event.version, event.updated_by) == (Status.CONFIRMED, 2, hq)
    assert list(event.partners.values_list("name", "role")) == [("City of Salem", "host")]
    assert list(event.officials.values_list("name", "title", "level")) == [("Kim", "Mayor", "local")]
    assert list(event.links.values_list("url", "label")) == [("https://example.org", "Page")]
    assert [mission.pk for mission in event.partner_missions.all()] == ["DEN"]
    latest = event.history.latest()
    assert (latest.history_change_reason, latest.history_user, event.history.count()) == (
        f"correction {request.pk}",
        hq,
        2,
    )
    assert (request.state, request.decided_by, request.answer) == ("accepted", hq, "thank you")
    told = request.history.order_by("history_id").values_list("history_change_reason", "history_user")
    assert list(told) == [("ask", staff.pk), ("accepted", hq.pk)]
    assert not YearPass.objects.exists()
    with pytest.raises(YearIsClosed):
        event.withdraw(by=hq, because="x")


def test_a_request_that_somebody_decided_is_not_decided_again(event, hq, staff):
    request = ask(event, by=staff, city="Salem")
    again = CorrectionRequest.objects.get(pk=request.pk)
    request.decline(by=hq, because="the first count stands")
    for verb in (
        lambda: accept(again, by=hq),
        lambda: again.decline(by=hq, because="x"),
        lambda: again.take_back(by=staff),
    ):
        with pytest.raises(ValidationError):
            verb()
    again.refresh_from_db()
    assert (again.state, again.answer) == ("declined", "the first count stands")
    assert Event.objects.get(pk=event.pk).city == "Boston"


@pytest.mark.parametrize("kind", ["change", "withdrawal"])
def test_an_event_that_changed_since_is_not_overwritten(event, hq, staff, kind):
    if kind == "change":
        request = ask(event, by=staff, city="Salem")
    else:
        request = ask_for_withdrawal(event, closed=what_stops(event), by=staff, because="it never took place")
    Year.objects.get(pk=2019).reopen(by=hq, because="x")
    event.city = "Lowell"
    event.revise(by=hq, version=1)
    close(hq)
    with pytest.raises(ValidationError):
        accept(request, by=hq)
    assert Event.objects.values_list("city", "status").get(pk=event.pk) == ("Lowell", Status.CONFIRMED)
    assert CorrectionRequest.objects.get(pk=request.pk).state == "open"


def test_a_forgotten_event_comes_into_being_confirmed(event, hq, staff):
    new = build_event(starts_on=date(2019, 6, 1), status=Status.DRAFT, title_ja="", title_en="Forgotten")
    said = {
        "title_en": "Forgotten", "starts_on": "2019-06-01", "state": "US-MA", "format": "in_person",
        "category": "festival", "in_person": [40, "exact"], "series": "Caravan", "partners": [["host", "City"]],
    }  # fmt: skip
    request = ask_for_change(new, said, closed=what_stops(new), by=staff, because="overlooked")
    assert not Event.objects.filter(title_en="Forgotten").exists()
    with pytest.raises(ValidationError):
        ask_for_change(new, said, closed=what_stops(new), by=staff, because="twice")
    made = accept(request, by=hq)
    made.refresh_from_db()
    assert (made.number, made.status, made.in_person_count, made.fiscal_year) == (
        "BOS-2019-0001",
        Status.CONFIRMED,
        40,
        2019,
    )
    assert (made.series.name, made.partners.get().name) == ("Caravan", "City")
    request.refresh_from_db()
    assert (request.event, request.before) == (made, {})


def test_a_withdrawal_is_asked_for_too(event, hq, staff):
    request = ask_for_withdrawal(event, closed=what_stops(event), by=staff, because="it never took place")
    accept(request, by=hq)
    event.refresh_from_db()
    assert (event.status, event.withdrawal_reason) == (Status.WITHDRAWN, "it never took place")


@pytest.mark.parametrize(
    ("kind", "status"),
    [("confirm", "draft"), ("confirm", "approval"), ("confirm", "submitted"), ("put_back", "withdrawn")],
)
def test_what_is_asked_to_count_is_confirmed_in_one_step(hq, staff, kind, status):
    event = make_event(status=status, number=None if status == "draft" else "BOS-2019-0007", withdrawal_reason="twice")
    close(hq)
    request = ask_about(event, kind, closed=what_stops(event), by=staff, because="overlooked")
    with pytest.raises(ValidationError):
        accept(CorrectionRequest(pk=request.pk, asked_by=hq), by=hq)
    accept(request, by=hq)
    event.refresh_from_db()
    assert (event.status, event.version, event.withdrawal_reason) == (Status.CONFIRMED, 2, "")
    assert event.number == ("BOS-2019-0001" if status == "draft" else "BOS-2019-0007")


@pytest.mark.parametrize(
    ("kind", "status"), [("confirm", "confirmed"), ("confirm", "withdrawn"), ("put_back", "draft")]
)
def test_what_makes_no_sense_is_not_asked(hq, staff, kind, status):
    event = make_event(status=status)
    close(hq)
    with pytest.raises(ValidationError):
        ask_about(event, kind, closed=what_stops(event), by=staff, because="x")


def test_it_may_lead_out_of_the_closed_year_and_into_another(event, hq, staff):
    Year.open(2020, by=hq).close(by=hq, because="counted")
    accept(ask(event, by=staff, starts_on="2020-05-01"), by=hq)
    assert Event.objects.get(pk=event.pk).fiscal_year == 2020


def test_what_is_not_taken(event, hq, staff):
    for refused in (
        lambda: ask(event, by=staff),
        lambda: ask_for_change(event, {"city": "x"}, closed=what_stops(event), by=staff, because=" "),
        lambda: ask(event, by=staff, city="x") and ask(event, by=staff, city="y"),
    ):
        with pytest.raises(ValidationError):
            refused()
    assert CorrectionRequest.objects.count() == 1


@pytest.mark.parametrize(("role", "mission"), [(Role.MISSION_STAFF, "DEN"), (Role.READ_ONLY, None)])
def test_others_neither_ask_nor_see_nor_decide(event, staff, role, mission):
    other = make_user(role, mission=mission)
    request = ask(event, by=staff, city="Salem")
    assert list(CorrectionRequest.objects.visible_to(other)) == []
    assert list(CorrectionRequest.objects.visible_to(staff)) == [request]
    for verb in (
        lambda: ask_for_withdrawal(event, closed=Closed(2019, None, ""), by=other, because="x"),
        lambda: request.take_back(by=other),
        lambda: request.decline(by=other, because="x"),
        lambda: accept(request, by=other),
        lambda: accept(request, by=staff),
        lambda: request.decline(by=staff, because="x"),
    ):
        with pytest.raises(PermissionDenied):
            verb()
    assert CorrectionRequest.objects.get().state == "open"


def test_the_differences_are_said_in_words(event, staff):
    request = ask(event, by=staff, city=None, in_person=[250, "about"], is_good_practice=True)
    with translation.override("ja"):
        said = [(each.before, each.proposed) for each in differences_of(request)]
    assert said == [("Boston", ""), ("100", "約250"), ("いいえ", "はい")]


# ---- through the pages


def test_the_entry_page_becomes_a_request_and_loses_nothing(client, event, hq, staff):
    client.force_login(staff)
    address = reverse("event_edit", args=[event.pk])
    opened = client.get(address)
    page = opened.content.decode()
    assert 'value="correct"' in page and 'name="action" value="save"' not in page
    data = sent_from(opened, city="Salem", in_person_count="about 250")
    for action in ("save", "submit"):
        refused = client.post(address, {**data, "action": action})
        assert refused.status_code == 409
        assert "Salem" in refused.content.decode()
    assert Event.objects.get(pk=event.pk).version == 1
    without_reason = client.post(address, {**data, "action": "correct"})
    assert (without_reason.status_code, CorrectionRequest.objects.count()) == (422, 0)
    assert "Salem" in without_reason.content.decode()
    done = client.post(address, {**data, "action": "correct", "correction-reason": "a second count"})
    request = CorrectionRequest.objects.get()
    assert done.url == request.get_absolute_url()
    assert request.proposed == {"city": "Salem", "in_person": [250, "about"]}
    assert (request.asked_by, request.mission_id, request.reason) == (staff, "BOS", "a second count")
    assert request.get_absolute_url() in client.get(event.get_absolute_url()).content.decode()

    client.force_login(hq)
    assert client.post(reverse("correction_decide", args=[request.pk]), {"decision": "decline"}).status_code == 422
    assert client.post(reverse("correction_decide", args=[request.pk]), {"decision": "accept"}).status_code == 302
    assert Event.objects.get(pk=event.pk).city == "Salem"


def test_a_new_event_typed_with_a_day_of_a_closed_year_becomes_a_request(client, event, staff):
    client.force_login(staff)
    data = shortest(title_en="Forgotten", starts_on="2019-06-01", in_person_count="40")
    refused = client.post(reverse("event_create"), {**data, "action": "save"})
    assert refused.status_code == 409
    assert "Forgotten" in refused.content.decode() and 'value="correct"' in refused.content.decode()
    sent = {**data, "action": "correct", "correction-reason": "overlooked"}
    assert client.post(reverse("event_create"), {**sent, "in_person_count": ""}).status_code == 422
    assert client.post(reverse("event_create"), sent).status_code == 302
    assert Event.objects.count() == 1
    request = CorrectionRequest.objects.get()
    assert (request.kind, request.title, request.fiscal_year) == ("new", "Forgotten", 2019)


def test_a_request_typed_on_an_overtaken_page_shows_both_versions_first(client, event, hq, staff):
    client.force_login(staff)
    address = reverse("event_edit", args=[event.pk])
    data = sent_from(client.get(address), venue="Town hall", action="correct") | {"correction-reason": "a slip"}
    accept(ask(event, by=make_user(), city="Salem"), by=hq)
    response = client.post(address, data)
    assert (response.status_code, [row.name for row in response.context["entry"].differences]) == (409, ["city"])
    assert response.context["why"]["reason"].value() == "a slip"
    again = sent_from(response, action="correct") | {"correction-reason": "a slip"}
    assert client.post(address, again).status_code == 302
    assert CorrectionRequest.objects.waiting().get().proposed == {"venue": "Town hall"}


@pytest.mark.parametrize("page", ["year_list", "correction_list"])
def test_lists_cost_the_same_for_one_and_for_three(client, hq, page):
    client.force_login(hq)
    costs = []
    for n in (1, 2):
        for _ in range(n):
            event = make_event(starts_on=date(2010 + CorrectionRequest.objects.count(), 5, 1))
            year = Year.open(event.starts_on.year, by=hq)
            year.close(by=hq, because="x")
            ask(Event.objects.get(pk=event.pk), by=make_user(), city="Salem")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(page))
        costs.append(len(queries))
    assert costs[0] == costs[1]
