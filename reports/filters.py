"""Which report is asked for: one strict filter set for the page's address and for the command's options."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.strict_filterset import AnyOf, OneOf, StrictFilterSet, WholeNumber
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


def _year(label) -> WholeNumber:
    sentence = _("Write a fiscal year from 2000 to 2099.")
    messages = dict.fromkeys(("invalid", "min_value", "max_value"), sentence)
    return WholeNumber(label=label, min_value=FIRST_YEAR, max_value=LAST_YEAR, error_messages=messages)


class YearsFilter(StrictFilterSet):
    """Fiscal years and the status of what counts. What is not said is taken from what is counted."""

    fiscal_year_min = _year(_("From fiscal year"))
    fiscal_year_max = _year(_("To fiscal year"))
    status = OneOf(
        label=_("Status"),
        choices=[
            ("counted", _("Submitted and confirmed")),
            ("confirmed", _("Confirmed only")),
            ("submitted", _("Submitted, not yet confirmed")),
        ],
    )
    defaults: ClassVar[dict[str, str]] = {"status": "counted"}

    def __init__(self, data, *, register: Register, user=None) -> None:
        first, last = register.years_counted() or (None, None)
        this_year = fiscal_year_of(timezone.localdate())
        defaults = {
            "fiscal_year_min": [str(first or this_year)],
            "fiscal_year_max": [str(last or this_year)],
            **{name: [value] for name, value in self.defaults.items()},
        }
        said = {name: values for name, values in data.lists() if any(values) or name not in self.base_filters}
        super().__init__(defaults | said, register.axes, user=user)
        self._offer_years(first or this_year, max(last or this_year, this_year))

    def _offer_years(self, first: int, last: int) -> None:
        asked = [self.data.get(name, "") for name in ("fiscal_year_min", "fiscal_year_max")]
        years = {int(year) for year in asked if year.isdecimal() and FIRST_YEAR <= int(year[:5]) <= LAST_YEAR}
        years |= set(range(first, last + 1))
        for name in ("fiscal_year_min", "fiscal_year_max"):
            self.filters[name].extra["widget"] = forms.Select(choices=[(year, str(year)) for year in sorted(years)])

    def check_together(self, form) -> None:
        if form.cleaned_data["fiscal_year_max"] < form.cleaned_data["fiscal_year_min"]:
            form.add_error("fiscal_year_max", _now("The last fiscal year is before the first."))

    @property
    def definition(self) -> Definition:
        """What was asked for, once nothing is wrong with it."""
        chosen = self.form.cleaned_data
        return Definition(
            first=chosen["fiscal_year_min"],
            last=chosen["fiscal_year_max"],
            missions=(),
            statuses=STATUSES[chosen["status"]],
        )


class ReportFilter(YearsFilter):
    """What a cumulative report counts. What is not said is taken from what is counted; what is not understood is an error."""

    mission = AnyOf(label=_("Missions"), help_text=_("All missions when none is chosen."))
    series = OneOf(
        label=_("Events of a series"),
        choices=[("each", _("Count each event")), ("as_one", _("Count a series as one"))],
    )
    defaults: ClassVar[dict[str, str]] = {"status": "counted", "series": "each"}

    def __init__(self, data, *, register: Register, user=None) -> None:
        super().__init__(data, register=register, user=user)
        missions = Mission.objects.order_by("position", "code")
        self.missions = {mission.code: mission.short_name for mission in missions}
        self.filters["mission"].extra["choices"] = list(self.missions.items())

    @property
    def definition(self) -> Definition:
        """As of `YearsFilter`, with the missions in their official order."""
        chosen = self.form.cleaned_data
        missions = tuple(code for code in self.missions if code in chosen["mission"])
        return replace(super().definition, missions=missions, series=chosen["series"])
