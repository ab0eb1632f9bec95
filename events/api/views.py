"""Events over the API."""

from __future__ import annotations

import re

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.paging import page_of
from accounts.api.parameters import understood
from accounts.api.views import ApiView
from events.api.filters import ApiEventFilter
from events.api.shapes import etag_of, event_as_json, events_as_json, in_order
from events.filters import NUMBER
from events.models import Event

KEY = re.compile(r"[1-9][0-9]{0,17}")


class Events(ApiView):
    @extend_schema(operation_id="listEvents")
    def get(self, request: Request) -> Response:
        filters = understood(ApiEventFilter(request.query_params, user=request.user))
        page = page_of(filters.qs, **filters.settled)
        events = Event.objects.visible_to(request.user).filter(pk__in=page.keys)
        found = in_order(events_as_json(events, user=request.user, rules=filters.rules), page.keys)
        return Response({"next": page.next_address(request), "results": found})


class OneEvent(ApiView):
    @extend_schema(operation_id="readEvent")
    def get(self, request: Request, event: str) -> Response:
        said = event_as_json(event_of(request, event), user=request.user)
        return Response(said, headers={"ETag": etag_of(said)})


def event_of(request: Request, text: str) -> Event:
    """By its key or its number; 404 for what is neither, or not for this reader."""
    visible = Event.objects.visible_to(request.user)
    if KEY.fullmatch(text):
        return get_object_or_404(visible, pk=text)
    if NUMBER.fullmatch(text):
        return get_object_or_404(visible, number=text)
    raise Http404
