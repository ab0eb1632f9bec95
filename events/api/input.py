"""What may be sent as an event: each key as it is read, by codes; what is left out stays, null empties."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from events.counts import MOST_PARTICIPANTS
from events.forms.rows import MOST_ROWS
from events.models import EventLink, OfficialMet, PartnerRole
from events.models.choices import Basis, Format, Qualifier
from events.querysets import MODES


def _text(longest: int) -> serializers.CharField:
    return serializers.CharField(max_length=longest, required=False, allow_blank=True, allow_null=True)


def _one_of(choices: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices, required=False, allow_null=True)


class StrictShape(serializers.Serializer):
    """Refuses keys that it does not know: a misspelt one must not be lost without a word."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(self.fields))):
            raise serializers.ValidationError({name: [_("There is no such key.")] for name in unknown})
        return super().to_internal_value(data)


class CountInput(StrictShape):
    count = serializers.IntegerField(min_value=0, max_value=MOST_PARTICIPANTS, required=False, allow_null=True)
    qualifier = _one_of(Qualifier.choices)
    basis = _one_of(Basis.choices)


class CountsInput(StrictShape):
    in_person = CountInput(required=False, allow_null=True)
    online = CountInput(required=False, allow_null=True)
    on_demand = CountInput(required=False, allow_null=True)


class PartnerInput(StrictShape):
    role = serializers.ChoiceField(choices=PartnerRole._meta.get_field("role").choices)
    name = serializers.CharField(max_length=PartnerRole._meta.get_field("name").max_length)


class OfficialInput(StrictShape):
    name = serializers.CharField(max_length=OfficialMet._meta.get_field("name").max_length)
    title = serializers.CharField(
        max_length=OfficialMet._meta.get_field("title").max_length, allow_blank=True, default=""
    )
    level = serializers.ChoiceField(choices=OfficialMet._meta.get_field("level").choices)


class LinkInput(StrictShape):
    url = serializers.CharField(max_length=500)
    label = serializers.CharField(
        max_length=EventLink._meta.get_field("label").max_length, allow_blank=True, default=""
    )


class EventInput(StrictShape):
    mission = _text(3)
    title_ja, title_en = _text(200), _text(200)
    summary_ja, summary_en = _text(4000), _text(4000)
    starts_on = serializers.DateField(required=False, allow_null=True)
    ends_on = serializers.DateField(required=False, allow_null=True)
    state, county = _text(5), _text(9)
    city, venue = _text(100), _text(200)
    format = _one_of(Format.choices)
    category, region_type, interest_level, pillar = _text(30), _text(30), _text(30), _text(30)
    participants_by_mode = CountsInput(required=False)
    series = _text(200)
    partner_missions = serializers.ListField(
        child=serializers.CharField(max_length=3), required=False, max_length=MOST_ROWS
    )
    partners = PartnerInput(many=True, required=False, max_length=MOST_ROWS)
    officials = OfficialInput(many=True, required=False, max_length=MOST_ROWS)
    links = LinkInput(many=True, required=False, max_length=MOST_ROWS)
    is_good_practice = serializers.BooleanField(required=False)
    story_ja, story_en = _text(4000), _text(4000)
    own_funds = serializers.DecimalField(max_digits=12, decimal_places=2, required=False, allow_null=True)
    outside_funds = serializers.DecimalField(max_digits=12, decimal_places=2, required=False, allow_null=True)
    outside_funds_source = _text(200)


COUNT_FIELDS = {mode: f"{mode}_count" for mode in MODES}
