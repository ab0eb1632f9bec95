"""What the API's views are made of: JSON, ETag and 304, and no answer that a cache between keeps for others."""

from __future__ import annotations

from typing import Any, ClassVar

import orjson
from django.conf import settings
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import conditional_page
from rest_framework.exceptions import NotFound
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from accounts.api.authentication import SessionForReading, TokenAllows, TokenAuthentication
from accounts.api.problems import Problem
from accounts.api.throttling import FilesOfPerson, PerToken


class Json(JSONRenderer):
    """UTF-8; dates as 2021-07-30, moments with their distance from UTC, money as numbers."""

    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=_plain)


def _plain(value: Any) -> Any:
    """Decimals as numbers (twelve digits, exact), lazy texts as texts."""
    return str(value) if hasattr(value, "_proxy____cast") else float(value)


@method_decorator(conditional_page, name="dispatch")
class ApiView(APIView):
    """A GET is answered with an ETag, and with 304 to whoever has it already."""

    authentication_classes = (TokenAuthentication, SessionForReading)
    permission_classes = (TokenAllows,)
    throttle_classes = (PerToken,)
    renderer_classes = (Json,)
    parser_classes = (JSONParser,)
    scopes: ClassVar[dict[str, str]] = {}
    """Method -> the scope that a token needs; what is not named is read."""

    limited_by: ClassVar[str] = ""
    """The limit that an address which hands out files counts towards."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Nothing over HTTP where the register is reached by HTTPS: a redirect would hide that a token was seen."""
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            raise Problem(403, _("Ask over HTTPS. If a token was sent, end it: it may have been seen on its way."))
        super().initial(request, *args, **kwargs)

    @classmethod
    def as_view(cls, **options: Any) -> Any:
        view = super().as_view(**options)
        view.limited_by = cls.limited_by
        return view

    def get_throttles(self) -> list[BaseThrottle]:
        return [*super().get_throttles(), *([FilesOfPerson()] if self.limited_by else [])]

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Authorization", "Cookie", "Accept-Language"])
        return response


class NothingHere(ApiView):
    """For every address that the API does not have."""

    schema = None

    def _answer(self, request: Request, **kwargs: Any) -> Response:
        raise NotFound

    get = post = put = patch = delete = _answer
