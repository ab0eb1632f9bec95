"""A series: all its years on one page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from events.models import Series
from reports.series import series_page


@require_safe
@login_required
def series_detail(request: HttpRequest, pk: int) -> HttpResponse:
    series = get_object_or_404(Series.objects.visible_to(request.user).select_related("mission"), pk=pk)
    page = series_page(series, user=request.user)
    return TemplateResponse(request, "reports/series_detail.html", {"series": series, "page": page})
