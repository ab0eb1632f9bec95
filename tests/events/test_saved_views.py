"""Views of the list that are kept: whose they are, who sees them, and that they give nobody access."""

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from events.models import Opening, SavedView
from events.models.view import MOST_OF_ONE
from tests.factories import make_event, make_mission, make_rules, make_user

pytestmark = pytest.mark.django_db

QUERY = "mission=BOS&columns=title,city&density=compact&sort=city"


@pytest.fixture(autouse=True)
def rules():
    return make_rules()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def keep(client: Client, name: str, query: str = QUERY, **sent):
    return client.post("/events/views/", {"name": name, "query": query, "sharing": "private", **sent})


def above_the_list(client: Client, query: str = "") -> list[tuple[str, str, str]]:
    """Address, whether it is what the page shows, and name of each view above the list."""
    nav = re.search(r'class="cluster list-views">(.*?)</nav>', client.get(f"/events/{query}").text, re.S).group(1)
    links = re.findall(r'<a class="[^"]*" href="([^"]*)"( aria-current="true")?>(.*?)</a>', nav, re.S)
    return [(html.unescape(to), bool(now), " ".join(re.sub("<[^>]+>", "", name).split())) for to, now, name in links]


def test_a_view_is_kept_and_leads_back_to_what_was_seen():
    client = signed_in(make_user())
    response = keep(client, "Ours by city", query=f"{QUERY}&page=3&state=")
    assert (response.status_code, response.url) == (302, f"/events/?{QUERY}")
    assert above_the_list(client, f"?{QUERY}") == [(f"?{QUERY}", True, "Ours by city")]
    assert above_the_list(client, "?sort=city&density=compact&mission=BOS&columns=title,city")[0][1] is True
    assert above_the_list(client, "?mission=BOS")[0][1] is False


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"name": " "}, "Give the view a name."),
        ({"name": "x" * 61}, "Ensure this value has at most 60 characters (it has 61)."),
        ({"query": "misson=BOS"}, "There is no filter called “misson”. Did you mean “mission”?"),
        ({"query": "columns=title,moon"}, "“moon” is not one of the choices."),
        ({"query": "q=" + "x" * 2000}, "So many filters are too long for a view. Take some away."),
        ({"sharing": "everybody"}, "Select a valid choice. everybody is not one of the available choices."),
    ],
)
def test_what_cannot_be_kept_is_said(sent, sentence):
    response = keep(signed_in(make_user()), **{"name": "Mine", **sent})
    assert (response.status_code, sentence in html.unescape(response.text)) == (422, True)
    assert not SavedView.objects.exists()


def test_a_name_is_given_once_or_replaced():
    user = make_user()
    client = signed_in(user)
    keep(client, "Mine")
    again = keep(client, " Mine ", query="mission=DEN")
    assert again.status_code == 422
    assert "You have a view of this name already." in again.text
    make_mission("DEN")
    assert keep(client, "Mine", query="mission=DEN", replace="1").status_code == 302
    assert list(SavedView.objects.values_list("owner", "name", "query")) == [(user.pk, "Mine", "mission=DEN")]
    assert keep(signed_in(make_user()), "Mine", replace="1").status_code == 302
    assert SavedView.objects.count() == 2


def test_nobody_keeps_more_than_he_can_look_through():
    user = make_user()
    SavedView.objects.bulk_create(SavedView(owner=user, name=f"{n}") for n in range(MOST_OF_ONE))
    response = keep(signed_in(user), "one more")
    assert (response.status_code, "You keep 50 views already. Delete one first." in response.text) == (422, True)


def test_who_sees_a_view():
    people = {
        "owner": make_user(), "colleague": make_user(Role.MISSION_APPROVER), "Denver": make_user(mission="DEN"),
        "hq": make_user(Role.HQ_REVIEWER), "hq too": make_user(Role.HQ_ADMINISTRATOR), "reader": make_user(Role.READ_ONLY),
    }  # fmt: skip
    keep(signed_in(people["owner"]), "private")
    keep(signed_in(people["owner"]), "of Boston", sharing="office")
    keep(signed_in(people["Denver"]), "of Denver", sharing="office")
    keep(signed_in(people["hq"]), "of headquarters", sharing="office")
    keep(signed_in(people["hq"]), "of all", sharing="everybody")
    seen = {who: [view.name for view in SavedView.objects.visible_to(person)] for who, person in people.items()}
    assert seen == {
        "owner": ["of Boston", "private", "of all"], "colleague": ["of Boston", "of all"],
        "Denver": ["of Denver", "of all"], "hq": ["of all", "of headquarters"], "hq too": ["of all", "of headquarters"],
        "reader": ["of all"],
    }  # fmt: skip
    for who, person in people.items():
        client = signed_in(person)
        names = [name.split()[:2] for _to, _now, name in above_the_list(client)]
        assert names == [name.split()[:2] for name in seen[who]], who
        found = client.get("/find/?q=of").text
        assert [name for name in seen["owner"] + ["of Denver"] if name in found and name not in seen[who]] == []


@pytest.mark.parametrize("role", [Role.MISSION_STAFF, Role.READ_ONLY])
def test_only_headquarters_share_with_everybody(role):
    response = keep(signed_in(make_user(role)), "for all", sharing="everybody")
    assert (response.status_code, SavedView.objects.exists()) == (422, False)


def test_a_shared_view_shows_only_what_its_reader_may_see():
    make_event(mission="DEN", status="draft", title_en="secret of Denver", number=None)
    make_event(mission="DEN", title_en="open in Denver")
    keep(signed_in(make_user(Role.HQ_REVIEWER)), "Denver", query="mission=DEN", sharing="everybody")
    for person, titles in (
        (make_user(), ["open in Denver"]),
        (make_user(Role.READ_ONLY), ["open in Denver"]),
        (make_user(mission="DEN"), ["secret of Denver", "open in Denver"]),
    ):
        client = signed_in(person)
        [(address, _now, _name)] = above_the_list(client)
        text = client.get(f"/events/{address}").text
        assert [title for title in ("secret of Denver", "open in Denver") if title in text] == titles


def test_only_the_owner_renames_shares_and_deletes():
    owner, colleague, hq = make_user(), make_user(), make_user(Role.HQ_ADMINISTRATOR)
    client = signed_in(owner)
    keep(client, "Ours", sharing="office")
    view = SavedView.objects.get()
    for other in (colleague, hq):
        stranger = signed_in(other)
        sent = {"name": "Theirs", "sharing": "private"}
        answers = [stranger.get(f"/events/views/{view.pk}/"), stranger.post(f"/events/views/{view.pk}/", sent),
                   stranger.post(f"/events/views/{view.pk}/delete/")]  # fmt: skip
        assert [answer.status_code for answer in answers] == [404, 404, 404]
    view.refresh_from_db()
    assert (view.name, view.owner) == ("Ours", owner)
    assert client.post(f"/events/views/{view.pk}/", {"name": "Mine", "sharing": "private"}).status_code == 302
    assert [row.name for row in SavedView.objects.visible_to(owner)] == ["Mine"]
    assert not SavedView.objects.visible_to(colleague).exists()
    assert SavedView.objects.get().query == QUERY
    client.post(f"/events/views/{view.pk}/delete/")
    assert not SavedView.objects.exists()


def test_a_person_opens_the_list_with_a_view_while_he_may_see_it():
    owner, colleague = make_user(), make_user()
    keep(signed_in(owner), "Ours", sharing="office")
    keep(signed_in(owner), "private")
    ours, private = SavedView.objects.get(name="Ours"), SavedView.objects.get(name="private")
    client = signed_in(colleague)
    assert client.get("/events/open/").url == "/events/"
    assert [client.post("/events/views/opens/", {"view": key}).status_code for key in (private.pk, "x", "9" * 20)] == [
        404
    ] * 3
    assert client.post("/events/views/opens/", {"view": ours.pk}).status_code == 302
    assert client.get("/events/open/").url == f"/events/?{QUERY}"
    assert 'href="/events/open/"' in client.get("/").text
    assert signed_in(owner).get("/events/open/").url == "/events/"
    SavedView.objects.filter(pk=ours.pk).update(sharing="private")
    assert client.get("/events/open/").url == "/events/"
    SavedView.objects.filter(pk=ours.pk).update(sharing="office")
    client.post("/events/views/opens/", {"view": ""})
    assert (client.get("/events/open/").url, Opening.objects.exists()) == ("/events/", False)


def test_as_many_queries_for_three_views_as_for_one():
    user = make_user()
    client = signed_in(user)
    counts = []
    for _round in range(2):
        keep(signed_in(make_user()), f"of Boston {_round}", sharing="office")
        row = []
        for address in ("/events/", "/events/views/", "/find/?q=Boston"):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            row.append(len(queries))
        counts.append(row)
        keep(signed_in(make_user()), "of Boston", sharing="office")
    assert counts[0] == counts[1]
