"""What the mission and headquarters write to each other on an event. Also in closed years: nothing counted changes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events.comments import mark_read, thread_of, withdraw, write
from events.forms.comment import CommentForm
from events.models import Comment, Event
from regions.text import in_a_row


@require_POST
@login_required
def event_comment(request: HttpRequest, pk: int) -> HttpResponse:
    event = _event(request, pk)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            write(event, by=request.user, text=form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error("text", error.messages)
        else:
            messages.success(request, _("Your comment is there for the mission and headquarters to read."))
            return redirect(f"{event.get_absolute_url()}#comments")
    context = {"event": event, "comments": thread_of(event, by=request.user), "comment_form": form}
    return TemplateResponse(request, "events/event_comment.html", context, status=422)


@require_POST
@login_required
def event_comments_read(request: HttpRequest, pk: int) -> HttpResponse:
    event = _event(request, pk)
    shown = [
        int(each) for each in request.POST.getlist("shown") if each.isascii() and each.isdigit() and len(each) < 16
    ]
    mark_read(event, by=request.user, shown=shown)
    return redirect(f"{event.get_absolute_url()}#comments")


@require_POST
@login_required
def comment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    comment = get_object_or_404(Comment.objects.visible_to(request.user).select_related("event"), pk=pk)
    try:
        withdraw(comment, by=request.user)
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as error:
        messages.warning(request, in_a_row(error.messages))
    else:
        messages.success(request, _("Your comment was withdrawn."))
    return redirect(f"{comment.event.get_absolute_url()}#comments")


def _event(request: HttpRequest, pk: int) -> Event:
    return get_object_or_404(Event.objects.answered_for_by(request.user).select_related("mission"), pk=pk)
