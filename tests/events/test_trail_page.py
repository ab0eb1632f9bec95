"""The trail's page: what an HQ administrator finds there, and in the file; nobody else finds it."""

import csv
import io

import pytest
from django.urls import reverse

from accounts import trail
from accounts.models import Record
from accounts.roles import Role
from events.models import Year
from tests.factories import make_event, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    person = make_user(Role.HQ_ADMINISTRATOR, mission=None, email="admin@example.org")
    client.force_login(person)
    return person


def found(client, **asked) -> list[tuple]:
    page = client.get(reverse("trail_list"), asked)
    assert page.status_code == 200
    return [(line.kind, str(line.record.by or ""), line.what, line.why) for line in page.context["lines"]]


def test_a_change_is_found_by_its_event_person_kind_and_mission(client, administrator):
    event, other = make_event(status="draft", number=None, title_en="Secret gala"), make_event(mission="DEN")
    event.submit(by=make_user(email="emi@example.org"))
    submitted = ("Change", "emi@example.org", ("event (1)",), "Submitted")
    made = ("Change", "", ("event (1)",), "")
    assert found(client, event=str(event.pk)) == [submitted, made]
    assert found(client, person="EMI@", kind="change") == [submitted]
    assert found(client, mission="DEN", kind="change")[0] == made
    assert found(client, event=str(other.pk)) == [made]
    page = client.get(reverse("trail_list"), {"event": str(event.pk)})
    assert "Secret gala" not in page.content.decode()
    assert f'href="{event.get_absolute_url()}"' in page.content.decode()
    detail = client.get(event.get_absolute_url()).content.decode()
    assert f'href="{reverse("trail_list")}?event={event.pk}"' in detail


def test_verbs_and_editions_are_said_in_the_language_of_the_reader(client):
    hq = make_user(Role.HQ_ADMINISTRATOR, mission=None, language="ja")
    Year.open(2018, by=hq).close(by=hq, because="Reported.")
    trail.record("edition", by=hq, about="edition 3")
    trail.record("edition", by=hq, about="edition 3 withdrawn")
    client.force_login(hq)
    lines = client.get(reverse("trail_list"), {"person": hq.email}).context["lines"]
    said = [(line.what, line.why) for line in lines if line.record.kind in ("edition", "change")]
    assert said == [
        (("第3版の取下げ",), ""),
        (("第3版",), ""),
        (("年度 (1)",), "締切済み"),
        (("年度 (1)",), "開始"),
    ]


def test_where_a_record_comes_from_is_said_in_the_language_of_the_reader(client):
    client.force_login(make_user(Role.HQ_ADMINISTRATOR, mission=None, language="ja"))
    for source in ("page event_update", "command load_reference", "import 5", "elsewhere"):
        with trail.under(source):
            make_event()
    lines = client.get(reverse("trail_list"), {"kind": "change"}).context["lines"]
    assert [line.where for line in lines][:4] == [
        "elsewhere",
        "取込み 5",
        "コマンド load_reference",
        "画面 event_update",
    ]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"since": "2026-13-01"}, "since"),
        ({"kind": "chnage"}, "kind"),
        ({"since": "2026-05-02", "until": "2026-05-01"}, "until"),
    ],
)
def test_what_is_not_understood_shows_nothing(client, administrator, asked, name):
    page = client.get(reverse("trail_list"), asked)
    assert (page.status_code, [problem.name for problem in page.context["filters"].problems]) == (400, [name])
    assert client.get(reverse("trail_export"), asked).status_code == 400


def test_the_file_holds_the_same_records_and_is_itself_recorded(client, administrator):
    make_event(status="draft", number=None).submit(by=make_user(email="=emi@example.org"))
    answer = client.get(reverse("trail_export"), {"kind": "change", "person": "emi"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    last = Record.objects.filter(kind="change").order_by("position").last()
    assert [(row["kind"], row["person"], row["hash"]) for row in rows] == [("change", "'=emi@example.org", last.hash)]
    record = Record.objects.order_by("position").last()
    assert (record.kind, record.by, record.about) == ("download", administrator, "page trail_export")
    assert record.details == {"path": reverse("trail_export"), "filter": "kind=change&person=emi", "rows": 1}


def test_the_page_costs_the_same_for_one_record_and_many(client, administrator, django_assert_num_queries):
    client.get(reverse("trail_list"))
    for _more in range(2):
        make_event()
        with django_assert_num_queries(6):
            client.get(reverse("trail_list"))
