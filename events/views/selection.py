"""What is done with several events that were chosen on the list: first what will happen, then all of it or nothing."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Record
from accounts.requests import SignedInRequest
from events.bulk import SOURCE, NotDone, carry_out, look
from events.forms.selection import DONE, WHAT, ChangeForm, SelectionForm, needs_nothing
from events.undoing import may_be_undone, may_undo_own, undo_own
from regions.text import in_a_row


@require_POST
@login_required
def selection(request: SignedInRequest) -> HttpResponse:
    """The value, then what it would do with each event; with `sure` it is done."""
    if not (request.user.is_hq or request.user.is_of_mission):
        raise Http404
    form = SelectionForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.warning(request, in_a_row(form.sentences()))
        return redirect(reverse("event_list") + "?" + request.POST.get("query", ""))
    what = form.cleaned_data["what"]
    is_given = needs_nothing(what) or bool({"value", "because", "sure"} & request.POST.keys())
    values = ChangeForm(request.POST if is_given else None, what=what, user=request.user)
    lines, status = [], 200
    if values.is_valid():
        change = values.change()
        if "sure" in request.POST:
            record, status = _carried_out(request, form, change)
            if record:
                return redirect("selection_done", record.position)
        lines = look(form.chosen, by=request.user, change=change)
    elif is_given:
        status = 422
    context = {
        "form": form, "values": values, "lines": lines, "what": what, "label": {**WHAT, **DONE}[what],
        "free": [line for line in lines if line.is_free], "same": [line for line in lines if line.is_same],
        "hindered": [line for line in lines if line.hindrance],
        "missing": len(form.chosen) - len(lines) if lines else 0,
    }  # fmt: skip
    return TemplateResponse(request, "events/selection.html", context, status=status)


def _carried_out(request: SignedInRequest, form: SelectionForm, change) -> tuple[Record | None, int]:
    """The record, or None and the status of the page that shows what hinders."""
    left_out = {int(key) for key in request.POST.getlist("left") if key.isascii() and key.isdigit() and len(key) < 16}
    chosen = {pk: seen for pk, seen in form.chosen.items() if pk not in left_out}
    if left_out and "leave" not in request.POST:
        messages.warning(request, _("Nothing was done: say that those that cannot are left out, or choose others."))
        return None, 422
    try:
        return carry_out(chosen, by=request.user, change=change), 302
    except NotDone:
        messages.warning(
            request, _("Nothing was done: not every event is as you saw it. Those that hinder are named below.")
        )
    except ValidationError as error:
        messages.warning(request, in_a_row(error.messages))
    return None, 409


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def selection_done(request: SignedInRequest, position: int) -> HttpResponse:
    """What was done, for whoever did it; a POST puts the events back, all of them or none."""
    record = get_object_or_404(Record, position=position, by=request.user, source__startswith=SOURCE)
    sentences: list[str] = []
    if request.method == "POST":
        try:
            count = undo_own(record, by=request.user)
        except ValidationError as error:
            sentences = error.messages
        else:
            said = ngettext("%(count)d event is as it was before.", "%(count)d events are as they were before.", count)
            messages.success(request, said % {"count": count})
            return redirect("event_list")
    kinds = record.details.get("kinds", {})
    context = {
        "record": record, "count": kinds.get("events_historicalevent", {}).get("~", record.row_count),
        "sentences": sentences, "may_undo_own": may_undo_own(record, by=request.user),
        "may_undo": request.user.is_staff and may_be_undone(record),
    }  # fmt: skip
    return TemplateResponse(request, "events/selection_done.html", context, status=409 if sentences else 200)
