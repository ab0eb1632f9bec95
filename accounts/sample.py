"""Sample accounts, one for each role and mission, with one password that everybody may know."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from regions.models import Mission

PASSWORD = "lantern-festival-918"
CENTRAL = (
    ("reviewer@example.org", Role.HQ_REVIEWER, "ja"),
    ("administrator@example.org", Role.HQ_ADMINISTRATOR, "ja"),
    ("reader@example.org", Role.READ_ONLY, "ja"),
)


def add() -> list[User]:
    """Makes staff.bos@example.org and its like for every mission, an approver for Boston, and three of HQ and beyond.

    Only for a register that strangers cannot reach: the password stands in the source. An address that
    somebody has already is left as it is. Returns the accounts made.
    """
    hashed = make_password(PASSWORD)
    wanted = [
        (f"staff.{code.lower()}@example.org", Role.MISSION_STAFF, code, "")
        for code in Mission.objects.values_list("code", flat=True)
    ]
    if Mission.objects.filter(code="BOS").exists():
        wanted.append(("approver.bos@example.org", Role.MISSION_APPROVER, "BOS", ""))
    wanted += [(email, role, None, language) for email, role, language in CENTRAL]
    taken = set(User.objects.values_list("email", flat=True))
    return User.objects.bulk_create(
        User(
            email=email,
            role=role,
            mission_id=mission,
            language=language,
            name=email.split("@")[0].replace(".", " ").title(),
            password=hashed,
            is_sample=True,
        )
        for email, role, mission, language in wanted
        if email not in taken
    )


def remove() -> tuple[int, list[str]]:
    """Deletes the sample accounts; one that left a trace (an event, a change) is closed instead.

    Returns how many were deleted and the addresses of those closed.
    """
    with transaction.atomic():
        traced = _with_traces()
        closed = []
        for user in User.objects.filter(pk__in=traced):
            user.is_active = False
            user.set_unusable_password()
            user.save()
            closed.append(user.email)
        gone = User.objects.filter(is_sample=True).exclude(pk__in=traced)
        count = gone.count()
        gone.delete()
    return count, closed


def _with_traces() -> set[int]:
    """Sample users to whom any row points, except what belongs to the account itself."""
    own = {"emailaddress", "usersession", "authenticator", "socialaccount"}
    sample = User.objects.filter(is_sample=True)
    found: set[int] = set()
    for relation in User._meta.get_fields(include_hidden=True):
        if not (relation.one_to_many and relation.auto_created) or relation.related_model._meta.model_name in own:
            continue
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": sample})
        found.update(rows.order_by().values_list(f"{relation.field.name}_id", flat=True).distinct())
    return found
