"""What is asked about a quarter's return: a deadline of HQ's own, and reasons."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.fields import DayField, ProseField
from events.forms.verbs import ReasonForm
from regions.models import Mission


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


class ManyExcusesForm(forms.Form):
    """Which missions are excused from what stands open of which years, and why. Nothing ticked is no mission at all."""

    missions = forms.ModelMultipleChoiceField(
        Mission.objects.none(), label=_("Missions"), widget=forms.CheckboxSelectMultiple, to_field_name="code",
        error_messages={"required": _("Choose at least one mission.")},
    )  # fmt: skip
    first_year = forms.TypedChoiceField(label=_("From fiscal year"), coerce=int)
    last_year = forms.TypedChoiceField(label=_("To fiscal year"), coerce=int)
    reason = ProseField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason, so that others can follow what happened.")},
    )  # fmt: skip

    def __init__(self, *args, years: list[int], **options):
        super().__init__(*args, use_required_attribute=False, **options)
        self.fields["missions"].queryset = Mission.objects.all()
        self.fields["missions"].label_from_instance = lambda mission: mission.short_name
        for name in ("first_year", "last_year"):
            self.fields[name].choices = [(year, str(year)) for year in years]

    def clean(self):
        cleaned = super().clean()
        first, last = self.cleaned_data.get("first_year"), self.cleaned_data.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", _("The last year is before the first."))
        return cleaned

    @property
    def years_chosen(self) -> range:
        return range(self.cleaned_data["first_year"], self.cleaned_data["last_year"] + 1)
