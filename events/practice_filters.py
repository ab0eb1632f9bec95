"""What the gallery of good practices can be asked."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.strict_filterset import AnyOf, OneOf, StrictFilterSet, WholeNumberField, Words
from events.models import Approach, Category, Event, Photo, Practice, Selection
from events.querysets import EventQuerySet
from events.status import Status
from events.words import MOST_WORDS, holding
from regions.models import Mission, State

SEARCHED = (
    "title_ja", "title_en", "summary_ja", "summary_en", "story_ja", "story_en", "city", "number",
    "practice__why_ja", "practice__why_en",
)  # fmt: skip
SELECTED = (Selection.SELECTED,)
OWN = (Selection.SELECTED, Selection.NOMINATED, Selection.DECLINED)


class PracticeFilter(StrictFilterSet):
    """Confirmed good practices, latest first, that a person may see.

    Asked by its way into the document: what that person may know of it, confirmed or not.
    """

    q = Words(label=_("Words"), method="with_words", max_length=200)
    region_type = AnyOf(label=_("Type of region"))
    interest_level = AnyOf(label=_("Level of interest"))
    category = AnyOf(label=_("Category"))
    state = AnyOf(label=_("State"))
    mission = AnyOf(label=_("Mission"))
    fiscal_year = AnyOf(label=_("Fiscal year"))
    selection = OneOf(label=_("For the document"), method="on_the_way")

    other_fields: ClassVar = {"page": WholeNumberField(label=_("Page"), required=False, min_value=1, max_value=100_000)}

    def __init__(self, data, *, user) -> None:
        practices = Event.objects.visible_to(user).practices()
        super().__init__(data, practices, user=user)
        approaches = list(Approach.objects.order_by("position", "code"))
        known = OWN if user.is_hq or user.is_of_mission else SELECTED
        choices: dict[str, list] = {
            "region_type": [(row.pk, row.name) for row in approaches if row.axis == "region"],
            "interest_level": [(row.pk, row.name) for row in approaches if row.axis == "interest"],
            "category": [(row.pk, row.name) for row in Category.objects.all()],
            "state": [(row.pk, row.name) for row in State.objects.all()],
            "mission": [(row.pk, row.short_name) for row in Mission.objects.all()],
            "fiscal_year": [(str(year), str(year)) for year in _years(practices)],
            "selection": [("", _("Any")), *((state.value, state.label) for state in known)],
        }
        for name, values in choices.items():
            self.filters[name].extra["choices"] = values

    def check_together(self, form) -> None:
        if len(form.cleaned_data["q"].split()) > MOST_WORDS:
            form.add_error("q", _now("Search for at most %(most)d words.") % {"most": MOST_WORDS})

    def filter_queryset(self, queryset):
        if "selection" not in self.active:
            queryset = queryset.filter(status=Status.CONFIRMED)
        return super().filter_queryset(queryset)

    def with_words(self, queryset: EventQuerySet, _name: str, text: str) -> EventQuerySet:
        return queryset.filter(holding(text, SEARCHED))

    def on_the_way(self, queryset: EventQuerySet, _name: str, state: str) -> EventQuerySet:
        known = Practice.objects.visible_to(self.user).filter(state=state).order_by()
        return queryset.filter(pk__in=known.values("pk"))

    @property
    def cards(self) -> QuerySet:
        """With what a card shows; `shown_photos` are those that anybody may see."""
        shown = Prefetch("photos", queryset=Photo.objects.publishable(), to_attr="shown_photos")
        rows = self.qs.select_related("mission", "state", "category", "region_type", "interest_level", "practice")
        return rows.prefetch_related(shown).order_by("-starts_on", "-pk")


def _years(practices: EventQuerySet) -> list[int]:
    """Those in which there is one, latest first."""
    dated = practices.filter(starts_on__isnull=False)
    return list(dated.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct())
