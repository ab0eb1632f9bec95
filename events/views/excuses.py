"""Excusing missions from many quarters at once: chosen, shown, done; and taken back as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.people import put_errors
from accounts.models import User
from events import excuses
from events.forms.returns import EndExcuseForm, ManyExcusesForm
from events.models import Excuse
from events.return_deadlines import Deadlines

MOST_SHOWN = 50
_A_PLACE = re.compile(r"([A-Z]+)-(\d{4})-([1-4])")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def excuse_many(request: HttpRequest) -> HttpResponse:
    """The form; what it would excuse; and with `do`, and as long as that is what was seen, done."""
    if not request.user.is_hq:
        raise Http404
    form = ManyExcusesForm(request.POST if request.method == "POST" else None, years=_years())
    if not form.is_valid():
        return _page(request, form, status=422 if form.is_bound else 200)
    missions, years = list(form.cleaned_data["missions"]), form.years_chosen
    if "do" in request.POST:
        try:
            _key, count = excuses.excuse_many(
                missions, years, seen=_seen(request), by=request.user, because=form.cleaned_data["reason"]
            )
        except ValidationError as error:
            put_errors(form, error)
        else:
            said = ngettext("%(count)d quarter is excused.", "%(count)d quarters are excused.", count)
            messages.success(request, said % {"count": count})
            return redirect("return_excuse_many")
    return _page(request, form, looked=excuses.look(missions, years), status=422 if form.errors else 200)


@require_POST
@login_required
def excuse_many_end(request: HttpRequest, batch: UUID) -> HttpResponse:
    if not request.user.is_hq or not Excuse.objects.visible_to(request.user).filter(batch=batch).exists():
        raise Http404
    form = EndExcuseForm(request.POST)
    if form.is_valid():
        try:
            count = excuses.end_many(batch, by=request.user, because=form.cleaned_data["reason"])
        except ValidationError as error:
            put_errors(form, error)
        else:
            said = ngettext("%(count)d return is asked for again.", "%(count)d returns are asked for again.", count)
            messages.success(request, said % {"count": count})
            return redirect("return_excuse_many")
    return _page(request, ManyExcusesForm(years=_years()), ending=(batch, form), status=422)


def _years() -> list[int]:
    return Deadlines.load().asked_years[::-1]


def _seen(request: HttpRequest) -> Iterable[excuses.Place]:
    for text in request.POST.getlist("seen"):
        if match := _A_PLACE.fullmatch(text):
            yield match[1], int(match[2]), int(match[3])


def _page(
    request: HttpRequest,
    form: ManyExcusesForm,
    *,
    looked: excuses.Excusable | None = None,
    ending: tuple[UUID, EndExcuseForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form if ending is None else ending[1],
        "choices": form,
        "looked": looked,
        "batches": _batches(request, ending),
    }
    return TemplateResponse(request, "events/return_excuse_many.html", context, status=status)


def _batches(request: HttpRequest, ending: tuple[UUID, EndExcuseForm] | None) -> list[dict]:
    """What was excused at once and still stands, latest first: how many, by whom, when, why."""
    rows = (
        Excuse.objects.visible_to(request.user)
        .standing()
        .exclude(batch=None)
        .order_by()
        .values("batch", "reason", "given_by")
    )
    found = rows.annotate(count=Count("pk"), at=Min("given_at"), first=Min("fiscal_year"), last=Max("fiscal_year"))
    latest = list(found.order_by("-at")[:MOST_SHOWN])
    people = User.objects.in_bulk({row["given_by"] for row in latest})
    return [
        {
            **row,
            "person": people[row["given_by"]],
            "end": ending[1]
            if ending and ending[0] == row["batch"]
            else EndExcuseForm(auto_id=f"id_%s_{row['batch']}"),
        }
        for row in latest
    ]
