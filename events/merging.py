"""Two records of one event become one (統合): nothing is lost, and it can be undone as a whole.

The merged event is withdrawn from every figure and keeps its own fields, counts, history and comments as they were. Its
photos and outcomes move to the survivor, and so does a nomination or selection as a good practice; partners, officials and
links that the survivor lacks are added to it. Where two fields differ, whoever merges says which value survives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Field
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from events.changes import VersionWords
from events.forms.rows import fields_of, rows_of
from events.models import CorrectionRequest, Event, EventLink, Merge, OfficialMet, Outcome, PartnerRole, Photo, Practice
from events.models.event import EditConflict
from events.practice_moving import give_selection_back, take_selection_over, tell_why
from events.querysets import MODES
from events.status import COUNTED
from events.transitions import required
from regions.models import Mission

CHOICES: tuple[tuple[str, ...], ...] = (
    ("title_ja",), ("title_en",), ("starts_on", "ends_on"), ("state", "county"), ("city",), ("venue",), ("format",),
    ("category",), *((mode, f"{mode}_basis") for mode in MODES), ("region_type",), ("interest_level",), ("pillar",),
    ("series",), ("summary_ja",), ("summary_en",), ("is_good_practice",), ("story_ja",), ("story_en",),
    ("own_funds",), ("outside_funds", "outside_funds_source"),
)  # fmt: skip
"""What is chosen from one event or the other; fields that only make sense together are chosen together, by the first."""

LISTS: dict[str, type] = {"partners": PartnerRole, "officials": OfficialMet, "links": EventLink}
MOVED: dict[str, Any] = {"photos": Photo, "outcomes": Outcome}


# ---- what differs


@dataclass(frozen=True, slots=True)
class Choice:
    """One field of both events in words, '' for nothing. `takes_other`: only the event to be merged says anything."""

    name: str
    label: str
    kept: str
    other: str

    @property
    def differs(self) -> bool:
        return self.kept != self.other

    @property
    def takes_other(self) -> bool:
        return not self.kept and bool(self.other)


def choices(survivor: Event, other: Event) -> list[Choice]:
    """Every field that either of the two fills in, in the order of a page."""
    words, lines = VersionWords([survivor, other], {}), []
    kept, its = words.of(survivor), words.of(other)
    for names in CHOICES:
        if names == ("is_good_practice",) and not (survivor.is_good_practice or other.is_good_practice):
            continue
        keys = [f"{name}_count" if name in MODES else name for name in names]
        mine, theirs = (" · ".join(said[key][1] for key in keys if said[key][1]) for said in (kept, its))
        if mine or theirs:
            lines.append(Choice(names[0], kept[keys[0]][0], mine, theirs))
    return lines


# ---- merging


def merge(event: Event, survivor: Event, *, by, because: str, take: Iterable[str] = ()) -> Merge:
    """Merges `event` into `survivor`; `take` names those of CHOICES whose value comes from the event.

    Both are given as they were seen: EditConflict when somebody saved either since. PermissionDenied for anybody but HQ,
    ValidationError when the two cannot be merged as they stand, YearIsClosed when the year of either is closed.
    """
    with trail.under(reason=because.strip()), transaction.atomic():
        event_now, survivor_now = _locked(event, survivor)
        found = required(event_now, by=by, verb="merge", because=because)
        required(survivor_now, by=by, verb="edit")
        _require_fit(event_now, survivor_now)
        kept: dict[str, Any] = {"status": event_now.status, "withdrawal_reason": event_now.withdrawal_reason}
        event_now.status, event_now.merged_into = found.after, survivor_now
        event_now.withdrawal_reason = because.strip()
        event_now.save_version(by=by, version=event_now.version, reason=found.reason)
        kept |= _into(survivor_now, event_now, by=by, take=set(take))
        made = Merge(
            event=event_now, survivor=survivor_now, version=event_now.version, survivor_version=survivor_now.version,
            kept=kept, reason=because.strip(), by=by, at=event_now.updated_at,
        )  # fmt: skip
        _keep(made, by=by, reason=found.reason)
    event.refresh_from_db()
    survivor.refresh_from_db()
    return made


def _locked(*events: Event) -> list[Event]:
    """Both as they stand now, held until the transaction ends; always in the order of their keys, against deadlock."""
    rows = Event.objects.filter(pk__in=[event.pk for event in events]).order_by("pk")
    held = {row.pk: row for row in rows.select_for_update()}
    if any(event.pk not in held or held[event.pk].version != event.version for event in events):
        raise EditConflict
    return [held[event.pk] for event in events]


def _require_fit(event: Event, survivor: Event) -> None:
    if event.pk == survivor.pk:
        raise ValidationError(_("An event is not merged into itself."))
    if event.is_sample != survivor.is_sample:
        raise ValidationError(_("A sample and a record of a real event are never one."))
    if event.status in COUNTED and survivor.status not in COUNTED:
        raise ValidationError(
            _(
                "The event that would stay counts in no figure yet, the other one does. Keep the other one, or submit it first."
            )
        )
    waiting = CorrectionRequest.objects.waiting().filter(event__in=[event, survivor])
    if waiting.exists():
        raise ValidationError(_("A correction request of one of the two is waiting. Decide it first."))


def _into(survivor: Event, event: Event, *, by, take: set[str]) -> dict[str, Any]:
    """Writes the survivor's next version with all that comes from the event; returns what it takes to undo that."""
    names = [column for group in CHOICES if group[0] in take for name in group for column in _columns(name)]
    former = {name: getattr(survivor, name) for name in names}
    for name in names:
        setattr(survivor, name, getattr(event, name))
    _check(survivor)
    kept: dict[str, Any] = {"fields": former}

    def write() -> None:
        kept["added"] = {name: list(_add_rows(survivor, event, name, by=by)) for name in LISTS}
        kept["partner_missions"] = _add_missions(survivor, event)
        kept["moved"] = {name: _move(name, event, survivor, by=by) for name in MOVED}
        kept["why"] = tell_why(survivor, event, by=by)
        kept["selection"] = take_selection_over(survivor, event, by=by)

    survivor.save_version(by=by, version=survivor.version, reason="merge in", write_related=write)
    return kept


def _columns(name: str) -> list[str]:
    """Of a field that `standing` names: the columns that hold it."""
    if name in MODES:
        return [f"{name}_count", f"{name}_qualifier"]
    return [cast("Field", Event._meta.get_field(name)).attname]


def _check(survivor: Event) -> None:
    if survivor.status in COUNTED and (missing := survivor.missing()):
        raise ValidationError(list(missing.values()))
    survivor.clean_fields()
    survivor.validate_constraints()


def _add_rows(survivor: Event, event: Event, name: str, *, by) -> Iterator[int]:
    present = set(rows_of(survivor, name))
    for row in rows_of(event, name):
        if row not in present:
            added = LISTS[name](event=survivor, **dict(zip(fields_of(name), row, strict=True)))
            yield _signed(added, survivor, by=by)


def _add_missions(survivor: Event, event: Event) -> list[str]:
    """The event's mission and partner missions become partner missions of the survivor, which is a joint event then."""
    codes = {event.mission_id, *event.partner_missions.values_list("pk", flat=True)}
    codes -= {survivor.mission_id, *survivor.partner_missions.values_list("pk", flat=True)}
    survivor.partner_missions.add(*Mission.objects.filter(pk__in=codes))
    return sorted(codes)


def _move(name: str, source: Event, target: Event, *, by, only: Iterable[int] | None = None) -> list[int]:
    rows = MOVED[name].objects.filter(event=source).order_by("pk")
    moved = []
    for row in rows if only is None else rows.filter(pk__in=list(only)):
        row.event = target
        moved.append(_signed(row, target, by=by))
    return moved


def _signed(row: Any, event: Event, *, by) -> int:
    """Saves it as a part of the event's version."""
    row._history_user, row._history_date = by, event.updated_at
    row.save()
    return row.pk


def _keep(made: Any, *, by, reason: str) -> None:
    made._history_user, made._change_reason = by, reason
    made.full_clean(exclude=["kept"])
    made.save()


# ---- and back


def hindrance(made: Merge) -> str:
    """Why the two cannot be taken apart as things stand; '' when they can. Needs `event` and `survivor`."""
    if made.undone_at:
        return _("These two were taken apart already.")
    for event, version in ((made.survivor, made.survivor_version), (made.event, made.version)):
        if event.version != version:
            return _(
                "“%(title)s” was changed after the merge, so the two cannot be taken apart any more as a whole."
            ) % {"title": event}
    return ""


def take_apart(made: Merge, *, by) -> None:
    """Undoes a merge as a whole: both events are as they were, each as one more version.

    ValidationError when either was changed since or somebody took them apart already, PermissionDenied for anybody but HQ.
    """
    with trail.under(reason=_("Merge undone")), transaction.atomic():
        pair = (made.event_id, made.survivor_id)
        rows = {row.pk: row for row in Event.objects.filter(pk__in=pair).order_by("pk").select_for_update()}
        now = Merge.objects.select_for_update().get(pk=made.pk)
        now.event, now.survivor = event, survivor = rows[pair[0]], rows[pair[1]]
        rule = required(event, by=by, verb="take_apart")
        if refusal := hindrance(now):
            raise ValidationError(refusal)
        _give_back(survivor, event, now.kept, by=by, reason=rule.reason)
        now.undone_at, now.undone_by = timezone.now(), by
        _keep(now, by=by, reason=rule.reason)
    made.refresh_from_db()


def _give_back(survivor: Event, event: Event, kept: dict[str, Any], *, by, reason: str) -> None:
    columns = {field.attname: field for field in Event._meta.concrete_fields}
    for name, value in kept["fields"].items():
        setattr(survivor, name, columns[name].to_python(value))

    def write() -> None:
        for name, model in LISTS.items():
            for row in model.objects.filter(event=survivor, pk__in=kept["added"][name]):  # type: ignore[attr-defined]  # each is a model
                row._history_user, row._history_date = by, survivor.updated_at
                row.delete()
        survivor.partner_missions.remove(*Mission.objects.filter(pk__in=kept["partner_missions"]))
        for name, keys in kept["moved"].items():
            _move(name, survivor, event, by=by, only=keys)
        if kept["why"]:
            Practice.locked(survivor, by=by).explain(by=by, **kept["why"])
        if selection := kept.get("selection"):
            give_selection_back(survivor, selection, by=by)

    survivor.save_version(by=by, version=survivor.version, reason=reason, write_related=write)
    event.status, event.withdrawal_reason = kept["status"], kept["withdrawal_reason"]
    event.merged_into = None
    event.save_version(by=by, version=event.version, reason=reason)


# ---- where a merged event's address and number lead


def followed(event: Event) -> Event:
    """The event that stands for this one: itself, or the last of those that it was merged into."""
    seen = {event.pk}
    while event.merged_into_id and event.merged_into_id not in seen:
        seen.add(event.merged_into_id)
        event = Event.objects.select_related("mission").get(
            pk=event.merged_into_id
        )  # follows an event the caller may see
    return event


def forwards(pk: int, *, to) -> Event | None:
    """Of a merged event: the one that stands for it, if that person may see it; None for any other event."""
    event = Event.objects.filter(pk=pk, merged_into__isnull=False).first()
    if event is None or not (event.number or to.answers_for(event.mission_id)):
        return None
    return Event.objects.visible_to(to).filter(pk=followed(event).pk).first()


def merged_into(event: Event) -> list[Merge]:
    """The merges that stand behind an event, oldest first, each with its event and its `hindrance`. One query."""
    rows = list(
        Merge.objects.standing().filter(survivor=event).order_by("at", "pk").select_related("event__mission", "by")
    )
    for made in rows:
        made.survivor = event
        made.hindrance = hindrance(made)  # type: ignore[attr-defined]  # for the page
    return rows
