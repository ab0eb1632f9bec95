"""Addresses for whoever watches over the site: is it there, is it ready, how has it been doing."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template import loader
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.api.problems import MEDIA_TYPE, problem
from grassroots.operations import metrics


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process answers at all; asks nothing of anything else."""
    return HttpResponse("ok\n", content_type="text/plain")


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def is_migrated() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def is_writable(folder: Path) -> bool:
    """A file can be written there and taken away again."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"ready")
    except OSError:
        return False
    return True


READY: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "migrations": is_migrated,
    "media": lambda: is_writable(Path(settings.MEDIA_ROOT)),
}


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 and {"ready": true, …} where requests may be sent here; 503 with what is missing as false."""
    found = {name: is_there() for name, is_there in READY.items()}
    ready = all(found.values())
    return JsonResponse({"ready": ready, **found}, status=200 if ready else 503)


@require_safe
@never_cache
def metrics_page(request: HttpRequest) -> HttpResponse:
    """The counters, for who carries METRICS_TOKEN as a bearer; for everybody else there is no such page."""
    given = request.headers.get("Authorization", "")
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    if not settings.METRICS_TOKEN or not secrets.compare_digest(given.encode(), wanted.encode()):
        raise Http404
    return HttpResponse(metrics.page(), content_type="text/plain; version=0.0.4; charset=utf-8")


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for our own faults, with the number under which the log knows this request; asks the database nothing.

    To programs the same as a problem (RFC 9457).
    """
    if request.path.startswith("/api/"):
        number = {"number": getattr(request, "id", "")}
        detail = gettext("It is in our log. Tell the administrators this number: %(number)s") % number
        said = problem(500, detail=detail, code="server")
        return JsonResponse(said, status=500, content_type=MEDIA_TYPE)
    page = loader.get_template("500.html").render({"request_number": getattr(request, "id", "")})
    return HttpResponseServerError(page)
