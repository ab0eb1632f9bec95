"""What HQ says about a fiscal year: that it begins, its deadline, and for whom it is opened once more."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.fiscal_year import fiscal_year_of
from events.forms.fields import DayField, ProseField
from events.models import Year, YearException
from events.models.year import FIRST_YEAR, LAST_YEAR
from regions.models import Mission


class OpenForm(forms.Form):
    fiscal_year = forms.IntegerField(label=_("Fiscal year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def __init__(self, *args, **options):
        super().__init__(*args, use_required_attribute=False, **options)
        self.fields["fiscal_year"].initial = fiscal_year_of(timezone.localdate())

    def save(self, *, by) -> Year:
        return Year.open(self.cleaned_data["fiscal_year"], by=by)


class DeadlineForm(forms.Form):
    deadline_on = DayField(
        label=_("Deadline"),
        required=False,
        help_text=_("Missions see this day on their first page. An empty box takes the deadline back."),
    )


class ExceptionForm(forms.Form):
    """For one mission, until the end of a day at its place."""

    mission = forms.ModelChoiceField(label=_("Mission"), queryset=Mission.objects.none())
    until_on = DayField(label=_("Until the end of"), help_text=_("By the clock at the mission’s place."))
    reason = ProseField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **options):
        super().__init__(*args, use_required_attribute=False, **options)
        self.fields["mission"].queryset = Mission.objects.all()
        self.fields["mission"].label_from_instance = lambda row: row.short_name

    def save(self, *, year: Year, by) -> YearException:
        said = self.cleaned_data
        return YearException.grant(
            mission=said["mission"], year=year, until_on=said["until_on"], because=said["reason"], by=by
        )
