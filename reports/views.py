"""The pages that HQ and missions read: the cumulative report, the states, one state."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from regions.models import State
from reports.cumulative import Register, compile_report, published_figures
from reports.filters import ReportFilter
from reports.report_page import ReportPage
from reports.states import StateSort, profile, states_compared


@require_safe
@login_required
def report(request: HttpRequest) -> HttpResponse:
    register = Register.visible_to(request.user)
    asked = ReportFilter(request.GET, register=register, user=request.user)
    if asked.problems:
        return TemplateResponse(request, "reports/report.html", {"form": asked.form}, status=400)
    value = compile_report(asked.definition, register=register)
    page = ReportPage(value, published_figures(), language=get_language() or "ja")
    return TemplateResponse(request, "reports/report.html", {"form": asked.form, "page": page, "report": value})


@require_safe
@login_required
def state_list(request: HttpRequest) -> HttpResponse:
    sort = StateSort(request.GET, user=request.user)
    if sort.problems:
        return TemplateResponse(request, "reports/state_list.html", {"sort": sort}, status=400)
    page = states_compared(Register.visible_to(request.user), sort=sort, on=timezone.localdate())
    return TemplateResponse(request, "reports/state_list.html", {"sort": sort, "page": page})


@require_safe
@login_required
def state_detail(request: HttpRequest, code: str) -> HttpResponse:
    state = get_object_or_404(State.objects.select_related("region"), pk=code)
    page = profile(state, Register.visible_to(request.user), on=timezone.localdate())
    return TemplateResponse(request, "reports/state_detail.html", {"state": state, "page": page})
