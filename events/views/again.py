"""Held last year about now: again this year, or not this year and why."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.people import put_errors
from accounts.requests import SignedInRequest
from events.again import asked_of, hold_again, not_this_year
from events.forms.again import NotThisYearForm
from events.models import Again, Event
from events.return_deadlines import day_at
from events.status import COUNTED

MOST_SHOWN = 100


@login_required
def again_list(request: SignedInRequest) -> HttpResponse:
    """What the person's mission is asked about, and what it answered before."""
    return _page(request, {})


@require_POST
@login_required
def again_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """`answer` is again, which opens the draft, or not, with a reason."""
    _own_mission(request)
    own = Event.objects.answered_for_by(request.user).filter(status__in=COUNTED)
    event = get_object_or_404(own.select_related("mission", "state", "series"), pk=pk)
    if request.POST.get("answer") == "again":
        return _held(request, event)
    form = NotThisYearForm(request.POST, event=event)
    if form.is_valid():
        try:
            not_this_year(event, by=request.user, because=form.cleaned_data["reason"])
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Noted: “%(title)s” is not held this year.") % {"title": event})
            return redirect("again_list")
    return _page(request, {event.pk: form}, status=422)


def _held(request: SignedInRequest, event: Event) -> HttpResponse:
    try:
        draft = hold_again(event, by=request.user)
    except ValidationError as error:
        return _page(request, {}, sentences=error.messages, status=409)
    messages.success(request, _("A draft like last year’s was saved. Add the day, and later the count."))
    return redirect("event_edit", draft.pk)


@require_POST
@login_required
def again_put_back(request: SignedInRequest, pk: int) -> HttpResponse:
    _own_mission(request)
    answer = get_object_or_404(Again.objects.visible_to(request.user).select_related("event"), pk=pk)
    try:
        answer.put_back(by=request.user)
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as error:
        return _page(request, {}, sentences=error.messages, status=409)
    messages.success(request, _("The answer was taken back. You are asked about the event again while it is near."))
    return redirect("again_list")


def _page(
    request: SignedInRequest,
    sent: dict[int, NotThisYearForm],
    *,
    sentences: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    mission = _own_mission(request)
    asked = asked_of(request.user, today=day_at(timezone.now(), mission.time_zone))
    answers = Again.objects.visible_to(request.user).standing().select_related("event", "draft", "by")
    context = {
        "asked": [(each, sent.get(each.event.pk) or NotThisYearForm(event=each.event)) for each in asked],
        "answers": answers[:MOST_SHOWN],
        "form": next(iter(sent.values()), None),
        "sentences": sentences or [],
    }
    return TemplateResponse(request, "events/again_list.html", context, status=status)


def _own_mission(request: SignedInRequest):
    """For others than a mission's people there is no such page."""
    if not request.user.is_of_mission or request.user.mission is None:
        raise Http404
    return request.user.mission
