"""API tokens: made after proof, shown once, kept as a hash, ended by oneself and administrators, over in time."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import ApiToken
from accounts.roles import Role
from accounts.trail.models import Record
from tests.api.asking import Program
from tests.factories import PASSWORD, make_user, prove

pytestmark = pytest.mark.django_db
NEW = {"name": "Monthly figures", "scope": "draft", "days": "30"}


def made(client, person) -> str:
    client.force_login(person)
    prove(client)
    return client.post(reverse("token_list"), NEW).context["text"]


def test_a_token_is_made_after_proof_shown_once_and_kept_as_a_hash(client):
    person = make_user()
    client.force_login(person)
    asked = client.post(reverse("token_list"), NEW)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert not ApiToken.objects.exists()
    page = client.post(asked.url, {"password": PASSWORD, "next": reverse("token_list")}, follow=True)
    text = page.context["text"]
    assert text.startswith("grt_") and len(text) > 40
    assert page["Cache-Control"] == "no-store"
    token = ApiToken.objects.get()
    assert (token.person, token.name, token.scope) == (person, "Monthly figures", "draft")
    assert token.expires_at - token.made_at == timedelta(days=30)
    kept = " ".join(str(value) for value in ApiToken.objects.values_list().get())
    assert text not in kept and text.removeprefix("grt_") not in kept
    again = client.get(reverse("token_list"))
    assert text not in again.content.decode() and "Monthly figures" in again.content.decode()
    said = Record.objects.get(kind="api_token")
    assert (said.by, said.about) == (person, f"{person.email} {token.pk}")
    assert said.details == {"what": "made", "name": "Monthly figures", "scope": "draft", "days": 30}
    assert text not in str(Record.objects.values_list("about", "details", "reason", "source"))


@pytest.mark.parametrize("wrong", [{"name": " "}, {"scope": "everything"}, {"days": "3650"}, {"name": "x\x07"}])
def test_what_makes_no_token_is_said(client, wrong):
    client.force_login(make_user())
    prove(client)
    page = client.post(reverse("token_list"), NEW | wrong)
    assert (page.status_code, list(page.context["form"].errors)) == (422, list(wrong))
    assert not ApiToken.objects.exists()


def test_who_only_reads_makes_tokens_that_only_read(client):
    person = make_user(Role.READ_ONLY)
    client.force_login(person)
    prove(client)
    page = client.post(reverse("token_list"), NEW)
    assert list(page.context["form"].errors) == ["scope"]
    with pytest.raises(ValueError, match="draft"):
        ApiToken.make(by=person, name="x", scope="draft", days=30)


def test_the_person_ends_it_and_an_administrator_too_but_nobody_else(client):
    person, administrator = make_user(), make_user(Role.HQ_ADMINISTRATOR)
    mine, other = Program(person), Program(person)
    for stranger in (make_user(), make_user(Role.MISSION_APPROVER), make_user(Role.HQ_REVIEWER)):
        client.force_login(stranger)
        assert client.post(reverse("token_end", args=[mine.row.pk])).status_code == 404
    assert [each.get("states").status_code for each in (mine, other)] == [200, 200]
    client.force_login(person)
    assert client.post(reverse("token_end", args=[mine.row.pk])).url == reverse("token_list")
    assert [each.get("states").status_code for each in (mine, other)] == [401, 200]
    client.force_login(administrator)
    assert "test" in client.get(person.get_absolute_url()).content.decode()
    assert client.post(reverse("token_end", args=[other.row.pk])).url == person.get_absolute_url()
    assert other.get("states").status_code == 401
    assert client.post(reverse("token_end", args=[other.row.pk])).status_code == 404
    by = [(record.by, record.details["what"]) for record in Record.objects.filter(kind="api_token").order_by("pk")]
    assert by[2:] == [(person, "ended"), (administrator, "ended")]


def test_it_runs_out(monkeypatch):
    program = Program(make_user())
    assert program.get("states").status_code == 200
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=31))
    refused = program.get("states")
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, 'Bearer realm="register"')


def test_a_closed_accounts_tokens_stop_and_stay_stopped_when_it_is_opened_again():
    person, administrator = make_user(), make_user(Role.HQ_ADMINISTRATOR)
    program = Program(person)
    person.close(by=administrator)
    assert program.get("states").status_code == 401
    person.reopen(by=administrator)
    assert program.get("states").status_code == 401
    program = Program(person)
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    assert program.get("states").status_code == 401, "also where the account was closed behind the register's back"


def test_headquarters_needs_its_second_factor_for_tokens_too(settings):
    program = Program(make_user(Role.HQ_REVIEWER))
    assert program.get("states").status_code == 200
    settings.MFA_REQUIRED_FOR_HQ = True
    refused = program.get("states")
    assert (refused.status_code, refused.json()["type"]) == (403, "/api/#not-allowed")


def test_the_last_use_is_noted_once_an_hour_not_once_a_request(monkeypatch, django_assert_num_queries):
    program = Program(make_user())
    assert program.row.last_used_at is None
    program.get("states")
    first = ApiToken.objects.get().last_used_at
    assert abs(first - timezone.now()) < timedelta(minutes=1)
    with django_assert_num_queries(2):  # the token with its person, the states
        program.get("states")
    assert ApiToken.objects.get().last_used_at == first
    monkeypatch.setattr(timezone, "now", lambda: first + timedelta(minutes=61))
    program.get("states")
    assert ApiToken.objects.get().last_used_at == first + timedelta(minutes=61)


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer grt_never-made", "Basic YTpi", "Bearer \xff", "grt_x"])
def test_what_is_no_token_opens_nothing(header):
    program = Program()
    answer = program.get("events", **({"Authorization": header} if header else {}))
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"] == 'Bearer realm="register"'
