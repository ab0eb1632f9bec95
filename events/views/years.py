"""Fiscal years, for headquarters: opened, announced, closed, reopened, and opened to single missions once more."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from events.forms.verbs import ReasonForm
from events.forms.year import DeadlineForm, ExceptionForm, OpenForm
from events.models import CorrectionRequest, Year, YearException
from events.years_board import board, checklist
from regions.text import in_a_row


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def year_list(request: HttpRequest) -> HttpResponse:
    """The board; a POST opens a year."""
    _hq_only(request)
    form = OpenForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _done(form, lambda: form.save(by=request.user)):
        messages.success(request, _("Fiscal year %(year)d is open.") % {"year": form.cleaned_data["fiscal_year"]})
        return redirect("year_detail", form.cleaned_data["fiscal_year"])
    context = {"lines": board(today=timezone.localdate()), "form": form}
    return TemplateResponse(request, "events/year_list.html", context, status=422 if form.is_bound else 200)


@login_required
def year_detail(request: HttpRequest, fiscal_year: int) -> HttpResponse:
    return _page(request, _year(request, fiscal_year))


@require_POST
@login_required
def year_deadline(request: HttpRequest, fiscal_year: int) -> HttpResponse:
    year = _year(request, fiscal_year)
    form = DeadlineForm(request.POST)
    if form.is_valid() and _done(
        form, lambda: year.announce_deadline(by=request.user, on=form.cleaned_data["deadline_on"])
    ):
        messages.success(
            request, _("The missions see the deadline now.") if year.deadline_on else _("There is no deadline now.")
        )
        return redirect(year)
    return _page(request, year, deadline=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def year_close(request: HttpRequest, fiscal_year: int) -> HttpResponse:
    """The checklist first; then the reason, and it is closed."""
    year = _year(request, fiscal_year)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _done(form, lambda: year.close(by=request.user, because=form.cleaned_data["reason"])):
        messages.success(request, _("Fiscal year %(year)d is closed.") % {"year": fiscal_year})
        return redirect(year)
    context = {"year": year, "form": form, "checklist": checklist(fiscal_year)}
    return TemplateResponse(request, "events/year_close.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def year_reopen(request: HttpRequest, fiscal_year: int) -> HttpResponse:
    year = _year(request, fiscal_year)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _done(form, lambda: year.reopen(by=request.user, because=form.cleaned_data["reason"])):
        messages.success(request, _("Fiscal year %(year)d is open.") % {"year": fiscal_year})
        return redirect(year)
    context = {"year": year, "form": form}
    return TemplateResponse(request, "events/year_reopen.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def exception_create(request: HttpRequest, fiscal_year: int) -> HttpResponse:
    year = _year(request, fiscal_year)
    form = ExceptionForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _done(form, lambda: form.save(year=year, by=request.user)):
        messages.success(
            request,
            _("%(mission)s may change its events of fiscal year %(year)d.")
            % {"mission": form.cleaned_data["mission"].short_name, "year": fiscal_year},
        )
        return redirect(year)
    context = {"year": year, "form": form}
    return TemplateResponse(request, "events/exception_create.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def exception_end(request: HttpRequest, pk: int) -> HttpResponse:
    _hq_only(request)
    visible = YearException.objects.visible_to(request.user).select_related("year", "mission")
    exception = get_object_or_404(visible, pk=pk)
    try:
        exception.end(by=request.user)
        messages.success(request, _("The exception was ended."))
    except ValidationError as error:
        messages.warning(request, in_a_row(error.messages))
    return redirect(exception.year)


def _hq_only(request: HttpRequest) -> None:
    if not request.user.is_hq:
        raise Http404


def _year(request: HttpRequest, fiscal_year: int) -> Year:
    _hq_only(request)
    return get_object_or_404(Year.objects.select_related("closed_by", "updated_by"), pk=fiscal_year)


def _done(form, act: Callable[[], object]) -> bool:
    """Does it; what the model refuses is said on the form, beside the field where it names one."""
    try:
        act()
    except ValidationError as error:
        named = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        for field, errors in named.items():
            form.add_error(
                field if field in form.fields else None, [str(each) for one in errors for each in one.messages]
            )
        return False
    return True


def _page(request: HttpRequest, year: Year, *, deadline: DeadlineForm | None = None, status: int = 200) -> HttpResponse:
    corrections = CorrectionRequest.objects.visible_to(request.user).for_list().filter(fiscal_year=year.pk)
    context = {
        "year": year,
        "deadline": deadline or DeadlineForm(initial={"deadline_on": year.deadline_on}),
        "checklist": checklist(year.pk),
        "exceptions": year.exceptions.select_related("mission", "granted_by", "ended_by"),
        "corrections": corrections,
        "versions": year.history.select_related("history_user").order_by("-history_id"),
    }
    return TemplateResponse(request, "events/year_detail.html", context, status=status)
