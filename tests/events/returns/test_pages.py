"""The board of quarterly returns, a quarter’s page, the first page, and the board as a file."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from events.models import Excuse, QuarterlyReturn, Year
from events.quarters import Quarter
from events.return_states import State
from events.returns import sign
from events.returns_board import board, open_ends, own_returns
from events.status import Status
from regions.models import Mission
from tests.events.returns.spring import SPRING
from tests.factories import make_event, make_mission, make_user

# ---- the pages


@pytest.mark.django_db
def test_as_many_queries_for_three_missions_as_for_one(client, hq):
    Year.open(2019, by=hq)
    counts = []
    for codes in (["BOS"], ["BOS", "DEN", "CHI"]):
        for code in codes:
            make_event(
                mission=code,
                status=Status.DRAFT,
                updated_at=datetime(2019, 1, 1, tzinfo=UTC),
                in_person_count=None,
                in_person_qualifier="",
                created_by=hq,
            )
            if not QuarterlyReturn.objects.filter(mission=code).exists():
                sign(make_mission(code), Quarter(2019, 2), "nil", by=make_user(mission=code))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            board(2019, Mission.objects.filter(pk__in=codes))
        with CaptureQueriesContext(connection) as beside:
            open_ends(hq, fiscal_year=2019)
        counts.append((len(queries), len(beside)))
    assert counts == [(9, 6), (9, 6)]


@pytest.mark.django_db
def test_what_stands_open_beside_the_returns(hq):
    now = datetime(2019, 6, 2, 3, tzinfo=UTC)  # still the 1st in Boston
    fields = {"in_person_count": None, "in_person_qualifier": ""}
    make_event(title_en="over", status=Status.DRAFT, starts_on=date(2019, 5, 30), ends_on=date(2019, 5, 31), **fields)
    make_event(title_en="unknown", starts_on=date(2019, 5, 1), in_person_count=None, in_person_qualifier="unknown")
    make_event(
        title_en="not over", status=Status.DRAFT, starts_on=date(2019, 5, 30), ends_on=date(2019, 6, 1), **fields
    )
    make_event(title_en="counted", starts_on=date(2019, 5, 1))
    make_event(title_en="withdrawn", status=Status.WITHDRAWN, starts_on=date(2019, 5, 1), **fields)
    make_event(title_en="other year", status=Status.DRAFT, starts_on=date(2018, 5, 1), **fields)
    old, new = now - timedelta(days=30), now - timedelta(days=29)
    make_event(title_en="left", mission="DEN", status=Status.DRAFT, starts_on=None, updated_at=old, created_by=hq)
    make_event(title_en="fresh", mission="DEN", status=Status.DRAFT, starts_on=None, updated_at=new)
    found = open_ends(hq, fiscal_year=2019, now=now)
    assert [event.title_en for event in found.without_count] == ["unknown", "over"]
    assert [(event.title_en, event.holder_name) for event in found.drafts] == [("left", "Tokyo Taro")]
    assert (found.without_count_total, found.draft_total) == (2, 1)
    boston = open_ends(make_user(), fiscal_year=2019, now=now)
    assert (boston.without_count_total, boston.draft_total) == (2, 0)
    assert open_ends(make_user(Role.READ_ONLY), fiscal_year=2019, now=now).without_count_total == 0


@pytest.mark.django_db
def test_a_mission_sees_its_own_line_alone(client, hq):
    Year.open(2019, by=hq)
    client.force_login(make_user(mission="DEN"))
    response = client.get("/returns/2019/")
    assert [line.mission.pk for line in response.context["board"].lines] == ["DEN"]
    assert "deadlines" not in response.context
    assert client.get("/returns/2019/1/BOS/").status_code == 404
    client.force_login(hq)
    assert len(client.get("/returns/2019/").context["board"].lines) == 18
    assert [
        client.get(address).status_code
        for address in ("/returns/1999/", "/returns/2019/5/BOS/", "/returns/2019/1/XXX/")
    ] == [404] * 3


@pytest.mark.django_db
def test_the_first_page_says_what_to_do_next(at, client, hq):
    person = make_user()
    assert own_returns(person.mission, user=person).lines == []
    Year.open(2019, by=hq)
    client.force_login(person)
    page = client.get("/").content.decode()
    assert "Q1 of fiscal year 2019 was due by July 30, 2019 and is not signed." in page
    client.post("/returns/2019/1/BOS/sign/", {"kind": "nil"})
    own = own_returns(person.mission, user=person)
    assert [cell.state for cell in own.lines[0]] == [State.LATE, State.NOT_DUE, State.NOT_DUE, State.NOT_DUE]
    assert own.to_do == []
    make_event(status=Status.SUBMITTED)
    assert (
        "What was signed for Q1 of fiscal year 2019 does not agree with its events." in client.get("/").content.decode()
    )


@pytest.mark.django_db
def test_signed_taken_back_and_excused_on_its_page(at, client, hq):
    Year.open(2019, by=hq)
    client.force_login(make_user())
    assert client.post("/returns/2019/1/BOS/sign/", {"kind": "both"}).status_code == 422
    assert client.post("/returns/2019/2/BOS/sign/", {"kind": "nil"}).status_code == 409
    assert client.post("/returns/2019/1/BOS/sign/", {"kind": "nil"}).status_code == 302
    row = QuarterlyReturn.objects.get()
    refused = client.post(f"/returns/signed/{row.pk}/take-back/", {"take-back-reason": ""})
    assert (refused.status_code, "Give a reason" in refused.content.decode()) == (422, True)
    assert client.post(f"/returns/signed/{row.pk}/take-back/", {"take-back-reason": "wrong"}).status_code == 302
    client.force_login(hq)
    assert client.post("/returns/2019/1/BOS/excuse/", {"excuse-reason": "moved"}).status_code == 302
    assert client.post("/returns/2019/1/deadline/", {"deadline_on": "2019-06-01"}).status_code == 422
    assert client.post("/returns/2019/1/deadline/", {"deadline_on": "2019-08-31"}).status_code == 302
    page = client.get("/returns/2019/1/BOS/").content.decode()
    assert [text in page for text in ("moved", "wrong", "Excused", "Return taken back")] == [True] * 4


@pytest.mark.django_db
def test_the_board_as_a_file_adds_up_to_the_rates(at, client, hq):
    at(datetime(2020, 7, 1, tzinfo=UTC))
    Year.open(2019, by=hq)
    person = make_user(name="=1+1")
    sign(person.mission, SPRING, "nil", by=person)
    Excuse.give(mission=make_mission("DEN"), quarter=SPRING, by=hq, because="moved")
    client.force_login(hq)
    response = client.get("/returns/2019/board.csv")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 18 * 4
    [signed] = [line for line in lines if '"BOS"' in line and line.startswith("2019,1,")]
    assert signed.startswith(
        '2019,1,"BOS","ボストン総 / Boston","提出済み（期限後） / Complete, late","該当なし / Nothing to report","2019-07-30","'
    )
    assert '"\'=1+1"' in signed
    sums = [sum(int(line.split(",")[index]) for line in lines[1:]) for index in (-4, -3, -2)]
    rates = board(2019, Mission.objects.all()).rates
    assert sums == [rates.expected, rates.complete, rates.on_time] == [71, 1, 0]
    workbook = b"".join(client.get("/returns/2019/board.xlsx").streaming_content)
    assert workbook.startswith(b"PK")
    assert client.get("/returns/2019/board.pdf").status_code == 404
