"""The addresses that give files: the list as it is seen, and the template workbook."""

import io
import json
from datetime import date

import pytest
from django.test import Client

from accounts.roles import Role
from events.models import Event
from events.spreadsheets import sheet as sheets
from events.spreadsheets.template import COLUMNS, HEADER_ROW
from events.views import export
from tests.events.spreadsheets.reading import as_records, by_calamine
from tests.factories import make_event, make_rules, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules():
    return make_rules()


def signed_in(role: str = Role.MISSION_STAFF, **fields) -> Client:
    client = Client()
    client.force_login(make_user(role, **fields), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def exported(client: Client, suffix: str, query: str = "") -> list[str]:
    """The titles in the file, in its order."""
    response = client.get(f"/events/export.{suffix}{query}")
    content = b"".join(response.streaming_content)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith('attachment; filename="events-')
    if suffix == "json":
        return [event["title_en"] for event in json.loads(content)["events"]]
    if suffix == "csv":
        return [line.split('","')[6] for line in content.decode("utf-8-sig").splitlines()[1:]]
    return [row["title_en"] for row in as_records(by_calamine(content))]


def make_four() -> None:
    make_event(title_en="old", title_ja="", starts_on=date(2019, 5, 1), in_person_count=5)
    make_event(title_en="new", title_ja="", starts_on=date(2020, 5, 1), in_person_count=50)
    make_event(title_en="draft of ours", title_ja="", starts_on=date(2020, 6, 1), status="draft", number=None)
    make_event(title_en="draft of theirs", title_ja="", starts_on=date(2020, 7, 1), status="draft", number=None,
               mission="DEN")  # fmt: skip


@pytest.mark.parametrize("suffix", ["xlsx", "json"])
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["draft of ours", "new", "old"]),
        ("?sort=date", ["old", "new", "draft of ours"]),
        ("?sort=-participants&status=counted", ["new", "old"]),
        ("?sort=participants&participants_min=1&fiscal_year_min=2020", ["new", "draft of ours"]),
        ("?q=old", ["old"]),
        ("?q=nothing+like+this", []),
        ("?mission=&q=old", ["old"]),
    ],
)
def test_a_file_has_the_list_as_it_is_seen(suffix, query, titles):
    make_four()
    assert exported(signed_in(), suffix, query) == titles


@pytest.mark.parametrize("suffix", ["xlsx", "json"])
def test_nobody_takes_out_what_is_not_to_be_seen(suffix):
    make_four()
    assert exported(signed_in(mission="DEN"), suffix) == ["draft of theirs", "new", "old"]
    assert exported(signed_in(Role.READ_ONLY), suffix) == ["new", "old"]
    assert len(exported(signed_in(Role.HQ_REVIEWER), suffix)) == 4
    assert signed_in(Role.READ_ONLY).get(f"/events/export.{suffix}?status=draft").status_code == 200
    assert exported(signed_in(Role.READ_ONLY), suffix, "?status=draft") == []


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "json"])
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?misson=BOS", "There is no filter called “misson”. Did you mean “mission”?"),
        ("?state=US-XX", "“US-XX” is not one of the choices."),
        ("?fiscal_year_min=2020&fiscal_year_max=2019", "The last fiscal year is before the first."),
        ("?sort=colour", "“colour” is not one of the choices."),
    ],
)
def test_a_filter_that_is_not_understood_exports_nothing(suffix, query, sentence):
    make_four()
    response = signed_in().get(f"/events/export.{suffix}{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert sentence in response.text
    assert "Content-Disposition" not in response


def test_there_is_no_other_kind_of_file():
    client = signed_in()
    assert [client.get(f"/events/export.{suffix}").status_code for suffix in ("pdf", "xls", "XLSX")] == [404] * 3


def test_more_than_a_sheet_holds_is_said(monkeypatch):
    monkeypatch.setattr(export, "MOST_ROWS", 2)
    make_four()
    response = signed_in().get("/events/export.xlsx")
    assert (response.status_code, "An Excel sheet holds 2 rows and the list has more." in response.text) == (400, True)
    assert exported(signed_in(), "json") == ["draft of ours", "new", "old"]
    assert sheets.MOST_ROWS == 1_048_575


def test_the_list_links_to_its_files_with_its_filters():
    make_four()
    text = signed_in().get("/events/?q=old&sort=date&page=1").text
    for suffix in ("xlsx", "csv", "json"):
        assert f'href="/events/export.{suffix}?q=old&amp;sort=date"' in text


def test_as_many_queries_for_three_events_as_for_one(django_assert_max_num_queries):
    client = signed_in()
    counts = set()
    for _round in range(2):
        for suffix in ("csv", "json", "xlsx"):
            with django_assert_max_num_queries(30) as queries:
                b"".join(client.get(f"/events/export.{suffix}").streaming_content)
            counts.add((suffix, len(queries)))
        for _more in range(2):
            make_event()
        assert Event.objects.exists()
    assert len(counts) == 3


# ---- the template workbook


def templated(response) -> list[str]:
    table = by_calamine(b"".join(response.streaming_content))[HEADER_ROW - 1 :]
    return [row["title_en"] for row in as_records([row[: len(COLUMNS)] for row in table], COLUMNS)]


def test_a_mission_takes_out_its_own_year():
    make_four()
    response = signed_in().get("/events/template/?mission=BOS&fiscal_year=2020&era=on")
    assert response["Content-Disposition"] == 'attachment; filename="events-BOS-2020.xlsx"'
    assert templated(response) == ["new", "draft of ours"]


def test_headquarters_take_out_any():
    make_four()
    response = signed_in(Role.HQ_REVIEWER).get("/events/template/?mission=DEN&fiscal_year=2020")
    assert templated(response) == ["draft of theirs"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?mission=DEN&fiscal_year=2020", "You cannot make a workbook for this mission."),
        ("?mission=XXX&fiscal_year=2020", "You cannot make a workbook for this mission."),
        ("?mission=BOS&fiscal_year=1999", "A fiscal year is a number from 2000 to 2099."),
        ("?mission=BOS&fiscal_year=%EF%BC%92", "A fiscal year is a number from 2000 to 2099."),
        ("?mission=BOS", "This field is required."),
        ("?mission=BOS&fiscal_year=2020&color=1", "There is no parameter “color” here."),
    ],
)
def test_what_is_not_understood_gives_no_workbook(query, sentence):
    response = signed_in().get(f"/events/template/{query}")
    assert (response.status_code, sentence in response.text) == (400, True)


def test_the_page_offers_the_own_mission_alone():
    own, all_missions = (
        signed_in().get("/events/template/").text,
        signed_in(Role.HQ_REVIEWER).get("/events/template/").text,
    )
    assert ('value="BOS" selected' in own, 'value="DEN"' in own, 'value="DEN"' in all_missions) == (True, False, True)
    assert io.StringIO(own).read().count("<option") == 1
