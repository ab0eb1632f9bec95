"""What a row means for the register: new, changed, unchanged, a question, refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from accounts.roles import Role
from events.intake.deciding import correct, decide
from events.models import Event, EventLink, OfficialMet, PartnerRole
from events.spreadsheets.row_key import row_key
from events.status import Status
from tests.events.intake.flow import outcomes, reviewed, row_of, sentences, written
from tests.events.intake.workbooks import GOOD, NAMES, made, template
from tests.factories import make_event, make_mission, make_series, make_user

pytestmark = pytest.mark.django_db

KEYED = ["行キー（変更不可）", "件名（日本語）", "開始日", "市・町", "会場"]


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def staff():
    return make_user()


def keyed(event: Event, *cells, version: int = 1):
    return made([row_key(event.pk, version), *cells], names=KEYED)


def answer(intake, number, **said):
    decide(row_of(intake, number), {"field": "", "text": "", "suggestion": "", "value": "", "like": False, **said})
    return row_of(intake, number)


# ---- nothing to do


def test_the_same_file_twice_changes_nothing(staff):
    file = made(GOOD, ["", "寿司の会", "R3.7.1", "NH", "日本食", "対面", "不明"], ["合計", "", "", "", "", "", 500])
    intake = written(file, user=staff)
    assert outcomes(intake) == [(2, "new"), (3, "new"), (4, "set_apart")]
    again = reviewed(file, user=staff)
    assert outcomes(again) == [(2, "unchanged"), (3, "unchanged"), (4, "set_apart")]
    assert Event.objects.count() == 2


def test_two_reviews_of_the_same_file_enter_it_once(staff):
    from events.intake.writing import NotWritten, write

    file = made(GOOD)
    one, other = reviewed(file, user=staff), reviewed(file, user=staff)
    write(one, by=staff, good_rows_only=False, submit=False)
    with pytest.raises(NotWritten):
        write(other, by=staff, good_rows_only=False, submit=False)
    assert Event.objects.count() == 1
    assert outcomes(other) == [(2, "unchanged")]


def test_a_full_event_goes_out_and_comes_back_as_nothing_to_do(staff):
    event = make_event(
        status=Status.SUBMITTED, series=make_series(name_ja="桜", name_en="Sakura"), partner_missions=["NYC", "DEN"],
        ends_on=date(2019, 5, 3), summary_ja="一行目\r\n二行目 ", own_funds=Decimal("1200.50"), is_good_practice=True,
        story_en="=1+1", venue="  Boston   Common ", online_qualifier="unknown", in_person_basis="organiser",
    )  # fmt: skip
    for role, name in [("support", "A, B, Inc."), ("host", "Japan Society; Boston"), ("host", "Z")]:
        PartnerRole.objects.create(event=event, role=role, name=name)
    OfficialMet.objects.create(event=event, name="Jane | Doe", title="", level="state")
    EventLink.objects.create(event=event, url="https://example.org/x", label="a label")
    make_event(status=Status.DRAFT, in_person_count=None, in_person_qualifier="", state=None, format="", category=None)
    intake = reviewed(template(staff), user=staff)
    rows = intake.rows.exclude(outcome="set_apart")
    assert [(row.outcome, row.differences, row.problems) for row in rows] == [
        ("unchanged", [], []),
        ("unchanged", [], []),
    ]


# ---- changed, three ways


def test_a_change_is_shown_cell_by_cell_and_an_emptied_cell_empties(staff):
    event = make_event(status=Status.SUBMITTED, title_ja="祭り", city="Boston", venue="Hall")
    intake = written(keyed(event, "祭り", "2019-05-01", "Salem", ""), user=staff)
    assert row_of(intake, 2).differences == [["city", "Boston", "Salem"], ["venue", "Hall", None]]
    event.refresh_from_db()
    assert (event.city, event.venue, event.version, event.status) == ("Salem", "", 2, "submitted")
    last = event.history.first()
    assert (last.city, last.version, last.history_user, last.history_change_reason) == ("Salem", 2, staff, "import")


def test_without_a_key_an_empty_cell_says_nothing(staff):
    event = make_event(title_ja="祭り", city="Boston", status=Status.SUBMITTED)
    file = made([event.number, "祭り", "2019-05-01", "", "Hall"], names=["案件番号", *KEYED[1:]])
    assert row_of(reviewed(file, user=staff), 2).differences == [["venue", None, "Hall"]]


def test_a_colleagues_change_to_another_field_is_kept(staff):
    event = make_event(title_ja="祭り", city="Boston", status=Status.SUBMITTED)
    event.city = "Cambridge"
    event.save_version(by=staff, version=1)
    written(keyed(event, "祭り", "2019-05-01", "Boston", "Hall"), user=staff)
    event.refresh_from_db()
    assert (event.city, event.venue, event.version) == ("Cambridge", "Hall", 3)


@pytest.mark.parametrize(("value", "city"), [("mine", "Salem"), ("theirs", "Cambridge")])
def test_what_both_changed_is_a_conflict_to_decide(staff, value, city):
    event = make_event(title_ja="祭り", city="Boston", status=Status.SUBMITTED)
    event.city = "Cambridge"
    event.save_version(by=staff, version=1)
    file = keyed(event, "祭り", "2019-05-01", "Salem", "Hall")
    intake = reviewed(file, user=staff)
    row = row_of(intake, 2)
    assert (row.outcome, [(p["field"], p["mine"], p["theirs"]) for p in row.problems]) == (
        "attention", [("city", "Salem", "Cambridge")],
    )  # fmt: skip
    from events.intake.writing import write

    assert answer(intake, 2, action="conflict", field="city", value=value).outcome == "changed"
    write(intake, by=staff, good_rows_only=False, submit=False)
    event.refresh_from_db()
    assert (event.city, event.venue) == (city, "Hall")


def test_an_event_saved_between_review_and_writing_stops_the_whole(staff):
    from events.intake.writing import NotWritten, write

    event = make_event(title_ja="祭り", city="Boston", status=Status.SUBMITTED)
    intake = reviewed(keyed(event, "祭り", "2019-05-01", "Salem", ""), user=staff)
    event.city = "Cambridge"
    event.save_version(by=staff, version=1)
    with pytest.raises(NotWritten):
        write(intake, by=staff, good_rows_only=True, submit=False)
    event.refresh_from_db()
    intake.refresh_from_db()
    assert (event.city, event.version, intake.state, row_of(intake, 2).outcome) == (
        "Cambridge",
        2,
        "review",
        "attention",
    )


def test_a_submitted_event_stays_complete(staff):
    event = make_event(title_ja="祭り", title_en="", status=Status.SUBMITTED)
    file = made([row_key(event.pk, 1), "祭り", "2019-05-01", "対面", ""], names=[*KEYED[:3], "開催形式", "事業分野"])
    intake = reviewed(file, user=staff)
    assert (row_of(intake, 2).outcome, sentences(intake, 2)) == ("refused", ["Choose a category."])


def test_a_confirmed_event_changed_by_its_mission_is_handed_in_again(staff):
    event = make_event(title_ja="祭り", city="Boston")
    written(keyed(event, "祭り", "2019-05-01", "Salem", ""), user=staff)
    event.refresh_from_db()
    assert event.status == Status.SUBMITTED


# ---- whose events


def test_another_offices_row_is_refused_by_key_number_and_name(staff):
    theirs = make_event(mission="DEN", title_ja="秘密の祭り", city="Aurora", status=Status.DRAFT)
    numbered = make_event(mission="DEN", status=Status.SUBMITTED)
    by_key = reviewed(keyed(theirs, "乗取り", "2019-05-01", "X", "Y"), user=staff)
    by_number = reviewed(
        made([numbered.number, "乗取り", "2019-05-01"], names=["案件番号", "件名", "開催日"]), user=staff
    )
    by_name = reviewed(made(["デンバー総", *GOOD[1:]]), user=staff)
    assert [outcomes(each) for each in (by_key, by_number, by_name)] == [[(2, "refused")]] * 3
    said = str([row.problems for each in (by_key, by_number, by_name) for row in each.rows.all()])
    assert "秘密" not in said
    assert "Aurora" not in said


def test_a_missions_duplicates_are_sought_among_its_own_events_only(staff):
    make_event(mission="DEN", title_ja="日本祭り", title_en="", starts_on=date(2021, 5, 1), status=Status.DRAFT)
    assert outcomes(reviewed(made(GOOD), user=staff)) == [(2, "new")]


def test_hq_must_say_whose_events_these_are():
    hq = make_user(Role.HQ_REVIEWER)
    file = made(["祭り", "2021-05-01"], names=["件名", "開催日"])
    assert outcomes(reviewed(file, user=hq, mission=make_mission("DEN"))) == [(2, "new")]
    assert row_of(reviewed(made(["マイアミ総", *GOOD[1:]]), user=hq), 2).mission_code == "MIA"


# ---- questions


def test_a_probable_duplicate_is_asked_about(staff):
    event = make_event(title_ja="ボストン日本祭り", title_en="", starts_on=date(2021, 5, 3), status=Status.SUBMITTED)
    file = made(["", "ボストン日本祭", *GOOD[2:]])
    intake = reviewed(file, user=staff)
    row = row_of(intake, 2)
    assert (row.outcome, [p["twins"] for p in row.problems]) == ("attention", [[event.pk]])
    row = answer(intake, 2, action="target", value=str(event.pk))
    assert (row.outcome, row.event_id) == ("changed", event.pk)
    other = reviewed(file, user=staff)
    assert answer(other, 2, action="target", value="new").outcome == "new"


def test_another_night_or_another_week_is_no_duplicate(staff):
    make_event(title_ja="茶会 第1回", title_en="", starts_on=date(2021, 5, 1), status=Status.SUBMITTED)
    make_event(title_ja="日本祭り", title_en="", starts_on=date(2021, 5, 5), status=Status.SUBMITTED)
    assert outcomes(reviewed(made(["", "茶会 第2回", *GOOD[2:]], GOOD), user=staff)) == [(2, "new"), (3, "new")]


def test_the_same_row_twice_in_one_file_is_asked_about(staff):
    intake = reviewed(made(GOOD, GOOD), user=staff)
    assert outcomes(intake) == [(2, "new"), (3, "attention")]
    assert answer(intake, 3, action="target", value="new").outcome == "new"


def test_only_the_second_of_two_rows_alike_is_asked_about_whenever_it_is_compared(staff):
    intake = reviewed(made(GOOD, ["", "寿司の会", *GOOD[2:]], GOOD), user=staff)
    asked = [(2, "new"), (3, "new"), (4, "attention")]
    assert outcomes(intake) == asked
    for number in (2, 3, 4):
        correct(row_of(intake, number), {"city": "Boston"})
        assert outcomes(intake) == asked
    answer(intake, 4, action="target", value="new")
    correct(row_of(intake, 2), {"city": "Salem"})
    assert outcomes(intake) == [(2, "new"), (3, "new"), (4, "new")]


def test_a_key_dragged_down_is_no_event(staff):
    event = make_event(title_ja="祭り", status=Status.SUBMITTED)
    cells = ["祭り", "2019-05-01", "Salem", ""]
    file = made(
        [f"{event.pk}.2.0000000000", *cells],
        [row_key(event.pk, 1), *cells],
        [row_key(event.pk, 1), *cells],
        names=KEYED,
    )
    intake = reviewed(file, user=staff)
    assert outcomes(intake) == [(2, "attention"), (3, "changed"), (4, "attention")]


# ---- corrections


def test_a_correction_for_all_rows_like_it(staff):
    rows = [["", f"祭り{n}", f"2021-05-{n + 1:02d}", "フロリタ", "日本祭り", "対面", 10] for n in range(1, 5)]
    intake = reviewed(made(*rows), user=staff)
    assert [outcome for _n, outcome in outcomes(intake)] == ["attention"] * 4
    assert answer(intake, 2, action="cell", field="state", suggestion="US-FL").outcome == "new"
    assert [outcome for _n, outcome in outcomes(intake)] == ["new", "attention", "attention", "attention"]
    answer(intake, 3, action="cell", field="state", suggestion="US-FL", like=True)
    assert [outcome for _n, outcome in outcomes(intake)] == ["new"] * 4
    assert {row.said["state"] for row in intake.rows.all()} == {"US-FL"}


def test_every_problem_of_a_row_at_once_in_words_with_its_own_number(staff):
    file = made(["デンバー総", "", "3月上旬", "ナイ州", "", "対面", "12.9"], above=["令和2年度", ""])
    intake = reviewed(file, user=staff, fiscal_year=2020)
    row = row_of(intake, 4)
    assert row.outcome == "refused"
    assert [(p["field"], p["column"]) for p in row.problems] == [
        ("starts_on", "C"), ("state", "D"), ("in_person_count", "G"), ("title", "B"), ("mission", "A"),
    ]  # fmt: skip


# ---- cost


@pytest.mark.parametrize("rows", [1, 30, 300])
def test_comparing_costs_the_same_number_of_queries(staff, rows):
    from events.intake.comparing import Comparison

    make_event(title_ja="祭り1", title_en="", starts_on=date(2021, 5, 1), status=Status.SUBMITTED)
    from events.intake.reading import understand_again
    from events.workbook.names import Lookups

    intake = reviewed(made(*[["", f"祭り{n}", "2021-05-01", *GOOD[3:]] for n in range(1, rows + 1)]), user=staff)
    pairs = understand_again(intake, intake.rows.all(), Lookups.load())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        Comparison(staff).assess(pairs)
    assert len(queries) == 13


def test_a_misspelt_header_is_shown_and_a_required_one_stops():
    from events.intake.reading import Choices, find, obstacles, receive, to_take
    from events.workbook.names import Lookups

    staff = make_user()
    file = made(GOOD, names=[*NAMES[:-1], "さんかしゃスウ"])
    intake, workbook = receive(file, user=staff, mission=staff.mission, name="a.xlsx")
    [found] = find(workbook, intake, Choices(), Lookups.load())
    assert [column.header for column in found.mapping.unmatched] == ["さんかしゃスウ"]
    file = made(GOOD, names=["公館", "件名", "", *NAMES[3:]])
    intake, workbook = receive(file, user=staff, mission=staff.mission, name="a.xlsx")
    found = find(workbook, intake, Choices(columns={"0-1": {2: ""}}), Lookups.load())
    assert obstacles(to_take(found, Choices(tables=["0-1"]))) == [
        "No column gives the date of the events. Choose the column."
    ]
