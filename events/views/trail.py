"""The audit trail, for HQ administrators: everything that anybody did, and as a file."""

import csv

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.limits import limited
from accounts.requests import administrators_only
from events.spreadsheets.formula_guard import marked
from events.trail_page import TrailFilter, lines

PAGE_SIZE = 50
MOST_EXPORTED = 100_000
COLUMNS = ("position", "at", "kind", "person", "about", "source", "request", "reason", "missions", "rows", "hash")


def _asked(request: HttpRequest) -> TrailFilter:
    administrators_only(request)
    return TrailFilter(request.GET, user=request.user)


@require_safe
@login_required
def trail_list(request: HttpRequest) -> HttpResponse:
    filters = _asked(request)
    if filters.has_blanks and not filters.problems:
        return redirect(request.path + filters.query())
    pages = Paginator(filters.qs, PAGE_SIZE)
    number = filters.settled["page"] or 1
    page = pages.get_page(number)
    status = 400 if filters.problems else 404 if number > pages.num_pages else 200
    context = {"filters": filters, "page": page, "lines": list(lines(page.object_list))}
    return TemplateResponse(request, "events/trail_list.html", context, status=status)


@require_safe
@login_required
@limited("file")
def trail_export(request: HttpRequest) -> HttpResponse:
    """The same records as a CSV file, oldest first."""
    filters = _asked(request)
    if filters.problems:
        return TemplateResponse(request, "events/trail_list.html", {"filters": filters, "lines": []}, status=400)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="trail.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    count = 0
    for record in filters.qs.order_by("position")[:MOST_EXPORTED].iterator(1000):
        row = (
            str(record.position), record.at.isoformat(), record.kind, record.by_name, record.about, record.source,
            record.request_id, record.reason, record.missions.strip(","), str(record.row_count), record.hash,
        )  # fmt: skip
        writer.writerow([marked(text) for text in row])
        count += 1
    response.row_count = count  # type: ignore[attr-defined]  # the trail says how many rows left
    return response
