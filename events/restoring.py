"""Giving an event back an earlier version of itself: as an edit, by the same form and the same rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from events.changes import RESTORE, Difference
from events.forms import photo as photos
from events.forms.conflict import FIELDS, label_of, put, saved_values, text_of, values_of_version
from events.forms.entry import Entry
from events.models import Event

RESTORED = tuple(name for name in FIELDS if name != "photos")
"""Photos that were removed are gone; those that are there stay."""


@dataclass(frozen=True, slots=True)
class Restoring:
    """An event and what one of its versions held. `differences`: as it stands -> as it would be."""

    event: Event
    version: int
    held: dict[str, Any]
    differences: tuple[Difference, ...]

    @classmethod
    def of(cls, event: Event, version: int) -> Restoring | None:
        """None where no such version is on record."""
        held = values_of_version(event.pk, version)
        if not held:
            return None
        saved = saved_values(event)
        lines = [
            Difference(label_of(name), _said(name, saved[name]), _said(name, held[name]))
            for name in RESTORED
            if held[name] != saved[name]
        ]
        return cls(event, version, held, tuple(lines))

    def entry(self, *, by, seen: int) -> Entry:
        """The event's page as somebody would post it who had typed the earlier values. `seen`: the version he looked at."""
        data = QueryDict(mutable=True)
        data["version"], data["mission"] = str(seen), self.event.mission_id
        for name in RESTORED:
            put(data, name, self.held[name])
        for key, text in photos.as_posted(photos.photos_of(self.event)).items():
            data[key] = text
        return Entry(user=by, event=self.event, data=data)

    @property
    def reason(self) -> str:
        return f"{RESTORE}{self.version}"


def _said(name: str, value: Any) -> str:
    said = text_of(name, value)
    return "" if said == "—" else said


def done(restoring: Restoring) -> str:
    words = {"title": str(restoring.event), "number": restoring.version}
    return _("“%(title)s” is as it was in version %(number)d, as a new version.") % words
