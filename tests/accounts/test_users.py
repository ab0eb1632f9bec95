"""People: a role and its mission, one address per person, what the admin says, and how passwords are kept."""

from io import StringIO

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import identify_hasher
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from accounts.roles import HQ_ROLES, MISSION_ROLES, Role
from tests.factories import make_event, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NEEDS = "A mission's role needs a mission; HQ and other ministries have none."
STRONG = "a rather long passphrase"


@pytest.fixture
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def hq(client):
    user = make_user(Role.HQ_ADMINISTRATOR, language="en")
    client.force_login(user)
    client.user = user
    return client


# ---- the model


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("mission", [None, "BOS"])
def test_a_missions_role_has_a_mission_and_no_other_role_has(role, mission):
    user = User(email="someone@example.org", role=role, mission_id=mission, password="!")
    if (role in MISSION_ROLES) == bool(mission):
        user.full_clean()
        user.save()
        return
    with pytest.raises(ValidationError) as refused:
        user.full_clean()
    assert refused.value.messages == [NEEDS]
    with pytest.raises(IntegrityError), transaction.atomic():
        user.save()


def test_an_address_is_one_persons_in_whatever_case():
    User.objects.create_user("Some.One@Example.org", STRONG, role=Role.READ_ONLY)
    assert User.objects.get().email == "some.one@example.org"
    again = User(email="SOME.ONE@example.ORG", role=Role.READ_ONLY, password="!")
    with pytest.raises(ValidationError) as refused:
        again.full_clean()
    assert refused.value.messages == ["Somebody already has this e-mail address."]
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    assert User.objects.get_by_natural_key("SOME.one@example.org").email == "some.one@example.org"
    assert authenticate(email="Some.One@EXAMPLE.org", password=STRONG) == User.objects.get()


@pytest.mark.parametrize(
    ("role", "is_hq", "is_of_mission", "may_enter_admin"),
    [
        (Role.MISSION_STAFF, False, True, False), (Role.MISSION_APPROVER, False, True, False),
        (Role.HQ_REVIEWER, True, False, False), (Role.HQ_ADMINISTRATOR, True, False, True),
        (Role.READ_ONLY, False, False, False),
    ],
)  # fmt: skip
def test_the_role_alone_decides(role, is_hq, is_of_mission, may_enter_admin):
    user = make_user(role, is_superuser=True)
    assert (user.is_hq, user.is_of_mission, user.is_staff) == (is_hq, is_of_mission, may_enter_admin)
    assert user.has_perm("regions.change_state") is may_enter_admin
    assert user.has_module_perms("regions") is may_enter_admin
    user.is_active = False
    assert (user.is_staff, user.has_perm("regions.change_state"), user.has_module_perms("regions")) == (False,) * 3


def test_roles_are_of_a_mission_of_hq_or_read_only():
    assert {*MISSION_ROLES, *HQ_ROLES, Role.READ_ONLY} == set(Role)


def test_passwords_are_kept_with_argon2id_and_owasps_parameters(settings):
    settings.PASSWORD_HASHERS = ["accounts.hashers.Argon2"]
    assert django_settings.PASSWORD_HASHERS == ["accounts.hashers.Argon2"]
    user = User.objects.create_user("someone@example.org", STRONG, role=Role.READ_ONLY)
    assert user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert user.check_password(STRONG) and not user.check_password(STRONG + " ")
    assert not identify_hasher(user.password).must_update(user.password)


# ---- the first administrator


def test_createsuperuser_makes_the_first_administrator(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", STRONG)
    out = StringIO()
    call_command("createsuperuser", interactive=False, email="First@example.org", name="First", stdout=out)
    user = User.objects.get()
    assert (user.email, user.role, user.mission, user.is_staff) == (
        "first@example.org", Role.HQ_ADMINISTRATOR, None, True,
    )  # fmt: skip
    assert user.check_password(STRONG)
    with pytest.raises(CommandError):
        call_command("createsuperuser", interactive=False, email="first@example.org", name="Again", stdout=out)
    assert User.objects.count() == 1


# ---- the admin


def test_the_admin_shows_people_and_changes_nobody(hq):
    """People are invited, moved and closed on /people/, where the rules and the record are."""
    user = make_user(email="mover@example.org")
    before = User.objects.filter(pk=user.pk).values().get()
    address = reverse("admin:accounts_user_change", args=[user.pk])
    page = hq.get(address)
    assert (page.status_code, "mover@example.org" in page.content.decode(), user.password in page.content.decode()) == (
        200, True, False,
    )  # fmt: skip
    assert hq.post(address, {"email": "x@example.org", "role": "hq_administrator"}).status_code == 403
    assert hq.post(reverse("admin:accounts_user_add"), {"email": "y@example.org"}).status_code == 403
    assert User.objects.filter(pk=user.pk).values().get() == before
    assert User.objects.count() == 2


def test_nobody_is_deleted(hq):
    user = make_event(created_by=make_user()).created_by
    assert hq.post(reverse("admin:accounts_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 403
    marked = {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"}
    hq.post(reverse("admin:accounts_user_changelist"), marked)
    assert User.objects.filter(pk=user.pk).exists()


def test_a_visitor_is_nobody():
    assert not AnonymousUser().is_staff
