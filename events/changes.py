"""Who changed what in an event and when, in words, from the versions that django-simple-history keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any, cast

from django.db.models import Field, ManyToManyField, Model
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models.posting import AsItWas, Standing
from events.models import Event, EventLink, Handover, OfficialMet, PartnerRole, Photo
from events.participation import count_in_words
from events.querysets import MODES
from events.status import Status

ONE_SAVE = timedelta(seconds=2)
"""Versions that one person leaves within this time came of one save: an event and its partners are several rows."""

UNSAID = {
    "id", "version", "fiscal_year", "unknown_modes", "is_sample",
    "created_at", "created_by", "updated_at", "updated_by",
    *(f"{mode}_{part}" for mode in MODES for part in ("count", "qualifier")),
}  # fmt: skip

DECIDED = ("status", "return_reason", "withdrawal_reason")
"""Fields that say what was decided about an event, not what it was."""

RESTORE = "restore "
"""Begins the reason of a version that gives back an earlier one, whose number follows."""

CORRECTION = "correction "
"""Begins the reason of a version that a correction request made; its number follows."""

VERBS = {
    "submit": _("Submitted"),
    "ask approval": _("Handed to the mission’s approver"),
    "approve": _("Approved and submitted"),
    "confirm": _("Confirmed"),
    "return": _("Returned to the mission"),
    "withdraw": _("Withdrawn"),
    "put back": _("Put back"),
    "merge": _("Merged into another event"),
    "merge in": _("Another event was merged into it"),
    "take apart": _("Merge undone"),
    "import": _("Imported from a workbook"),
    "undo import": _("Import undone"),
    "undo changes": _("Change set undone"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field's (or one partner's, photo's…) old and new value in words; '' where there was or is none."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one person did at one moment: `what` is a verb ("Submitted") or the reason given, or both."""

    at: datetime
    by: Model | None
    what: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = field(default=())
    as_it_was: Standing | None = field(default=None, compare=False)
    """Name and office of the person at that moment; None where no person made the change."""
    version: int | None = field(default=None, compare=False)
    """Of the event, where the change made one."""


def changes_of(event: Event) -> list[Change]:
    """All changes, newest first. The number of queries does not grow with them."""
    versions = list(
        Event.history.filter(id=event.pk).select_related("history_user").order_by("history_date", "history_id")
    )
    words = VersionWords(versions, _partners_by_version([event.pk]))
    found = [*_of_event(versions, words)]
    for model, label, in_words in CHILDREN:
        rows = model.history.filter(event_id=event.pk).select_related("history_user")
        found += _of_children(rows.order_by("history_date", "history_id"), str(label), in_words)
    found += _of_handovers(event)
    found.sort(key=lambda change: change.at)
    changes = [change for change in reversed(_merged(found)) if change.what or change.differences]
    people = AsItWas.of(change.by for change in changes)
    return [replace(each, as_it_was=people.at(each.by, each.at) if each.by else None) for each in changes]


def differences_of(pairs: list[tuple[Any, Any]]) -> list[tuple[Difference, ...]]:
    """Of each pair of versions what differs from the first to the second, in words; a fixed number of queries."""
    versions = [version for pair in pairs for version in pair]
    words = VersionWords(versions, _partners_by_version([version.id for version in versions]))
    found = []
    for old, new in pairs:
        before, after = words.of(old), words.of(new)
        lines = (Difference(label, before[name][1], value) for name, (label, value) in after.items())
        found.append(tuple(line for line in lines if line.old != line.new))
    return found


def partners_of_version(version: Any) -> list[str]:
    """The codes of the partner missions that a version kept."""
    return _partners_by_version([version.id]).get(version.history_id, [])


def _of_handovers(event: Event) -> Iterator[Change]:
    for row in Handover.objects.filter(events=event).select_related("from_person", "to_person", "by"):
        said = _now("Handed over from %(one)s to %(other)s") % {"one": row.from_person, "other": row.to_person}
        yield Change(row.at, row.by, (said,))


def changes_between(spans: Mapping[int, tuple[int | None, int | None]]) -> dict[int, list[Change]]:
    """What happened to each event after one version and up to another (`history_id`), oldest first; None: open there.

    In a number of queries that does not grow with the events. Fields of the event alone, without what belongs to it.
    """
    versions = list(
        Event.history.filter(id__in=list(spans))
        .select_related("history_user")
        .order_by("id", "history_date", "history_id")
    )
    words = VersionWords(versions, _partners_by_version(list(spans)))
    found: dict[int, list[Change]] = {}
    for event, rows in groupby(versions, key=lambda version: version.id):
        of_event = list(rows)
        first, last = spans[event]
        found[event] = [
            change
            for version, change in zip(of_event, _of_event(of_event, words), strict=True)
            if (first is None or version.history_id > first) and (last is None or version.history_id <= last)
        ]
    return found


def since_confirmation(pks: list[int]) -> dict[int, tuple[Difference, ...]]:
    """Event -> what differs from the version that HQ confirmed last, old and new in words, of those once confirmed.

    The number of queries does not grow with the events.
    """
    marks: dict[int, int] = {}
    changed_at: dict[int, datetime] = {}
    latest: dict[int, int] = {}
    rows = Event.history.filter(id__in=pks).order_by("history_date", "history_id")
    for pk, version, at, status in rows.values_list("id", "history_id", "history_date", "status"):
        latest[pk] = version
        if status == Status.CONFIRMED:
            marks[pk] = version
            changed_at.pop(pk, None)
        elif pk in marks:
            changed_at.setdefault(pk, at)
    wanted = set(marks.values()) | {latest[pk] for pk in marks}
    versions = {row.history_id: row for row in Event.history.filter(history_id__in=wanted)}
    words = VersionWords(list(versions.values()), _partners_by_version(list(marks)))
    children = _children_since(changed_at)
    found = {}
    for pk, version in marks.items():
        old, new = words.of(versions[version]), words.of(versions[latest[pk]])
        own = [Difference(label, old[name][1], value) for name, (label, value) in new.items() if name not in DECIDED]
        found[pk] = (*(each for each in own if each.old != each.new), *children.get(pk, ()))
    return found


def since_version(event: Event, seen: int) -> tuple[Difference, ...]:
    """What differs now from that version of the event and of what belongs to it, in words; () where it is not on record."""
    rows = Event.history.filter(id=event.pk, version__gte=seen).order_by("history_date", "history_id")
    versions = list(rows)
    if len(versions) < 2 or versions[0].version != seen:
        return ()
    [own] = differences_of([(versions[0], versions[-1])])
    return (*own, *_children_since({event.pk: versions[1].history_date})[event.pk])


def _children_since(moments: dict[int, datetime]) -> dict[int, list[Difference]]:
    """Event -> what of its partners, officials, links and photos is other than it was before the moment."""
    found: dict[int, list[Difference]] = {}
    for model, label, in_words in CHILDREN:
        pairs: dict[tuple[int, int], list[str]] = {}
        rows = model.history.filter(event_id__in=list(moments)).order_by("history_date", "history_id")
        for row in rows:
            pair = pairs.setdefault((row.event_id, row.id), ["", ""])
            pair[1] = "" if row.history_type == "-" else in_words(row)
            if row.history_date < moments[row.event_id]:
                pair[0] = pair[1]
        for event in moments:
            changes = [Difference(str(label), *pair) for (of, _id), pair in pairs.items() if of == event]
            kept = {each.old for each in changes} & {each.new for each in changes}  # taken away and put in again
            found.setdefault(event, []).extend(
                each for each in changes if each.old != each.new and (each.old or each.new) not in kept
            )
    return found


def _partners_by_version(pks: list[int]) -> dict[int, list[str]]:
    links = Event.history.model._meta.get_field("historicalevent_partner_missions").related_model
    partners: dict[int, list[str]] = {}
    for version, mission in (
        links.objects.filter(event_id__in=pks).order_by("mission_id").values_list("history", "mission")
    ):
        partners.setdefault(version, []).append(mission)
    return partners


class VersionWords:
    """Values of versions, or of events as they stand, in words; looks each kind of name up once for all of them.

    `partners` holds the partner missions of each version.
    """

    def __init__(self, versions: list, partners: dict[int, list[str]]):
        self.partners = partners
        self.fields = [field for field in Event._meta.concrete_fields if field.name not in UNSAID]
        self.names: dict[type[Model], dict] = {}
        wanted: dict[type[Model], set] = {}
        for each in self.fields:
            if each.is_relation:
                keys = {getattr(version, each.attname) for version in versions} - {None}
                wanted.setdefault(cast("type[Model]", each.related_model), set()).update(keys)
        missions = Event._meta.get_field("partner_missions").related_model
        wanted[missions].update(code for codes in partners.values() for code in codes)
        for model, keys in wanted.items():
            self.names[model] = {
                row.pk: getattr(row, "short_name", str(row)) for row in model._default_manager.filter(pk__in=keys)
            }

    def of(self, version) -> dict[str, tuple[str, str]]:
        """Field name -> (label, value in words)."""
        said = {each.name: (str(each.verbose_name), self._value(version, each)) for each in self.fields}
        for mode in MODES:
            count, qualifier = (getattr(version, f"{mode}_{part}") for part in ("count", "qualifier"))
            label = str(cast("Field", Event._meta.get_field(f"{mode}_count")).verbose_name)
            said[f"{mode}_count"] = (label, count_in_words(count, qualifier))
        partners = cast("ManyToManyField", Event._meta.get_field("partner_missions"))
        names = self.names[partners.related_model]
        codes = self.partners.get(getattr(version, "history_id", 0), [])
        said["partner_missions"] = (str(partners.verbose_name), ", ".join(names.get(code, code) for code in codes))
        return said

    def _value(self, version, each) -> str:
        value = getattr(version, each.attname)
        if value is None or value == "":
            return ""
        if each.is_relation:
            return str(self.names[each.related_model].get(value, value))
        if each.choices:
            return str(dict(each.flatchoices).get(value, value))
        return _plain(value)


def _plain(value) -> str:
    if isinstance(value, bool):
        return _now("yes") if value else _now("no")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, int | Decimal):
        return number_format(value, force_grouping=True)
    return str(value)


def _of_event(versions: list, words: VersionWords) -> Iterator[Change]:
    before: dict[str, tuple[str, str]] | None = None
    for version in versions:
        now = words.of(version)
        what = [_now("Created")] if version.history_type == "+" else []
        if version.history_change_reason:
            what.append(reason_in_words(version.history_change_reason))
        differences = [
            Difference(label, before[name][1], value)
            for name, (label, value) in now.items()
            if before is not None and before[name][1] != value
        ]
        before = now
        yield Change(
            version.history_date, version.history_user, tuple(what), tuple(differences), version=version.version
        )


def reason_in_words(reason: str) -> str:
    """A verb in words, the correction request that was accepted by its number, or the reason as it was given."""
    if reason.startswith(CORRECTION) and reason.removeprefix(CORRECTION).isdigit():
        return _now("Correction request %(number)s accepted") % {"number": reason.removeprefix(CORRECTION)}
    if reason.startswith(RESTORE) and reason.removeprefix(RESTORE).isdigit():
        return _now("Version %(number)s restored") % {"number": reason.removeprefix(RESTORE)}
    return str(VERBS.get(reason, reason))


def _of_children(rows: Iterable, label: str, in_words) -> Iterator[Change]:
    before: dict[int, str] = {}
    for row in rows:
        old = before.get(row.id, "")
        new = "" if row.history_type == "-" else in_words(row)
        before[row.id] = new
        if old != new:
            yield Change(row.history_date, row.history_user, (), (Difference(label, old, new),))


def _partner(row) -> str:
    return f"{row.name} ({row.get_role_display()})"


def _official(row) -> str:
    return f"{row.name} ({', '.join(part for part in (row.title, str(row.get_level_display())) if part)})"


def _link(row) -> str:
    return f"{row.label} {row.url}".strip()


def _photo(row) -> str:
    captions = " / ".join(text for text in (row.caption_ja, row.caption_en) if text) or _now("without a caption")
    rights = _now("may be published") if row.is_publishable else _now("may not be published")
    consent = _now("consent: %(name)s") % {"name": row.consent_by} if row.consent_by else ""
    on_file = _now("consent on file") if row.consent_on_file else ""
    return " · ".join(part for part in (captions, row.credit, consent, on_file, rights) if part)


CHILDREN = (
    (PartnerRole, PartnerRole._meta.verbose_name, _partner),
    (OfficialMet, OfficialMet._meta.verbose_name, _official),
    (EventLink, EventLink._meta.verbose_name, _link),
    (Photo, Photo._meta.verbose_name, _photo),
)


def _merged(changes: list[Change]) -> list[Change]:
    """Rows written by one save as one change, without what it took away and put back."""
    merged: list[Change] = []
    last_at = None
    for change in changes:
        if merged and last_at and merged[-1].by == change.by and change.at - last_at <= ONE_SAVE:
            whole = merged[-1]
            what = (*whole.what, *(each for each in change.what if each not in whole.what))
            differences = (*whole.differences, *change.differences)
            version = change.version or whole.version
            merged[-1] = replace(whole, what=what, differences=differences, version=version)
        else:
            merged.append(change)
        last_at = change.at
    return [replace(change, differences=_settled(change.differences)) for change in merged]


def _settled(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """Chains old -> middle -> new into old -> new, and drops what ends where it began."""
    settled: list[Difference] = []
    for step in differences:
        earlier = next((each for each in settled if each.label == step.label and each.new == step.old), None)
        if earlier is None:
            settled.append(step)
        else:
            settled[settled.index(earlier)] = replace(earlier, new=step.new)
    return tuple(each for each in settled if each.old != each.new)
