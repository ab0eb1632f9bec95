"""Where a change comes from: a page with its request, a command, an import; kept for the length of each."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand
from django.http import HttpRequest, HttpResponse

_A_REQUEST_ID = re.compile(r"[\w.-]{8,40}")


@dataclass(frozen=True, slots=True)
class Source:
    """`said` goes before what the request or the command is called."""

    request: Any = None
    person: Any = None
    said: str = ""
    reason: str = ""

    @property
    def name(self) -> str:
        """ "page event_update", "admin regions_state_change", "command load_reference", "import 5"."""
        return self.said or _page(self.request) or f"program {Path(sys.argv[0]).name}"

    @property
    def by(self) -> Any:
        user = self.person or getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @property
    def request_id(self) -> str:
        return getattr(self.request, "id", "")


_NOWHERE = Source()
_source: ContextVar[Source] = ContextVar("source", default=_NOWHERE)


def _page(request: HttpRequest | None) -> str:
    match = getattr(request, "resolver_match", None)
    if match is None:
        return "page" if request else ""
    return f"{match.app_name or 'page'} {match.url_name or ''}".strip()


def current() -> Source:
    return _source.get()


@contextmanager
def under(said: str = "", *, by=None, reason: str = "") -> Iterator[None]:
    """What is written meanwhile comes from there, is done by that person and for that reason; what is left out stays."""
    outer = current()
    token = _source.set(
        replace(outer, said=said or outer.said, person=by or outer.person, reason=reason or outer.reason)
    )
    try:
        yield
    finally:
        _source.reset(token)


class SourceMiddleware:
    """Gives each request an id, kept from a proxy that gave one, and answers with it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        if not getattr(request, "id", ""):
            request.id = given if _A_REQUEST_ID.fullmatch(given) else uuid4().hex[:16]  # type: ignore[attr-defined]
        token = _source.set(Source(request=request))
        try:
            response = self.get_response(request)
            if response.headers.get("Content-Disposition", "").startswith("attachment") and response.status_code == 200:
                _record_download(request, response)
        finally:
            _source.reset(token)
        response.headers.setdefault("X-Request-Id", request.id)  # type: ignore[attr-defined]
        return response


def _record_download(request: HttpRequest, response: HttpResponse) -> None:
    """Every file that is handed out: which, by which address and filter, and how many rows where the view says so."""
    from accounts import trail

    rows = getattr(response, "row_count", None)
    details = {"path": request.path, "filter": request.META.get("QUERY_STRING", "")[:1000]}
    trail.record("download", about=_page(request), details=details if rows is None else {**details, "rows": rows})


def name_commands() -> None:
    """Every management command, however it is called, is known by its name while it runs."""
    plain: Any = BaseCommand.execute
    if hasattr(plain, "__wrapped__"):
        return

    @wraps(plain)
    def execute(self, *args, **options):
        with under(f"command {type(self).__module__.rpartition('.')[2]}"):
            return plain(self, *args, **options)

    BaseCommand.execute = execute  # type: ignore[method-assign]
