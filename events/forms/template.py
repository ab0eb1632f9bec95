"""Which template workbook is asked for: one form for the page's address and for the command's options."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.fiscal_year import FIRST_DAY, LAST_DAY, fiscal_year_of
from events.spreadsheets.template import Order
from regions.models import Mission

_OUT_OF_RANGE = _("A fiscal year is a number from 2000 to 2099.")


class TemplateForm(forms.Form):
    """A mission that the person may write for, a fiscal year, and how dates look."""

    mission = forms.ModelChoiceField(
        Mission.objects.none(),
        label=_("Mission"),
        error_messages={"invalid_choice": _("You cannot make a workbook for this mission.")},
    )
    fiscal_year = forms.IntegerField(
        label=_("Fiscal year"),
        min_value=fiscal_year_of(FIRST_DAY),
        max_value=fiscal_year_of(LAST_DAY),
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6, "maxlength": 8}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _OUT_OF_RANGE),
    )
    era = forms.BooleanField(label=_("Show dates in the Japanese era"), required=False)

    def __init__(self, data=None, *, user) -> None:
        initial = {"mission": user.mission_id, "fiscal_year": fiscal_year_of(timezone.localdate())}
        super().__init__(data, initial=initial)
        missions = Mission.objects.all()
        field = self.fields["mission"]
        field.queryset = missions if user.is_hq else missions.filter(pk=user.mission_id)
        field.label_from_instance = lambda mission: mission.short_name
        if not user.is_hq:
            field.empty_label = None

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        for name in sorted(set(self.data) - set(self.fields)):
            self.add_error(None, _now("There is no parameter “%(name)s” here.") % {"name": name[:60]})
        return cleaned

    @property
    def order(self) -> Order:
        """What was asked for, once the form is valid."""
        chosen = self.cleaned_data
        made_at = timezone.localtime(timezone=timezone.get_default_timezone())
        return Order(chosen["mission"], chosen["fiscal_year"], made_at, era=chosen["era"])
