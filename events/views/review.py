"""The queue of what waits: for headquarters the submitted events, for a mission's approver those of its staff."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from events.changes import since_confirmation, since_version
from events.comments import unread_among
from events.forms.comment import CommentForm
from events.forms.review import BatchForm, DecisionForm
from events.models import Event
from events.reading import read
from events.review import NotDecided, decide, decides, decision_of, look
from events.review_queue import Place, ReviewFilter, page_of_queue, place_in
from events.views.detail import CHILDREN, SHOWN
from regions.text import in_a_row


@login_required
def review_list(request: HttpRequest) -> HttpResponse:
    """Oldest first; 400 when a filter is not understood, 404 when there is no such page."""
    filters = _filters(request)
    if filters.has_blanks and not filters.problems:
        return redirect(request.path + filters.query())
    page = page_of_queue(filters)
    context = {
        "filters": filters,
        "page": page,
        "unread": unread_among(page.events, by=request.user),
        "pass_verb": decision_of(request.user),
    }
    status = 400 if filters.problems else 200 if page.exists else 404
    return TemplateResponse(request, "events/review_list.html", context, status=status)


@require_POST
@login_required
def review_batch(request: HttpRequest) -> HttpResponse:
    """First what will happen to the chosen events; with `sure`, it is done, to all of them or to none."""
    _reviewers_only(request)
    form = BatchForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.warning(request, " ".join(form.sentences()))
        return redirect("review_list")
    chosen, verb = form.cleaned_data["event"], form.cleaned_data["verb"]
    if "sure" in request.POST and not form.needs_reason:
        try:
            count = decide(chosen, by=request.user, verb=verb, because=form.cleaned_data["reason"])
        except NotDecided:
            messages.warning(
                request, _("Nothing was done: not every event is as you saw it. Those that hinder are named below.")
            )
        except ValidationError as error:
            messages.warning(request, in_a_row(error.messages))
        else:
            messages.success(request, _said(verb, count))
            return redirect("review_list")
    lines = look(chosen, by=request.user, verb=verb)
    context = {"form": form, "verb": verb, "lines": lines, "free": [line for line in lines if not line.hindrance]}
    status = 422 if "sure" in request.POST else 200
    return TemplateResponse(request, "events/review_batch.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review_event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event of the queue with all that is known of it; a POST decides and goes on to the next."""
    filters = _filters(request)
    visible = Event.objects.answered_for_by(request.user).select_related(*SHOWN).prefetch_related(*CHILDREN)
    event = get_object_or_404(visible, pk=pk)
    if filters.problems:
        return redirect(reverse("review_list") + filters.query())  # which says what is wrong
    place = place_in(filters, event)
    form = DecisionForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        try:
            with transaction.atomic():
                decide({pk: form.cleaned_data["version"]}, by=request.user, **form.decision())
        except NotDecided as refusal:
            return _decided_on_something_else(request, event, filters, form, list(refusal.reasons.values()))
        messages.success(request, _said(form.cleaned_data["verb"], 1))
        return redirect(_address(place.following, filters))
    if not place.is_waiting:
        messages.info(request, _("This event no longer waits for you."))
        return redirect(event)
    context = _shown(request, event, filters, form, place)
    return TemplateResponse(request, "events/review_event.html", context, status=422 if form.is_bound else 200)


def _decided_on_something_else(
    request: HttpRequest, event: Event, filters: ReviewFilter, form: DecisionForm, sentences: list[str]
) -> HttpResponse:
    """The page again as the event stands now, with what was written on it; or, where it waits no longer, who was first."""
    mine = Event.objects.answered_for_by(request.user)
    event = mine.select_related(*SHOWN).prefetch_related(*CHILDREN).get(pk=event.pk)
    said = {"sentences": sentences, "since_seen": since_version(event, form.cleaned_data["version"])}
    place = place_in(filters, event)
    if place.is_waiting:
        context = _shown(request, event, filters, form, place) | said
        return TemplateResponse(request, "events/review_event.html", context, status=409)
    context = {"event": event, "typed": form.cleaned_data["reason"], **said}
    return TemplateResponse(request, "events/event_refused.html", context, status=409)


def _shown(request: HttpRequest, event: Event, filters: ReviewFilter, form: DecisionForm, place: Place) -> dict:
    return {
        "event": event,
        "reading": read(event, by=request.user),
        "place": place,
        "differences": since_confirmation([event.pk]).get(event.pk),
        "following_url": _address(place.following, filters),
        "previous_url": _address(place.previous, filters),
        "list_url": reverse("review_list") + filters.query(),
        "form": form,
        "pass_verb": decision_of(request.user),
        "comment_form": CommentForm(),
    }


@require_POST
@login_required
def review_approval(request: HttpRequest) -> HttpResponse:
    """A mission's approver says whether staff hand in to him first. HQ administrators do so in the administration."""
    mission = request.user.mission
    if mission is None or not request.user.may_ask_for_approval_of(mission.pk):
        raise Http404
    mission.require_approval(by=request.user, is_required=request.POST.get("is_required") == "1")
    messages.success(
        request,
        _("What staff hand in comes to the approver first now.")
        if mission.requires_approval
        else _("Staff submit to headquarters directly now."),
    )
    return redirect("review_list")


def _reviewers_only(request: HttpRequest) -> None:
    if not decides(request.user):
        raise Http404


def _filters(request: HttpRequest) -> ReviewFilter:
    _reviewers_only(request)
    return ReviewFilter(request.GET, user=request.user)


def _address(event: int | None, filters: ReviewFilter) -> str:
    query = filters.query()
    return (reverse("review_event", args=[event]) if event else reverse("review_list")) + (
        "" if query == "?" else query
    )


def _said(verb: str, count: int) -> str:
    said = {
        "confirm": ngettext("%(count)d event was confirmed.", "%(count)d events were confirmed.", count),
        "submit": ngettext(
            "%(count)d event was approved and submitted.", "%(count)d events were approved and submitted.", count
        ),
        "return": ngettext("%(count)d event was returned.", "%(count)d events were returned.", count),
    }
    return said[verb] % {"count": count}
