"""The search box in the head of every page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from events.filters import EventFilter
from events.finding import first_events, groups_of


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
