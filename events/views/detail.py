"""Reading one event."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from events.forms.comment import CommentForm
from events.merging import forwards
from events.models import Event, Photo
from events.reading import read

SHOWN = (
    "mission", "series", "state", "state__region", "county", "category",
    "region_type", "interest_level", "pillar", "created_by", "updated_by", "merged_into__mission",
)  # fmt: skip
CHILDREN = ("partner_missions", "partners", "officials", "links")


@login_required
def event_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One event; the address of one that was merged leads to the event that stands for it."""
    event = _visible(request).filter(pk=pk).first()
    if event is None or event.merged_into_id:
        if standing := forwards(pk, to=request.user):
            merged = event.number if event else ""
            messages.info(request, _said_of(merged))
            return redirect(standing)
        if event is None:
            raise Http404
    return _page(request, event)


@login_required
def event_as_merged(request: HttpRequest, pk: int) -> HttpResponse:
    """An event that was merged into another, as it was kept."""
    return _page(request, get_object_or_404(_visible(request).filter(merged_into__isnull=False), pk=pk))


def _said_of(number: str) -> str:
    if number:
        return _("%(number)s was merged into this event.") % {"number": number}
    return _("The event that you asked for was merged into this one.")


def _visible(request: HttpRequest):
    photos = Prefetch("photos", queryset=Photo.objects.visible_to(request.user))
    visible = Event.objects.visible_to(request.user).select_related(*SHOWN)
    return visible.prefetch_related(*CHILDREN, photos)


def _page(request: HttpRequest, event: Event) -> HttpResponse:
    reading = read(event, by=request.user)
    return TemplateResponse(
        request, "events/event_detail.html", {"event": event, "reading": reading, "comment_form": CommentForm()}
    )
