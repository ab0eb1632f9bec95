"""Editions in preparation, for headquarters: composed section by section, seen as they will be, and issued."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import trail
from accounts.limits import limited
from regions.text import in_a_row
from reports.documents.pdf import page_pictures
from reports.draft_page import change_in_words, chosen_in_words
from reports.edition_compiling import Compiled, compile_edition
from reports.edition_content import EditionContent
from reports.edition_files import CONTENT_TYPES, formats, render
from reports.edition_json import to_json
from reports.forms.draft import SECTIONS
from reports.forms.start import IssueForm, StartForm
from reports.gate import gate
from reports.issuing import NotIssued, issue
from reports.models import EditionDraft, EditionFile
from reports.models.draft import DraftConflict

KEPT_AS = "edition-pictures-"
KEPT_FOR = 600
PIXELS_PER_INCH = 120
"""Of the preview: sharp enough to read the notes at the foot."""


@require_http_methods(["POST"])
@login_required
def draft_create(request: HttpRequest) -> HttpResponse:
    _hq_only(request)
    form = StartForm(request.POST)
    if form.is_valid():
        draft = form.save(by=request.user)
        messages.success(request, _("The draft is saved. Your colleagues at headquarters can take it over."))
        return redirect(draft)
    return TemplateResponse(request, "reports/draft_form.html", {"form": form}, status=422)


@require_safe
@login_required
def draft_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Its sections, what it counts and what the gate finds as it stands."""
    draft = _draft(request, pk)
    compiled = compile_edition(draft.chosen)
    said = chosen_in_words(draft.chosen)
    versions = draft.history.select_related("history_user").order_by("-history_id")[:20]
    context = {
        "draft": draft,
        "sections": [(key, label, said[key]) for key, (label, _form) in SECTIONS.items()],
        "report": compiled.report,
        "findings": _findings(compiled, draft),
        "formats": [(name, EditionFile.Format(name).label) for name in formats()],
        "versions": [(version, change_in_words(version.history_change_reason)) for version in versions],
        "issued": draft.editions.first(),
    }
    return TemplateResponse(request, "reports/draft_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def draft_section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """One section of the choices, saved by itself; 409 when a colleague saved the draft in between."""
    draft = _draft(request, pk)
    if section not in SECTIONS:
        raise Http404
    label, form_class = SECTIONS[section]
    form = form_class(request.POST if request.method == "POST" else None, choices=draft.chosen)
    version, status = str(draft.version), 200
    if form.is_bound:
        version, status = request.POST.get("version", ""), 422
        if form.is_valid():
            try:
                draft.save_choices(form.changed(), by=request.user, version=_number(version), reason=section)
                messages.success(request, _("Saved."))
                return redirect(draft)
            except DraftConflict:
                status, version = 409, str(EditionDraft.objects.get(pk=pk).version)
                form.add_error(None, _conflict(draft))
            except ValidationError as error:
                status = 409
                form.add_error(None, error.messages)
    context = {"draft": draft, "form": form, "section": section, "label": label, "version": version}
    return TemplateResponse(request, "reports/draft_section.html", context, status=status)


@require_safe
@login_required
def draft_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The pages as they will be, as pictures of the PDF."""
    draft = _draft(request, pk)
    compiled = compile_edition(draft.chosen)
    contents = compiled.contents()
    language = request.GET.get("language", "")
    if language not in contents:
        language = next(iter(contents), "")
    content = contents.get(language)
    key, pictures = _pictures(compiled, content) if content else ("", ())
    context = {
        "draft": draft, "content": content, "language": language, "languages": list(contents),
        "places": range(1, len(pictures) + 1), "key": key,
    }  # fmt: skip
    return TemplateResponse(request, "reports/draft_preview.html", context)


@require_safe
@login_required
def draft_picture(request: HttpRequest, pk: int, language: str, page: int) -> HttpResponse:
    """`of` names pictures that the preview made a moment ago; without it they are made now."""
    _draft(request, pk)
    pictures = (
        cache.get(f"{KEPT_AS}{request.GET.get('of', '')[:64]}") or _pictures(*_compiled(request, pk, language))[1]
    )
    if not 1 <= page <= len(pictures):
        raise Http404
    return HttpResponse(pictures[page - 1], content_type="image/png", headers={"Cache-Control": "private, no-cache"})


@require_safe
@login_required
@limited("file")
def draft_file(request: HttpRequest, pk: int, language: str, format_: str) -> HttpResponse:
    """A file as it would be now, marked as a draft."""
    compiled, content = _compiled(request, pk, language)
    if format_ not in formats():
        raise Http404
    data = render(content, compiled.gathered.bytes, format_)
    suffix = format_.rpartition("-")[2]
    trail.record("download", by=request.user, about=f"draft {pk} {language}.{format_}")
    headers = {"Content-Disposition": f'attachment; filename="draft-{pk}-{language}.{suffix}"'}
    return HttpResponse(data, content_type=CONTENT_TYPES[format_], headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def draft_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """The gate; a POST issues with a reason for each finding."""
    draft = _draft(request, pk)
    compiled = compile_edition(draft.chosen)
    findings = _findings(compiled, draft)
    form = IssueForm(request.POST if request.method == "POST" else None, findings=findings)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                edition = issue(draft, by=request.user, reasons=form.reasons, compiled=compiled)
                messages.success(request, _("Edition %(number)d is issued.") % {"number": edition.number})
                return redirect(edition)
            except NotIssued as refused:
                status = 409
                form.refuse(refused.findings)
            except DraftConflict:
                status = 409
                form.add_error(None, _conflict(EditionDraft.objects.get(pk=pk)))
            except ValidationError as error:
                status = 409
                form.add_error(None, error.messages)
    context = {"draft": draft, "form": form, "report": compiled.report, "compiled": compiled}
    return TemplateResponse(request, "reports/draft_issue.html", context, status=status)


@require_POST
@login_required
def draft_set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    draft = _draft(request, pk)
    return _settle(request, draft, draft.set_aside, _("The draft is set aside."))


@require_POST
@login_required
def draft_take_up(request: HttpRequest, pk: int) -> HttpResponse:
    draft = _draft(request, pk)
    return _settle(request, draft, draft.take_up_again, _("The draft is in preparation again."))


def _settle(request: HttpRequest, draft: EditionDraft, act, said: str) -> HttpResponse:
    try:
        act(by=request.user)
        messages.success(request, said)
    except ValidationError as error:
        messages.warning(request, in_a_row(error.messages))
    except DraftConflict:
        messages.warning(request, _conflict(EditionDraft.objects.get(pk=draft.pk)))
    return redirect(draft)


def _hq_only(request: HttpRequest) -> None:
    if not request.user.is_hq:
        raise Http404


def _draft(request: HttpRequest, pk: int) -> EditionDraft:
    visible = EditionDraft.objects.visible_to(request.user).select_related("updated_by", "based_on")
    return get_object_or_404(visible, pk=pk)


def _compiled(request: HttpRequest, pk: int, language: str) -> tuple[Compiled, EditionContent]:
    compiled = compile_edition(_draft(request, pk).chosen)
    content = compiled.contents().get(language)
    if content is None:
        raise Http404
    return compiled, content


def _findings(compiled: Compiled, draft: EditionDraft) -> list[tuple]:
    """Each with its sentence in the language of the page."""
    language = get_language() or "ja"
    return [(finding, finding.sentence(language)) for finding in gate(compiled, compiled.contents(), draft=draft)]


def _pictures(compiled: Compiled, content: EditionContent) -> tuple[str, tuple[bytes, ...]]:
    """The hash of what they show, under which they are kept for some minutes, and one PNG for each page."""
    key = hashlib.sha256(_without_moment(content).encode()).hexdigest()
    found = cache.get(f"{KEPT_AS}{key}")
    if found is None:
        found = page_pictures(content, compiled.gathered.bytes, pixels_per_inch=PIXELS_PER_INCH)
        cache.set(f"{KEPT_AS}{key}", found, KEPT_FOR)
    return key, found


def _without_moment(content: EditionContent) -> str:
    return to_json(content).replace(content.as_of, "")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _conflict(draft: EditionDraft) -> str:
    return _("%(person)s saved this draft in the meantime. Nothing of yours was saved yet: look at the draft, then save again.") % {
        "person": draft.updated_by or "–"
    }  # fmt: skip
