"""A form that was typed by a person whose sign-in has expired: kept in the session, given back to that person alone."""

from __future__ import annotations

from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

SALT = "events.typed-form"
SESSION_KEY = "typed_form"
LONGEST_KEEPING = 30 * 24 * 3600
_NOT_KEPT = ("csrfmiddlewaretoken", "typed_by", "action")


def signature_of(user) -> str:
    """Goes into the form, so that what is typed is given back to nobody else."""
    return signing.dumps(user.pk, salt=SALT)


def keeps_typed_form(view):
    """Sends a signed-out person to the sign-in page; what was posted is there again afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST" and _keep(request):
            messages.info(request, _("You were signed out. What you typed is kept: sign in again to go on."))
        return redirect_to_login(request.path if request.method == "POST" else request.get_full_path())

    return guarded


def _keep(request: HttpRequest) -> bool:
    try:
        author = signing.loads(request.POST.get("typed_by", ""), salt=SALT, max_age=LONGEST_KEEPING)
    except signing.BadSignature:
        return False
    fields = {name: values for name, values in request.POST.lists() if name not in _NOT_KEPT}
    request.session[SESSION_KEY] = {
        "by": author, "path": request.path, "fields": fields, "had_files": any(request.FILES.values()),
    }  # fmt: skip
    return True


def typed_before(request: HttpRequest) -> tuple[QueryDict | None, str]:
    """What this person had typed on this page before the sign-in expired, and a sentence that says so."""
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return None, ""
    if kept["by"] != request.user.pk or "fresh" in request.GET:
        forget(request)
        return None, ""
    if kept["path"] != request.path:
        return None, ""
    data = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        data.setlist(name, values)
    sentence = _("Here is what you typed before you were signed out. It is not saved yet.")
    if kept["had_files"]:
        sentence += " " + _("Photos have to be chosen again.")
    return data, sentence


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
