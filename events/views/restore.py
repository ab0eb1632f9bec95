"""Restoring an earlier version of an event, and undoing a whole change set."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Record
from accounts.requests import administrators_only
from events.forms.verbs import ReasonForm
from events.models import Event
from events.models.event import EditConflict
from events.restoring import Restoring, done
from events.transitions import required
from events.undoing import Undoing, undo


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def event_restore(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """What would change, and on POST the change, by the rules of an edit."""
    events = Event.objects.answered_for_by(request.user).select_related("mission", "state")
    event = get_object_or_404(events, pk=pk)
    restoring = Restoring.of(event, version)
    if restoring is None or version == event.version:
        raise Http404
    sentences: list[str] = []
    if request.method == "POST":
        seen = request.POST.get("version", "")
        sentences = _restored(request, restoring, seen=int(seen) if seen.isascii() and seen.isdigit() else 0)
        if not sentences:
            messages.success(request, done(restoring))
            return redirect(event)
        event = get_object_or_404(events, pk=pk)
        restoring = Restoring.of(event, version) or restoring
    context = {"event": event, "restoring": restoring, "sentences": sentences}
    return TemplateResponse(request, "events/event_restore.html", context, status=409 if sentences else 200)


def _restored(request: HttpRequest, restoring: Restoring, *, seen: int) -> list[str]:
    """Does it; the sentences that say why not, if not."""
    try:
        required(restoring.event, by=request.user, verb="edit")
        entry = restoring.entry(by=request.user, seen=seen)
        if not entry.is_valid():
            return [f"{label}: {sentence}" if label else sentence for _id, label, sentence in entry.all_errors()]
        entry.save(reason=restoring.reason)
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as error:
        return error.messages
    except EditConflict:
        return [_("Somebody saved this event after you opened it. Nothing was done: look at it again first.")]
    return []


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def trail_undo(request: HttpRequest, position: int) -> HttpResponse:
    """What undoing a change set would do; with a reason, it is done, to all of it or to nothing."""
    administrators_only(request)
    record = get_object_or_404(Record.objects.select_related("by"), position=position)
    undoing = Undoing.of(record, by=request.user)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    sentences: list[str] = []
    if form.is_valid():
        try:
            count = undo(record, by=request.user, because=form.cleaned_data["reason"])
        except ValidationError as error:
            sentences = error.messages
        else:
            said = ngettext("%(count)d event is as it was before.", "%(count)d events are as they were before.", count)
            messages.success(request, said % {"count": count})
            return redirect("trail_list")
    context = {"record": record, "undoing": undoing, "form": form, "sentences": sentences}
    status = 409 if sentences else 422 if form.is_bound else 200
    return TemplateResponse(request, "events/trail_undo.html", context, status=status)
