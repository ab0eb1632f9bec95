"""Datasets for analysts: what their columns mean, and the files."""

from __future__ import annotations

import tempfile

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.limits import limited
from reports.datasets import DATASETS, csv_lines, parquet

PARQUET = "application/vnd.apache.parquet"


@require_safe
@login_required
def dataset_list(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "reports/dataset_list.html", {"datasets": DATASETS.values()})


@require_safe
@login_required
@limited("file")
def dataset_file(request: HttpRequest, name: str, suffix: str) -> HttpResponseBase:
    """What the reader may see at this moment, as CSV or Parquet."""
    dataset = DATASETS.get(name)
    if dataset is None or suffix not in ("csv", "parquet"):
        raise Http404
    now = timezone.now()
    rows = dataset.rows(request.user, now)
    file_name = f"{name}-{timezone.localtime(now):%Y%m%d-%H%M}.{suffix}"
    if suffix == "csv":
        headers = {"Content-Disposition": f'attachment; filename="{file_name}"', "X-Content-Type-Options": "nosniff"}
        return StreamingHttpResponse(csv_lines(dataset, rows), content_type="text/csv; charset=utf-8", headers=headers)
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    parquet(file, dataset, rows, as_of=now)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name, content_type=PARQUET)
