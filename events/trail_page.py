"""What the trail's page shows: records found by person, kind, mission and day, each in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django_filters import Filter

from accounts.models import ChangedRow, Record
from accounts.strict_filterset import AnyOf, StrictFilterSet, WholeNumber, WholeNumberField, Words
from accounts.trail.kinds import KINDS
from accounts.trail.versions import histories
from events.changes import reason_in_words
from events.models import Event
from events.undoing import may_be_undone
from regions.models import Mission

EDITION = re.compile(r"edition (?P<number>\d+)(?P<withdrawn> withdrawn)?")
EVENTS = Event.history.model._meta.db_table
PLACES = {
    "page": pgettext_lazy("where from", "page"),
    "admin": pgettext_lazy("where from", "admin page"),
    "command": pgettext_lazy("where from", "command"),
    "program": pgettext_lazy("where from", "program"),
    "import": pgettext_lazy("where from", "import"),
    "api": "API",
}
"""The first words of a source that are said in the reader's language; the name after them stays as it is."""

REASONS = {
    "start": _("Draft started"),
    "edit": _("Changed"),
    "issue": _("Issued"),
    "set aside": _("Set aside"),
    "take up again": _("Taken up again"),
    "open": _("Opened"),
    "close": _("Closed"),
    "reopen": _("Reopened"),
    "announce deadline": _("Deadline announced"),
    "grant": _("Exception given"),
    "end": _("Ended"),
    "sign": _("Return signed"),
    "take back": _("Return taken back"),
    "excuse": _("Excused"),
    "end excuse": _("Excuse ended"),
    "nominate": pgettext_lazy("of a good practice", "Nominated"),
    "why it worked": _("Why it worked"),
    "outcome": _("What came of it"),
    "copy": _("Copied from another event"),
    "create": _("Created"),
    "again": _("Held again this year"),
    "not this year": _("Not this year"),
}
"""Verbs of other rows than events (whose verbs events/changes.py says)."""


class Day(Filter):
    field_class = forms.DateField


class TrailFilter(StrictFilterSet):
    """The records of the trail, newest first."""

    person = Words(
        label=_("Person (part of the e-mail address)"), field_name="by_name", lookup_expr="icontains", max_length=100
    )
    kind = AnyOf(label=_("Kind of record"), choices=list(KINDS.items()))
    mission = AnyOf(label=_("Mission"), method="of_missions")
    event = WholeNumber(label=_("Event"), method="of_event", min_value=1)
    since = Day(label=_("From day"), method="since_day", widget=forms.DateInput(attrs={"type": "date"}))
    until = Day(label=_("To day"), method="until_day", widget=forms.DateInput(attrs={"type": "date"}))

    other_fields: ClassVar = {"page": WholeNumberField(required=False, min_value=1, max_value=1_000_000)}

    def __init__(self, data, *, user):
        records = Record.objects.exclude(position=None).select_related("by").order_by("-position")
        super().__init__(data, records, user=user)
        self.filters["mission"].extra["choices"] = [(row.pk, row.short_name) for row in Mission.objects.all()]

    def of_missions(self, queryset: QuerySet, _name: str, codes: list[str]) -> QuerySet:
        wanted = Q()
        for code in codes:
            wanted |= Q(missions__contains=f",{code},")
        return queryset.filter(wanted)

    def of_event(self, queryset: QuerySet, _name: str, pk: int) -> QuerySet:
        rows = ChangedRow.objects.filter(kind=EVENTS, row=str(pk))
        return queryset.filter(change_set__in=rows.values("change_set"))

    def since_day(self, queryset: QuerySet, _name: str, day) -> QuerySet:
        return queryset.filter(at__gte=timezone.make_aware(datetime.combine(day, time.min)))

    def until_day(self, queryset: QuerySet, _name: str, day) -> QuerySet:
        return queryset.filter(at__lte=timezone.make_aware(datetime.combine(day, time.max)))

    def check_together(self, form) -> None:
        since, until = form.cleaned_data.get("since"), form.cleaned_data.get("until")
        if since and until and until < since:
            form.add_error("until", _now("The last day is before the first."))


@dataclass(frozen=True, slots=True)
class Line:
    """One record in words. `events` holds the keys of the first events that it changed.

    `may_be_undone`: it is of a change set that its own page can undo as a whole, if nothing was changed since.
    """

    record: Record
    kind: str
    what: tuple[str, ...]
    why: str
    where: str
    events: tuple[str, ...]
    may_be_undone: bool


def lines(records: Any) -> Iterator[Line]:
    for record in records:
        details = record.details
        reasons = [_reason(reason) for reason in details.get("reasons", [])]
        yield Line(
            record=record,
            kind=str(KINDS.get(record.kind, record.kind)),
            what=tuple(_what(record)),
            why=_now(", ").join(dict.fromkeys([*([record.reason] if record.reason else []), *reasons])),
            where=_where(record.source),
            events=tuple(details.get("rows", {}).get(EVENTS, [])[:5]),
            may_be_undone=may_be_undone(record),
        )


def _reason(kept: str) -> str:
    return str(REASONS[kept]) if kept in REASONS else reason_in_words(kept)


def _where(source: str) -> str:
    place, _space, name = source.partition(" ")
    return f"{PLACES.get(place, place)} {name}".strip()


def _what(record: Record) -> Iterator[str]:
    """What was changed, by kinds of rows with how many of each; else what the record is about."""
    if numbered := EDITION.fullmatch(record.about):
        said = _now("Edition %(number)s, withdrawn") if numbered["withdrawn"] else _now("Edition %(number)s")
        yield said % {"number": numbered["number"]}
    elif record.about:
        yield record.about
    if "rows" in record.details and isinstance(record.details["rows"], int):
        yield ngettext("%(count)d row", "%(count)d rows", record.details["rows"]) % {"count": record.details["rows"]}
    for table, counts in record.details.get("kinds", {}).items():
        model = histories().get(table)
        name = str(model.instance_type._meta.verbose_name) if model else _now("user")
        yield f"{name} ({sum(counts.values())})"
