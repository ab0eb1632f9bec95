"""Two records of one event become one: nothing is lost, the figures agree with a recount, and it can be undone as a whole."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, connections, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Record
from accounts.roles import Role
from accounts.trail.verifying import problems
from events.changes import changes_of
from events.comments import thread_of, write
from events.merging import choices, followed, forwards, take_apart
from events.models import (
    Comment,
    CorrectionRequest,
    Event,
    EventLink,
    Merge,
    OfficialMet,
    Outcome,
    PartnerRole,
    Photo,
    Practice,
    Year,
)
from events.models.event import EditConflict
from events.status import Status
from events.years import YearIsClosed
from tests.events.test_running_totals import assert_totals_are_true
from tests.factories import make_event, make_rules, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def hq():
    make_rules()
    return make_user(Role.HQ_REVIEWER, name="Tokyo Taro")


def fresh(event: Event) -> Event:
    return Event.objects.get(pk=event.pk)


def parts_of(event: Event) -> dict:
    """Everything that belongs to an event, as a person would list it."""
    return {
        "missions": sorted(event.partner_missions.values_list("pk", flat=True)),
        "partners": sorted(event.partners.values_list("name", flat=True)),
        "officials": sorted(event.officials.values_list("name", flat=True)),
        "links": sorted(event.links.values_list("url", flat=True)),
        "photos": sorted(event.photos.values_list("pk", flat=True)),
        "outcomes": sorted(event.outcomes.values_list("text_en", flat=True)),
    }


UNSAID = {"version", "updated_at", "updated_by_id"}


def said_by(event: Event) -> dict:
    row = Event.objects.filter(pk=event.pk).values().get()
    return {name: value for name, value in row.items() if name not in UNSAID}


@pytest.fixture
def two():
    """The Boston mission's record, and Denver's richer one of the same festival."""
    ours = make_event(title_en="Japan Festival", city="Boston", in_person_count=500, status=Status.SUBMITTED)
    theirs = make_event(
        mission="DEN", title_en="Japan Fest", city="", venue="Common", in_person_count=520, online_count=40,
        online_qualifier="about", partner_missions=["NYC"],
    )  # fmt: skip
    PartnerRole.objects.create(event=ours, name="City", role="host")
    for name in ("City", "Japan Society"):
        PartnerRole.objects.create(event=theirs, name=name, role="host")
    OfficialMet.objects.create(event=theirs, name="A mayor")
    EventLink.objects.create(event=theirs, url="https://example.org/")
    Photo.objects.create(event=theirs, width=1, height=1)
    Photo.objects.create(event=ours, width=1, height=1)
    Outcome.objects.create(event=theirs, text_en="A visit followed")
    return ours, theirs


def test_everything_is_kept_and_the_event_counts_once(hq, two):
    ours, theirs = two
    write(theirs, by=make_user(mission="DEN"), text="Whose figure is it?")
    photos = sorted(Photo.objects.values_list("pk", flat=True))
    made = theirs.merge_into(ours, by=hq, because="one festival", take=["venue", "online"])
    assert (theirs.status, theirs.merged_into, theirs.withdrawal_reason) == ("withdrawn", ours, "one festival")
    assert (ours.status, ours.venue, ours.city, ours.in_person_count, ours.online_count) == (
        "submitted", "Common", "Boston", 500, 40,
    )  # fmt: skip
    assert parts_of(ours) == {
        "missions": ["DEN", "NYC"], "partners": ["City", "Japan Society"], "officials": ["A mayor"],
        "links": ["https://example.org/"], "photos": photos, "outcomes": ["A visit followed"],
    }  # fmt: skip
    assert (theirs.in_person_count, theirs.online_count, theirs.title_en) == (520, 40, "Japan Fest")
    assert [(row.event, row.survivor, row.by, row.reason) for row in Merge.objects.all()] == [
        (theirs, ours, hq, "one festival")
    ]
    assert_totals_are_true()
    assert Event.objects.counted().figures(rules=make_rules())["events"] == 1
    assert changes_of(ours)[0].what == ("Another event was merged into it",)
    assert changes_of(theirs)[0].what == ("Merged into another event",)
    record = Record.objects.filter(touched__contains="events_historicalmerge").get()
    assert (record.reason, record.by, record.missions) == ("one festival", hq, ",BOS,DEN,")
    assert list(problems()) == []
    assert made.survivor_version == ours.version


def test_taking_apart_gives_back_both_as_they_were(hq, two):
    ours, theirs = two
    before = [(said_by(event), parts_of(event)) for event in two]
    made = theirs.merge_into(ours, by=hq, because="one festival", take=["title_en", "starts_on", "in_person", "venue"])
    assert fresh(ours).in_person_count == 520
    take_apart(made, by=hq)
    assert [(said_by(event), parts_of(event)) for event in two] == before
    assert (made.undone_by, Merge.objects.standing().count()) == (hq, 0)
    assert [event.version for event in (fresh(ours), fresh(theirs))] == [3, 3]
    assert_totals_are_true()
    assert list(problems()) == []
    again = fresh(theirs).merge_into(fresh(ours), by=hq, because="one after all")
    assert again.pk != made.pk


def test_why_it_worked_is_kept_where_only_the_merged_event_says_so(hq, two):
    ours, theirs = two
    Practice.objects.create(event=theirs, why_en="The mayor came")
    made = theirs.merge_into(ours, by=hq, because="one festival")
    assert (Practice.objects.get(event=ours).why_en, Practice.objects.get(event=theirs).why_en) == (
        "The mayor came", "The mayor came",
    )  # fmt: skip
    take_apart(made, by=hq)
    assert Practice.objects.get(event=ours).why_en == ""


def test_a_comment_stays_with_those_who_could_read_it(hq, two):
    ours, theirs = two
    boston, denver = make_user(), make_user(mission="DEN")
    write(theirs, by=denver, text="Between Denver and HQ")
    write(ours, by=boston, text="Between Boston and HQ")
    theirs.merge_into(ours, by=hq, because="one festival")
    texts = {person: [comment.text for comment in thread_of(ours, by=person)] for person in (hq, boston, denver)}
    assert texts == {
        hq: ["Between Denver and HQ", "Between Boston and HQ"], boston: ["Between Boston and HQ"], denver: [],
    }  # fmt: skip
    assert [comment.text for comment in thread_of(theirs, by=denver)] == ["Between Denver and HQ"]
    assert Comment.objects.count() == 2


@pytest.mark.parametrize("role", [Role.MISSION_STAFF, Role.MISSION_APPROVER, Role.READ_ONLY])
def test_only_headquarters_merge_and_take_apart(hq, two, role):
    ours, theirs = two
    person = make_user(role, mission="BOS")
    with pytest.raises(PermissionDenied):
        theirs.merge_into(ours, by=person, because="mine")
    made = theirs.merge_into(ours, by=hq, because="one festival")
    with pytest.raises(PermissionDenied):
        take_apart(made, by=person)
    assert Merge.objects.standing().count() == 1


def test_what_does_not_fit_is_refused_in_a_sentence(hq, two):
    ours, theirs = two
    draft = make_event(status="draft", number=None)
    gone = make_event(status="withdrawn")
    sample = make_event(is_sample=True)
    asked = make_event()
    CorrectionRequest.objects.create(
        mission=asked.mission, fiscal_year=2019, kind="withdrawal", event=asked, event_version=1, reason="x",
        asked_by=make_user(),
    )  # fmt: skip
    refused = {}
    for name, event, survivor, because in (
        ("itself", ours, ours, "x"), ("no reason", theirs, ours, " "), ("into a draft", theirs, draft, "x"),
        ("into a withdrawn one", theirs, gone, "x"), ("a withdrawn one", gone, ours, "x"),
        ("a sample", sample, ours, "x"), ("a request waits", asked, ours, "x"),
    ):  # fmt: skip
        with pytest.raises(ValidationError) as error:
            fresh(event).merge_into(fresh(survivor), by=hq, because=because)
        refused[name] = error.value.messages
    assert refused == {
        "itself": ["An event is not merged into itself."],
        "no reason": ["Give a reason, so that others can follow what happened."],
        "into a draft": [
            "The event that would stay counts in no figure yet, the other one does. Keep the other one, or submit it first."
        ],
        "into a withdrawn one": ["This event is “Withdrawn”; that cannot be done with it now."],
        "a withdrawn one": ["This event is “Withdrawn”; that cannot be done with it now."],
        "a sample": ["A sample and a record of a real event are never one."],
        "a request waits": ["A correction request of one of the two is waiting. Decide it first."],
    }
    draft.merge_into(ours, by=hq, because="a draft counts nowhere anyway")


def test_a_choice_that_breaks_the_event_is_refused_and_nothing_is_written(hq, two):
    ours, theirs = two
    Event.objects.filter(pk=theirs.pk).update(ends_on=date(2019, 5, 3), status="draft", title_ja="", title_en="")
    before = [said_by(event) for event in two]
    with pytest.raises(ValidationError, match="Give the event a title"):
        fresh(theirs).merge_into(ours, by=hq, because="x", take=["title_ja", "title_en"])
    assert [said_by(event) for event in two] == before
    assert Merge.objects.count() == 0


@pytest.mark.parametrize("which", [0, 1])
def test_somebody_who_saved_in_between_is_not_overwritten(hq, two, which):
    seen = [fresh(event) for event in two]
    saved = fresh(two[which])
    saved.city = "Salem"
    saved.save_version(by=hq, version=1, reason="edit")
    with pytest.raises(EditConflict):
        seen[1].merge_into(seen[0], by=hq, because="x")
    assert Merge.objects.count() == 0
    assert Event.objects.filter(merged_into__isnull=False).count() == 0


@pytest.mark.parametrize("which", [0, 1])
def test_what_was_changed_since_is_not_undone(hq, two, which):
    ours, theirs = two
    made = theirs.merge_into(ours, by=hq, because="x")
    event = fresh(two[which])
    if which == 0:
        event.confirm(by=hq)
    else:
        event.save_version(by=hq, version=event.version)
    before = [said_by(event) for event in two]
    with pytest.raises(ValidationError, match="was changed after the merge"):
        take_apart(made, by=hq)
    assert [said_by(event) for event in two] == before
    made.refresh_from_db()
    assert made.undone_at is None


@pytest.mark.parametrize("closed", ["the merged one's year", "the survivor's year"])
def test_a_closed_year_stops_it_both_ways(hq, closed):
    ours, theirs = make_event(starts_on=date(2021, 3, 30)), make_event(starts_on=date(2021, 4, 2))
    made = make_event(starts_on=ours.starts_on).merge_into(make_event(starts_on=theirs.starts_on), by=hq, because="x")
    year = Year.open(2021 if closed == "the merged one's year" else 2020, by=hq)
    year.close(by=hq, because="counted")
    before = [said_by(event) for event in Event.objects.all()]
    with pytest.raises(YearIsClosed):
        theirs.merge_into(ours, by=hq, because="x")
    with pytest.raises(YearIsClosed):
        take_apart(made, by=hq)
    assert [said_by(event) for event in Event.objects.all()] == before


def test_a_merged_event_stays_where_it_is(hq, two):
    ours, theirs = two
    theirs.merge_into(ours, by=hq, because="x")
    with pytest.raises(ValidationError, match="can take the two apart again"):
        theirs.put_back(by=make_user(mission="DEN"))
    for status in (Status.DRAFT, Status.CONFIRMED):
        with pytest.raises(IntegrityError), transaction.atomic():
            Event.objects.filter(pk=theirs.pk).update(status=status)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=theirs.pk).update(merged_into=theirs)


def test_old_numbers_lead_on_through_every_merge(hq, two):
    ours, theirs = two
    last = make_event()
    theirs.merge_into(ours, by=hq, because="x")
    fresh(ours).merge_into(last, by=hq, because="y")
    assert followed(fresh(theirs)) == last
    stranger = make_user(mission="NYC")
    assert [forwards(event.pk, to=stranger) for event in (theirs, ours, last)] == [last, last, None]
    Event.objects.filter(pk=last.pk).update(status="submitted")
    assert forwards(theirs.pk, to=stranger) is None


def test_what_differs_is_said_in_words(hq):
    one = make_event(title_ja="祭り", title_en="", city="Boston", online_count=5, online_qualifier="about")
    other = make_event(title_ja="祭り", title_en="Festival", city="", starts_on=date(2019, 5, 2))
    found = {line.name: (line.kept, line.other, line.differs, line.takes_other) for line in choices(one, other)}
    assert {name: found[name] for name in ("title_ja", "title_en", "starts_on", "city", "online")} == {
        "title_ja": ("祭り", "祭り", False, False),
        "title_en": ("", "Festival", True, True),
        "starts_on": ("May 1, 2019", "May 2, 2019", True, False),
        "city": ("Boston", "", True, False),
        "online": ("about 5", "", True, False),
    }


class TestAnyHistoryOfMerges(TestCase):
    """Whatever is merged, taken apart, edited and withdrawn in whichever order: the totals equal a recount."""

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        events=st.lists(
            st.tuples(
                st.sampled_from(["BOS", "DEN", "NYC"]), st.sampled_from(["draft", "submitted", "confirmed"]),
                st.integers(0, 900), st.sampled_from([(), ("CHI",), ("CHI", "DEN")]),
            ),
            min_size=3, max_size=5,
        ),
        steps=st.lists(
            st.tuples(
                st.sampled_from(["merge", "merge", "merge", "apart", "apart", "edit", "withdraw"]), st.integers(0, 4), st.integers(0, 4),
                st.lists(st.sampled_from(["in_person", "state", "category", "starts_on", "title_en"]), max_size=3),
            ),
            max_size=7,
        ),
    )  # fmt: skip
    def test_totals_equal_a_recount(self, events, steps):
        hq = make_user(Role.HQ_ADMINISTRATOR)
        rows = [
            make_event(
                mission=mission, status=status, in_person_count=count, partner_missions=set(partners) - {mission},
                **({"number": None} if status == "draft" else {}),
            )
            for mission, status, count, partners in events
        ]  # fmt: skip
        counted = Event.objects.counted().count()
        for verb, n, m, take in steps:
            one, other = (fresh(rows[k % len(rows)]) for k in (n, m))
            standing = Event.objects.counted().count()
            try:
                if verb == "merge":
                    was_counted = one.status in ("submitted", "confirmed")
                    one.merge_into(other, by=hq, because="x", take=take)
                    assert Event.objects.counted().count() == standing - was_counted
                elif verb == "apart":
                    made = Merge.objects.standing().filter(event=one).first()
                    if made:
                        before = said_by(one)
                        take_apart(made, by=hq)
                        assert said_by(one) == before | {
                            "status": made.kept["status"], "withdrawal_reason": "", "merged_into_id": None,
                        }  # fmt: skip
                elif verb == "edit":
                    one.in_person_count = (one.in_person_count or 0) + 1
                    one.revise(by=hq, version=one.version)
                else:
                    one.withdraw(by=hq, because="x")
            except ValidationError:
                assert Event.objects.counted().count() == standing
            assert_totals_are_true(make_rules())
        assert Event.objects.counted().count() <= counted


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_at_once_one_is_told(hq):
    """A into B and B into A, and A into C: the second waits for the first, and then neither loses nor overwrites anything."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one transaction write at a time")
    for _turn in range(5):
        one, other, third = make_event(), make_event(), make_event()
        wanted = [(one, other), (other, one), (one, third)]
        barrier, told = threading.Barrier(len(wanted)), []

        def merge(event, survivor, barrier=barrier, told=told) -> None:
            event, survivor = fresh(event), fresh(survivor)
            barrier.wait()
            try:
                event.merge_into(survivor, by=hq, because="x")
                told.append("merged")
            except EditConflict:
                told.append("told")
            finally:
                connections["default"].close()

        threads = [threading.Thread(target=merge, args=pair) for pair in wanted]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)
        assert sorted(told) == ["merged", "told", "told"]
        assert Event.objects.filter(merged_into__isnull=False).count() == Merge.objects.count() == _turn + 1
    assert_totals_are_true()
    assert list(problems()) == []
