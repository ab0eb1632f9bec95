"""Events over the API: read, drafted, changed, submitted, by the forms and verbs of the pages."""

from __future__ import annotations

import re

from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import trail
from accounts.api.conditions import changed, key_sent, require_version
from accounts.api.paging import page_of
from accounts.api.parameters import parameters_of, understood
from accounts.api.problems import Problem
from accounts.api.schema import IDEMPOTENCY_KEY, IF_MATCH, problems
from accounts.api.views import ApiView
from accounts.models.api_key import ApiKeyUsed, digest_of
from accounts.models.api_token import Scope
from events.api.filters import ApiEventFilter
from events.api.input import EventInput
from events.api.output import EXAMPLES, KEY, REFUSALS, EventPageShape, EventShape
from events.api.shapes import etag_of, event_as_json, events_as_json, in_order
from events.api.writing import entry_of, missing_of, require_valid
from events.filters import NUMBER
from events.models import Event
from events.models.event import EditConflict
from events.status import Status

A_KEY = re.compile(r"[1-9][0-9]{0,17}")


class Events(ApiView):
    scopes = {"POST": Scope.DRAFT}

    @extend_schema(
        operation_id="listEvents", summary=_lazy("Events, latest entered first"), parameters=parameters_of(ApiEventFilter),
        responses={200: EventPageShape, **problems(400)},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        filters = understood(ApiEventFilter(request.query_params, user=request.user))
        page = page_of(filters.qs, **filters.settled)
        events = Event.objects.visible_to(request.user).filter(pk__in=page.keys)
        found = in_order(events_as_json(events, user=request.user, rules=filters.rules), page.keys)
        return Response({"next": page.next_address(request), "results": found})

    @extend_schema(
        operation_id="createEvent", summary=_lazy("A new draft"), request=EventInput, parameters=[IDEMPOTENCY_KEY],
        responses={201: EventShape, **problems(400, 409, 415, 422)}, examples=[*EXAMPLES, *REFUSALS],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """A draft. The same request under the same Idempotency-Key makes no second one."""
        key, body = key_sent(request), request._request.body
        found = _made_before(request, key, body)
        if found is None:
            try:
                found = _create(request, key, body)
            except IntegrityError:
                found = _made_before(request, key, body)
                if found is None:
                    raise
        said = event_as_json(found, user=request.user)
        address = reverse("api:event_detail", args=[found.pk])
        return Response(said, 201, headers={"ETag": etag_of(said), "Location": request.build_absolute_uri(address)})


class OneEvent(ApiView):
    scopes = {"PATCH": Scope.DRAFT}

    @extend_schema(
        operation_id="readEvent", summary=_lazy("One event"), parameters=[KEY],
        responses={200: EventShape, 304: None, **problems(404)},
    )  # fmt: skip
    def get(self, request: Request, event: str) -> Response:
        return _answer(request, _event_of(request, event))

    @extend_schema(
        operation_id="updateEvent", summary=_lazy("A changed event: what is left out stays, null empties"), request=EventInput,
        parameters=[KEY, IF_MATCH], examples=[*EXAMPLES, *REFUSALS],
        responses={200: EventShape, **problems(400, 404, 409, 412, 415, 422, 428)},
    )  # fmt: skip
    def patch(self, request: Request, event: str) -> Response:
        """The event with what was sent; what was handed in already takes a token that may submit."""
        found = _writable(request, event)
        require_version(request, found.version)
        if found.status != Status.DRAFT and not request.auth.allows(Scope.SUBMIT):
            raise Problem(
                403, _("This event is no draft any more: changing it takes a token that may submit."), code="scope"
            )
        entry = entry_of(found, _read(request), user=request.user)
        require_valid(entry)
        with _by_token(request):
            try:
                entry.save()
            except EditConflict:
                raise changed() from None
        return _answer(request, found)


class SubmitEvent(ApiView):
    scopes = {"POST": Scope.SUBMIT}

    @extend_schema(
        operation_id="submitEvent", summary=_lazy("A draft, handed in"), request=None, parameters=[KEY, IF_MATCH],
        responses={200: EventShape, **problems(404, 409, 412, 415, 422, 428)},
    )  # fmt: skip
    def post(self, request: Request, event: str) -> Response:
        """Hands it in, to headquarters or to the mission's approver first."""
        found = _writable(request, event)
        require_version(request, found.version)
        if found.status == Status.DRAFT and (refusal := missing_of(found)):
            raise refusal
        with _by_token(request):
            try:
                found.submit(by=request.user)
            except EditConflict:
                raise changed() from None
        return _answer(request, found)


def _answer(request: Request, event: Event) -> Response:
    said = event_as_json(event, user=request.user)
    return Response(said, headers={"ETag": etag_of(said)})


def _read(request: Request) -> dict:
    if not request._request.body:
        raise Problem(400, _("The body is empty. Send a JSON object, with braces alone where nothing is to be said."))
    sent = EventInput(data=request.data)
    sent.is_valid(raise_exception=True)
    return sent.validated_data


def _create(request: Request, key: str, body: bytes) -> Event:
    entry = entry_of(Event(), _read(request), user=request.user)
    require_valid(entry)
    with _by_token(request), transaction.atomic():
        if key:
            used = ApiKeyUsed.objects.create(person=request.user, key=key, digest=digest_of(body), made="")
        entry.save()
        if key:
            ApiKeyUsed.objects.filter(pk=used.pk).update(made=f"event {entry.event.pk}")
    return entry.event


def _made_before(request: Request, key: str, body: bytes) -> Event | None:
    used = ApiKeyUsed.find(person=request.user, key=key) if key else None
    if used is None:
        return None
    if not used.is_of(body):
        raise Problem(422, _("Another request was sent under this Idempotency-Key. Take a new key for a new event."))
    return get_object_or_404(Event.objects.visible_to(request.user), pk=used.made.removeprefix("event "))


def _by_token(request: Request):
    """What is written meanwhile stands in the trail under the token."""
    return trail.under(f"api token {request.auth.pk}", by=request.user)


def _event_of(request: Request, text: str) -> Event:
    return _named(Event.objects.visible_to(request.user), text)


def _writable(request: Request, text: str) -> Event:
    return _named(Event.objects.answered_for_by(request.user).select_related("mission", "state"), text)


def _named(events, text: str) -> Event:
    """By its key or its number; 404 for what is neither, or not for this person."""
    if A_KEY.fullmatch(text):
        return get_object_or_404(events, pk=text)
    if NUMBER.fullmatch(text):
        return get_object_or_404(events, number=text)
    raise Http404
