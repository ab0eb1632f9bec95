"""Comments: who sees them, whom they name, what each person has read; and that they stay as they were written."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.roles import Role
from events.comments import mark_read, mentions_in, thread_of, withdraw, write
from events.models import Comment, CorrectionRequest, CountingRule, Event, Year
from tests.factories import make_event, make_rules, make_user

pytestmark = pytest.mark.django_db
SECRET = "the governor cancelled"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def staff():
    return make_user(name="Hanako")


@pytest.fixture
def hq():
    return make_user(Role.HQ_REVIEWER, name="Taro")


@pytest.fixture
def event():
    """Confirmed, so that everybody may read the event itself."""
    return make_event(status="confirmed")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@HQ, @BOS and @approver", {"hq", "bos", "approver"}),
        ("＠本省 確認願います。@承認者", {"本省", "承認者"}),
        ("＠ＨＱ please", {"hq"}),
        ("mail me@bos.example.org or @@HQ", set()),
    ],
)
def test_whom_a_comment_names(text, named):
    assert mentions_in(text) == named


def test_only_the_mission_and_headquarters_see_it(client, event, staff, hq):
    write(event, by=staff, text=SECRET)
    seen = {}
    people = {
        "staff": staff, "hq": hq, "other": make_user(mission="DEN"), "other approver": make_user(Role.MISSION_APPROVER, mission="DEN"),
        "partner": make_user(mission="NYC"), "reader": make_user(Role.READ_ONLY),
    }  # fmt: skip
    event.partner_missions.set(["NYC"])
    pages = [event.get_absolute_url(), reverse("event_list"), reverse("event_list") + "?q=governor", reverse("home")]
    for name, person in people.items():
        client.force_login(person)
        answers = [client.get(page).content.decode() for page in pages]
        answers.append(client.get(reverse("event_export", args=["json"])).getvalue().decode())
        seen[name] = (
            any(SECRET in answer for answer in answers),
            Comment.objects.visible_to(person).count(),
            "Unread comment" in answers[1].partition("<table")[2],
            len(thread_of(event, by=person)),
        )
    assert seen == {
        "staff": (True, 1, False, 1), "hq": (True, 1, True, 1), "other": (False, 0, False, 0),
        "other approver": (False, 0, False, 0), "partner": (False, 0, False, 0), "reader": (False, 0, False, 0),
    }  # fmt: skip
    assert Event.objects.visible_to(people["other"]).with_unread_comments(people["other"]).count() == 0
    for name in ("other", "partner", "reader"):
        with pytest.raises(PermissionDenied):
            write(event, by=people[name], text="x")


def test_what_is_unread_and_for_whom(event, staff, hq):
    approver, colleague = make_user(Role.MISSION_APPROVER), make_user()
    first = write(event, by=hq, text="@BOS which day?")
    second = write(event, by=hq, text="@approver please look")
    late = make_user(name="New")
    people = (staff, approver, colleague, hq, late)
    unread = [Comment.objects.unread_by(person) for person in people]
    assert [set(rows) for rows in unread] == [{first, second}] * 3 + [set()] * 2
    assert [set(rows.addressed_to(person)) for rows, person in zip(unread, people, strict=True)] == [
        {first}, {first, second}, {first}, set(), set(),
    ]  # fmt: skip
    mark_read(event, by=staff, shown=[first.pk])
    mark_read(event, by=staff, shown=[first.pk])
    write(event, by=colleague, text="@本省 the 3rd")
    assert [Comment.objects.unread_by(person).count() for person in people] == [2, 3, 0, 1, 1]
    assert Comment.objects.unread_by(hq).addressed_to(hq).count() == 1


def test_reading_a_page_marks_nothing_and_the_button_does(client, event, staff, hq):
    write(event, by=staff, text=SECRET)
    client.force_login(hq)
    page = client.get(event.get_absolute_url())
    assert (page.context["reading"].unread, Comment.objects.unread_by(hq).count()) == (1, 1)
    assert client.get(reverse("home")).context["unread"] == 1
    found = client.get(reverse("event_list"), {"unread_comments": "1"})
    assert [each.pk for each in found.context["page"].events] == [event.pk]
    shown = [comment.pk for comment in page.context["reading"].comments]
    client.post(reverse("event_comments_read", args=[event.pk]), {"shown": shown})
    assert (Comment.objects.unread_by(hq).count(), client.get(reverse("home")).context["unread"]) == (0, 0)


def test_text_is_only_text(client, event, staff):
    client.force_login(staff)
    address = reverse("event_comment", args=[event.pk])
    client.post(address, {"comment-text": "<script>alert(1)</script>\n{{ event }} second line"})
    page = client.get(event.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>{{ event }} second line" in page
    for wrong in ("", " ", "x" * 2001, "a\x07b", "@DEN look"):
        assert client.post(address, {"comment-text": wrong}).status_code == 422
    assert Comment.objects.count() == 1


def test_it_stays_as_it_was_written(client, event, staff, hq):
    comment = write(event, by=staff, text=SECRET)
    kept = Comment.objects.filter(pk=comment.pk)
    for change in ({"text": "x"}, {"written_by": hq}, {"event": make_event()}, {"to_hq": True}, {"withdrawn_by": hq}):
        with pytest.raises(IntegrityError), transaction.atomic():
            kept.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.delete()
    with pytest.raises(PermissionDenied):
        withdraw(comment, by=hq)
    for person, status in ((hq, 404), (make_user(mission="DEN"), 404), (make_user(), 404), (staff, 302)):
        client.force_login(person)
        assert client.post(reverse("comment_withdraw", args=[comment.pk])).status_code == status
    page = client.get(event.get_absolute_url()).content.decode()
    assert (SECRET in page, "Withdrawn by its author" in page) == (False, True)
    assert Comment.objects.unread_by(hq).count() == 0
    with pytest.raises(ValidationError):
        withdraw(comment, by=staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.update(withdrawn_at=None, withdrawn_by=None)


def test_a_closed_year_is_still_commented(event, staff, hq):
    Year.open(2019, by=hq).close(by=hq, because="counted")
    write(event, by=staff, text=SECRET)
    assert Event.objects.get(pk=event.pk).version == 1
    assert Comment.objects.get().event == event


def test_a_thread_costs_the_same_for_one_and_for_three(client, event, staff, hq):
    client.force_login(hq)
    client.get(event.get_absolute_url())  # what is kept in memory afterwards is asked once
    costs = []
    for n in (1, 2):
        for _ in range(n):
            write(event, by=make_user(), text=SECRET)
        with CaptureQueriesContext(connection) as queries:
            client.get(event.get_absolute_url())
        costs.append(len(queries))
    assert costs[0] == costs[1]


# ---- closed years: rules of counting, versions, tables as a whole


def test_a_closed_year_keeps_its_counting_rule(client, hq):
    make_rules()
    Year.open(2019, by=hq).close(by=hq, because="counted")
    rule = CountingRule.objects.filter(pk=2019)
    for write_it in (
        lambda: rule.update(counts_on_demand=True),
        rule.delete,
        lambda: CountingRule.objects.filter(pk=2020).update(fiscal_year=2019),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write_it()
    client.force_login(make_user(Role.HQ_ADMINISTRATOR))
    sent = {"fiscal_year": "2019", "counts_in_person": "on", "counts_on_demand": "on", "note_ja": "", "note_en": ""}
    answer = client.post(reverse("admin:events_countingrule_change", args=[2019]), sent)
    assert "Fiscal year 2019 is closed, and its counting rule with it." in answer.content.decode()
    assert client.post(reverse("admin:events_countingrule_delete", args=[2019]), {"post": "yes"}).status_code == 403
    other = client.post(reverse("admin:events_countingrule_change", args=[2020]), {**sent, "fiscal_year": "2020"})
    assert other.status_code == 302
    assert list(CountingRule.objects.filter(pk__in=[2019, 2020]).values_list("pk", "counts_on_demand")) == [
        (2019, False),
        (2020, True),
    ]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_no_table_is_emptied_while_a_year_is_closed(event, hq):
    Year.open(2019, by=hq).close(by=hq, because="counted")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is still to be checked would stop it for another reason
        cursor.execute("SET LOCAL register.may_truncate = 'off'")
        for table in ("events_event", "events_photo", "events_countingrule", "events_year"):
            with pytest.raises(IntegrityError, match="this fiscal year is closed"), transaction.atomic():
                cursor.execute(f"TRUNCATE {table} CASCADE")


def test_nobody_decides_what_he_asked_for(event, staff, hq):
    request = CorrectionRequest.objects.create(
        kind="new", mission=event.mission, fiscal_year=2019, proposed={"city": "x"}, reason="x", asked_by=hq
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectionRequest.objects.filter(pk=request.pk).update(
            state="accepted", decided_by=hq, decided_at="2026-01-01T00:00Z"
        )
    with pytest.raises(ValidationError, match="Somebody else at headquarters"):
        request.decline(by=hq, because="x")
    request.decline(by=make_user(Role.HQ_REVIEWER), because="x")
    assert CorrectionRequest.objects.get().state == "declined"
