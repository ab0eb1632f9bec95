"""Good practices: nominated by the mission, selected by HQ, with outcomes added also after the year was closed."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.roles import Role
from events.models import Event, Outcome, Photo, Practice, Selection, Year
from events.models.event import EditConflict
from tests.factories import make_event, make_user

pytestmark = pytest.mark.django_db
STORY = {"is_good_practice": True, "story_ja": "何をしたか"}


@pytest.fixture
def people() -> dict:
    return {"boston": make_user(), "denver": make_user(mission="DEN"), "hq": make_user(Role.HQ_REVIEWER)}


def practice(event: Event, *, by) -> Practice:
    return Practice.locked(event, by=by)


def nominated(people, **fields) -> Practice:
    found = practice(make_event(**{**STORY, **fields}), by=people["boston"])
    found.nominate(by=people["boston"])
    return found


def selected(people, **fields) -> Practice:
    found = nominated(people, **fields)
    found.select(by=people["hq"], version=found.event.version)
    return found


def is_edited_since(event: Event) -> bool:
    return Practice.objects.with_edited_since().get(event=event).is_edited_since


def test_from_nomination_to_selection_with_who_and_when_and_a_version_each(people):
    found = nominated(people)
    found.select(by=people["hq"], version=found.event.version)
    kept = Practice.objects.get()
    assert (kept.state, kept.nominated_by, kept.decided_by, kept.decided_version, kept.answer) == (
        "selected", people["boston"], people["hq"], found.event.version, "",
    )  # fmt: skip
    found.decline(by=people["hq"], because="Two of the same kind.")
    assert Practice.objects.values_list("state", "answer").get() == ("declined", "Two of the same kind.")
    found.nominate(by=people["boston"])
    found.take_back(by=people["boston"])
    assert Practice.objects.values_list("state", "answer", "decided_at").get() == ("offered", "", None)
    history = Practice.history.order_by("history_id").values_list("history_change_reason", "history_user")
    boston, hq = people["boston"].pk, people["hq"].pk
    assert list(history)[1:] == [
        ("nominate", boston), ("selected", hq), ("declined", hq), ("nominate", boston), ("take back", boston),
    ]  # fmt: skip


@override("en")
def test_who_may_not_and_what_may_not(people):
    event = make_event(**STORY)
    with pytest.raises(PermissionDenied):
        practice(event, by=people["denver"])
    found = nominated(people)
    for act in (
        lambda: found.select(by=people["boston"], version=found.event.version),
        lambda: found.decline(by=people["boston"], because="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(ValidationError, match="Give a reason"):
        found.decline(by=people["hq"], because="  ")
    with pytest.raises(ValidationError, match="that cannot be done with it now"):
        found.nominate(by=people["boston"])
    with pytest.raises(EditConflict):
        found.select(by=people["hq"], version=found.event.version + 1)
    for fields, sentence in [
        ({"is_good_practice": False}, "not marked as a good practice"),
        ({"story_ja": ""}, "The story is missing"),
    ]:
        bare = practice(make_event(**{**STORY, **fields}), by=people["boston"])
        with pytest.raises(ValidationError, match=sentence):
            bare.nominate(by=people["boston"])
    unconfirmed = nominated(people, status="submitted")
    with pytest.raises(ValidationError, match="Only a confirmed event"):
        unconfirmed.select(by=people["hq"], version=unconfirmed.event.version)
    with pytest.raises(ValidationError, match="withdrawn"):
        practice(make_event(status="withdrawn", **STORY), by=people["hq"])


def test_nominations_and_refusals_of_a_mission_are_not_shown_to_others(people):
    one = selected(people)
    two, three = nominated(people), nominated(people)
    three.decline(by=people["hq"], because="secret reason")
    hidden = selected(people)
    Event.objects.filter(pk=hidden.pk).update(status="submitted")

    def seen(user):
        return set(Practice.objects.visible_to(user).values_list("pk", flat=True))

    everything = {one.pk, two.pk, three.pk, hidden.pk}
    assert (seen(people["boston"]), seen(people["hq"])) == (everything, everything)
    assert (seen(people["denver"]), seen(make_user(Role.READ_ONLY))) == ({one.pk}, {one.pk})
    assert seen(AnonymousUser()) == set()
    assert list(Practice.objects.waiting()) == [two]


def test_a_selection_survives_an_edit_and_says_so_until_hq_selects_again(people):
    found = selected(people)
    event = found.event
    assert is_edited_since(event) is False
    event.revise(by=people["boston"], version=event.version)
    assert Practice.objects.get().state == Selection.SELECTED
    assert (is_edited_since(event), list(Event.objects.selected_practices())) == (True, [])
    event.confirm(by=people["hq"])
    assert (is_edited_since(event), list(Event.objects.selected_practices())) == (True, [event])
    practice(event, by=people["hq"]).select(by=people["hq"], version=event.version)
    assert is_edited_since(event) is False
    outcome = Outcome(event=event, text_en="The mayor went to Japan.")
    outcome.keep(by=people["boston"])
    assert is_edited_since(event) is True


def test_outcomes_are_added_changed_and_taken_out_after_the_year_was_closed(people):
    event = make_event(**STORY)
    year = Year.open(2019, by=people["hq"])
    year.close(by=people["hq"], because="counted")
    outcome = Outcome(event=event, text_ja="市長が訪日した。")
    outcome.keep(by=people["boston"])
    seen = outcome.updated_at
    outcome.text_en = "The mayor visited Japan."
    outcome.keep(by=people["boston"], seen=seen)
    with pytest.raises(EditConflict):
        outcome.keep(by=people["boston"], seen=seen - timedelta(seconds=1))
    with pytest.raises(PermissionDenied):
        outcome.keep(by=people["denver"], seen=outcome.updated_at)
    with pytest.raises(PermissionDenied):
        outcome.take_out(by=people["denver"])
    outcome.take_out(by=people["hq"])
    history = Outcome.history.order_by("history_id").values_list("history_type", "text_en", "history_user")
    boston, hq = people["boston"].pk, people["hq"].pk
    assert list(history) == [
        ("+", "", boston), ("~", "The mayor visited Japan.", boston), ("-", "The mayor visited Japan.", hq),
    ]  # fmt: skip
    found = practice(event, by=people["boston"])
    found.explain(by=people["boston"], why_ja="", why_en="A dog that everybody likes.")
    found.nominate(by=people["boston"])
    assert Practice.objects.values_list("why_en", "state").get() == ("A dog that everybody likes.", "nominated")


@pytest.mark.parametrize(
    "write",
    [
        lambda event: Outcome.objects.create(event=event),
        lambda event: Practice.objects.create(event=event, state="nominated"),
        lambda event: Practice.objects.create(event=event, state="selected", decided_at=timezone.now()),
    ],
)
def test_the_database_holds_what_must_hold(write):
    event = make_event()
    with pytest.raises(IntegrityError), transaction.atomic():
        write(event)


def test_what_a_document_may_choose_from(people, django_assert_num_queries):
    """Selected, confirmed, still a practice; of each only the photos that may be published; three queries for any number."""
    for status, fields in [("nominated", {}), ("selected", {"status": "draft"}), ("selected", {"story_ja": ""})]:
        row = nominated(people)
        Event.objects.filter(pk=row.pk).update(**fields)
        if status == "selected":
            now = {"decided_at": timezone.now(), "decided_by": people["hq"], "decided_version": 1}
            Practice.objects.filter(pk=row.pk).update(state=status, **now)
    for many in (1, 3):
        while Event.objects.selected_practices().count() < many:
            event = selected(people).event
            Photo.objects.create(event=event, width=1, height=1, caption_en="private")
            Photo.objects.create(
                event=event, width=1, height=1, caption_en="shown", is_publishable=True, consent_by="x"
            )
        with django_assert_num_queries(3):
            found = [
                (row.practice.state, [photo.caption_en for photo in row.publishable_photos], list(row.outcomes.all()))
                for row in Event.objects.selected_practices()
            ]
        assert found == [("selected", ["shown"], [])] * many
