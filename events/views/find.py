"""The search box in the head of every page, and what a page asks while somebody types: names, and days."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.limits import limited
from accounts.roles import Role
from events.filters import EventFilter
from events.finding import first_events, groups_of
from events.forms.fields import DayField
from events.suggesting import KINDS, offered
from regions.models import Mission


@login_required
def find(request: HttpRequest) -> HttpResponse:
    """Whatever has these words; a number leads straight to its event. 400 when the words are not understood."""
    asked = QueryDict(mutable=True)
    asked["q"] = request.GET.get("q", "")
    filters = EventFilter(asked, user=request.user)
    event = filters.event_by_number()
    if event:
        return redirect(event)
    is_asked = bool(filters.active.get("q")) and not filters.problems
    context = {
        "filters": filters,
        "is_asked": is_asked,
        "groups": groups_of(filters) if is_asked else [],
        "events": list(first_events(filters)) if is_asked else [],
        "count": filters.figures()["events"] if is_asked else 0,
    }
    return TemplateResponse(request, "events/find.html", context, status=400 if filters.problems else 200)


@require_safe
@login_required
@limited("suggest")
def suggest(request: HttpRequest, kind: str) -> JsonResponse:
    """JSON with names of this kind that hold `q`, for who enters events."""
    user = request.user
    if kind not in KINDS or user.role == Role.READ_ONLY:
        raise Http404
    mission = user.mission if user.is_of_mission else Mission.objects.filter(pk=request.GET.get("mission", "")).first()
    return JsonResponse({"offered": offered(kind, request.GET.get("q", ""), user=user, mission=mission)})


@require_safe
@login_required
@limited("suggest")
def read_day(request: HttpRequest) -> JsonResponse:
    """JSON with the day that `text` names, as 2026-05-01; without one where it names none."""
    try:
        day = DayField().to_python(request.GET.get("text", ""))
    except ValidationError:
        return JsonResponse({})
    return JsonResponse({"day": day.isoformat()} if day else {})
