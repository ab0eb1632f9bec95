"""Reading one event."""

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from events.forms.comment import CommentForm
from events.models import Event, Photo
from events.reading import read

SHOWN = (
    "mission", "series", "state", "state__region", "county", "category",
    "region_type", "interest_level", "pillar", "created_by", "updated_by",
)  # fmt: skip
CHILDREN = ("partner_missions", "partners", "officials", "links")


@login_required
def event_detail(request: HttpRequest, pk: int) -> HttpResponse:
    photos = Prefetch("photos", queryset=Photo.objects.visible_to(request.user))
    visible = Event.objects.visible_to(request.user).select_related(*SHOWN).prefetch_related(*CHILDREN, photos)
    event = get_object_or_404(visible, pk=pk)
    reading = read(event, by=request.user)
    return TemplateResponse(
        request, "events/event_detail.html", {"event": event, "reading": reading, "comment_form": CommentForm()}
    )
