"""Two people, one event: nothing typed is lost, nothing acknowledged is overwritten unseen."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from events.models import Event, PartnerRole
from events.models.event import EditConflict
from tests.events.entry_page import sent_from
from tests.factories import make_event, make_mission, make_user


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def two(db):
    """Two people of Boston, who have opened the same draft."""
    event = make_event(status="draft", number=None, title_ja="", title_en="Festival", city="Boston")
    PartnerRole.objects.create(event=event, name="Japan Society", role="host")
    people = [make_user(name="Ann"), make_user(name="Ben")]
    address = reverse("event_edit", args=[event.pk])
    clients = [client_of(person) for person in people]
    # a first save through the page, so that the version is in the history
    clients[0].post(address, sent_from(clients[0].get(address)))
    return event, address, [(client, client.get(address)) for client in clients]


def table(response) -> list[tuple]:
    rows = response.context["entry"].differences
    return [(row.name, row.opened, row.theirs, row.mine, row.who.split(",")[0], row.is_mine_too) for row in rows]


def test_the_second_is_shown_what_differs_and_keeps_all_that_was_typed(two):
    event, address, [(ann, page_of_ann), (ben, page_of_ben)] = two
    assert (
        ann.post(
            address, sent_from(page_of_ann, title_en="Ann's", venue="Hall", in_person_count="about 70")
        ).status_code
        == 302
    )
    typed = sent_from(page_of_ben, title_en="Ben's", city="Salem", **{"partners-0-name": "City"})
    response = ben.post(address, typed)
    assert response.status_code == 409
    assert table(response) == [
        ("title_en", "Festival", "Ann's", "Ben's", "Ann", True),
        ("venue", "—", "Hall", "—", "Ann", False),
        ("in_person_count", "100", "about 70", "100", "Ann", False),
    ]
    again = sent_from(response)
    assert {name: again.get(name) for name in ("title_en", "venue", "in_person_count", "city", "partners-0-name", "version")} == {
        "title_en": "Ben's", "venue": "Hall", "in_person_count": "about 70", "city": "Salem", "partners-0-name": "City", "version": "3",
    }  # fmt: skip
    assert 'name="take-title_en"' in response.content.decode()
    assert ben.post(address, again).status_code == 302
    saved = Event.objects.get(pk=event.pk)
    assert (saved.title_en, saved.venue, saved.in_person_count, saved.city, saved.version) == (
        "Ben's",
        "Hall",
        70,
        "Salem",
        4,
    )
    assert list(PartnerRole.objects.values_list("name", flat=True)) == ["City"]


def test_the_second_may_take_the_others_value_field_by_field(two):
    _event, address, [(ann, page_of_ann), (ben, page_of_ben)] = two
    ann.post(address, sent_from(page_of_ann, title_en="Ann's", city="Lynn", **{"partners-0-name": "Ann's partner"}))
    response = ben.post(
        address, sent_from(page_of_ben, title_en="Ben's", city="Salem", **{"partners-0-name": "Ben's partner"})
    )
    taken = {"take-title_en": "theirs", "take-city": "mine", "take-partners": "theirs"}
    assert ben.post(address, sent_from(response, **taken)).status_code == 302
    assert Event.objects.values_list("title_en", "city").get() == ("Ann's", "Salem")
    assert list(PartnerRole.objects.values_list("name", flat=True)) == ["Ann's partner"]


def test_lists_and_partner_missions_belong_to_the_version(two):
    _event, address, [(ann, page_of_ann), (ben, page_of_ben)] = two
    make_mission("NYC")
    more = {
        "partners-TOTAL_FORMS": "2",
        "partners-1-name": "City",
        "partners-1-role": "support",
        "partner_missions": ["NYC"],
    }
    ann.post(address, sent_from(page_of_ann, **more))
    response = ben.post(address, sent_from(page_of_ben, title_en="Ben's"))
    assert (response.status_code, table(response)) == (409, [
        ("partner_missions", "—", "New York", "—", "Ann", False),
        ("partners", "Japan Society, host", "Japan Society, host; City, support", "Japan Society, host", "Ann", False),
    ])  # fmt: skip
    assert ben.post(address, sent_from(response)).status_code == 302
    assert list(PartnerRole.objects.values_list("name", "role")) == [("Japan Society", "host"), ("City", "support")]
    assert list(Event.objects.get().partner_missions.values_list("pk", flat=True)) == ["NYC"]


def test_a_change_of_status_alone_is_a_conflict_without_differences(two):
    event, address, [(_ann, _page), (ben, page_of_ben)] = two
    Event.objects.get(pk=event.pk).submit(by=make_user())
    response = ben.post(address, sent_from(page_of_ben, city="Salem"))
    assert (response.status_code, table(response)) == (409, [])
    assert ben.post(address, sent_from(response)).status_code == 302
    assert Event.objects.values_list("status", "city").get() == ("submitted", "Salem")


def test_an_event_withdrawn_meanwhile_keeps_what_was_typed_on_the_page(two):
    event, address, [(_ann, _page), (ben, page_of_ben)] = two
    Event.objects.get(pk=event.pk).withdraw(by=make_user(Role.HQ_REVIEWER), because="twice")
    response = ben.post(address, sent_from(page_of_ben, city="Salem"))
    assert (response.status_code, response.context["form"]["city"].value()) == (409, "Salem")
    assert Event.objects.get().city == "Boston"


@pytest.mark.parametrize("version", ["", "0", "99", "x", "9" * 30])
def test_a_version_that_nobody_opened_never_overwrites(two, version):
    _event, address, [(ann, page_of_ann), _ben] = two
    assert ann.post(address, sent_from(page_of_ann, city="Lynn", version=version)).status_code == 409
    assert Event.objects.get().city == "Boston"


def test_what_fails_half_way_saves_nothing(two, monkeypatch):
    _event, address, [(ann, page_of_ann), _ben] = two
    monkeypatch.setattr(PartnerRole, "save", lambda *args, **options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ann.post(address, sent_from(page_of_ann, city="Lynn", new_series="S", **{"partners-0-name": "X"}))
    event = Event.objects.get()
    assert (event.city, event.version, event.series, event.history.count()) == ("Boston", 2, None, 2)


@pytest.mark.django_db(transaction=True)
def test_eight_writers_lose_no_acknowledged_save():
    person = make_user()
    event = make_event(status="draft", number=None, own_funds=0)
    saves, conflicts, failures = [], [], []

    def write() -> None:
        try:
            for _turn in range(6):
                mine = Event.objects.get(pk=event.pk)
                mine.own_funds += 1
                try:
                    mine.save_version(by=person, version=mine.version)
                    saves.append(mine.version)
                except EditConflict:
                    conflicts.append(mine.version)
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    event.refresh_from_db()
    assert failures == []
    assert (len(saves) + len(conflicts), event.own_funds, event.version) == (48, len(saves), 1 + len(saves))
    assert sorted(saves) == list(range(2, 2 + len(saves)))
    assert event.history.count() == 1 + len(saves)
