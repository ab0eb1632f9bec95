"""Events by month, and the private addresses at which a calendar programme reads them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from events.atom import atom_of, practices_of
from events.ical import calendar_of, events_of
from events.models import CalendarFeed
from events.months import Month, days_of, events_in
from regions.models import Mission

EVERY_MISSION = "all"


@login_required
@require_GET
def calendar(request: SignedInRequest) -> HttpResponse:
    """A month of events of one mission or of all; 404 for what is no month or no mission."""
    today = timezone.localdate()
    month = Month.read(request.GET["month"]) if "month" in request.GET else Month.of(today)
    missions = list(Mission.objects.all())
    code = request.GET.get("mission") or request.user.mission_id or EVERY_MISSION
    mission = next((each for each in missions if each.pk == code), None)
    if month is None or (mission is None and code != EVERY_MISSION):
        raise Http404
    events = list(events_in(month, user=request.user, missions=[mission.pk] if mission else []))
    context = {
        "month": month,
        "today": Month.of(today),
        "days": days_of(month, events, today=today),
        "count": len(events),
        "missions": missions,
        "mission": mission,
        "code": code,
    }
    return TemplateResponse(request, "events/calendar.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_feeds(request: SignedInRequest) -> HttpResponse:
    """The person's addresses. A POST makes one and shows it, once."""
    address = practices = ""
    if request.method == "POST":
        code = request.POST.get("mission", EVERY_MISSION)
        mission = None if code == EVERY_MISSION else get_object_or_404(Mission, pk=code)
        _feed, token = CalendarFeed.make(by=request.user, mission=mission)
        address = request.build_absolute_uri(reverse("calendar_ics", args=[token]))
        practices = request.build_absolute_uri(reverse("practices_atom", args=[token]))
    context = {
        "feeds": CalendarFeed.objects.of(request.user).select_related("mission"),
        "missions": Mission.objects.all(),
        "address": address,
        "practices": practices,
    }
    response = TemplateResponse(request, "events/calendar_feeds.html", context)
    patch_cache_control(response, no_store=True)
    return response


@require_POST
@login_required
def calendar_feed_end(request: SignedInRequest, pk: int) -> HttpResponse:
    get_object_or_404(CalendarFeed.objects.of(request.user), pk=pk).end()
    return redirect("calendar_feeds")


@require_GET
def practices_atom(request: HttpRequest, token: str) -> HttpResponse:
    """application/atom+xml of the good practices for whoever knows the address; 404 once it is ended."""
    feed = _feed_at(token)
    with translation.override(feed.person.language or "ja"):
        content = atom_of(feed, practices_of(feed), site=request.build_absolute_uri("/"))
    return _private(HttpResponse(content, content_type="application/atom+xml; charset=utf-8"))


@require_GET
def calendar_ics(request: HttpRequest, token: str) -> HttpResponse:
    """text/calendar for whoever knows the address, as its owner may see the events now; 404 once it is ended."""
    feed = _feed_at(token)
    with translation.override(feed.person.language or "ja"):
        content = calendar_of(feed, events_of(feed, today=timezone.localdate()))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="register.ics"'
    return _private(response)


def _feed_at(token: str) -> CalendarFeed:
    feed = CalendarFeed.objects.at(token)
    if feed is None:
        raise Http404
    return feed


def _private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody on the way, and found by no search engine."""
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, no_cache=True)
    return response
