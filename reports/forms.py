"""Which report is asked for: one form for the page's address and for the command's options."""

from __future__ import annotations

from typing import cast

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from events.fiscal_year import FIRST_DAY, LAST_DAY, fiscal_year_of
from events.status import COUNTED, Status
from regions.models import Mission
from reports.cumulative import Register
from reports.figures import Definition

FIRST_YEAR, LAST_YEAR = fiscal_year_of(FIRST_DAY), fiscal_year_of(LAST_DAY)
STATUSES = {
    "counted": tuple(COUNTED),
    "confirmed": (Status.CONFIRMED,),
    "submitted": (Status.SUBMITTED,),
}


def _year_field(label) -> forms.IntegerField:
    out_of_range = _("A fiscal year is a number from 2000 to 2099.")
    return forms.IntegerField(
        label=label,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.Select,
        error_messages={"invalid": out_of_range, "min_value": out_of_range, "max_value": out_of_range},
    )


class StrictForm(forms.Form):
    """A form for an address: a parameter it does not know is an error, because a misspelt one would change the figures."""

    def __init__(self, data, *args, **kwargs) -> None:
        self.unknown_names = sorted(set(data) - set(self.base_fields))
        super().__init__(data, *args, **kwargs)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        for name in self.unknown_names:
            self.add_error(None, _("There is no parameter “%(name)s” here.") % {"name": name[:60]})
        return cleaned


class DefinitionForm(StrictForm):
    """What a cumulative report counts. What is not said is taken from what is counted; what is not understood is an error."""

    fiscal_year_min = _year_field(_("From fiscal year"))
    fiscal_year_max = _year_field(_("To fiscal year"))
    mission = forms.MultipleChoiceField(
        label=_("Missions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All missions when none is chosen."),
        error_messages={"invalid_choice": _("There is no mission with the code “%(value)s”.")},
    )
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[
            ("counted", _("Submitted and confirmed")),
            ("confirmed", _("Confirmed only")),
            ("submitted", _("Submitted, not yet confirmed")),
        ],
        error_messages={"invalid_choice": _("There is no status “%(value)s” to count by.")},
    )
    series = forms.ChoiceField(
        label=_("Events of a series"),
        choices=[("each", _("Count each event")), ("as_one", _("Count a series as one"))],
        error_messages={"invalid_choice": _("Events of a series are counted “each” or “as_one”, not “%(value)s”.")},
    )

    def __init__(self, data, *, register: Register) -> None:
        first, last = register.years_counted() or (None, None)
        this_year = fiscal_year_of(timezone.localdate())
        defaults = {
            "fiscal_year_min": [str(first or this_year)],
            "fiscal_year_max": [str(last or this_year)],
            "status": ["counted"],
            "series": ["each"],
        }
        given = dict(data.lists())
        said = {name: values for name, values in given.items() if any(values) or name not in self.base_fields}
        super().__init__(MultiValueDict(defaults | said))
        missions = Mission.objects.order_by("position", "code")
        self.missions = {mission.code: mission.short_name for mission in missions}
        cast(forms.MultipleChoiceField, self.fields["mission"]).choices = list(self.missions.items())
        self._offer_years(first or this_year, last or this_year)

    def _offer_years(self, first: int, last: int) -> None:
        asked = [self.data.get(name, "") for name in ("fiscal_year_min", "fiscal_year_max")]
        years = {int(year) for year in asked if year.isdecimal() and FIRST_YEAR <= int(year) <= LAST_YEAR}
        years |= set(range(first, max(last, fiscal_year_of(timezone.localdate())) + 1))
        for name in ("fiscal_year_min", "fiscal_year_max"):
            cast(forms.Select, self.fields[name].widget).choices = [(year, str(year)) for year in sorted(years)]

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("fiscal_year_min"), cleaned.get("fiscal_year_max")
        if first is not None and last is not None and last < first:
            self.add_error("fiscal_year_max", _("The last fiscal year is before the first."))
        return cleaned

    @property
    def definition(self) -> Definition:
        """What was asked for, once the form is valid; missions in their official order."""
        chosen = self.cleaned_data
        return Definition(
            first=chosen["fiscal_year_min"],
            last=chosen["fiscal_year_max"],
            missions=tuple(code for code in self.missions if code in chosen["mission"]),
            statuses=STATUSES[chosen["status"]],
            series=chosen["series"],
        )
