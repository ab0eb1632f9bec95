"""How often one token may ask, and one person for files."""

from allauth.core.internal import ratelimit
from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle


class PerToken(SimpleRateThrottle):
    """Counted in the cache that all processes share; for a session, by person. `API_RATE` says how often."""

    scope = "token"

    def get_rate(self) -> str:
        return settings.API_RATE

    def get_cache_key(self, request: Request, view) -> str | None:
        if request.auth is not None:
            return f"api-token-{request.auth.pk}"
        return f"api-person-{request.user.pk}" if request.user.is_authenticated else None


class FilesOfPerson(BaseThrottle):
    """What costs much work counts towards the same limit as on the pages (accounts/limits.py)."""

    def allow_request(self, request: Request, view) -> bool:
        asked = {"app": "allauth.account", "action": view.limited_by, "limit_get": True}
        return bool(ratelimit.consume(request._request, user=request.user, **asked))

    def wait(self) -> float:
        return 60
