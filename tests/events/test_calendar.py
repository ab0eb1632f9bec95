"""The calendar of events: a month day by day, and the private addresses that calendar programmes read."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from accounts.trail.models import Record
from events.models import CalendarFeed
from events.months import Month, days_of, events_in
from events.status import Status
from regions.models import Mission
from tests.factories import make_event, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def may_2026(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 5, 10, 12, 0, tzinfo=UTC))


def shown(page) -> dict[int, list[str]]:
    return {day.day.day: [event.title_en for event in day.events] for day in page.context["days"] if day.events}


def subscribed(client, person, *, mission="all") -> str:
    client.force_login(person)
    page = client.post(reverse("calendar_feeds"), {"mission": mission})
    assert page["Cache-Control"] == "no-store"
    client.logout()
    return page.context["address"]


def entries(response) -> list[icalendar.Event]:
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def test_a_month_shows_each_day_with_what_takes_place_on_it(client):
    for title, first, last in (
        ("Before", date(2026, 4, 30), None),
        ("Across", date(2026, 4, 29), date(2026, 5, 2)),
        ("Day", date(2026, 5, 2), None),
        ("End", date(2026, 5, 31), date(2026, 6, 3)),
        ("After", date(2026, 6, 1), None),
    ):
        make_event(title_en=title, starts_on=first, ends_on=last)
    make_event(title_en="Withdrawn", starts_on=date(2026, 5, 2), status=Status.WITHDRAWN)
    make_event(title_en="Elsewhere", starts_on=date(2026, 5, 2), mission="DEN")
    client.force_login(make_user())
    page = client.get(reverse("calendar"))
    assert shown(page) == {1: ["Across"], 2: ["Across", "Day"], 31: ["End"]}
    assert page.context["count"] == 3
    assert shown(client.get("/calendar/?mission=all"))[2] == ["Across", "Day", "Elsewhere"]
    assert shown(client.get("/calendar/?month=2026-06")) == {1: ["End", "After"], 2: ["End"], 3: ["End"]}
    assert [day.day for day in page.context["days"]][:6:5] == [date(2026, 4, 26), date(2026, 5, 1)]


def test_another_missions_drafts_stand_in_no_month_and_in_no_feed(client):
    make_event(title_en="Their draft", starts_on=date(2026, 5, 2), mission="DEN", status=Status.DRAFT)
    make_event(title_en="Ours", starts_on=date(2026, 5, 2), status=Status.DRAFT)
    person = make_user()
    assert [event.title_en for event in events_in(Month(2026, 5), user=person)] == ["Ours"]
    address = subscribed(client, person)
    assert [str(entry["SUMMARY"]) for entry in entries(client.get(address))] == ["Ours (Boston)"]
    other = subscribed(client, make_user(Role.READ_ONLY))
    assert entries(client.get(other)) == []


@pytest.mark.parametrize("asked", ["month=2026-13", "month=x", "month=1000-01", "month=9999-12", "mission=XXX"])
def test_there_is_no_such_month_or_mission(client, asked):
    client.force_login(make_user())
    assert client.get(f"/calendar/?{asked}").status_code == 404


def test_weeks_are_whole_in_every_month():
    for year in range(2019, 2030):
        for number in range(1, 13):
            days = days_of(Month(year, number), [], today=date(2026, 5, 10))
            assert len(days) % 7 == 0
            assert days[0].day.isoweekday() == 7
            assert sum(not day.is_outside for day in days) == Month(year, number).last.day


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "America/Phoenix", "Pacific/Guam"])
def test_an_entry_is_read_on_its_days_in_every_time_zone(client, settings, zone):
    """In March clocks change in New York and do not in Phoenix, Guam and Tokyo."""
    settings.PUBLIC_ADDRESS = "https://register.example.org/"
    event = make_event(
        title_ja="茶の湯, 生け花; 書道", title_en="", starts_on=date(2026, 3, 7), ends_on=date(2026, 3, 8),
        venue="Main hall\\annex", city="Boston", status=Status.DRAFT,
    )  # fmt: skip
    (entry,) = entries(client.get(subscribed(client, make_user(language="ja"))))
    with timezone.override(ZoneInfo(zone)):
        assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (date(2026, 3, 7), date(2026, 3, 9))
    assert {name: str(entry[name]) for name in ("SUMMARY", "LOCATION", "STATUS", "UID", "URL", "SEQUENCE")} == {
        "SUMMARY": "茶の湯, 生け花; 書道 (ボストン総)",
        "LOCATION": "Main hall\\annex, Boston, マサチューセッツ",
        "STATUS": "TENTATIVE",
        "UID": f"event-{event.pk}@register.example.org",
        "URL": f"https://register.example.org/events/{event.pk}/",
        "SEQUENCE": str(event.version),
    }


def test_no_line_of_a_feed_is_longer_than_the_standard_allows(client):
    make_event(title_ja="茶" * 190, starts_on=date(2026, 5, 2))
    content = client.get(subscribed(client, make_user())).content
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 75


def test_an_address_answers_until_it_is_ended_or_its_owner_has_gone(client):
    person, colleague = make_user(), make_user()
    address, other = subscribed(client, person), subscribed(client, person, mission="DEN")
    make_event(title_en="Ours", starts_on=date(2026, 5, 2))
    make_event(title_en="Theirs", starts_on=date(2026, 5, 2), mission="DEN")
    assert [len(entries(client.get(each))) for each in (address, other)] == [2, 1]
    first = CalendarFeed.objects.get(mission=None)
    assert address.rsplit("/", 1)[1].removesuffix(".ics") not in str(vars(first))
    end = reverse("calendar_feed_end", args=[first.pk])
    client.force_login(colleague)
    assert client.post(end).status_code == 404
    client.force_login(person)
    assert client.post(end).status_code == 302
    assert client.get(reverse("calendar_feeds")).context["feeds"].get().mission == Mission.objects.get(pk="DEN")
    client.logout()
    assert [client.get(each).status_code for each in (address, other)] == [404, 200]
    person.is_active = False
    person.save()
    assert client.get(other).status_code == 404
    told = Record.objects.filter(kind="calendar").order_by("pk").values_list("about", "details__what", "by_name")
    assert list(told) == [
        (str(first.pk), "made", person.email),
        (str(first.pk + 1), "made", person.email),
        (str(first.pk), "ended", person.email),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_and_a_month_cost_the_same_for_one_as_for_three(client, count, django_assert_num_queries):
    person = make_user()
    address = subscribed(client, person)
    for _number in range(count):
        make_event(starts_on=date(2026, 5, 2))
    with django_assert_num_queries(2):
        client.get(address)
    client.force_login(person)
    with django_assert_num_queries(6):
        client.get("/calendar/")
