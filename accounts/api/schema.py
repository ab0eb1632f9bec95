"""How the API describes itself: tokens, refusals, parameters (OpenAPI 3.1)."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework import serializers

from accounts.api.problems import BY_STATUS, MEDIA_TYPE

EVERYWHERE = (401, 403, 406, 429)
IF_MATCH = OpenApiParameter(
    "If-Match", {"type": "string", "pattern": r'^"[0-9]{1,9}-[0-9a-f]{16}"$'}, OpenApiParameter.HEADER, required=True,
    description="The ETag of the event as it was read / 読み取った案件のETag",
)  # fmt: skip
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", {"type": "string", "pattern": "^[!-~]{8,100}$"}, OpenApiParameter.HEADER,
    description="For 30 days the same request under the same key makes no second event / 30日間は、同じキーの再送では二重に登録されません",
)  # fmt: skip


class WrongShape(serializers.Serializer):
    pointer = serializers.CharField(required=False, allow_blank=True)
    parameter = serializers.CharField(required=False, allow_blank=True)
    detail = serializers.CharField()


class ProblemShape(serializers.Serializer):
    """A refusal (RFC 9457), in the language of Accept-Language, else of the token's person."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = WrongShape(many=True, required=False)


def problems(*statuses: int) -> dict[Any, Any]:
    """The responses of an address that may refuse with these, and with those that every address may."""
    return {(status, MEDIA_TYPE): ProblemShape for status in sorted({*statuses, *EVERYWHERE}) if status in BY_STATUS}


def refusal(language: str, *, title: str, detail: str, pointer: str) -> OpenApiExample:
    value = {
        "type": "/api/#invalid",
        "title": title,
        "status": 422,
        "detail": detail,
        "errors": [{"pointer": pointer, "detail": detail}],
    }
    return OpenApiExample(
        f"refusal-{language}", value=value, response_only=True, status_codes=["422"], media_type=MEDIA_TYPE
    )


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "grt_…, made under /accounts/tokens/"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.api.authentication.SessionForReading"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "Reading in the browser alone"}
