"""Which events were chosen on the list, what is to be done with them, and with what value."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from events.bulk import MOST_AT_ONCE, VERBS, WITH_REASON, BulkChange
from events.filters import EventFilter
from events.forms.fields import ProseField
from events.forms.review import CHOSEN
from events.models import Approach, Category, Event, Series
from events.models.choices import Format
from events.paging import page_of
from events.querysets import APPROACH_AXES
from regions.models import Mission

AXIS_OF = {column: axis for axis, column in APPROACH_AXES.items()}

WHAT = {
    "category": _("Category"),
    "format": _("Format"),
    "region_type": _("Type of region"),
    "interest_level": _("Level of interest"),
    "pillar": _("Pillar of the action plan"),
    "series": _("Series"),
    "add_partner": _("Add a partner mission"),
    "remove_partner": _("Take out a partner mission"),
}
DONE = {
    "submit": _("Submit"),
    "confirm": _("Confirm"),
    "return": _("Return to the mission"),
    "withdraw": _("Withdraw"),
}


def actions_of(user) -> list[tuple[Any, list[tuple[str, Any]]]]:
    """What this person may choose to do with several events, in two groups; nothing for who changes none."""
    if not (user.is_hq or user.is_of_mission):
        return []
    verbs = {"confirm": user.is_hq, "return": user.is_hq or user.role == Role.MISSION_APPROVER}
    return [
        (_("Change a field"), list(WHAT.items())),
        (_("Do"), [(verb, DONE[verb]) for verb in VERBS if verbs.get(verb, True)]),
    ]


class SelectionForm(forms.Form):
    """`which` is chosen (the ticked ones), page, or all that match: the filter `query`, which showed `count` events."""

    which = forms.ChoiceField(
        choices=[(name, name) for name in ("chosen", "page", "all")], required=False, widget=forms.HiddenInput
    )
    query = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)
    count = forms.IntegerField(required=False, widget=forms.HiddenInput)
    what = forms.ChoiceField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Say what to do with the chosen events.")),
    )

    def __init__(self, *args, user, **options):
        super().__init__(*args, use_required_attribute=False, **options)
        self.user = user
        self.fields["what"].choices = actions_of(user)

    def clean(self) -> dict:
        cleaned = super().clean()
        self.chosen = {} if self.errors else self._chosen(cleaned["which"] or "chosen", cleaned)
        return cleaned

    def _chosen(self, which: str, cleaned: dict) -> dict[int, int]:
        if which == "chosen":
            found = [CHOSEN.fullmatch(each) for each in self.data.getlist("event")]
            if None in found:
                raise ValidationError(_now("It cannot be read which events you chose. Choose them again."))
            chosen = {int(each[1]): int(each[2]) for each in found if each}
        else:
            filters = EventFilter(QueryDict(cleaned["query"]), user=self.user)
            if filters.problems:
                raise ValidationError([problem.sentence for problem in filters.problems])
            rows = filters.qs
            if which == "page":
                rows = Event.objects.filter(pk__in=[event.pk for event in page_of(filters, count=rows.count()).events])
            chosen = dict(rows.order_by().values_list("pk", "version")[: MOST_AT_ONCE + 1])
        if not chosen:
            raise ValidationError(_now("Choose at least one event first."))
        if len(chosen) > MOST_AT_ONCE:
            raise ValidationError(
                _now("At most %(most)d events are changed at once. Narrow the list down with filters.")
                % {"most": MOST_AT_ONCE}
            )
        return chosen

    @property
    def changed_count(self) -> tuple[int, int] | None:
        """How many the list showed and how many match now, where the two differ."""
        seen = self.cleaned_data.get("count")
        differs = self.cleaned_data["which"] == "all" and seen is not None and seen != len(self.chosen)
        return (seen, len(self.chosen)) if differs else None

    def sentences(self) -> list[str]:
        return [str(sentence) for errors in self.errors.values() for sentence in errors]


def needs_nothing(what: str) -> bool:
    """Whether it is done without a new value and without a reason."""
    return what in VERBS and what not in WITH_REASON


class ChangeForm(forms.Form):
    """The new value, or the reason, for what is to be done."""

    def __init__(self, *args, what: str, user, **options):
        super().__init__(*args, use_required_attribute=False, **options)
        self.what = what
        if what in WITH_REASON:
            self.fields["because"] = ProseField(
                label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"required": _("Give a reason, so that others can follow what happened.")},
            )  # fmt: skip
        elif what not in VERBS:
            self.fields["value"] = _value_field(what, user)

    def change(self) -> BulkChange:
        """The value as the model takes it; None for “not given”."""
        value = self.cleaned_data.get("value")
        if self.what == "format":
            value = Format(value)
        return BulkChange(self.what, value or None, self.cleaned_data.get("because", ""))


def _value_field(what: str, user) -> forms.Field:
    said = {"label": _("New value"), "error_messages": {"required": _("Choose the new value.")}}
    if what == "format":
        return forms.ChoiceField(choices=[("", "---------"), *Format.choices], **said)
    rows: QuerySet
    if what in AXIS_OF:
        rows = Approach.objects.filter(axis=AXIS_OF[what]).select_related("plan")
        return forms.ModelChoiceField(rows, required=False, empty_label=_("Not given"), **said)
    if what == "series":
        rows = Series.objects.visible_to(user)
        own = rows if user.is_hq else rows.filter(mission=user.mission_id)
        return forms.ModelChoiceField(own, required=False, empty_label=_("Not given"), **said)
    rows = Category.objects.all() if what == "category" else Mission.objects.all()
    return forms.ModelChoiceField(rows, **(said | ({} if what == "category" else {"label": _("Partner mission")})))
