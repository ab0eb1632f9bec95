"""What the API says of events, for its description."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework import serializers

from accounts.api.schema import refusal
from events.models.choices import Basis, Format, Qualifier
from events.status import Status


def _number(**options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(allow_null=True, **options)


def _choice(choices: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices, allow_null=True)


class NamedShape(serializers.Serializer):
    code = serializers.CharField()
    name_ja = serializers.CharField(allow_null=True)
    name_en = serializers.CharField(allow_null=True)


class CountShape(serializers.Serializer):
    count = _number(help_text="null: not known, or nothing of the kind")
    qualifier = _choice(Qualifier.choices)
    basis = _choice(Basis.choices)


class CountsShape(serializers.Serializer):
    in_person = CountShape()
    online = CountShape()
    on_demand = CountShape()


class SeriesShape(serializers.Serializer):
    name_ja = serializers.CharField()
    name_en = serializers.CharField()


class PartnerShape(serializers.Serializer):
    role = serializers.CharField()
    name = serializers.CharField()


class OfficialShape(serializers.Serializer):
    name = serializers.CharField()
    title = serializers.CharField()
    level = serializers.CharField()


class LinkShape(serializers.Serializer):
    url = serializers.CharField()
    label = serializers.CharField()


class EventShape(serializers.Serializer):
    id = serializers.IntegerField()
    version = serializers.IntegerField()
    number = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(choices=Status.choices)
    mission = NamedShape()
    partner_missions = NamedShape(many=True)
    fiscal_year = _number()
    title_ja, title_en = serializers.CharField(), serializers.CharField()
    summary_ja, summary_en = serializers.CharField(), serializers.CharField()
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    state = NamedShape(allow_null=True)
    county = NamedShape(allow_null=True)
    city, venue = serializers.CharField(), serializers.CharField()
    format = _choice(Format.choices)
    category = NamedShape(allow_null=True)
    region_type = NamedShape(allow_null=True)
    interest_level = NamedShape(allow_null=True)
    pillar = NamedShape(allow_null=True)
    participants = _number(help_text="Counted under the rule of the fiscal year; null: nothing countable is known")
    participants_unknown = serializers.BooleanField()
    participants_by_mode = CountsShape()
    series = SeriesShape(allow_null=True)
    partners = PartnerShape(many=True)
    officials = OfficialShape(many=True)
    links = LinkShape(many=True)
    is_good_practice = serializers.BooleanField()
    story_ja, story_en = serializers.CharField(), serializers.CharField()
    own_funds = serializers.FloatField(allow_null=True, help_text="For the event's mission and headquarters")
    outside_funds = serializers.FloatField(allow_null=True)
    outside_funds_source = serializers.CharField()
    is_sample = serializers.BooleanField()
    updated_at = serializers.DateTimeField()


class EventPageShape(serializers.Serializer):
    next = serializers.CharField(allow_null=True, help_text="The address of the next page")
    results = EventShape(many=True)


KEY = OpenApiParameter(
    "event", {"type": "string", "pattern": "^([1-9][0-9]{0,17}|[A-Z]{3}-[0-9]{4}-[0-9]{4,8})$"}, OpenApiParameter.PATH,
    description="Key or number, such as 12 or BOS-2026-0001 / 案件のid又は案件番号",
)  # fmt: skip
EXAMPLES = [
    OpenApiExample(
        "draft-ja", summary="日本語の下書き", request_only=True,
        value={
            "title_ja": "日本祭り", "starts_on": "2026-05-01", "state": "US-MA", "city": "ボストン", "format": "in_person",
            "category": "festival", "participants_by_mode": {"in_person": {"count": 90, "qualifier": "about"}},
        },
    ),
    OpenApiExample(
        "draft-en", summary="A draft in English", request_only=True,
        value={
            "title_en": "Japan Festival", "starts_on": "2026-05-01", "state": "US-MA", "city": "Boston",
            "format": "hybrid", "category": "festival",
            "participants_by_mode": {"in_person": {"count": 90, "qualifier": "exact"}, "online": {"qualifier": "unknown"}},
        },
    ),
]  # fmt: skip
REFUSALS = [
    refusal("ja", title="内容に誤りがあります", detail="終了日が開始日より前です。", pointer="/ends_on"),
    refusal(
        "en", title="Something in it does not hold", detail="The end date is before the start date.", pointer="/ends_on"
    ),
]
