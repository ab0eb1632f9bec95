"""To the ministry's identity provider and back; a provider that does not answer as it should gives a page, not a fault."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView, OAuth2View
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from requests import RequestException

from accounts.sign_on import CheckedProvider, nonce_of


@login_not_required
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """There with a question of its own (nonce), made from the state that the session keeps."""
    answer = _or_page(OAuth2LoginView, request, provider_id)
    if not isinstance(answer, HttpResponseRedirect) or "state" not in parse_qs(urlsplit(answer.url).query):
        return answer
    [state] = parse_qs(urlsplit(answer.url).query)["state"]
    answer["Location"] = f"{answer.url}&{urlencode({'nonce': nonce_of(state)})}"
    return answer


@login_not_required
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _or_page(OAuth2CallbackView, request, provider_id)


def _or_page(view: type[OAuth2View], request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view.adapter_view(CheckedProvider(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (RequestException, OAuth2Error):
        return TemplateResponse(request, "socialaccount/authentication_error.html", status=502)
