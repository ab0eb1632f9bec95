"""What a letter says to whom: matters, stages, wishes, weeks, and nothing that the person may not see."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.roles import Role
from events import comments
from events.models import CorrectionRequest, Excuse, Letter, Matter, ReminderWish, Year
from events.quarters import Quarter
from events.reminders.letters import plan, plan_for, recipients, today_for
from events.reminders.lines import MOST_OF_A_MATTER, lines_for
from events.reminders.stages import stage_of
from events.reminders.wishes import wish, wishes_of
from events.returns import sign
from events.status import Status
from regions.models import Mission
from tests.factories import make_event, make_mission, make_user

MONDAY = datetime(2019, 7, 15, 16, tzinfo=UTC)
"""Noon in Boston; the first quarter of 2019 is due in fifteen days."""

UNCOUNTED = {"in_person_count": None, "in_person_qualifier": ""}


def said(person, now=MONDAY) -> list[tuple[str, str]]:
    return [(line.key, line.text) for line in lines_for(person, now=now)]


def record(person, now) -> list[str]:
    """The keys of the person's letter at that moment, put on record as if it had been sent."""
    planned = plan_for(person, now=now)
    if planned is None:
        return []
    Letter.objects.create(
        person=person, day=planned.day, keys=list(planned.keys), role=person.role, mission=person.mission,
        subject="x", text="x", html="x", state="sent", settled_at=now,
    )  # fmt: skip
    return [key for key in planned.keys if not key.startswith("week:")]


def test_the_stages_of_a_deadline():
    found = {days: stage_of(days) for days in (15, 14, 8, 7, 2, 1, 0, -1, -7, -8, -15, -22, -29, -30, -59, -60, -400)}
    assert found == {
        15: "", 14: "before-14", 8: "before-14", 7: "before-7", 2: "before-7", 1: "before-1", 0: "before-1",
        -1: "after-1", -7: "after-1", -8: "after-8", -15: "after-15", -22: "after-22", -29: "after-22",
        -30: "after-30", -59: "after-30", -60: "after-60", -400: "after-390",
    }  # fmt: skip


@pytest.mark.django_db
def test_a_mission_is_told_of_its_deadlines(hq, boston):
    Year.open(2019, by=hq).announce_deadline(by=hq, on=date(2019, 7, 31))
    Year.open(2018, by=hq).announce_deadline(by=hq, on=date(2019, 6, 30))
    for number in (1, 2, 3):
        Excuse.give(mission=boston.mission, quarter=Quarter(2018, number), by=hq, because="x")
    draft = make_event(status=Status.DRAFT, starts_on=date(2018, 6, 1), in_person_count=5)
    make_event(status=Status.SUBMITTED, starts_on=date(2019, 5, 1))
    assert said(boston, MONDAY) == [
        ("return:BOS:2018-4:after-15", "Q4 of fiscal year 2018 was due by June 30, 2019 and is not signed."),
        (
            "year:BOS:2018:after-15",
            "Fiscal year 2018: the deadline was June 30, 2019, and 1 event is not submitted.",
        ),
    ], "of the quarter that is due in fifteen days nothing yet"
    draft.submit(by=boston)
    assert said(boston, MONDAY + timedelta(days=9)) == [
        ("return:BOS:2018-4:after-22", "Q4 of fiscal year 2018 was due by June 30, 2019 and is not signed."),
        (
            "return:BOS:2019-1:before-7",
            "Q1 of fiscal year 2019 is to be signed by July 30, 2019. 1 event is reported so far.",
        ),
        ("year:BOS:2019:before-7", "Fiscal year 2019: everything is to be handed in by July 31, 2019."),
    ]
    with translation.override("ja"):
        assert said(boston, MONDAY + timedelta(days=9))[1][1] == (
            "2019年度第1四半期の報告に署名してください。提出期限は2019年7月30日です。これまでに1件の案件が報告されています。"
        ), "no space between two sentences"
    sign(boston.mission, Quarter(2019, 1), "events", by=boston)
    assert [key for key, _text in said(boston, MONDAY + timedelta(days=20))] == ["return:BOS:2018-4:after-30"]
    Year.objects.get(pk=2018).close(by=hq, because="counted")
    assert said(boston, MONDAY + timedelta(days=20)) == [], "in a closed year nobody could sign"


@pytest.mark.django_db
def test_many_old_quarters_are_one_line_and_the_last_four_are_named(hq, boston):
    for year in (2016, 2017, 2018):
        Year.open(year, by=hq)
    found = said(boston, datetime(2019, 6, 3, 16, tzinfo=UTC))
    assert [key for key, _text in found] == [
        "return:BOS:2018-1:after-300",
        "return:BOS:2018-2:after-210",
        "return:BOS:2018-3:after-120",
        "return:BOS:2018-4:after-30",
        "return:BOS:earlier-8:after-390",
    ]
    assert found[-1][1].startswith("8 earlier quarters are not signed either.")


@pytest.mark.django_db
def test_headquarters_is_told_who_has_not_handed_in(hq):
    year = Year.open(2018, by=hq)
    for mission in Mission.objects.exclude(pk__in=["BOS", "DEN"]):
        for number in (1, 2, 3, 4):
            Excuse.give(mission=mission, quarter=Quarter(2018, number), by=hq, because="x")
    for number in (1, 2, 3):
        sign(make_mission(), Quarter(2018, number), "nil", by=make_user())
    for number in (1, 2):
        sign(make_mission("DEN"), Quarter(2018, number), "nil", by=make_user(mission="DEN"))
    year.announce_deadline(by=hq, on=date(2019, 6, 30))
    assert said(hq, datetime(2019, 7, 1, 12, tzinfo=UTC)) == [
        (
            "missing:2018-3:after-150",
            "Q3 of fiscal year 2018 was due by Jan. 30, 2019; 1 mission has not handed in: Denver",
        ),
        (
            "missing:2018-4:after-1",
            "Q4 of fiscal year 2018 was due by June 30, 2019; 2 missions have not handed in: Boston, Denver",
        ),
        ("to-close:2018:after-1", "Fiscal year 2018: the deadline was June 30, 2019, and the year is still open."),
    ]


@pytest.mark.django_db
def test_the_other_matters_each_in_a_line(hq, boston):
    approver = make_user(Role.MISSION_APPROVER)
    submitted = make_event(status=Status.SUBMITTED, title_en="Festival", updated_at=MONDAY)
    waits = make_event(status=Status.APPROVAL, number=None, title_en="Lecture", updated_at=MONDAY)
    make_event(title_en="Concert", starts_on=date(2019, 7, 13), **UNCOUNTED, status=Status.DRAFT)
    make_event(title_en="Nobody knows", starts_on=date(2019, 7, 1), in_person_count=None, in_person_qualifier="unknown")
    comments.write(submitted, by=hq, text="Whose garden?")
    comments.write(submitted, by=make_user(mission="BOS"), text="@HQ please look")
    CorrectionRequest.objects.create(
        mission=boston.mission, fiscal_year=2018, kind="new", reason="x", asked_by=boston, title="x"
    )
    (concert,) = boston.mission.events.filter(title_en="Concert")
    newest = {who: comments.Comment.objects.exclude(written_by=who).latest("pk").pk for who in (hq, boston, approver)}
    queue = f"review:{MONDAY.isoformat()}"
    assert said(hq) == [
        (queue, "1 event waits for review by headquarters, since July 16, 2019."),
        (f"correction:{CorrectionRequest.objects.get().pk}", "1 correction request waits for a decision."),
        (
            f"comment:{submitted.pk}:{newest[hq]}",
            "“Festival”: 1 comment that you have not read (addressed to your office)",
        ),
    ]
    assert said(boston) == [
        (f"comment:{submitted.pk}:{newest[boston]}", "“Festival”: 2 comments that you have not read"),
        (f"no-count:{concert.pk}", "“Concert” (July 13, 2019): how many took part?"),
    ]
    assert said(approver) == [
        (queue, "1 event waits for your approval, since July 16, 2019."),
        (f"comment:{submitted.pk}:{newest[approver]}", "“Festival”: 2 comments that you have not read"),
        (f"no-count:{concert.pk}", "“Concert” (July 13, 2019): how many took part?"),
    ]
    submitted.return_to_mission(by=hq, because="Which garden?")
    waits.return_to_mission(by=approver, because="Too short")
    returned = {text: key for key, text in said(boston) if key.startswith("returned:")}
    assert set(returned) == {
        "“Festival” was returned: Which garden?",
        "“Lecture” was returned: Too short",
    }
    submitted.revise(by=boston, version=submitted.version)
    assert {text: key for key, text in said(boston) if key.startswith("returned:")} == returned, "saved, not submitted"
    submitted.submit(by=boston)
    submitted.return_to_mission(by=hq, because="Which garden?")
    again = dict(said(boston))
    assert returned["“Festival” was returned: Which garden?"] not in again, "the same words, but another return"


@pytest.mark.django_db
def test_more_than_a_letter_names_are_counted(boston):
    for _ in range(MOST_OF_A_MATTER + 2):
        make_event(starts_on=date(2019, 7, 1), status=Status.DRAFT, **UNCOUNTED)
    lines = lines_for(boston, now=MONDAY)
    assert len(lines) == MOST_OF_A_MATTER + 1
    assert (lines[-1].key, lines[-1].text, lines[-1].path) == ("", "and 2 more", "/returns/#without-count")


@pytest.mark.django_db
def test_nobody_is_told_what_he_may_not_see(hq, boston):
    reader, closed = make_user(Role.READ_ONLY), make_user(is_active=False)
    denver = make_user(mission="DEN", name="Denver Ken")
    Year.open(2019, by=hq)
    secret = make_event(mission="DEN", title_en="SECRET", status=Status.SUBMITTED, starts_on=date(2019, 7, 1))
    comments.write(secret, by=hq, text="SECRET")
    secret.return_to_mission(by=hq, because="SECRET")
    make_event(mission="DEN", title_en="SECRET", status=Status.DRAFT, starts_on=date(2019, 7, 2), **UNCOUNTED)
    make_event(mission="DEN", title_en="SECRET", status=Status.APPROVAL, number=None)
    make_event(mission="NYC", title_en="SECRET", status=Status.DRAFT, starts_on=date(2019, 7, 2), **UNCOUNTED)
    assert make_mission("NYC").time_zone == boston.mission.time_zone, "one that goes by the same clock"
    later = MONDAY + timedelta(days=14)
    assert sum("SECRET" in text for _key, text in said(denver, later)) == 3
    assert [key for key, _text in said(boston, later)] == ["return:BOS:2019-1:before-1"]
    assert (said(reader, later), said(closed, later)) == ([], [])
    assert {person.pk for person in recipients()} & {reader.pk, closed.pk} == set()
    letters = {planned.person.pk: planned for planned in plan(now=later)}
    assert "SECRET" not in letters[boston.pk].text + letters[boston.pk].html + letters[boston.pk].subject


# ---- which lines are in a letter


@pytest.mark.django_db
def test_the_first_letter_of_a_week_names_all_and_the_others_what_is_new(boston, hq):
    first = make_event(status=Status.SUBMITTED)
    first.return_to_mission(by=hq, because="Why?")
    [monday] = record(boston, MONDAY)
    assert monday.startswith(f"returned:{first.pk}:")
    assert record(boston, MONDAY + timedelta(days=1)) == [], "nothing is told twice"
    second = make_event(status=Status.SUBMITTED)
    second.return_to_mission(by=hq, because="Why?")
    [wednesday] = record(boston, MONDAY + timedelta(days=2))
    assert wednesday.startswith(f"returned:{second.pk}:")
    third = make_event(status=Status.SUBMITTED)
    third.return_to_mission(by=hq, because="Why?")
    assert plan_for(boston, now=MONDAY + timedelta(days=2, hours=3)) is None, "one letter a day, whatever has come up"
    [thursday] = record(boston, MONDAY + timedelta(days=3))
    assert thursday.startswith(f"returned:{third.pk}:")
    assert set(record(boston, MONDAY + timedelta(days=7))) == {monday, wednesday, thursday}, "a week later all"


@pytest.mark.django_db
def test_what_a_refused_letter_would_have_told_is_told_by_the_next(boston, hq):
    event = make_event(status=Status.SUBMITTED)
    event.return_to_mission(by=hq, because="Why?")
    told = record(boston, MONDAY)
    Letter.objects.update(state="failed")
    assert record(boston, MONDAY + timedelta(days=1)) == told


@pytest.mark.django_db
def test_wishes_are_kept_to(boston, hq):
    usual = wishes_of(boston)
    assert list(usual) == [Matter.DEADLINE, Matter.RETURNED, Matter.COMMENT, Matter.NO_COUNT, Matter.LAST_YEAR]
    event = make_event(status=Status.SUBMITTED, starts_on=date(2019, 7, 1))
    comments.write(event, by=hq, text="Whose?")
    assert wish(boston, {Matter.COMMENT: "never", Matter.DEADLINE: "weekly", Matter.REVIEW: "never"}, by=boston) == 2
    assert wish(boston, {Matter.COMMENT: "never"}, by=boston) == 0
    assert record(boston, MONDAY) == []
    wish(boston, {Matter.COMMENT: "weekly"}, by=boston)
    [told] = record(boston, MONDAY)
    comments.write(event, by=hq, text="Whose is it?")
    assert record(boston, MONDAY + timedelta(days=1)) == [], "not before the next week"
    [next_week] = record(boston, MONDAY + timedelta(days=7))
    assert next_week != told
    Year.open(2019, by=hq)
    assert record(boston, MONDAY + timedelta(days=8)) == [], "seven days before: in the week's letter"
    assert record(boston, MONDAY + timedelta(days=15)) != [], "the day of the deadline is the first of a week"
    assert record(boston, MONDAY + timedelta(days=16)) == ["return:BOS:2019-1:after-1"], "comes on the day in any case"
    history = ReminderWish.history.order_by("history_id").values_list("matter", "frequency", "history_user")
    assert list(history) == [
        ("comment", "never", boston.pk),
        ("deadline", "weekly", boston.pk),
        ("comment", "weekly", boston.pk),
    ]


@pytest.mark.django_db
def test_deadlines_are_never_silent_and_wishes_are_ones_own(boston, hq):
    with pytest.raises(ValidationError, match="not never"):
        wish(boston, {Matter.DEADLINE: "never"}, by=boston)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReminderWish.objects.create(person=boston, matter="deadline", frequency="never")
    with pytest.raises(PermissionDenied):
        wish(boston, {Matter.COMMENT: "never"}, by=hq)


@pytest.mark.django_db
def test_a_letter_speaks_the_language_of_its_person(hq):
    person = make_user(name="花子", language="ja")
    event = make_event(title_ja="日本祭り", status=Status.SUBMITTED)
    event.return_to_mission(by=hq, because="会場は？")
    letter = plan_for(person, now=MONDAY)
    assert letter.subject == "【グラスルーツ登録簿】対応事項のお知らせ（2019年7月15日）"
    assert letter.text.splitlines() == [
        "花子様",
        "",
        "グラスルーツ登録簿において、次の事項が対応待ちとなっております。御対応くださいますようお願いいたします。",
        "",
        "■ 差し戻された案件",
        "- 「日本祭り」が差し戻されました。理由：会場は？",
        f"  https://register.example.org/events/{event.pk}/",
        "",
        "お知らせの内容と頻度は、次のページで変更できます。",
        "https://register.example.org/reminders/",
        "",
        "--",
        "グラスルーツ登録簿",
    ]
    assert f'<a href="https://register.example.org/events/{event.pk}/">' in letter.html
    assert '<html lang="ja">' in letter.html


@pytest.mark.django_db
def test_without_an_address_there_are_no_links_and_html_is_escaped(settings, boston, hq):
    settings.PUBLIC_ADDRESS = ""
    event = make_event(title_en="<b>Fair</b>", title_ja="", status=Status.SUBMITTED)
    event.return_to_mission(by=hq, because="<script>")
    letter = plan_for(boston, now=MONDAY)
    assert "http" not in letter.text + letter.html
    assert "“<b>Fair</b>” was returned: <script>" in letter.text
    assert "“&lt;b&gt;Fair&lt;/b&gt;” was returned: &lt;script&gt;" in letter.html
    assert f"http://x/events/{event.pk}/" in today_for(boston, now=MONDAY, address="http://x/").text


@pytest.mark.django_db
def test_as_many_queries_for_three_as_for_one(hq):
    counts = []
    for _ in range(2):
        for _ in range(3 if counts else 1):
            event = make_event(status=Status.SUBMITTED, starts_on=date(2019, 7, 1))
            comments.write(event, by=hq, text="Whose?")
            event.return_to_mission(by=hq, because="Why?")
            make_event(status=Status.DRAFT, starts_on=date(2019, 7, 2), **UNCOUNTED)
            make_event(status=Status.SUBMITTED)
        for person in (make_user(), hq):
            with CaptureQueriesContext(connection) as queries:
                plan_for(person, now=MONDAY)
            counts.append(len(queries))
    assert counts[:2] == counts[2:], counts
