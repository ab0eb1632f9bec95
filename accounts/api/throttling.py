"""How often one token may ask."""

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class PerToken(SimpleRateThrottle):
    """Counted in the cache that all processes share; for a session, by person. `API_RATE` says how often."""

    scope = "token"

    def get_rate(self) -> str:
        return settings.API_RATE

    def get_cache_key(self, request: Request, view) -> str | None:
        if request.auth is not None:
            return f"api-token-{request.auth.pk}"
        return f"api-person-{request.user.pk}" if request.user.is_authenticated else None
