"""What the pages of good practices offer a person: tabs of the gallery, and what may be done with one practice."""

from __future__ import annotations

from django.utils.translation import gettext as _

from events.list_head import Shortcut
from events.models import Event, Practice, Selection
from events.practice_filters import PracticeFilter
from events.status import Status


def shortcuts_of(filters: PracticeFilter) -> list[Shortcut]:
    """The galleries that a person asks for every day; headquarters' with how many nominations wait."""
    user = filters.user
    asked: list[tuple[str, dict]] = [
        (_("All good practices"), {}),
        (_("Selected for the document"), {"selection": Selection.SELECTED.value}),
    ]
    if user.is_hq:
        waiting = Practice.objects.visible_to(user).waiting().count()
        asked.append((_("Nominated (%(count)d)") % {"count": waiting}, {"selection": Selection.NOMINATED.value}))
    elif user.is_of_mission:
        asked.append((_("My mission"), {"mission": [user.mission_id]}))
    empty = dict.fromkeys(filters.filters)
    return [Shortcut(label, filters.query(**(empty | said)), said == filters.active) for label, said in asked]


def verbs_for(event: Event, practice: Practice | None, *, by) -> list[str]:
    """Of tell, nominate, take_back, select, decline those that the person may do with it as it stands."""
    if not by.answers_for(event.mission_id):
        return []
    state = practice.state if practice else Selection.OFFERED
    allowed = {
        "tell": True,
        "nominate": not by.is_hq and state in (Selection.OFFERED, Selection.DECLINED),
        "take_back": not by.is_hq and state == Selection.NOMINATED,
        "select": by.is_hq and event.status == Status.CONFIRMED and _is_to_decide(practice),
        "decline": by.is_hq and state in (Selection.NOMINATED, Selection.SELECTED),
    }
    return [verb for verb, is_allowed in allowed.items() if is_allowed]


def _is_to_decide(practice: Practice | None) -> bool:
    return practice is None or practice.state != Selection.SELECTED or practice.is_edited_since  # type: ignore[attr-defined]  # annotated by with_edited_since
