"""Issued editions, for everybody who may sign in: list, definition, figures, files with their hashes, notices."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import trail
from accounts.limits import limited
from events.forms.verbs import ReasonForm
from reports.documents.photo_files import PNG
from reports.documents.web import edition_view
from reports.edition_files import CONTENT_TYPES
from reports.forms.start import StartForm
from reports.issuing import frozen_content, frozen_photo
from reports.models import Edition, EditionDraft, EditionFile
from reports.models.edition import Damaged
from reports.report_page import mode_names


@require_safe
@login_required
def edition_list(request: HttpRequest) -> HttpResponse:
    context = {
        "editions": Edition.objects.visible_to(request.user).for_list(),
        "drafts": EditionDraft.objects.visible_to(request.user).exclude(state="issued").select_related("updated_by"),
        "form": StartForm() if request.user.is_hq else None,
    }
    return TemplateResponse(request, "reports/edition_list.html", context)


@require_safe
@login_required
def edition_detail(request: HttpRequest, number: int) -> HttpResponse:
    edition = _edition(request, number)
    names = mode_names()
    files = list(edition.files.all())
    language = files[0].language if files else "ja"
    context = {
        "edition": edition,
        "chosen": edition.chosen,
        "rules": [(rule.fiscal_year, [names[mode] for mode in rule.modes]) for rule in edition.chosen.rules],
        "files": files,
        "figures": frozen_content(edition, language).figures if files else None,
        "findings": edition.findings.all(),
        "earlier_editions": Edition.objects.visible_to(request.user).filter(number__lt=number).order_by("-number")[:1],
        "event_count": edition.counted_events.count(),
    }
    return TemplateResponse(request, "reports/edition_detail.html", context)


@require_safe
@login_required
@limited("file")
def edition_file(request: HttpRequest, number: int, language: str, format_: str) -> HttpResponse:
    """The very bytes that were issued, checked against their hash; 500 with a sentence when they are not."""
    edition = _edition(request, number)
    file = get_object_or_404(edition.files.select_related("blob"), language=language, format=format_)
    try:
        data = file.blob.verified()
    except Damaged:
        return TemplateResponse(request, "reports/edition_damaged.html", {"edition": edition, "file": file}, status=500)
    trail.record("download", by=request.user, about=file.name, details={"sha256": file.sha256})
    headers = {
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-cache",
    }
    return HttpResponse(data, content_type=CONTENT_TYPES[file.format], headers=headers)


@require_safe
@login_required
def edition_web(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """The document as a page to read, print and share inside: of the same frozen value as its files."""
    edition = _edition(request, number)
    file = get_object_or_404(edition.files, language=language, format=EditionFile.Format.JSON)
    try:
        content = frozen_content(edition, language)
    except Damaged:
        return TemplateResponse(request, "reports/edition_damaged.html", {"edition": edition, "file": file}, status=500)
    view = edition_view(content, photo_url=lambda sha256: reverse("edition_photo", args=[number, sha256]))
    for place, page in enumerate(view["pages"], start=1):
        page["trace"] = reverse("edition_trace_page", args=[number, place])
    context = {
        "edition": edition,
        "content": content,
        "languages": list(edition.files.filter(format=EditionFile.Format.JSON).values_list("language", flat=True)),
        "document": view,
    }
    return TemplateResponse(request, "reports/edition_web.html", context)


@require_safe
@login_required
def edition_photo(request: HttpRequest, number: int, sha256: str) -> HttpResponse:
    """A photo that the edition prints; 404 for other bytes kept under that hash."""
    edition = _edition(request, number)
    data = frozen_photo(edition, sha256)
    if data is None:
        raise Http404
    kind = "image/png" if data.startswith(PNG) else "image/jpeg"
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=86400"}
    return HttpResponse(data, content_type=kind, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edition_withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """A notice beside the edition; the edition itself stays."""
    if not request.user.is_hq:
        raise Http404
    edition = _edition(request, number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            edition.withdraw(by=request.user, because=form.cleaned_data["reason"])
            trail.record("edition", by=request.user, about=f"edition {number} withdrawn")
            messages.success(request, _("It now says on the edition that it is withdrawn."))
            return redirect(edition)
        except ValidationError as error:
            form.add_error(None, error.messages)
    context = {"edition": edition, "form": form}
    return TemplateResponse(request, "reports/edition_withdraw.html", context, status=422 if form.is_bound else 200)


@require_safe
@login_required
def edition_short(request: HttpRequest, number: int, page: int = 0) -> HttpResponse:
    """The address printed on a document, or on one page of it: to its numbers and the events behind them."""
    edition = _edition(request, number)
    return redirect("edition_trace_page", edition.number, page) if page else redirect(edition)


def _edition(request: HttpRequest, number: int) -> Edition:
    return get_object_or_404(Edition.objects.visible_to(request.user).for_list(), pk=number)
