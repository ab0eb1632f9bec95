"""The gallery and its pages: who finds, reads, tells, nominates, selects; and whose photos nobody else sees."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.roles import Role
from events.models import Event, Outcome, Photo, Practice, Year
from events.thumbnails import small_name
from tests.factories import make_approach, make_event, make_mission, make_user

pytestmark = pytest.mark.django_db
STORY = {"is_good_practice": True, "story_en": "We danced."}


def jpeg(size=(1200, 800), color="red") -> bytes:
    out = BytesIO()
    Image.new("RGB", size, color).save(out, "JPEG")
    return out.getvalue()


def make_practice(**fields) -> Event:
    return make_event(**{**STORY, **fields})


def make_photo(event: Event, **fields) -> Photo:
    photo = Photo(event=event, **fields)
    photo.image.save("x.jpg", ContentFile(jpeg(), name="x.jpg"), save=False)
    photo.save()
    return photo


def selected(event: Event, *, hq) -> Event:
    Practice.locked(event, by=hq).select(by=hq, version=event.version)
    return event


def cards(client, user, query: str = "") -> list[str]:
    """The titles of the gallery, in its order."""
    client.force_login(user)
    response = client.get(f"/practices/{query}")
    assert response.status_code == 200, query
    return re.findall(r'<h2><a href="/practices/\d+/">([^<]*)</a></h2>', response.content.decode())


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def people() -> dict:
    return {
        "hq": make_user(Role.HQ_REVIEWER), "boston": make_user(), "denver": make_user(mission="DEN"),
        "reader": make_user(Role.READ_ONLY),
    }  # fmt: skip


# ---- finding


def test_the_gallery_holds_confirmed_practices_with_a_story_latest_first(client, people):
    make_practice(title_en="Old", starts_on="2018-05-01")
    make_practice(title_en="New", starts_on="2020-05-01")
    make_practice(title_en="Submitted", status="submitted")
    make_practice(title_en="Withdrawn", status="withdrawn")
    make_event(title_en="No story", is_good_practice=True)
    make_event(title_en="No practice", story_en="x")
    for user in people.values():
        assert cards(client, user) == ["New", "Old"]


def test_each_filter_finds_what_it_says(client, people):
    one = make_practice(
        title_en="One", story_en="Shiba dogs came", region_type="region-2", interest_level="interest-1",
        category="food", state="US-CO", mission="DEN", city="Aurora", starts_on=date(2018, 3, 31),
    )  # fmt: skip
    make_practice(title_en="Two", story_ja="寿司を握った", region_type="region-1", interest_level="interest-3")
    Practice.locked(one, by=people["hq"]).explain(by=people["hq"], why_ja="", why_en="Everybody likes puppies")
    for query in (
        "q=shiba", "q=SHIBA+dogs", "q=puppies", "q=aurora", "region_type=region-2", "interest_level=interest-1",
        "category=food", "state=US-CO", "mission=DEN", "fiscal_year=2017", "region_type=region-2&region_type=region-3",
    ):  # fmt: skip
        assert cards(client, people["reader"], f"?{query}") == ["One"], query
    assert cards(client, people["reader"], "?q=寿司") == ["Two"]
    assert cards(client, people["reader"], "?q=寿司&category=food") == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("region_type=region-9", "“region-9” is not one of the choices."),
        ("fiscal_year=2012", "“2012” is not one of the choices."),
        ("approach=region-1", "There is no filter called “approach”."),
        ("q=a+b+c+d+e+f+g+h+i", "Search for at most 8 words."),
    ],
)
def test_what_is_not_understood_is_said(client, people, query, sentence):
    make_practice()
    client.force_login(people["reader"])
    response = client.get(f"/practices/?{query}")
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert "gallery__card" not in response.content.decode()


def test_a_nomination_and_a_refusal_are_its_missions_and_headquarters_alone(client, people):
    nominated = make_practice(title_en="Nominated", status="submitted")
    Practice.locked(nominated, by=people["boston"]).nominate(by=people["boston"])
    declined = make_practice(title_en="Declined")
    practice = Practice.locked(declined, by=people["boston"])
    practice.nominate(by=people["boston"])
    practice.decline(by=people["hq"], because="a secret reason")
    selected(make_practice(title_en="Selected"), hq=people["hq"])
    asked = {
        name: [cards(client, user, f"?selection={state}") for state in ("selected", "nominated", "declined")]
        for name, user in people.items()
        if name != "reader"
    }
    inside = [["Selected"], ["Nominated"], ["Declined"]]
    assert asked == {"hq": inside, "boston": inside, "denver": [["Selected"], [], []]}
    client.force_login(people["reader"])
    assert client.get("/practices/?selection=nominated").status_code == 400
    for name, sees in (("hq", True), ("boston", True), ("denver", False), ("reader", False)):
        client.force_login(people[name])
        assert ("a secret reason" in text_of(client.get(reverse("practice_detail", args=[declined.pk])))) is sees


# ---- photos


def test_photos_without_consent_are_never_shown_to_others(client, people):
    event = make_practice()
    hidden = [
        make_photo(event, caption_en="not published", consent_by="Ann"),
        make_photo(event, caption_en="nobody agreed", is_publishable=True),
    ]
    shown = make_photo(event, caption_en="all agreed", is_publishable=True, consent_by="Ann", credit="B. Sato")
    for name, user in people.items():
        is_inside = name in ("hq", "boston")
        client.force_login(user)
        gallery = client.get("/practices/").content.decode()
        page = client.get(reverse("practice_detail", args=[event.pk])).content.decode()
        assert [photo.pk for photo in (*hidden, shown) if f"/photos/{photo.pk}/" in gallery] == [shown.pk]
        assert [photo.pk for photo in hidden if f"/photos/{photo.pk}/" in page] == [
            photo.pk for photo in hidden if is_inside
        ]
        assert ("nobody agreed" in page, "not published" in page) == (is_inside, is_inside)
        assert ("all agreed" in page, "Photo: B. Sato" in page) == (True, True)
        for route in ("photo", "photo_small"):
            answers = [client.get(reverse(route, args=[photo.pk])).status_code for photo in (*hidden, shown)]
            assert answers == ([200] * 3 if is_inside else [404, 404, 200])


def test_a_small_picture_is_made_once_kept_and_removed_with_its_photo(
    client, people, django_capture_on_commit_callbacks
):
    photo = make_photo(make_practice(), is_publishable=True, consent_by="Ann")
    storage, name = photo.image.storage, small_name(photo.image.name)
    client.force_login(people["denver"])
    assert not storage.exists(name)
    first = client.get(reverse("photo_small", args=[photo.pk])).getvalue()
    with Image.open(BytesIO(first)) as small:
        assert (small.format, small.size) == ("JPEG", (640, 427))
    assert storage.open(name).read() == first
    storage.delete(photo.image.name)
    assert client.get(reverse("photo_small", args=[photo.pk])).getvalue() == first
    storage.delete(name)
    assert client.get(reverse("photo_small", args=[photo.pk])).status_code == 404
    photo.image.save("y.jpg", ContentFile(jpeg(), name="y.jpg"))
    client.get(reverse("photo_small", args=[photo.pk]))
    client.force_login(people["hq"])
    sent = {
        "version": "1",
        "story_en": "We danced.",
        f"photo-{photo.pk}-shown": "True",
        f"photo-{photo.pk}-remove": "on",
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("practice_edit", args=[photo.event_id]), sent).status_code == 302
    assert not Photo.objects.exists()
    assert not storage.exists(photo.image.name)
    assert not storage.exists(small_name(photo.image.name))


# ---- telling, nominating, selecting


def test_a_mission_tells_with_photos_and_nominates_in_one_go(client, people):
    event = make_event(status="submitted")
    client.force_login(people["boston"])
    sent = {
        "version": "1", "story_ja": "踊った", "why_en": "Dogs.", "action": "nominate",
        "photos": SimpleUploadedFile("a.jpg", jpeg()),
    }  # fmt: skip
    response = client.post(reverse("practice_edit", args=[event.pk]), sent, follow=True)
    assert response.redirect_chain[-1][0] == reverse("practice_detail", args=[event.pk])
    event.refresh_from_db()
    assert (event.is_good_practice, event.story_ja, event.version, event.status) == (True, "踊った", 2, "submitted")
    assert Practice.objects.values_list("state", "why_en", "nominated_by").get() == (
        "nominated", "Dogs.", people["boston"].pk,
    )  # fmt: skip
    assert Photo.objects.values_list("is_publishable").get() == (False,)
    assert "was nominated" in text_of(response)


def test_saying_why_alone_leaves_a_confirmed_event_confirmed(client, people):
    event = make_practice()
    client.force_login(people["boston"])
    sent = {"version": "1", "story_en": "We danced.", "why_en": "Dogs."}
    client.post(reverse("practice_edit", args=[event.pk]), sent)
    assert Event.objects.values_list("status", "version").get() == ("confirmed", 1)
    client.post(reverse("practice_edit", args=[event.pk]), {**sent, "story_en": "We sang."})
    assert Event.objects.values_list("status", "version", "story_en").get() == ("submitted", 2, "We sang.")


def test_a_page_that_was_opened_before_somebody_saved_writes_nothing(client, people):
    event = make_practice(status="submitted")
    event.revise(by=people["hq"], version=1)
    client.force_login(people["boston"])
    sent = {"version": "1", "story_en": "Mine.", "why_en": "Dogs.", "photos": SimpleUploadedFile("a.jpg", jpeg())}
    response = client.post(reverse("practice_edit", args=[event.pk]), sent)
    assert (response.status_code, "Nothing of yours was saved" in text_of(response)) == (409, True)
    assert Event.objects.values_list("story_en").get() == ("We danced.",)
    assert not Practice.objects.exclude(why_en="").exists()
    assert not Photo.objects.exists()


def test_a_publishable_photo_says_who_agreed(client, people):
    event = make_practice()
    photo = make_photo(event)
    client.force_login(people["boston"])
    sent = {
        "version": "1",
        "story_en": "x",
        f"photo-{photo.pk}-shown": "True",
        f"photo-{photo.pk}-is_publishable": "on",
    }
    response = client.post(reverse("practice_edit", args=[event.pk]), sent)
    assert response.status_code == 422
    assert "Say who agreed, or do not mark the photo as publishable." in text_of(response)
    assert Photo.objects.get().is_publishable is False


def test_after_the_year_was_closed_why_nomination_and_outcomes_are_still_added(client, people):
    event = make_practice()
    Year.open(2019, by=people["hq"]).close(by=people["hq"], because="counted")
    client.force_login(people["boston"])
    page = client.get(reverse("practice_edit", args=[event.pk])).content.decode()
    assert 'name="story_en"' not in page
    sent = {"version": "1", "story_en": "Changed.", "why_en": "Dogs.", "action": "nominate"}
    assert client.post(reverse("practice_edit", args=[event.pk]), sent).status_code == 302
    outcome = {"text_en": "The mayor went to Japan.", "happened_on": "2021-04-01"}
    assert client.post(reverse("outcome_create", args=[event.pk]), outcome).status_code == 302
    assert Practice.objects.values_list("state", "why_en").get() == ("nominated", "Dogs.")
    assert Event.objects.values_list("story_en", "version").get() == ("We danced.", 1)
    kept = Outcome.objects.get()
    assert (kept.text_en, str(kept.happened_on), kept.added_by) == (
        "The mayor went to Japan.",
        "2021-04-01",
        people["boston"],
    )
    client.force_login(people["reader"])
    assert "The mayor went to Japan." in text_of(client.get(reverse("practice_detail", args=[event.pk])))


def test_headquarters_selects_what_it_read_and_takes_it_back_with_a_reason(client, people):
    event = make_practice()
    address = reverse("practice_verb", args=[event.pk])
    client.force_login(people["hq"])
    client.post(address, {"verb": "select", "version": "0"})
    assert not Practice.objects.filter(state="selected").exists()
    client.post(address, {"verb": "select", "version": "1"})
    assert Practice.objects.get().state == "selected"
    refused = client.post(address, {"verb": "decline", "reason": " "})
    assert (refused.status_code, "Give a reason" in text_of(refused)) == (422, True)
    client.post(address, {"verb": "decline", "reason": "Two of the same kind."})
    assert Practice.objects.values_list("state", "answer").get() == ("declined", "Two of the same kind.")
    client.force_login(people["boston"])
    for verb, state in (("select", "declined"), ("nominate", "nominated"), ("take_back", "offered")):
        answer = client.post(address, {"verb": verb, "version": "1", "reason": "x"})
        assert (verb, answer.status_code) == (verb, 404 if verb == "select" else 302)
        assert Practice.objects.get().state == state
    assert client.post(address, {"verb": "explode"}).status_code == 404


def test_an_outcome_needs_a_text_and_is_taken_out_by_its_own_only(client, people):
    event, other = make_practice(), make_practice(mission="DEN")
    client.force_login(people["boston"])
    response = client.post(reverse("outcome_create", args=[event.pk]), {"happened_on": "2020-01-01"})
    assert (response.status_code, "Write what came of it" in text_of(response)) == (422, True)
    client.post(reverse("outcome_create", args=[event.pk]), {"text_ja": "市長が訪日した。"})
    theirs = Outcome.objects.create(event=other, text_en="x")
    for key, status in ((str(theirs.pk), 404), ("x", 404), (str(event.outcomes.get().pk), 302)):
        assert client.post(reverse("outcome_create", args=[event.pk]), {"remove": key}).status_code == status
    assert list(Outcome.objects.all()) == [theirs]


def test_ones_own_event_starts_from_a_practice_with_nothing_of_its_place_or_people(client, people):
    event = make_practice(
        title_en="Shiba Festival", city="Lowell", venue="Hall", interest_level=make_approach("interest-1"),
        partner_missions=["NYC"], in_person_count=9,
    )  # fmt: skip
    client.force_login(people["denver"])
    response = client.post(reverse("practice_start", args=[event.pk]), {"starts_on": "2026-05-02"})
    draft = Event.objects.exclude(pk=event.pk).get()
    assert response.url == reverse("event_edit", args=[draft.pk])
    kept = ("mission_id", "status", "title_en", "category_id", "interest_level_id", "city", "venue", "state_id", "number",
            "in_person_count", "is_good_practice", "story_en", "series_id")  # fmt: skip
    assert [getattr(draft, name) for name in kept] == [
        "DEN", "draft", "Shiba Festival", "festival", "interest-1", "", "", None, None, None, False, "", None,
    ]  # fmt: skip
    assert (str(draft.starts_on), draft.created_by, draft.partner_missions.count()) == (
        "2026-05-02",
        people["denver"],
        0,
    )
    Year.open(2019, by=people["hq"]).close(by=people["hq"], because="counted")
    closed = client.post(reverse("practice_start", args=[event.pk]), {"starts_on": "2019-06-01"})
    assert (closed.status_code, "Fiscal year 2019 has been closed" in text_of(closed)) == (422, True)


# ---- the frame


@pytest.mark.parametrize("name", ["gallery", "page", "edit"])
def test_the_number_of_queries_is_the_same_for_one_and_three(client, people, django_assert_num_queries, name):
    queries = {"gallery": 12, "page": 9, "edit": 8}[name]
    event = make_practice()
    address = {
        "gallery": "/practices/",
        "page": reverse("practice_detail", args=[event.pk]),
        "edit": reverse("practice_edit", args=[event.pk]),
    }[name]
    client.force_login(people["boston"])
    for more in (1, 2):
        for _n in range(more):
            other = make_practice(mission=make_mission("NYC"), state="US-NY")
            for target in (event, other):
                make_photo(target, is_publishable=True, consent_by="Ann")
                Outcome.objects.create(event=target, text_en="x")
        with django_assert_num_queries(queries):
            client.get(address)


def test_the_gallery_is_paged_and_says_when_there_is_no_such_page(client, people, monkeypatch):
    monkeypatch.setattr("events.views.practices.PAGE_SIZE", 2)
    for n in range(3):
        make_practice(title_en=f"N{n}", starts_on=f"2019-05-0{n + 1}")
    assert [cards(client, people["reader"], query) for query in ("", "?page=2")] == [["N2", "N1"], ["N0"]]
    assert client.get("/practices/?page=3").status_code == 404
