"""Editions: composed, checked, issued whole or not at all, and made again with the same words and numbers."""

from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F
from django.utils import translation

from accounts.roles import Role
from events.models import Category, CountingRule, Event
from regions.models import Indicator, IndicatorValue, Jurisdiction, Mission, Region, State
from reports import frozen_triggers, issuing
from reports.baselines import published_figures
from reports.cumulative import Register, compile_report
from reports.edition_choices import Choices, PageChoice, RuleChoice
from reports.edition_compiling import compile_edition, definition_of
from reports.edition_json import to_json
from reports.figures import Definition
from reports.gate import gate
from reports.issuing import NotIssued, is_whole, issue
from reports.kept_events import KeptEvent, kept_events
from reports.models import Edition, EditionBlob, EditionDraft, EditionEvent, EditionFile, PublishedFigure
from reports.models.draft import DraftConflict
from reports.starting_points import after
from tests.factories import make_event, make_user
from tests.reports.editions import PAGES, make_draft, only_data
from tests.reports.rows import make_small_register

pytestmark = pytest.mark.django_db
OVER = {"*": "for the meeting"}


@pytest.fixture
def hq():
    make_small_register()
    return make_user(Role.HQ_REVIEWER)


@pytest.fixture(autouse=True)
def light_files(request, monkeypatch):
    """The PDF and the slides take seconds: only where their bytes matter."""
    if "every_file" not in request.fixturenames:
        only_data(monkeypatch)


@pytest.fixture
def every_file():
    """Asked for by a test that makes every file."""


def issued_bytes(edition: Edition) -> dict[tuple[str, str], bytes]:
    files = edition.files.select_related("blob")
    return {(file.language, file.format): bytes(file.blob.data) for file in files}


def rendered(edition: Edition, folder) -> dict[tuple[str, str], bytes]:
    """Every file, made again in a terminal."""
    made = {}
    for file in edition.files.all():
        call_command(
            "render_report", f"--edition={edition.pk}", f"--format={file.format}", f"--language={file.language}",
            f"--output={folder}", stdout=StringIO(),
        )  # fmt: skip
        made[file.language, file.format] = (folder / file.name).read_bytes()
    return made


def everything_changes(*, by) -> None:
    """Edits, a withdrawal, a merge, a new event; a mission, a region, a state and a category named anew; another rule."""
    edited, withdrawn, kept, twin = Event.objects.filter(status="confirmed").order_by("pk")[:4]
    edited.title_ja, edited.in_person_count = "改めた件名", 5
    edited.revise(by=by, version=edited.version)
    withdrawn.withdraw(by=by, because="twice")
    twin.merge_into(kept, by=by, because="one festival")
    make_event(starts_on=date(2018, 6, 1), in_person_count=77)
    Mission.objects.filter(pk="BOS").update(short_ja="新ボストン総", short_en="New Boston")
    Region.objects.filter(pk="west").update(name_ja="新西部", name_en="New West")
    State.objects.filter(pk="US-CO").update(name_ja="新コロラド", name_en="New Colorado", region="northeast")
    Category.objects.filter(pk="food").update(name_ja="新しい食", name_en="New Food")
    CountingRule.objects.filter(pk=2020).update(counts_online=False)
    IndicatorValue.objects.update(value=F("value") + 1)
    PublishedFigure.objects.update(value=F("value") + 1)


def test_an_edition_comes_out_the_same_whatever_the_register_does_later(hq, every_file, tmp_path):
    indicator = PageChoice(f"indicator-{Indicator.objects.order_by('pk').first().pk}")
    edition = issue(make_draft(by=hq, languages=("ja", "en"), pages=(*PAGES, indicator)), by=hq, reasons=OVER)
    before, rows = issued_bytes(edition), list(EditionEvent.objects.order_by("pk").values())
    assert set(before) == {
        (each, kind) for each in ("ja", "en") for kind in ("pdf", "pptx", "xlsx", "data-xlsx", "json")
    }
    everything_changes(by=hq)
    assert (issued_bytes(edition), rendered(edition, tmp_path)) == (before, before)
    assert list(EditionEvent.objects.order_by("pk").values()) == rows
    assert is_whole(edition)
    later = compile_edition(edition.chosen.with_(as_of="", rules=()))
    assert (later.report.events, later.report.participants) != (edition.events, edition.participants)
    assert "新ボストン総" in to_json(later.content("ja")) and "New Colorado" in to_json(later.content("en"))


def test_the_next_edition_counts_the_register_as_it_is_then(hq):
    edition = issue(make_draft(by=hq), by=hq, reasons=OVER)
    make_event(starts_on=date(2018, 6, 1), in_person_count=77)
    later = issue(make_draft(by=hq), by=hq, reasons=OVER)
    assert (edition.number, later.number) == (1, 2)
    assert (later.events, later.participants) == (edition.events + 1, edition.participants + 77)


@pytest.mark.parametrize("series", ["each", "as_one"])
@pytest.mark.parametrize("missions", [(), ("BOS",)])
def test_the_figures_are_those_of_the_report_page(hq, series, missions):
    choices = Choices(2017, 2020, missions=missions, series=series)
    compiled = compile_edition(choices)
    assert compiled.report == compile_report(definition_of(choices), register=Register.whole())
    rows = compiled.counted.rows
    assert sum(row.event not in compiled.counted.left_out for row in rows) == compiled.report.events
    assert sum(row.participants or 0 for row in rows) == compiled.report.participants
    assert sum(row.is_unknown for row in rows) == compiled.report.unknown


def test_regions_and_rules_of_its_own(hq):
    west = compile_edition(Choices(2017, 2020, regions=("west",)))
    assert {row.state for row in west.counted.rows} == {"US-CO"}
    in_person = compile_edition(Choices(2020, 2020, rules=(RuleChoice(2020, ("in_person",)),)))
    assert (in_person.report.events, in_person.report.participants) == (2, 5)


def test_each_event_counted_is_kept_in_its_version(hq):
    """With what it adds and by which rule; an unknown count is NULL, not 0."""
    edition = issue(make_draft(by=hq, series="as_one"), by=hq, reasons=OVER)
    rows = EditionEvent.objects.order_by("starts_on", "event")
    found = [(row.fiscal_year, row.mission, row.participants, row.is_unknown, row.is_counted, row.rule) for row in rows]
    both = "in_person+online"
    assert found == [
        (2017, "BOS", 100, False, True, both),
        (2017, "BOS", 20, False, True, both),
        (2018, "BOS", 30, False, False, both),
        (2018, "DEN", 0, False, True, both),
        (2019, "BOS", None, True, True, both),
        (2020, "DEN", 605, False, True, both),
        (2020, "DEN", 7, False, True, both),
    ]
    assert {row.history_row for row in rows} == {Event.history.filter(id=row.event_id).latest().pk for row in rows}
    assert (edition.events, edition.participants, edition.unknown) == (6, 762, 1)


def test_nothing_is_written_over_a_finding_without_a_reason(hq):
    draft = make_draft(by=hq)
    with pytest.raises(NotIssued) as refused:
        issue(draft, by=hq, reasons={"unknown": "never counted"})
    codes = [finding.code for finding in refused.value.findings]
    assert {"sample", "not-confirmed", "open-years", "drafts"} <= set(codes)
    assert "unknown" not in codes
    with pytest.raises(NotIssued):
        issue(draft, by=hq, reasons={"*": "  "})
    with pytest.raises(PermissionDenied):
        issue(draft, by=make_user(Role.MISSION_APPROVER), reasons=OVER)
    assert not Edition.objects.exists() and not EditionEvent.objects.exists()
    edition = issue(draft, by=hq, reasons={"unknown": "never counted", "*": "asked for"})
    assert edition.findings.get(code="unknown").reason == "never counted"
    assert set(edition.findings.exclude(code="unknown").values_list("reason", flat=True)) == {"asked for"}


def test_reasons_by_finding_by_kind_and_for_the_rest_are_frozen_in_the_files_too(hq):
    CountingRule.objects.filter(pk__in=[2017, 2018]).delete()
    draft = make_draft(by=hq, languages=("ja", "en"))
    reasons = {"no-rule-2018": " 2018 only ", "no-rule": "rules are to come", "*": "asked for"}
    with pytest.raises(ValidationError, match=r"：no-rule-2020, retuns。"):
        issue(draft, by=hq, reasons={**reasons, "no-rule-2020": "none", "retuns": "misspelt"})
    for text in ("x" * 1001, "a\x00b"):
        with pytest.raises(ValidationError):
            issue(draft, by=hq, reasons={**reasons, "*": text})
    assert not Edition.objects.exists()
    edition = issue(draft, by=hq, reasons=reasons)
    kept = {row.code: row.reason for row in edition.findings.all()}
    assert (kept.pop("no-rule-2018"), kept.pop("no-rule-2017")) == ("2018 only", "rules are to come")
    assert set(kept.values()) == {"asked for"}
    for language in ("ja", "en"):
        frozen = [
            (each.code, each.sentence, each.reason) for each in issuing.frozen_content(edition, language).findings
        ]
        assert frozen == [
            (row.code, getattr(row, f"sentence_{language}"), row.reason) for row in edition.findings.order_by("pk")
        ]


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({"pages": ()}, "no-pages"),
        ({"languages": ()}, "no-language"),
        ({"as_of": "2099-01-01T00:00:00+00:00"}, "future"),
    ],
)
def test_no_reason_is_enough_for_what_would_be_no_document(hq, choices, code):
    with pytest.raises(NotIssued) as refused:
        issue(make_draft(by=hq, **choices), by=hq, reasons=OVER)
    assert code in [finding.code for finding in refused.value.findings if finding.stops]


def test_each_finding_says_it_in_both_languages_and_leads_somewhere(hq, client):
    client.force_login(hq)
    CountingRule.objects.filter(pk=2018).delete()
    draft = make_draft(by=hq, missions=("NYC", "BOS"), texts={"ja/overview/lead": "累計1件の事業を実施。"})
    compiled = compile_edition(draft.chosen)
    findings = gate(compiled, compiled.contents(), draft=draft)
    assert {"no-rule-2018", "lead-ja", "unknown"} <= {finding.code for finding in findings}
    for finding in findings:
        assert finding.sentence_ja != finding.sentence_en
        assert client.get(finding.href).status_code == 200, finding


def test_a_mission_that_is_gone_or_serves_no_place_any_more_is_named(hq):
    compiled = compile_edition(Choices(2017, 2020, missions=("ZZZ", "BOS"), pages=PAGES))
    Jurisdiction.objects.filter(mission="BOS").update(valid_to=date(2020, 1, 1), valid_from=None)
    codes = {finding.code for finding in gate(compiled, compiled.contents())}
    assert {"mission-gone-ZZZ", "mission-closed-BOS"} <= codes


def test_two_colleagues_never_overwrite_each_other(hq):
    draft = make_draft(by=hq)
    mine = EditionDraft.objects.get(pk=draft.pk)
    draft.save_choices(draft.chosen.with_(meeting="first"), by=hq, version=1)
    with pytest.raises(DraftConflict):
        mine.save_choices(mine.chosen.with_(meeting="second"), by=hq, version=1)
    assert EditionDraft.objects.get(pk=draft.pk).chosen.meeting == "first"


def test_a_failure_while_writing_leaves_nothing(hq, monkeypatch):
    draft = make_draft(by=hq)

    def fail(*_args, **_kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr(issuing, "digest_of", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        issue(draft, by=hq, reasons=OVER)
    models = (Edition, EditionEvent, EditionFile, EditionBlob)
    assert [model.objects.count() for model in models] == [0, 0, 0, 0]
    assert EditionDraft.objects.get(pk=draft.pk).is_open


def test_damaged_bytes_are_never_served(hq, client):
    edition = issue(make_draft(by=hq), by=hq, reasons=OVER)
    client.force_login(hq)
    address = f"/editions/{edition.number}/files/ja/json/"
    assert client.get(address).content == issued_bytes(edition)["ja", "json"]
    frozen_triggers.remove(connection)
    EditionBlob.objects.update(data=b"forged")
    response = client.get(address)
    assert (response.status_code, b"forged" in response.content) == (500, False)
    assert not is_whole(edition)


def test_an_event_row_that_was_changed_behind_the_register_is_noticed(hq):
    edition = issue(make_draft(by=hq), by=hq, reasons=OVER)
    frozen_triggers.remove(connection)
    EditionEvent.objects.filter(participants=100).update(participants=101)
    assert not is_whole(edition)


class TestBaselines:
    def test_a_published_figure_counts_where_nothing_is_recorded(self, hq):
        Event.objects.all().delete()
        make_event(starts_on=date(2021, 5, 1), in_person_count=40)
        report = compile_report(Definition(2017, 2021, (), ("submitted", "confirmed")), register=Register.whole())
        assert (report.events, report.baseline_events, report.cumulative_events) == (1, 918, 919)
        assert report.cumulative_participants == 3_161_528 + 40
        content = compile_edition(make_draft(by=hq, last=2021).chosen).content("ja")
        page = content.pages[0]
        assert (page.total.value, page.emphasis) == (919, "累計919件")
        assert [(year.value, year.basis) for year in page.years][-2:] == [(881_224, "published"), (40, "recorded")]
        assert any("公表値" in line for line in page.baseline)

    def test_never_both_for_one_year_unless_declared(self, hq):
        definition = Definition(2017, 2020, (), ("submitted", "confirmed"))
        assert compile_report(definition, register=Register.whole()).baselines == ()
        PublishedFigure.objects.filter(measure="events").update(baseline="added", baseline_reason="found later")
        report = compile_report(definition, register=Register.whole())
        assert (report.events, report.cumulative_events) == (7, 925)
        assert [row.reason for row in report.baselines] == ["found later"]

    def test_of_a_part_of_the_missions_nothing_was_published(self, hq):
        definition = Definition(2010, 2020, ("BOS",), ("submitted", "confirmed"))
        assert compile_report(definition, register=Register.whole()).baselines == ()
        assert published_figures()


def test_the_next_edition_carries_the_choices_forward(hq):
    edition = issue(make_draft(by=hq, meeting="7th", texts={"ja/summary/conclusion": "続ける。"}), by=hq, reasons=OVER)
    assert edition.definition["rules"] != []
    choices = after(edition)
    assert (choices.meeting, choices.texts["ja/summary/conclusion"]) == ("7th", "続ける。")
    assert (choices.as_of, choices.issued_on, choices.rules) == ("", "", ())


@translation.override("en")
def test_in_a_terminal(hq, tmp_path, capsys):
    call_command(
        "compose_report", "--from=2017", "--to=2020", f"--user={hq.email}", "--issue", "--over-findings=asked for"
    )
    edition = Edition.objects.get()
    call_command("render_report", "--edition=1", "--format=json", f"--output={tmp_path}")
    assert (tmp_path / "edition-1-ja.json").read_bytes() == issued_bytes(edition)["ja", "json"]
    with pytest.raises(CommandError, match="no edition 2"):
        call_command("render_report", "--edition=2", "--format=json", f"--output={tmp_path}")
    compose = ("compose_report", "--from=2017", "--to=2020", f"--user={hq.email}", "--issue")
    with pytest.raises(CommandError, match="unknown") as missing:
        call_command(*compose)
    *found, not_issued, hint, line = str(missing.value).split("\n")
    codes = [each.partition(": ")[0] for each in found]
    assert not_issued.endswith("is kept.") and hint.startswith(f"Reasons are missing: {len(codes)}.")
    assert [part.partition("=")[0] for part in line.split("--reason ")[1:]] == codes
    number = line.split()[1]
    given = [f"--reason={code}=because of {code}" for code in codes]
    with pytest.raises(CommandError, match=r"Reasons are missing: 1\.(?s:.*)--reason drafts="):
        again = [each for each in given if "drafts" not in each]
        call_command("compose_report", f"--draft={number}", f"--user={hq.email}", "--issue", *again)
    for wrong, said in (
        ("drafts", "Write a reason like"), ("drafts= ", "Write a reason like"), ("drafts=twice", "Two reasons"),
        ("nothing=x", "what was not found: nothing"),
    ):  # fmt: skip
        with pytest.raises(CommandError, match=said):
            call_command(
                "compose_report", f"--draft={number}", f"--user={hq.email}", "--issue", *given, f"--reason={wrong}"
            )
    call_command("compose_report", f"--draft={number}", f"--user={hq.email}", "--issue", *given)
    said = dict(Edition.objects.get(pk=2).findings.values_list("code", "reason"))
    assert said == {code: f"because of {code}" for code in codes}
    with pytest.raises(CommandError, match="headquarters"):
        call_command("compose_report", "--from=2017", "--to=2020", f"--user={make_user().email}")


def test_the_rows_of_events_are_read_back_as_they_were_written(hq):
    """In plain SQL, past the model: each column is named, and unknown stays NULL."""
    columns = [field.attname for field in EditionEvent._meta.concrete_fields if not field.primary_key]
    assert list(KeptEvent._fields) == columns
    event = make_event(starts_on=date(2019, 6, 1), title_ja="共催")
    event.partner_missions.add("NYC", "DEN")
    rows = list(kept_events(1, compile_edition(Choices(2017, 2020))))
    issue(make_draft(by=hq), by=hq, reasons=OVER)
    assert sorted(EditionEvent.objects.values_list(*columns)) == sorted(tuple(row) for row in rows)
    assert "DEN NYC" in {row.partners for row in rows}
    assert {type(row.participants) for row in rows} == {int, type(None)}
