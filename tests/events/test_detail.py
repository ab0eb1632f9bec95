"""The page of one event: its facts, and who changed what."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from PIL import Image

from accounts.roles import Role
from events import changes
from events.changes import changes_of
from events.models import CountingRule, Event, EventLink, OfficialMet, PartnerRole, Photo
from events.reading import read
from regions.models import Mission, State
from tests.behind import behind_its_back
from tests.factories import make_category, make_event, make_rules, make_series, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    make_rules()
    with translation.override("en"):
        yield


def signed_in(role: str = Role.MISSION_STAFF, **fields) -> Client:
    client = Client()
    client.force_login(make_user(role, **fields), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.text.split('<main id="main"')[1]).split())


@pytest.mark.parametrize(
    ("status", "own", "other", "hq", "read_only"),
    [
        ("draft", 200, 404, 200, 404),
        ("submitted", 200, 404, 200, 404),
        ("confirmed", 200, 200, 200, 200),
        ("withdrawn", 200, 404, 200, 404),
    ],
)
def test_who_may_read(status, own, other, hq, read_only):
    address = make_event(status=status).get_absolute_url()
    clients = [signed_in(), signed_in(mission="DEN"), signed_in(Role.HQ_REVIEWER), signed_in(Role.READ_ONLY)]
    assert [client.get(address).status_code for client in clients] == [own, other, hq, read_only]
    assert Client().get(address).status_code == 302


def picture() -> ContentFile:
    file = io.BytesIO()
    Image.new("RGB", (4, 3)).save(file, "JPEG")
    return ContentFile(file.getvalue(), "a.jpg")


def full_event(**fields) -> Event:
    event = make_event(
        title_ja="日本祭り", title_en="Japan Festival", venue="City Hall", city="Lowell", summary_en="Two days of music",
        in_person_count=500, in_person_qualifier="about", in_person_basis="headcount",
        online_count=120, online_qualifier="exact", online_basis="platform",
        on_demand_count=9000, on_demand_qualifier="at_least", on_demand_basis="platform",
        own_funds="1250.50", outside_funds_source="Secret Foundation", story_en="Everyone danced.", is_good_practice=True,
        partner_missions=["NYC"], series=make_series(name_en="Spring caravan"), interest_level="interest-2", **fields,
    )  # fmt: skip
    PartnerRole.objects.create(event=event, name="Japan Society", role="co_host")
    OfficialMet.objects.create(event=event, name="Jane Doe", title="Mayor of Lowell", level="local")
    EventLink.objects.create(event=event, url="https://example.org/festival", label="Programme")
    Photo.objects.create(
        event=event, image=picture(), caption_en="The parade", credit="A. Sato", is_publishable=True, consent_by="x"
    )
    return event


FACTS = [
    "Japan Festival", "日本祭り", "May 1, 2019", "fiscal year 2019", "City Hall", "Lowell", "Two days of music",
    "about 500 (Headcount)", "120 (Platform statistics)", "at least 9,000 (Platform statistics) not counted",
    "620 participants counted", "In fiscal year 2019 these count as participants: In person, Live online.",
    "New York", "Japan Society Co-host", "Jane Doe, Mayor of Lowell", "Programme", "Everyone danced.", "The parade",
    "Photo: A. Sato", "All events of “Spring caravan”", "Two-way exchange with a chosen audience",
]  # fmt: skip


def test_all_facts_are_there():
    text = text_of(signed_in().get(full_event().get_absolute_url()))
    assert [
        fact for fact in [*FACTS, "USD 1,250.50", "Secret Foundation", "History of changes"] if fact not in text
    ] == []


def test_others_read_the_facts_but_not_the_inside():
    event = full_event(created_by=make_user(name="Hanako Inside"))
    event.summary_en = "Two days of music"
    event.title_en = "Old working title"
    event.save()
    event.title_en = "Japan Festival"
    event.save()
    for client in (signed_in(mission="DEN"), signed_in(Role.READ_ONLY)):
        text = text_of(client.get(event.get_absolute_url()))
        assert [fact for fact in FACTS if fact not in text] == []
        inside = ["1,250", "Secret Foundation", "History of changes", "Old working title", "Hanako Inside"]
        assert [secret for secret in inside if secret in text] == []


def test_a_counting_rule_decides_what_counts():
    CountingRule.objects.filter(fiscal_year=2019).update(counts_online=False, counts_on_demand=True)
    assert "9,500 participants counted" in text_of(signed_in().get(full_event().get_absolute_url()))
    CountingRule.objects.filter(fiscal_year=2019).delete()
    assert "There is no counting rule for fiscal year 2019 yet" in text_of(
        signed_in().get(full_event().get_absolute_url())
    )


@pytest.mark.parametrize(
    ("status", "role", "mission", "actions"),
    [
        ("draft", Role.MISSION_STAFF, "BOS", ["submit", "edit", "copy", "repeat", "withdraw"]),
        ("submitted", Role.MISSION_STAFF, "BOS", ["edit", "copy", "repeat", "withdraw"]),
        ("submitted", Role.HQ_REVIEWER, None, ["confirm", "edit", "copy", "repeat", "return", "withdraw"]),
        ("confirmed", Role.HQ_REVIEWER, None, ["edit", "copy", "repeat", "return", "withdraw"]),
        ("confirmed", Role.MISSION_STAFF, "DEN", []),
        ("confirmed", Role.READ_ONLY, None, []),
        ("withdrawn", Role.MISSION_APPROVER, "BOS", ["copy", "put_back"]),
    ],
)
def test_actions_offered(status, role, mission, actions):
    assert read(make_event(status=status), by=make_user(role, mission=mission)).actions == actions


def test_reasons_stand_on_the_page():
    hq = make_user(Role.HQ_REVIEWER)
    event = make_event(status="submitted")
    event.return_to_mission(by=hq, because="Which hall was it?")
    assert "Which hall was it?" in text_of(signed_in().get(event.get_absolute_url()))
    event.withdraw(by=hq, because="Entered twice.")
    assert "counts in no figure Entered twice." in text_of(signed_in().get(event.get_absolute_url()))


def test_an_event_outside_the_missions_states_is_pointed_out():
    inside = make_event(mission="BOS", state="US-MA")
    outside = make_event(mission="BOS", state="US-CO")
    assert read(inside, by=make_user()).outside is None
    assert read(outside, by=make_user()).outside.missions == ("Denver",)
    text = text_of(signed_in().get(outside.get_absolute_url()))
    assert "On May 1, 2019 this part of Colorado was served by Denver, not by Boston." in text


def test_events_of_the_series_are_those_the_reader_may_see():
    series = make_series()
    event = make_event(series=series, starts_on=date(2020, 5, 1))
    make_event(series=series, title_en="last year", starts_on=date(2019, 5, 1), in_person_count=1234)
    make_event(series=series, title_en="hidden draft", starts_on=date(2019, 6, 1), status="draft")
    text = text_of(signed_in(mission="DEN").get(event.get_absolute_url()))
    assert "last year May 1, 2019 · Massachusetts · 1,234 participants" in text
    assert "hidden draft" not in text


# ---- history


@pytest.fixture
def each_save_by_itself(monkeypatch):
    monkeypatch.setattr(changes, "ONE_SAVE", timedelta(-1))


def differences(event: Event) -> list[tuple]:
    return [(change.what, [(d.label, d.old, d.new) for d in change.differences]) for change in changes_of(event)]


def test_changes_are_told_in_words_newest_first(each_save_by_itself):
    staff, hq = make_user(name="Staff"), make_user(Role.HQ_REVIEWER, name="HQ")
    event = make_event(status="draft", starts_on=date(2019, 5, 1), in_person_count=None, in_person_qualifier="")
    event.state, event.category = State.objects.get(pk="US-ME"), make_category("food")
    event.starts_on = date(2019, 6, 2)
    event.in_person_count, event.in_person_qualifier, event.in_person_basis = 1500, "about", "estimate"
    event.is_good_practice = True
    event.save_version(by=staff, version=event.version, reason="Corrected after a call")
    event.submit(by=staff)
    event.return_to_mission(by=hq, because="Where exactly?")
    food = make_category("food").name
    assert differences(event) == [
        (
            ("Returned to the mission",),
            [("status", "Submitted", "Draft"), ("reason for return", "", "Where exactly?")],
        ),
        (("Submitted",), [("number", "", event.number), ("status", "Draft", "Submitted")]),
        (
            ("Corrected after a call",),
            [
                ("start date", "May 1, 2019", "June 2, 2019"),
                ("state", "Massachusetts", "Maine"),
                ("category", make_category("festival").name, food),
                ("basis, in person", "", "Own estimate"),
                ("good practice", "no", "yes"),
                ("participants in person", "", "about 1,500"),
            ],
        ),
        (("Created",), []),
    ]
    assert [str(change.by) for change in changes_of(event)] == ["HQ", "Staff", "Staff", "None"]


def test_changes_of_partners_officials_links_photos_and_missions(each_save_by_itself):
    event = make_event()
    partner = PartnerRole.objects.create(event=event, name="Japan Society", role="host")
    partner.role = "support"
    partner.save()
    partner.delete()
    OfficialMet.objects.create(event=event, name="Jane Doe", title="Mayor", level="local")
    EventLink.objects.create(event=event, url="https://example.org/", label="Programme")
    Photo.objects.create(
        event=event, image=picture(), caption_ja="行列", credit="A. Sato", is_publishable=True, consent_by="x"
    )
    event.partner_missions.set([Mission.objects.get(pk="NYC")])
    found = [difference for _what, rows in differences(event) for difference in rows]
    assert found == [
        ("partner missions", "", "New York"),
        ("photo", "", "行列 · A. Sato · consent: x · may be published"),
        ("link", "", "Programme https://example.org/"),
        ("official met", "", "Jane Doe (Mayor, Local (mayor, county, city))"),
        ("partner", "Japan Society (Support)", ""),
        ("partner", "Japan Society (Host)", "Japan Society (Support)"),
        ("partner", "", "Japan Society (Host)"),
    ]


def test_one_save_is_one_change_and_what_comes_back_is_none():
    event = make_event(status="draft", title_en="Old title")
    PartnerRole.objects.create(event=event, name="Japan Society", role="host")
    with behind_its_back():
        Event.history.update(history_date=timezone.now() - timedelta(days=1))
        PartnerRole.history.update(history_date=timezone.now() - timedelta(days=1))
    event.title_en = "New title"
    event.save()
    event.partners.all().delete()
    PartnerRole.objects.create(event=event, name="Japan Society", role="host")
    PartnerRole.objects.create(event=event, name="Tufts University", role="co_host")
    event.partner_missions.set([Mission.objects.get(pk="NYC")])
    assert differences(event) == [
        (
            (),
            [
                ("English title", "Old title", "New title"),
                ("partner", "", "Tufts University (Co-host)"),
                ("partner missions", "", "New York"),
            ],
        ),
        (("Created",), [("partner", "", "Japan Society (Host)")]),
    ]


def test_the_page_costs_the_same_however_long_the_history():
    event = full_event()
    client = signed_in()
    client.get(event.get_absolute_url())
    with CaptureQueriesContext(connection) as before:
        client.get(event.get_absolute_url())
    for code in ("US-ME", "US-NH", "US-VT"):
        event.state = State.objects.get(pk=code)
        event.save()
        PartnerRole.objects.create(event=event, name=f"Partner in {code}")
        OfficialMet.objects.create(event=event, name=f"Official in {code}")
        EventLink.objects.create(event=event, url=f"https://example.org/{code}")
        Photo.objects.create(event=event, image=picture())
        make_event(series=event.series, state=code)
    with CaptureQueriesContext(connection) as after:
        client.get(event.get_absolute_url())
    assert len(after) == len(before)
