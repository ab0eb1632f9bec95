"""Reference data over the API: short lists in their own order, codes with their names in both languages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.schema import problems
from accounts.api.views import ApiView
from events.models import ActionPlan, Approach, Category, CountingRule
from events.querysets import MODES
from regions.models import Indicator, IndicatorValue, Jurisdiction, Mission, Region, State

NAMES = ("code", "name_ja", "name_en")


class RegionShape(serializers.ModelSerializer):
    class Meta:
        model = Region
        fields = NAMES


class StateShape(serializers.ModelSerializer):
    class Meta:
        model = State
        fields = (*NAMES, "usps", "kind", "full_name_ja", "region")


class MissionShape(serializers.ModelSerializer):
    class Meta:
        model = Mission
        fields = (*NAMES, "kind", "short_ja", "short_en", "parent", "city", "seat", "time_zone", "requires_approval")


class JurisdictionShape(serializers.ModelSerializer):
    counties = serializers.ListField(child=serializers.CharField(), source="county_codes")

    class Meta:
        model = Jurisdiction
        fields = ("mission", "state", "extent", "counties", "valid_from", "valid_to", "note_ja", "note_en")


class CategoryShape(serializers.ModelSerializer):
    class Meta:
        model = Category
        fields = NAMES


class ActionPlanShape(serializers.ModelSerializer):
    class Meta:
        model = ActionPlan
        fields = (*NAMES, "valid_from", "valid_to")


class ApproachShape(serializers.ModelSerializer):
    class Meta:
        model = Approach
        fields = (*NAMES, "axis", "plan", "method_ja", "method_en")


class CountingRuleShape(serializers.ModelSerializer):
    modes = serializers.ListField(child=serializers.ChoiceField(choices=MODES))

    class Meta:
        model = CountingRule
        fields = ("fiscal_year", "modes", "note_ja", "note_en")


class IndicatorValueShape(serializers.ModelSerializer):
    class Meta:
        model = IndicatorValue
        fields = ("state", "value", "rank")


class IndicatorShape(serializers.ModelSerializer):
    values = IndicatorValueShape(many=True)

    class Meta:
        model = Indicator
        fields = (
            *NAMES, "unit_ja", "unit_en", "year", "source_ja", "source_en", "note_ja", "note_en", "stated_total", "values",
        )  # fmt: skip


class ReferenceList(ApiView):
    """All rows of one table of reference data, under `results`."""

    shape: ClassVar[type[serializers.ModelSerializer]]
    summary: ClassVar[Any]
    related: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        name = cls.__name__
        shape = inline_serializer(f"{name}List", {"results": cls.shape(many=True)})
        named = extend_schema(operation_id=f"list{name}", summary=cls.summary, responses={200: shape, **problems()})
        extend_schema_view(get=named)(cls)

    def rows(self) -> QuerySet[Any]:
        return self.shape.Meta.model.objects.prefetch_related(*self.related)

    def get(self, request: Request) -> Response:
        return Response({"results": self.shape(self.rows(), many=True).data})


class Regions(ReferenceList):
    summary = _("Regions of a report")
    shape = RegionShape


class States(ReferenceList):
    summary = _("States and territories")
    shape = StateShape


class Missions(ReferenceList):
    summary = _("Missions")
    shape = MissionShape


class Jurisdictions(ReferenceList):
    summary = _("Which mission serves which state, from when to when")
    shape = JurisdictionShape
    related = ("county_links",)


class Categories(ReferenceList):
    summary = _("Categories")
    shape = CategoryShape


class ActionPlans(ReferenceList):
    summary = _("Action plans")
    shape = ActionPlanShape


class Approaches(ReferenceList):
    summary = _("Approaches on three axes")
    shape = ApproachShape


class CountingRules(ReferenceList):
    summary = _("What counts as a participant in each fiscal year")
    shape = CountingRuleShape


class Indicators(ReferenceList):
    summary = _("Indicators with their values by state")
    shape = IndicatorShape
    related = ("values",)
