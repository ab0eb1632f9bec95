"""Bridges between real editions, and the trace from what an edition prints to its events and back."""

import json
from collections import Counter
from datetime import date
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from accounts.roles import Role
from events.models import CountingRule, Event
from reports.bridge import Amount
from reports.bridge_document import FORMATS
from reports.bridge_page import names_of
from reports.bridging import bridge_between
from reports.issuing import frozen_content, issue
from reports.models import Edition, PublishedFigure
from reports.tracing import printed_pages, trace
from reports.views import bridge as bridge_views
from tests.factories import make_event, make_rules, make_user
from tests.reports.editions import make_draft, only_data
from tests.reports.rows import make_places

pytestmark = pytest.mark.django_db


@pytest.fixture
def hq(monkeypatch):
    only_data(monkeypatch)
    make_rules()
    PublishedFigure.objects.all().delete()
    return make_user(Role.HQ_ADMINISTRATOR)


def issued(hq, **choices) -> Edition:
    return issue(make_draft(by=hq, **choices), by=hq, reasons={"*": "as a test"})


def event(day: date = date(2019, 5, 1), **fields) -> Event:
    return make_event(starts_on=day, status="confirmed", **fields)


def change(event: Event, *, by, **fields) -> None:
    event = Event.objects.get(pk=event.pk)
    for name, value in fields.items():
        setattr(event, name, value)
    event.save_version(by=by, version=event.version, reason="edit")


@pytest.fixture
def story(hq):
    """An edition, then everything that can happen to what it counted, then the next edition."""
    kept, corrected, withdrawn, ruled = (
        event(in_person_count=100, in_person_qualifier="exact", online_count=10, online_qualifier="exact")
        for _ in range(4)
    )
    change(ruled, by=hq, starts_on=date(2018, 5, 1))
    first = issued(hq)
    change(corrected, by=hq, in_person_count=175)
    Event.objects.get(pk=withdrawn.pk).withdraw(by=hq, because="entered twice")
    event(in_person_count=7, in_person_qualifier="exact")
    event(date(2021, 6, 1), in_person_count=1000, in_person_qualifier="exact")
    CountingRule.objects.filter(fiscal_year=2018).update(counts_online=False)
    return first, {"kept": kept, "corrected": corrected, "withdrawn": withdrawn, "ruled": ruled}


EXPECTED = {
    "new_years": Amount(1, 1000), "late": Amount(1, 7), "merged": Amount(), "withdrawn": Amount(-1, -110),
    "returned": Amount(), "corrected": Amount(0, 75), "rule": Amount(0, -10), "scope": Amount(), "baseline": Amount(),
}  # fmt: skip


def test_each_change_stands_under_its_term(story, hq):
    first, events = story
    bridge = bridge_between(first, issued(hq, last=2021))
    assert dict(bridge.terms) == EXPECTED
    assert (bridge.earlier.total, bridge.later.total, bridge.adds_up) == (Amount(4, 440), Amount(5, 1402), True)
    assert [step.event for step in bridge.steps["withdrawn"]] == [events["withdrawn"].pk]
    now = bridge_between(first)
    assert dict(now.terms) == EXPECTED | {"new_years": Amount()}
    assert now.adds_up


def test_the_command_says_the_same(story, hq, capsys):
    issued(hq, last=2021)
    call_command("bridge", 1, "2", format="json")
    said = json.loads(capsys.readouterr().out)
    terms = {row["term"]: Amount(row["events"], row["participants"], row["unknown"]) for row in said["terms"]}
    assert (said["start"]["events"], terms, said["end"]["events"]) == (4, EXPECTED, 5)
    call_command("bridge", 1)
    assert "440" in capsys.readouterr().out


def test_pages_show_every_term_and_who_changed_what(story, hq, client):
    first, events = story
    client.force_login(hq)
    page = client.get(reverse("edition_bridge_now", args=[first.number]))
    assert {line.term: line.amount for line in page.context["lines"] if line.term} == {
        "late": Amount(1, 7), "withdrawn": Amount(-1, -110), "corrected": Amount(0, 75), "rule": Amount(0, -10),
    }  # fmt: skip
    page = client.get(reverse("bridge_term_now", args=[first.number, "corrected"]))
    [row] = page.context["rows"]
    assert (row.event.pk, row.step.amount) == (events["corrected"].pk, Amount(0, 75))
    [made] = row.changes
    assert (made.by, [(each.old, each.new) for each in made.differences]) == (hq, [("100", "175")])


@pytest.mark.parametrize("suffix", FORMATS)
def test_it_comes_as_slides_sheets_and_json(story, hq, client, suffix):
    client.force_login(hq)
    answer = client.get(reverse("bridge_download_now", args=[story[0].number, suffix]))
    start = b"{" if suffix == "json" else b"PK"
    assert (answer.status_code, answer.content[: len(start)]) == (200, start)
    name = {"data-xlsx": "bridge-1-now-data.xlsx"}.get(suffix, f"bridge-1-now.{suffix}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def rows_of(book: bytes) -> dict[str, list[dict]]:
    """Sheet -> its rows by their heads; nothing merged, and each sheet begins with its head in A1."""
    found = {}
    for sheet in load_workbook(BytesIO(book)).worksheets:
        assert not sheet.merged_cells.ranges
        head, *lines = sheet.iter_rows(values_only=True)
        assert None not in head and len(set(head)) == len(head)
        found[sheet.title] = [dict(zip(head, line, strict=True)) for line in lines]
    return found


def test_the_workbook_for_machines_has_a_row_for_each_term_and_event(story, hq, tmp_path, capsys):
    """Typed, and its rows add up to the difference; what is of no event has a row without one."""
    first, events = story
    PublishedFigure.objects.create(
        document_ja="文書", document_en="Document", published_on=date(2021, 7, 30), measure="events",
        fiscal_year_from=2016, fiscal_year_to=2016, value=50, unit_ja="件", baseline="unrecorded",
    )  # fmt: skip
    later = issued(hq, first=2016, last=2021)
    call_command("bridge", 1, "2", format="data-xlsx", output=tmp_path)
    path = tmp_path / "bridge-1-2-data.xlsx"
    assert capsys.readouterr().out.strip() == str(path)
    sheets = rows_of(path.read_bytes())
    assert list(sheets) == ["増減内訳", "前後の数値", "年度・公館・分野別", "注記"]
    rows = sheets["増減内訳"]
    bridge = bridge_between(first, later)
    heads = ("件数の増減（件）", "参加者数の増減（名）", "参加者数不明の件数の増減（件）")
    assert tuple(sum(row[head] for row in rows) for head in heads) == bridge.later.total.minus(bridge.earlier.total)
    assert {type(row[head]) for row in rows for head in heads} == {int}
    assert Counter(row["内訳コード"] for row in rows) == {
        "new_years": 1, "late": 1, "withdrawn": 1, "corrected": 1, "rule": 1, "baseline": 1,
    }  # fmt: skip
    [corrected] = [row for row in rows if row["内訳コード"] == "corrected"]
    was = Event.objects.get(pk=events["corrected"].pk)
    assert corrected == {
        "前の版（番号）": 1, "後の版（番号）": 2, "内訳コード": "corrected", "内訳": "訂正", "案件番号": was.number, "案件名": str(was),
        "公館コード": was.mission_id, "公館名": was.mission.short_ja, "年度（西暦）": 2019, "地域区分コード": was.state.region_id,
        "事業分野コード": was.category_id, "前の版の件数（件）": 1, "前の参加者数（名）": 110, "前の案件の版（番号）": 1,
        "後の版の件数（件）": 1, "後の参加者数（名）": 185, "後の案件の版（番号）": 2, **dict(zip(heads, (0, 75, 0), strict=True)),
    }  # fmt: skip
    [baseline] = [row for row in rows if row["内訳コード"] == "baseline"]
    assert {baseline[head] for head in ("案件番号", "案件名", "公館コード", "年度（西暦）")} == {None}
    with pytest.raises(CommandError, match="--output"):
        call_command("bridge", 1, "2", format="xlsx")
    for kind in FORMATS:
        call_command("bridge", 1, "2", format=kind, output=tmp_path, language="en")
    assert {each.suffix for each in tmp_path.iterdir()} == {".pptx", ".xlsx", ".json"}
    assert list(rows_of(path.read_bytes())) == ["Bridge", "Both sides", "By year, mission, category", "Notes"]


def test_only_headquarters_see_how_it_stands_now_and_a_mission_names_only_what_it_may_open(story, hq, client):
    first, events = story
    second = issued(hq, last=2021)
    client.force_login(make_user(mission="DEN"))
    assert client.get(reverse("edition_bridge_now", args=[first.number])).status_code == 404
    page = client.get(reverse("bridge_term", args=[first.number, second.number, "withdrawn"]))
    [row] = page.context["rows"]
    assert (row.event, row.changes, row.step.amount) == (None, (), Amount(-1, -110))
    withdrawn = Event.objects.get(pk=events["withdrawn"].pk)
    assert str(withdrawn) not in page.content.decode()
    assert withdrawn.number not in page.content.decode()
    address = "bridge_download", [first.number, second.number]
    data = client.get(reverse(address[0], args=[*address[1], "json"])).content.decode()
    assert withdrawn.number not in data
    sheets = rows_of(client.get(reverse(address[0], args=[*address[1], "data-xlsx"])).content)
    [row] = [row for row in sheets["Bridge"] if row["Term code"] == "withdrawn"]
    assert (row["Event number"], row["Event"], row["Difference (participants, persons)"]) == (None, None, -110)


def test_every_printed_number_is_the_sum_of_its_events(story, hq):
    first, _events = story
    content = frozen_content(first, "ja")
    found = {
        number.key: (number.value, trace(first, number.key).value)
        for page in printed_pages(first, content)
        for number in page.numbers
        if number.is_traceable
    }
    assert {key: pair for key, pair in found.items() if pair[0] is not None and pair[0] != pair[1]} == {}
    assert found["overview/total"] == (4, 4)
    assert found["overview/years/2019"] == (330, 330)
    assert found["figures/mission/BOS/participants"] == (440, 440)
    assert len(found) > 20


def test_a_published_figure_is_printed_and_has_no_events_behind_it(story, hq):
    PublishedFigure.objects.create(
        document_ja="文書", document_en="Document", published_on=date(2021, 7, 30), measure="participants",
        fiscal_year_from=2017, fiscal_year_to=2017, value=775_495, unit_ja="名", baseline="unrecorded",
    )  # fmt: skip
    edition = issued(hq)
    numbers = {
        number.key: number for page in printed_pages(edition, frozen_content(edition, "ja")) for number in page.numbers
    }
    assert (numbers["overview/years/2017"].value, numbers["overview/years/2017"].is_traceable) == (775_495, False)
    assert numbers["overview/years/2019"].is_traceable
    assert bridge_between(story[0], edition).amount("baseline") == Amount(0, 775_495)


def test_a_number_leads_to_its_events_and_an_event_to_its_editions(story, hq, client):
    first, events = story
    client.force_login(hq)
    page = client.get(reverse("trace_events", args=[first.number, "overview/years/2018"]))
    assert page.context["printed"] == (1, "これまでの取組", "2018年度")
    found = [(row.event_id, row.version, row.participants, title) for row, title, _mission in page.context["rows"]]
    assert found == [(events["ruled"].pk, 2, 110, events["ruled"].title_en)]
    assert reverse("edition_detail", args=[1]) in client.get(events["ruled"].get_absolute_url()).content.decode()
    assert client.get(reverse("trace_events", args=[first.number, "figures/nothing/x/events"])).status_code == 404
    assert client.get(f"/e/{first.number}/1/").url == reverse("edition_trace_page", args=[first.number, 1])


def test_every_event_behind_a_number_is_listed_with_the_title_that_was_counted(hq, client, monkeypatch):
    monkeypatch.setattr(bridge_views, "PAGE_SIZE", 2)
    rows = [event(date(2019, 5, day)) for day in (1, 2, 3)]
    first = issued(hq)
    titles = [row.title_en for row in rows]
    change(rows[2], by=hq, title_ja="改めた件名", title_en="Another title")
    address = reverse("trace_events", args=[first.number, "overview/total"])
    for user in (hq, make_user(mission="DEN")):
        client.force_login(user)
        pages = [client.get(address, {"page": number}) for number in (1, 2)]
        assert [title for page in pages for _row, title, _mission in page.context["rows"]] == titles
        assert "Another title" not in pages[1].content.decode()
    Event.objects.filter(pk=rows[2].pk).update(status="submitted")
    assert [title for _row, title, _mission in client.get(address, {"page": 2}).context["rows"]] == [None]
    assert titles[2] not in client.get(address, {"page": 2}).content.decode()


def test_a_trace_costs_as_many_queries_for_three_events_as_for_one(hq, client):
    client.force_login(hq)
    counts = []
    for number, many in ((1, 1), (2, 2)):
        for _ in range(many):
            event()
        issued(hq)
        address = reverse("trace_events", args=[number, "overview/total"])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(address).context["rows"]) == (1, 3)[number - 1]
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["edition_bridge_now", "bridge_term_now"])
def test_as_many_queries_for_three_changed_events_as_for_one(hq, client, name):
    many = [event(in_person_count=100, in_person_qualifier="exact") for _ in range(3)]
    first = issued(hq)
    client.force_login(hq)
    address = reverse(name, args=[first.number, *(["corrected"] if name == "bridge_term_now" else [])])
    counts = []
    for row in many:
        change(row, by=hq, in_person_count=101)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[2]


@translation.override("en")
def test_a_breakdown_stands_in_the_order_of_the_register():
    """Missions and categories as headquarters orders them, years as they follow; what has no name comes last."""
    make_places()
    assert list(names_of("mission", ["BOS", "DEN", "NYC", ""], "en")) == ["NYC", "BOS", "DEN", ""]
    assert list(names_of("fiscal_year", [2020, "", 2017], "en").items()) == [
        (2017, "FY2017"), (2020, "FY2020"), ("", "Not broken down"),
    ]  # fmt: skip
