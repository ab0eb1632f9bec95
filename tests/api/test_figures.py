"""Figures and editions over the API: the numbers of the page, the bytes that were issued, for the same readers."""

import hashlib
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from accounts.trail.models import Record
from events.status import Status
from reports.issuing import issue
from reports.models import EditionBlob
from tests.api.asking import ROOT, Program
from tests.factories import make_event, make_rules, make_user
from tests.reports.editions import make_draft, only_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def events():
    make_rules()
    for mission, state in (("BOS", "US-MA"), ("DEN", "US-CO")):
        for year in (2018, 2019):
            make_event(mission=mission, state=state, starts_on=date(year, 6, 1), in_person_count=year)
        make_event(mission=mission, state=state, status=Status.SUBMITTED, in_person_count=7)
        make_event(mission=mission, state=None, status=Status.DRAFT, in_person_count=1_000_000)
        make_event(mission=mission, state=state, in_person_count=None, in_person_qualifier="unknown", category="food")


@pytest.mark.parametrize("role", [Role.MISSION_STAFF, Role.HQ_REVIEWER, Role.READ_ONLY])
@pytest.mark.parametrize(
    "asked", ["", "?status=confirmed&mission=BOS", "?fiscal_year_min=2018&fiscal_year_max=2018", "?mission=DEN"]
)
def test_the_numbers_are_those_of_the_page(role, asked, events):
    person = make_user(role)
    client = Client()
    client.force_login(person)
    page = client.get(reverse("report") + asked).context["report"]
    said = Program(person).get("figures" + asked).json()
    assert (said["events"], said["participants"], said["unknown"]) == (page.events, page.participants, page.unknown)
    assert (said["cumulative_events"], said["cumulative_participants"]) == (
        page.cumulative_events,
        page.cumulative_participants,
    )
    for name in ("mission", "region", "state", "category", "format", "approach", "fiscal_year"):
        rows = [
            (row.code or None, row.events, row.known_participants, row.unknown) for row in getattr(page, f"by_{name}")
        ]
        code = "fiscal_year" if name == "fiscal_year" else "code"
        told = [(row[code], row["events"], row["participants"], row["unknown"]) for row in said[f"by_{name}"]]
        assert told == rows, name
        if name != "approach":
            assert sum(row["events"] for row in said[f"by_{name}"]) == said["events"]
    assert (said["definition"]["fiscal_year_min"], said["definition"]["missions"]) == (
        page.definition.first,
        list(page.definition.missions),
    )


def test_where_nothing_is_known_stands_null_and_not_zero(events):
    said = Program(make_user(Role.HQ_REVIEWER)).get("figures").json()
    food = next(row for row in said["by_category"] if row["code"] == "food")
    assert (food["events"], food["participants"], food["unknown"]) == (2, None, 2)
    assert food["name_ja"] and food["name_en"]


def test_what_a_report_does_not_understand_is_a_problem(events):
    answer = Program(make_user()).get("figures", {"fiscal_year_min": "2020", "fiscal_year_max": "2019", "x": "1"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert {each["parameter"] for each in answer.json()["errors"]} == {"x"}


def test_editions_and_the_very_bytes_that_were_issued(monkeypatch, events, connection_queries, settings):
    only_data(monkeypatch)
    hq = make_user(Role.HQ_REVIEWER)
    edition = issue(make_draft(by=hq), by=hq, reasons={"*": "for the meeting"})
    program = Program(make_user(Role.READ_ONLY))
    [said] = program.get("editions").json()["results"]
    assert said == program.get(f"editions/{edition.number}").json()
    assert (said["events"], said["participants"], said["digest"]) == (
        edition.events,
        edition.participants,
        edition.digest,
    )
    assert said["withdrawn"] is None and said["files"]
    assert said["findings"] == list(edition.findings.values("code", "sentence_ja", "sentence_en", "reason"))
    for file in said["files"]:
        answer = program.client.get(file["url"], headers=program.headers | {"Accept": "application/pdf"})
        assert hashlib.sha256(answer.content).hexdigest() == file["sha256"] == answer["ETag"].strip('"')
        assert len(answer.content) == file["size"] and file["name"] in answer["Content-Disposition"]
    noted = Record.objects.filter(kind="download").order_by("pk").last()
    assert (noted.by, noted.source) == (program.person, "api edition_file")
    one = connection_queries(lambda: program.get("editions"))
    for _turn in range(2):
        issue(make_draft(by=hq), by=hq, reasons={"*": "for the meeting"})
    assert connection_queries(lambda: program.get("editions")) == one
    edition.withdraw(by=hq, because="A page was wrong.")
    assert program.get(f"editions/{edition.number}").json()["withdrawn"] == "A page was wrong."
    assert Program().get(f"editions/{edition.number}").status_code == 401
    assert Program().client.get(file["url"]).status_code == 401
    for nothing in ("editions/99", f"editions/{edition.number}/files/ja/exe", "editions/x"):
        assert program.get(nothing).status_code == 404
    monkeypatch.setattr(EditionBlob, "verified", _damaged)
    refused = program.client.get(file["url"], headers=program.headers)
    assert (refused.status_code, refused["Content-Type"]) == (500, "application/problem+json")
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"file": "1/10m/user"}
    answers = [Program(program.person).client.get(file["url"], headers=program.headers) for _turn in range(2)]
    assert [answer.status_code for answer in answers][-1] == 429 and answers[-1]["Retry-After"]
    assert file["url"].startswith("http://testserver" + ROOT)


def _damaged(blob):
    from reports.models.edition import Damaged

    raise Damaged(blob.pk)
