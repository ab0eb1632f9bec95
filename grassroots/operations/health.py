"""Addresses for whoever watches over the site: is it there, is it ready, how has it been doing."""

from __future__ import annotations

import secrets
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template import loader
from django.utils.translation import get_language_from_request, gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.api.problems import MEDIA_TYPE, problem
from grassroots.operations import metrics
from grassroots.operations.outages import RETRY_AFTER_SECONDS, Outage, outage_of


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

    503 and when to try again where the machine is at fault: the database does not answer, or a disk is full. To programs
    the same as a problem (RFC 9457).
    """
    # A fault before the language was chosen must not answer in that of whoever asked before.
    with override(getattr(request, "LANGUAGE_CODE", None) or get_language_from_request(request)):
        outage = outage_of(sys.exc_info()[1])
        return _out_of_service(request, outage) if outage else _our_fault(request)


def _our_fault(request: HttpRequest) -> HttpResponse:
    number = getattr(request, "id", "")
    if request.path.startswith("/api/"):
        detail = gettext("It is in our log. Tell the administrators this number: %(number)s") % {"number": number}
        said = problem(500, detail=detail, code="server")
        return JsonResponse(said, status=500, content_type=MEDIA_TYPE)
    page = loader.get_template("500.html").render({"request_number": number})
    return HttpResponseServerError(page)


def _out_of_service(request: HttpRequest, outage: Outage) -> HttpResponse:
    number = getattr(request, "id", "")
    response: HttpResponse
    if request.path.startswith("/api/"):
        said = problem(503, detail=outage.sentence, code=outage.code)
        response = JsonResponse(said, status=503, content_type=MEDIA_TYPE)
    else:
        was_sent = request.method not in ("GET", "HEAD")
        context = {"outage": outage, "was_sent": was_sent, "request_number": number}
        response = HttpResponse(loader.get_template("503.html").render(context), status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
