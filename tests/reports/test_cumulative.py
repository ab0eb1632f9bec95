"""The cumulative report's value: what it counts, that it adds up, and that nothing leaks into it."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.roles import Role
from events.models import CountingRule, Event
from events.querysets import APPROACH_AXES
from reports.cumulative import Register, compile_report
from reports.figures import AxisFigure, Definition, Figure, Label, Published, Rule
from tests.factories import make_event, make_mission, make_series, make_user
from tests.reports.rows import WHOLE, event_fields, make_places, make_small_register

pytestmark = pytest.mark.django_db
ALL = Definition(2017, 2020, (), WHOLE)


@pytest.fixture
def small_register(no_reference_data):
    make_small_register()


def compiled(definition=ALL, *, user=None):
    return compile_report(definition, register=Register.visible_to(user) if user else Register.whole())


def test_every_figure_of_a_small_register(small_register):
    report = compiled()
    assert (report.events, report.participants, report.unknown) == (7, 762, 1)
    assert report.by_fiscal_year == (
        Figure(2017, 2, 120, 0), Figure(2018, 2, 30, 0), Figure(2019, 1, 0, 1), Figure(2020, 2, 612, 0)
    )  # fmt: skip
    assert report.by_mission == (Figure("NYC", 0, 0, 0), Figure("BOS", 4, 150, 1), Figure("DEN", 3, 612, 0))
    assert report.by_region == (
        Figure("west", 2, 612, 0), Figure("northeast", 4, 150, 1), Figure("territories", 1, 0, 0)
    )  # fmt: skip
    assert report.by_state == (
        Figure("US-CO", 2, 612, 0), Figure("US-GU", 1, 0, 0), Figure("US-MA", 3, 120, 1), Figure("US-NY", 1, 30, 0)
    )  # fmt: skip
    assert report.by_category == (Figure("food", 4, 150, 1), Figure("economy", 3, 612, 0))
    assert report.by_approach == (
        AxisFigure("region", "region-1", 1, 100, 0),
        AxisFigure("region", "region-2", 0, 0, 0),
        AxisFigure("region", "", 6, 662, 1),
        AxisFigure("interest", "interest-1", 1, 0, 1),
        AxisFigure("interest", "", 6, 762, 0),
        AxisFigure("pillar", "", 7, 762, 1),
    )
    assert report.by_format == (
        Figure("in_person", 5, 150, 1), Figure("online", 1, 7, 0), Figure("hybrid", 1, 605, 0)
    )  # fmt: skip
    assert report.joint == (Figure("NYC", 2, 625, 0), Figure("BOS", 1, 605, 0), Figure("DEN", 0, 0, 0))
    assert report.counting_rules == tuple(Rule(year, ("in_person", "online")) for year in range(2017, 2021))
    assert (report.not_confirmed, report.sample_events, report.years_without_rule) == (1, 1, ())


def test_a_series_as_one_counts_its_first_event_and_everybody_who_came(small_register):
    report = compiled(Definition(2017, 2020, (), WHOLE, "as_one"))
    assert (report.events, report.participants, report.unknown) == (6, 762, 1)
    assert report.by_fiscal_year[1] == Figure(2018, 1, 30, 0)
    assert report.by_state == (
        Figure("US-CO", 2, 612, 0), Figure("US-GU", 1, 0, 0), Figure("US-MA", 3, 120, 1), Figure("US-NY", 0, 30, 0)
    )  # fmt: skip
    assert report.joint == (Figure("NYC", 2, 625, 0), Figure("BOS", 1, 605, 0), Figure("DEN", 0, 0, 0))
    later = compiled(Definition(2018, 2018, (), WHOLE, "as_one"))
    assert (later.events, later.participants) == (2, 30)


def test_missions_and_statuses_narrow_everything_and_joint_events_keep_their_lead(small_register):
    report = compiled(Definition(2017, 2020, ("BOS",), ("confirmed",)))
    assert (report.events, report.participants, report.unknown, report.not_confirmed) == (3, 150, 0, 0)
    assert report.by_mission == (Figure("BOS", 3, 150, 0),)
    assert report.joint == (Figure("BOS", 1, 605, 0),)


def test_a_year_without_a_rule_is_unknown_not_zero(small_register):
    CountingRule.objects.filter(fiscal_year__in=[2018, 2019]).delete()
    report = compiled()
    assert (report.events, report.participants, report.unknown) == (7, 732, 3)
    assert report.by_fiscal_year[1:3] == (Figure(2018, 2, None, 2), Figure(2019, 1, None, 1))
    assert report.years_without_rule == (2018, 2019)
    assert report.recorded("participants", 2017, 2020) is None
    assert report.recorded("participants", 2020, 2020) == 612
    CountingRule.objects.all().delete()
    report = compiled()
    assert (report.events, report.participants, report.unknown) == (7, None, 7)


def test_what_is_wholly_unknown_shows_as_unknown():
    assert Figure("x", 2, 0, 2).known_participants is None
    assert [Figure("x", 2, 0, 1).known_participants, Figure("x", 0, 0, 0).known_participants] == [0, 0]
    assert Figure("x", 2, 5, 2).known_participants == 5


def test_on_demand_views_count_where_the_years_rule_says_so(small_register):
    CountingRule.objects.filter(fiscal_year=2020).update(counts_on_demand=True, counts_online=False)
    assert compiled().by_fiscal_year[3] == Figure(2020, 2, 9005, 0)


def test_published_numbers_are_compared_when_the_same_thing_is_counted(small_register):
    document = Label("文書", "Document")

    def published(measure, first, last, value):
        return Published(measure, first, last, value, is_derived=False, published_on=date(2021, 7, 30),
                         document=document, source="外務省")  # fmt: skip

    numbers = (published("events", 2017, 2020, 9), published("participants", 2017, 2017, 100),
               published("participants", 2016, 2017, 5))  # fmt: skip
    found = compiled().reconcile(numbers)
    assert [(row.published, row.recorded, row.difference) for row in found] == [
        (numbers[0], 7, -2), (numbers[1], 120, 20)
    ]  # fmt: skip
    for other in (
        Definition(2017, 2020, ("BOS",), WHOLE),
        Definition(2017, 2020, (), ("confirmed",)),
        Definition(2017, 2020, (), WHOLE, "as_one"),
    ):
        assert compiled(other).reconcile(numbers) == ()


def test_what_others_have_not_confirmed_leaks_to_nobody_and_drafts_count_for_nobody(small_register):
    denver, boston = make_user(mission="DEN"), make_user(mission="BOS")
    ministry = make_user(Role.READ_ONLY, mission=None)
    headquarters = make_user(Role.HQ_REVIEWER, mission=None)
    before = compiled(user=denver)
    assert (before.events, before.participants, before.not_confirmed) == (6, 762, 0)
    assert compiled(user=ministry) == before
    make_event(mission="BOS", state="US-MA", category="food", starts_on=date(2019, 6, 1), status="submitted",
               partner_missions=["DEN"], region_type="region-2", is_sample=True)  # fmt: skip
    make_event(mission="DEN", state="US-CO", category="food", starts_on=date(2019, 6, 1), status="draft")
    assert compiled(user=denver) == before
    assert compiled(user=ministry) == before
    assert compiled(Definition(2017, 2020, (), WHOLE, "as_one"), user=denver).not_confirmed == 0
    assert (compiled(user=boston).events, compiled(user=headquarters).events) == (8, 8)


def test_the_years_that_count():
    make_places()
    assert Register.whole().years_counted() is None
    make_event(starts_on=date(2018, 3, 31), mission="BOS")
    make_event(starts_on=date(2021, 4, 1), mission="DEN", state="US-CO", status="submitted")
    make_event(starts_on=date(2023, 4, 1), mission="BOS", status="draft")
    assert Register.whole().years_counted() == (2017, 2021)
    assert Register.visible_to(make_user(mission="BOS")).years_counted() == (2017, 2017)


@pytest.mark.parametrize("series", ["each", "as_one"])
def test_the_number_of_queries_depends_on_neither_rows_nor_years(django_assert_num_queries, series):
    make_places()
    caravan = make_series(mission=make_mission("BOS"))
    queries = 11 if series == "each" else 13
    for _round in range(2):
        make_event(series=caravan, partner_missions=["DEN"], region_type="region-1")
        for last in (2019, 2022):
            with django_assert_num_queries(queries):
                compiled(Definition(2019, last, (), WHOLE, series))
        make_event(mission="DEN", state="US-CO", category="food", starts_on=date(2020, 5, 1))


def counted_one_by_one(definition: Definition) -> dict:
    """The same report from single events, by another way of counting."""
    rules = CountingRule.objects.as_rules()
    rows = Event.objects.filter(status__in=definition.statuses)
    rows = [row for row in rows.order_by("starts_on", "pk") if definition.first <= row.fiscal_year <= definition.last]
    if definition.missions:
        rows = [row for row in rows if row.mission_id in definition.missions]
    seen, found = set(), {}
    for row in rows:
        modes = rules.get(row.fiscal_year)
        counts = [getattr(row, f"{mode}_count") or 0 for mode in modes or ()]
        unknown = modes is None or any(getattr(row, f"{mode}_qualifier") == "unknown" for mode in modes)
        is_first = row.series_id is None or row.series_id not in seen
        seen.add(row.series_id)
        event = int(is_first or definition.series == "each")
        traits = [("fiscal_year", row.fiscal_year), ("mission", row.mission_id), ("region", row.state.region_id),
                  ("state", row.state_id), ("category", row.category_id), ("format", row.format)]  # fmt: skip
        traits += [(f"{axis} axis", getattr(row, f"{column}_id") or "") for axis, column in APPROACH_AXES.items()]
        for trait in [("all", ""), *traits]:
            total = found.setdefault(trait, [0, 0, 0])
            for i, more in enumerate((event, sum(counts), int(unknown))):
                total[i] += more
    return found


class TestAnySelection(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        events=st.lists(st.tuples(event_fields(), st.booleans()), max_size=7),
        first=st.integers(2017, 2020),
        more=st.integers(0, 3),
        missions=st.sampled_from([(), ("BOS",), ("BOS", "DEN")]),
        statuses=st.sampled_from([WHOLE, ("confirmed",), ("submitted",)]),
        series=st.sampled_from(["each", "as_one"]),
        without_rule=st.sampled_from([None, 2018, 2020]),
    )
    def test_each_breakdown_adds_up_and_equals_a_count_event_by_event(
        self, events, first, more, missions, statuses, series, without_rule
    ):
        make_places()
        CountingRule.objects.filter(fiscal_year=without_rule).delete()
        caravan = make_series(mission=make_mission("BOS"))
        for fields, belongs in events:
            make_event(**fields, series=caravan if belongs else None)
        definition = Definition(first, first + more, missions, statuses, series)
        report = compiled(definition)
        by_hand = counted_one_by_one(definition)
        total = tuple(by_hand.get(("all", ""), (0, 0, 0)))
        assert (report.events, report.participants or 0, report.unknown) == total
        breakdowns = {trait: getattr(report, f"by_{trait}") for trait in
                      ("fiscal_year", "mission", "region", "state", "category", "format")}  # fmt: skip
        breakdowns |= {f"{axis} axis": report.on_axis(axis) for axis in APPROACH_AXES}
        for trait, rows in breakdowns.items():
            figures = {row.code: [row.events, row.participants or 0, row.unknown] for row in rows}
            assert {code: row for code, row in figures.items() if any(row)} == {
                code: row for (of, code), row in by_hand.items() if of == trait and any(row)
            }
            assert tuple(map(sum, zip(*figures.values(), strict=True))) == total
