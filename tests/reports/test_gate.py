"""Each thing that the gate looks at: not named where all is well, named where it is not."""

from datetime import date

import pytest

from accounts.roles import Role
from events.models import CountingRule, Photo
from reports.edition_choices import Choices
from reports.edition_compiling import compile_edition
from reports.gate import gate
from tests.factories import make_event, make_user
from tests.reports.editions import PAGES
from tests.reports.rows import make_small_register

pytestmark = pytest.mark.django_db
DAY = date(2018, 6, 1)


@pytest.fixture(autouse=True)
def register():
    make_small_register()
    make_user(Role.HQ_REVIEWER)


def chosen(**changes) -> Choices:
    return Choices(2017, 2020, **{"pages": PAGES, **changes})


def codes(choices: Choices) -> set[str]:
    compiled = compile_edition(choices)
    return {finding.code for finding in gate(compiled, compiled.contents())}


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
    ],
)
def test_what_the_register_holds(code, fields):
    quiet = chosen().with_(missions=("BOS",), first=2022, last=2022)
    assert code not in codes(quiet)
    make_event(mission="BOS", starts_on=date(2022, 6, 1), **fields)
    assert code in codes(quiet)


def test_an_event_that_is_not_confirmed():
    quiet = chosen().with_(missions=("BOS",), first=2022, last=2022)
    assert "not-confirmed" not in codes(quiet)
    make_event(mission="BOS", starts_on=date(2022, 6, 1), status="submitted", number="BOS-2022-0099")
    assert "not-confirmed" in codes(quiet)


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
    assert code in codes(told.with_(photos=(photo.pk,)))
