"""Every refusal of the API as application/problem+json (RFC 9457), in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import set_rollback

from accounts.api.parameters import BadParameters
from regions.text import in_a_row

MEDIA_TYPE = "application/problem+json"
ABOUT = "/api/#"
"""Where the reference page explains a kind of problem: `type` is this and its code."""

TITLES = {
    "malformed": _("The body cannot be read"),
    "parameters": _("A parameter is not understood"),
    "sign-in": _("A token is needed"),
    "not-allowed": _("This is not allowed"),
    "scope": _("The token was not made for this"),
    "not-found": _("There is nothing here for you"),
    "method": _("This address does not do that"),
    "not-acceptable": _("No answer in that form"),
    "conflict": _("It cannot be done as things stand"),
    "closed-year": _("The fiscal year is closed"),
    "changed": _("It was changed in the meantime"),
    "media-type": _("Send JSON"),
    "invalid": _("Something in it does not hold"),
    "version-needed": _("Say which version you have read"),
    "too-often": _("Too many requests"),
    "server": _("A fault of ours"),
    "database": _("The database does not answer"),
    "no-room": _("There is no room left on the server"),
}
BY_STATUS = {
    400: "malformed", 401: "sign-in", 403: "not-allowed", 404: "not-found", 405: "method", 406: "not-acceptable",
    409: "conflict", 412: "changed", 415: "media-type", 422: "invalid", 428: "version-needed", 429: "too-often",
}  # fmt: skip


class Problem(exceptions.APIException):
    """A refusal with its status and code; `errors` says what is wrong where: a `pointer` into the body and a `detail`."""

    def __init__(self, status: int, detail: Any, *, code: str = "", errors: list[dict[str, str]] | None = None) -> None:
        self.status_code, self.errors = status, errors or []
        super().__init__(detail, code or BY_STATUS[status])


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """The exception handler of the API; None for a fault, which is then logged and answered as every fault is."""
    known = _known(error)
    if known is None:
        return None
    set_rollback()
    headers = {}
    if getattr(known, "auth_header", None):
        headers["WWW-Authenticate"] = known.auth_header
    if isinstance(known, exceptions.Throttled) and known.wait is not None:
        headers["Retry-After"] = str(int(known.wait) + 1)
    body = problem(known.status_code, detail=str(known.detail), code=_code(known), errors=list(_errors(known)))
    return Response(body, known.status_code, headers=headers, content_type=MEDIA_TYPE)


def problem(status: int, *, detail: str, code: str, errors: list[dict[str, str]] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"type": ABOUT + code, "title": str(TITLES[code]), "status": status, "detail": detail}
    return found | ({"errors": errors} if errors else {})


def _known(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, ValidationError):
        return of_validation(error)
    if isinstance(error, exceptions.ValidationError):
        errors = list(_pointers(as_serializer_error(error), ""))
        return Problem(422, in_a_row(dict.fromkeys(each["detail"] for each in errors)), errors=errors)
    return error if isinstance(error, exceptions.APIException) else None


def of_validation(error: ValidationError) -> Problem:
    """What the model's verbs refuse: 409 where its year is closed or it cannot be done now, 422 where a field is wrong."""
    if hasattr(error, "error_dict"):
        errors = [
            {"pointer": f"/{name}", "detail": text} for name, texts in error.message_dict.items() for text in texts
        ]
        return Problem(422, in_a_row(each["detail"] for each in errors), errors=errors)
    return Problem(409, in_a_row(error.messages), code="closed-year" if hasattr(error, "closed") else "conflict")


def _code(error: exceptions.APIException) -> str:
    code = getattr(error, "default_code", "") if isinstance(error, BadParameters) else _own_code(error)
    return code if code in TITLES else BY_STATUS.get(error.status_code, "server")


def _own_code(error: exceptions.APIException) -> str:
    codes = error.get_codes()
    return codes if isinstance(codes, str) else ""


def _errors(error: exceptions.APIException) -> Iterator[dict[str, str]]:
    if isinstance(error, BadParameters):
        for each in error.problems:
            yield {"parameter": each.name, "detail": each.sentence}
    else:
        yield from getattr(error, "errors", [])


def _pointers(detail: Any, at: str) -> Iterator[dict[str, str]]:
    """A serializer's nested errors as JSON pointers (RFC 6901)."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            step = "" if name == "non_field_errors" else "/" + str(name).replace("~", "~0").replace("/", "~1")
            yield from _pointers(inner, at + step)
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            yield from _pointers(inner, at if isinstance(inner, str) else f"{at}/{number}")
    else:
        yield {"pointer": at, "detail": str(detail)}
