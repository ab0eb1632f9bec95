"""A series on one page: its years, the gaps between them, partners and photos, for those who may see them."""

from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from accounts.roles import Role
from events.filters import EventFilter
from events.models import Event, PartnerRole, Photo, Series
from reports.series import Stretch, series_page
from tests.factories import make_event, make_mission, make_rules, make_series, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules():
    make_rules()


def make_caravan(name: str = "Caravan") -> Series:
    """Of Denver: twice in FY2017, once in FY2020; a draft of FY2021, one without a date, one withdrawn."""
    series = make_series(name_en=name, mission=make_mission("DEN"))
    of = {"mission": "DEN", "series": series}
    first = make_event(**of, title_en="spring 2017", starts_on=date(2017, 4, 1), in_person_count=10)
    make_event(
        **of, title_en="winter 2017", starts_on=date(2018, 3, 31), in_person_count=None, in_person_qualifier="unknown"
    )
    last = make_event(**of, title_en="2020", starts_on=date(2020, 5, 1), in_person_count=300)
    draft = make_event(**of, title_en="SECRET draft", starts_on=date(2021, 5, 1), status="draft", in_person_count=9000)
    make_event(**of, title_en="SECRET plan", starts_on=None, status="draft")
    gone = make_event(**of, title_en="SECRET gone", starts_on=date(2019, 5, 1), status="withdrawn")
    for event, name in ((first, "City"), (last, "City"), (last, "Club"), (draft, "SECRET Club"), (gone, "City")):
        PartnerRole.objects.create(event=event, name=name, role="host")
    for event, is_publishable in ((first, True), (first, False), (draft, True)):
        Photo.objects.create(
            event=event, width=1, height=1, is_publishable=is_publishable, consent_by="x", caption_en=event.title_en
        )
    return series


def told(stretches: tuple[Stretch, ...]) -> list:
    return [
        (
            row.name,
            row.figure and (row.figure.events, row.figure.known_participants, row.figure.unknown),
            [e.title_en for e in row.events],
        )
        for row in stretches
    ]


def page_of(series: Series, role: str, mission: str = "BOS"):
    with override("en"):
        return series_page(series, user=make_user(role, mission=mission))


def test_the_years_with_the_gap_between_them():
    page = page_of(make_caravan(), Role.READ_ONLY)
    assert page.span == "FY2017–FY2020"
    assert told(page.stretches) == [
        ("FY2020", (1, 300, 0), ["2020"]),
        ("FY2018–FY2019", None, []),
        ("FY2017", (2, 10, 1), ["winter 2017", "spring 2017"]),
    ]
    assert [(bar.label, bar.value) for bar in page.chart.bars] == [
        ("FY2017", "10"),
        ("FY2018", "0"),
        ("FY2019", "0"),
        ("FY2020", "300"),
    ]
    assert (page.total.events, page.total.participants, page.total.unknown, page.undated) == (3, 310, 1, ())


def test_its_own_mission_sees_drafts_which_count_in_no_number():
    page = page_of(make_caravan(), Role.MISSION_STAFF, "DEN")
    assert told(page.stretches)[0] == ("FY2021", (0, 0, 0), ["SECRET draft"])
    assert [event.title_en for event in page.undated] == ["SECRET plan"]
    assert (page.total.events, page.total.participants) == (3, 310)
    assert [row.name for row in page.partners] == ["City", "Club", "SECRET Club"]


@pytest.mark.parametrize("role", [Role.MISSION_STAFF, Role.READ_ONLY])
def test_others_see_the_confirmed_and_photos_that_may_be_shown(client, role):
    series = make_caravan()
    client.force_login(make_user(role))
    page = client.get(series.get_absolute_url()).content.decode()
    assert "SECRET" not in page
    assert page.count('alt="spring 2017"') == 1
    assert "FY2018–FY2019: no event on record" in page


def test_a_series_of_which_nothing_may_be_seen_is_not_there(client):
    series = make_series(mission=make_mission("DEN"))
    make_event(series=series, mission="DEN", status="draft")
    answers = {}
    for person in (make_user(), make_user(Role.READ_ONLY), make_user(mission="DEN"), make_user(Role.HQ_REVIEWER)):
        client.force_login(person)
        answers[person.where] = client.get(series.get_absolute_url()).status_code
    assert list(answers.values()) == [404, 404, 200, 200]


@pytest.mark.parametrize("role", [Role.MISSION_STAFF, Role.HQ_REVIEWER])
def test_each_number_leads_to_a_list_of_as_many(role):
    series, user = make_caravan(), make_user(role, mission="DEN")
    page = series_page(series, user=user)
    numbers = [(f"?{page.total.query}", page.total.events)]
    numbers += [
        (f"?{row.figure.query}", row.figure.events) for row in page.stretches if row.figure and row.figure.query
    ]
    numbers += [(row.href, row.events) for row in page.partners]
    found = [(a, EventFilter(QueryDict(a.partition("?")[2]), user=user).qs.count()) for a, _number in numbers]
    assert found == numbers


def test_three_of_each_sort_cost_the_queries_of_one(client):
    client.force_login(make_user(Role.HQ_REVIEWER))
    counts = []
    for times in (1, 3):
        series = make_caravan(f"Caravan {times}")
        for _time in range(times - 1):
            Event.objects.filter(series=make_caravan(f"More {_time}")).update(series=series)
        client.get(series.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(series.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1]
