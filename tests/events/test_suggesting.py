"""Names offered while one types: which come first, in which spelling they are found, and whose are never shown."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from events.models import OfficialMet, PartnerRole
from events.models.choices import Format
from events.status import Status
from tests.factories import make_event, make_mission, make_series, make_user

pytestmark = pytest.mark.django_db


def offered(client, kind: str, text: str = "", **asked) -> list[tuple]:
    response = client.get(reverse("suggest", args=[kind]), {"q": text, **asked})
    assert response.status_code == 200
    return [(each["value"], each["note"]) for each in response.json()["offered"]]


@pytest.fixture
def boston(client):
    person = make_user()
    client.force_login(person)
    return person


def with_people(*, partner: str = "", official: tuple = (), **fields):
    event = make_event(**fields)
    if partner:
        PartnerRole.objects.create(event=event, name=partner)
    if official:
        OfficialMet.objects.create(event=event, name=official[0], title=official[1], level="state")
    return event


def test_own_cities_come_first_and_what_begins_so_before_what_holds_it(client, boston):
    for city, count in (("Salem", 1), ("Boston", 3), ("New Bedford", 1)):
        for _n in range(count):
            make_event(city=city)
    for _n in range(5):
        make_event(mission="DEN", state="US-CO", city="Denver", status=Status.CONFIRMED)
    make_event(mission="PDX", state="US-OR", city="Salem", status=Status.CONFIRMED)
    assert offered(client, "city") == [
        ("Boston", "Massachusetts"), ("New Bedford", "Massachusetts"), ("Salem", "Massachusetts"),
        ("Denver", "Colorado"), ("Salem", "Oregon"),
    ]  # fmt: skip
    assert offered(client, "city", "d") == [("Denver", "Colorado"), ("New Bedford", "Massachusetts")]
    assert offered(client, "city", "ＳＡＬ") == [("Salem", "Massachusetts"), ("Salem", "Oregon")]


def test_names_are_found_in_either_kana_and_width(client, boston):
    with_people(partner="ボストン・スシ協会")
    for text in ("すし", "スシ", "ｽｼ", "ボストン"):
        assert offered(client, "partner", text) == [("ボストン・スシ協会", "1 event")]
    assert offered(client, "partner", "寿司") == []


def test_an_official_brings_title_and_level(client, boston):
    with_people(official=("Maura Example", "Governor"))
    response = client.get(reverse("suggest", args=["official"]), {"q": "mau"})
    assert response.json() == {
        "offered": [
            {"value": "Maura Example", "note": "Governor", "beside": {"title": "Governor", "level": "state"}},
        ]
    }


def test_only_series_of_the_events_mission_are_offered(client, boston):
    make_event(series=make_series(name_ja="", name_en="Film days"))
    nights = make_series(name_ja="", name_en="Film nights", mission=make_mission("DEN"))
    make_event(mission="DEN", state="US-CO", series=nights)
    assert offered(client, "series", "film", mission="DEN") == [("Film days", "1 event")]
    client.force_login(make_user(Role.HQ_REVIEWER))
    assert offered(client, "series", "film", mission="DEN") == [("Film nights", "1 event")]
    assert offered(client, "series", "film") == []


@pytest.mark.parametrize("kind", ["city", "partner", "official", "series"])
def test_drafts_of_other_missions_and_withdrawn_events_give_no_name(client, boston, kind):
    secret = {"city": "Zanesville", "partner": "Zeta Society", "official": ("Zoe Example", "Mayor")}
    series = make_series(name_ja="", name_en="Zen days", mission=make_mission("DEN"))
    for status in (Status.DRAFT, Status.APPROVAL, Status.SUBMITTED):
        with_people(mission="DEN", state="US-CO", status=status, series=series, **secret)
    with_people(status=Status.WITHDRAWN, withdrawal_reason="x", format=Format.ONLINE, **secret)
    assert offered(client, kind, "z") == []
    client.force_login(make_user(mission="DEN"))
    assert len(offered(client, kind, "z")) == 1


@pytest.mark.parametrize("kind", ["city", "partner", "official", "series"])
def test_it_costs_the_same_at_one_and_three_names(client, boston, kind, django_assert_max_num_queries):
    costs = []
    for names in ("A",), ("B", "C"):
        for name in names:
            series = make_series(name_ja="", name_en=f"Sushi {name}")
            with_people(partner=f"Sushi {name}", official=(f"Sushi {name}", ""), city=f"Sushi {name}", series=series)
        with django_assert_max_num_queries(6) as made:
            assert len(offered(client, kind, "sushi")) == (1 if names == ("A",) else 3)
        costs.append(len(made))
    assert costs[0] == costs[1]


def test_no_more_than_eight_and_no_other_kind(client, boston):
    for n in range(10):
        make_event(city=f"Town {n}")
    assert len(offered(client, "city", "town")) == 8
    assert client.get(reverse("suggest", args=["people"])).status_code == 404


@pytest.mark.parametrize(
    ("text", "day"),
    [("令和3年3月1日", "2021-03-01"), ("R3.3.1", "2021-03-01"), ("3/1/2021", "2021-03-01"), ("3/1", None), ("", None), ("x" * 99, None)],
)  # fmt: skip
def test_a_day_is_read_as_the_form_reads_it(client, boston, text, day):
    assert client.get(reverse("read_day"), {"text": text}).json() == ({"day": day} if day else {})
