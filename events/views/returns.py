"""Quarterly returns: the board, a mission's quarter, and what is done about it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.people import put_errors
from accounts.limits import limited
from events.forms.returns import EndExcuseForm, ExcuseForm, QuarterDeadlineForm, TakeBackForm
from events.models import Event, Excuse, QuarterDeadline, QuarterlyReturn
from events.models.year import FIRST_YEAR, LAST_YEAR
from events.quarters import NUMBERS, Quarter
from events.return_deadlines import Deadlines
from events.return_page import quarter_page
from events.returns import Kind, read_one, sign
from events.returns_board import Board, board, open_ends, year_to_show
from events.spreadsheets.return_board import csv_of, write_xlsx
from events.views.export import XLSX
from regions.models import Mission


@login_required
def return_board(request: HttpRequest) -> HttpResponse:
    return return_year(request, year_to_show(Deadlines.load(), now=timezone.now()))


@login_required
def return_year(request: HttpRequest, fiscal_year: int) -> HttpResponse:
    """HQ's board of a year; a mission sees its own line."""
    return _board_page(request, fiscal_year, {})


@login_required
@limited("file")
def return_export(request: HttpRequest, fiscal_year: int, suffix: str) -> HttpResponseBase:
    """The board as a file: one line for each mission and quarter."""
    shown = _board(request, fiscal_year)
    name = f"returns-{fiscal_year}-{timezone.localtime(timezone=timezone.get_default_timezone()):%Y%m%d-%H%M}.{suffix}"
    if suffix == "csv":
        response = HttpResponse(csv_of(shown), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    if suffix != "xlsx":
        raise Http404
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    write_xlsx(file, shown, made_by=str(request.user))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_POST
@login_required
def return_deadline(request: HttpRequest, fiscal_year: int, number: int) -> HttpResponse:
    if not request.user.is_hq:
        raise Http404
    quarter = _quarter(fiscal_year, number)
    form = QuarterDeadlineForm(request.POST, number=number)
    if form.is_valid() and _done(
        form, lambda: QuarterDeadline.announce(quarter, on=form.cleaned_data["deadline_on"], by=request.user)
    ):
        messages.success(request, _("The deadline of %(quarter)s is set.") % {"quarter": quarter})
        return redirect("return_year", fiscal_year)
    return _board_page(request, fiscal_year, {number: form}, status=422)


@login_required
def return_detail(request: HttpRequest, fiscal_year: int, number: int, code: str) -> HttpResponse:
    return _quarter_page(request, _mission(request, code), _quarter(fiscal_year, number))


@require_POST
@login_required
def return_sign(request: HttpRequest, fiscal_year: int, number: int, code: str) -> HttpResponse:
    """`kind` is events or nil."""
    mission, quarter = _mission(request, code), _quarter(fiscal_year, number)
    kind = request.POST.get("kind", "")
    if kind not in Kind.values:
        return _quarter_page(request, mission, quarter, sentences=[_("Say which of the two you sign.")], status=422)
    try:
        sign(mission, quarter, kind, by=request.user)
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as error:
        return _quarter_page(request, mission, quarter, sentences=error.messages, status=409)
    messages.success(request, _("%(quarter)s is signed. Thank you.") % {"quarter": quarter})
    return redirect("return_detail", fiscal_year, number, code)


@require_POST
@login_required
def return_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    visible = QuarterlyReturn.objects.visible_to(request.user).select_related("mission")
    row = get_object_or_404(visible, pk=pk)
    form = TakeBackForm(request.POST)
    said = _("The return was taken back. The quarter can be signed again.")
    return _act(request, row, form, "take_back", said, lambda because: row.take_back(by=request.user, because=because))


@require_POST
@login_required
def return_excuse(request: HttpRequest, fiscal_year: int, number: int, code: str) -> HttpResponse:
    if not request.user.is_hq:
        raise Http404
    mission, quarter = _mission(request, code), _quarter(fiscal_year, number)
    row = Excuse(mission=mission, fiscal_year=fiscal_year, quarter=number)

    def give(because: str) -> None:
        Excuse.give(mission=mission, quarter=quarter, by=request.user, because=because)

    said = _("%(mission)s is excused from %(quarter)s.") % {"mission": mission.short_name, "quarter": quarter}
    return _act(request, row, ExcuseForm(request.POST), "excuse", said, give)


@require_POST
@login_required
def excuse_end(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.is_hq:
        raise Http404
    row = get_object_or_404(Excuse.objects.visible_to(request.user).select_related("mission"), pk=pk)
    said = _("The return is asked for again.")
    form = EndExcuseForm(request.POST)
    return _act(request, row, form, "end", said, lambda because: row.end(by=request.user, because=because))


# ---- what they share


def _act(
    request: HttpRequest, row: Any, form: forms.Form, name: str, said: str, act: Callable[[str], object]
) -> HttpResponse:
    """Does it for the reason given; else the quarter's page again, with what is wrong beside the form."""
    if form.is_valid() and _done(form, lambda: act(form.cleaned_data["reason"])):
        messages.success(request, said)
        return redirect("return_detail", row.fiscal_year, row.quarter, row.mission.pk)
    return _quarter_page(request, row.mission, row.of, {name: form}, status=422)


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    try:
        act()
    except ValidationError as error:
        put_errors(form, error)
        return False
    return True


def _mission(request: HttpRequest, code: str) -> Mission:
    """The mission, for HQ and for its own people; for others there is no such page."""
    mission = get_object_or_404(Mission, pk=code)
    if not request.user.answers_for(mission.pk):
        raise Http404
    return mission


def _quarter(fiscal_year: int, number: int) -> Quarter:
    if number not in NUMBERS or not FIRST_YEAR <= fiscal_year <= LAST_YEAR:
        raise Http404
    return Quarter(fiscal_year, number)


def _board(request: HttpRequest, fiscal_year: int) -> Board:
    if not (request.user.is_hq or request.user.is_of_mission) or not FIRST_YEAR <= fiscal_year <= LAST_YEAR:
        raise Http404
    missions = Mission.objects.all() if request.user.is_hq else Mission.objects.filter(pk=request.user.mission_id)
    return board(fiscal_year, missions)


def _board_page(
    request: HttpRequest, fiscal_year: int, forms_sent: dict[int, forms.Form], *, status: int = 200
) -> HttpResponse:
    shown = _board(request, fiscal_year)
    context: dict[str, Any] = {
        "board": shown,
        "open_ends": open_ends(request.user, fiscal_year=fiscal_year),
        "years": sorted({*Deadlines.load().asked_years, fiscal_year}, reverse=True),
        "form": next(iter(forms_sent.values()), None),
    }
    if request.user.is_hq:
        own = {row.quarter: row.deadline_on for row in QuarterDeadline.objects.of_years([fiscal_year])}
        context["deadlines"] = [
            (
                head,
                forms_sent.get(number) or QuarterDeadlineForm(initial={"deadline_on": own.get(number)}, number=number),
            )
            for number, head in zip(NUMBERS, shown.heads, strict=True)
        ]
    return TemplateResponse(request, "events/return_board.html", context, status=status)


def _quarter_page(
    request: HttpRequest,
    mission: Mission,
    quarter: Quarter,
    forms_sent: dict[str, forms.Form] | None = None,
    *,
    sentences: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    sent = forms_sent or {}
    cell = read_one(mission, quarter)
    context = {
        "cell": cell,
        "page": quarter_page(cell, Event.objects.visible_to(request.user)),
        "sentences": sentences or [],
        "form": next(iter(sent.values()), None),
        "is_own": request.user.is_of_mission,
        "take_back": sent.get("take_back") or TakeBackForm(),
        "excuse": sent.get("excuse") or ExcuseForm(),
        "end": sent.get("end") or EndExcuseForm(),
    }
    return TemplateResponse(request, "events/return_detail.html", context, status=status)
