"""Which events are proposed as one, with which reasons; what is remembered, and what the pages do."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.roles import Role
from events import duplicates
from events.duplicates import alike_to, compare, hold_apart, search, searched
from events.models import Event, HeldApart, LikelyPair, Merge, PairSearch, PartnerRole
from tests.events.entry_page import shortest
from tests.factories import make_event, make_rules, make_series, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def hq():
    make_rules()
    return make_user(Role.HQ_REVIEWER, name="Tokyo Taro")


def festival(**fields) -> Event:
    given = {"title_ja": "日本祭り", "title_en": "Japan Festival", "city": "Boston", "in_person_count": 100}
    return make_event(**{**given, **fields})


def proposed() -> set[tuple[int, int]]:
    return set(LikelyPair.objects.filter(is_held_apart=False).values_list("first", "second"))


CASES = {
    "the same again": ({}, {}, 95, ["Same Japanese title", "Same English title", "Same day", "Same city",
        "Same number of participants"]),
    "spelling apart": ({"title_ja": "ニホン・マツリ２０１９"}, {"title_ja": "ﾆﾎﾝ ﾏﾂﾘ2019"}, 95,
        ["Same Japanese title", "Same English title", "Same day", "Same city", "Same number of participants"]),
    "words in another order": ({"title_en": "Boston Japan Festival", "title_ja": ""},
        {"title_en": "Japan Festival Boston", "title_ja": ""}, 94,
        ["English titles 99% alike", "Same day", "Same city", "Same number of participants"]),
    "two missions, two days apart": ({}, {"mission": "DEN", "starts_on": date(2019, 5, 3)}, 75,
        ["Same Japanese title", "Same English title", "2 days apart", "Same city", "Same number of participants",
         "Reported by two missions"]),
    "overlapping": ({"ends_on": date(2019, 5, 9)}, {"starts_on": date(2019, 5, 8), "in_person_count": 105}, 85,
        ["Same Japanese title", "Same English title", "Days that overlap", "Same city",
         "Nearly the same number of participants"]),
    "each in its language": ({"title_en": ""}, {"title_ja": "", "mission": "DEN"}, 70,
        ["Each has its title in the other language", "Same day", "Same city", "Same number of participants",
         "Reported by two missions"]),
    "four days apart in two missions": ({}, {"mission": "DEN", "starts_on": date(2019, 5, 5)}, None, None),
    "eight days apart": ({}, {"starts_on": date(2019, 5, 9)}, None, None),
    "two missions in two states": ({}, {"mission": "DEN", "state": "US-CO", "city": ""}, None, None),
    "the second evening": ({"title_ja": "第1回日本祭り"}, {"title_ja": "第2回日本祭り"}, None, None),
    "the second evening in kanji": ({"title_ja": "第一夜", "title_en": ""}, {"title_ja": "第二夜", "title_en": ""}, None, None),
    "other titles": ({}, {"title_ja": "寿司教室", "title_en": "Sushi class"}, None, None),
    "alike in one language alone": ({}, {"title_ja": "日系企業説明会"}, None, None),
    "other cities": ({}, {"city": "Salem", "starts_on": date(2019, 5, 5)}, None, None),
    "withdrawn": ({}, {"status": "withdrawn"}, None, None),
    "without a date": ({}, {"status": "draft", "number": None, "starts_on": None}, None, None),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_proposed_and_why(name):
    one, other, score, reasons = CASES[name]
    first, second = festival(**one), festival(**other)
    search()
    assert proposed() == (set() if score is None else {(first.pk, second.pk)})
    if score is not None:
        pair = LikelyPair.objects.get()
        alike = compare(first, second)
        assert (pair.score, alike.score, alike.reasons()) == (score, score, reasons)


def test_events_of_one_series_are_several(hq):
    series = make_series()
    festival(series=series), festival(series=series)
    search()
    assert proposed() == set()


def test_partners_in_common_are_a_reason():
    first, second = festival(in_person_count=None, in_person_qualifier="unknown"), festival(mission="DEN")
    for event in (first, second):
        PartnerRole.objects.create(event=event, name="City of Boston", role="host")
    search()
    assert LikelyPair.objects.get().score == 90
    assert "Partners in common: City of Boston" in compare(first, second).reasons()


def test_it_finds_the_same_whether_it_looks_at_all_or_at_what_changed(hq, monkeypatch):
    """Event by event, with a search after each; and everything anew."""
    monkeypatch.setattr(duplicates, "MOST_OF_AN_EVENT", 99)
    made = []
    for n in range(14):
        event = festival(
            mission=["BOS", "DEN", "NYC"][n % 3], starts_on=date(2019, 5, 1 + n), ends_on=date(2019, 5, 1 + n + n % 4),
            city=["Boston", "", "Salem"][n % 3],
        )  # fmt: skip
        made.append(event)
        search()
    moved, gone = made[3], made[5]
    moved.starts_on, moved.ends_on = date(2019, 5, 20), None
    moved.save_version(by=hq, version=1)
    gone.withdraw(by=hq, because="x")
    search()
    rows = LikelyPair.objects.order_by("first", "second")
    step_by_step = list(rows.values_list("first", "second", "score"))
    LikelyPair.objects.all().delete()
    PairSearch.objects.all().delete()
    search()
    assert list(rows.values_list("first", "second", "score")) == step_by_step
    assert len(step_by_step) > 10
    assert gone.pk not in {pk for pair in step_by_step for pk in pair[:2]}


def test_of_each_event_the_likeliest_five_are_proposed():
    for n in range(8):
        festival(in_person_count=100 if n % 2 else 107)
    search()
    assert LikelyPair.objects.count() < 8 * 7 / 2
    by_event = [LikelyPair.objects.filter(first=pk).count() + LikelyPair.objects.filter(second=pk).count()
                for pk in Event.objects.values_list("pk", flat=True)]  # fmt: skip
    assert min(by_event) >= 5


def test_what_was_found_to_be_two_comes_back_only_when_it_changes(hq):
    first, second = festival(), festival(mission="DEN")
    search()
    for person in (make_user(), make_user(Role.READ_ONLY)):
        with pytest.raises(PermissionDenied):
            hold_apart(first, second, by=person, because="two halls")
    with pytest.raises(ValidationError, match="Give a reason"):
        hold_apart(first, second, by=hq, because=" ")
    assert proposed() == {(first.pk, second.pk)}
    hold_apart(second, first, by=hq, because="two halls")
    assert proposed() == set()
    second.refresh_from_db()
    second.return_to_mission(by=hq, because="which hall?")  # nothing of what was compared
    search()
    assert proposed() == set()
    second.venue = "Hynes"
    second.save_version(by=hq, version=second.version)
    search()
    assert proposed() == {(first.pk, second.pk)}
    hold_apart(first, Event.objects.get(pk=second.pk), by=hq, because="still two")
    assert [(row.reason, row.by) for row in HeldApart.objects.all()] == [("still two", hq)]
    assert [row.reason for row in HeldApart.history.order_by("history_id")] == ["two halls", "still two"]


def test_a_search_knows_what_has_changed_since(hq):
    assert searched().at is None
    event = festival()
    search()
    assert searched().changes == 0
    event.withdraw(by=hq, because="x")
    assert searched().changes == 1


# ---- pages


@pytest.fixture
def pair(client, hq):
    first, second = festival(city="Boston"), festival(mission="DEN", city="", venue="Common", status="submitted")
    search()
    client.force_login(hq)
    return first, second


def address(pair) -> str:
    return reverse("duplicate_detail", args=[pair[0].pk, pair[1].pk])


def sent(pair, **fields) -> dict[str, str]:
    given = {
        "action": "merge",
        "survivor": pair[0].pk,
        "reason": "one festival",
        "first_version": 1,
        "second_version": 1,
    }
    return {name: str(value) for name, value in {**given, **fields}.items()}


def test_the_list_is_asked_by_mission_year_kind_and_score(client, pair):
    festival(mission="NYC", state="US-NY", starts_on=date(2021, 5, 1))
    festival(mission="NYC", state="US-NY", starts_on=date(2021, 5, 4))
    search()
    found = {}
    for query in (
        "",
        "mission=DEN",
        "mission=NYC",
        "fiscal_year=2021",
        "reported=two",
        "reported=one",
        "least=80",
        "apart=1",
    ):
        page = client.get(f"{reverse('duplicate_list')}?{query}")
        found[query] = [line.pair.score for line in page.context["lines"]]
    assert found == {
        "": [90, 75], "mission=DEN": [90], "mission=NYC": [75], "fiscal_year=2021": [75], "reported=two": [90],
        "reported=one": [75], "least=80": [90], "apart=1": [],
    }  # fmt: skip
    wrong = client.get(f"{reverse('duplicate_list')}?mission=XXX")
    assert (wrong.status_code, wrong.context["lines"]) == (400, [])


def test_the_page_marks_what_differs_and_merges_as_chosen(client, pair, hq):
    page = client.get(address(pair))
    rows = {choice.name: (choice.differs, kept) for choice, kept in page.context["rows"]}
    first, second = pair
    assert {name: rows[name] for name in ("title_ja", "city", "venue")} == {
        "title_ja": (False, first.pk), "city": (True, first.pk), "venue": (True, second.pk),
    }  # fmt: skip
    answer = client.post(address(pair), sent(pair, **{"keep-city": first.pk, "keep-venue": second.pk}), follow=True)
    assert answer.redirect_chain == [(first.get_absolute_url(), 302)]
    text = answer.content.decode()
    assert "was merged into this event" in text
    assert "Take the two apart again" in text
    first.refresh_from_db()
    assert (first.city, first.venue, list(first.partner_missions.values_list("pk", flat=True))) == (
        "Boston",
        "Common",
        ["DEN"],
    )
    assert client.get(reverse("duplicate_list")).context["lines"] == []


def test_the_other_may_stay_too(client, pair):
    first, second = pair
    client.post(address(pair), sent(pair, survivor=second.pk, **{"keep-city": first.pk}))
    second.refresh_from_db()
    assert (second.city, Merge.objects.get().survivor) == ("Boston", second)


@pytest.mark.parametrize(
    ("wrong", "status", "sentence"),
    [
        ({"reason": " "}, 422, "Give a reason"),
        ({"survivor": ""}, 422, "Choose which of the two events stays."),
        ({"survivor": "999999"}, 422, "Choose which of the two events stays."),
        ({"second_version": "7"}, 409, "Somebody saved one of these events"),
        ({"action": "burn"}, 422, ""),
    ],
)
def test_nothing_is_done_and_it_says_why(client, pair, wrong, status, sentence):
    answer = client.post(address(pair), sent(pair, **wrong))
    assert (answer.status_code, sentence in answer.content.decode(), Merge.objects.count()) == (status, True, 0)


def test_two_are_kept_apart_from_the_page(client, pair, hq):
    answer = client.post(address(pair), sent(pair, action="two", reason="two halls"), follow=True)
    assert answer.context["lines"] == []
    [line] = client.get(f"{reverse('duplicate_list')}?apart=1").context["lines"]
    assert (line.apart.reason, line.apart.by) == ("two halls", hq)
    assert "two halls" in client.get(address(pair)).content.decode()


def test_the_old_address_and_number_lead_to_the_one_that_stays(client, pair, hq):
    first, second = pair
    made = second.merge_into(first, by=hq, because="one festival")
    answer = client.get(second.get_absolute_url(), follow=True)
    assert answer.redirect_chain == [(first.get_absolute_url(), 302)]
    assert f"{second.number} was merged into this event." in answer.content.decode()
    found = client.get(f"{reverse('event_list')}?q={second.number}", follow=True)
    assert found.redirect_chain[-1][0] == first.get_absolute_url()
    kept = client.get(reverse("event_as_merged", args=[second.pk])).content.decode()
    assert "This event was merged into another" in kept
    assert "one festival" in kept
    stranger = make_user(mission="NYC")
    client.force_login(stranger)
    assert client.get(second.get_absolute_url()).url == first.get_absolute_url()
    assert client.get(reverse("event_as_merged", args=[second.pk])).status_code == 404
    Event.objects.filter(pk=first.pk).update(status="submitted")
    assert client.get(second.get_absolute_url()).status_code == 404
    client.force_login(make_user(mission="DEN"))
    own = client.get(second.get_absolute_url())
    assert (own.status_code, "This event was merged into another" in own.content.decode()) == (200, True)
    client.force_login(hq)
    Event.objects.filter(pk=first.pk).update(status="confirmed")
    apart = client.post(reverse("merge_take_apart", args=[made.pk]), follow=True)
    assert apart.redirect_chain == [(second.get_absolute_url(), 302)]
    again = client.post(reverse("merge_take_apart", args=[made.pk]))
    assert again.status_code == 409


def test_a_draft_that_was_never_handed_in_leads_nowhere_for_strangers(client, hq):
    draft, first = festival(status="draft", number=None), festival()
    draft.merge_into(first, by=hq, because="x")
    client.force_login(make_user(mission="NYC"))
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(make_user())
    assert client.get(draft.get_absolute_url()).status_code == 302


def test_as_many_queries_for_three_pairs_as_for_one(client, hq):
    client.force_login(hq)
    counts = []
    for n in range(3):
        for mission in ("BOS", "DEN"):
            festival(starts_on=date(2019, 1 + 2 * n, 1), mission=mission)
        search()
        client.get(reverse("duplicate_list"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("duplicate_list"))
        assert len(page.context["lines"]) == n + 1
        counts.append(len(queries))
    assert counts[0] == counts[2]


# ---- while somebody enters


def test_what_is_there_already_is_known_to_who_may_know(hq):
    own = festival(status="draft", number=None)
    secret = festival(mission="DEN", status="submitted")
    joint = festival(mission="NYC", status="submitted", partner_missions=["BOS"])
    confirmed = festival(mission="CHI")
    typed = Event(mission=own.mission, title_en="Japan Festival", starts_on=own.starts_on, state=own.state)
    people = {"Boston": make_user(), "Denver": make_user(mission="DEN")}
    known = {name: {row.event: row.may_open for row in alike_to(typed, by=person)} for name, person in people.items()}
    assert known == {
        "Boston": {own: True, joint: False, confirmed: True}, "Denver": {secret: True, confirmed: True},
    }  # fmt: skip
    hold_apart(own, confirmed, by=hq, because="two")
    assert confirmed not in {row.event for row in alike_to(own, by=people["Boston"])}
    typed.title_en = ""
    assert alike_to(typed, by=hq) == []


def test_who_enters_an_event_is_told_while_typing_and_after_saving(client):
    there = festival()
    client.force_login(make_user(language="en"))
    data = shortest(title_en="Japan Festivals", starts_on="2019-05-01", city="Boston", action="check")
    page = client.post(reverse("event_create"), data).content.decode()
    assert "Is this event there already?" in page
    assert there.get_absolute_url() in page
    assert (
        "Is this event there already?"
        not in client.post(reverse("event_create"), data | {"title_en": "Sushi"}).content.decode()
    )
    saved = client.post(reverse("event_create"), data | {"action": "save"}, follow=True).content.decode()
    assert "This looks like “Japan Festival” (" in saved
    assert f", {there.number}), which is there already: Same English title" not in saved
    assert f", {there.number}), which is there already: English titles 96% alike" in saved
