"""Who asks: a person by one of his tokens, or by his session where nothing is written."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.models.api_token import Scope
from accounts.second_factor import has_one, is_required_of

REALM = 'Bearer realm="register"'


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer grt_…`. The answer is in the language that the request names, else in the person's."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        kind, _space, text = get_authorization_header(request).partition(b" ")
        if kind.lower() != b"bearer":
            return None
        token = ApiToken.objects.known_by(text.strip().decode("latin-1"))
        if token is None:
            raise AuthenticationFailed(
                _("This token is not known, has expired or was ended. Make another one under “API tokens”.")
            )
        if is_required_of(token.person) and not has_one(token.person):
            raise PermissionDenied(_("Headquarters needs a second factor. Set it up in the register first."))
        token.note_use()
        if token.person.language and not request.headers.get("Accept-Language"):
            translation.activate(token.person.language)
        return token.person, token

    def authenticate_header(self, request: Request) -> str:
        return REALM


class SessionForReading(SessionAuthentication):
    """Whoever is signed in may read with his browser; a page elsewhere can write nothing with his cookie."""

    def authenticate(self, request: Request):
        return super().authenticate(request) if request.method in SAFE_METHODS else None


class TokenAllows(BasePermission):
    """Signed in, and by a token only what it was made for: to read, or what the view names in `scopes` by method."""

    def has_permission(self, request: Request, view) -> bool:
        if not request.user.is_authenticated:
            return False
        scope = getattr(view, "scopes", {}).get(request.method, Scope.READ)
        if request.auth is not None and not request.auth.allows(scope):
            raise PermissionDenied(
                _("This token may not do that: it was made to “%(scope)s”.")
                % {"scope": request.auth.get_scope_display()},
                code="scope",
            )
        return True
