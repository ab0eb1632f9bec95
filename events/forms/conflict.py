"""Two people, one event: what the other changed since the page was opened, against what is typed on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from events.counts import Stated, write_count
from events.forms import photo as photos
from events.forms.entry import Entry
from events.forms.rows import LISTS, as_posted, fields_of, rows_of
from events.models import Event, Photo
from events.models.choices import Format
from events.querysets import MODES
from regions.models import Mission

COUNTS = tuple(f"{mode}_count" for mode in MODES)
FIELDS = (
    "title_ja", "title_en", "category", "starts_on", "ends_on", "series", "format", "state", "county", "city", "venue",
    *COUNTS, "in_person_basis", "online_basis", "on_demand_basis", "partner_missions",
    *LISTS, "photos", "region_type", "interest_level", "pillar", "is_good_practice", "story_ja", "story_en",
    "summary_ja", "summary_en", "own_funds", "outside_funds", "outside_funds_source",
)  # fmt: skip
TAKE = "take-"
_ABSENT = object()


@dataclass(frozen=True)
class Difference:
    """One field that another person changed: as texts, and whether it was changed here as well."""

    name: str
    label: str
    opened: str
    theirs: str
    mine: str
    who: str
    is_mine_too: bool


def merged(entry: Entry) -> Entry:
    """The page again with everything typed, on top of what is saved now.

    What only the other changed takes the other's value; what both changed keeps what is typed, with a choice.
    """
    event = Event.objects.get(pk=entry.event.pk)
    mine, theirs, opened = _on_page(entry), saved_values(event), values_of_version(event.pk, entry.version)
    data, differences = entry.data.copy(), []
    for key in [key for key in data if key.startswith(TAKE)]:
        del data[key]
    authors = _authors(event, since=entry.version)
    for name in FIELDS:
        before = opened.get(name, _ABSENT)
        if theirs[name] in (before, mine[name]):
            continue
        is_mine_too = mine[name] != before
        if not is_mine_too:
            put(data, name, theirs[name])
        texts = [
            _("not known") if value is _ABSENT else text_of(name, value) for value in (before, theirs[name], mine[name])
        ]
        differences.append(Difference(name, label_of(name), *texts, _who(event, authors, name), is_mine_too))
    data["version"] = str(event.version)
    again = Entry(user=entry.user, event=event, data=data)
    again.differences, again.is_conflict = differences, True
    again.changed_by, again.changed_at = event.updated_by, event.updated_at
    return again


def with_theirs_taken(data, event: Event):
    """The posted data, in which each field whose radio says “theirs” has the saved value."""
    taken = [key.removeprefix(TAKE) for key, value in data.items() if key.startswith(TAKE) and value == "theirs"]
    if not taken:
        return data
    data, saved = data.copy(), saved_values(event)
    for name in taken:
        if name in saved:
            put(data, name, saved[name])
    return data


def saved_values(event: Event) -> dict[str, Any]:
    """Field name -> comparable value, as saved now."""
    values = {name: _plain(event, name) for name in FIELDS if name not in (*LISTS, "photos", "partner_missions")}
    values["partner_missions"] = tuple(sorted(event.partner_missions.values_list("pk", flat=True)))
    values |= {name: rows_of(event, name) for name in LISTS}
    values["photos"] = photos.photos_of(event)
    return values


def put(data, name: str, value) -> None:
    """Write a value into posted data as the page would post it."""
    if name in LISTS or name == "photos":
        prefix = re.compile(r"photo-\d+-" if name == "photos" else rf"{name}-")
        for key in [key for key in data if prefix.match(key)]:
            del data[key]
        for key, text in (photos.as_posted(value) if name == "photos" else as_posted(name, value)).items():
            data[key] = text
    elif name == "partner_missions":
        data.setlist(name, list(value))
    elif value is True:
        data[name] = "on"
    elif value is False:
        data.pop(name, None)
    else:
        data[name] = write_count(*value) if isinstance(value, Stated) else "" if value is None else str(value)
        if name == "series":
            data["new_series"] = ""


def _plain(row, name: str):
    """Of an event or of its record in the history."""
    if name in COUNTS:
        return Stated(getattr(row, name), getattr(row, name.replace("_count", "_qualifier")))
    return getattr(row, Event._meta.get_field(name).attname)


def _on_page(entry: Entry) -> dict[str, Any]:
    """Of a valid page: the form has put its fields into its instance."""
    event, cleaned = entry.form.instance, entry.form.cleaned_data
    values = {name: _plain(event, name) for name in FIELDS if name not in (*LISTS, "photos", "partner_missions")}
    if cleaned.get("new_series"):
        values["series"] = cleaned["new_series"]
    values["partner_missions"] = tuple(sorted(mission.pk for mission in cleaned["partner_missions"]))
    values |= {name: rows.values() for name, rows in entry.lists.items()}
    states = [(form.instance.pk, form.state()) for form in entry.photos]
    values["photos"] = tuple((pk, *state) for pk, state in states if state is not None)
    return values


def values_of_version(pk: int, version: int) -> dict[str, Any]:
    """What a version held, out of the history; empty when there is no record of it."""
    record = Event.history.filter(id=pk, version=version).order_by("-history_id").first()
    if record is None:
        return {}
    values = {name: _plain(record, name) for name in FIELDS if name not in (*LISTS, "photos", "partner_missions")}
    values["partner_missions"] = tuple(sorted(record.partner_missions.values_list("mission_id", flat=True)))
    for name, rows in LISTS.items():
        values[name] = _rows_at(rows.form._meta.model, fields_of(name), pk, at=record.history_date)
    values["photos"] = _rows_at(Photo, ["id", *photos.CAPTIONS], pk, at=record.history_date)
    return values


def _rows_at(model, fields: list[str], pk: int, *, at) -> tuple[tuple, ...]:
    latest = model.history.filter(event_id=pk, history_date__lte=at).latest_of_each()
    return tuple(latest.exclude(history_type="-").order_by("id").values_list(*fields))


def _authors(event: Event, *, since: int) -> dict[str, str]:
    """Field name -> who last changed it after that version, and when."""
    records = (
        Event.history.filter(id=event.pk, version__gte=since).order_by("history_id").select_related("history_user")
    )
    authors: dict[str, str] = {}
    before: Any = None
    for record in records:
        for name in FIELDS if before else ():
            if name in (*LISTS, "photos", "partner_missions") or _plain(before, name) == _plain(record, name):
                continue
            authors[name] = _person_and_moment(record.history_user, record.history_date)
        before = record
    return authors


def _who(event: Event, authors: dict[str, str], name: str) -> str:
    return authors.get(name) or _person_and_moment(event.updated_by, event.updated_at)


def _person_and_moment(person, moment) -> str:
    name = str(person or _("somebody"))
    return f"{name}, {date_format(localtime(moment), 'DATETIME_FORMAT')}"


def label_of(name: str) -> str:
    from_form = {**{key: rows.label for key, rows in LISTS.items()}, "photos": _("Photos")}
    return capfirst(str(from_form.get(name) or Event._meta.get_field(name).verbose_name))


def text_of(name: str, value) -> str:
    """A value in words; an em dash for nothing."""
    if name in COUNTS:
        return write_count(*value) or "—"
    if value in (None, "", (), False):
        return "—"
    if value is True:
        return _("yes")
    if name in LISTS:
        return "; ".join(", ".join(str(part) for part in row if part) for row in value)
    if name == "photos":
        return "; ".join(f"{pk}: {caption_ja or caption_en}" for pk, caption_ja, caption_en, *_rest in value)
    if name == "partner_missions":
        return ", ".join(mission.short_name for mission in Mission.objects.filter(pk__in=value))
    field = Event._meta.get_field(name)
    if field.is_relation:
        found = (
            field.related_model._default_manager.filter(pk=value).first()
            if name != "series" or str(value).isdigit()
            else None
        )
        return str(found or value)
    if name == "format":
        return str(Format(value).label)
    if name.endswith("_on"):
        return date_format(value, "DATE_FORMAT")
    return str(dict(field.flatchoices).get(value, value))
