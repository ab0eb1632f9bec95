"""What the sample says of its good practices: why they worked, what came of it, and who chose them.

The stories are the document's (events/sample/named.py). Why something worked, and when, is the sample's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from accounts.models import User
from events.models import Event, Outcome, Practice, Selection


@dataclass(frozen=True)
class Told:
    """Of the event with this English title: `state` of its way into the document."""

    title_en: str
    state: str
    why_ja: str
    why_en: str
    outcome_ja: str = ""
    outcome_en: str = ""
    after: int = 0
    """Days after the event on which that happened."""


TOLD = (
    Told(
        "Grassroots Caravan (Washington, Indiana)", Selection.SELECTED,
        "（見本）企業の現場で話したため、市の関係者が自分たちの地域の話として聞いた。一日に一つの町に絞り、移動の負担を減らした。",
        "(Sample) Talking on the factory floor made it the town's own story. One town a day kept the travel light.",
        outcome_ja="（見本）訪問先の市長がビジネスミッションを率いて訪日した。",
        outcome_en="(Sample) A mayor whom the caravan had visited led a business mission to Japan.",
        after=400,
    ),
    Told(
        "Shiba Inu Festival (Aurora)", Selection.SELECTED,
        "（見本）犬を連れて来るだけで参加でき、日本を知らない家族連れが気軽に立ち寄った。",
        "(Sample) Bringing one's dog was enough to take part, so families who knew nothing of Japan dropped in.",
        outcome_ja="（見本）会場で知った日本語教室に、参加者の一部が通い始めた。",
        outcome_en="(Sample) Some who came began to attend the Japanese class that they had met there.",
        after=90,
    ),
    Told(
        "Networking at CIC", Selection.NOMINATED,
        "（見本）同じ場所で繰り返し開くことで、二度目からは紹介なしに相談が寄せられた。",
        "(Sample) Meeting in the same place again and again, people came with questions of their own from the second time on.",
    ),
    Told(
        "Japan–Alaska Friendship Video Campaign", Selection.SELECTED,
        "（見本）作品づくりを学校の授業に組み込めるよう、募集期間を学期に合わせた。",
        "(Sample) The contest followed the school term, so that classes could make their film as part of a lesson.",
    ),
    Told(
        "Wagyu at Chicago Gourmet", Selection.OFFERED,
        "（見本）講演だけでなく実演を見せ、試食の列でそのまま質問に答えた。",
        "(Sample) A demonstration, not only a talk, and questions answered in the tasting line.",
    ),
)  # fmt: skip


def write_practices() -> None:
    """For the sample's events of those titles, with one version of each in the history."""
    events = {
        row.title_en: row for row in Event.objects.filter(is_sample=True, title_en__in=[row.title_en for row in TOLD])
    }
    people = {row.email.split("@")[0]: row for row in User.objects.filter(is_sample=True)}
    told = [(row, events[row.title_en]) for row in TOLD if row.title_en in events]
    _write_reasons(told, people)
    outcomes = [
        Outcome(
            event=event, text_ja=row.outcome_ja, text_en=row.outcome_en,
            happened_on=event.starts_on + timedelta(days=row.after), added_by=people.get(f"staff.{event.mission_id.lower()}"),
        )
        for row, event in told
        if row.outcome_en
    ]  # fmt: skip
    bulk_create_with_history(outcomes, Outcome, default_change_reason="load_sample")


def _write_reasons(told: list[tuple[Told, Event]], people: dict[str, User]) -> None:
    """A state that says who and when needs somebody: without the sample's people a practice is only told."""
    rows, now, reviewer = [], timezone.now(), people.get("reviewer")
    for row, event in told:
        practice = Practice(event=event, why_ja=row.why_ja, why_en=row.why_en)
        staff = event.created_by or reviewer
        if row.state != Selection.OFFERED and staff and reviewer:
            practice.state, practice.nominated_at, practice.nominated_by = row.state, now, staff
        if practice.state == Selection.SELECTED:
            practice.decided_at, practice.decided_by, practice.decided_version = now, reviewer, event.version
        rows.append(practice)
    bulk_create_with_history(rows, Practice, default_change_reason="load_sample")
