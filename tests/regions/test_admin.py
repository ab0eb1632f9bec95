"""Reference data in the admin: every list and form opens, edits leave history, files go out and come back whole."""

import re
from io import BytesIO, StringIO

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse

from accounts.roles import Role
from events.models import Event, RunningTotal
from regions.admin import ReferenceAdmin
from regions.models import Indicator, IndicatorValue, Jurisdiction, JurisdictionCounty, Mission, Region, State
from tests.factories import PASSWORD, make_event, make_user

pytestmark = pytest.mark.django_db
REFERENCE = [model for model, options in admin.site._registry.items() if isinstance(options, ReferenceAdmin)]


@pytest.fixture
def hq(client):
    user = make_user(Role.HQ_ADMINISTRATOR, language="en")
    client.force_login(user)
    client.user = user
    return client


def url(model, page: str, *arguments) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


def test_what_the_admin_holds():
    assert sorted(model.__name__ for model in REFERENCE) == [
        "ActionPlan", "Approach", "Category", "CountingRule", "County", "Indicator", "IndicatorValue",
        "Jurisdiction", "Mission", "PublishedFigure", "Region", "State",
    ]  # fmt: skip
    others = sorted(model.__name__ for model in admin.site._registry if model not in REFERENCE)
    assert others == ["Event", "Intake", "Series", "User"]
    assert not admin.site.is_registered(RunningTotal)


@pytest.mark.parametrize("model", REFERENCE, ids=lambda model: model.__name__)
def test_lists_forms_history_and_import_open(hq, model):
    row = model.objects.first()
    for page, arguments in (
        ("changelist", ()),
        ("add", ()),
        ("change", (row.pk,)),
        ("history", (row.pk,)),
        ("import", ()),
    ):
        answer = hq.get(url(model, page, *arguments))
        assert answer.status_code == 200, page
        assert re.findall(rb"<script>|<style|onclick=", answer.content) == [], page


@pytest.mark.parametrize("model", [Mission, IndicatorValue], ids=lambda model: model.__name__)
def test_a_list_costs_the_same_for_one_row_and_for_many(hq, model, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        hq.get(url(model, "changelist"))


def test_an_edit_is_kept_in_the_history_with_its_author_and_survives_the_next_load(hq):
    region = Region.objects.get(pk="south")
    fields = {"name_ja": "南部地域", "name_en": "South", "position": "3"}
    assert hq.post(url(Region, "change", "south"), fields).status_code == 302
    region.refresh_from_db()
    assert (region.name_ja, region.history.first().history_user) == ("南部地域", hq.user)
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert "kept HQ's edit: south name_ja is '南部地域'; the file says '南部'" in out.getvalue()


def test_a_code_is_not_changed(hq):
    answer = hq.get(url(State, "change", "US-MA"))
    assert 'name="code"' not in answer.content.decode()
    assert 'name="code"' in hq.get(url(State, "add")).content.decode()


def test_a_broken_rule_is_said_in_its_sentence(hq):
    answer = hq.post(url(Mission, "add"), {
        "code": "bos", "kind": "embassy", "name_ja": "x", "name_en": "x", "short_ja": "x", "short_en": "x",
        "city": "x", "seat": "US-MA", "time_zone": "America/New_York", "position": "0",
    })  # fmt: skip
    assert "A mission&#x27;s code is three capital letters: BOS." in answer.content.decode()
    assert Mission.objects.count() == 18


def test_hq_confirms_where_idaho_county_belongs(hq):
    southern = Jurisdiction.objects.get(mission="PDX", state="US-ID")
    link = JurisdictionCounty.objects.get(jurisdiction=southern, county="US-ID-049")
    link.is_confirmed = True
    link._history_user = hq.user
    link.save()
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert f"{southern.pk} US-ID-049 is_confirmed is True; the file says False" in out.getvalue()


def export(hq, model) -> bytes:
    answer = hq.get(url(model, "export"))
    assert answer["Content-Type"].startswith("text/csv")
    return answer.content


def bring_in(hq, model, content: bytes) -> str:
    """Import's two steps; the text of the last page."""
    upload = BytesIO(content)
    upload.name = "x.csv"
    seen = hq.post(url(model, "import"), {"format": "0", "import_file": upload})
    form = seen.context.get("confirm_form")
    if form is None:
        return seen.content.decode()
    return hq.post(url(model, "process_import"), form.initial, follow=True).content.decode()


@pytest.mark.parametrize("model", REFERENCE, ids=lambda model: model.__name__)
def test_what_goes_out_comes_back_as_it_was(hq, model):
    content = export(hq, model)
    before, versions = list(model.objects.values()), model.history.count()
    assert len(content.splitlines()) >= len(before)
    bring_in(hq, model, content)
    assert list(model.objects.values()) == before
    assert model.history.count() == versions


def test_an_import_changes_rows_by_their_natural_key_and_keeps_history(hq):
    content = export(hq, IndicatorValue).decode().replace("bases-2020,US-AK,12,", "bases-2020,US-AK,21,")
    bring_in(hq, IndicatorValue, content.encode())
    row = IndicatorValue.objects.get(indicator="bases-2020", state="US-AK")
    assert (row.value, IndicatorValue.objects.count()) == (21, 68)
    assert (row.history.count(), row.history.first().history_user) == (2, hq.user)


def test_a_bad_import_writes_nothing_and_says_why(hq):
    content = export(hq, IndicatorValue).decode().replace("bases-2020,US-AK,12,", "bases-2020,US-AK,-12,")
    content = content.replace("bases-2020,US-AL,172,", "bases-2020,US-AL,999,")
    page = bring_in(hq, IndicatorValue, content.encode())
    assert "not negative" in page
    assert sorted(IndicatorValue.objects.filter(value__in=[-12, 999]).values_list("pk", flat=True)) == []


def test_no_cell_goes_out_as_a_formula(hq):
    for text in ("=1+1", "+1", "-1+1", "@SUM(1)", "'=1"):
        row = Indicator.objects.get(pk="bases-2020")
        row.name_en = text
        row.save()
        content = export(hq, Indicator)
        assert f"'{text}".encode() in content
        bring_in(hq, Indicator, content)
        row.refresh_from_db()
        assert row.name_en == text


def test_events_are_to_be_looked_at_only(hq):
    event = make_event(title_en="Looked at")
    assert hq.get(url(Event, "changelist")).status_code == 200
    assert b"Looked at" in hq.get(url(Event, "change", event.pk)).content
    assert hq.get(url(Event, "history", event.pk)).status_code == 200
    assert hq.get(url(Event, "add")).status_code == 403
    assert hq.post(url(Event, "change", event.pk), {"title_en": "x"}).status_code == 403
    assert hq.post(url(Event, "delete", event.pk), {"post": "yes"}).status_code == 403
    marked = {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"}
    hq.post(url(Event, "changelist"), marked)
    event.refresh_from_db()
    assert event.title_en == "Looked at"


def test_the_admins_sign_in_is_the_registers(client):
    index = reverse("admin:index")
    answer = client.get(index, follow=True)
    assert answer.redirect_chain[-1][0] == f"{reverse('account_login')}?next={index}"
    posted = client.post(reverse("admin:login"), {"username": "x@example.org", "password": "x"})
    assert posted.status_code == 302 and posted.url.startswith(reverse("account_login"))
    user = make_user(Role.HQ_ADMINISTRATOR)
    answer = client.post(answer.redirect_chain[-1][0], {"login": user.email, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == index and answer.status_code == 200


def test_others_who_are_signed_in_are_refused_without_going_in_circles(client):
    client.force_login(make_user(Role.HQ_REVIEWER))
    answer = client.get(reverse("admin:index"), follow=True)
    assert (answer.status_code, len(answer.redirect_chain)) == (403, 1)
