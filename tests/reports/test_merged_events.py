"""Merged and joint events in what is issued: the bridge, earlier moments, editions that stay the same, and the footnotes."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from events.merging import take_apart
from events.models import Event
from reports.bridge import Amount
from reports.bridging import bridge_between
from reports.cumulative import Register, compile_report
from reports.documents.workbook import notes_of
from reports.figures import Definition, Figure
from reports.issuing import frozen_content, issue
from reports.models import Edition, PublishedFigure
from reports.tracing import printed_pages
from tests.factories import make_event, make_rules, make_user
from tests.reports.editions import make_draft, only_data

pytestmark = pytest.mark.django_db
WHOLE = Definition(2017, 2020, (), ("submitted", "confirmed"))


@pytest.fixture
def hq(monkeypatch):
    only_data(monkeypatch)
    make_rules()
    PublishedFigure.objects.all().delete()
    return make_user(Role.HQ_ADMINISTRATOR)


@pytest.fixture
def two(hq):
    """The same festival as two missions reported it."""
    return make_event(in_person_count=500), make_event(mission="DEN", in_person_count=520)


def issued(hq) -> Edition:
    return issue(make_draft(by=hq), by=hq, reasons={"*": "as a test"})


def total(*, at=None, user=None) -> tuple[int, int | None]:
    register = Register.as_of(at, user=user) if at else Register.whole()
    report = compile_report(WHOLE, register=register)
    return report.events, report.participants


def as_issued(edition: Edition) -> tuple:
    content = frozen_content(edition, "ja")
    pages = [(page.heading, tuple((n.key, n.value) for n in page.numbers)) for page in printed_pages(edition, content)]
    counted = list(
        edition.counted_events.order_by("event_id").values_list("event_id", "version", "participants", "is_counted")
    )
    files = list(edition.files.order_by("pk").values_list("blob_id", "size"))
    return content, pages, counted, files, edition.digest


def test_the_bridge_says_merged_and_corrected_and_adds_up(hq, two):
    ours, theirs = two
    first = issued(hq)
    made = theirs.merge_into(ours, by=hq, because="one festival", take=["in_person"])
    now = bridge_between(first)
    terms = {term: amount for term, amount in now.terms if not amount.is_nothing}
    assert terms == {"merged": Amount(-1, -520), "corrected": Amount(0, 20)}
    assert (now.earlier.total, now.later.total, now.adds_up) == (Amount(2, 1020), Amount(1, 520), True)
    assert [step.event for step in now.steps["merged"]] == [theirs.pk]
    second = issued(hq)
    assert dict(bridge_between(first, second).terms) == dict(now.terms)
    take_apart(made, by=hq)
    assert dict(bridge_between(first, second).terms) == dict(now.terms)
    assert all(amount.is_nothing for _term, amount in bridge_between(first).terms)
    back = {term: amount for term, amount in bridge_between(second).terms if not amount.is_nothing}
    assert back == {"late": Amount(1, 520), "corrected": Amount(0, -20)}


def test_the_page_of_the_term_names_the_merged_event(hq, two, client):
    ours, theirs = two
    first = issued(hq)
    theirs.merge_into(ours, by=hq, because="one festival")
    client.force_login(hq)
    page = client.get(reverse("bridge_term_now", args=[first.number, "merged"]))
    [row] = page.context["rows"]
    assert (row.event.pk, row.step.amount) == (theirs.pk, Amount(-1, -520))


def test_the_figures_of_each_moment_are_those_that_were_to_be_read_then(hq, two):
    ours, theirs = two
    moments = [(timezone.now(), total())]
    made = theirs.merge_into(ours, by=hq, because="one festival")
    moments.append((timezone.now(), total()))
    take_apart(made, by=hq)
    moments.append((timezone.now(), total()))
    Event.objects.get(pk=ours.pk).merge_into(Event.objects.get(pk=theirs.pk), by=hq, because="the other way")
    moments.append((timezone.now(), total()))
    assert [figures for _at, figures in moments] == [(2, 1020), (1, 500), (2, 1020), (1, 520)]
    assert [total(at=at) for at, _figures in moments] == [figures for _at, figures in moments]


def test_an_issued_edition_stays_as_it_was(hq, two):
    ours, theirs = two
    first = issued(hq)
    before = as_issued(first)
    made = theirs.merge_into(ours, by=hq, because="one festival", take=["in_person"])
    assert as_issued(Edition.objects.get(pk=first.pk)) == before
    take_apart(made, by=hq)
    assert as_issued(Edition.objects.get(pk=first.pk)) == before


def test_a_joint_event_counts_once_and_stands_under_each_partner(hq, two, client):
    ours, theirs = two
    theirs.merge_into(ours, by=hq, because="one festival")
    report = compile_report(WHOLE, register=Register.whole())
    by_mission = {row.code: row.events for row in report.by_mission if row.events}
    assert (report.events, by_mission) == (1, {"BOS": 1})
    assert [row for row in report.joint if row.events] == [Figure("DEN", 1, 500, 0)]
    own = compile_report(Definition(2017, 2020, ("DEN",), WHOLE.statuses), register=Register.whole())
    assert (own.events, own.joint) == (0, (Figure("DEN", 1, 500, 0),))
    client.force_login(make_user(mission="DEN", language="en"))
    page = client.get(f"{reverse('report')}?mission=DEN").content.decode()
    assert "They are counted once, under the lead mission, and are not added to the total again." in page
    listed = client.get(f"{reverse('event_list')}?partner=DEN")
    assert [event.pk for event in listed.context["page"].events] == [ours.pk]


@pytest.mark.parametrize("is_joint", [True, False])
def test_the_footnote_of_the_sum_says_so_in_every_document(hq, two, is_joint):
    ours, theirs = two
    if is_joint:
        theirs.merge_into(ours, by=hq, because="one festival")
    edition = issued(hq)
    content = frozen_content(edition, "ja")
    notes = {page.key: page.notes for page in content.pages if page.key in ("overview", "figures")}
    assert ("共催案件は1件として計上。" in notes["overview"]) == is_joint
    assert "共催案件は主担当公館の1件として計上し、共催公館には重ねて計上しない。" in notes["figures"]
    report = compile_report(WHOLE, register=Register.whole())
    assert any("主担当公館の1件として数え" in note for note in notes_of(report))
    assert edition.issued_on <= date.today()  # noqa: DTZ011 the day of the machine is enough here
