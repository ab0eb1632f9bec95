"""What the dashboard shows: the filters of the list of events, so that each number's list is the same address."""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import Any, ClassVar, Self, cast
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.strict_filterset import Badge, OneChoiceField
from events.filters import AXIS_OF_FILTER, COUNTED_VALUE, ON_EVERY_AXIS, EventFilter
from events.fiscal_year import fiscal_year_of
from events.models import AxisTotal
from events.querysets import AxisTotalQuerySet, EventQuerySet
from reports.figures import Figure

BEFORE, ALONE = "before", "none"


class DashboardFilter(EventFilter):
    """A selection of events, and what it is compared with. Without years: the latest that has counted events."""

    other_fields: ClassVar[dict[str, forms.Field]] = {
        "measure": OneChoiceField(
            label=_("Charts show"),
            required=False,
            choices=[("events", pgettext_lazy("how many", "Events")), ("participants", _("Participants"))],
        ),
        "beside": OneChoiceField(label=_("Compare with"), required=False, choices=[]),
    }

    def __init__(self, data, *, user) -> None:
        self.years_counted = AxisTotal.objects.visible_to(user).years_counted()
        first, last = self.years_counted or (None, fiscal_year_of(timezone.localdate()))
        latest = max(first or 0, min(last, fiscal_year_of(timezone.localdate()))) if first else last
        said = {name: values for name, values in data.lists() if any(values) or name not in self.base_filters}
        defaults = {"status": [COUNTED_VALUE]}
        if not {"fiscal_year_min", "fiscal_year_max"} & said.keys():
            defaults |= {"fiscal_year_min": [str(latest)], "fiscal_year_max": [str(latest)]}
        super().__init__(MultiValueDict(defaults | said), user=user)
        self.said = set(said)
        missions = self.filters["mission"].extra["choices"]
        choices = [(BEFORE, _("The years before")), (ALONE, _("Without comparison")), *missions]
        beside = OneChoiceField(label=_("Compare with"), required=False, choices=choices)
        self.other_fields = {**self.other_fields, "beside": beside}  # type: ignore[misc]  # rows decide the choices

    # ---- what is asked

    @property
    def measured(self) -> str:
        return self.settled["measure"] or "events"

    @property
    def beside(self) -> str:
        return self.settled["beside"] or BEFORE

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last fiscal year; an end left open is that of what is counted."""
        first, last = self.years_counted or (
            self.active.get("fiscal_year_max", 0),
            self.active.get("fiscal_year_min", 0),
        )
        first, last = self.active.get("fiscal_year_min", first), self.active.get("fiscal_year_max", last)
        return first, max(first, last)

    @cached_property
    def badges(self) -> list[Badge]:
        """Of what the address says, not of what stands in for it."""
        return [badge for badge in super().badges if badge.name in self.said]

    def varied(self, **values: Any) -> Self:
        """The same selection with some values replaced (None: not asked), without looking the choices up again."""
        other = copy(self)
        for cached in ("_qs", "found", "badges", "_at_once", "_asked"):
            other.__dict__.pop(cached, None)
        other._form = copy(self.form)
        other._form.cleaned_data = {**self.form.cleaned_data, **values}
        return other

    @property
    def compared(self) -> Self | None:
        """The selection beside this one: as many years before, or another mission."""
        if self.beside == ALONE:
            return None
        if self.beside != BEFORE:
            return self.varied(mission=[self.beside])
        first, last = self.span
        length = last - first + 1
        return self.varied(fiscal_year_min=first - length, fiscal_year_max=last - length)

    # ---- answers

    def by(self, name: str) -> dict[str | int, Figure]:
        """Value -> its figures, as the list of events counts them; '' where a trait is not given, 0 for no fiscal year."""
        if self._at_once:
            found = self._at_once[AXIS_OF_FILTER.get(name, name)]
        else:
            totals = self.totals(by=name)
            rows, column = totals if totals else (cast("EventQuerySet", self.qs), name)
            found = rows.figures_by(column or name, rules=self.rules)
        return {row["code"]: Figure(row["code"], row["events"], row["participants"], row["unknown"]) for row in found}

    @cached_property
    def _at_once(self) -> dict[str, list[dict]]:
        """Every breakdown in two queries, where nothing is asked that the totals of each axis do not know; else empty."""
        asked = self.active.keys()
        if not asked <= ON_EVERY_AXIS:
            return {}
        rows = cast("AxisTotalQuerySet", AxisTotal.objects.visible_to(self.user))
        return self._narrowed(rows, asked).breakdowns(rules=self.rules)

    @property
    def total(self) -> Figure:
        return Figure("", **self.figures())

    @cached_property
    def _asked(self) -> dict[str, Any]:
        return self.active

    def list_of(self, **values: Any) -> str:
        """The address of the list of these events, narrowed by some values."""
        asked = {name: value for name, value in {**self._asked, **values}.items() if value is not None}
        return f"{reverse('event_list')}?{urlencode(asked, doseq=True)}"
