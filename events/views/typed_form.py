"""What was typed and not saved, given back to its author alone.

While a page is open its text is kept every few seconds (`keep_typed`), so that it outlives a closed laptop. What is
posted when the sign-in has expired is kept in the session, because nobody is signed in whose it could be.
"""

from __future__ import annotations

from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events.models import UnsavedForm
from events.models.unsaved import KEPT_FOR, MOST_KEPT
from regions.text import in_a_row

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
    request.session[SESSION_KEY] = {
        "by": author, "path": request.path, "fields": _fields(request), "had_files": any(request.FILES.values()),
    }  # fmt: skip
    return True


def _fields(request: HttpRequest) -> dict[str, list[str]]:
    return {name: values for name, values in request.POST.lists() if name not in _NOT_KEPT}


def _as_sent(fields: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data


def _storable(text: str) -> str:
    """U+0000, which PostgreSQL keeps in no text, as the sign for a character that cannot be shown."""
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}")


def key_of(request: HttpRequest) -> UUID | None:
    """The open page's own key; None when it has none that can be read."""
    try:
        return UUID(request.POST.get("entry_key", ""))
    except ValueError:
        return None


def keep_typed(request: HttpRequest, *, title: str = "") -> JsonResponse:
    """Keeps the page as typed so far. JSON with a `sentence`; 409 when nothing could be kept.

    `title` names what is kept on its author's first page, where no title of an event was typed."""
    key, own = key_of(request), UnsavedForm.objects.filter(person=request.user.pk)
    if key is None:
        return JsonResponse({"sentence": _("What you type here is not kept until you save it.")}, status=409)
    with transaction.atomic():
        own.filter(kept_at__lte=timezone.now() - KEPT_FOR).delete()
        if own.exclude(key=key).count() >= MOST_KEPT:
            sentence = _("You have %(most)d unsaved forms. Finish or discard one on your first page to keep this one.")
            return JsonResponse({"sentence": sentence % {"most": MOST_KEPT}}, status=409)
        fields = {name: [_storable(value) for value in values] for name, values in _fields(request).items()}
        title = _storable(request.POST.get("title_ja") or request.POST.get("title_en") or title)
        now = timezone.now()
        typed = {"path": request.path, "title": title[:200], "fields": fields, "kept_at": now}
        UnsavedForm.objects.update_or_create(person_id=request.user.pk, key=key, defaults=typed)
    clock = date_format(timezone.localtime(now), "H:i")
    return JsonResponse({"sentence": _("Kept at %(time)s, not saved yet.") % {"time": clock}})


@require_POST
@login_required
def unsaved_discard(request: HttpRequest, key: UUID) -> HttpResponse:
    """Lets go of what its author does not want any more."""
    unsaved = get_object_or_404(UnsavedForm.objects.of(request.user), key=key)
    sentence = _("What you had typed in “%(title)s” is discarded.") % {"title": unsaved.title or _("(no title)")}
    unsaved.delete()
    messages.success(request, sentence)
    return redirect("home")


def typed_before(request: HttpRequest) -> tuple[QueryDict | None, str]:
    """What this person had typed on this page and not saved, and a sentence that says so."""
    kept = request.session.get(SESSION_KEY)
    if kept and (kept["by"] != request.user.pk or "fresh" in request.GET):
        request.session.pop(SESSION_KEY)
    elif kept and kept["path"] == request.path:
        said = [_("Here is what you typed before you were signed out. It is not saved yet.")]
        if kept["had_files"]:
            said.append(_("Photos have to be chosen again."))
        return _as_sent(kept["fields"]), in_a_row(said)
    return (None, "") if "fresh" in request.GET else _unsaved_on_page(request)


def _unsaved_on_page(request: HttpRequest) -> tuple[QueryDict | None, str]:
    own = UnsavedForm.objects.of(request.user).filter(path=request.path)
    try:
        asked = UUID(request.GET.get("resume", ""))
    except ValueError:
        asked = None
    unsaved = (own.filter(key=asked).first() if asked else None) or own.first()
    if not unsaved:
        return None, ""
    moment = date_format(timezone.localtime(unsaved.kept_at), "DATETIME_FORMAT")
    sentence = _("Here is what you had typed by %(moment)s. It is not saved yet.") % {"moment": moment}
    return _as_sent(unsaved.fields), sentence


def forget(request: HttpRequest) -> None:
    """What was typed on this page is saved."""
    request.session.pop(SESSION_KEY, None)
    if key := key_of(request):
        UnsavedForm.objects.filter(person=request.user.pk, key=key).delete()
