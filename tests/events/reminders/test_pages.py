"""The pages of reminders: one's own, somebody else's for administrators, and the letters that went out."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.roles import Role
from events.models import Letter, Matter, ReminderWish
from events.reminders.wishes import USUAL
from events.status import Status
from tests.factories import make_event, make_user
from tests.permission_table import ROLES
from tests.permission_table_reminders import LETTER_PAGES
from tests.test_permissions import answer, client_of, make_person


@pytest.fixture
def administrator():
    return make_user(Role.HQ_ADMINISTRATOR)


def letter_of(person, **fields) -> Letter:
    defaults = {"day": date(2019, 7, 15), "role": person.role, "mission": person.mission, "subject": "Subject",
                "text": "SECRET", "html": "x", "state": "failed", "settled_at": person.joined_at}  # fmt: skip
    return Letter.objects.create(person=person, **{**defaults, **fields})


@pytest.mark.django_db
def test_ones_own_page_has_a_text_to_copy_and_ones_wishes(client, boston):
    make_event(status=Status.DRAFT, return_reason="Why?", title_en="Festival")
    letter_of(boston)
    client.force_login(boston)
    response = client.get("/reminders/")
    page = response.content.decode()
    assert "- “Festival” was returned: Why?\n  http://testserver/events/" in page.replace("&#x27;", "'")
    assert 'data-copy="letter-text"' in page
    assert "SECRET" not in page, "what earlier letters said may not be for this posting any more"
    assert list(response.context["form"].fields) == ["deadline", "returned", "comment", "no_count", "last_year"]
    usual = {matter: USUAL[Matter(matter)].value for matter in response.context["form"].fields}
    assert client.post("/reminders/", {**usual, "comment": "never"}).status_code == 302
    assert list(ReminderWish.objects.values_list("person", "matter", "frequency")) == [(boston.pk, "comment", "never")]
    refused = client.post("/reminders/", {**usual, "deadline": "never"})
    assert (refused.status_code, ReminderWish.objects.count()) == (422, 1)


@pytest.mark.django_db
def test_an_administrator_sees_what_waits_for_somebody_in_that_persons_language(client, administrator):
    person = make_user(language="ja", name="花子")
    make_event(status=Status.DRAFT, return_reason="会場は？", title_ja="日本祭り")
    client.force_login(administrator)
    page = client.get(f"/people/{person.pk}/reminders/").content.decode()
    assert "「日本祭り」が差し戻されました。理由：会場は？" in page
    assert "What I want to be reminded of" not in page
    for nobody in (make_user(Role.READ_ONLY), make_user(is_active=False)):
        assert client.get(f"/people/{nobody.pk}/reminders/").status_code == 404


@pytest.mark.django_db
def test_letters_that_did_not_go_out_are_sent_again_from_their_page(client, administrator, boston, mailoutbox):
    letter = letter_of(boston)
    client.force_login(administrator)
    page = client.get("/letters/")
    assert ([row.pk for row in page.context["unsure"]], page.context["unsure_count"]) == ([letter.pk], 1)
    assert "Send again" in client.get(f"/letters/{letter.pk}/").content.decode()
    assert client.post(f"/letters/{letter.pk}/send/", follow=True).content.decode().count("The letter was sent.") == 1
    assert [(m.to, m.body) for m in mailoutbox] == [([boston.email], "SECRET")]
    again = client.post(f"/letters/{letter.pk}/send/", follow=True).content.decode()
    assert ("was sent already" in again, len(mailoutbox)) == (True, 1)


@pytest.mark.django_db
def test_as_many_queries_for_three_letters_as_for_one(client, administrator, boston, django_assert_num_queries):
    client.force_login(administrator)
    client.get("/letters/")
    letter_of(boston)
    with django_assert_num_queries(6):
        client.get("/letters/")
    for person in (make_user(), make_user(mission="DEN")):
        letter_of(person)
    with django_assert_num_queries(6):
        client.get("/letters/")


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), list(LETTER_PAGES))
def test_pages_of_letters(name, method, mailoutbox):
    """For administrators alone: a letter says what somebody else may see. Nobody else sends one again."""
    person = make_user()
    answers = {}
    for role in ROLES:
        letter = Letter.objects.create(
            person=person, day=date(2019, 7, 1 + len(answers)), role=person.role, mission=person.mission, subject="x",
            text="x", html="x", state="failed", settled_at=person.joined_at,
        )  # fmt: skip
        answers[role] = answer(client_of(make_person(role)), method, reverse(name, args=[letter.pk]))
        assert (Letter.objects.get(pk=letter.pk).state == "sent") == (answers[role] == "302"), role
    assert len(mailoutbox) == list(answers.values()).count("302")
    assert answers == {role: str(status) for role, status in LETTER_PAGES[name, method].items()}
