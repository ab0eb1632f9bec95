"""What becomes of a good practice when its event is merged: why it worked, and its way into the document, go along.

What the survivor has of its own stays; what is taken over can be given back while nobody has changed it since.
"""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from events.models import Event, Practice
from events.models.practice import Selection
from events.status import Status

WHYS = ("why_ja", "why_en")
SELECTION = ("state", "nominated_at", "nominated_by_id", "decided_at", "decided_by_id", "decided_version", "answer")
ANOTHER_EVENT = 0
"""The version of which HQ decided, where that was of the merged event: so the survivor is to be looked at again."""


def tell_why(survivor: Event, event: Event, *, by) -> dict[str, str]:
    """Why it worked, where only the event says so; returns the survivor's former texts, {} where nothing was told."""
    told = Practice.objects.filter(event=event).exclude(why_ja="", why_en="").first()
    if told is None or Practice.objects.filter(event=survivor).exclude(why_ja="", why_en="").exists():
        return {}
    practice = Practice.locked(survivor, by=by)
    former = {name: getattr(practice, name) for name in WHYS}
    practice.explain(by=by, **{name: getattr(told, name) for name in WHYS})
    return former


def take_selection_over(survivor: Event, event: Event, *, by) -> dict[str, Any]:
    """The event's nomination or selection becomes the survivor's, which has none of its own and may have it.

    Returns what it takes to give it back, {} where nothing was taken over.
    """
    theirs = Practice.objects.filter(event=event, state__in=[Selection.NOMINATED, Selection.SELECTED]).first()
    if theirs is None or not _may_have(survivor, theirs.state):
        return {}
    practice = Practice.locked(survivor, by=by)
    if practice.state != Selection.OFFERED:
        return {}
    former = _standing(practice)
    for name in SELECTION:
        setattr(practice, name, getattr(theirs, name))
    if practice.state == Selection.SELECTED:
        practice.decided_version = ANOTHER_EVENT
    practice._keep(by=by, reason="merge in")
    return {"former": former, "taken": _standing(practice)}


def give_selection_back(survivor: Event, kept: dict[str, Any], *, by) -> None:
    """Unless somebody has nominated or decided since."""
    practice = Practice.locked(survivor, by=by)
    if _standing(practice) != kept["taken"]:
        return
    fields = {field.attname: field for field in Practice._meta.concrete_fields}
    for name in SELECTION:
        setattr(practice, name, fields[name].to_python(kept["former"][name]))
    practice._keep(by=by, reason="take apart")


def _may_have(event: Event, state: str) -> bool:
    is_told = event.is_good_practice and bool(event.story_ja or event.story_en)
    return is_told and (state == Selection.NOMINATED or event.status == Status.CONFIRMED)


def _standing(practice: Practice) -> dict[str, Any]:
    """As JSON keeps it."""
    encode = DjangoJSONEncoder().default
    values = {name: getattr(practice, name) for name in SELECTION}
    return {name: encode(value) if name.endswith("_at") and value else value for name, value in values.items()}
