"""The pages that HQ and missions read: the cumulative report, the states, one state."""

import io
from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.limits import limited
from accounts.replica import reads_replica
from regions.models import State
from reports.baselines import published_figures
from reports.cumulative import Register, compile_report
from reports.documents.machine_tables import write_machine_tables
from reports.documents.workbook import write_presentation
from reports.filters import ReportFilter
from reports.report_page import ReportPage
from reports.states import StateSort, profile, states_compared

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@login_required
@reads_replica
def report(request: HttpRequest) -> HttpResponse:
    register = Register.visible_to(request.user)
    asked = ReportFilter(request.GET, register=register, user=request.user)
    if asked.problems:
        return TemplateResponse(request, "reports/report.html", {"form": asked.form}, status=400)
    value = compile_report(asked.definition, register=register)
    page = ReportPage(value, published_figures(), language=get_language() or "ja")
    return TemplateResponse(request, "reports/report.html", {"form": asked.form, "page": page, "report": value})


def _as_workbook(request: HttpRequest, write: Callable[..., None], name: str) -> HttpResponseBase:
    """The report that the page shows for the same address, as a file; the page itself, 400, when there is none."""
    register = Register.visible_to(request.user)
    asked = ReportFilter(request.GET, register=register, user=request.user)
    if asked.problems:
        return TemplateResponse(request, "reports/report.html", {"form": asked.form}, status=400)
    value = compile_report(asked.definition, register=register)
    file = io.BytesIO()
    write(file, value, made_on=timezone.localdate(timezone=timezone.get_default_timezone()))
    file.seek(0)
    name = f"{name}-{value.definition.first}-{value.definition.last}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_safe
@login_required
@limited("file")
@reads_replica
def report_workbook(request: HttpRequest) -> HttpResponseBase:
    """To hand round: titles, tables, charts, notes, ready to print."""
    return _as_workbook(request, write_presentation, "cumulative")


@require_safe
@login_required
@limited("file")
@reads_replica
def report_data(request: HttpRequest) -> HttpResponseBase:
    """For machines: the same numbers, one table a sheet."""
    return _as_workbook(request, write_machine_tables, "cumulative-data")


@require_safe
@login_required
@reads_replica
def state_list(request: HttpRequest) -> HttpResponse:
    sort = StateSort(request.GET, user=request.user)
    if sort.problems:
        return TemplateResponse(request, "reports/state_list.html", {"sort": sort}, status=400)
    page = states_compared(Register.visible_to(request.user), sort=sort, on=timezone.localdate())
    return TemplateResponse(request, "reports/state_list.html", {"sort": sort, "page": page})


@require_safe
@login_required
@reads_replica
def state_detail(request: HttpRequest, code: str) -> HttpResponse:
    state = get_object_or_404(State.objects.select_related("region"), pk=code)
    page = profile(state, Register.visible_to(request.user), on=timezone.localdate())
    return TemplateResponse(request, "reports/state_detail.html", {"state": state, "page": page})
