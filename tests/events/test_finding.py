"""The search box of every page: what it finds, for whom, and that each hit leads to what it says."""

import html
import re
from datetime import date

import pytest
from django.utils import translation

from accounts.roles import Role
from events.filters import EventFilter
from events.finding import MOST_SHOWN, first_events, groups_of
from events.models import OfficialMet, PartnerRole
from events.status import Status
from tests.factories import make_event, make_rules, make_series, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules_and_english():
    make_rules()
    with translation.override("en"):
        yield


def found(text: str, user) -> dict[str, list[tuple[str, str, str]]]:
    filters = EventFilter({"q": text}, user=user)
    return {group.name: [(hit.label, hit.note, hit.url) for hit in group.hits] for group in groups_of(filters)}


def with_people(*, partner: str = "", official: str = "", **fields):
    event = make_event(**fields)
    if partner:
        PartnerRole.objects.create(event=event, name=partner)
    if official:
        OfficialMet.objects.create(event=event, name=official, title="Mayor")
    return event


def test_it_finds_things_of_every_kind_in_both_languages_and_by_code(client):
    user = make_user(Role.HQ_REVIEWER)
    series = make_series(name_ja="モンタナ巡回", name_en="Montana caravan")
    with_people(partner="Montana State University", official="Governor of Montana", series=series)
    assert found("montana", user) == {
        "states": [("Montana", "MT", "/states/US-MT/")],
        "series": [("Montana caravan", "BOS", f"/series/{series.pk}/")],
        "partners": [("Montana State University", "1 event", "/events/?organisation=Montana+State+University")],
        "officials": [("Governor of Montana", "1 event", "/events/?official=Governor+of+Montana")],
    }
    assert found("mt", user)["states"] == [("Montana", "MT", "/states/US-MT/")]
    assert found("モンタナ", user)["states"] == [("Montana", "MT", "/states/US-MT/")]
    assert found("ﾓﾝﾀﾅ", user)["states"] == [("Montana", "MT", "/states/US-MT/")]
    assert found("bos", user)["missions"] == [("Consulate-General of Japan in Boston", "BOS", "/events/?mission=BOS")]
    assert found("ボストン", user)["missions"] == found("ＢＯＳＴＯＮ", user)["missions"]
    assert found("no such thing", user) == {}


def test_a_mission_finds_no_name_that_only_stands_in_drafts_of_another_mission():
    hidden = {"mission": "DEN", "status": Status.DRAFT}
    series = make_series(mission=make_event(**hidden).mission, name_en="Walnut caravan", name_ja="")
    make_event(**hidden, series=series)
    with_people(**hidden, partner="Walnut Society", official="Mayor of Walnut", title_en="Walnut evening")
    staff, theirs = make_user(mission="BOS"), make_user(mission="DEN")
    read_only = make_user(Role.READ_ONLY)
    assert [set(found("walnut", user)) for user in (staff, read_only)] == [set(), set()]
    assert set(found("walnut", theirs)) == {"series", "partners", "officials"}
    assert list(first_events(EventFilter({"q": "walnut"}, user=staff))) == []
    assert [event.title_en for event in first_events(EventFilter({"q": "walnut"}, user=theirs))] == ["Walnut evening"]


def test_the_number_beside_a_name_is_that_of_the_list_it_leads_to(client):
    user = make_user()
    with_people(partner="Peabody Museum", official="Jane Roe")
    PartnerRole.objects.create(event=with_people(partner="Peabody Museum"), name="Peabody Museum", role="support")
    with_people(partner="Peabody Museum", status=Status.WITHDRAWN)
    with_people(partner="Peabody Museum", mission="DEN", status=Status.SUBMITTED)
    with_people(partner="Peabody Museum of Salem")
    client.force_login(user)
    assert found("peabody", user)["partners"] == [
        ("Peabody Museum", "2 events", "/events/?organisation=Peabody+Museum"),
        ("Peabody Museum of Salem", "1 event", "/events/?organisation=Peabody+Museum+of+Salem"),
    ]
    for _label, note, url in found("peabody", user)["partners"] + found("roe", user)["officials"]:
        assert client.get(url).context["figures"]["events"] == int(note.split()[0])


def test_the_page_leads_a_number_to_its_event_and_words_to_what_has_them(client):
    user = make_user()
    event = make_event(number="BOS-2019-0012", title_en="Lantern <evening>", starts_on=date(2019, 8, 1))
    client.force_login(user)
    for typed in ("BOS-2019-0012", " bos-2019-0012 ", "ＢＯＳ－２０１９－００１２"):
        assert client.get("/find/", {"q": typed}).url == f"/events/{event.pk}/"
    page = html.unescape(client.get("/find/", {"q": "lantern"}).content.decode())
    assert re.findall(r'class="list__title" href="([^"]+)">([^\n]+?)</a>', page) == [
        (f"/events/{event.pk}/", "Lantern <evening>")
    ]
    assert 'href="/events/?q=lantern"' in page


def test_more_than_is_shown_is_said():
    user = make_user()
    for number in range(MOST_SHOWN + 1):
        with_people(partner=f"Society {number}")
    (group,) = groups_of(EventFilter({"q": "society"}, user=user))
    assert (len(group.hits), group.is_cut_short) == (MOST_SHOWN, True)


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ("", 200, None),
        ("   ", 200, None),
        ("a b c d e f g h i", 400, "Search for at most 8 words."),
        ("nothing has this", 200, "Nothing has all of these words."),
    ],
)
def test_what_cannot_be_searched_for_is_said_and_kept(client, typed, status, sentence):
    client.force_login(make_user())
    response = client.get("/find/", {"q": typed})
    text = html.unescape(response.content.decode())
    assert response.status_code == status
    if sentence:
        assert sentence in text
        assert f'name="q" id="id_q" value="{typed}"' in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_many_questions_for_one_as_for_three(client, count, django_assert_num_queries):
    client.force_login(make_user())
    for number in range(count):
        with_people(partner=f"Lantern {number}", official=f"Lantern {number}", title_en=f"Lantern {number}")
        make_series(name_en=f"Lantern {number}")
    with django_assert_num_queries(20):
        client.get("/find/", {"q": "lantern"})
