"""What is decided about two events that seem to be one: which stays, which values it has, or that they are two."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.fields import ProseField
from events.merging import CHOICES
from events.models import Event

MERGE, TWO = "merge", "two"
KEEP = "keep-"
_NAMES = {names[0] for names in CHOICES}
_KEY = re.compile(r"[0-9]{1,15}")


class PairForm(forms.Form):
    """`survivor` is the key of the event that stays; `keep-city=12` says that of the two cities that of event 12 stays."""

    action = forms.ChoiceField(choices=[(MERGE, MERGE), (TWO, TWO)])
    survivor = forms.TypedChoiceField(
        coerce=int, required=False, error_messages={"invalid_choice": _("Choose which of the two events stays.")}
    )
    first_version = forms.IntegerField(min_value=1, max_value=10**9)
    second_version = forms.IntegerField(min_value=1, max_value=10**9)
    reason = ProseField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason, so that others can follow what happened.")},
        help_text=_("Both missions read it."),
    )  # fmt: skip

    def __init__(self, data=None, *, first: Event, second: Event):
        super().__init__(data, use_required_attribute=False)
        self.first, self.second = first, second
        self.fields["survivor"].choices = [(str(event.pk), str(event)) for event in (first, second)]

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("action") == MERGE and not cleaned.get("survivor") and "survivor" not in self.errors:
            self.add_error("survivor", _("Choose which of the two events stays."))
        return cleaned

    def pair(self) -> tuple[Event, Event]:
        """The event that is merged and the one that stays, each with the version that was seen."""
        self.first.version = self.cleaned_data["first_version"]
        self.second.version = self.cleaned_data["second_version"]
        if self.cleaned_data["survivor"] == self.first.pk:
            return self.second, self.first
        return self.first, self.second

    def taken(self) -> set[str]:
        """The fields whose value comes from the event that is merged."""
        survivor = self.cleaned_data["survivor"]
        merged = self.second.pk if survivor == self.first.pk else self.first.pk
        return {name for name in _NAMES if self.data.get(KEEP + name) == str(merged)}

    def kept(self, name: str) -> int | None:
        """Whose value of a field was chosen on the page; None before anything was."""
        chosen = self.data.get(KEEP + name, "") if self.is_bound else ""
        return int(chosen) if _KEY.fullmatch(chosen) else None
