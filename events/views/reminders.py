"""Reminders: what waits for a person today, how often he wants to hear of it, and the letters that went out."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.requests import SignedInRequest, administrators_only
from events.forms.reminders import WishesForm
from events.models import Letter
from events.reminders.letters import today_for
from events.reminders.sending import resend
from events.reminders.wishes import matters_of
from regions.text import in_a_row

MOST_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reminders(request: SignedInRequest) -> HttpResponse:
    """What waits for whoever asks, as a text to copy, and what he wants to be reminded of."""
    if not matters_of(request.user):
        raise Http404
    form = WishesForm(request.POST if request.method == "POST" else None, person=request.user)
    if form.is_valid():
        if form.save(by=request.user):
            messages.success(request, _("Saved. It holds from the next letter on."))
        return redirect("reminders")
    return _page(request, request.user, form=form)


@login_required
def person_reminders(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same of somebody else, to be copied and passed on where no mail arrives; for HQ administrators."""
    administrators_only(request)
    person = get_object_or_404(User.objects.visible_to(request.user).select_related("mission"), pk=pk)
    if not matters_of(person) or not person.is_active:
        raise Http404
    return _page(request, person, form=None)


def _page(request: SignedInRequest, person: User, *, form: WishesForm | None) -> HttpResponse:
    context = {
        "person": person,
        "is_oneself": person.pk == request.user.pk,
        "today": today_for(person, now=timezone.now(), address=request.build_absolute_uri("/")),
        "letters": Letter.objects.visible_to(request.user).filter(person=person.pk)[:MOST_SHOWN],
        "form": form,
    }
    is_wrong = form is not None and form.is_bound
    return TemplateResponse(request, "events/reminders.html", context, status=422 if is_wrong else 200)


@login_required
def letter_list(request: SignedInRequest) -> HttpResponse:
    """Those that did not go out or of which nobody knows, then the latest."""
    administrators_only(request)
    letters = Letter.objects.visible_to(request.user).select_related("person")
    unsure = letters.not_certain(now=timezone.now())
    context = {"unsure": unsure[:MOST_SHOWN], "unsure_count": unsure.count(), "letters": letters[:MOST_SHOWN]}
    return TemplateResponse(request, "events/letter_list.html", context)


@login_required
def letter_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    administrators_only(request)
    return TemplateResponse(request, "events/letter_detail.html", {"letter": _letter(request, pk)})


@require_POST
@login_required
def letter_resend(request: SignedInRequest, pk: int) -> HttpResponse:
    administrators_only(request)
    letter = _letter(request, pk)
    try:
        resend(letter, by=request.user)
    except ValidationError as error:
        messages.error(request, in_a_row(error.messages))
    else:
        if letter.is_certain:
            messages.success(request, _("The letter was sent."))
        else:
            messages.error(request, _("The mail server did not take the letter (%(fault)s).") % {"fault": letter.fault})
    return redirect("letter_detail", letter.pk)


def _letter(request: SignedInRequest, pk: int) -> Letter:
    return get_object_or_404(Letter.objects.visible_to(request.user).select_related("person"), pk=pk)
