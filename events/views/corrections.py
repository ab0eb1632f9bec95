"""Correction requests: asked for by missions, decided by headquarters."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Role
from events.correction_photos import lines_of
from events.corrections import Kind, accept, ask_about, differences_of
from events.forms.correction import AnswerForm, WhyForm
from events.models import CorrectionRequest, Event
from events.years import what_stops

MOST_DECIDED = 100
ASKED = {
    Kind.WITHDRAWAL: (
        gettext_lazy("Request the withdrawal of this event"),
        gettext_lazy("Headquarters decides. Until then the event stays as it is."),
    ),
    Kind.CONFIRMATION: (
        gettext_lazy("Request that this event be confirmed"),
        gettext_lazy("Headquarters decides. If it agrees, the event is confirmed at once and counts."),
    ),
    Kind.PUT_BACK: (
        gettext_lazy("Request that this withdrawn event count again"),
        gettext_lazy("Headquarters decides. If it agrees, the event is confirmed at once and counts."),
    ),
}


@login_required
def correction_list(request: HttpRequest) -> HttpResponse:
    """What waits for headquarters, oldest first, and below it what was decided, latest first."""
    _writers_only(request)
    visible = CorrectionRequest.objects.visible_to(request.user).for_list()
    context = {
        "waiting": visible.waiting().order_by("asked_at", "pk"),
        "decided": visible.exclude(state=CorrectionRequest.State.OPEN).order_by("-decided_at", "-pk")[:MOST_DECIDED],
    }
    return TemplateResponse(request, "events/correction_list.html", context)


@login_required
def correction_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _correction(request, pk), AnswerForm())


@require_POST
@login_required
def correction_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """`decision` is accept or decline; who declines says why."""
    correction = _correction(request, pk)
    if not request.user.is_hq:
        raise Http404
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, correction, form, status=422)
    answer = form.cleaned_data["answer"]
    if request.POST.get("decision") == "accept":
        done = _("The correction was accepted; the event is changed.")
        return _try(request, correction, form, done, lambda: accept(correction, by=request.user, answer=answer))
    if not answer.strip():
        form.add_error("answer", _("Say why you decline, so that the mission can follow."))
        return _page(request, correction, form, status=422)
    done = _("The correction was declined; the event stays as it is.")
    return _try(request, correction, form, done, lambda: correction.decline(by=request.user, because=answer))


@require_POST
@login_required
def correction_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    correction = _correction(request, pk)
    done = _("The request was taken back.")
    return _try(request, correction, AnswerForm(), done, lambda: correction.take_back(by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def event_ask_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    return _ask(request, pk, Kind.WITHDRAWAL, otherwise="event_withdraw")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def event_ask_confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    return _ask(request, pk, Kind.CONFIRMATION, otherwise="event_detail")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def event_ask_put_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _ask(request, pk, Kind.PUT_BACK, otherwise="event_detail")


def _ask(request: HttpRequest, pk: int, kind: str, *, otherwise: str) -> HttpResponse:
    """Asks why first; in an open year it leads to where nothing needs to be asked for."""
    events = Event.objects.answered_for_by(request.user).select_related("mission")
    event = get_object_or_404(events, pk=pk)
    closed = what_stops(event)
    if not closed:
        return redirect(otherwise, pk)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            why = form.cleaned_data["reason"]
            kept = ask_about(event, kind, closed=closed, by=request.user, because=why)
        except ValidationError as error:
            return TemplateResponse(
                request, "events/event_refused.html", {"event": event, "sentences": error.messages}, status=409
            )
        messages.success(request, _("Headquarters has your request. Nothing in the event has changed yet."))
        return redirect(kept)
    heading, explanation = ASKED[Kind(kind)]
    context = {"event": event, "form": form, "sentence": closed.sentence(to=request.user)}
    context |= {"heading": heading, "explanation": explanation}
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "events/event_ask_withdrawal.html", context, status=status)


def _writers_only(request: HttpRequest) -> None:
    if request.user.role == Role.READ_ONLY:
        raise Http404


def _correction(request: HttpRequest, pk: int) -> CorrectionRequest:
    return get_object_or_404(CorrectionRequest.objects.visible_to(request.user).for_list(), pk=pk)


def _try(
    request: HttpRequest, correction: CorrectionRequest, form: AnswerForm, done: str, act: Callable[[], object]
) -> HttpResponse:
    try:
        act()
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as error:
        correction = _correction(request, correction.pk)
        return _page(request, correction, form, sentences=error.messages, status=409)
    messages.success(request, done)
    return redirect(correction)


def _page(request: HttpRequest, correction: CorrectionRequest, form: AnswerForm, *, sentences=(), status: int = 200):
    event = correction.event
    context = {
        "correction": correction,
        "form": form,
        "sentences": sentences,
        "differences": differences_of(correction),
        "photos": lines_of(correction),
        "may_decide": correction.is_open and correction.may_be_decided_by(request.user),
        "is_own": correction.is_open and request.user.is_hq and correction.asked_by_id == request.user.pk,
        "is_outdated": bool(correction.is_open and event and event.version != correction.event_version),
    }
    return TemplateResponse(request, "events/correction_detail.html", context, status=status)
