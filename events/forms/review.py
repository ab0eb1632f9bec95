"""What a reviewer sends: a decision about one event, or about several that he chose, each with the version he saw."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.forms.fields import ProseField
from events.review import MOST_AT_ONCE, decision_of

CHOSEN = re.compile(r"([0-9]{1,15}):([0-9]{1,9})")


class ChosenField(forms.Field):
    """`event=12:3` for each event that was chosen, with its version: {12: 3}."""

    widget = forms.MultipleHiddenInput

    def clean(self, value) -> dict[int, int]:
        found = [CHOSEN.fullmatch(each) for each in value or ()]
        if not found:
            raise ValidationError(_now("Choose at least one event first."))
        if None in found:
            raise ValidationError(_now("It cannot be read which events you chose. Choose them again."))
        if len(found) > MOST_AT_ONCE:
            raise ValidationError(_now("Choose at most %(most)d events at once.") % {"most": MOST_AT_ONCE})
        return {int(each[1]): int(each[2]) for each in found}


class _Deciding(forms.Form):
    verb = forms.ChoiceField(widget=forms.HiddenInput)
    reason = ProseField(
        label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed to return: the mission reads it on the event."),
    )  # fmt: skip

    def __init__(self, *args, user, **options):
        options.setdefault("use_required_attribute", False)
        super().__init__(*args, **options)
        self.fields["verb"].choices = [(verb, verb) for verb in (decision_of(user), "return")]


class BatchForm(_Deciding):
    event = ChosenField()

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.needs_reason and "sure" in self.data:
            self.reason_missing = _now("Give a reason, so that others can follow what happened.")
        return cleaned

    reason_missing = ""

    @property
    def needs_reason(self) -> bool:
        """Whether it cannot be done yet, because returning asks for a reason."""
        return self.cleaned_data.get("verb") == "return" and not self.cleaned_data.get("reason", "").strip()

    def sentences(self) -> list[str]:
        return [str(sentence) for errors in self.errors.values() for sentence in errors]


class DecisionForm(_Deciding):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("verb") == "return" and not cleaned.get("reason", "").strip():
            self.add_error("reason", _now("Give a reason, so that others can follow what happened."))
        return cleaned

    def decision(self) -> dict[str, str]:
        return {"verb": self.cleaned_data["verb"], "because": self.cleaned_data["reason"]}
