"""The bridge adds up whatever changed, for the whole and for each year, mission and category."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.bridge import DIMENSIONS, TERMS, Amount, Counted, Side, build
from reports.figures import Baseline, Definition, Label, Published

BOTH = ("submitted", "confirmed")


def definition(first: int = 2017, last: int = 2020, missions: tuple[str, ...] = (), series="each") -> Definition:
    return Definition(first, last, missions, BOTH, series)


def counted(event: int, **fields) -> Counted:
    fields = {
        "number": f"BOS-2017-{event:04}", "version": 1, "history_row": event, "status": "confirmed", "mission": "BOS",
        "fiscal_year": 2017, "region": "northeast", "category": "festival", "participants": 100, "is_unknown": False,
        "is_counted": True, "rule": "in_person+online",
    } | fields  # fmt: skip
    return Counted(event=event, **fields)


def side(*rows: Counted, edition: int | None = 1, baselines=(), **of) -> Side:
    return Side(edition, definition(**of), {row.event: row for row in rows}, tuple(baselines))


def baseline(measure: str, first: int, last: int, value: int) -> Baseline:
    return Baseline(
        Published(measure, first, last, value, False, date(2021, 7, 30), Label("文書", "Document"), "外務省")
    )


def test_each_term_says_why():
    before = side(
        counted(1), counted(2), counted(3), counted(4), counted(5), counted(6), counted(7, participants=None, is_unknown=True),
    )  # fmt: skip
    after = side(
        counted(1),
        counted(2, version=2, history_row=12, participants=150),
        counted(6, version=1, participants=60, rule="in_person"),
        counted(7, version=2, history_row=17, participants=30),
        counted(8, fiscal_year=2021, participants=1000),
        counted(9, participants=9),
        edition=2, last=2021,
    )  # fmt: skip
    bridge = build(before, after, gone={3: "withdrawn", 4: "merged", 5: "returned"})
    assert dict(bridge.terms) == {
        "new_years": Amount(1, 1000, 0),
        "late": Amount(1, 9, 0),
        "merged": Amount(-1, -100, 0),
        "withdrawn": Amount(-1, -100, 0),
        "returned": Amount(-1, -100, 0),
        "corrected": Amount(0, 80, -1),
        "rule": Amount(0, -40, 0),
        "scope": Amount(),
        "baseline": Amount(),
    }
    assert (bridge.earlier.total, bridge.later.total, bridge.adds_up) == (Amount(7, 600, 1), Amount(6, 1349, 0), True)


def test_a_correction_in_a_year_whose_rule_changed_is_told_apart_from_the_rule():
    before = side(counted(1, participants=100))
    after = side(counted(1, version=2, history_row=2, participants=70, rule="in_person"), edition=None)
    old_rule = {1: counted(1, version=2, history_row=2, participants=90)}
    bridge = build(before, after, gone={}, under_old_rule=old_rule)
    assert {term: bridge.amount(term).participants for term in ("corrected", "rule")} == {"corrected": -10, "rule": -20}
    assert bridge.adds_up


def test_an_event_that_moved_leaves_one_row_and_comes_to_another():
    before, after = (
        side(counted(1, participants=100)),
        side(counted(1, version=2, participants=120, mission="NYC"), edition=2),
    )
    rows = build(before, after, gone={}).by("mission")
    assert {code: (row.of("start"), row.of("corrected"), row.of("end")) for code, row in rows.items()} == {
        "BOS": (Amount(1, 100), Amount(-1, -100), Amount()),
        "NYC": (Amount(), Amount(1, 120), Amount(1, 120)),
    }


def test_events_that_only_one_of_the_two_asked_for_are_no_late_entries():
    before = side(counted(1), missions=("BOS",))
    after = side(counted(1), counted(2, mission="NYC"), edition=2)
    assert dict(build(before, after, gone={}).terms)["scope"] == Amount(1, 100)
    assert dict(build(after, before, gone={}).terms)["scope"] == Amount(-1, -100)


def test_a_baseline_that_gives_way_to_events_stands_as_a_term_of_its_own():
    before = side(baselines=[baseline("events", 2017, 2017, 200), baseline("participants", 2017, 2018, 900)])
    after = side(counted(1), edition=2)
    bridge = build(before, after, gone={})
    assert (bridge.amount("baseline"), bridge.amount("late"), bridge.adds_up) == (
        Amount(-200, -900),
        Amount(1, 100),
        True,
    )
    assert {code: row.of("baseline") for code, row in bridge.by("fiscal_year").items()} == {
        2017: Amount(-200, 0, 0), "": Amount(0, -900, 0),
    }  # fmt: skip


ROWS = st.builds(
    counted,
    event=st.integers(1, 12),
    version=st.integers(1, 3),
    status=st.sampled_from(BOTH),
    mission=st.sampled_from(["BOS", "NYC", "DEN"]),
    fiscal_year=st.integers(2016, 2022),
    category=st.sampled_from(["festival", "food", ""]),
    participants=st.none() | st.integers(0, 5000),
    is_unknown=st.booleans(),
    is_counted=st.booleans(),
    rule=st.sampled_from(["in_person", "in_person+online", ""]),
)
SIDES = st.builds(
    side,
    first=st.integers(2016, 2018),
    last=st.integers(2018, 2022),
    missions=st.sampled_from([(), ("BOS",), ("BOS", "NYC")]),
    series=st.sampled_from(["each", "as_one"]),
    baselines=st.lists(
        st.builds(baseline, st.sampled_from(["events", "participants"]), st.just(2016), st.integers(2016, 2017), st.integers(0, 999)),
        max_size=2,
    ),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    earlier=SIDES, later=SIDES, before=st.lists(ROWS, max_size=12), after=st.lists(ROWS, max_size=12),
    old=st.lists(ROWS, max_size=6), gone=st.dictionaries(st.integers(1, 12), st.sampled_from(["merged", "withdrawn", "corrected"])),
)  # fmt: skip
def test_it_always_adds_up(earlier, later, before, after, old, gone):
    earlier = Side(1, earlier.definition, {row.event: row for row in before}, earlier.baselines)
    later = Side(None, later.definition, {row.event: row for row in after}, later.baselines)
    bridge = build(earlier, later, gone=gone, under_old_rule={row.event: row for row in old})
    assert bridge.adds_up
    for dimension in DIMENSIONS:
        rows = bridge.by(dimension).values()
        assert all(row.adds_up for row in rows)
        for name, whole in (("start", earlier.total), ("end", later.total), *bridge.terms):
            total = Amount()
            for row in rows:
                total = total.plus(row.of(name))
            assert total == whole, (dimension, name)
    listed = [step for term in TERMS for step in bridge.steps.get(term, ())]
    assert all(step.before or step.after for step in listed)
