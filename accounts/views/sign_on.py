"""To the ministry's identity provider and back; a provider that does not answer gives a page, not a fault."""

from __future__ import annotations

from collections.abc import Callable

from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from requests import RequestException


def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _or_page(openid_connect.login, request, provider_id)


def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _or_page(openid_connect.callback, request, provider_id)


def _or_page(view: Callable[..., HttpResponse], request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view(request, provider_id)
    except RequestException:
        return TemplateResponse(request, "socialaccount/authentication_error.html", status=502)
