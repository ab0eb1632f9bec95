"""The bridge from an edition to another or to now, and the trace from a printed number to its events."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.limits import limited
from accounts.replica import reads_replica
from regions.models import Mission
from reports.bridge import TERMS, Bridge
from reports.bridge_document import FORMATS, bridge_file, file_name
from reports.bridge_page import EXPLAINED, NAMES, breakdowns, summary, term_rows
from reports.bridging import bridge_between
from reports.edition_files import CONTENT_TYPES
from reports.issuing import frozen_content
from reports.models import Edition, EditionFile
from reports.tracing import PrintedPage, printed_pages, titles_as_counted, trace, where_printed

MOST_SHOWN = 300
PAGE_SIZE = 100


@require_safe
@login_required
@reads_replica
def edition_bridge(request: HttpRequest, number: int, later: int | None = None) -> HttpResponse:
    """`later` None: to the register as it stands now, for HQ alone, since it counts what others may not see yet."""
    edition, to, bridge = _bridge(request, number, later)
    context = {
        "edition": edition,
        "to": to,
        "bridge": bridge,
        "lines": summary(bridge),
        "breakdowns": breakdowns(bridge, get_language() or "ja"),
        "downloads": [(suffix, EditionFile.Format(suffix).label) for suffix in FORMATS],
        "others": Edition.objects.visible_to(request.user).filter(number__gt=number),
    }
    return TemplateResponse(request, "reports/edition_bridge.html", context)


@require_safe
@login_required
@reads_replica
def bridge_term(request: HttpRequest, number: int, term: str, later: int | None = None) -> HttpResponse:
    """The events of one term, each with what it gave before and gives now, and who changed what in between."""
    if term not in TERMS:
        raise Http404
    edition, to, bridge = _bridge(request, number, later)
    steps = bridge.steps.get(term, ())
    context = {
        "edition": edition,
        "to": to,
        "name": NAMES[term],
        "explained": EXPLAINED[term],
        "amount": bridge.amount(term),
        "rows": term_rows(steps[:MOST_SHOWN], user=request.user, until_now=to is None),
        "count": len(steps),
        "most": MOST_SHOWN,
        "baselines": (bridge.earlier.baselines, bridge.later.baselines) if term == "baseline" else None,
    }
    return TemplateResponse(request, "reports/bridge_term.html", context)


@require_safe
@login_required
@limited("file")
@reads_replica
def bridge_download(request: HttpRequest, number: int, suffix: str, later: int | None = None) -> HttpResponse:
    """The bridge as slides, as a workbook to read, as one for machines with every event, or as JSON."""
    if suffix not in FORMATS:
        raise Http404
    edition, to, bridge = _bridge(request, number, later)
    data = bridge_file(bridge, edition=edition, language=get_language() or "ja", suffix=suffix, user=request.user)
    name = file_name(edition, to, suffix)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=CONTENT_TYPES[suffix], headers=headers)


def _bridge(request: HttpRequest, number: int, later: int | None) -> tuple[Edition, Edition | None, Bridge]:
    editions = Edition.objects.visible_to(request.user)
    edition = get_object_or_404(editions, pk=number)
    if later is None and not request.user.is_hq:
        raise Http404
    if later is not None and later <= number:
        raise Http404
    to = get_object_or_404(editions, pk=later) if later else None
    return edition, to, bridge_between(edition, to)


@require_safe
@login_required
def edition_trace(request: HttpRequest, number: int, page: int | None = None) -> HttpResponse:
    """Every printed number of the document, or of one page of it; each leads to the events behind it."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), pk=number)
    pages = _printed_pages(edition)
    shown = [each for each in pages if page in (None, each.place)]
    if page is not None and not shown:
        raise Http404
    context = {"edition": edition, "pages": shown, "page": page, "page_count": len(pages)}
    return TemplateResponse(request, "reports/edition_trace.html", context)


def _printed_pages(edition: Edition) -> tuple[PrintedPage, ...]:
    """In the reader's language where the edition has it, else in its first."""
    languages = edition.chosen.languages
    language = get_language() or "ja"
    return printed_pages(edition, frozen_content(edition, language if language in languages else languages[0]))


@require_safe
@login_required
def trace_events(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """The events that one printed number counts, all of them page by page, in the versions that were counted."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), pk=number)
    traced = trace(edition, key)
    if traced is None:
        raise Http404
    page = Paginator(traced.events, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    titles = titles_as_counted(rows, user=request.user)
    names = {row.pk: row.short_name for row in Mission.objects.all()}
    context = {
        "edition": edition,
        "key": key,
        "printed": where_printed(_printed_pages(edition), key),
        "trace": traced,
        "page": page,
        "rows": [(row, titles.get(row.event_id), names.get(row.mission, row.mission)) for row in rows],
    }
    return TemplateResponse(request, "reports/trace_events.html", context)
