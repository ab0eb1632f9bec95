"""Likely duplicates, for headquarters: the list, two events side by side, merging them and taking them apart."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.duplicates import hold_apart, search, searched
from events.forms.pair import MERGE, PairForm
from events.merging import take_apart
from events.models import Event, Merge
from events.models.event import EditConflict
from events.pair_page import PairFilter, PairPage, lines
from events.status import Status

PAGE_SIZE = 50
SHOWN = ("mission", "state", "series", "merged_into", "updated_by")


@require_safe
@login_required
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """The likeliest first; 400 when a filter is not understood, 404 when there is no such page."""
    _headquarters_only(request)
    filters = PairFilter(request.GET, user=request.user)
    if filters.has_blanks and not filters.problems:
        return redirect(request.path + filters.query())
    pages = Paginator(filters.qs, PAGE_SIZE)
    number = filters.settled["page"] or 1
    page = pages.get_page(number)
    status = 400 if filters.problems else 404 if number > pages.num_pages else 200
    context = {"filters": filters, "page": page, "lines": lines(list(page.object_list)), "searched": searched()}
    return TemplateResponse(request, "events/duplicate_list.html", context, status=status)


@require_POST
@login_required
def duplicate_search(request: HttpRequest) -> HttpResponse:
    """Looks at what has changed since the last search."""
    _headquarters_only(request)
    count = search()
    found = ngettext(
        "Searched. %(count)d pair looks alike among what has changed.",
        "Searched. %(count)d pairs look alike among what has changed.",
        count,
    )
    messages.success(request, found % {"count": count})
    return redirect("duplicate_list")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def duplicate_detail(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Two events side by side; a POST merges them or says that they are two."""
    _headquarters_only(request)
    events = [_event(request, pk) for pk in (first, second)]
    if first == second:
        raise Http404
    form = PairForm(request.POST if request.method == "POST" else None, first=events[0], second=events[1])
    if not form.is_valid():
        return _page(request, events, form, status=422 if form.is_bound else 200)
    try:
        return _merged(request, form) if form.cleaned_data["action"] == MERGE else _held_apart(request, form)
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as error:
        sentences = error.messages
    except EditConflict:
        sentences = [_("Somebody saved one of these events after you opened this page. Nothing was done: look again.")]
    return _page(request, [_event(request, pk) for pk in (first, second)], form, sentences=sentences, status=409)


def _merged(request: HttpRequest, form: PairForm) -> HttpResponse:
    event, survivor = form.pair()
    event.merge_into(survivor, by=request.user, because=form.cleaned_data["reason"], take=form.taken())
    messages.success(
        request,
        _("“%(title)s” (%(number)s) was merged into this event.") % {"title": event, "number": event.number or "―"},
    )
    return redirect(survivor)


def _held_apart(request: HttpRequest, form: PairForm) -> HttpResponse:
    hold_apart(form.first, form.second, by=request.user, because=form.cleaned_data["reason"])
    messages.success(request, _("The two are kept apart. They are proposed again only when one of them changes."))
    return redirect("duplicate_list")


@require_POST
@login_required
def merge_take_apart(request: HttpRequest, pk: int) -> HttpResponse:
    _headquarters_only(request)
    made = get_object_or_404(Merge.objects.select_related("event", "survivor"), pk=pk)
    try:
        take_apart(made, by=request.user)
    except ValidationError as error:
        context = {"event": made.survivor, "sentences": error.messages}
        return TemplateResponse(request, "events/event_refused.html", context, status=409)
    messages.success(request, _("The two events stand apart again, as they did before."))
    return redirect(made.event)


def _headquarters_only(request: HttpRequest) -> None:
    if not request.user.is_hq:
        raise Http404


def _event(request: HttpRequest, pk: int) -> Event:
    return get_object_or_404(Event.objects.visible_to(request.user).select_related(*SHOWN), pk=pk)


def _page(request: HttpRequest, events: list[Event], form: PairForm, *, sentences=(), status: int) -> HttpResponse:
    page = PairPage(*events)
    rows = [(choice, form.kept(choice.name) or page.proposed_of(choice)) for choice in page.fields]
    context = {
        "page": page,
        "form": form,
        "rows": rows,
        "differing": sum(choice.differs for choice in page.fields),
        "survivor": form.data.get("survivor") or str(page.proposed_survivor.pk),
        "gone": [event for event in events if event.status == Status.WITHDRAWN],
        "sentences": sentences,
    }
    return TemplateResponse(request, "events/duplicate_detail.html", context, status=status)
