"""The sample: the published totals to the digit, plausible to the last row, and gone without a trace when removed."""

from collections import Counter
from datetime import date, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.translation import override

from accounts.models import User
from accounts.roles import Role
from accounts.sample import PASSWORD
from accounts.trail.verifying import problems
from events import triggers
from events.fiscal_year import fiscal_year_of
from events.models import (
    AxisTotal,
    CountingRule,
    Event,
    NumberSeries,
    OfficialMet,
    Outcome,
    Photo,
    Practice,
    RunningTotal,
    Series,
)
from events.sample.making import DISTANCE_FROM, make
from events.thumbnails import small_picture
from regions.models import Jurisdiction, JurisdictionCounty, Mission
from tests.factories import make_event

pytestmark = pytest.mark.django_db
PEOPLE = {2017: 775_495, 2018: 1_108_741, 2019: 396_068, 2020: 881_224}


def run(*arguments, **options) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def reference():
    run("load_reference")


@pytest.fixture
def sample(reference):
    return run("load_sample")


def rows_in_all_tables() -> dict[str, int]:
    trail = {"accounts.Record", "accounts.ChangedRow", "accounts.Shape"}
    skipped = {"events.NumberSeries", "events.RunningTotal", "events.AxisTotal", *trail}
    return {m._meta.label: m._base_manager.count() for m in apps.get_models() if m._meta.label not in skipped}


def totals() -> list[list[tuple]]:
    return [
        sorted(
            model.objects.exclude(event_count=0).values_list(*[f.name for f in model._meta.fields if f.name != "id"])
        )
        for model in (RunningTotal, AxisTotal)
    ]


def assert_running_totals_are_true() -> None:
    kept = totals()
    triggers.recount(connection)
    assert totals() == kept


def test_the_published_figures_to_the_digit(sample):
    rules = CountingRule.objects.as_rules()
    by_year = Event.objects.figures_by("fiscal_year", rules=rules)
    assert by_year == [
        {"code": 2017, "events": 178, "participants": 775_495, "unknown": 4},
        {"code": 2018, "events": 262, "participants": 1_108_741, "unknown": 3},
        {"code": 2019, "events": 226, "participants": 396_068, "unknown": 2},
        {"code": 2020, "events": 252, "participants": 881_224, "unknown": 2},
    ]
    assert Event.objects.figures(rules=rules) == {"events": 918, "participants": 3_161_528, "unknown": 11}
    assert RunningTotal.objects.figures_by("fiscal_year", rules=rules) == by_year
    assert_running_totals_are_true()
    assert set(Event.objects.values_list("status", "is_sample")) == {("confirmed", True)}


def test_each_event_lies_in_its_missions_jurisdiction_on_its_day(sample):
    served = {(j.mission_id, j.state_id): j for j in Jurisdiction.objects.on(date(2020, 1, 1))}
    links = set(JurisdictionCounty.objects.filter(is_confirmed=True).values_list("jurisdiction_id", "county_id"))
    for event in Event.objects.all():
        jurisdiction = served[event.mission_id, event.state_id]
        if jurisdiction.extent == "part":
            assert (jurisdiction.pk, event.county_id) in links, event
        else:
            assert event.county_id is None, event
    assert set(Event.objects.values_list("mission", flat=True)) == set(Mission.objects.values_list("pk", flat=True))
    assert Event.objects.values("state").distinct().count() == 56
    assert Event.objects.values("category").distinct().count() == 7


def test_from_march_2020_the_audience_is_online(sample):
    rules = CountingRule.objects.as_rules()
    for year in (2017, 2018):
        assert set(Event.objects.filter(fiscal_year=year).values_list("format", flat=True)) <= {"in_person", "online"}
    rows = {row["code"]: row for row in Event.objects.filter(fiscal_year=2020).figures_by("format", rules=rules)}
    assert rows["online"]["events"] > 200
    assert rows["online"]["participants"] > 0.95 * PEOPLE[2020]
    spring = timedelta(days=60)
    assert (
        Event.objects.filter(starts_on__range=(DISTANCE_FROM, DISTANCE_FROM + spring), format="in_person").count() == 0
    )


def test_every_row_satisfies_its_model_and_the_history_holds_one_version_of_it(sample):
    for event in Event.objects.select_related("mission")[::40]:
        event.full_clean()
    joint = Event.objects.exclude(partner_missions=None)
    assert joint.count() == 14
    versions = Counter(Event.history.values_list("id", flat=True))
    assert {pk: n for pk, n in versions.items() if n != 1} == dict.fromkeys(joint.values_list("pk", flat=True), 2)
    assert len(versions) == 918
    assert set(Event.history.values_list("history_change_reason", flat=True)) == {"load_sample"}
    boston = Event.objects.filter(mission="BOS").earliest("starts_on", "pk")
    assert boston.history.get().history_user.email == "staff.bos@example.org"
    kept = {
        v.id: [link.mission_id for link in v.partner_missions.all()] for v in Event.history.filter(history_type="~")
    }
    assert kept == {event.pk: [mission.pk for mission in event.partner_missions.all()] for event in joint}


def test_numbers_follow_the_dates_and_the_next_number_comes_after_them(sample):
    events = Event.objects.filter(mission="BOS", fiscal_year=2019).order_by("number")
    assert [e.number for e in events] == [f"BOS-2019-{n:04d}" for n in range(1, len(events) + 1)]
    assert [e.starts_on for e in events] == sorted(e.starts_on for e in events)
    assert NumberSeries.take(mission_id="BOS", fiscal_year=2019) == [f"BOS-2019-{len(events) + 1:04d}"]


def test_the_documents_initiatives_are_there_under_their_names(sample):
    practices = Event.objects.filter(is_good_practice=True).order_by("mission", "state", "starts_on")
    fields = ("mission", "state", "city", "region_type", "interest_level", "format")
    assert {event[0]: event[1:] for event in practices.values_list("title_en", *fields)} == {
        "Japan–Alaska Friendship Video Campaign": ("ANC", "US-AK", "Anchorage", "region-4", "interest-2", "online"),
        "Networking at CIC": ("BOS", "US-MA", "Cambridge", "region-3", "interest-3", "in_person"),
        "Wagyu at Chicago Gourmet": ("CHI", "US-IL", "Chicago", None, "interest-1", "in_person"),
        "Grassroots Caravan (Washington, Indiana)": (
            "CHI", "US-IN", "Washington", "region-1", "interest-1", "in_person",
        ),
        "Shiba Inu Festival (Aurora)": ("DEN", "US-CO", "Aurora", "region-2", "interest-1", "in_person"),
        "Reception for the National Governors Association": (
            "EMB", "US-DC", "Washington", None, "interest-2", "in_person",
        ),
        "40th Anniversary of the Maryland–Kanagawa Friendship": (
            "EMB", "US-MD", "Baltimore", "region-4", "interest-2", "online",
        ),
        "Orlando Japan Festival 2020 (online)": ("MIA", "US-FL", "Orlando", None, "interest-1", "online"),
        "Webinar for Investors: Japan as an International Financial Center Open to the World": (
            "NYC", "US-NY", "New York", "region-3", "interest-3", "online",
        ),
    }  # fmt: skip
    for event in practices:
        assert event.story_ja and event.story_en and event.title_ja
        assert "見本の記録" in event.summary_ja and "Sample record" in event.summary_en
    caravan = Series.objects.get(name_en="Grassroots Caravan")
    assert list(caravan.events.order_by("starts_on").values_list("city", flat=True)) == [
        "Indianapolis", "Columbus", "Washington", "Evansville", "Lafayette",
    ]  # fmt: skip
    met = OfficialMet.objects.filter(event__in=practices).order_by("name").values_list("name", "title", "level")
    assert list(met) == [
        ("Governors of 27 states", "Governor", "state"),
        ("Mayor of Washington", "Mayor", "local"),
        ("Rahm Emanuel", "Mayor of Chicago (at the time)", "local"),
    ]


def test_yearly_festivals_have_a_figure_of_last_year(sample):
    years = Series.objects.get(name_en="Boston Autumn Japan Festival").events.order_by("starts_on")
    assert list(years.values_list("fiscal_year", flat=True)) == [2017, 2018, 2019, 2020]
    spring = Series.objects.get(name_en="Washington Spring Japan Festival").events.order_by("starts_on")
    assert list(spring.values_list("fiscal_year", flat=True)) == [2017, 2018, 2020]


def test_the_same_seed_gives_the_same_events_and_another_the_same_totals(sample):
    def written():
        names = [f.attname for f in Event._meta.concrete_fields]
        left = {"id", "created_at", "updated_at", "series_id", "created_by_id", "updated_by_id", "number"}
        return list(Event.objects.order_by("starts_on", "mission", "title_en", "pk").values_list(
            *(n for n in names if n not in left), "series__name_ja"))  # fmt: skip

    first = written()
    run("remove_sample")
    run("load_sample")
    assert written() == first
    others = [draft.event for draft in make(seed=7, rules=CountingRule.objects.as_rules())]
    assert {(event.starts_on, event.title_en) for event in others} != {
        (event.starts_on, event.title_en) for event in Event.objects.all()
    }
    people: Counter = Counter()
    for event in others:
        people[fiscal_year_of(event.starts_on)] += (event.in_person_count or 0) + (event.online_count or 0)
    assert people == PEOPLE


def test_the_accounts_can_sign_in(sample, client):
    assert User.objects.filter(is_sample=True).count() == 22
    roles = dict(User.objects.exclude(email__startswith="staff.").values_list("email", "role"))
    assert roles == {
        "approver.bos@example.org": Role.MISSION_APPROVER,
        "reviewer@example.org": Role.HQ_REVIEWER,
        "administrator@example.org": Role.HQ_ADMINISTRATOR,
        "reader@example.org": Role.READ_ONLY,
    }
    assert User.objects.get(email="staff.bos@example.org").mission_id == "BOS"
    for user in User.objects.all():
        user.full_clean()
    with pytest.raises(ValidationError, match="own words"), override("en"):
        validate_password(PASSWORD)  # it stands in the source: nobody may choose it
    assert PASSWORD in sample and "staff.bos@example.org  mission_staff" in sample
    answer = client.post("/accounts/login/", {"login": "staff.bos@example.org", "password": PASSWORD})
    assert answer.status_code == 302 and "_auth_user_id" in client.session


def test_where_others_may_reach_the_site_no_account_is_made_unless_asked(reference, settings):
    settings.HTTPS = True
    run("load_sample")
    assert User.objects.count() == 0
    assert set(Event.objects.values_list("created_by", flat=True)) == {None}
    run("remove_sample")
    run("load_sample", "--with-accounts")
    assert User.objects.count() == 22


def test_a_second_load_says_that_it_is_there(sample):
    assert run("load_sample") == "The sample is already there (918 events); remove_sample takes it out.\n"
    assert Event.objects.count() == 918


def test_without_reference_data_it_says_what_to_do_first(no_reference_data):
    with pytest.raises(CommandError, match=r"^There is no reference data yet\. Run load_reference first, then load_"):
        run("load_sample")


def test_a_year_without_its_rule_is_refused_and_nothing_is_written(reference):
    CountingRule.objects.filter(fiscal_year=2019).delete()
    with pytest.raises(CommandError, match="There is no counting rule for 2019 .* Nothing was loaded"):
        run("load_sample")
    assert (Event.objects.count(), User.objects.count(), Series.objects.count()) == (0, 0, 0)


def test_beside_real_events_only_when_asked(reference):
    make_event(mission="BOS", state="US-MA")
    with pytest.raises(CommandError, match="The register holds real events .1.. Nothing was loaded"):
        run("load_sample")
    assert (Event.objects.count(), User.objects.count()) == (1, 0)
    run("load_sample", "--alongside")
    assert Event.objects.count() == 919


def test_removed_the_register_is_as_it_was(reference):
    real = make_event(mission="BOS", state="US-MA", partner_missions=["NYC"])
    before, totals_before = rows_in_all_tables(), totals()
    run("load_sample", "--alongside")
    assert (
        run("remove_sample")
        == "Removed 918 sample events with their history, 34 series, 260 quarterly returns and 22 accounts.\n"
    )
    assert rows_in_all_tables() == before
    assert totals() == totals_before
    assert_running_totals_are_true()
    assert list(Event.objects.all()) == [real]
    assert list(problems()) == [], "the trail says what was removed"
    assert run("remove_sample") == "There is no sample in the register.\n"


def test_what_real_work_holds_on_to_stays(sample, django_capture_on_commit_callbacks):
    user = User.objects.get(email="staff.bos@example.org")
    festival = Series.objects.get(name_en="Boston Autumn Japan Festival")
    real = festival.events.last().copy_to(date(2026, 10, 3), by=user)
    real.create(by=user)
    photo = Photo(event=festival.events.filter(is_sample=True).first())
    photo.image.save("x.jpg", ContentFile(b"picture"), save=False)
    photo.width = photo.height = 2
    Photo.objects.bulk_create([photo])
    assert photo.image.storage.exists(photo.image.name)
    with django_capture_on_commit_callbacks(execute=True):
        out = run("remove_sample")
    assert out == (
        "Removed 918 sample events with their history, 33 series, 260 quarterly returns and 21 accounts.\n"
        "  kept the series “Boston Autumn Japan Festival”: events that are not a sample belong to it\n"
        "  closed staff.bos@example.org and kept it: somebody worked with it\n"
    )
    assert not photo.image.storage.exists(photo.image.name)
    assert [event.pk for event in Event.objects.all()] == [real.pk]
    festival.refresh_from_db()
    user.refresh_from_db()
    assert (festival.is_sample, user.is_active, user.has_usable_password()) == (False, False, False)
    assert_running_totals_are_true()


def test_good_practices_with_drawn_pictures_come_and_go_with_the_sample(reference):
    before = rows_in_all_tables()
    run("load_sample", "--with-accounts")
    states = Practice.objects.order_by("event__starts_on").values_list("state", flat=True)
    assert Counter(states) == {"selected": 3, "nominated": 1, "offered": 1}
    assert Event.objects.selected_practices().count() == 3
    assert Outcome.objects.filter(text_ja__startswith="（見本）", text_en__startswith="(Sample)").count() == 2
    photos = list(Photo.objects.all())
    assert [photo for photo in photos if "見本" not in photo.credit or not photo.caption_ja] == []
    assert Photo.objects.publishable().count() == len(photos) == 9
    small_picture(photos[0].image).close()
    run("remove_sample")
    assert rows_in_all_tables() == before


def test_no_picture_of_the_sample_stays_on_the_disk(reference, settings, django_capture_on_commit_callbacks):
    run("load_sample")
    small_picture(Photo.objects.all()[0].image).close()
    assert len([path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]) == 10
    with django_capture_on_commit_callbacks(execute=True):
        run("remove_sample")
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []
