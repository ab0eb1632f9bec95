"""Datasets for analysts: read by pandas and DuckDB as typed values, null where nothing is known, only what the reader sees."""

import io
from datetime import date

import duckdb
import pandas
import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from events.status import Status
from reports.cumulative import Register, compile_report
from reports.datasets import DATASETS
from reports.figures import Definition
from reports.filters import STATUSES
from tests.factories import make_event, make_rules, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def events():
    make_rules()
    for mission, state in (("BOS", "US-MA"), ("DEN", "US-CO")):
        make_event(mission=mission, state=state, title_en=f"{mission} confirmed", title_ja="日本祭り", own_funds="1.25")
        make_event(mission=mission, state=state, title_en=f"{mission} draft", status=Status.DRAFT, starts_on=None)
        make_event(
            mission=mission, title_en="=1+1", category="food", in_person_count=None, in_person_qualifier="unknown"
        )
        make_event(mission=mission, title_en="gone", status=Status.WITHDRAWN)


def file_of(person, name: str, suffix: str) -> bytes:
    client = Client()
    client.force_login(person)
    answer = client.get(reverse("dataset_file", args=[name, suffix]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def in_duckdb(content: bytes, tmp_path, suffix: str):
    path = tmp_path / f"x.{suffix}"
    path.write_bytes(content)
    reader = "read_parquet" if suffix == "parquet" else "read_csv"
    return duckdb.sql(f"SELECT * FROM {reader}('{path}')")


@pytest.mark.parametrize("role", [Role.MISSION_STAFF, Role.HQ_REVIEWER, Role.READ_ONLY])
def test_each_reader_gets_what_he_sees_in_both_forms(role, events, tmp_path):
    person = make_user(role)
    table = pandas.read_parquet(io.BytesIO(file_of(person, "events", "parquet")))
    seen = {
        Role.MISSION_STAFF: ["=1+1", "=1+1", "BOS confirmed", "BOS draft", "DEN confirmed"],
        Role.HQ_REVIEWER: ["=1+1", "=1+1", "BOS confirmed", "BOS draft", "DEN confirmed", "DEN draft"],
        Role.READ_ONLY: ["=1+1", "=1+1", "BOS confirmed", "DEN confirmed"],
    }[role]
    assert sorted(table["title_en"]) == seen
    assert list(table.columns) == [column.name for column in DATASETS["events"].columns]
    funds = {title for title, sum_ in zip(table["title_en"], table["own_funds"], strict=True) if pandas.notna(sum_)}
    assert (
        funds
        == {
            Role.MISSION_STAFF: {"BOS confirmed"},
            Role.HQ_REVIEWER: {"BOS confirmed", "DEN confirmed"},
            Role.READ_ONLY: set(),
        }[role]
    )
    kept = in_duckdb(file_of(person, "events", "parquet"), tmp_path, "parquet")
    types = dict(zip(kept.columns, map(str, kept.types), strict=True))
    assert [types[name] for name in ("id", "starts_on", "is_sample", "own_funds", "as_of", "mission_code")] == [
        "BIGINT", "DATE", "BOOLEAN", "DOUBLE", "TIMESTAMP WITH TIME ZONE", "VARCHAR",
    ]  # fmt: skip
    [row] = kept.filter("title_en = 'BOS confirmed'").fetchall()
    said = dict(zip(kept.columns, row, strict=True))
    assert (said["mission_code"], said["state_code"], said["starts_on"]) == ("BOS", "US-MA", date(2019, 5, 1))
    assert (said["participants"], said["participants_unknown"], said["online_count"]) == (100, False, None)
    unknown = kept.filter("category_code = 'food'").fetchall()
    assert {dict(zip(kept.columns, each, strict=True))["participants"] for each in unknown} == {None}, "not zero"
    text = file_of(person, "events", "csv")
    assert text.startswith(b"\xef\xbb\xbf"), "Excel and Power Query then read it as UTF-8"
    sheet = pandas.read_csv(io.BytesIO(text))
    assert list(sheet.columns) == list(table.columns) and len(sheet) == len(seen)
    assert sorted(sheet["title_en"])[0].startswith("'="), "no formula runs"
    assert sheet["participants"].isna().sum() == table["participants"].isna().sum() > 0
    assert len(in_duckdb(text, tmp_path, "csv").fetchall()) == len(seen)


@pytest.mark.parametrize("role", [Role.MISSION_STAFF, Role.HQ_REVIEWER])
def test_figures_are_those_of_the_report(role, events, tmp_path):
    person = make_user(role)
    kept = in_duckdb(file_of(person, "figures", "parquet"), tmp_path, "parquet")
    report = compile_report(
        Definition(2019, 2019, missions=(), statuses=STATUSES["counted"]), register=Register.visible_to(person)
    )
    for breakdown in ("mission", "region", "state", "category", "format"):
        rows = kept.filter(f"breakdown = '{breakdown}' AND fiscal_year = 2019")
        found = rows.project("code, events, participants, unknown").fetchall()
        told = [
            (row.code or None, row.events, row.known_participants, row.unknown)
            for row in getattr(report, f"by_{breakdown}")
        ]
        assert found == told
        assert sum(row[1] for row in found) == report.events


def test_the_page_explains_each_column_and_there_is_no_other_file(client):
    person = make_user(language="ja")
    client.force_login(person)
    page = client.get(reverse("dataset_list")).content.decode()
    for dataset in DATASETS.values():
        assert [column.name for column in dataset.columns if f"<code>{column.name}</code>" not in page] == []
    for name, suffix in (("events", "exe"), ("people", "csv")):
        assert client.get(reverse("dataset_file", args=[name, suffix])).status_code == 404


def test_an_empty_register_gives_an_empty_table(tmp_path):
    for suffix in ("parquet", "csv"):
        assert in_duckdb(file_of(make_user(), "events", suffix), tmp_path, suffix).fetchall() == []
