"""What the list of events can be asked, and the contract for links from a report to the events behind a number."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from typing import ClassVar, cast

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.strict_filterset import (
    AnyOf,
    Day,
    Flag,
    OneChoiceField,
    OneOf,
    StrictFilterSet,
    WholeNumber,
    WholeNumberField,
    Words,
)
from events.counts import MOST_PARTICIPANTS
from events.fiscal_year import FIRST_DAY, LAST_DAY, fiscal_year_of
from events.list_columns import COLUMNS, DEFAULT, ColumnsField
from events.merging import forwards
from events.models import (
    Approach,
    AxisTotal,
    Category,
    CountingRule,
    Event,
    OfficialMet,
    PartnerRole,
    RunningTotal,
    Series,
)
from events.models.choices import Format
from events.querysets import APPROACH_AXES, TRAITS, EventQuerySet, Figures
from events.status import COUNTED, Status
from events.words import MOST_WORDS, holding
from regions.models import Mission, Region, State

NONE = "none"
"""The value of a filter that asks for events of which the trait is not given."""

SMALLEST_AXIS = "pillar"
"""Of the axes on which each event stands once, the one with the fewest codes."""

COUNTED_VALUE = "counted"
SEARCHED = ("title_ja", "title_en", "summary_ja", "summary_en", "venue", "city", "number")
MOST_SERIES = 300
FEW = 500
NUMBER = re.compile(r"[A-Z]{3}-[0-9]{4}-[0-9]{4,}")
SERIES_WITHIN = re.compile(r"[0-9]{4}-[0-9]{4}(\.[A-Z]{3})*")
SORTS = (
    "date", "number", "mission", "state", "category", "participants", "updated", "title", "status", "format", "city",
)  # fmt: skip

ON_EVERY_AXIS = {"fiscal_year_min", "fiscal_year_max", "mission", "status", "unknown"}
AXIS_OF_FILTER = {"state": "state", "region": "state", "category": "category", "format": "format",
                  **{column: axis for axis, column in APPROACH_AXES.items()}, "partner": "partner"}  # fmt: skip
TRAIT_FILTERS = ON_EVERY_AXIS | {"state", "region", "category", "format"}

_WRITE_A_YEAR = _("Write a fiscal year from 2000 to 2099.")
_WRITE_A_COUNT = _("Write a number from 0 to 299,999,997.")


def _between(least: int, most: int, sentence) -> dict:
    return {
        "min_value": least,
        "max_value": most,
        "error_messages": dict.fromkeys(("invalid", "min_value", "max_value"), sentence),
    }


_YEARS = _between(fiscal_year_of(FIRST_DAY), fiscal_year_of(LAST_DAY), _WRITE_A_YEAR)
_COUNTS = _between(0, 3 * MOST_PARTICIPANTS, _WRITE_A_COUNT)


class EventFilter(StrictFilterSet):
    """The events a person may see that have all the traits asked for; withdrawn ones only when asked for by status."""

    q = Words(label=_("Words"), method="with_words", max_length=200)
    fiscal_year_min = WholeNumber(label=_("From fiscal year"), method="from_fiscal_year", **_YEARS)
    fiscal_year_max = WholeNumber(label=_("To fiscal year"), method="to_fiscal_year", **_YEARS)
    date_min = Day(label=_("From date"), field_name="starts_on", lookup_expr="gte")
    date_max = Day(label=_("To date"), field_name="starts_on", lookup_expr="lte")
    mission = AnyOf(label=_("Mission"))
    state = AnyOf(label=_("State"), method="with_trait")
    region = AnyOf(label=_("Region"), method="of_region")
    category = AnyOf(label=_("Category"), method="with_trait")
    format = AnyOf(label=_("Format"), method="with_trait", choices=[*Format.choices, (NONE, _("Not given"))])
    status = AnyOf(
        label=_("Status"),
        method="of_status",
        choices=[(COUNTED_VALUE, _("Counted (submitted and confirmed)")), *Status.choices],
    )
    region_type = OneOf(label=_("Type of region"), method="with_approach")
    interest_level = OneOf(label=_("Level of interest"), method="with_approach")
    pillar = OneOf(label=_("Pillar of the action plan"), method="with_approach")
    series = OneOf(label=_("Series"))
    partner = OneOf(label=_("Joint events with"), field_name="partner_missions")
    organisation = Words(label=_("Partner"), method="with_organisation", max_length=200)
    official = Words(label=_("Official met"), method="with_official", max_length=120)
    participants_min = WholeNumber(label=_("Participants, at least"), method="from_participants", **_COUNTS)
    participants_max = WholeNumber(label=_("Participants, at most"), method="to_participants", **_COUNTS)
    unknown = Flag(label=_("Participants unknown"), method="of_unknown_participation")
    good_practice = Flag(label=_("Good practices"), method="of_good_practice")
    unread_comments = Flag(label=_("Unread comments"), method="with_unread_comments")
    returned = OneOf(
        label=_("Returned with a reason"),
        method="that_came_back",
        choices=[("", _("Any")), ("1", _("Yes")), ("0", _("No"))],
    )
    one_per_series = Flag(label=_("One event of each series"), method="left_for_the_end")
    series_within = Words(label=_("First of each series within"), method="first_of_series_within", max_length=120)

    other_fields: ClassVar[dict[str, forms.Field]] = {
        "sort": OneChoiceField(
            label=_("Sort"), required=False, choices=[(sign + key, key) for key in SORTS for sign in ("", "-")]
        ),
        "columns": ColumnsField(label=_("Columns"), required=False),
        "density": OneChoiceField(
            label=_("Density"), required=False, choices=[("comfortable", _("Comfortable")), ("compact", _("Compact"))]
        ),
        "up": OneChoiceField(label=_("Up"), required=False, choices=[(key, key) for key in COLUMNS]),
        "down": OneChoiceField(label=_("Down"), required=False, choices=[(key, key) for key in COLUMNS]),
        "page": WholeNumberField(label=_("Page"), required=False, min_value=1),
    }
    """`up` and `down` name the column that a form without scripts asks to move; they never stay in an address."""

    def __init__(self, data, queryset=None, *, user):
        super().__init__(data, Event.objects.visible_to(user) if queryset is None else queryset, user=user)
        approaches: dict[str, list] = {axis: [(NONE, _("Not given"))] for axis in APPROACH_AXES}
        for row in Approach.objects.all():
            axis = row.pk.split("-")[0]
            approaches[axis].insert(-1, (row.pk, row.name))
        missions = [(row.pk, row.short_name) for row in Mission.objects.all()]
        self.states = list(State.objects.only("code", "name_ja", "name_en", "region_id"))
        choices: dict[str, list] = {
            "mission": missions,
            "partner": missions,
            "state": [*((row.pk, row.name) for row in self.states), (NONE, _("Not given"))],
            "region": [(row.pk, row.name) for row in Region.objects.all()],
            "category": [*((row.pk, row.name) for row in Category.objects.all()), (NONE, _("Not given"))],
            "series": [(str(row.pk), row.name) for row in self._series()],
            **{column: approaches[axis] for axis, column in APPROACH_AXES.items()},
        }
        for name, values in choices.items():
            blank = [("", _("Any"))] if isinstance(self.filters[name], OneOf) else []
            self.filters[name].extra["choices"] = [*blank, *values]

    def _series(self):
        """The series that the person may see, at most MOST_SERIES; the one asked for always among them."""
        rows = Series.objects.visible_to(self.user)
        asked = self.data.get("series", "")
        if asked.isascii() and asked.isdigit() and len(asked) < 16:
            return [*rows.filter(pk=asked), *rows.exclude(pk=asked)[:MOST_SERIES]]
        return rows[:MOST_SERIES]

    @cached_property
    def rules(self) -> dict[int, tuple[str, ...]]:
        return CountingRule.objects.as_rules()

    def check_together(self, form) -> None:
        cleaned = form.cleaned_data
        first, last = cleaned["fiscal_year_min"], cleaned["fiscal_year_max"]
        if first is not None and last is not None and first > last:
            form.add_error("fiscal_year_max", _now("The last fiscal year is before the first."))
        begin, end = cleaned["date_min"], cleaned["date_max"]
        if begin is not None and end is not None and begin > end:
            form.add_error("date_max", _now("The last date is before the first."))
        least, most = cleaned["participants_min"], cleaned["participants_max"]
        if least is not None and most is not None and least > most:
            form.add_error("participants_max", _now("The highest number of participants is below the lowest."))
        if cleaned["series_within"] and not SERIES_WITHIN.fullmatch(cleaned["series_within"]):
            form.add_error("series_within", _now("Write fiscal years, and missions if need be: 2017-2020.BOS.DEN"))
        if len(cleaned["q"].split()) > MOST_WORDS:
            form.add_error("q", _now("Search for at most %(most)d words.") % {"most": MOST_WORDS})

    @property
    def leaves_out_withdrawn(self) -> bool:
        return "status" not in self.active

    # ---- the filters; those of TRAIT_FILTERS read events and running totals alike

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        if self.leaves_out_withdrawn:
            queryset = queryset.exclude(status=Status.WITHDRAWN)
        return queryset.one_per_series() if "one_per_series" in self.active else queryset

    def with_words(self, queryset, _name, text):
        return queryset.filter(holding(text, SEARCHED))

    def with_organisation(self, queryset, _name, name):
        return queryset.filter(Exists(PartnerRole.objects.filter(event=OuterRef("pk"), name=name)))

    def with_official(self, queryset, _name, name):
        return queryset.filter(Exists(OfficialMet.objects.filter(event=OuterRef("pk"), name=name)))

    def from_fiscal_year(self, queryset, _name, year):
        return queryset.in_fiscal_years(year, None)

    def to_fiscal_year(self, queryset, _name, year):
        return queryset.in_fiscal_years(None, year)

    def with_trait(self, queryset, name, codes):
        named = [code for code in codes if code != NONE]
        condition = Q(**{f"{name}__in": named})
        if NONE in codes:
            condition |= _absent(queryset, name)
        return queryset.filter(condition)

    def of_region(self, queryset, _name, regions):
        return queryset.filter(state__in=self._states_of(regions))

    def _states_of(self, regions: list[str]) -> list[str]:
        return [row.pk for row in self.states if row.region_id in regions]

    def of_status(self, queryset, _name, statuses):
        wanted = {status for status in statuses if status != COUNTED_VALUE}
        return queryset.counted(wanted | set(COUNTED) if COUNTED_VALUE in statuses else wanted)

    def that_came_back(self, queryset, _name, value):
        return queryset.returned() if value == "1" else queryset.never_returned()

    def with_unread_comments(self, queryset, _name, _value):
        return queryset.with_unread_comments(self.user)

    def with_approach(self, queryset, name, code):
        return queryset.filter(**{name: None if code == NONE else code})

    def from_participants(self, queryset, _name, least):
        return queryset.with_participants(rules=self.rules).filter(participants__gte=least)

    def to_participants(self, queryset, _name, most):
        return queryset.with_participants(rules=self.rules).filter(participants__lte=most)

    def of_unknown_participation(self, queryset, _name, _value):
        return queryset.of_unknown_participation(rules=self.rules)

    def of_good_practice(self, queryset, _name, _value):
        return queryset.filter(is_good_practice=True)

    def left_for_the_end(self, queryset, _name, _value):
        """One event of each series within all else that is asked: `filter_queryset` does it last."""
        return queryset

    def first_of_series_within(self, queryset, _name, span):
        """A series as one within some years and missions, whatever else is asked: how a report counts its cells."""
        years, *missions = span.split(".")
        first, last = years.split("-")
        scope = self.queryset.in_fiscal_years(int(first), int(last)).of_missions(missions)
        scope = self.of_status(scope, "status", self.active.get("status", [COUNTED_VALUE]))
        return queryset.filter(pk__in=scope.one_per_series().order_by().values("pk"))

    # ---- answers

    def totals(self, *, by: str | None = None) -> tuple[Figures, str | None] | None:
        """The running totals of what is asked, and the name of their column for the trait `by`.

        The table by axes answers where one axis is enough, because it is the smaller.
        None when no totals know all the traits, or something is wrong.
        """
        if self.problems:
            return None
        asked = self.active.keys()
        axes = {AXIS_OF_FILTER[name] for name in asked & AXIS_OF_FILTER.keys()}
        if by in AXIS_OF_FILTER:
            axes.add(AXIS_OF_FILTER[by])
        if asked <= ON_EVERY_AXIS | AXIS_OF_FILTER.keys() and len(axes) < 2:
            axis = axes.pop() if axes else SMALLEST_AXIS
            rows = AxisTotal.objects.visible_to(self.user).filter(axis=axis)
            for name in asked & AXIS_OF_FILTER.keys():
                rows = rows.filter(code__in=self._codes(name))
            return self._narrowed(rows, asked & ON_EVERY_AXIS), "code" if by in AXIS_OF_FILTER else by
        if asked <= TRAIT_FILTERS and (by is None or by in TRAITS):
            return self._narrowed(RunningTotal.objects.visible_to(self.user), asked), by
        return None

    def _codes(self, name: str) -> list[str]:
        value = self.active[name]
        if name == "region":
            return self._states_of(value)
        return ["" if code == NONE else code for code in (value if isinstance(value, list) else [value])]

    def _narrowed(self, rows, names):
        for name in names:
            rows = self.filters[name].filter(rows, self.active[name])
        return rows if "status" in self.active else rows.exclude(status=Status.WITHDRAWN)

    def figures(self) -> dict:
        """`events`, `participants`, `unknown` of what is asked, from the running totals where they can answer."""
        totals = self.totals()
        rows: Figures = totals[0] if totals else self.found
        return rows.figures(rules=self.rules)

    @cached_property
    def found(self) -> EventQuerySet:
        """`qs`; where only reading every text tells what matches and little does, its rows by their keys.

        That is one walk through the table instead of two, and none of them in the order of the list.
        """
        rows = cast("EventQuerySet", self.qs)
        if self.problems or self.totals():
            return rows
        keys = list(rows.order_by().values_list("pk", flat=True)[: FEW + 1])
        return rows if len(keys) > FEW else cast("EventQuerySet", self.queryset.filter(pk__in=keys))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns asked for, in their order; the usual ones where none are, or something is wrong."""
        return tuple(self.settled["columns"] or DEFAULT)

    def event_by_number(self) -> Event | None:
        """The event whose number is the whole of the words searched for, if the person may see it."""
        text = unicodedata.normalize("NFKC", self.active.get("q", "")).strip().upper()
        if not NUMBER.fullmatch(text):
            return None
        return self.queryset.filter(number=text).first() or self._merged_under(text)

    def _merged_under(self, number: str) -> Event | None:
        """The event that stands for the one that had this number before it was merged."""
        merged = Event.objects.filter(number=number, merged_into__isnull=False).first()
        return forwards(merged.pk, to=self.user) if merged else None


def _absent(queryset, name: str) -> Q:
    """An absent trait is NULL in an event and '' in a running total; the format is '' in both."""
    is_null = queryset.model is Event and name != "format"
    return Q(**{name: None if is_null else ""})
