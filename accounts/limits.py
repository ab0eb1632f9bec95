"""How often one person may ask for what costs much: `ACCOUNT_RATE_LIMITS` says it, the page for 429 tells him."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponseBase


def limited(action: str, *, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[..., Any]:
    """Goes beneath `login_required`: the count is the person's, not the network address's."""

    def around(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def answer(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            if request.method in methods:
                asked = {"app": "allauth.account", "action": action, "limit_get": True}
                if too_often := ratelimit.consume_or_429(request=request, **asked):
                    return too_often
            return view(request, *arguments, **named)

        answer.limited_by = action  # type: ignore[attr-defined]  # tests hold every view that hands out a file to it
        return answer

    return around
