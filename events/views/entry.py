"""Entering and changing an event: one page, one POST, one version."""

from __future__ import annotations

from contextlib import contextmanager
from time import sleep
from uuid import uuid4

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from accounts.roles import Role
from events.duplicates import alike_to
from events.forms.conflict import merged, with_theirs_taken
from events.forms.entry import Entry
from events.forms.event import figures_of
from events.forms.rows import LISTS, with_one_row_more
from events.models import Event
from events.models.event import EditConflict
from events.status import Status
from events.views.correction_entry import asked, year_of_page
from events.views.typed_form import forget, keep_typed, keeps_typed_form, key_of, signature_of, typed_before
from events.whole_files import said_of_no_room
from events.years import YearIsClosed

A_DAY = 24 * 3600
ALREADY_SAVED = gettext_noop("This form was already saved; it was not saved twice.")


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_form
def event_create(request: HttpRequest) -> HttpResponse:
    if request.user.role == Role.READ_ONLY:
        raise Http404
    if request.method != "POST":
        return _opened(request, Event())
    if _saved_already(request):
        is_only_kept = request.POST.get("action") == "keep"
        return JsonResponse({"sentence": _(ALREADY_SAVED)}, status=409) if is_only_kept else _already_saved(request)
    return _posted(request, Event())


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_form
def event_edit(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(Event.objects.answered_for_by(request.user).select_related("mission", "state"), pk=pk)
    if request.method != "POST" and event.status == Status.WITHDRAWN:
        messages.warning(request, _("This event was withdrawn. Put it back before changing it."))
        return redirect("event_detail", pk)
    return _posted(request, event) if request.method == "POST" else _opened(request, event)


def _opened(request: HttpRequest, event: Event) -> HttpResponse:
    data, sentence = typed_before(request)
    entry = Entry(user=request.user, event=event, data=data)
    entry.notice = sentence
    return page(request, entry)


def _posted(request: HttpRequest, event: Event) -> HttpResponse:
    if request.POST.get("action") == "keep":
        return keep_typed(request)
    data = with_theirs_taken(request.POST, event) if event.pk else request.POST
    action = data.get("action", "save")
    name = action.removeprefix("add-")
    if action == "check" or name in LISTS:
        return page(
            request,
            Entry(user=request.user, event=event, data=with_one_row_more(data, name) if name in LISTS else data),
        )
    entry = Entry(user=request.user, event=event, data=data, files=request.FILES)
    if event.status == Status.WITHDRAWN:
        entry.notice = _("This event has been withdrawn in the meantime. Nothing was saved; put it back first.")
        return page(request, entry, status=409)
    if action == "correct":
        if event.pk and entry.version != event.version and entry.is_valid():
            return page(request, _on_top(request, entry), status=409)
        try:
            return asked(request, entry) or page(request, entry, status=422)
        except OSError as error:
            return _without_room(request, entry, error)
    if not entry.is_valid():
        if action == "submit" and event.status == Status.DRAFT:
            entry.say_what_is_missing()
        return page(request, entry, status=422)
    return _save(request, entry, is_to_be_submitted=action == "submit" and event.status == Status.DRAFT)


def _save(request: HttpRequest, entry: Entry, *, is_to_be_submitted: bool) -> HttpResponse:
    try:
        with _once(request, entry) as is_first:
            if is_first:
                entry.save()
    except YearIsClosed:
        entry.notice = _("The fiscal year is closed, so nothing was saved. What you typed is still here.")
        return page(request, entry, status=409)
    except EditConflict:
        return page(request, _on_top(request, entry), status=409)
    except OSError as error:
        return _without_room(request, entry, error)
    if not is_first:
        return _already_saved(request)
    return _saved(request, entry, is_to_be_submitted=is_to_be_submitted)


def _without_room(request: HttpRequest, entry: Entry, error: OSError) -> HttpResponse:
    """The page with all that was typed, and beside the photos why they could not be kept; other errors go on."""
    entry.new_photos.add_error("photos", said_of_no_room(error))
    return page(request, entry, status=507)


def _on_top(request: HttpRequest, entry: Entry) -> Entry:
    """What was typed on top of what somebody else saved meanwhile."""
    again = merged(entry)
    if request.FILES:
        again.notice = _("Photos have to be chosen again.")
    return again


def _already_saved(request: HttpRequest) -> HttpResponse:
    messages.info(request, _(ALREADY_SAVED))
    saved = _saved_already(request)
    return redirect("event_edit", saved) if saved else redirect("event_create")


def _saved(request: HttpRequest, entry: Entry, *, is_to_be_submitted: bool) -> HttpResponse:
    """The event is safe now; what comes here can only add to it."""
    event = entry.event
    forget(request)
    if is_to_be_submitted:
        event.refresh_from_db()
        if event.missing():
            return still_missing(request, event)
        event.submit(by=request.user)
        messages.success(request, handed_in(event))
    else:
        messages.success(request, entry.saved_sentence())
    for sentence in (*entry.form.warnings(), *(each.sentence for each in alike_to(event, by=request.user))):
        messages.warning(request, sentence)
    return redirect(event)


def handed_in(event: Event) -> str:
    if event.status == Status.APPROVAL:
        return _("“%(title)s” waits for the approver of the mission now.") % {"title": event}
    return _("“%(title)s” was submitted as %(number)s.") % {"title": event, "number": event.number}


def still_missing(request: HttpRequest, event: Event) -> HttpResponse:
    """The page of a saved draft that cannot be submitted yet, each missing thing said beside its field."""
    entry = Entry(user=request.user, event=event)
    entry.say_what_is_missing()
    entry.notice = _("It is saved as a draft. To submit it, add what is missing.")
    return page(request, entry, status=422)


def page(request: HttpRequest, entry: Entry, *, status: int = 200) -> HttpResponse:
    event = entry.event
    last_event = entry.form.last_of_series()
    entry.form.is_valid()  # puts what was typed into the event, as far as it can be read
    context = {
        "entry": entry,
        "form": entry.form,
        "event": event,
        "is_new": event.pk is None,
        "action_url": reverse("event_edit", args=[event.pk]) if event.pk else reverse("event_create"),
        "typed_by": signature_of(request.user),
        "entry_key": (entry.data or request.POST).get("entry_key") or uuid4().hex,
        "last_event": last_event,
        "last_figures": figures_of(last_event) if last_event else [],
        **year_of_page(request, entry),
        "understood": entry.form.understood(),
        "warnings": entry.form.warnings() if event.state_id else [],
        "resembling": alike_to(event, by=request.user),
    }
    return TemplateResponse(request, "events/event_form.html", context, status=status)


# ---- pressing the button twice makes one event: the first to take the form's key saves it

BEING_SAVED = 0


def _cache_key(request: HttpRequest) -> str | None:
    key = key_of(request)
    return f"entry-{request.user.pk}-{key.hex}" if key else None


def _saved_already(request: HttpRequest) -> int | None:
    """The event that this very form has made; waits a moment for one that is just being saved."""
    key = _cache_key(request)
    for _turn in range(30):
        found = cache.get(key) if key else None
        if found != BEING_SAVED:
            return found
        sleep(0.1)
    return None


@contextmanager
def _once(request: HttpRequest, entry: Entry):
    """Yields whether this request may save: not when another one is saving the same new form."""
    key = _cache_key(request) if entry.is_new else None
    if not key:
        yield True
        return
    # Where the count of forms cannot be written, saving goes on: it will say itself why it cannot.
    is_first = cache.add(key, BEING_SAVED, A_DAY) or cache.get(key) is None
    try:
        yield is_first
        if is_first:
            cache.set(key, entry.event.pk, A_DAY)
    except BaseException:
        if is_first:
            cache.delete(key)
        raise
