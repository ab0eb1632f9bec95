"""What is done with an event as a whole. Each verb is a POST; the rules stand on the model."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from events.changes import Difference, since_version
from events.forms.verbs import CopyForm, ReasonForm, RepeatForm
from events.models import Event
from events.models.event import EditConflict
from events.status import Status
from events.transitions import may_ever
from events.views.entry import handed_in, still_missing
from events.years import Closed

VERSION = re.compile(r"[0-9]{1,9}")


@require_POST
@login_required
def event_submit(request: HttpRequest, pk: int) -> HttpResponse:
    event = _event(request, pk)
    if event.status == Status.DRAFT and event.missing():
        return still_missing(request, event)
    refusal = _try(request, event, lambda: event.submit(by=request.user))
    return refusal or _done(request, event, handed_in(event))


@require_POST
@login_required
def event_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    event = _event(request, pk)
    refusal = _try(request, event, lambda: event.confirm(by=request.user))
    return refusal or _done(request, event, _("“%(title)s” was confirmed.") % {"title": event})


@require_POST
@login_required
def event_put_back(request: HttpRequest, pk: int) -> HttpResponse:
    event = _event(request, pk)
    refusal = _try(request, event, lambda: event.put_back(by=request.user))
    return refusal or _done(request, event, _("“%(title)s” was put back as a draft.") % {"title": event})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def event_return(request: HttpRequest, pk: int) -> HttpResponse:
    event = _event(request, pk)
    if not may_ever(event, by=request.user, verb="return"):
        raise Http404
    texts = {
        "heading": _("Return this event to the mission"),
        "explanation": _("It becomes a draft again. The mission reads the reason on the event."),
        "button": _("Return to the mission"),
        "done": _("“%(title)s” was returned to the mission."),
    }
    return _with_reason(request, event, texts, lambda reason: event.return_to_mission(by=request.user, because=reason))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def event_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    event = _event(request, pk)
    texts = {
        "heading": _("Withdraw this event"),
        "explanation": _("It is taken out of every figure. It stays readable and can be put back."),
        "button": _("Withdraw"),
        "done": _("“%(title)s” was withdrawn."),
    }
    return _with_reason(request, event, texts, lambda reason: event.withdraw(by=request.user, because=reason))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def event_copy(request: HttpRequest, pk: int) -> HttpResponse:
    event = _event(request, pk)
    form = CopyForm(request.POST or None, event=event, user=request.user)
    if request.method == "POST" and form.is_valid():
        copy = form.save(by=request.user)
        messages.success(request, _("A copy was saved as a draft. Add the count and what else is new."))
        return redirect("event_edit", copy.pk)
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "events/event_copy.html", {"event": event, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def event_repeat(request: HttpRequest, pk: int) -> HttpResponse:
    event = _event(request, pk)
    form = RepeatForm(request.POST or None, event=event, user=request.user)
    if request.method == "POST" and form.is_valid():
        refusal = _try(request, event, lambda: messages.success(request, _made(form.save(by=request.user))))
        return refusal or redirect(event)
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "events/event_repeat.html", {"event": event, "form": form}, status=status)


def _made(copies: list[Event]) -> str:
    return _("%(count)d drafts were saved. Together with this event they are one series.") % {"count": len(copies)}


def _event(request: HttpRequest, pk: int) -> Event:
    events = Event.objects.answered_for_by(request.user).select_related("mission", "state", "series")
    return get_object_or_404(events, pk=pk)


def _with_reason(request: HttpRequest, event: Event, texts: dict, act: Callable[[str], None]) -> HttpResponse:
    """Asks for the reason first: on GET, and on a POST that comes from a button without one."""
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        refusal = _try(request, event, lambda: act(form.cleaned_data["reason"]), asked={"form": form, **texts})
        return refusal or _done(request, event, texts["done"] % {"title": event})
    context = {"event": event, "form": form, **texts}
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "events/event_reason.html", context, status=status)


def _try(
    request: HttpRequest, event: Event, act: Callable[[], None], *, asked: dict | None = None
) -> HttpResponse | None:
    """Does it and returns None, or returns the page that says why it was not done.

    `asked` is the page that asked for a reason: what was written there is kept.
    """
    opened = request.POST.get("version", "")
    try:
        if opened and opened != str(event.version):
            raise EditConflict
        with transaction.atomic():
            act()
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as error:
        return _refused(request, event, error.messages, closed=getattr(error, "closed", None), asked=asked)
    except EditConflict:
        sentence = _("Somebody saved this event after you opened it. Nothing was done: look at it again first.")
        since = since_version(event, int(opened)) if VERSION.fullmatch(opened) else ()
        if asked:
            event.refresh_from_db()
            context = {"event": event, "sentences": [sentence], "since_seen": since, **asked}
            return TemplateResponse(request, "events/event_reason.html", context, status=409)
        return _refused(request, event, [sentence], since=since)
    return None


def _refused(
    request: HttpRequest,
    event: Event,
    sentences: list[str],
    *,
    closed: Closed | None = None,
    since: tuple[Difference, ...] = (),
    asked: dict | None = None,
) -> HttpResponse:
    event.refresh_from_db()
    context = {"event": event, "sentences": sentences, "closed": closed, "since_seen": since}
    if asked:
        context["typed"] = asked["form"].cleaned_data["reason"]
    return TemplateResponse(request, "events/event_refused.html", context, status=409)


def _done(request: HttpRequest, event: Event, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(event)
