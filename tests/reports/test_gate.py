"""Each thing that the gate looks at: not named where all is well, named where it is not, with the place to look into."""

from dataclasses import replace
from datetime import date

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from events.filters import EventFilter
from events.models import CountingRule, Event, Photo, Year
from events.quarters import Quarter
from events.returns import sign
from regions.models import Indicator, IndicatorValue, Jurisdiction, Mission
from reports import gate as gate_module
from reports.documents.edition_data import write_data_workbook
from reports.documents.edition_workbook import write_workbook
from reports.edition_choices import Choices, PageChoice
from reports.edition_compiling import compile_edition
from reports.edition_json import to_json
from reports.findings import Finding
from reports.gate import files_differ, gate
from reports.models import PublishedFigure
from tests.factories import make_event, make_user
from tests.reports.editions import PAGES, make_draft
from tests.reports.rows import make_small_register

pytestmark = pytest.mark.django_db
DAY = date(2018, 6, 1)


@pytest.fixture(autouse=True)
def hq():
    make_small_register()
    return make_user(Role.HQ_REVIEWER)


def chosen(**changes) -> Choices:
    return Choices(**{"first": 2017, "last": 2020, "pages": PAGES, **changes})


def found(choices: Choices) -> dict[str, Finding]:
    compiled = compile_edition(choices)
    return {each.code: each for each in gate(compiled, compiled.contents())}


def codes(choices: Choices) -> set[str]:
    return set(found(choices))


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("no-pages", {"pages": ()}),
        ("no-language", {"languages": ()}),
        ("empty", {"first": 2030, "last": 2030}),
        ("future", {"as_of": "2099-01-01T00:00:00+09:00"}),
        ("lead-ja", {"texts": {"ja/overview/lead": "累計1件の事業を実施。"}}),
        ("glyphs", {"texts": {"ja/summary/conclusion": "😀"}}),
        ("practices-missing", {"practices": {"others": (999_999,)}}),
    ],
)
def test_what_was_chosen(code, changes):
    assert code not in codes(chosen())
    assert code in codes(chosen().with_(**changes))


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("sample", {"is_sample": True}),
        ("drafts", {"status": "draft"}),
        ("unknown", {"in_person_count": None, "in_person_qualifier": "unknown"}),
        ("not-confirmed", {"status": "submitted"}),
        ("split-states", {"state": "US-CA"}),
    ],
)
def test_what_the_register_holds(code, fields):
    quiet = chosen().with_(missions=("BOS",), first=2022, last=2022)
    assert code not in codes(quiet)
    event = make_event(mission="BOS", starts_on=date(2022, 6, 1), **fields)
    finding = found(quiet)[code]
    address, _question, query = finding.href.partition("?")
    assert (address, finding.stops) == (reverse("event_list"), False)
    assert listed(query) == [event.pk]
    make_event(mission="DEN", starts_on=date(2022, 6, 1), **fields)
    assert found(quiet)[code].sentence_en == finding.sentence_en


def listed(query: str) -> list[int]:
    """The events that a link of the gate opens for headquarters."""
    rows = EventFilter(QueryDict(query), user=make_user(Role.HQ_REVIEWER)).qs
    return list(rows.filter(starts_on__year=2022).values_list("pk", flat=True))


def test_a_year_without_a_counting_rule():
    assert "no-rule-2018" not in codes(chosen())
    CountingRule.objects.filter(pk=2018).delete()
    assert "no-rule-2018" in codes(chosen())


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("photos-not-publishable", {"is_publishable": False}),
        ("photos-without-consent", {"is_publishable": True, "consent_by": "a", "consent_on_file": False}),
        ("photos-unreadable", {"is_publishable": True, "consent_by": "a", "consent_on_file": True}),
    ],
)
def test_photos(code, fields):
    event = make_event(
        starts_on=DAY, is_good_practice=True, story_ja="物語", status="confirmed", number="BOS-2018-0099"
    )
    photo = Photo(event=event, image="photos/none.jpg", width=1, height=1, **fields)
    Photo.objects.bulk_create([photo])
    told = chosen(practices={"others": (event.pk,)})
    assert code not in codes(told)
    finding = found(told.with_(photos=(photo.pk,)))[code]
    assert finding.href == event.get_absolute_url()


# ---- what missions have not reported


def test_years_that_are_not_closed(hq):
    assert found(chosen(first=2018, last=2019))["open-years"].sentence_en == (
        "Not closed yet: FY2018, FY2019. Their events can still change."
    )
    Year.open(2018, by=hq).close(by=hq, because="all is in")
    assert "FY2018" not in found(chosen(first=2018, last=2019))["open-years"].sentence_en
    assert "open-years" not in codes(chosen(first=2018, last=2018))


def sign_all(year: int, mission: str, *, nil: tuple[int, ...]) -> None:
    staff = make_user(mission=mission)
    for quarter in Quarter.all_of(year):
        sign(Mission.objects.get(pk=mission), quarter, "nil" if quarter.number in nil else "events", by=staff)


def test_returns_that_are_due_and_not_there(hq):
    """Of years of which headquarters asks for returns; the sentence names the mission and the quarter."""
    of_boston = chosen(first=2018, last=2018, missions=("BOS",))
    assert "returns-2018" not in codes(of_boston)
    Year.open(2018, by=hq)
    finding = found(of_boston)["returns-2018"]
    name = Mission.objects.get(pk="BOS").short_en
    assert finding.href == reverse("return_year", args=[2018])
    assert finding.sentence_en == (
        f"Quarterly returns of FY2018 that are due and not complete: 4 ({name} Q1, {name} Q2, {name} Q3, {name} Q4)."
    )
    sign_all(2018, "BOS", nil=(2, 3, 4))
    assert "returns-2018" not in codes(of_boston)
    assert "returns-2018" in codes(of_boston.with_(missions=("BOS", "NYC")))
    make_event(mission="BOS", starts_on=date(2018, 8, 1))
    assert " Q2)" in found(of_boston)["returns-2018"].sentence_en, "a nil return that the events contradict"


def test_a_mission_without_events_is_named_until_it_has_said_that_there_were_none(hq):
    of_new_york = chosen(first=2018, last=2018, missions=("NYC",))
    finding = found(of_new_york)["missions-without"]
    assert Mission.objects.get(pk="NYC").short_en in finding.sentence_en
    assert Mission.objects.get(pk="NYC").short_ja in finding.sentence_ja
    Year.open(2018, by=hq)
    assert "missions-without" in codes(of_new_york)
    sign_all(2018, "NYC", nil=(1, 2, 3, 4))
    assert "missions-without" not in codes(of_new_york)
    assert "missions-without" in codes(of_new_york.with_(last=2019)), "nothing is said of 2019"
    assert "missions-without" not in codes(chosen(first=2018, last=2018, missions=("BOS",)))


def test_a_mission_that_was_not_there_in_these_years_has_nothing_to_report():
    of_new_york = chosen(first=2018, last=2018, missions=("NYC",))
    Jurisdiction.objects.filter(mission="NYC").update(valid_from=date(2019, 4, 1), valid_to=None)
    assert "missions-without" not in codes(of_new_york)
    assert "missions-without" in codes(of_new_york.with_(last=2019))


# ---- published and recorded


def publish(measure: str, first: int, last: int, value: int, **fields) -> PublishedFigure:
    fields = {
        "document_ja": "文書",
        "document_en": "Document",
        "published_on": date(2021, 7, 30),
        "unit_ja": "件",
        **fields,
    }
    return PublishedFigure.objects.create(
        measure=measure, fiscal_year_from=first, fiscal_year_to=last, value=value, **fields
    )


@pytest.fixture
def nothing_published():
    PublishedFigure.objects.all().delete()


def test_a_published_figure_that_the_register_does_not_reach(nothing_published):
    row = publish("events", 2017, 2018, 4)
    assert not {code for code in codes(chosen()) if code.startswith("published")}
    PublishedFigure.objects.filter(pk=row.pk).update(value=5)
    finding = found(chosen())["published-events-2017-2018"]
    assert finding.sentence_en == "Events, FY2017–FY2018: 4 recorded, 5 published (−1)."
    assert finding.href == reverse("reconciliation")
    publish("events", 2017, 2018, 6, published_on=date(2022, 7, 30))
    assert found(chosen())["published-events-2017-2018"].sentence_en == (
        "Events, FY2017–FY2018: 4 recorded, 5 published (−1). Events, FY2017–FY2018: 4 recorded, 6 published (−2)."
    )
    PublishedFigure.objects.update(is_derived=True)
    assert "published-events-2017-2018" not in codes(chosen())


@pytest.mark.parametrize(
    ("code", "stops", "rows"),
    [
        ("baseline-both-events-2017-2018", False, [(2017, 2018, 99, "unrecorded")]),
        ("baseline-cut-events-2015-2017", False, [(2015, 2017, 99, "added")]),
        ("baseline-twice-events-2017-2018", True, [(2017, 2018, 99, "added"), (2018, 2018, 9, "added")]),
    ],
)
def test_baselines(nothing_published, code, stops, rows):
    assert code not in codes(chosen())
    for day, (first, last, value, baseline) in enumerate(rows, start=1):
        publish("events", first, last, value, baseline=baseline, baseline_reason="found later",
                published_on=date(2021, 7, day))  # fmt: skip
    finding = found(chosen())[code]
    place = "#count" if "cut" in code else reverse("reconciliation")
    assert (finding.stops, finding.href) == (stops, place)


def test_baselines_that_share_no_year_or_measure_are_added_up(nothing_published):
    why = {"baseline": "added", "baseline_reason": "found later"}
    for measure, first, last in (("events", 2017, 2017), ("events", 2018, 2018), ("participants", 2017, 2018)):
        publish(measure, first, last, 9, **why)
    assert not {code for code in codes(chosen()) if code.startswith("baseline")}


# ---- what would make the document untrue


def test_the_report_page_counts_otherwise(monkeypatch):
    assert "register" not in codes(chosen())
    other = gate_module.compile_report

    def one_more(definition, **options):
        report = other(definition, **options)
        return replace(report, events=report.events + 1)

    monkeypatch.setattr(gate_module, "compile_report", one_more)
    assert found(chosen())["register"].stops


@pytest.mark.parametrize(
    "breakdown", ["by_fiscal_year", "by_mission", "by_region", "by_state", "by_category", "by_format"]
)
@pytest.mark.parametrize("figure", ["events", "participants", "unknown"])
def test_a_breakdown_that_does_not_add_up_stops(breakdown, figure):
    compiled = compile_edition(chosen())
    content = compiled.content("ja")
    first, *others = getattr(content.figures, breakdown)
    wrong = replace(first, **{figure: (getattr(first, figure) or 0) + 1})
    content = replace(content, figures=replace(content.figures, **{breakdown: (wrong, *others)}))
    finding = {each.code: each for each in gate(compiled, {"ja": content})}["sums-ja"]
    assert (finding.stops, finding.href) == (True, "#pages")
    assert breakdown.removeprefix("by_") in finding.sentence_en or "map" in finding.sentence_en


def test_a_map_or_a_table_that_says_something_else_stops():
    """An event moved from one region to another on the map, its total alone, a line of a table."""
    compiled = compile_edition(chosen())
    content = compiled.content("ja")
    overview, *others = content.pages
    one, two, *regions = overview.regions
    moved = (replace(one, count=(one.count or 0) + 1), replace(two, count=(two.count or 0) - 1), *regions)
    more = replace(overview.total, value=overview.total.value + 1)
    for wrong in (replace(overview, regions=moved), replace(overview, total=more)):
        assert "sums-ja" in {each.code for each in gate(compiled, {"ja": replace(content, pages=(wrong, *others))})}
    tables = next(page for page in content.pages if page.key == "figures")
    table, *more = tables.tables
    row, *rows = table.rows
    changed = replace(row, cells=(row.cells[0], row.cells[1] + 1, *row.cells[2:]))
    pages = tuple(
        replace(page, tables=(replace(table, rows=(changed, *rows)), *more)) if page is tables else page
        for page in content.pages
    )
    assert "sums-ja" in {each.code for each in gate(compiled, {"ja": replace(content, pages=pages)})}


def test_a_file_that_lost_a_number_stops():
    """Each file is read back: JSON as a whole, workbooks by their numbers."""
    content = compile_edition(chosen()).content("ja")
    other = compile_edition(chosen(last=2019)).content("ja")
    writers = {
        "json": lambda value: to_json(value).encode(),
        "xlsx": write_workbook,
        "data-xlsx": write_data_workbook,
    }
    whole = {name: write(content) for name, write in writers.items()}
    assert files_differ(content, whole) == []
    for name, write in writers.items():
        [finding] = files_differ(content, {**whole, name: write(other)}, href="/there/")
        assert (finding.code, finding.stops, finding.href) == (f"file-ja-{name}", True, "/there/")


def test_a_page_without_values_is_named_in_both_languages():
    code = Indicator.objects.first().pk
    pages = (*PAGES, PageChoice(f"indicator-{code}"))
    both = chosen(pages=pages, languages=("ja", "en"))
    assert "empty-pages" not in codes(both)
    IndicatorValue.objects.all().delete()
    finding = found(both)["empty-pages"]
    compiled = compile_edition(both)
    for language, content in compiled.contents().items():
        assert content.pages[-1].heading in finding.sentence(language)


def test_each_finding_has_a_code_of_its_own_that_can_be_kept(hq):
    """And leads somewhere: a section of the draft, or a page."""
    Event.objects.update(is_sample=True)
    draft = make_draft(by=hq, pages=(), languages=(), as_of=timezone.now().isoformat(), texts={"ja/overview/lead": "x"})
    compiled = compile_edition(draft.chosen)
    findings = gate(compiled, compiled.contents(), draft=draft)
    assert len({each.code for each in findings}) == len(findings) > 4
    assert max(len(each.code) for each in findings) <= 40
    assert [each for each in findings if not each.href.startswith("/")] == []
    stops = [each.stops for each in findings]
    assert stops == sorted(stops, reverse=True)
