"""One's own sessions: where, since when, and the end of all of them."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.proof import require_proof
from accounts.requests import SignedInRequest
from accounts.sessions import keep


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def session_list(request: SignedInRequest) -> HttpResponse:
    """A POST ends the others, or all with this one."""
    if request.method == "POST":
        require_proof(request)
        ends_all = request.POST.get("which") == "all"
        request.user.sign_out_everywhere(but="" if ends_all else request.session.session_key or "")
        if ends_all:
            logout(request)
            return redirect(settings.LOGIN_URL)
        keep(request, request.user)
        messages.success(request, _("Signed out everywhere else."))
        return redirect("session_list")
    sessions = sorted(UserSession.objects.purge_and_list(request.user), key=lambda row: row.last_seen_at, reverse=True)
    context = {
        "sessions": sessions,
        "session_count": len(sessions),
        "idle_minutes": settings.SESSION_IDLE_SECONDS // 60,
        "hours": settings.SESSION_COOKIE_AGE // 3600,
    }
    return TemplateResponse(request, "usersessions/usersession_list.html", context)
