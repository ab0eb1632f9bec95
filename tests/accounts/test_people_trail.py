"""What happens to people is in the audit trail, with who did it."""

import pytest
from django.urls import reverse

from accounts.models import Invitation
from accounts.roles import Role
from accounts.trail.models import Record
from events.models import Handover
from events.status import Status
from tests.factories import make_event, make_user, prove

pytestmark = pytest.mark.django_db


def test_invitations_handovers_factors_and_ended_sessions_are_recorded(client):
    admin, leaving, staying = make_user(Role.HQ_ADMINISTRATOR), make_user(), make_user()
    client.force_login(admin)
    for email in ("a@example.org", "b@example.org"):
        Invitation(email=email, role=Role.READ_ONLY).send(by=admin)
    one, other = Invitation.objects.order_by("email")
    one.accept(name="A", password="a rather long passphrase")
    other.revoke(by=admin)
    draft = make_event(status=Status.DRAFT, created_by=leaving)
    Handover.make(of=leaving, to=staying, events=[draft.pk], by=admin)
    client.post(reverse("person_sign_out", args=[leaving.pk]))
    prove(client)
    client.post(reverse("person_remove_factors", args=[staying.pk]))
    kinds = ("invitation", "handover", "session", "second_factor")
    found = list(Record.objects.filter(kind__in=kinds).order_by("pk").values_list("kind", "about", "by", "details"))
    assert found == [
        ("invitation", "a@example.org", admin.pk, {"change": "sent", "role": "read_only"}),
        ("invitation", "b@example.org", admin.pk, {"change": "sent", "role": "read_only"}),
        ("invitation", "a@example.org", one.person_id, {"change": "accepted"}),
        ("invitation", "b@example.org", admin.pk, {"change": "taken back"}),
        ("handover", leaving.email, admin.pk, {"to": staying.email, "events": [draft.pk]}),
        ("session", leaving.email, admin.pk, {}),
        ("second_factor", staying.email, admin.pk, {"change": "removed by an administrator"}),
        ("session", staying.email, admin.pk, {}),
    ]
