"""Proving once more who one is, before what an open screen must not be enough for; and a new key for the session after it."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse


def require_proof(request: HttpRequest) -> None:
    """Leads to the page that asks for password, code or passkey, unless that was asked minutes ago; then goes on with this."""
    raise_if_reauthentication_required(request, app="allauth.mfa")


class NewKeyAfterProof:
    """Of a view that asks: the session goes on under another key, the list of sessions with it."""

    def form_valid(self, form) -> HttpResponse:
        request: HttpRequest = self.request  # type: ignore[attr-defined]  # of a view
        old = request.session.session_key
        request.session.cycle_key()
        UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)
        return super().form_valid(form)  # type: ignore[misc]  # of a form's view
