"""The dashboard: a selection of events as charts, beside the years before or another mission."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from reports.dashboard_filter import DashboardFilter
from reports.dashboard_page import DashboardPage


@require_safe
@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    asked = DashboardFilter(request.GET, user=request.user)
    if asked.problems:
        return TemplateResponse(request, "reports/dashboard.html", {"filters": asked}, status=400)
    page = DashboardPage(asked, language=get_language() or "ja")
    return TemplateResponse(request, "reports/dashboard.html", {"filters": asked, "page": page})
