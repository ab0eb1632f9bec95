"""How long a session lasts: it ends when it is left alone, and in any case after some hours."""

from __future__ import annotations

import time

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

BEGAN, SEEN = "signed_in_at", "seen_at"
"""Seconds since 1970, in the session itself."""

NOTED_EVERY = 60
"""Seconds between two notes that a session is in use: one write a minute, not one a page."""


@receiver(user_logged_in)
def begin(request: HttpRequest, **_kwargs) -> None:
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


def keep(request: HttpRequest, person) -> None:
    """This session goes on after all the person's sessions were ended."""
    request.session[HASH_SESSION_KEY] = person.get_session_auth_hash()


class SessionLimitsMiddleware:
    """Goes before whatever asks who is signed in. What a person was shown is not kept by the browser."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = SESSION_KEY in request.session
        if was_signed_in:
            self._look_at(request)
        response = self.get_response(request)
        if was_signed_in:
            response.headers.setdefault("Cache-Control", "no-store")
            if SESSION_KEY not in request.session:
                response.headers["Clear-Site-Data"] = '"cache"'
        return response

    def _look_at(self, request: HttpRequest) -> None:
        now = int(time.time())
        # Where the clock was set back, what it said before would let the session last longer.
        began, seen = (min(request.session.get(name, now), now) for name in (BEGAN, SEEN))
        is_ahead = request.session.get(SEEN, now) > now
        if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
            UserSession.objects.filter(session_key=request.session.session_key).delete()
            request.session.flush()
            request.session["ended"] = "idle"
        elif BEGAN not in request.session or is_ahead or now - seen > NOTED_EVERY:
            request.session[BEGAN], request.session[SEEN] = began, now
            UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())


def say_that_it_ended(request: HttpRequest) -> None:
    """Once, on the sign-in page, to whom it happened."""
    if request.session.pop("ended", None):
        messages.info(request, _("You were signed out because the session had lasted long enough. Sign in to go on."))
