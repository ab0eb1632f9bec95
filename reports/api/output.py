"""What the API says of figures and editions, for its description."""

from __future__ import annotations

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers


class FigureShape(serializers.Serializer):
    code = serializers.CharField(allow_null=True)
    name_ja = serializers.CharField(allow_null=True)
    name_en = serializers.CharField(allow_null=True)
    events = serializers.IntegerField()
    participants = serializers.IntegerField(allow_null=True, help_text="null: not known of any of the events")
    unknown = serializers.IntegerField()


class YearFigureShape(serializers.Serializer):
    fiscal_year = serializers.IntegerField()
    events = serializers.IntegerField()
    participants = serializers.IntegerField(allow_null=True)
    unknown = serializers.IntegerField()


class StateFigureShape(FigureShape):
    region = serializers.CharField(allow_null=True)


class ApproachFigureShape(FigureShape):
    axis = serializers.CharField()


class DefinitionShape(serializers.Serializer):
    fiscal_year_min = serializers.IntegerField()
    fiscal_year_max = serializers.IntegerField()
    missions = serializers.ListField(child=serializers.CharField())
    statuses = serializers.ListField(child=serializers.CharField())
    series = serializers.CharField()


class RuleShape(serializers.Serializer):
    fiscal_year = serializers.IntegerField()
    modes = serializers.ListField(child=serializers.CharField(), allow_null=True)


class BaselineShape(serializers.Serializer):
    measure = serializers.CharField()
    fiscal_year_min = serializers.IntegerField()
    fiscal_year_max = serializers.IntegerField()
    value = serializers.IntegerField()
    is_derived = serializers.BooleanField()
    source = serializers.CharField()
    is_added = serializers.BooleanField()


class ReportShape(serializers.Serializer):
    on = serializers.DateField()
    definition = DefinitionShape()
    events = serializers.IntegerField()
    participants = serializers.IntegerField(allow_null=True)
    unknown = serializers.IntegerField()
    baseline_events = serializers.IntegerField()
    baseline_participants = serializers.IntegerField()
    cumulative_events = serializers.IntegerField()
    cumulative_participants = serializers.IntegerField(allow_null=True)
    not_confirmed = serializers.IntegerField()
    sample_events = serializers.IntegerField()
    by_fiscal_year = YearFigureShape(many=True)
    by_mission = FigureShape(many=True)
    by_region = FigureShape(many=True)
    by_state = StateFigureShape(many=True)
    by_category = FigureShape(many=True)
    by_approach = ApproachFigureShape(many=True)
    by_format = FigureShape(many=True)
    joint = FigureShape(many=True)
    counting_rules = RuleShape(many=True)
    baselines = BaselineShape(many=True)


class FileShape(serializers.Serializer):
    language = serializers.CharField()
    format = serializers.CharField()
    name = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    url = serializers.CharField()


class FindingShape(serializers.Serializer):
    """What was found before an edition was issued, and why it was issued all the same."""

    code = serializers.CharField()
    sentence_ja = serializers.CharField()
    sentence_en = serializers.CharField()
    reason = serializers.CharField()


class EditionShape(serializers.Serializer):
    number = serializers.IntegerField()
    standing = serializers.CharField()
    title_ja = serializers.CharField()
    title_en = serializers.CharField()
    meeting = serializers.CharField()
    issued_on = serializers.DateField()
    issued_at = serializers.DateTimeField()
    as_of = serializers.DateTimeField()
    fiscal_year_min = serializers.IntegerField()
    fiscal_year_max = serializers.IntegerField()
    events = serializers.IntegerField()
    participants = serializers.IntegerField(allow_null=True)
    unknown = serializers.IntegerField()
    baseline_events = serializers.IntegerField()
    baseline_participants = serializers.IntegerField()
    cumulative_events = serializers.IntegerField()
    cumulative_participants = serializers.IntegerField(allow_null=True)
    is_sample = serializers.BooleanField()
    withdrawn = serializers.CharField(allow_null=True)
    digest = serializers.CharField()
    findings = FindingShape(many=True)
    files = FileShape(many=True)


EditionsShape = inline_serializer("Editions", {"results": EditionShape(many=True)})
