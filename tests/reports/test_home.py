"""The first page: what waits for whom, and each number beside its events."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from events.filters import EventFilter
from events.home import MOST_SHOWN
from events.models import Event, QuarterDeadline
from events.status import Status
from events.year_to_date import Compared, Figure, same_date_last_year, year_to_date
from reports.issuing import issue
from tests.factories import make_event, make_rules, make_user
from tests.reports.editions import make_draft, only_data
from tests.reports.rows import make_small_register

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june_2026(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 6, 15, 12, tzinfo=UTC))
    make_rules()


TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
"""Sixty-four letters by chance, which may spell a mission's code."""


def home(client, user):
    client.force_login(user)
    response = client.get("/")
    assert response.status_code == 200
    return response


def titles(waiting) -> list[str]:
    return [event.title_en for event in waiting.events]


def make_every_sort() -> None:
    """Of Boston and of Denver: a draft, one returned, one submitted, one confirmed, two of last year, one withdrawn."""
    for code in ("BOS", "DEN"):
        make = {"mission": code, "starts_on": date(2026, 4, 1)}
        make_event(**make, title_en=f"{code} draft", status=Status.DRAFT)
        make_event(**make, title_en=f"{code} returned", status=Status.DRAFT, return_reason=f"Say where, {code}.")
        make_event(**make, title_en=f"{code} submitted", status=Status.SUBMITTED, in_person_count=10)
        make_event(**make, title_en=f"{code} confirmed", in_person_count=200)
        make_event(**make, title_en=f"{code} withdrawn", status=Status.WITHDRAWN, in_person_count=7000)
        last = {"mission": code, "title_en": f"{code} last year"}
        make_event(**last, starts_on=date(2026, 3, 31), in_person_count=None, in_person_qualifier="unknown")
        make_event(**last, starts_on=date(2025, 6, 15), in_person_count=50)


def test_a_visitor_signs_in_first(client):
    response = client.get("/")
    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/")


def to_date(year: int, scope: str, *, day: str = "06-15") -> str:
    return f"fiscal_year_min={year}&fiscal_year_max={year}&date_max={year}-{day}&{scope}"


@pytest.mark.parametrize("role", [Role.MISSION_STAFF, Role.MISSION_APPROVER])
def test_a_mission_sees_its_drafts_with_reasons_and_its_own_figures(client, role):
    make_every_sort()
    response = home(client, make_user(role, mission="BOS"))
    context, page = response.context, response.content.decode()
    assert [titles(context[name]) for name in ("returned", "drafts")] == [["BOS returned"], ["BOS draft"]]
    assert (context["returned"].count, context["returned"].query) == (1, "mission=BOS&status=draft&returned=1")
    assert (context["drafts"].count, context["drafts"].query) == (1, "mission=BOS&status=draft&returned=0")
    assert titles(context["submitted"]) == ["BOS submitted"]
    assert context["to_date"].year == 2026
    scope = "mission=BOS&status=counted"
    assert context["to_date"].total == Compared(
        Figure(2, 210, 0, to_date(2026, scope)), Figure(1, 50, 0, to_date(2025, scope))
    )
    assert context["last_year"] == Figure(2, 50, 1, f"fiscal_year_min=2025&fiscal_year_max=2025&{scope}")
    assert context["all_years"] == Figure(4, 260, 1, scope)
    assert "On the same date of the year before: +1 events, +160 participants" in page
    assert "Say where, BOS." in page
    assert 'href="/events/new/"' in page
    assert "lines" not in context
    assert "DEN" not in TOKEN.sub("", page)


@pytest.mark.parametrize("role", [Role.HQ_REVIEWER, Role.HQ_ADMINISTRATOR])
def test_headquarters_sees_what_waits_for_review_and_every_mission(client, role):
    make_every_sort()
    Event.objects.filter(title_en="DEN submitted").update(updated_at=datetime(2026, 1, 1, tzinfo=UTC))
    response = home(client, make_user(role))
    context, page = response.context, response.content.decode()
    assert (context["queue"].count, context["queue"].oldest.title_en) == (2, "DEN submitted")
    assert f'href="/review/{context["queue"].oldest.pk}/"' in page
    assert context["to_date"].total == Compared(
        Figure(4, 420, 0, to_date(2026, "status=counted")), Figure(2, 100, 0, to_date(2025, "status=counted"))
    )
    by_mission = {line.mission.pk: line.compared for line in context["lines"]}
    assert len(by_mission) == 18
    for code in ("BOS", "DEN"):
        scope = f"mission={code}&status=counted"
        assert by_mission.pop(code) == Compared(
            Figure(2, 210, 0, to_date(2026, scope)), Figure(1, 50, 0, to_date(2025, scope))
        )
    rest = {
        (figure.events, figure.participants, figure.unknown)
        for row in by_mission.values()
        for figure in (row.this, row.last)
    }
    assert rest == {(0, 0, 0)}
    shaded = {area.code: area.title for area in context["map"].areas if not area.title.endswith(" 0 events")}
    assert shaded == {"US-MA": "Massachusetts: 4 events"}
    assert "BOS draft" not in page
    assert 'href="/admin/"' in page if role == Role.HQ_ADMINISTRATOR else 'href="/admin/"' not in page
    assert 'href="/events/new/"' in page


def test_other_ministries_see_the_confirmed_alone(client):
    make_every_sort()
    response = home(client, make_user(Role.READ_ONLY))
    context, page = response.context, response.content.decode()
    assert context["to_date"].total == Compared(
        Figure(2, 400, 0, to_date(2026, "status=counted")), Figure(2, 100, 0, to_date(2025, "status=counted"))
    )
    assert [name for name in ("drafts", "submitted", "queue", "lines", "board") if name in context] == []
    assert 'href="/events/new/"' not in page
    assert 'href="/states/"' in page
    assert 'href="/report/"' in page
    for title in ("draft", "returned", "submitted", "withdrawn"):
        assert f"BOS {title}" not in page


@pytest.mark.parametrize("role", [Role.MISSION_STAFF, Role.HQ_REVIEWER, Role.READ_ONLY])
def test_each_link_finds_as_many_events_as_its_number_says(client, role):
    make_every_sort()
    user = make_user(role)
    context = home(client, user).context
    total = context["to_date"].total
    figures = [total.this, total.last, context["last_year"], context["all_years"]]
    figures += [figure for line in context.get("lines", []) for figure in (line.compared.this, line.compared.last)]
    numbers = [(figure.query, figure.events) for figure in figures]
    numbers += [(f"{figure.query}&unknown=1", figure.unknown) for figure in figures]
    waiting = [context[name] for name in ("returned", "drafts", "submitted") if name in context]
    numbers += [(each.query, each.count) for each in waiting]
    if role != Role.MISSION_STAFF:
        areas = {area.href.partition("?")[2]: area.title for area in context["map"].areas}
        numbers += [(query, int(title.split(": ")[1].split()[0])) for query, title in areas.items()]
    found = [(query, EventFilter(QueryDict(query), user=user).qs.count()) for query, _number in numbers]
    assert found == numbers
    assert {number for _query, number in numbers} >= {0, 2}


@pytest.mark.parametrize("role", [Role.MISSION_STAFF, Role.HQ_REVIEWER, Role.READ_ONLY])
def test_three_of_each_sort_cost_the_queries_of_one(client, role):
    user = make_user(role)
    make_every_sort()
    home(client, user)
    with CaptureQueriesContext(connection) as one:
        home(client, user)
    make_every_sort()
    make_every_sort()
    with CaptureQueriesContext(connection) as three:
        home(client, user)
    assert len(three) == len(one)


def test_headquarters_sees_each_missions_quarters_in_small(client):
    QuarterDeadline.objects.create(fiscal_year=2025, quarter=4, deadline_on=date(2026, 5, 30))
    make_event(mission="BOS", starts_on=date(2026, 2, 1))
    response = home(client, make_user(Role.HQ_REVIEWER))
    cells = {line.mission.pk: [cell.state.value for cell in line.cells] for line in response.context["lines"]}
    assert cells["BOS"] == ["not_asked", "not_asked", "not_asked", "partly"]
    assert cells["DEN"] == ["not_asked", "not_asked", "not_asked", "nothing"]
    missing = sum(states.count("partly") + states.count("nothing") for states in cells.values())
    assert response.context["board"].unfinished == missing == 18
    page = response.content.decode()
    assert 'href="/returns/2025/#board"' in page
    assert 'href="/returns/2025/4/BOS/"' in page


@pytest.mark.parametrize(
    ("today", "before"),
    [
        (date(2026, 6, 15), date(2025, 6, 15)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2025, 2, 28), date(2024, 2, 28)),
    ],
)
def test_the_same_date_of_the_year_before(today, before):
    assert same_date_last_year(today) == before


def test_a_year_to_date_ends_with_the_day_in_both_years():
    days = [
        "2025-03-31",
        "2025-04-01",
        "2025-06-15",
        "2025-06-16",
        "2026-03-31",
        "2026-04-01",
        "2026-06-15",
        "2026-06-16",
    ]
    for day in days:
        make_event(starts_on=date.fromisoformat(day), in_person_count=1)
    found = year_to_date(Event.objects.all(), date(2026, 6, 15), rules=make_rules())
    assert [(row.events, row.participants) for row in (found.total.this, found.total.last)] == [(2, 2), (2, 2)]
    assert found.by_state == {"US-MA": 2}


def test_the_latest_edition_stands_with_its_files_unless_it_was_withdrawn(client, monkeypatch):
    only_data(monkeypatch)
    make_small_register()
    reader, hq = make_user(Role.READ_ONLY), make_user(Role.HQ_REVIEWER)
    assert home(client, reader).context["edition"] is None
    _first, second = (issue(make_draft(by=hq), by=hq, reasons={"*": "for the meeting"}) for _ in range(2))
    page = home(client, reader)
    assert page.context["edition"] == second
    for file in second.files.all():
        assert f'href="/editions/{second.number}/files/{file.language}/{file.format}/"' in page.content.decode()
    second.withdraw(by=hq, because="wrong")
    assert home(client, reader).context["edition"].number == 1


def test_a_long_list_is_cut_and_says_how_many_there_are(client):
    for _ in range(MOST_SHOWN + 2):
        make_event(status=Status.DRAFT)
    response = home(client, make_user())
    assert (len(response.context["drafts"].events), response.context["drafts"].count) == (10, 12)
    assert "All 12 of them" in response.content.decode()


def test_an_empty_register_says_what_to_do_first(client):
    pages = {role: home(client, make_user(role)) for role in (Role.MISSION_STAFF, Role.HQ_REVIEWER, Role.READ_ONLY)}
    for response in pages.values():
        total = response.context["to_date"].total
        figures = [total.this, total.last, response.context["all_years"]]
        assert [(row.events, row.known_participants, row.unknown) for row in figures] == [(0, 0, 0)] * 3
        assert "big-figure" not in response.content.decode() or response is pages[Role.HQ_REVIEWER]
    sentences = {
        Role.MISSION_STAFF: "Your mission has entered nothing yet.",
        Role.HQ_REVIEWER: "No mission has handed in an event yet.",
        Role.READ_ONLY: "Nothing has been confirmed yet.",
    }
    said = {role: [s for s in sentences.values() if s in pages[role].content.decode()] for role in pages}
    assert said == {role: [sentence] for role, sentence in sentences.items()}
    make_event(status=Status.DRAFT)
    assert "Your mission has entered nothing yet." not in home(client, make_user()).content.decode()


def test_unknown_is_not_zero(client):
    make_event(starts_on=date(2026, 5, 1), in_person_count=None, in_person_qualifier="unknown")
    response = home(client, make_user())
    assert response.context["to_date"].total.this.known_participants is None
    assert "Participants unknown" in response.content.decode()


def test_the_fiscal_year_turns_by_the_clock_of_the_mission(client, monkeypatch):
    """3 a.m. in Greenwich on 1 April 2026: noon in Tokyo, but still 31 March in Boston."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 4, 1, 3, tzinfo=UTC))
    assert home(client, make_user(mission="BOS")).context["to_date"].year == 2025
    assert home(client, make_user(Role.HQ_REVIEWER)).context["to_date"].year == 2026


def test_a_title_is_text_and_not_markup(client):
    make_event(status=Status.DRAFT, title_en="<b>Tea</b>", title_ja="", return_reason="<script>x</script>")
    page = home(client, make_user()).content.decode()
    assert "&lt;b&gt;Tea&lt;/b&gt;" in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page


@pytest.mark.parametrize("is_sample", [True, False])
def test_every_page_says_when_the_register_holds_sample_data(client, is_sample):
    make_event(is_sample=is_sample)
    sentence = "This register holds sample data."
    assert (sentence in client.get("/accounts/login/", headers={"accept-language": "en"}).content.decode()) == is_sample
    assert (sentence in home(client, make_user()).content.decode()) == is_sample
