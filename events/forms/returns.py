"""What is asked about a quarter's return: a deadline of HQ's own, and reasons."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.fields import DayField
from events.forms.verbs import ReasonForm


class QuarterDeadlineForm(forms.Form):
    deadline_on = DayField(
        label=_("Deadline of headquarters’ own"),
        required=False,
        help_text=_("Missions have until the end of that day at their place. An empty box takes it back."),
    )

    def __init__(self, *args, number: int, **options):
        super().__init__(*args, use_required_attribute=False, auto_id=f"id_%s_{number}", **options)


class TakeBackForm(ReasonForm):
    prefix = "take-back"


class ExcuseForm(ReasonForm):
    prefix = "excuse"


class EndExcuseForm(ReasonForm):
    prefix = "end"
