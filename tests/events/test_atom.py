"""Good practices for a feed reader, at the twin of a person's calendar address."""

import feedparser
import pytest
from django.urls import reverse

from events.models import CalendarFeed
from events.status import Status
from tests.factories import make_event, make_user

pytestmark = pytest.mark.django_db


def subscribed(client, person, *, mission="all") -> str:
    client.force_login(person)
    address = client.post(reverse("calendar_feeds"), {"mission": mission}).context["practices"]
    client.logout()
    return address


def practice(**fields):
    return make_event(is_good_practice=True, **{"story_ja": "茶の湯を学生と <準備> した。", "story_en": "", **fields})


def read(client, address):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    document = feedparser.parse(response.content)
    assert not document.bozo
    return document


def test_confirmed_practices_are_read_with_their_story_their_mission_and_their_page(client):
    event = practice(title_ja="学生と茶の湯", title_en="")
    make_event(title_ja="物語のない案件")
    practice(title_ja="取下げ", status=Status.WITHDRAWN, withdrawal_reason="x")
    practice(title_ja="未確認", status=Status.SUBMITTED)
    practice(title_ja="他館の下書き", status=Status.DRAFT, mission="DEN", number=None)
    address = subscribed(client, make_user(language="ja"))
    document = read(client, address)
    [entry] = document.entries
    assert (entry.title, entry.summary, entry.author, entry.link) == (
        "学生と茶の湯", "茶の湯を学生と <準備> した。", event.mission.short_name, f"http://testserver/practices/{event.pk}/",
    )  # fmt: skip
    assert entry.id == f"tag:testserver,2026:practice/{event.pk}"
    assert document.feed.title == "グッドプラクティス"
    assert address.rsplit("/", 1)[1].removesuffix(".atom") not in client.get(address).content.decode()


def test_one_mission_s_address_has_its_practices_alone_and_a_story_in_the_other_language_where_there_is_one(client):
    practice(story_en="Tea with students.", title_en="Tea")
    practice(title_en="Elsewhere", mission="DEN")
    document = read(client, subscribed(client, make_user(language="en"), mission="BOS"))
    assert [(entry.title, entry.summary) for entry in document.entries] == [("Tea", "Tea with students.")]
    document = read(client, subscribed(client, make_user(language="en")))
    assert sorted(entry.summary for entry in document.entries) == ["Tea with students.", "茶の湯を学生と <準備> した。"]


def test_an_address_that_was_ended_answers_neither_calendar_nor_practices(client):
    address = subscribed(client, make_user())
    CalendarFeed.objects.get().end()
    assert client.get(address).status_code == 404
    assert client.get(address.replace(".atom", ".ics")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_costs_the_same_for_one_as_for_three(client, count, django_assert_num_queries):
    for _each in range(count):
        practice()
    address = subscribed(client, make_user())
    with django_assert_num_queries(2):
        client.get(address)
