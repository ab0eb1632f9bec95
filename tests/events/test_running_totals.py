"""The running totals equal a recount after every kind of write, on both databases."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from events import triggers
from events.models import AxisTotal, Event, RunningTotal
from events.querysets import TRAITS
from events.status import Status
from tests.factories import build_event, make_approach, make_category, make_event, make_mission, make_rules, make_state

SOME_RULES = {2018: ("in_person",), 2019: ("in_person", "online"), 2020: ("in_person", "online", "on_demand")}


def answers(events, totals, axes, rules) -> list[tuple]:
    pairs = [(trait, events.figures_by(trait, rules=rules), totals.figures_by(trait, rules=rules)) for trait in TRAITS]
    pairs.append(("all", events.figures(rules=rules), totals.figures(rules=rules)))
    pairs += [
        (f"state and {trait}", events.by_state_and(trait, rules=rules), rows.by_state_and(trait, rules=rules))
        for trait, rows in (("category", totals), ("region", axes), ("interest", axes))
    ]
    pairs.append(("breakdowns", events.breakdowns(rules=rules), axes.breakdowns(rules=rules)))
    return pairs


def partner_rows_counted_by_hand(rules) -> list[dict]:
    rows = []
    for mission in sorted(set(Event.partner_missions.through.objects.values_list("mission_id", flat=True))):
        figures = Event.objects.filter(partner_missions=mission).figures(rules=rules)
        rows.append({"code": mission, **figures})
    return rows


def assert_totals_are_true(rules=SOME_RULES) -> None:
    for trait, counted, kept in answers(
        Event.objects.all(), RunningTotal.objects.all(), AxisTotal.objects.all(), rules
    ):
        assert kept == counted, trait
    assert AxisTotal.objects.by_partner(rules=rules) == partner_rows_counted_by_hand(rules)


@pytest.mark.django_db
def test_triggers_stand_after_migrate():
    assert triggers.are_in_place(connection)


@pytest.mark.django_db
def test_every_kind_of_write_is_counted():
    one = make_event(partner_missions=["NYC"], region_type="region-1")
    assert_totals_are_true()
    one.state, one.in_person_count = make_state("US-ME"), 7
    one.save()
    assert_totals_are_true()
    Event.objects.bulk_create([build_event(mission="DEN", state="US-CO") for _ in range(3)])
    assert_totals_are_true()
    Event.objects.filter(mission="DEN").update(starts_on=date(2020, 4, 1), category=make_category("food"))
    assert_totals_are_true()
    several = list(Event.objects.filter(mission="DEN"))
    for event in several:
        event.interest_level = make_approach("interest-2")
    Event.objects.bulk_update(several, ["interest_level"])
    assert_totals_are_true()
    one.partner_missions.set([make_mission("DEN"), make_mission("CHI")])
    assert_totals_are_true()
    Event.objects.filter(pk=one.pk).update(in_person_count=None, in_person_qualifier="unknown")
    assert_totals_are_true()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events_event SET status = 'withdrawn' WHERE mission_id = 'DEN'")
    assert_totals_are_true()
    one.delete()
    assert_totals_are_true()
    Event.objects.all().delete()
    assert_totals_are_true()
    assert RunningTotal.objects.figures(rules=SOME_RULES) == {"events": 0, "participants": 0, "unknown": 0}


@pytest.mark.django_db
def test_what_is_rolled_back_is_not_counted():
    make_event()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_event()
        raise ZeroDivisionError
    assert_totals_are_true()
    assert RunningTotal.objects.figures(rules=SOME_RULES)["events"] == 1


@pytest.mark.django_db
def test_a_number_never_changes_even_behind_the_models_back():
    event = make_event(number="BOS-2019-0001")
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(number="BOS-2019-0002")
    event.refresh_from_db()
    assert event.number == "BOS-2019-0001"


@pytest.mark.django_db
def test_a_lost_trigger_is_put_back_and_the_totals_recounted():
    with connection.cursor() as cursor:
        name, table = next(iter(triggers._present(connection, cursor).items()))
        cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
        for other, table in triggers._present(connection, cursor).items():
            cursor.execute(f"DROP TRIGGER {other}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
    make_event()
    assert RunningTotal.objects.figures(rules=SOME_RULES)["events"] == 0
    assert triggers.install(connection)
    assert triggers.are_in_place(connection)
    assert_totals_are_true()


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_has_no_totals_left():
    make_event(partner_missions=["NYC"], region_type="region-1")
    call_command("flush", interactive=False, verbosity=0)
    assert (RunningTotal.objects.count(), AxisTotal.objects.count()) == (0, 0)
    make_event()
    assert_totals_are_true()


@pytest.mark.django_db(transaction=True)
def test_who_writes_in_another_order_never_waits_for_a_total():
    """As a merge and a batch do: each holds cells that the other comes to, so that one order for both would be luck."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one transaction write at a time")
    rows = [make_event(mission=code, partner_missions=["NYC"]) for code in ("BOS", "DEN", "DEN", "BOS")]
    met, failed = Barrier(2, timeout=20), []

    def write(pks: list[int]) -> None:
        try:
            with transaction.atomic():
                connection.cursor().execute("SET LOCAL lock_timeout = '10s'")
                for pk in pks:
                    Event.objects.filter(pk=pk).update(in_person_count=pk)
                    met.wait()  # both hold what they wrote
                Event.objects.filter(pk=pks[0]).update(in_person_count=7)
        except Exception as error:
            failed.append(repr(error))
            met.abort()
        finally:
            connections.close_all()

    writers = [Thread(target=write, args=([one.pk, other.pk],)) for one, other in (rows[:2], rows[2:])]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    assert_totals_are_true()
    kept = AxisTotal.objects.count()
    Event.objects.update(in_person_count=9)
    assert_totals_are_true()
    assert AxisTotal.objects.count() == kept, "rows that nobody holds are added to, whoever began them"


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_lose_no_count():
    rows = [make_event(mission=code, partner_missions=["NYC"]) for code in ("BOS", "DEN") * 3]
    failed = []

    def write(n: int) -> None:
        try:
            for turn in range(6):
                with transaction.atomic():
                    for event in (rows[n], rows[n + 3]) if turn % 2 else (rows[n + 3], rows[n]):
                        Event.objects.filter(pk=event.pk).update(
                            in_person_count=10 * turn + n, format=("online", "hybrid")[turn % 2]
                        )
        except Exception as error:
            failed.append(repr(error))
        finally:
            connections.close_all()

    writers = [Thread(target=write, args=(n,)) for n in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    assert_totals_are_true()


COUNTS = st.one_of(
    st.tuples(st.none(), st.sampled_from(["", "unknown"])),
    st.tuples(st.integers(0, 99_999_999), st.sampled_from(["exact", "about", "at_least", "under"])),
)


@st.composite
def traits(draw) -> dict:
    fields = {
        "mission": draw(st.sampled_from(["BOS", "NYC", "DEN"])),
        "state": draw(st.sampled_from(["US-MA", "US-CT", "US-CO"])),
        "category": draw(st.sampled_from(["festival", "food"])),
        "format": draw(st.sampled_from(["in_person", "online", "hybrid"])),
        "starts_on": draw(st.dates(date(2018, 3, 30), date(2021, 4, 2))),
        "status": draw(st.sampled_from(list(Status))),
        "region_type": draw(st.sampled_from([None, "region-1", "region-2"])),
        "interest_level": draw(st.sampled_from([None, "interest-1"])),
    }
    for mode in ("in_person", "online", "on_demand"):
        fields[f"{mode}_count"], fields[f"{mode}_qualifier"] = draw(COUNTS)
    if not any(fields[f"{mode}_qualifier"] for mode in ("in_person", "online", "on_demand")):
        fields["in_person_qualifier"] = "unknown"
    return fields


@pytest.mark.django_db
def test_a_row_of_a_cell_may_be_below_zero_and_the_year_counts_all_the_same():
    make_event()
    row = AxisTotal.objects.get(axis="pillar")
    row.pk, row.event_count = None, 3
    row.save()
    row.pk, row.event_count = None, -3
    row.save()
    assert AxisTotal.objects.years_counted() == (2019, 2019)
    row.pk, row.event_count = None, -1
    row.save()
    assert AxisTotal.objects.years_counted() is None


class TestAnyHistoryOfWrites(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        first=st.lists(traits(), min_size=1, max_size=5),
        changes=st.lists(st.tuples(st.integers(0, 4), traits()), max_size=5),
        partners=st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["CHI", "SEA"])), max_size=4),
    )
    def test_totals_equal_a_recount(self, first, changes, partners):
        make_rules()
        events = [make_event(**fields) for fields in first]
        for index, code in partners:
            events[index % len(events)].partner_missions.add(make_mission(code))
        for index, fields in changes:
            built = build_event(**fields)
            event = events[index % len(events)]
            names = [name for name in (f.attname for f in Event._meta.concrete_fields)
                     if name not in {"id", "number", "fiscal_year", "unknown_modes", "version"}]  # fmt: skip
            Event.objects.filter(pk=event.pk).update(
                number=Event.objects.values_list("number", flat=True).get(pk=event.pk) or built.number,
                **{name: getattr(built, name) for name in names},
            )
        assert_totals_are_true()
