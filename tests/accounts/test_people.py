"""Invitations, moves, closed accounts and drafts handed over: each by HQ administrators, whole or not at all."""

import re
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Invitation, Posting, User
from accounts.roles import Role
from events.models import Event, Handover, Year
from events.status import Status
from tests.behind import behind_its_back
from tests.factories import PASSWORD, make_event, make_mission, make_user, prove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
STRONG = "a rather long passphrase"
WHO = {"email": "New@Example.org", "name": "New Person", "role": "mission_staff", "mission": "BOS", "language": "en"}


@pytest.fixture
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def admin(client):
    user = make_user(Role.HQ_ADMINISTRATOR, name="Admin")
    client.force_login(user)
    return user


def invite(client, **changes):
    return client.post(reverse("invitation_create"), {**WHO, **changes}, follow=True)


def open_with(link: str, client: Client | None = None, **said):
    given = {"name": "New Person", "password1": STRONG, "password2": STRONG, **said}
    return (client or Client()).post(link, given, headers={"accept-language": "en"})


# ---- invitations


def test_an_invited_person_chooses_a_password_and_is_in(client, admin):
    page = invite(client)
    invitation = Invitation.objects.get()
    [letter] = mail.outbox
    link = re.search(r"http://testserver(/invitations/\S+)", letter.body).group(1)
    assert (letter.to, link) == (["new@example.org"], invitation.link)
    assert f'value="http://testserver{link}"' in page.content.decode(), "the link can be copied where no mail arrives"
    visitor = Client()
    assert "New Person" in visitor.get(link).content.decode()
    done = open_with(link, visitor)
    person = User.objects.get(email="new@example.org")
    assert (done.status_code, done.url, visitor.session["_auth_user_id"]) == (302, "/", str(person.pk))
    assert (person.name, person.role, person.mission_id, person.language, person.check_password(STRONG)) == (
        "New Person", Role.MISSION_STAFF, "BOS", "en", True,
    )  # fmt: skip
    invitation.refresh_from_db()
    assert (invitation.state, invitation.person, invitation.invited_by) == ("accepted", person, admin)
    assert open_with(link).status_code == 410, "once"
    assert User.objects.count() == 2


def test_the_database_does_not_hold_the_link(client, admin):
    invite(client)
    row = Invitation.objects.values().get()
    assert Invitation.objects.get().token not in str(row)


@pytest.mark.parametrize("end", ["expired", "revoked", "sent again", "made up", "of another"])
def test_a_link_that_is_over_makes_nobody(client, admin, end):
    invite(client)
    invitation = Invitation.objects.get()
    link = invitation.link
    match end:
        case "expired":
            Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        case "revoked":
            client.post(reverse("invitation_revoke", args=[invitation.pk]))
        case "sent again":
            client.post(reverse("invitation_resend", args=[invitation.pk]))
        case "made up":
            link = reverse("invitation_accept", args=[invitation.pk, "é" * 64])
        case "of another":
            invite(client, email="other@example.org")
            token = Invitation.objects.exclude(pk=invitation.pk).get().token
            link = reverse("invitation_accept", args=[invitation.pk, token])
    answers = [Client().get(link).status_code, open_with(link).status_code]
    assert (answers, User.objects.count()) == ([410, 410], 1)


def test_sent_again_it_works_for_the_full_time_and_the_mail_says_so(client, admin, settings):
    settings.INVITATION_DAYS = 3
    invite(client)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=9))
    client.post(reverse("invitation_resend", args=[Invitation.objects.get().pk]))
    invitation = Invitation.objects.get()
    assert invitation.expires_at - invitation.sent_at == timedelta(days=3)
    assert invitation.link in mail.outbox[1].body
    assert open_with(invitation.link).status_code == 302


def test_mail_that_cannot_be_sent_leaves_the_invitation_and_says_so(client, admin, monkeypatch):
    def refuse(*_args, **_options):
        raise ConnectionRefusedError

    monkeypatch.setattr("accounts.invitation_mail.send_mail", refuse)
    page = invite(client)
    assert "The mail could not be sent. Hand the link over yourself." in page.content.decode()
    assert Invitation.objects.get().state == "waiting"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"mission": ""}, {"mission": ["This role needs a mission."]}),
        ({"role": "hq_reviewer"}, {"mission": ["HQ and other ministries have no mission. Leave this empty."]}),
        ({"role": "king"}, {"role": ["Select a valid choice. king is not one of the available choices."]}),
        ({"email": "nobody"}, {"email": ["Enter a valid email address."]}),
        ({"office": "METI"}, {"office": ["Only people of other ministries have this. Leave it empty."]}),
        ({"email": "TAKEN@example.org"}, {"email": ["Somebody already has this e-mail address."]}),
        ({"email": "Invited@example.org"}, {"__all__": ["This address is invited already. Send that invitation again instead."]}),
    ],
)  # fmt: skip
def test_a_bad_invitation_is_answered_beside_the_field(client, admin, changes, expected):
    make_user(email="taken@example.org")
    Invitation(email="invited@example.org", role=Role.READ_ONLY).send(by=admin)
    page = invite(client, **changes)
    assert (page.status_code, dict(page.context["form"].errors), Invitation.objects.count()) == (422, expected, 1)


def test_a_weak_password_is_refused_and_the_link_still_works(client, admin):
    invite(client)
    link = Invitation.objects.get().link
    assert open_with(link, password1="short", password2="short").status_code == 422
    assert open_with(link, password1="new person example", password2="other than that one").status_code == 422
    assert open_with(link).status_code == 302


def test_two_openings_at_once_make_one_person(admin):
    invitation = Invitation(email="new@example.org", role=Role.READ_ONLY, office="METI")
    invitation.send(by=admin)
    one, two = (Invitation.objects.get(pk=invitation.pk) for _each in range(2))
    assert str(one.accept(password=STRONG, name="N").where) == "METI"
    with pytest.raises(ValidationError):
        two.accept(password=STRONG, name="N")
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(revoked_at=timezone.now())


# ---- moves


def moved(person: User, **changes) -> dict:
    now = {"email": person.email, "name": person.name, "role": person.role, "mission": person.mission_id or ""}
    return {**now, "office": person.office, "reason": "end of posting", **changes}


def test_history_keeps_the_name_and_mission_of_its_time(client, admin):
    person = make_user(name="Sato Hanako")
    event = make_event(status=Status.DRAFT)
    event.revise(by=person, version=event.version)
    answer = client.post(reverse("person_move", args=[person.pk]), moved(person, name="Suzuki Hanako", mission="DEN"))
    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.name, person.mission_id) == ("Suzuki Hanako", "DEN")
    assert list(Posting.objects.values_list("person", "name", "role", "mission", "ended_by", "reason")) == [
        (person.pk, "Sato Hanako", "mission_staff", "BOS", admin.pk, "end of posting")
    ]
    reading = client.get(reverse("event_detail", args=[event.pk])).context["reading"]
    boston, denver = make_mission("BOS").short_name, make_mission("DEN").short_name
    assert (reading.changes[0].as_it_was.name, reading.changes[0].as_it_was.office) == ("Sato Hanako", boston)
    with behind_its_back():
        Event.history.update(history_date=timezone.now() - timedelta(hours=2))
    Posting.objects.update(until_at=timezone.now() - timedelta(hours=1))
    event = make_event(status=Status.DRAFT, mission="DEN", state="US-CO")
    event.revise(by=person, version=event.version)
    reading = client.get(reverse("event_detail", args=[event.pk])).context["reading"]
    assert (reading.changes[0].as_it_was.name, reading.changes[0].as_it_was.office) == ("Suzuki Hanako", denver)


def test_nothing_changed_leaves_no_posting_and_a_new_address_signs_in_alone(client, admin):
    person = make_user(name="Sato", email="old@example.org")
    EmailAddress.objects.create(user=person, email="old@example.org", primary=True)
    client.post(reverse("person_move", args=[person.pk]), moved(person))
    asked = client.post(reverse("person_move", args=[person.pk]), moved(person, email="Fresh@example.org"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert User.objects.filter(email="old@example.org").exists(), "an open screen is not enough"
    prove(client)
    client.post(reverse("person_move", args=[person.pk]), moved(person, email="Fresh@example.org"))
    assert Posting.objects.count() == 0
    answers = {}
    for email in ("old@example.org", "fresh@example.org"):
        visitor = Client()
        visitor.post(reverse("account_login"), {"login": email, "password": PASSWORD})
        answers[email] = visitor.session.get("_auth_user_id")
    assert answers == {"old@example.org": None, "fresh@example.org": str(person.pk)}


def test_nobody_takes_his_own_access_away(client, admin):
    sentence = "This is your own account. Ask another administrator to take your access away."
    page = client.post(reverse("person_move", args=[admin.pk]), moved(admin, role="hq_reviewer"))
    assert (page.status_code, dict(page.context["form"].errors)) == (422, {"__all__": [sentence]})
    assert sentence in client.post(reverse("person_close", args=[admin.pk]), follow=True).content.decode()
    admin.refresh_from_db()
    assert admin.is_staff


def test_an_administrator_who_lost_the_role_meanwhile_does_nothing_more(admin):
    person, stale = make_user(), User.objects.get(pk=admin.pk)
    User.objects.filter(pk=admin.pk).update(role=Role.HQ_REVIEWER)
    acts = [
        lambda: person.close(by=stale),
        lambda: person.reopen(by=stale),
        lambda: person.remove_second_factors(by=stale),
        lambda: Invitation(email="x@example.org", role=Role.READ_ONLY).send(by=stale),
        lambda: Handover.make(of=person, to=person, events=[1], by=stale),
        lambda: person.move(by=stale, email="x@example.org", name="x", role="read_only", mission=None, office=""),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


# ---- accounts closed and signed out


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(client, admin):
    person, theirs = make_user(), Client()
    theirs.force_login(person)
    client.post(reverse("person_close", args=[person.pk]))
    assert theirs.get("/").status_code == 302
    fresh = Client()
    fresh.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert "_auth_user_id" not in fresh.session
    client.post(reverse("person_reopen", args=[person.pk]))
    fresh.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert fresh.session["_auth_user_id"] == str(person.pk)


def test_an_administrator_signs_a_person_out_everywhere(client, admin):
    person, theirs = make_user(), [Client(), Client()]
    for each in theirs:
        each.force_login(person)
    client.post(reverse("person_sign_out", args=[person.pk]))
    assert [each.get("/").status_code for each in [*theirs, client]] == [302, 302, 200]


# ---- the list


def test_people_are_found_by_those_who_may_look_them_up(client, admin):
    make_user(name="Boston A"), make_user(name="Denver B", mission="DEN"), make_user(name="Gone", is_active=False)
    approver = make_user(Role.MISSION_APPROVER, name="Approver")
    expected = {
        (admin, ""): ["Admin", "Approver", "Boston A", "Denver B"],
        (admin, "?state=closed"): ["Gone"],
        (admin, "?mission=BOS&role=mission_staff"): ["Boston A"],
        (admin, "?q=den"): ["Denver B"],
        (admin, "?second_factor=yes"): [],
        (approver, ""): ["Approver", "Boston A"],
        (approver, "?state=all"): ["Approver", "Boston A", "Gone"],
    }
    found = {}
    for user, query in expected:
        client.force_login(user)
        found[user, query] = [
            row.name for row in client.get(reverse("people_list") + query).context["page"].object_list
        ]
    assert found == expected


@pytest.mark.parametrize("query", ["?mission=DEN", "?second_factor=yes", "?missoin=BOS", "?state=open", "?page=x"])
def test_what_the_list_does_not_understand_shows_nobody(client, query):
    client.force_login(make_user(Role.MISSION_APPROVER, name="Approver"))
    page = client.get(reverse("people_list") + query)
    assert (page.status_code, list(page.context["page"].object_list)) == (400, [])


def test_the_list_costs_the_same_for_one_and_for_three(client, admin):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("people_list"))
        return len(queries)

    def add(number: int) -> None:
        make_user(email=f"p{number}@example.org")
        Invitation(email=f"i{number}@example.org", role=Role.MISSION_STAFF, mission=make_mission()).send(by=admin)

    add(1)
    one = cost()
    add(2), add(3)
    assert cost() == one


# ---- drafts handed over


def hand_over(client, person: User, to: User, events: list[Event]):
    return client.post(
        reverse("draft_handover", args=[person.pk]), {"events": [event.pk for event in events], "to_person": to.pk}
    )


def test_drafts_go_into_other_hands_and_who_began_them_stays(client, admin):
    leaving, staying, third = make_user(name="Leaving"), make_user(name="Staying"), make_user(name="Third")
    drafts = [make_event(status=Status.DRAFT, created_by=leaving) for _each in range(2)]
    make_event(created_by=leaving)
    make_event(status=Status.DRAFT, created_by=third)
    assert hand_over(client, leaving, staying, drafts).status_code == 302
    held = {person.name: set(Event.objects.drafts_of(person)) for person in (leaving, staying)}
    assert held == {"Leaving": set(), "Staying": set(drafts)}
    assert {draft.created_by for draft in Event.objects.drafts_of(staying)} == {leaving}
    assert list(Handover.objects.values_list("from_person", "to_person", "by")) == [(leaving.pk, staying.pk, admin.pk)]
    assert hand_over(client, staying, third, drafts[:1]).status_code == 302
    assert set(Event.objects.drafts_of(staying)) == {drafts[1]}
    page = client.get(reverse("event_detail", args=[drafts[0].pk]))
    assert page.context["reading"].holder == third
    assert page.context["reading"].changes[0].what == (
        "Handed over from Leaving to Staying", "Handed over from Staying to Third",
    )  # fmt: skip


@pytest.mark.parametrize(
    "fault", ["nothing chosen", "not his", "no colleague", "closed account", "submitted meanwhile"]
)
def test_a_handover_that_does_not_hold_writes_nothing(client, admin, fault):
    leaving, staying = make_user(), make_user(is_active=fault != "closed account")
    draft = make_event(status=Status.DRAFT, created_by=leaving)
    events = {"nothing chosen": [], "not his": [draft, make_event(status=Status.DRAFT, created_by=staying)]}.get(
        fault, [draft]
    )
    if fault == "submitted meanwhile":
        Event.objects.filter(pk=draft.pk).update(status=Status.SUBMITTED, number="BOS-2019-0001")
    to = make_user(mission="DEN") if fault == "no colleague" else staying
    assert hand_over(client, leaving, to, events).status_code == 422
    assert Handover.objects.count() == 0
    with pytest.raises(ValidationError):
        Handover.make(of=leaving, to=to, events=[event.pk for event in events], by=admin)
    assert Handover.objects.count() == 0


def test_drafts_of_a_closed_year_can_be_handed_over_because_they_do_not_change(client, admin):

    leaving, staying = make_user(), make_user()
    draft = make_event(status=Status.DRAFT, created_by=leaving, starts_on=date(2019, 5, 1))
    Year.open(2019, by=admin).close(by=admin, because="done")
    before = Event.objects.filter(pk=draft.pk).values().get()
    assert hand_over(client, leaving, staying, [draft]).status_code == 302
    assert Event.objects.filter(pk=draft.pk).values().get() == before
