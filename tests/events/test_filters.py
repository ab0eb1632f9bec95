"""What is asked is answered exactly, and what is not understood is said and shows nothing."""

from datetime import date

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.roles import Role
from events.filters import AXIS_OF_FILTER, ON_EVERY_AXIS, EventFilter
from events.models import Event
from tests.factories import make_event, make_rules, make_series, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def asked(query: str, *, user=None) -> EventFilter:
    return EventFilter(QueryDict(query), user=user or make_user(Role.HQ_REVIEWER))


def titles(query: str, *, user=None) -> set[str]:
    filters = asked(query, user=user)
    assert filters.problems == []
    return set(filters.qs.values_list("title_en", flat=True))


def sentences(query: str) -> list[tuple[str, str]]:
    filters = asked(query)
    assert list(filters.qs) == []
    assert filters.active == {}
    assert filters.figures() == {"events": 0, "participants": 0, "unknown": 0}
    return [(problem.name, problem.sentence) for problem in filters.problems]


# ---- strictness


@pytest.mark.parametrize(
    ("query", "problems"),
    [
        ("mision=BOS", [("mision", "There is no filter called “mision”. Did you mean “mission”?")]),
        (
            "fiscal_year=2019",
            [("fiscal_year", "There is no filter called “fiscal_year”. Did you mean “fiscal_year_min”?")],
        ),
        ("zzzz=1", [("zzzz", "There is no filter called “zzzz”.")]),
        ("mission=BSO", [("mission", "“BSO” is not one of the choices. Did you mean “BOS”?")]),
        ("mission=BOS&mission=QQQ", [("mission", "“QQQ” is not one of the choices.")]),
        ("fiscal_year_min=abc", [("fiscal_year_min", "Write a fiscal year from 2000 to 2099.")]),
        ("fiscal_year_min=1999", [("fiscal_year_min", "Write a fiscal year from 2000 to 2099.")]),
        ("fiscal_year_max=" + "9" * 5000, [("fiscal_year_max", "Write a fiscal year from 2000 to 2099.")]),
        ("participants_min=-1", [("participants_min", "Write a number from 0 to 299,999,997.")]),
        ("fiscal_year_min=2019&fiscal_year_min=2020", [("fiscal_year_min", "This is given 2 times. Give it once.")]),
        ("q=a%00b", [("q", "There is a character here that cannot be read. Delete it and try again.")]),
        ("q=%FF%FE", [("q", "There is a character here that cannot be read. Delete it and try again.")]),
        ("mission=BOS%0B", [("mission", "There is a character here that cannot be read. Delete it and try again.")]),
        ("q=" + "a+" * 9, [("q", "Search for at most 8 words.")]),
        ("good_practice=yes", [("good_practice", "“yes” is not one of the choices.")]),
        ("series=99999999999999999999", [("series", "“99999999999999999999” is not one of the choices.")]),
        ("sort=zzz", [("sort", "“zzz” is not one of the choices.")]),
        ("page=0", [("page", "Ensure this value is greater than or equal to 1.")]),
        ("page=x", [("page", "Write a whole number, such as 1200.")]),
        (
            "fiscal_year_min=2020&fiscal_year_max=2019",
            [("fiscal_year_max", "The last fiscal year is before the first.")],
        ),
        ("date_min=2019-02-30", [("date_min", "Write a date, such as 2026-05-01.")]),
        ("date_min=2020-04-02&date_max=2020-04-01", [("date_max", "The last date is before the first.")]),
        (
            "participants_min=5&participants_max=4",
            [("participants_max", "The highest number of participants is below the lowest.")],
        ),
    ],
)
def test_what_is_not_understood_is_said_and_shows_nothing(query, problems):
    make_event()
    assert sentences(query) == problems


def test_lone_surrogates_are_refused_and_can_be_shown_again():
    make_event()
    filters = EventFilter({"q": "a\ud800"}, user=make_user(Role.HQ_REVIEWER))
    assert [problem.name for problem in filters.problems] == ["q"]
    assert list(filters.qs) == []
    str(filters.form).encode()


def test_every_problem_offers_the_address_without_it():
    [first, second] = asked("mission=BOS&state=XX&foo=1&page=3").problems
    assert (first.name, first.query) == ("state", "?mission=BOS&foo=1")
    assert (second.name, second.query) == ("foo", "?mission=BOS&state=XX")


def test_empty_values_of_a_form_ask_nothing():
    make_event(title_en="one")
    assert titles("q=&mission=&fiscal_year_min=&series=&page=&sort=") == {"one"}


def test_full_width_digits_and_thousands_are_read():
    make_rules()
    make_event(title_en="many", in_person_count=1200)
    make_event(title_en="few", in_person_count=1199)
    assert titles("fiscal_year_min=２０１９&participants_min=1,200") == {"many"}


# ---- each filter alone


def test_each_filter_alone_finds_exactly_its_events():
    make_rules()
    series = make_series()
    make_event(title_en="a", mission="BOS", state="US-MA", category="festival", starts_on=date(2020, 3, 31))
    make_event(title_en="b", mission="DEN", state="US-CO", category="food", starts_on=date(2020, 4, 1), format="online")
    make_event(title_en="c", mission="NYC", state="US-NY", region_type="region-1", interest_level="interest-2")
    make_event(title_en="d", mission="NYC", state="US-NY", partner_missions=["BOS", "DEN"], is_good_practice=True)
    make_event(title_en="e", series=series, starts_on=date(2018, 5, 1), in_person_count=5000)
    make_event(
        title_en="f", series=series, starts_on=date(2018, 6, 1), in_person_count=None, in_person_qualifier="unknown"
    )
    make_event(title_en="g", status="draft", starts_on=None, state=None, category=None, format="")
    make_event(title_en="h", status="submitted", in_person_count=0)
    make_event(title_en="w", status="withdrawn", starts_on=date(2016, 5, 1))
    expected = {
        "": "abcdefgh",
        "mission=NYC": "cd",
        "mission=NYC&mission=DEN": "bcd",
        "state=US-NY": "cd",
        "state=none": "g",
        "state=none&state=US-CO": "bg",
        "region=west": "b",
        "region=west&region=northeast": "abcdefh",
        "category=food": "b",
        "category=none": "g",
        "format=online": "b",
        "format=none": "g",
        "status=draft": "g",
        "status=counted": "abcdefh",
        "status=counted&status=withdrawn": "abcdefhw",
        "status=withdrawn": "w",
        "fiscal_year_min=2020": "b",
        "fiscal_year_max=2018": "ef",
        "fiscal_year_max=2016": "",
        "fiscal_year_min=2019&fiscal_year_max=2019": "acdh",
        "date_min=2020-03-31": "ab",
        "date_max=2018-05-01": "e",
        "date_max=２０１８/5/1": "e",
        "date_min=2018-05-02&date_max=2020-03-31": "acdfh",
        "region_type=region-1": "c",
        "region_type=none&status=counted": "abdefh",
        "interest_level=interest-2": "c",
        "pillar=none&mission=DEN": "b",
        f"series={series.pk}": "ef",
        "one_per_series=1": "abcdegh",
        f"series={series.pk}&one_per_series=1&fiscal_year_min=2018": "e",
        "partner=DEN": "d",
        "participants_min=101": "e",
        "participants_max=0": "h",
        "participants_min=100&participants_max=100": "abcd",
        "unknown=1": "fg",
        "good_practice=1": "d",
        "returned=1": "",
        "returned=0&status=draft": "g",
    }
    user = make_user(Role.HQ_REVIEWER)
    assert {query: "".join(sorted(titles(query, user=user))) for query in expected} == expected


def test_a_draft_that_came_back_is_told_from_others():
    make_event(title_en="came back", status="draft", return_reason="Where?")
    make_event(title_en="new", status="draft")
    make_event(title_en="mended", return_reason="Where?")
    assert (titles("returned=1"), titles("returned=0")) == ({"came back"}, {"new", "mended"})


def test_series_within_takes_the_first_of_a_span_before_all_else_is_asked():
    series = make_series()
    make_event(title_en="first", series=series, starts_on=date(2018, 5, 1))
    make_event(title_en="second", series=series, starts_on=date(2019, 5, 1))
    make_event(title_en="alone", starts_on=date(2019, 5, 1))
    assert titles("series_within=2018-2019") == {"first", "alone"}
    assert titles("series_within=2018-2019&fiscal_year_min=2019") == {"alone"}
    assert titles("series_within=2019-2020.BOS&fiscal_year_min=2018") == {"second", "alone"}
    for wrong in ("2018", "2018-19", "2018-2019.bos", "2018-2019 or 1=1"):
        problems = asked(f"series_within={wrong}").problems
        assert [row.sentence for row in problems] == ["Write fiscal years, and missions if need be: 2017-2020.BOS.DEN"]


def test_one_per_series_takes_the_first_within_what_is_asked():
    series = make_series()
    make_event(title_en="first", series=series, starts_on=date(2018, 5, 1))
    make_event(title_en="second", series=series, starts_on=date(2019, 5, 1))
    make_event(title_en="third", series=series, starts_on=date(2019, 6, 1))
    assert titles("one_per_series=1&fiscal_year_min=2019") == {"second"}


def test_words_in_both_languages():
    make_event(title_en="sushi", title_ja="第三回寿司教室")
    make_event(title_en="JET", title_ja="ＪＥＴプログラム", city="Lowell")
    make_event(title_en="cafe", title_ja="Ｃａｆé", summary_ja="スシを握る", number="BOS-2019-0012")
    make_event(title_en="hundred % sure_", title_ja="", venue="葛\U000e0100飾ホール")
    found = {
        "寿司": {"sushi"},
        "教室 寿司": {"sushi"},
        "寿司 JET": set(),
        "jet": {"JET"},
        "ＬＯＷＥＬＬ": {"JET"},
        "プログラム": {"JET"},
        "ｽｼ": {"cafe"},
        "2019-0012": {"cafe"},
        "%": {"hundred % sure_"},
        "_": {"hundred % sure_"},
        "葛\U000e0100飾": {"hundred % sure_"},
        "\\": set(),
    }
    user = make_user(Role.HQ_REVIEWER)
    answers = {}
    for words in found:
        query = QueryDict(mutable=True)
        query["q"] = words
        answers[words] = titles(query.urlencode(), user=user)
    assert answers == found


# ---- who sees what


def test_filters_never_widen_what_a_person_may_see():
    series = make_series(mission=make_event(mission="DEN").mission, name_en="secret caravan")
    hidden = make_event(mission="DEN", status="draft", title_en="寿司 draft", series=series, number="DEN-2019-0001")
    user = make_user()
    for query in ("", "q=寿司", "mission=DEN&status=draft", "status=withdrawn", "q=DEN-2019-0001", "unknown=1"):
        filters = asked(query, user=user)
        assert hidden not in filters.qs
        assert filters.figures()["events"] == filters.qs.count()
    assert asked("q=DEN-2019-0001", user=user).event_by_number() is None
    assert "secret caravan" not in str(asked("", user=user).form)
    assert [p.sentence for p in asked(f"series={series.pk}", user=user).problems] == [
        f"“{series.pk}” is not one of the choices."
    ]
    assert asked(f"series={series.pk}").badges[0].value == series.name


def test_read_only_people_see_the_confirmed():
    make_event(title_en="confirmed")
    make_event(title_en="submitted", status="submitted")
    assert titles("", user=make_user(Role.READ_ONLY)) == {"confirmed"}


def test_badges_say_each_value_and_lead_to_the_list_without_it():
    make_event()
    assert [(badge.label, badge.value) for badge in asked("date_max=2026-11-27").badges] == [
        ("To date", "Nov. 27, 2026")
    ]
    filters = asked("mission=BOS&mission=NYC&status=counted&unknown=1&page=2&sort=number")
    assert [(badge.label, badge.value, badge.query) for badge in filters.badges] == [
        ("Mission", "Boston", "?mission=NYC&status=counted&unknown=1&sort=number"),
        ("Mission", "New York", "?mission=BOS&status=counted&unknown=1&sort=number"),
        ("Status", "Counted (submitted and confirmed)", "?mission=BOS&mission=NYC&unknown=1&sort=number"),
        ("Participants unknown", "", "?mission=BOS&mission=NYC&status=counted&sort=number"),
    ]


# ---- any query string

VALUES = {
    "fiscal_year_min": ["2017", "2018", "2019"],
    "fiscal_year_max": ["2019", "2020"],
    "mission": ["BOS", "NYC", "DEN"],
    "state": ["US-MA", "US-CO", "none"],
    "region": ["northeast", "west"],
    "category": ["festival", "food", "none"],
    "format": ["in_person", "online", "none"],
    "status": ["draft", "submitted", "confirmed", "withdrawn", "counted"],
    "region_type": ["region-1", "none"],
    "interest_level": ["interest-1", "none"],
    "pillar": ["none"],
    "partner": ["NYC", "CHI"],
    "unknown": ["1"],
    "q": ["寿司", "Japan"],
    "good_practice": ["1"],
    "one_per_series": ["1"],
    "series_within": ["2018-2019", "2018-2020.BOS.DEN"],
    "participants_min": ["1", "100"],
    "participants_max": ["500"],
    "returned": ["1", "0"],
    "date_min": ["2018-05-01"],
    "date_max": ["2020-03-31"],
}
SEVERAL = {"mission", "state", "region", "category", "format", "status"}
ANY_QUERY = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.sampled_from(values), min_size=1, max_size=3 if name in SEVERAL else 1, unique=True)
        for name, values in VALUES.items()
    },
)
FROM_TOTALS = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.sampled_from(VALUES[name]), min_size=1, max_size=2 if name in SEVERAL else 1, unique=True)
        for name in ON_EVERY_AXIS | AXIS_OF_FILTER.keys()
    },
)
JUNK = st.dictionaries(
    st.one_of(st.sampled_from([*VALUES, "page", "sort", "series"]), st.text(max_size=8)),
    st.lists(st.one_of(st.text(max_size=12), st.integers().map(str), st.sampled_from(["²", "１", "٣", "1e9", "-0", "nan"])), min_size=1, max_size=2),
    max_size=4,
)  # fmt: skip


def some_events() -> None:
    make_rules(2018, 2020)
    series = make_series()
    make_event(mission="BOS", starts_on=date(2019, 4, 1), region_type="region-1", partner_missions=["NYC"])
    make_event(mission="BOS", starts_on=date(2019, 3, 31), format="online", series=series, in_person_count=400)
    make_event(
        mission="DEN", state="US-CO", category="food", interest_level="interest-1", partner_missions=["CHI", "NYC"]
    )
    make_event(mission="DEN", state="US-CO", starts_on=date(2021, 3, 31), status="submitted", series=series)
    make_event(mission="NYC", status="draft", state=None, category=None, format="", starts_on=None)
    make_event(mission="NYC", in_person_count=None, in_person_qualifier="unknown", title_ja="寿司")
    make_event(mission="BOS", status="withdrawn", is_good_practice=True)
    make_event(mission="BOS", starts_on=date(2017, 5, 1), online_count=7, online_qualifier="about")


class TestAnyQuery(TestCase):
    @classmethod
    def setUpTestData(cls):
        some_events()
        cls.users = [make_user(Role.HQ_REVIEWER), make_user(), make_user(Role.READ_ONLY)]

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(query=FROM_TOTALS, who=st.integers(0, 2))
    def test_running_totals_and_events_give_the_same_figures(self, query, who):
        filters = EventFilter(query, user=self.users[who])
        if filters.problems:
            return
        totals = filters.totals()
        counted = filters.qs.figures(rules=filters.rules)
        if totals is not None:
            assert totals[0].figures(rules=filters.rules) == counted
        assert filters.figures() == counted

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(query=ANY_QUERY, who=st.integers(0, 2))
    def test_filters_together_are_what_each_finds_alone(self, query, who):
        user = self.users[who]
        filters = EventFilter(query, user=user)
        if filters.problems or {"one_per_series", "series_within"} & query.keys():
            return
        expected = set(Event.objects.visible_to(user).values_list("pk", flat=True))
        if "status" not in query:
            expected -= set(Event.objects.filter(status="withdrawn").values_list("pk", flat=True))
        for name, values in query.items():
            alone = {name: values} if name == "status" else {name: values, "status": ["counted", "draft", "withdrawn"]}
            expected &= set(EventFilter(alone, user=user).qs.values_list("pk", flat=True))
        found = list(filters.qs.values_list("pk", flat=True))
        assert sorted(found) == sorted(expected)

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(query=JUNK)
    def test_junk_never_crashes_and_never_shows_rows_with_a_problem(self, query):
        filters = EventFilter(query, user=self.users[0])
        rows = list(filters.qs)
        if filters.problems:
            assert rows == []
            assert all(problem.sentence for problem in filters.problems)
        else:
            known = {name for name, values in query.items() if any(values)}
            assert known <= {*filters.filters, *filters.other_fields}
        str(filters.form).encode()
