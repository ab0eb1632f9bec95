"""The gallery of good practices (グッドプラクティス): found, read, told, nominated, selected, and taken up by others."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from events.forms.practice import OutcomeForm, StartForm, Telling
from events.forms.verbs import ReasonForm
from events.models import Event, Outcome, Photo, Practice, Selection
from events.models.event import EditConflict
from events.practice_filters import PracticeFilter
from events.practice_page import shortcuts_of, verbs_for
from regions.text import in_a_row

PAGE_SIZE = 24
SHOWN = ("mission", "state", "category", "region_type", "interest_level")


@login_required
def practice_list(request: HttpRequest) -> HttpResponse:
    """The practices that match; 400 when a parameter is not understood, 404 when there is no such page."""
    filters = PracticeFilter(request.GET, user=request.user)
    if filters.has_blanks and not filters.problems:
        return redirect(request.path + filters.query())
    pages = Paginator(filters.cards, PAGE_SIZE)
    number = filters.settled["page"] or 1
    context = {"filters": filters, "page": pages.get_page(number), "shortcuts": shortcuts_of(filters)}
    status = 400 if filters.problems else 404 if number > pages.num_pages else 200
    return TemplateResponse(request, "events/practice_list.html", context, status=status)


@login_required
def practice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _practice_event(request, pk))


def _practice_event(request: HttpRequest, pk: int) -> Event:
    photos = Prefetch("photos", queryset=Photo.objects.visible_to(request.user))
    rows = Event.objects.visible_to(request.user).practices().select_related(*SHOWN)
    return get_object_or_404(rows.prefetch_related("outcomes", photos), pk=pk)


def _page(
    request: HttpRequest,
    event: Event,
    *,
    outcome: OutcomeForm | None = None,
    reason: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    known = Practice.objects.visible_to(request.user).with_edited_since().select_related("decided_by", "nominated_by")
    practice = known.filter(pk=event.pk).first()
    context = {
        "event": event,
        "practice": practice,
        "sees_inside": request.user.answers_for(event.mission_id),
        "why": practice or Practice.objects.filter(pk=event.pk).first(),
        "verbs": verbs_for(event, practice, by=request.user),
        "outcome_form": outcome or OutcomeForm(use_required_attribute=False),
        "reason_form": reason or ReasonForm(use_required_attribute=False),
        "can_start": request.user.is_of_mission,
    }
    return TemplateResponse(request, "events/practice_detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def practice_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Tells of an event: story, why it worked, photos; and nominates it with `action=nominate`."""
    event = get_object_or_404(Event.objects.editable_by(request.user).select_related(*SHOWN), pk=pk)
    if request.method != "POST":
        return _telling(request, Telling(user=request.user, event=event))
    telling = Telling(user=request.user, event=event, data=request.POST, files=request.FILES)
    if not telling.is_valid():
        return _telling(request, telling, status=422)
    is_nominated = request.POST.get("action") == "nominate"
    try:
        telling.save(is_nominated=is_nominated)
    except EditConflict:
        sentence = _("Somebody saved this event after you opened it. Nothing of yours was saved: open the page again.")
        return _telling(request, telling, refused=[sentence], status=409)
    except ValidationError as error:
        return _telling(request, telling, refused=error.messages, status=409)
    done = _("“%(title)s” was nominated.") if is_nominated else _("“%(title)s” was saved.")
    messages.success(request, done % {"title": event})
    return redirect("practice_detail" if event.story_ja or event.story_en else "event_detail", pk)


def _telling(
    request: HttpRequest, telling: Telling, *, refused: list[str] | None = None, status: int = 200
) -> HttpResponse:
    context = {"telling": telling, "event": telling.event, "refused": refused or []}
    return TemplateResponse(request, "events/practice_form.html", context, status=status)


@require_POST
@login_required
def practice_verb(request: HttpRequest, pk: int) -> HttpResponse:
    """`verb`: nominate, take_back, select, decline (with `reason`); the rules stand on the model."""
    event = _answered_for(request, pk)
    reason = ReasonForm(request.POST, use_required_attribute=False)
    if request.POST.get("verb") == "decline" and not reason.is_valid():
        return _page(request, _practice_event(request, pk), reason=reason, status=422)
    acts: dict[str, Callable[[Practice], None]] = {
        "nominate": lambda practice: practice.nominate(by=request.user),
        "take_back": lambda practice: practice.take_back(by=request.user),
        "select": lambda practice: practice.select(by=request.user, version=_version(request)),
        "decline": lambda practice: practice.decline(by=request.user, because=reason.cleaned_data["reason"]),
    }
    act = acts.get(request.POST.get("verb", ""))
    if act is None:
        raise Http404
    return _done(request, event, lambda: act(Practice.locked(event, by=request.user)))


@require_POST
@login_required
def outcome_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Adds what came of it; with `remove`, the key of one, takes that out. Also after the year was closed."""
    event = _answered_for(request, pk)
    if "remove" in request.POST:
        key = request.POST["remove"]
        outcome = get_object_or_404(event.outcomes, pk=key if key.isascii() and key.isdigit() else 0)
        return _done(request, event, lambda: outcome.take_out(by=request.user))
    form = OutcomeForm(request.POST, instance=Outcome(event=event), use_required_attribute=False)
    if not form.is_valid():
        return _page(request, _practice_event(request, pk), outcome=form, status=422)
    return _done(request, event, lambda: form.instance.keep(by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def practice_start(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft of one's own mission that begins as this practice did."""
    event = _practice_event(request, pk)
    if not request.user.is_of_mission:
        raise Http404
    form = StartForm(request.POST or None, event=event, user=request.user)
    if request.method == "POST" and form.is_valid():
        draft = form.save(by=request.user)
        messages.success(request, _("A draft was saved. Change what is different where you are."))
        return redirect("event_edit", draft.pk)
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "events/practice_start.html", {"event": event, "form": form}, status=status)


def _answered_for(request: HttpRequest, pk: int) -> Event:
    return get_object_or_404(Event.objects.answered_for_by(request.user).practices(), pk=pk)


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _done(request: HttpRequest, event: Event, act: Callable[[], None]) -> HttpResponse:
    """Does it and goes back to the practice; what the model refuses is said there."""
    try:
        with transaction.atomic():
            act()
    except PermissionDenied:
        raise Http404 from None
    except EditConflict:
        messages.error(
            request, _("Somebody saved this event after you opened it. Nothing was done: look at it again first.")
        )
    except ValidationError as error:
        messages.error(request, in_a_row(error.messages))
    else:
        messages.success(request, _said(event))
    return redirect("practice_detail", event.pk)


def _said(event: Event) -> str:
    state = Practice.objects.filter(pk=event.pk).values_list("state", flat=True).first()
    return _("“%(title)s” was saved: %(state)s.") % {
        "title": event,
        "state": Selection(state or Selection.OFFERED).label,
    }
