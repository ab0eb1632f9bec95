"""Which board is asked for: years, what the columns break down, the question, the order, and whose peers."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.strict_filterset import OneChoiceField, OneOf
from events.models import Approach, Category
from regions.models import Indicator, State
from reports.board import BASES, PER, TRAIT_OF_QUESTION, Measure, indicator_key
from reports.cumulative import Register
from reports.filters import YearsFilter

TRAIT_OF = {"category": "category", "region_type": "region", "interest_level": "interest"}
"""Value of the address, as the list of events calls it -> the board's trait."""

PART = "of-"
"""Begins the sort key of a column of the breakdown: of-festival, of-none."""

NONE = "none"


class BoardFilter(YearsFilter):
    """What the board shows. What is not said is taken from what is counted; what is not understood is an error."""

    by = OneOf(
        label=_("Columns by"),
        choices=[
            ("category", _("Category")),
            ("region_type", _("Type of region")),
            ("interest_level", _("Level of interest")),
        ],
    )
    measure = OneOf(
        label=_("Columns and rates count"),
        choices=[("events", pgettext_lazy("how many", "Events")), ("participants", _("Participants"))],
    )
    question = OneOf(
        label=_("Question"),
        choices=[
            ("", _("All states")),
            ("many-bases", _("Many bases, few events")),
            ("few-learners", _("Few learners of Japanese, no festival")),
            ("no-event", _("No event in these years")),
        ],
    )
    state = OneOf(label=_("Peers of"))
    defaults: ClassVar[dict[str, str]] = {"status": "counted", "by": "category", "measure": "events"}

    def __init__(self, data, *, register: Register, user=None) -> None:
        super().__init__(data, register=register, user=user)
        self.indicators = tuple(dict.fromkeys(indicator_key(code) for code in _codes(Indicator)))
        states = [(row.code, row.full_name) for row in State.objects.order_by("code")]
        self.filters["state"].extra["choices"] = [("", _("The mission’s own states")), *states]
        choices = [(f"{sign}{key}", key) for key in self._keys() for sign in ("", "-")]
        self.other_fields = {"sort": OneChoiceField(label=_("Sort"), choices=choices, required=False)}  # type: ignore[misc]  # rows decide the choices

    def _keys(self) -> list[str]:
        """Everything that can be sorted by, whichever breakdown is shown."""
        parts = [f"{PART}{code}" for code in (*_codes(Category), *_codes(Approach), NONE)]
        rates = [f"{key}-rate" for key in PER]
        return ["state", "region", *self.indicators, "events", "participants", "unknown", *rates, *parts]

    @property
    def trait(self) -> str:
        return TRAIT_OF[self.form.cleaned_data["by"]]

    @property
    def traits(self) -> tuple[str, ...]:
        """The trait of the columns, and that of the question where it is another."""
        return tuple(dict.fromkeys((self.trait, TRAIT_OF_QUESTION.get(self.question_key, self.trait))))

    @property
    def measured(self) -> Measure:
        return self.form.cleaned_data["measure"]

    @property
    def question_key(self) -> str:
        return self.form.cleaned_data["question"]

    @property
    def peers_of(self) -> str:
        return self.form.cleaned_data["state"]

    @property
    def sort(self) -> str:
        """The column, a minus for the largest first; the most bases first when none is said."""
        return self.settled["sort"] or (f"-{BASES}" if BASES in self.indicators else "state")


def _codes(model) -> list[str]:
    return list(model.objects.order_by("position", "code").values_list("code", flat=True))
