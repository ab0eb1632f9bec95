"""Rows for tests. Each makes what it needs and nothing more; places come from the reference data where it is loaded."""

from datetime import date
from itertools import count

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from events.models import Approach, Category, CorrectionRequest, CountingRule, Event, Series
from events.status import Status
from regions.models import Mission, Region, State

PASSWORD = "correct horse battery"
_sequence = count(1)


def make_state(code: str = "US-MA", *, region: str = "northeast") -> State:
    row, _ = Region.objects.get_or_create(code=region, defaults={"name_ja": region, "name_en": region})
    fields = {"usps": code[-2:], "kind": "state", "name_ja": code, "name_en": code, "full_name_ja": code}
    return State.objects.get_or_create(code=code, defaults={**fields, "region": row})[0]


def make_mission(code: str = "BOS", *, seat: str = "US-MA") -> Mission:
    fields = {
        "kind": "consulate_general", "name_ja": code, "name_en": code, "short_ja": code, "short_en": code,
        "city": code, "time_zone": "America/New_York",
    }  # fmt: skip
    found = Mission.objects.filter(code=code).first()
    return found or Mission.objects.create(code=code, seat=make_state(seat), **fields)


def make_category(code: str = "festival") -> Category:
    return Category.objects.get_or_create(code=code, defaults={"name_ja": code, "name_en": code})[0]


def make_approach(code: str = "region-1") -> Approach:
    fields = {"axis": code.split("-", maxsplit=1)[0], "name_ja": code, "name_en": code}
    return Approach.objects.get_or_create(code=code, defaults=fields)[0]


def make_rules(first: int = 2017, last: int = 2026) -> dict[int, tuple[str, ...]]:
    """In person and live online count in each year."""
    for year in range(first, last + 1):
        CountingRule.objects.get_or_create(fiscal_year=year)
    return CountingRule.objects.as_rules()


def make_user(role: str = Role.MISSION_STAFF, *, mission: str | None = "BOS", **fields) -> User:
    is_of_mission = role in (Role.MISSION_STAFF, Role.MISSION_APPROVER)
    fields.setdefault("email", f"user{next(_sequence)}@example.org")
    fields.setdefault("language", "en")
    user = User(role=role, mission=make_mission(mission) if is_of_mission and mission else None, **fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def prove(client) -> None:
    """As a signed-in person who was asked once more for his password, and gave it."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def make_series(**fields) -> Series:
    fields.setdefault("mission", make_mission())
    fields.setdefault("name_ja", f"連続企画{next(_sequence)}")
    return Series.objects.create(**fields)


def build_event(**fields) -> Event:
    """An unsaved event that is complete enough to be confirmed."""
    n = next(_sequence)
    mission = fields.pop("mission", "BOS")
    state = fields.pop("state", "US-MA")
    category = fields.pop("category", "festival")
    for axis in ("region_type", "interest_level", "pillar"):
        if isinstance(fields.get(axis), str):
            fields[axis] = make_approach(fields[axis])
    defaults = {
        "mission": make_mission(mission) if isinstance(mission, str) else mission,
        "state": make_state(state) if isinstance(state, str) else state,
        "category": make_category(category) if isinstance(category, str) else category,
        "title_ja": f"日本祭り{n}", "title_en": f"Japan Festival {n}", "starts_on": date(2019, 5, 1),
        "format": "in_person", "in_person_count": 100, "in_person_qualifier": "exact", "status": Status.CONFIRMED,
    }  # fmt: skip
    values = {**defaults, **fields}
    if values["status"] != Status.DRAFT:
        values.setdefault("number", f"{values['mission'].pk}-0000-{n:06d}")
    return Event(**values)


def make_event(**fields) -> Event:
    partners = fields.pop("partner_missions", ())
    event = build_event(**fields)
    event.save(force_insert=True)
    if partners:
        event.partner_missions.set([make_mission(code) for code in partners])
    return event


def make_correction(*, asked_by: User) -> CorrectionRequest:
    """Of a forgotten event of Boston, with a picture that waits."""
    stored = default_storage.save("photos-asked/x.jpg", ContentFile(b"x"))
    proposed = {"city": "x", "photos": {"add": [{"file": stored}], "change": {}, "remove": []}}
    return CorrectionRequest.objects.create(
        kind="new", mission=make_mission(), fiscal_year=2019, proposed=proposed, reason="x", asked_by=asked_by
    )
