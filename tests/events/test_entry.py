"""Entering and changing an event through the page, as a person does."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from events.models import Event, EventLink, OfficialMet, PartnerRole, Series
from tests.events.entry_page import errors_on, sent_from, shortest
from tests.factories import make_event, make_mission, make_series, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def boston(client):
    person = make_user(mission="BOS")
    client.force_login(person)
    return person


def test_the_page_opens_with_the_persons_defaults(client, boston):
    response = client.get(reverse("event_create"))
    form = response.context["form"]
    assert response.status_code == 200
    assert (form["state"].value(), form["format"].value(), form["starts_on"].value()) == ("US-MA", "in_person", None)
    assert "mission" not in form.fields


@pytest.mark.one_database
def test_the_city_of_the_last_event_stands_there_where_it_is_in_the_same_state(client, boston):
    def offered() -> tuple:
        page = client.get(reverse("event_create"))
        city = page.context["form"]["city"]
        return city.value(), 'aria-describedby="city-hint"' in str(city), 'id="city-hint"' in page.text

    assert offered() == ("", False, False)
    make_event(mission="BOS", state="US-MA", city="Salem", created_by=make_user(mission="BOS"))
    assert offered() == ("", False, False), "that of a colleague"
    make_event(mission="BOS", state="US-MA", city="Cambridge", created_by=boston)
    assert offered() == ("Cambridge", True, True)
    make_event(mission="BOS", state="US-NH", city="Concord", created_by=boston)
    assert offered() == ("", False, False)
    assert client.post(reverse("event_create"), shortest()).status_code == 302
    assert Event.objects.latest("pk").city == "", "what is not on the page is not written"


@pytest.mark.one_database
def test_a_rule_stands_beside_the_field_that_it_is_about(client, boston):
    form = client.get(reverse("event_create")).context["form"]
    hints = {name: form[name].aria_describedby for name in form.fields}
    expected = ("title_ja", "title_en", "category", "starts_on", "ends_on", "series", "partner_missions", "region_type")
    expected += ("interest_level", "is_good_practice")
    counts = dict.fromkeys(("in_person_count", "online_count", "on_demand_count"), "count-hint")
    assert {name: hint for name, hint in hints.items() if hint and name != "pillar"} == {
        **{name: f"id_{name}_helptext" for name in expected}, **counts,
    }  # fmt: skip
    wrong = client.post(reverse("event_create"), shortest(in_person_count="many")).context["form"]
    assert wrong["in_person_count"].aria_describedby == "count-hint id_in_person_count_error"


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


def test_an_incomplete_draft_is_saved(client, boston):
    response = client.post(
        reverse("event_create"), shortest(title_en="", starts_on="", category="", state="", in_person_count="")
    )
    assert response.status_code == 302
    assert Event.objects.values_list("status", "starts_on", "number").get() == ("draft", None, None)


def test_submitting_says_all_that_is_missing_beside_the_fields_and_keeps_the_draft(client, boston):
    nothing = dict.fromkeys(("title_en", "starts_on", "category", "state", "in_person_count", "format"), "")
    response = client.post(reverse("event_create"), shortest(action="submit", city="Salem", **nothing))
    event = Event.objects.get()
    assert (response.status_code, event.status, event.city) == (422, "draft", "Salem")
    assert errors_on(response) == {
        "id_title_ja": "Give the event a title, in Japanese or in English.",
        "id_starts_on": "Say on which day the event started.",
        "id_state": "Say in which state the event took place.",
        "id_format": "Say whether it was in person, online or both.",
        "id_category": "Choose a category.",
        "id_in_person_count": "Say how many took part, in person or online. If nobody knows, write “unknown”.",
    }
    assert response.context["action_url"] == reverse("event_edit", args=[event.pk])


def test_what_cannot_be_read_is_said_together_with_what_is_missing_and_nothing_is_saved(client, boston):
    typed = shortest(action="submit", title_en="", starts_on="2026-02-30", in_person_count="100～120", city="Salem")
    response = client.post(reverse("event_create"), typed)
    assert (response.status_code, Event.objects.count()) == (422, 0)
    assert errors_on(response) == {
        "id_title_ja": "Give the event a title, in Japanese or in English.",
        "id_starts_on": "“2026-02-30”: month 2 of 2026 has 28 days, so there is no day 30.",
        "id_in_person_count": "“100～120” is a range. One figure is kept: write at least 100.",
    }
    form = response.context["form"]
    assert [form[name].value() for name in ("starts_on", "in_person_count", "city")] == [
        "2026-02-30",
        "100～120",
        "Salem",
    ]


@pytest.mark.parametrize(
    ("typed", "control", "sentence"),
    [
        ({"ends_on": "2026-04-30"}, "id_ends_on", "The end date is before the start date."),
        ({"ends_on": "2026-05-02", "starts_on": ""}, "id_starts_on", "There is an end date but no start date."),
        ({"starts_on": "9999-12-31"}, "id_starts_on", "The date is not between 1 April 2000 and 31 March 2100."),
        ({"starts_on": "2000-03-31"}, "id_starts_on", "The date is not between 1 April 2000 and 31 March 2100."),
        ({"own_funds": "-1"}, "id_own_funds", "An amount of money is not negative."),
        ({"outside_funds": "-1"}, "id_outside_funds", "An amount of money is not negative."),
        ({"series": "999999"}, "id_series", "Select a valid choice. That choice is not one of the available choices."),
        ({"region_type": "interest-1"}, "id_region_type", "Select a valid choice. That choice is not one of the available choices."),
        ({"in_person_count": "-5"}, "id_in_person_count", "“-5” is negative. A count is 0 or more."),
        ({"title_en": "a\x07b"}, "id_title_en", "There is a control character (U+0007) after “a”. Delete it and save again."),
        ({"city": "x" * 101}, "id_city", "Ensure this value has at most 100 characters (it has 101)."),
        ({"summary_en": "x" * 10_000_000}, "id_summary_en", "Ensure this value has at most 4000 characters (it has 10000000)."),
        ({"officials-TOTAL_FORMS": "1", "officials-0-title": "Mayor", "officials-0-level": "local"}, "id_officials-0-name",
         "Fill this in, or empty the whole row."),
        ({"links-TOTAL_FORMS": "1", "links-0-url": "javascript:alert(1)"}, "id_links-0-url",
         "This is not the address of a page. Copy it from the browser, for example https://example.org/festival."),
    ],
)  # fmt: skip
def test_each_rule_answers_beside_its_field_and_saves_nothing(client, boston, typed, control, sentence):
    response = client.post(reverse("event_create"), shortest(**typed))
    assert (response.status_code, errors_on(response)) == (422, {control: sentence})
    assert Event.objects.count() == Series.objects.count() == PartnerRole.objects.count() == 0


def test_a_county_belongs_to_its_state(client, boston):
    response = client.post(reverse("event_create"), shortest(state="US-CT", county="US-CA-037"))
    assert errors_on(response) == {
        "id_county": "Select a valid choice. That choice is not one of the available choices."
    }


def test_a_partner_named_twice_is_said(client, boston):
    rows = {
        "partners-TOTAL_FORMS": "2",
        **{f"partners-{n}-{key}": value for n in (0, 1) for key, value in (("name", "A"), ("role", "host"))},
    }
    response = client.post(reverse("event_create"), shortest(**rows))
    assert (response.status_code, errors_on(response)) == (422, {"": "This row is there twice."})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=100))
def test_text_is_kept_exactly(client, boston, text):
    for kept in (text.strip(), "葛󠄀城市 辻󠄀", "👩‍👩‍👧‍👦 🇯🇵", "عربي \u200fRTL", "ʻOkina 𠮷野家"):
        if not kept:
            continue
        response = client.post(reverse("event_create"), shortest(title_en=kept, summary_ja=f"{kept}\r\n{kept}"))
        event = Event.objects.latest("pk")
        assert (response.status_code, event.title_en, event.summary_ja) == (302, kept, f"{kept}\n{kept}")


def test_everything_is_saved_in_one_version_and_comes_back(client, boston):
    typed = shortest(
        title_ja="日本祭り", starts_on="令和8年5月1日", ends_on="2026-05-02", new_series="日本祭り", city="Boston", venue="Common",
        in_person_count="約500名", in_person_basis="organiser", online_count="unknown", on_demand_count="1.2千",
        partner_missions=["NYC", "EMB"], region_type="region-1", interest_level="interest-2", is_good_practice="on",
        story_en="S", summary_ja="要約", own_funds="1200.50", outside_funds="3", outside_funds_source="Fund",
    ) | {
        "partners-TOTAL_FORMS": "3", "partners-0-name": "Japan Society", "partners-0-role": "host", "partners-1-name": "",
        "partners-1-role": "co_host", "partners-2-name": "City", "partners-2-role": "support",
        "officials-TOTAL_FORMS": "1", "officials-0-name": "Governor", "officials-0-title": "Governor of MA", "officials-0-level": "state",
        "links-TOTAL_FORMS": "1", "links-0-url": "example.org/a", "links-0-label": "Page",
    }  # fmt: skip
    assert client.post(reverse("event_create"), typed).status_code == 302
    event = Event.objects.get()
    assert (event.series.name_ja, event.series.name_en, event.ends_on) == ("日本祭り", "", date(2026, 5, 2))
    assert [(event.in_person_count, event.in_person_qualifier, event.in_person_basis), (event.online_count, event.online_qualifier),
            (event.on_demand_count, event.on_demand_qualifier)] == [(500, "about", "organiser"), (None, "unknown"), (1200, "exact")]  # fmt: skip
    assert set(event.partner_missions.values_list("pk", flat=True)) == {"NYC", "EMB"}
    assert list(PartnerRole.objects.values_list("name", "role")) == [("Japan Society", "host"), ("City", "support")]
    assert list(OfficialMet.objects.values_list("name", "title", "level")) == [("Governor", "Governor of MA", "state")]
    assert list(EventLink.objects.values_list("url", "label")) == [("https://example.org/a", "Page")]
    record = event.history.get()
    assert (record.history_type, record.version, record.history_user) == ("+", 1, boston)
    assert set(record.partner_missions.values_list("mission_id", flat=True)) == {"NYC", "EMB"}
    page = client.get(reverse("event_edit", args=[event.pk]))
    client.post(reverse("event_edit", args=[event.pk]), sent_from(page, title_en="New"))
    after = Event.objects.get()
    unchanged = [f.attname for f in Event._meta.concrete_fields if f.name not in ("title_en", "version", "updated_at")]
    assert [getattr(after, name) for name in unchanged] == [getattr(event, name) for name in unchanged]
    assert (after.title_en, after.version, after.history.count()) == ("New", 2, 2)
    assert PartnerRole.history.count() == 2


def test_a_row_that_is_emptied_is_removed_and_one_that_is_changed_stays_itself(client, boston):
    event = make_event(status="draft", number=None)
    one = PartnerRole.objects.create(event=event, name="One", role="host")
    PartnerRole.objects.create(event=event, name="Two", role="host")
    page = client.get(reverse("event_edit", args=[event.pk]))
    client.post(
        reverse("event_edit", args=[event.pk]), sent_from(page, **{"partners-0-name": "", "partners-1-role": "support"})
    )
    assert list(PartnerRole.objects.values_list("pk", "name", "role")) == [(one.pk, "Two", "support")]


def test_another_row_is_added_without_saving(client, boston):
    response = client.post(
        reverse("event_create"), shortest(action="add-partners", starts_on="nonsense", **{"partners-TOTAL_FORMS": "3"})
    )
    assert (response.status_code, len(response.context["entry"].lists["partners"].forms), Event.objects.count()) == (
        200,
        4,
        0,
    )
    assert response.context["form"]["starts_on"].value() == "nonsense"


def test_a_submitted_event_stays_complete(client, boston):
    event = make_event(status="submitted")
    page = client.get(reverse("event_edit", args=[event.pk]))
    response = client.post(reverse("event_edit", args=[event.pk]), sent_from(page, title_ja="", title_en=""))
    assert (response.status_code, errors_on(response)) == (
        422,
        {"id_title_ja": "Give the event a title, in Japanese or in English."},
    )


def test_a_mission_that_changes_its_confirmed_event_hands_it_in_again_and_headquarters_does_not(client, boston):
    event = make_event(status="confirmed")
    page = client.get(reverse("event_edit", args=[event.pk]))
    assert page.context["entry"].will_be_submitted_again
    client.post(reverse("event_edit", args=[event.pk]), sent_from(page, city="Salem"))
    assert Event.objects.values_list("status", "city").get() == ("submitted", "Salem")
    other = make_event(status="confirmed")
    client.force_login(make_user(Role.HQ_REVIEWER))
    page = client.get(reverse("event_edit", args=[other.pk]))
    client.post(reverse("event_edit", args=[other.pk]), sent_from(page, city="Lynn"))
    assert Event.objects.values_list("status", "city").get(pk=other.pk) == ("confirmed", "Lynn")


def test_headquarters_chooses_the_mission(client):
    client.force_login(make_user(Role.HQ_REVIEWER))
    response = client.post(reverse("event_create"), shortest())
    assert (response.status_code, errors_on(response)) == (422, {"id_mission": "This field is required."})
    client.post(reverse("event_create"), shortest(mission="DEN"))
    assert Event.objects.get().mission_id == "DEN"


def test_a_mission_cannot_choose_another_mission_nor_its_series(client, boston):
    make_mission("DEN")
    series = make_series(mission=make_mission("DEN"))
    client.post(reverse("event_create"), shortest(mission="DEN"))
    assert Event.objects.get().mission_id == "BOS"
    assert client.post(reverse("event_create"), shortest(series=str(series.pk))).status_code == 422


def test_the_county_is_asked_where_the_state_is_split_on_that_day(client, boston):
    ask = {"action": "check", **shortest(action="check")}
    asked = {
        state: "county" in client.post(reverse("event_create"), {**ask, "state": state}).context["form"].fields
        for state in ("US-MA", "US-CA", "US-CT", "US-ID")
    }
    assert asked == {"US-MA": False, "US-CA": True, "US-CT": True, "US-ID": True}


def test_the_jurisdiction_warns_and_never_blocks(client, boston):
    response = client.post(reverse("event_create"), shortest(state="US-CO"), follow=True)
    sentence = "On May 1, 2026 Colorado was served by Denver, not by Boston. You can save it all the same."
    assert [str(message) for message in response.context["messages"]] == [
        "“Japan Festival” was saved as a draft.",
        sentence,
    ]
    own = client.post(reverse("event_create"), shortest(action="check"))
    assert own.context["warnings"] == []


def test_the_last_figure_of_the_series_stands_beside_the_count(client, boston):
    series = make_series()
    make_event(series=series, starts_on=date(2024, 5, 1), in_person_count=9)
    last = make_event(series=series, starts_on=date(2025, 5, 12), in_person_count=500, in_person_qualifier="about")
    make_event(series=series, starts_on=date(2026, 6, 1), in_person_count=7)
    response = client.post(reverse("event_create"), shortest(action="check", series=str(series.pk)))
    assert (response.context["last_event"], response.context["last_figures"]) == (last, ["In person: about 500"])


def test_the_same_form_sent_twice_makes_one_event(client, boston):
    page = client.get(reverse("event_create"))
    typed = shortest(entry_key=page.context["entry_key"])
    first, second = client.post(reverse("event_create"), typed), client.post(reverse("event_create"), typed)
    event = Event.objects.get()
    assert (first.status_code, second.status_code, second.url) == (302, 302, reverse("event_edit", args=[event.pk]))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_number_of_queries_however_much_it_holds(
    client, boston, count, django_assert_num_queries
):
    event = make_event(status="draft", number=None, partner_missions=["NYC", "DEN", "CHI"][:count])
    for n in range(count):
        make_event(city=f"City {n}", series=make_series())
        PartnerRole.objects.create(event=event, name=f"P{n}")
        OfficialMet.objects.create(event=event, name=f"O{n}")
        EventLink.objects.create(event=event, url=f"https://example.org/{n}")
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        client.get(reverse("event_edit", args=[event.pk]))


QUERIES_OF_THE_PAGE = 26
